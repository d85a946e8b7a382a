"""A whole table as a file, as `/datastore/dump/` gives it."""

from __future__ import annotations

import csv
from dataclasses import replace
from io import StringIO
from itertools import chain, islice
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

import orjson

from praya.model.query import Query
from praya.services import ask, read, records
from praya.web.api.ckan.answers import Invalid
from praya.web.api.ckan.asking import DEEPEST_OFFSET, query_of
from praya.web.api.ckan.datastore import cell, fields, flat, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from praya.web.api.ckan.request import Asked

    Row = Sequence[object]

MEDIA_TYPES = {
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "json": "application/json",
    "xml": "text/xml",
}
PIECE = 2_000
"""Rows that are written at once."""
_MARK = b"\xef\xbb\xbf"


def dump(asked: Asked, name: str) -> tuple[str, str, Iterator[bytes]]:
    """Return the file's name, its media type and its bytes; raise TableMissing, Invalid or Refused."""
    wanted = asked.text("format", "csv").lower()
    if wanted not in MEDIA_TYPES:
        raise Invalid(format=f"Must be one of {', '.join(MEDIA_TYPES)}")
    table = read.table(asked.platform, records.table_name(asked.platform, name))
    query = query_of(asked, table, Query())
    offset, limit = query.offset, asked.number("limit", DEEPEST_OFFSET, DEEPEST_OFFSET)
    told = fields(asked, table, query.columns)
    written = {"csv": _delimited(","), "tsv": _delimited("\t"), "json": _json, "xml": _xml}[wanted]
    mark = _MARK if asked.truth("bom") and wanted in ("csv", "tsv", "xml") else b""

    def chunks() -> Iterator[bytes]:
        with ask.batches(asked.platform, table, replace(query, offset=0)) as batches:
            rows = (
                [cell(value) for value in row]
                for batch in batches
                for row in zip(*(column.to_pylist() for column in batch.columns), strict=True)
            )
            yield mark
            yield from written(told, islice(rows, offset, offset + limit))

    begun = chunks()
    first = [next(begun), next(begun, b"")]  # what cannot be answered fails before the answer has begun
    return f"{name}.{wanted}", MEDIA_TYPES[wanted], chain(first, begun)


def _delimited(delimiter: str) -> Any:  # noqa: ANN401 - one of the writers below
    def write(told: Sequence[dict[str, Any]], rows: Iterator[Row]) -> Iterator[bytes]:
        buffer = StringIO()
        writer = csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n")
        writer.writerow([shown(each["id"]) for each in told])
        for piece in _pieces(rows):
            writer.writerows([[flat(value) for value in row] for row in piece])
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
        yield buffer.getvalue().encode()

    return write


def _json(told: Sequence[dict[str, Any]], rows: Iterator[Row]) -> Iterator[bytes]:
    yield b'{\n  "fields": ' + orjson.dumps(told) + b',\n  "records": [\n    '
    between = b""
    for piece in _pieces(rows):
        yield between + b",\n    ".join(orjson.dumps(row) for row in piece)
        between = b",\n    "
    yield b"\n]}\n"


def _xml(told: Sequence[dict[str, Any]], rows: Iterator[Row]) -> Iterator[bytes]:
    """Write `<row _id="1"><column name="…">…</column></row>`; names that XML allows are the elements' own."""
    names = [str(each["id"]) for each in told]
    yield b'<data xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n'
    for piece in _pieces(rows):
        yield "".join(_element(names, row) for row in piece).encode()
    yield b"</data>\n"


def _element(names: Sequence[str], row: Row) -> str:
    cells = dict(zip(names, row, strict=True))
    place = cells.pop("_id", None)
    inside = "".join(_cell(name, value) for name, value in cells.items())
    return f"<row{f' _id={quoteattr(str(place))}' if place is not None else ''}>{inside}</row>\n"


def _cell(name: str, value: object) -> str:
    tag = name if name.isidentifier() else "column"
    opening = tag if tag == name else f"{tag} name={quoteattr(name)}"
    if value is None:
        return f'<{opening} xsi:nil="true"/>'
    return f"<{opening}>{escape(_sound(str(flat(value))))}</{tag}>"


def _sound(text: str) -> str:
    """Leave out what no XML may hold."""
    return "".join(each for each in text if each in "\t\n\r" or (each >= " " and each not in "\ufffe\uffff"))


def _pieces(rows: Iterator[Row]) -> Iterable[list[Row]]:
    while piece := list(islice(rows, PIECE)):
        yield piece
