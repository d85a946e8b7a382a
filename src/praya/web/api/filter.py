"""data.gov.hk's filter API, versions 1 and 2, and its nearest facilities, over our own tables.

`resource` is the address of a file as its publisher announced it: it names one of ours and is never fetched.
Annotations are read by the framework when the handlers are made, so they are not postponed here.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import orjson
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.exceptions import HTTPException
from litestar.params import FromPath, SkipValidation
from litestar.response import Stream

from praya.model import errors
from praya.model.errors import explain
from praya.model.query import Condition, Filter, Negated, Operator, Query, Sort, all_of
from praya.model.table import Column, Table
from praya.services import archived, ask, read
from praya.services.nearest import nearest as nearest_rows
from praya.web.api.native.projected import plain
from praya.web.api.problem import as_failure
from praya.web.view import Site

TheSite = NamedDependency[SkipValidation[Site]]
Asked = Request[Any, Any, Any]
OPEN = {"access-control-allow-origin": "*"}
MEDIA_TYPES = {"csv": "text/csv", "json": "application/json", "xml": "application/xml"}
MOST_CONDITIONS = 50
MOST_NEAREST = 100
NEAREST = "nearest-"
_DAY_FIRST = re.compile(r"\s*([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})\s*")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""What XML cannot hold."""
_NUMBER = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{1,15})?")
_TEXTS: Mapping[str, tuple[Operator, bool]] = {
    "eq": ("eq", False),
    "ne": ("ne", False),
    "in": ("in", False),
    "ni": ("in", True),
    "ct": ("contains", False),
    "nct": ("contains", True),
    "bw": ("starts", False),
    "nbw": ("starts", True),
    "ew": ("ends", False),
    "new": ("ends", True),
}
"""Each operator in the words of `Filter`, and whether it is turned round."""
_NUMBERS: Mapping[str, Operator] = {"lt": "lt", "le": "le", "gt": "gt", "ge": "ge", "bt": "between"}


class Invalid(Exception):
    """A request that cannot be answered, with its status and what is wrong."""

    def __init__(self, message: str, status: int = 422) -> None:
        super().__init__(message)
        self.message = message
        self.status = status


@dataclass(frozen=True, slots=True)
class _Question:
    """A request, read: which rows of which table, as what."""

    table: Table
    columns: tuple[Column, ...]
    query: Query
    format: str


def failed(_request: Asked, error: Exception) -> Response[dict[str, str]]:
    """Answer a request that failed."""
    if isinstance(error, Invalid):
        status, message = error.status, error.message
    else:
        failure = as_failure(error)
        status = error.status_code if isinstance(error, HTTPException) else failure.status
        status = 422 if isinstance(failure, errors.Refused) else status
        message = explain(failure.code, failure.fields, "en").message
    return Response({"code": str(status), "message": message}, status_code=status, headers=OPEN)


def filtered(site: TheSite, request: Asked) -> Stream:
    """Give every row of one of a file's tables that the conditions let through."""
    asked = _question(site, request.query_params.get("q", ""))
    asked.query.checked(asked.table.schema)
    write = {"csv": _csv, "json": _json, "xml": _xml}[asked.format]
    rows = _rows(site, asked)
    first = next(rows, None)  # what fails, fails before the first bytes
    names = _names(asked.columns)
    chunks = write(names, _with_first(first, rows))
    return Stream(chunks, media_type=MEDIA_TYPES[asked.format], headers=OPEN)


@get(
    "/v1/{facility:str}", exception_handlers={Exception: failed}, include_in_schema=False, sync_to_thread=True
)
def nearest(site: TheSite, request: Asked, facility: FromPath[str]) -> Response[dict[str, Any]]:
    """Give the rows of a table with points that lie nearest to a place: `nearest-` and its name."""
    if not facility.startswith(NEAREST):
        raise errors.PageMissing
    asked = facility.removeprefix(NEAREST)
    name = site.platform.settings.nearest.get(asked, asked.replace("-", "_"))
    given = request.query_params
    latitude, longitude = (
        _degrees(given.get("lat", ""), "lat", 90),
        _degrees(given.get("long", ""), "long", 180),
    )
    most = given.get("max", "") or str(MOST_NEAREST)
    if not (most.isascii() and most.isdigit() and 1 <= int(most[:9]) <= MOST_NEAREST):
        raise Invalid(f"max must be from 1 to {MOST_NEAREST}", 400)
    table = read.table(site.platform, name)
    found = nearest_rows(site.platform, table, longitude, latitude, int(most))
    return Response({"results": [_place(table, row) for row in found]}, headers=OPEN)


def _place(table: Table, row: Mapping[str, object]) -> dict[str, object]:
    """Return a row with its point as these clients look for it, and its columns under names with hyphens."""
    at = [table.schema.role(role) for role in ("latitude", "longitude")]
    point = [row[each.name] for each in at if each]
    told = {each.name.replace("_", "-"): plain(row[each.name]) for each in table.schema.columns}
    return {"lat-long": point, **told}


def _degrees(text: str, name: str, most: int) -> float:
    if not _NUMBER.fullmatch(text) or abs(float(text)) > most:
        raise Invalid(f"{name} must be degrees from -{most} to {most}", 400)
    return float(text)


def _question(site: Site, text: str) -> _Question:
    try:
        given = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise Invalid("Not a valid query") from error
    if not isinstance(given, dict):
        raise Invalid("Not a valid query")
    table = _table(site, given.get("resource"), given.get("section", 1))
    columns = tuple(each for each in table.schema.columns if not each.derived)
    wanted = given.get("format", "csv")
    if wanted not in MEDIA_TYPES:
        raise Invalid("Not a valid format")
    conditions = [*_listed(given, "filter"), *_listed(given, "filters")]
    sorts = _listed(given, "sorts")
    if len(conditions) + len(sorts) > MOST_CONDITIONS:
        raise Invalid(f"More than {MOST_CONDITIONS} filters and sorts")
    held = [_condition(columns, each) for each in conditions]
    query = Query(
        condition=all_of(*held) if held else None, sorts=tuple(_sort(columns, each) for each in sorts)
    )
    return _Question(table, columns, query, wanted)


def _table(site: Site, resource: object, section: object) -> Table:
    if not isinstance(resource, str) or not resource:
        raise Invalid("Not a valid resource")
    try:
        held = archived.located(site.platform, resource)
    except errors.FileMissing as error:
        raise Invalid("Not a valid resource") from error
    if not isinstance(section, int) or not 1 <= section <= max(len(held.tables), 1):
        raise Invalid("Not a valid section")
    if not held.tables:
        raise Invalid("Not a valid resource")
    return read.table(site.platform, held.tables[section - 1])


def _listed(given: Mapping[str, object], name: str) -> list[object]:
    found = given.get(name, [])
    if not isinstance(found, list):
        raise Invalid(f"Not valid {name}")
    return found


def _column(columns: Sequence[Column], place: object) -> Column:
    if not isinstance(place, int) or isinstance(place, bool) or not 1 <= place <= len(columns):
        raise Invalid("Not a valid column")
    return columns[place - 1]


def _sort(columns: Sequence[Column], given: object) -> Sort:
    match given:
        case [place, str(order)] if order.lower() in ("asc", "desc"):
            return Sort(_column(columns, place).name, descending=order.lower() == "desc")
    raise Invalid("Not valid sorts")


def _condition(columns: Sequence[Column], given: object) -> Condition:
    match given:
        case [place, str(called), [*operands]] if all(
            isinstance(each, (str, int, float)) for each in operands
        ):
            column = _column(columns, place)
            values = [_operand(column, str(each)) for each in operands]
        case _:
            raise Invalid("Not valid filters")
    called = called.lower()
    least, most = {"in": (2, 1000), "ni": (2, 1000), "bt": (2, 2)}.get(called, (1, 1))
    if called not in (*_TEXTS, *_NUMBERS) or not least <= len(values) <= most:
        raise Invalid("Not valid filters")
    operator, turned = _TEXTS[called] if called in _TEXTS else (_NUMBERS[called], False)
    if called in _NUMBERS and column.type == "string":
        raise Invalid(f"Column {place} has no numbers")
    listed = operator in ("in", "between")
    found = Filter.many(column.name, operator, values) if listed else Filter(column.name, operator, values[0])
    return Negated(found) if turned else found


def _operand(column: Column, text: str) -> str:
    """Return an operand as it is compared: of a date written day first, the date."""
    written = _DAY_FIRST.fullmatch(text)
    if column.type not in ("date", "datetime") or written is None:
        return text
    return f"{written[3]}-{int(written[2]):02}-{int(written[1]):02}"


def _names(columns: Sequence[Column]) -> list[str]:
    """Return the columns' headers, each once: a header that comes again is told by its column's name."""
    names: list[str] = []
    for each in columns:
        names.append(each.header if each.header and each.header not in names else each.name)
    return names


def _rows(site: Site, asked: _Question) -> Iterator[list[object]]:
    """Read the rows: where a marker stands instead of a value, the marker."""
    with ask.batches(site.platform, asked.table, asked.query) as found:
        for batch in found:
            for row in batch.to_pylist():
                yield [_cell(row, each.name) for each in asked.columns]


def _cell(row: Mapping[str, object], name: str) -> object:
    value = row[name]
    return plain(row.get(f"{name}_text") if value is None else value)


def _with_first(first: list[object] | None, rest: Iterator[list[object]]) -> Iterator[list[object]]:
    if first is not None:
        yield first
        yield from rest


def _json(names: Sequence[str], rows: Iterator[list[object]]) -> Iterator[bytes]:
    before = b"["
    for row in rows:
        yield before + orjson.dumps(dict(zip(names, row, strict=True)), default=str)
        before = b","
    yield b"]" if before == b"," else b"[]"


def _csv(names: Sequence[str], rows: Iterator[list[object]]) -> Iterator[bytes]:
    yield b"\xef\xbb\xbf" + _line(names)
    for row in rows:
        yield _line([_text(each) for each in row])


def _line(cells: Sequence[str]) -> bytes:
    held = io.StringIO()
    csv.writer(held).writerow(cells)
    return held.getvalue().encode()


def _xml(names: Sequence[str], rows: Iterator[list[object]]) -> Iterator[bytes]:
    yield b'<?xml version="1.0" encoding="UTF-8"?>\n<data>'
    for row in rows:
        cells = "".join(
            f"<column name={quoteattr(_legal(name))}>{escape(_legal(_text(each)))}</column>"
            for name, each in zip(names, row, strict=True)
            if each is not None
        )
        yield f"\n<row>{cells}</row>".encode()
    yield b"\n</data>\n"


def _legal(text: str) -> str:
    return _ILLEGAL.sub("", text)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (date, datetime, time)):
        return value.isoformat()
    return orjson.dumps(value).decode() if isinstance(value, (dict, list)) else str(value)


HANDLERS = [
    *(
        get(path, exception_handlers={Exception: failed}, include_in_schema=False, sync_to_thread=True)(
            filtered
        )
        for path in ("/v1/filter", "/v2/filter")
    ),
    nearest,
]
