"""What the tabular service tells of a table: its profile in csv-detective's words, and an OpenAPI document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from praya.web.api.udata.asking import AGGREGATORS, MOST_PAGE_SIZE, OPERATORS, PAGE_SIZE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from praya.model.catalogue import Version
    from praya.model.table import Column, ColumnProfile, FieldType, Table

_TYPES: Mapping[FieldType, str] = {
    "integer": "int",
    "number": "float",
    "boolean": "bool",
    "date": "date",
    "datetime": "datetime",
    "year": "int",
    "geojson": "json",
    "list": "json",
    "object": "json",
}
"""Python's types as csv-detective names them; everything else is `string`."""
_SCHEMAS = {"int": "integer", "float": "number", "bool": "boolean", "json": "object"}
_NUMBERS = frozenset({"int", "float"})
_VALUED = [each for each in OPERATORS if not each.startswith("is")]
_WORDLESS = [each for each in OPERATORS if each.startswith("is")]


def python_type(column: Column) -> str:
    """Return a column's type as csv-detective names it."""
    return _TYPES.get(column.type, "string")


def profile(table: Table, version: Version) -> dict[str, Any]:
    """Return what csv-detective would tell of a table."""
    columns = table.schema.columns
    kinds = {each.name: python_type(each) for each in columns}
    return {
        "header": [each.name for each in columns],
        "header_row_idx": 0,
        "encoding": version.encoding or None,
        "separator": None,
        "total_lines": table.rows,
        "columns": {
            name: {"python_type": kind, "format": kind, "score": 1.0} for name, kind in kinds.items()
        },
        "formats": {
            kind: [name for name, each in kinds.items() if each == kind] for kind in sorted({*kinds.values()})
        },
        "profile": {
            each.name: _column(held)
            for each in columns
            if (held := table.profile.columns.get(each.name)) is not None
        },
    }


def _column(held: ColumnProfile) -> dict[str, Any]:
    return {
        "tops": [{"value": value, "count": count} for value, count in held.top],
        "nb_distinct": held.distinct,
        "nb_missing_values": held.nulls,
        "min": held.min,
        "max": held.max,
        "mean": held.mean,
    }


def document(table: Table, path: str, server: str) -> dict[str, Any]:
    """Return the OpenAPI document of one table's rows, which stand at `path`."""
    parameters = [*_paging(), *(each for column in table.schema.columns for each in _asking(column))]
    forms = {"": "application/json", "csv/": "text/csv", "json/": "application/json"}
    row = {each.name: {"type": _SCHEMAS.get(python_type(each), "string")} for each in table.schema.columns}
    schemas = {
        "ResourceData": {
            "type": "object",
            "properties": {
                "data": {"type": "array", "items": {"$ref": "#/components/schemas/Resource"}},
                "links": {"type": "object"},
                "meta": {"type": "object"},
            },
        },
        "Resource": {"type": "object", "properties": row},
    }
    answered = {"": {"schema": {"$ref": "#/components/schemas/ResourceData"}}}
    return {
        "openapi": "3.0.3",
        "info": {"title": table.name, "version": str(table.version)},
        "servers": [{"url": server}],
        "paths": {
            f"{path}data/{ending}": {
                "get": {
                    "operationId": f"data{ending.rstrip('/').title()}",
                    "parameters": parameters,
                    "responses": {
                        "200": {"description": "rows", "content": {form: answered.get(ending, {})}},
                        "400": {"description": "Invalid query string"},
                        "404": {"description": "Resource not found"},
                    },
                }
            }
            for ending, form in forms.items()
        },
        "components": {"schemas": schemas},
    }


def _paging() -> Iterator[dict[str, Any]]:
    for name, told in (
        ("page", {"minimum": 1}),
        ("page_size", {"maximum": MOST_PAGE_SIZE, "default": PAGE_SIZE}),
    ):
        yield {"name": name, "in": "query", "schema": {"type": "integer", **told}}
    yield {"name": "as_of", "in": "query", "schema": {"type": "string"}}
    listed = {"type": "array", "items": {"type": "string"}}
    yield {"name": "columns", "in": "query", "style": "form", "explode": False, "schema": listed}


def _asking(column: Column) -> Iterator[dict[str, Any]]:
    counting = AGGREGATORS if python_type(column) in _NUMBERS else ("count", "min", "max")
    for operator in (*_VALUED, "sort"):
        kind = {"type": "string", "enum": ["asc", "desc"]} if operator == "sort" else {"type": "string"}
        yield {"name": f"{column.name}__{operator}", "in": "query", "schema": kind}
    for operator in (*_WORDLESS, "groupby", *counting):
        yield {
            "name": f"{column.name}__{operator}",
            "in": "query",
            "allowEmptyValue": True,
            "schema": {"type": "boolean"},
        }
