"""The dialect's own OpenAPI document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from praya.formats.geography.offered import SYSTEMS
from praya.web.api.document import CONFIG
from praya.web.api.ogc import asking
from praya.web.api.ogc.answers import GEOJSON, JSON, MVT, root

if TYPE_CHECKING:
    from praya.web.api.ogc.answers import Asked, Json
    from praya.web.view import Site

_TEXT: Json = {"type": "string"}
_URI: Json = {"type": "string", "format": "uri", "enum": list(SYSTEMS)}
_QUERY: dict[str, Json] = {
    "f": {"type": "string", "enum": ["json", "html"]},
    "lang": {"type": "string", "enum": ["en", "zh-Hant", "zh-Hans"]},
    "as_of": _TEXT,
    "limit": {"type": "integer", "minimum": 1, "maximum": asking.MOST_LIMIT, "default": asking.DEFAULT_LIMIT},
    "offset": {"type": "integer", "minimum": 0, "default": 0},
    "bbox": {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 6},
    "bbox-crs": _URI,
    "crs": _URI,
    "datetime": _TEXT,
    "filter": _TEXT,
    "filter-lang": {"type": "string", "enum": ["cql2-text"], "default": "cql2-text"},
    "filter-crs": _URI,
}
_ALWAYS = ("f", "lang")
_ITEMS = tuple(sorted(asking.ITEMS))
_COLLECTION = "/collections/{collectionId}"
_TILES = f"{_COLLECTION}/tiles"
_PATHS: dict[str, tuple[str, tuple[str, ...], str]] = {
    "/": ("Where to begin", (), JSON),
    "/conformance": ("What this API conforms to", (), JSON),
    "/api": ("This document", (), JSON),
    "/collections": ("Every collection", (), JSON),
    _COLLECTION: ("One collection", (), JSON),
    f"{_COLLECTION}/queryables": (
        "The columns that a collection can be asked by",
        (),
        "application/schema+json",
    ),
    f"{_COLLECTION}/items": ("One page of items; every column is a parameter too", _ITEMS, GEOJSON),
    f"{_COLLECTION}/items/{{featureId}}": ("One item", ("as_of", "crs"), GEOJSON),
    _TILES: ("A collection's tilesets", (), JSON),
    f"{_TILES}/{{tileMatrixSetId}}": ("What a collection's tiles are", (), JSON),
    f"{_TILES}/{{tileMatrixSetId}}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}": ("One vector tile", (), MVT),
    "/tileMatrixSets": ("The tile matrix sets", (), JSON),
    "/tileMatrixSets/{tileMatrixSetId}": ("One tile matrix set", (), JSON),
}
"""Each address: what it gives, which parameters it takes beside those that all take, and its kind of answer."""
_PLACES = ("collectionId", "featureId", "tileMatrixSetId", "tileMatrix", "tileRow", "tileCol")


def document(site: Site, request: Asked) -> Json:
    """Return the document."""
    told = {name: _parameter(name, "query", schema) for name, schema in _QUERY.items()}
    told |= {name: _parameter(name, "path", _TEXT) for name in _PLACES}
    told["bbox"] |= {"style": "form", "explode": False}
    return {
        "openapi": "3.0.3",
        "info": {
            "title": "Praya: OGC API",
            "version": CONFIG.version,
            "description": "Every table with places as features and vector tiles, and the catalogue as records.",
        },
        "servers": [{"url": root(site, request)}],
        "paths": {path: {"get": _operation(path, *parts)} for path, parts in _PATHS.items()},
        "components": {
            "parameters": told,
            "schemas": {
                "exception": {
                    "type": "object",
                    "required": ["code"],
                    "properties": {"code": _TEXT, "description": _TEXT},
                }
            },
        },
    }


def _parameter(name: str, where: str, schema: Json) -> Json:
    return {"name": name, "in": where, "required": where == "path", "schema": schema}


def _operation(path: str, words: str, given: tuple[str, ...], media_type: str) -> Json:
    names = [*(each for each in _PLACES if f"{{{each}}}" in path), *given, *_ALWAYS]
    failure = {"application/json": {"schema": {"$ref": "#/components/schemas/exception"}}}
    kind: Json = {"type": "string", "format": "binary"} if media_type == MVT else {"type": "object"}
    return {
        "summary": words,
        "operationId": "get" + "".join(each.strip("{}").title() for each in path.split("/")),
        "parameters": [{"$ref": f"#/components/parameters/{each}"} for each in names],
        "responses": {
            "200": {"description": words, "content": {media_type: {"schema": kind}}},
            "400": {"description": "The question cannot be asked like this.", "content": failure},
            "404": {"description": "What was asked for is not here.", "content": failure},
        },
    }
