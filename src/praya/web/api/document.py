"""The OpenAPI documents: of Praya's own API, made from its handlers, and of one dataset, with its own columns."""

from __future__ import annotations

import ast
import inspect
from functools import cache
from importlib.metadata import version
from itertools import chain
from typing import TYPE_CHECKING, Any

import msgspec
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin

from praya.services.card import shapes as cards
from praya.web.api import problem, sql_shapes
from praya.web.api.files import MEDIA_TYPES
from praya.web.api.native import grades, shapes, terms

if TYPE_CHECKING:
    from collections.abc import Mapping

    from litestar import Litestar

    from praya.model.table import Column, Table
    from praya.services.read import DatasetView

Json = dict[str, Any]

CONFIG = OpenAPIConfig(
    title="Praya",
    version=version("praya"),
    description=(
        "The catalogue of a city's open data, and every table of it with every question. One error shape: problem "
        "details (RFC 9457) with a stable `code`, in the language of `Accept-Language` or `lang`. Answers about a "
        "table carry an `ETag`; `as_of` asks about another time. Pages hold at most 500 rows; exports have no limit."
    ),
    path="/openapi",
    render_plugins=[JsonRenderPlugin(path="/openapi.json")],
    use_handler_docstrings=True,
    operation_id_creator=lambda handler, _method, _path: handler.handler_name,
)
FAILURES = {
    400: "The question cannot be asked like this.",
    404: "What was asked for is not here.",
    422: "The question takes more than one may.",
    500: "A fault of Praya itself.",
    503: "As much is asked at once as may be; ask again in a while.",
}
"""What every operation may answer beside its own."""
FILES = (
    ("/api/v1/tables/{name}/export", "get"),
    ("/api/v1/sql", "get"),
    ("/api/v1/sql", "post"),
    ("/api/v1/queries/{name}", "get"),
)
"""Operations that answer in every format."""
_TYPES: Mapping[str, Json] = {
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "time": {"type": "string", "format": "time"},
    "datetime": {"type": "string", "format": "date-time"},
    "year": {"type": "integer"},
    "geojson": {"type": "object"},
}
"""How each type of a column is written in JSON; others are texts."""


@cache
def api_document(app: Litestar) -> Json:
    """Return the document of the whole API, with what the source says of each field."""
    document: Json = app.openapi_schema.to_schema()
    schemas: Json = document["components"]["schemas"]
    schemas["Problem"] = msgspec.json.schema_components([problem.Problem])[1]["Problem"]
    for name, told in _told().items():
        for field, words in told.items():
            part = (
                schemas.get(name, {})
                if not field
                else schemas.get(name, {}).get("properties", {}).get(field, {})
            )
            if part and "$ref" not in part:
                part["description"] = words
    for path in document["paths"].values():
        for operation in path.values():
            operation["responses"] |= {str(status): _failure(words) for status, words in FAILURES.items()}
    for path, verb in FILES:
        document["paths"][path][verb]["responses"]["200"]["content"] = {
            each: {} for each in MEDIA_TYPES.values()
        }
    return document


def _failure(words: str) -> Json:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": words, "content": {problem.MEDIA_TYPE: {"schema": schema}}}


def dataset_document(view: DatasetView, origin: str) -> Json:
    """Return a dataset's own document: its tables, each with its columns and their types."""
    words = view.dataset.title.words("en") or view.dataset.name
    return {
        "openapi": "3.1.0",
        "info": {
            "title": words,
            "version": str(max((each.version for each in view.tables), default=0)),
            "description": view.dataset.description.words("en"),
            "license": {"name": view.licence.title.words("en"), "url": view.licence.url}
            if view.licence.url
            else {"name": view.licence.title.words("en")},
        },
        "servers": [{"url": origin}],
        "externalDocs": {
            "url": f"{origin}/api/v1/openapi.json",
            "description": "Every question that can be asked",
        },
        "paths": {f"/api/v1/tables/{each.name}/rows": {"get": _rows_of(each)} for each in view.tables},
        "components": {"schemas": {each.name: _row_of(each) for each in view.tables}},
    }


def _rows_of(table: Table) -> Json:
    names = [each.name for each in table.schema.columns]
    asked = [
        ("where", "column,operator,value; all must hold", {"type": "array", "items": {"type": "string"}}),
        ("filter", "a condition in CQL2's text form", {"type": "string"}),
        ("sort", "columns, - before one that falls", {"type": "string", "examples": names[:1]}),
        ("columns", "only these columns", {"type": "string", "examples": [",".join(names[:2])]}),
        ("size", "rows a page", {"type": "integer", "minimum": 1, "maximum": 500, "default": 50}),
        ("as_of", "a version's number, a day, or a moment", {"type": "string"}),
    ]
    answer = {
        "type": "object",
        "required": ["table", "version", "total", "rows", "next", "permalink"],
        "properties": {
            "table": {"const": table.name},
            "version": {"type": "integer"},
            "total": {"type": "integer"},
            "rows": {"type": "array", "items": {"$ref": f"#/components/schemas/{table.name}"}},
            "next": {"type": ["string", "null"]},
            "permalink": {"type": "string"},
        },
    }
    return {
        "operationId": table.name,
        "summary": table.title.words("en") or table.name,
        "parameters": [
            {"name": name, "in": "query", "description": told, "schema": schema}
            for name, told, schema in asked
        ],
        "responses": {
            "200": {"description": "One page", "content": {"application/json": {"schema": answer}}}
        },
    }


def _row_of(table: Table) -> Json:
    return {"type": "object", "properties": {each.name: value_of(each) for each in table.schema.columns}}


def value_of(column: Column) -> Json:
    """Return how a column's values are written in JSON, as JSON Schema says it."""
    kind = dict(_TYPES.get(column.type, {"type": "string"}))
    told = [column.title.words("en") or column.header, f"in {column.unit}" if column.unit else ""]
    if column.markers:
        told.append(f"null where the source writes {', '.join(column.markers[:5])}")
    return kind | {"type": [kind["type"], "null"], "description": ", ".join(each for each in told if each)}


@cache
def _told() -> Mapping[str, Mapping[str, str]]:
    """Return the docstring of each shape (under the empty name) and of each of its fields."""
    found: dict[str, dict[str, str]] = {}
    nodes = chain.from_iterable(
        ast.parse(inspect.getsource(each)).body for each in (shapes, terms, grades, sql_shapes, cards)
    )
    for node in nodes:
        if isinstance(node, ast.ClassDef):
            found[node.name] = {"": ast.get_docstring(node) or ""}
            for field, after in zip(node.body, node.body[1:], strict=False):
                if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
                    words = after.value if isinstance(after, ast.Expr) else None
                    if isinstance(words, ast.Constant):
                        found[node.name][field.target.id] = " ".join(str(words.value).split())
    return found
