"""What a file is that holds no table: how many pages, how large a picture, what it calls itself. Cheap, never opened whole.

The answers are facts by name, kept with the version: `pages`, `width` and `height` in pixels, `members`, `title`. What
cannot be told is left out; a file that lies is described as it says.
"""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING, Literal

from lxml import etree

from praya.formats.archive_check import unpacked
from praya.model import errors

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Facts = dict[str, str | int]

_HEAD = 1 << 16
_MOST_READ = 64 << 20
_LONGEST_TITLE = 200
_LARGEST_PART = 1 << 20
_PAGE_TREE = re.compile(
    rb"/Type\s*/Pages\b[^>]{0,2000}?/Count\s+(\d{1,6})|/Count\s+(\d{1,6})[^>]{0,2000}?/Type\s*/Pages\b"
)
_PAGE = re.compile(rb"/Type\s*/Page\b")
_SIZES = (0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF)
"""Markers of a JPEG after which its size stands."""
_PART_FACTS = {"Pages": "pages", "Slides": "pages", "page-count": "pages"}


def describe(path: Path, kind: str) -> Facts:
    """Return the facts of a file of this format; none for formats that nobody looks into."""
    look = _LOOKS.get(kind)
    if look is None:
        return {}
    try:
        return look(path)
    except (errors.Unreadable, OSError, ValueError, IndexError, etree.LxmlError, zipfile.BadZipFile):
        return {}


def _pdf(path: Path) -> Facts:
    """Count pages as the root of their tree says, or one by one; packed ones cannot be counted cheaply."""
    with path.open("rb") as file:
        data = file.read(_MOST_READ)
    counts = [int(first or second) for first, second in _PAGE_TREE.findall(data)]
    pages = max(counts, default=0) or len(_PAGE.findall(data))
    return {"pages": pages} if pages else {}


def _png(path: Path) -> Facts:
    head = _head(path)
    return _size(int.from_bytes(head[16:20]), int.from_bytes(head[20:24]))


def _gif(path: Path) -> Facts:
    head = _head(path)
    return _size(int.from_bytes(head[6:8], "little"), int.from_bytes(head[8:10], "little"))


def _jpeg(path: Path) -> Facts:
    """Walk from marker to marker until one gives the size."""
    with path.open("rb") as file:
        data = file.read(_LARGEST_PART)
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:  # noqa: PLR2004 - every marker begins with it
        if data[at + 1] in _SIZES:
            return _size(int.from_bytes(data[at + 7 : at + 9]), int.from_bytes(data[at + 5 : at + 7]))
        at += 2 + max(int.from_bytes(data[at + 2 : at + 4]), 2)
    return {}


def _tiff(path: Path) -> Facts:
    """Read the first directory's tags for width (256) and height (257)."""
    with path.open("rb") as file:
        head = file.read(8)
        order: Literal["little", "big"] = "little" if head.startswith(b"II") else "big"
        file.seek(int.from_bytes(head[4:8], order))
        count = int.from_bytes(file.read(2), order)
        tags = file.read(12 * min(count, 200))
    found = {}
    for at in range(0, len(tags) - 11, 12):
        tag, kind = (int.from_bytes(tags[at + off : at + off + 2], order) for off in (0, 2))
        width = 2 if kind == 3 else 4  # noqa: PLR2004 - a short, else a long
        found[tag] = int.from_bytes(tags[at + 8 : at + 8 + width], order)
    return _size(found.get(256, 0), found.get(257, 0))


def _office(path: Path) -> Facts:
    """Read what a document of Office or OpenDocument says of itself."""
    facts: Facts = {}
    with zipfile.ZipFile(path) as archive:
        infos = {info.filename: info for info in archive.infolist()}
    for name in ("docProps/app.xml", "docProps/core.xml", "meta.xml"):
        if name not in infos or infos[name].file_size > _LARGEST_PART:
            continue
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        root = etree.fromstring(b"".join(unpacked(path, infos[name])), parser)
        for element in root.iter("{*}*"):
            label = str(element.tag).rpartition("}")[2]
            if label in _PART_FACTS and (element.text or "").isdecimal():
                facts["pages"] = int(element.text or 0)
            elif label == "title" and (element.text or "").strip():
                facts["title"] = (element.text or "").strip()[:_LONGEST_TITLE]
            for key, value in element.attrib.items():
                if _PART_FACTS.get(str(key).rpartition("}")[2]) and str(value).isdecimal():
                    facts["pages"] = int(value)
    return facts


def _zip(path: Path) -> Facts:
    with zipfile.ZipFile(path) as archive:
        return {"members": sum(not info.is_dir() for info in archive.infolist())}


def _size(width: int, height: int) -> Facts:
    return {"width": width, "height": height} if width and height else {}


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_HEAD)


_LOOKS: dict[str, Callable[[Path], Facts]] = {
    "docx": _office,
    "gif": _gif,
    "jpeg": _jpeg,
    "odp": _office,
    "odt": _office,
    "pdf": _pdf,
    "png": _png,
    "pptx": _office,
    "tiff": _tiff,
    "zip": _zip,
}
