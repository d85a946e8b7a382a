"""The demo's package data: the recorded catalogue, and the files as they were found."""

from __future__ import annotations

import tarfile
from datetime import UTC, datetime
from importlib.resources import as_file, files
from io import BytesIO
from typing import TYPE_CHECKING, Any

import orjson
import zstandard

from praya.model.catalogue import Publisher, Theme
from praya.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.resources.abc import Traversable
    from pathlib import Path

DATA = files("praya.demo") / "data"


def packages() -> list[dict[str, Any]]:
    """Return the recorded package_show results of data.gov.hk's Traditional Chinese root, by name."""
    return [orjson.loads(line) for line in _content(DATA / "catalogue" / "packages.jsonl.zst").splitlines()]


def publishers() -> list[Publisher]:
    """Return the portal's providers in three languages, in the portal's order."""
    listed = orjson.loads(_content(DATA / "catalogue" / "providers.json.zst"))["providers"]
    return [Publisher(id=each["id"], title=_text(each["name"])) for each in listed]


def themes() -> list[Theme]:
    """Return the portal's categories in three languages, in the portal's order."""
    listed = orjson.loads(_content(DATA / "catalogue" / "categories.json.zst"))["categories"]
    return [
        Theme(id=each["id"], title=_text(each["name"]), position=position)
        for position, each in enumerate(listed)
    ]


def unpack(path: str, target: Path) -> None:
    """Write a file (named as in the curation) to `target` as it was found."""
    with as_file(_file(path)) as packed, packed.open("rb") as source, target.open("wb") as sink:
        zstandard.ZstdDecompressor().copy_stream(source, sink)


def history(path: str) -> list[tuple[datetime, bytes]]:
    """Return the files of a recorded history with the times at which they were there, the oldest first."""
    with tarfile.open(fileobj=BytesIO(_content(DATA / "history" / f"{path}.tar.zst"))) as archive:
        found = [
            (datetime.fromtimestamp(each.mtime, UTC), file.read())
            for each in archive
            if each.name != "SOURCES.csv" and (file := archive.extractfile(each))
        ]
    return sorted(found, key=lambda each: each[0])


def _file(path: str) -> Traversable:
    return DATA.joinpath("files", f"{path}.zst")


def _content(packed: Traversable) -> bytes:
    return zstandard.ZstdDecompressor().decompress(packed.read_bytes())


def _text(name: Mapping[str, str]) -> Text:
    return Text.of(name.get("en"), name.get("tc"), name.get("sc"))
