"""What a file is: by its own bytes first; what its origin and its name say is only compared."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from praya.formats.archive_check import check_claims, members
from praya.formats.encoding import detect, open_text
from praya.formats.grid.delimited import find_delimiter, head_of
from praya.model import errors
from praya.model.decisions import sniff as because

if TYPE_CHECKING:
    from pathlib import Path

    from praya.model.decisions import Decision

Format = Literal["csv", "tsv", "xlsx", "xls", "json", "xml", "geojson"]

_MAGIC = (
    (b"%PDF-", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"\x1f\x8b", "GZIP"),
    (b"BZh", "BZIP2"),
    (b"7z\xbc\xaf\x27\x1c", "7Z"),
    (b"Rar!", "RAR"),
    (b"(\xb5/\xfd", "ZSTD"),
    (b"PAR1", "Parquet"),
    (b"ARROW1", "Arrow"),
    (b"SQLite format 3\0", "SQLite"),
    (b"\0\0\x27\x0a", "Shapefile"),
    (b"{\\rtf", "RTF"),
)
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ROOTS = {"kml": "KML", "gpx": "GPX", "svg": "SVG", "FeatureCollection": "GML", "Workbook": "XML Spreadsheet"}
_PAGE = re.compile(r"<(!doctype\s+html|html|head|body|script|meta)\b", re.IGNORECASE)
_PROLOG = re.compile(r"<\?.*?\?>|<!--.*?-->|<!DOCTYPE\s(?!\s*html)[^\[>]*(\[.*?\]\s*)?>", re.DOTALL)
_ROOT = re.compile(r"<([A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")
_JSON = re.compile(r"\s*(\{\s*[\"}]|\[\s*([\[{\"\]0-9-]|true|false|null))")
_GEOJSON = re.compile(r"\"type\"\s*:\s*\"Feature(Collection)?\"")
_HEAD_CHARACTERS = 1 << 16
_PROLOG_CHARACTERS = 1 << 13
_OLE2_STREAMS = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Sniffed:
    """A file's format and, for text, its encoding by Python's name."""

    format: Format
    encoding: str = ""
    decisions: tuple[Decision, ...] = ()


def sniff(
    path: Path, *, declared: str = "", media_type: str = "", name: str = "", unpacked_limit: int
) -> Sniffed:
    """Recognise a file; raise Unreadable with the reason where it holds no table that can be read."""
    announced = tuple(each.lower() for each in (declared, media_type, name.rpartition(".")[2]) if each)
    with path.open("rb") as file:
        head = file.read(4096)
    if not head.strip() and path.stat().st_size <= len(head):
        raise errors.FileEmpty
    if head.startswith(_OLE2):
        decision = because.FORMAT_WORKBOOK_OLE2.decide(format=_ole2(path))
        return Sniffed(format="xls", decisions=_compared(decision, announced))
    if head.startswith(_ZIP):
        _check_zip(path, announced, unpacked_limit)
        decision = because.FORMAT_WORKBOOK_ZIP.decide(format="xlsx")
        return Sniffed(format="xlsx", decisions=_compared(decision, announced))
    for magic, other in _MAGIC:
        if head.startswith(magic):
            raise errors.FormatUnsupported(format=other)
    detected = detect(path)
    found, decision = _text_format(path, detected.name)
    decisions = (detected.decision, *_compared(decision.about(format=found), announced))
    return Sniffed(format=found, encoding=detected.name, decisions=decisions)


def _compared(decision: Decision, announced: tuple[str, ...]) -> tuple[Decision, ...]:
    """Say also where the origin announced something else."""
    found = str(decision.fields["format"])
    if not announced or any(found.removeprefix("geo") in each for each in announced):
        return (decision,)
    return (decision, because.FORMAT_CONTRADICTED.decide(0.9, format=found, announced=announced))


def _ole2(path: Path) -> Format:
    """Tell a workbook from the other files that Microsoft's old container holds."""
    with path.open("rb") as file:
        data = file.read(_OLE2_STREAMS)
        file.seek(max(path.stat().st_size - _OLE2_STREAMS, 0))
        data += file.read()
    for stream, other in (
        ("EncryptedPackage", "XLSX (password)"),
        ("WordDocument", "DOC"),
        ("PowerPoint Document", "PPT"),
    ):
        if stream.encode("utf-16-le") in data:
            raise errors.FormatUnsupported(format=other)
    if any(stream.encode("utf-16-le") in data for stream in ("Workbook", "Book")):
        return "xls"
    raise errors.FormatUnsupported(format="OLE2")


def _check_zip(path: Path, announced: tuple[str, ...], unpacked_limit: int) -> None:
    kind = "XLSX" if "xlsx" in announced else "ZIP"
    infos = members(path, kind)
    check_claims(infos, unpacked_limit)
    names = {info.filename for info in infos}
    if "xl/workbook.xml" in names:
        return
    known = {
        "word/document.xml": "DOCX",
        "ppt/presentation.xml": "PPTX",
        "xl/workbook.bin": "XLSB",
        "content.xml": "ODS",
    }
    raise errors.FormatUnsupported(format=next((known[each] for each in known if each in names), "ZIP"))


def _text_format(path: Path, encoding: str) -> tuple[Format, Decision]:
    with open_text(path, encoding) as file:
        head = file.read(_HEAD_CHARACTERS).lstrip("\ufeff")
    if not head.strip() and path.stat().st_size < _HEAD_CHARACTERS:
        raise errors.FileEmpty
    if head.lstrip().startswith("<"):
        return _markup(head)
    if _JSON.match(head):
        if _GEOJSON.search(head):
            return "geojson", because.FORMAT_GEOJSON.decide(0.95)
        return "json", because.FORMAT_JSON.decide(0.95)
    if find_delimiter(head_of(path, encoding)) == "\t":
        return "tsv", because.FORMAT_TABS.decide(0.95)
    return "csv", because.FORMAT_ROWS.decide(0.95)


def _markup(head: str) -> tuple[Format, Decision]:
    """Tell XML with records from web pages and from formats of their own."""
    begin = _PROLOG.sub("", head[:_PROLOG_CHARACTERS]).lstrip()
    if _PAGE.match(begin):
        raise errors.FileIsWebPage(title=_title(head))
    root = _ROOT.search(begin)
    name = root[2] if root else ""
    if name in _ROOTS:
        raise errors.FormatUnsupported(format=_ROOTS[name])
    return "xml", because.FORMAT_MARKUP.decide(0.95, root=name or "?")


def _title(page: str) -> str:
    """Return the title of a web page, or nothing."""
    start = page.lower().find("<title")
    words = page[start:].partition(">")[2].partition("<")[0] if start >= 0 else ""
    return " ".join(html.unescape(words).split())[:200]
