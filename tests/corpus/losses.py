"""Whether any value of a source is lost: every cell must be found in what was read of it.

The source is read here a second time, by other programs than Praya's readers (Python's csv and json, openpyxl, lxml,
pyogrio), without any judgement of layout or type: only what stands where. A cell is found if a typed value says what it
says (as text, as a number, as a date), or its text stands in a label, a title, a note, or a reported decision.
"""

from __future__ import annotations

import csv
import gzip
import io
import itertools
import json
import re
import tempfile
import zipfile
from collections import Counter
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import python_calamine
from lxml import etree

from praya.formats.infer.names import COMPANION

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tests.corpus.reading import Reading

    from praya.formats.infer import Typed

Key = tuple[str, object]
_BLANK = " \t\r\n\f\v\xa0\u2007\u202f\u3000\ufeff\u200b"
_NUMBER = re.compile(
    r"(?P<open>\()?(?P<minus>[-−])?(?:HK\$|\$)?(?P<digits>\d[\d, \xa0]*(?:\.\d+)?(?:[eE][-+]?\d+)?)%?\)?(?:\s?[A-Z*#]{1,2})?"
)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_COORDINATES = re.compile(r"[-\d.,\s]+")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_JOINTS = re.compile(r" – |\.|/")
_COMPACT = {6: (4,), 8: (4, 6), 12: (4, 6, 8, 10), 14: (4, 6, 8, 10, 12)}
_SHAPES = {"coordinates", "pos", "posList", "lowerCorner", "upperCorner"}


def losses(path: Path, expected: dict[str, Any], found: Reading) -> tuple[int, list[str]]:
    """Return how many cells a source has, and those that are found nowhere."""
    typed = expected.get("format") in ("shp", "gpkg", "parquet", "arrow", "zip")
    values = Counter(key for table in found.tables for key in _values(table, typed=typed))
    words = "\n".join(_words(found))
    labels = {part for part in words.split("\n") for part in (part, *_JOINTS.split(part))}
    total, lost = 0, []
    for cell in _cells(path.read_bytes(), path.name, expected):
        text = cell.strip(_BLANK)
        if not text:
            continue
        total += 1
        key = next((key for key in _keys(text) if values[key] > 0), None)
        if key is not None:
            values[key] -= 1
        elif text not in labels and not _is_within(text, words):
            lost.append(text)
    return total, lost


def _is_within(text: str, words: str) -> bool:
    """Say whether a text stands in words, not as a part of a longer number or word."""
    at = words.find(text)
    while at >= 0:
        before, after = words[at - 1 : at], words[at + len(text) : at + len(text) + 1]
        if not (before.isalnum() and text[0].isalnum()) and not (after.isalnum() and text[-1].isalnum()):
            return True
        at = words.find(text, at + 1)
    return False


def _values(table: Typed, *, typed: bool) -> Iterator[Key]:
    """Yield what each cell of a table says: its companion's text if it has one, else its typed value.

    Of a source that is `typed` itself, the typed value says it.
    """
    names = set(table.data.column_names)
    for column in table.schema.columns:
        if column.derived:
            continue
        held = table.data.column(column.name).to_pylist()
        beside = (
            table.data.column(column.name + COMPANION).to_pylist()
            if column.name + COMPANION in names and not typed
            else [None] * len(held)
        )
        for value, text in zip(held, beside, strict=True):
            if text is not None:
                yield "text", text.strip(_BLANK)
            elif value is not None:
                yield from _said(value, column.type)


def _said(value: object, kind: str) -> Iterator[Key]:
    if isinstance(value, bool):
        yield "text", str(value).lower()
    elif isinstance(value, int | float):
        yield "number", Decimal(repr(value)).normalize()
    elif isinstance(value, datetime) and value.tzinfo is not None:
        yield "date", _parts(value.astimezone(UTC).isoformat()[:19])
    elif isinstance(value, date | time):
        yield "date", _parts(value.isoformat())
    elif kind == "yearmonth":
        yield "date", _parts(str(value))
    elif isinstance(value, str) and value[:1] in "[{":
        yield "text", value.strip(_BLANK)
        yield from (("text", leaf.strip(_BLANK)) for leaf in _json_leaves(value))
    elif isinstance(value, str):
        yield "text", value.strip(_BLANK)


def _words(found: Reading) -> Iterator[str]:
    """Yield the words around the values: labels, titles, notes, and what decisions name."""
    for table in found.tables:
        yield from (table.raw.slug, table.raw.title, *table.raw.header, *table.raw.notes, *table.raw.units)
        yield from (marker for column in table.schema.columns for marker in column.markers)
    for decision in found.everything:
        for value in decision.fields.values():
            yield from map(str, value if isinstance(value, tuple) else (value,))


def _keys(text: str) -> Iterator[Key]:
    """Yield the ways in which a cell's text may be said by a typed value."""
    yield "text", text
    if text.lower() in ("true", "false"):
        yield "text", text.lower()
    number = _number(text)
    if number is not None:
        yield "number", number
    yield from (("date", parts) for parts in _dates(text))


def _number(text: str) -> Decimal | None:
    found = _NUMBER.fullmatch(text)
    if not found:
        return None
    digits = re.sub(r"[, \xa0]", "", found["digits"])
    try:
        number = Decimal(digits).normalize()
    except InvalidOperation:
        return None
    return -number if found["open"] or found["minus"] or text.startswith("-$") else number


def _dates(text: str) -> Iterator[tuple[int, ...]]:
    moment = _zoned(text)
    if moment:
        yield _parts(moment.astimezone(UTC).isoformat()[:19])
        return
    low = text.lower()
    for at, month in enumerate(_MONTHS, 1):
        low = re.sub(rf"\b{month}[a-z]*", f" {at} ", low)
    if any(each.isdigit() for each in low):
        yield _parts(low)
    if text.isdigit() and len(text) in _COMPACT:
        cuts = (0, *_COMPACT[len(text)], len(text))
        yield _parts(" ".join(text[a:b] for a, b in itertools.pairwise(cuts)))


def _zoned(text: str) -> datetime | None:
    """Return a moment that says its zone, or None."""
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = parse(text)
        except ValueError:
            continue
        if moment.tzinfo is not None:
            return moment
    return None


def _parts(text: str) -> tuple[int, ...]:
    """Return the numbers in a date or time, sorted, zeros left out: no order and no clock's seconds matter here."""
    return tuple(sorted(int(each) for each in re.findall(r"\d+", text) if int(each)))


def _cells(content: bytes, name: str, expected: dict[str, Any]) -> Iterable[str]:
    """Return every cell of a source as text."""
    kind = expected.get("format", "")
    if content.startswith(b"\x1f\x8b"):
        return _cells(gzip.decompress(content), name.removesuffix(".gz"), {**expected, "format": "csv"})
    if kind in ("zip", "kmz", "gtfs"):
        return _members(content, expected)
    if kind in ("csv", "tsv"):
        return _delimited(content, expected.get("encoding", "utf-8"))
    if kind in ("json", "geojson", "ndjson"):
        return _tree(content.decode("utf-8-sig"), kind)
    if kind in ("xml", "rss", "atom", "kml", "gml", "gpx"):
        return _markup(content, expected.get("encoding", ""))
    return {"xlsx": _workbook, "shp": _layers, "gpkg": _layers, "parquet": _arrow, "arrow": _arrow}.get(
        kind, _book
    )(content)


def _members(content: bytes, expected: dict[str, Any]) -> Iterator[str]:
    kinds = {"csv": "csv", "json": "json", "kml": "kml", "zip": "zip"}
    if expected["format"] == "gtfs":
        kinds["txt"] = "csv"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if any(name.endswith(".shp") for name in archive.namelist()):
            yield from _layers(content)
        for info in archive.infolist():
            kind = kinds.get(info.filename.rpartition(".")[2])
            if kind and not info.filename.startswith("__MACOSX"):
                yield from _cells(archive.read(info), info.filename, {"format": kind, "encoding": "utf-8"})


def _delimited(content: bytes, encoding: str) -> Iterator[str]:
    text = content.decode(encoding).lstrip("\ufeff")
    first = text.partition("\n")[0]
    delimiter = max(",\t;|", key=first.count)
    lines = text.splitlines(keepends=True)
    while lines:
        reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=True, strict=True)
        at = 0
        try:
            for row in reader:
                yield from row
                at = reader.line_num
        except csv.Error:  # a quote that never closes: its line alone is read without quotes
            yield from lines[at].rstrip("\r\n").split(delimiter)
            at += 1
        lines = lines[at:]


def _tree(text: str, kind: str) -> Iterator[str]:
    if kind == "ndjson":
        for line in text.splitlines():
            yield from _json_leaves(line)
        return
    yield from _json_leaves(text, shapes=kind == "geojson")


def _json_leaves(text: str, *, shapes: bool = False) -> Iterator[str]:
    """Yield the values of a JSON text, those of keys that come twice too; without the shapes and frame of GeoJSON."""
    try:
        tree = json.loads(text, parse_int=str, parse_float=str, object_pairs_hook=lambda pairs: pairs)
    except ValueError:
        yield text
        return
    yield from _leaves(tree, shapes=shapes)


def _leaves(tree: object, *, shapes: bool) -> Iterator[str]:
    if isinstance(tree, list):
        for each in tree:
            if isinstance(each, tuple):
                if not (shapes and each[0] in ("geometry", "crs", "type", "bbox")):
                    yield from _leaves(each[1], shapes=shapes)
            else:
                yield from _leaves(each, shapes=shapes)
    elif isinstance(tree, bool):
        yield str(tree).lower()
    elif isinstance(tree, str):
        yield tree


def _markup(content: bytes, encoding: str) -> Iterator[str]:
    """Yield the values of XML; by the declaration's encoding if the expectation says none."""
    source = _DECLARATION.sub("", content.decode(encoding).lstrip("\ufeff")) if encoding else content
    root = etree.fromstring(source, etree.XMLParser(resolve_entities=False, remove_comments=True))
    for element in root.iter():
        name = etree.QName(element).localname
        yield from (
            value
            for key, value in element.attrib.items()
            if not key.startswith("{http://www.w3.org/2001/XMLSchema")
            and key not in ("lat", "lon", "srsName", "version", "creator")
        )
        if element.text and name not in _SHAPES and not len(element):
            yield element.text


def _workbook(content: bytes) -> Iterator[str]:
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    for sheet in book.worksheets:
        for row in sheet.iter_rows(values_only=True):
            yield from (str(cell) for cell in row if cell is not None)


def _book(content: bytes) -> Iterator[str]:
    """Yield the cells of XLS and ODS workbooks."""
    with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        for name in book.sheet_names:
            for row in book.get_sheet_by_name(name).to_python():
                yield from map(str, row)


def _layers(content: bytes) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if content.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                archive.extractall(folder)
        else:
            (folder / "file.gpkg").write_bytes(content)
        for path in [*folder.rglob("*.shp"), *folder.rglob("*.gpkg")]:
            for layer, _ in pyogrio.list_layers(path):
                _, table = pyogrio.read_arrow(path, layer=layer, read_geometry=False)
                yield from _columns(table)


def _arrow(content: bytes) -> Iterator[str]:
    source = pa.BufferReader(content)
    yield from _columns(
        pq.read_table(source) if content.startswith(b"PAR1") else pa.ipc.open_file(source).read_all()
    )


def _columns(table: pa.Table) -> Iterator[str]:
    for column in table.columns:
        yield from (str(value) for value in column.to_pylist() if value is not None)
