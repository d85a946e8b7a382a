"""The DataStore's actions: a table's rows, its columns, and SQL."""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from io import StringIO
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import orjson

from praya.formats.features.geojson import geojson_geometry
from praya.model.query import Query
from praya.model.table import ROW
from praya.services import ask, read, records, sql
from praya.web.api.ckan import packages
from praya.web.api.ckan.answers import Invalid
from praya.web.api.ckan.asking import ID, query_of
from praya.web.api.ckan.statement import with_resources

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from praya.model.table import Column, FieldType, Table
    from praya.web.api.ckan.packages import Package
    from praya.web.api.ckan.request import Asked

LIMIT = 100
MOST_ROWS = 32_000
FORMATS = ("objects", "lists", "csv", "tsv")
TYPES: Mapping[FieldType, str] = {
    "string": "text",
    "integer": "int",
    "number": "numeric",
    "boolean": "bool",
    "date": "date",
    "time": "time",
    "datetime": "timestamp",
    "year": "int",
    "yearmonth": "text",
    "geojson": "json",
    "list": "json",
    "object": "json",
}
"""CKAN's name for each type of column."""
_SQL_TYPES: Mapping[str, str] = {
    "VARCHAR": "text",
    "BIGINT": "int8",
    "INTEGER": "int4",
    "DOUBLE": "float8",
    "FLOAT": "float4",
    "BOOLEAN": "bool",
    "DATE": "date",
    "TIME": "time",
    "TIMESTAMP": "timestamp",
    "TIMESTAMP WITH TIME ZONE": "timestamptz",
    "HUGEINT": "numeric",
    "BLOB": "json",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    rows: Sequence[Mapping[str, object]]
    more: bool
    total: int | None
    """None where nobody asks: then nothing is counted."""


def datastore_search(asked: Asked) -> Package:
    """Return rows of a table.

    `resource_id` (or `id`): a file's id, or a table's name. `filters`: `{column: value}`, a value or a list of them, or
    `{"gt": 5}` (lt, lte, gt, gte, eq), with `$and` and `$or` and lists of such objects (any of them). `q`: words that are
    all in a row's texts, or `{column: words}`; `full_text`, `plain` (false: with `&`, `|`, `!`). `fields`, `distinct`,
    `sort` (`a, b desc`; missing values last), `limit` (100, at most 32000), `offset`, `include_total` (true),
    `records_format`: objects, lists, csv or tsv.
    """
    name = asked.needed("resource_id", "id")
    table = read.table(asked.platform, records.table_name(asked.platform, name))
    query = query_of(asked, table, replace(Query(), size=asked.number("limit", LIMIT, MOST_ROWS)))
    wanted = asked.text("records_format", FORMATS[0])
    if wanted not in FORMATS:
        raise Invalid(records_format=f"Must be one of {', '.join(FORMATS)}")
    counted = asked.truth("include_total", default=True)
    page = _page(asked, table, query, counted=counted)
    rows = [{shown(key): cell(row[key]) for key in query.columns} for row in page.rows]
    answer: Package = {
        "resource_id": name,
        "fields": fields(asked, table, query.columns),
        "records": _formatted(rows, wanted),
        "records_format": wanted,
        "include_total": counted,
        "limit": query.size,
        "offset": query.offset,
        **{key: asked.parsed(key) for key in ("q", "filters", "sort", "distinct") if key in asked.given},
        **_paging(asked, name, query, more=page.more),
    }
    if counted:
        answer |= {"total": page.total, "total_was_estimated": False}
    return answer


def datastore_info(asked: Asked) -> Package:
    """Return a table's columns with their types and what is known of them. `id` (or `resource_id`)."""
    name = asked.needed("id", "resource_id")
    table = read.table(asked.platform, records.table_name(asked.platform, name))
    told = fields(asked, table, (ROW, *(each.name for each in table.schema.columns)))
    return {
        "meta": {
            "id": name,
            "count": table.rows,
            "table_type": "BASE TABLE",
            "aliases": [table.name],
        },
        "schema": {each["id"]: each["type"] for each in told if each["id"] != ID},
        "fields": [
            {**each, "schema": {"native_type": each["type"], "notnull": False, "is_index": False}}
            for each in told
            if each["id"] != ID
        ],
    }


def datastore_search_sql(asked: Asked) -> Package:
    """Return what one SELECT gives. `sql`: tables are files' ids in double quotes, or tables' names."""
    text = asked.needed("sql")
    platform = asked.platform
    found = sql.query(platform, sql.Asked(text=with_resources(platform, text), limit=MOST_ROWS))
    answer: Package = {
        "sql": text,
        "fields": [
            {"id": name, "type": _SQL_TYPES.get(kind, "numeric" if kind.startswith("DECIMAL") else "text")}
            for name, kind in zip(found.columns, found.types, strict=True)
        ],
        "records": [
            {name: cell(value) for name, value in zip(found.columns, row, strict=True)} for row in found.rows
        ],
    }
    return answer | {"records_truncated": True} if found.more else answer


def fields(asked: Asked, table: Table, names: Sequence[str]) -> list[Package]:
    """Return columns as the DataStore tells of them."""
    columns = {each.name: each for each in table.schema.columns}
    return [_field(asked, columns[name]) if name in columns else {"id": ID, "type": "int"} for name in names]


def cell(value: object) -> object:
    """Return a stored value as JSON has it: times in ISO 8601, shapes as GeoJSON."""
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    return geojson_geometry(value) if isinstance(value, bytes) else value


def _field(asked: Asked, column: Column) -> Package:
    return {
        "id": column.name,
        "type": TYPES[column.type],
        "info": {
            "label": packages.words(asked, column.title) or column.header,
            "notes": "",
            "unit": column.unit,
            "type_override": "",
        },
    }


def _page(asked: Asked, table: Table, query: Query, *, counted: bool) -> _Page:
    if not query.size:
        return _Page(rows=(), more=False, total=ask.count(asked.platform, table, query) if counted else None)
    if not counted:
        rows, more = ask.page(asked.platform, table, query)
        return _Page(rows=rows, more=more, total=None)
    found = ask.rows(asked.platform, table, query)
    return _Page(rows=found.rows, more=query.offset + len(found.rows) < found.total, total=found.total)


def _paging(asked: Asked, name: str, query: Query, *, more: bool) -> Package:
    """Return where the pages beside this one are: as links, and as the parameters of the next."""
    given = {
        key: value
        for key, value in asked.given.items()
        if key not in ("offset", "limit", "id", "resource_id", "callback")
    }
    base = {"resource_id": name, **given, "limit": query.size}

    def link(offset: int) -> str:
        pairs = {key: _written(value) for key, value in base.items()} | (
            {"offset": str(offset)} if offset else {}
        )
        return f"{asked.prefix}/api/3/action/datastore_search?{urlencode(pairs)}"

    following = query.offset + query.size
    links = {"start": link(0), "next": link(following)}
    if query.offset:
        links["prev"] = link(max(query.offset - query.size, 0))
    return {"_links": links, **({"next_page": base | {"offset": following}} if more else {})}


def _written(value: object) -> str:
    return value if isinstance(value, str) else _json(value)


def _json(value: object) -> str:
    return orjson.dumps(value).decode()


def _formatted(rows: list[dict[str, Any]], wanted: str) -> object:
    if wanted == "objects":
        return rows
    if wanted == "lists":
        return [list(row.values()) for row in rows]
    buffer = StringIO()
    writer = csv.writer(buffer, delimiter="\t" if wanted == "tsv" else ",", lineterminator="\r\n")
    writer.writerows([[flat(value) for value in row.values()] for row in rows])
    return buffer.getvalue()


def flat(value: object) -> object:
    """Return a cell as a file of text has it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return _json(value) if isinstance(value, dict | list) else value


def shown(name: str) -> str:
    """Return what clients call a column."""
    return ID if name == ROW else name
