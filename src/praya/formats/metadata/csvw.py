"""A table's CSV as CSV on the Web describes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from praya.formats.metadata import vocabulary
from praya.formats.metadata.languages import tagged

if TYPE_CHECKING:
    from praya.formats.metadata.description import Addresses, Description
    from praya.model.table import Column, Table
    from praya.model.text import Text

Json = dict[str, Any]
_TYPES = {
    "string": "string",
    "integer": "integer",
    "number": "double",
    "boolean": "boolean",
    "date": "date",
    "time": "time",
    "datetime": "dateTime",
    "year": "gYear",
    "yearmonth": "gYearMonth",
    "geojson": "json",
    "list": "json",
    "object": "json",
}


def table(told: Description, held: Table, places: Addresses) -> Json:
    """Describe a table and its columns."""
    title = held.title or told.dataset.title
    body: Json = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": places.table(held.name, "csv"),
        "dc:title": _titles(title),
        "dc:description": _titles(told.dataset.description),
        "dc:publisher": {"@id": places.publisher(told.publisher.id)},
        "dc:license": {"@id": address}
        if (address := vocabulary.licence_address(told.dataset.licence_id))
        else None,
        "dc:isPartOf": {"@id": places.dataset(told.dataset.name)},
        "dialect": {"header": True, "encoding": "utf-8", "delimiter": ",", "quoteChar": '"'},
        "tableSchema": {
            "columns": [part for column in held.schema.columns for part in _columns(column, held)],
        },
    }
    if held.profile.keys:
        body["tableSchema"]["primaryKey"] = [_name(each) for each in held.profile.keys[0]]
    return {key: value for key, value in body.items() if value not in (None, [], {})}


def _titles(text: Text) -> list[Json]:
    return [{"@value": words, "@language": tag} for tag, words in tagged(text)]


def _columns(column: Column, held: Table) -> list[Json]:
    """Return a column as the CSV has it, and the one beside it that keeps markers."""
    nulls = held.profile.columns[column.name].nulls if column.name in held.profile.columns else 1
    described = _titles(column.title)
    told: Json = {
        "name": _name(column.name),
        "titles": column.name,
        "datatype": _TYPES[column.type],
        "null": "",
    }
    if described:
        told["dc:description"] = described
    if not nulls:
        told["required"] = True
    beside = f"{column.name}_text"
    return [
        told,
        *([{"name": _name(beside), "titles": beside, "datatype": "string"}] if column.markers else []),
    ]


def _name(name: str) -> str:
    """Return a column's name as a URI template can hold it."""
    return quote(name, safe="")
