"""A table's columns as Table Schema has them (Data Package v2), with what the profile proves of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from praya.formats.metadata.languages import tagged

if TYPE_CHECKING:
    from praya.model.table import Column, ColumnProfile, Table

Json = dict[str, Any]
_ORDERED = frozenset({"integer", "number", "date", "datetime", "time", "year", "yearmonth"})
_FORMATS = {"datetime": "any"}
"""A moment is written in ISO 8601, with a zone where it has one."""
_TYPES = {"geojson": "object", "list": "array"}
"""Data Package v2's own list holds plain values only; ours are JSON."""


def schema(table: Table, *, companions: bool = True) -> Json:
    """Return the schema of a table's CSV: its columns, and the texts beside markers."""
    fields = []
    for column in table.schema.columns:
        fields.append(_field(column, table))
        if companions and column.markers:
            fields.append(_companion(column))
    body: Json = {"fields": fields, "missingValues": [""]}
    if table.profile.keys:
        body["primaryKey"] = list(table.profile.keys[0])
        body["uniqueKeys"] = [list(key) for key in table.profile.keys]
    return body


def _field(column: Column, table: Table) -> Json:
    held = table.profile.columns.get(column.name)
    body: Json = {
        "name": column.name,
        "type": _TYPES.get(column.type, column.type),
        "format": _FORMATS.get(column.type),
        "title": column.title.words("en") or column.header,
        "title_translated": dict(tagged(column.title)),
        "header": column.header,
        "unit": column.unit,
        "unitCode": column.unit_code,
        "constraints": _constraints(column, held, table.rows),
    }
    if column.type == "boolean":
        body |= {"trueValues": ["true"], "falseValues": ["false"]}
    if column.type == "number":
        body["decimalChar"] = "."
    return {key: value for key, value in body.items() if value not in (None, "", {}, [])}


def _constraints(column: Column, held: ColumnProfile | None, rows: int) -> Json:
    """Return what is true of every value of this version."""
    if held is None or not rows:
        return {}
    told: Json = {}
    if not held.nulls:
        told["required"] = True
    if (
        held.exact
        and rows > 1
        and not held.nulls
        and held.distinct == rows
        and column.type in {"string", "integer"}
    ):
        told["unique"] = True
    if column.type in _ORDERED and column.type not in {"datetime", "time"}:
        told |= {
            key: value for key, value in (("minimum", held.min), ("maximum", held.max)) if value is not None
        }
    return told


def _companion(column: Column) -> Json:
    """Describe the column that keeps the source's own text where a marker stands."""
    return {
        "name": f"{column.name}_text",
        "type": "string",
        "title": f"{column.title.words('en') or column.header}, as the source wrote it where it is no value",
        "categories": sorted(column.markers),
        "constraints": {"enum": sorted(column.markers)},
    }
