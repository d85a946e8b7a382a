"""What there is to ask: the landing page, what is conformed to, and the collections with their columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from praya.formats.geography.offered import CRS84, SYSTEMS
from praya.web.api.document import value_of
from praya.web.api.ogc import asking
from praya.web.api.ogc.answers import (
    GEOJSON,
    HTML,
    JSON,
    OPENAPI,
    REL,
    SCHEMA,
    address,
    link,
    root,
    selves,
)
from praya.web.origin import origin
from praya.web.urls import dataset as dataset_page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from praya.model.table import Table
    from praya.model.text import Lang
    from praya.services.located import Located
    from praya.web.api.ogc.answers import Asked, Json
    from praya.web.view import Site

RECORDS = "catalogue"
"""The collection of datasets; a table of this name is not offered."""
_SPEC = "http://www.opengis.net/spec/"
CONFORMS = [
    *(f"{_SPEC}ogcapi-features-1/1.0/conf/{each}" for each in ("core", "oas30", "html", "geojson")),
    f"{_SPEC}ogcapi-features-2/1.0/conf/crs",
    *(
        f"{_SPEC}ogcapi-features-3/1.0/conf/{each}"
        for each in ("queryables", "queryables-query-parameters", "filter", "features-filter")
    ),
    *(
        f"{_SPEC}cql2/1.0/conf/{each}"
        for each in ("cql2-text", "basic-cql2", "advanced-comparison-operators")
    ),
    *(f"{_SPEC}ogcapi-common-2/1.0/conf/{each}" for each in ("collections", "json", "html")),
    *(f"{_SPEC}ogcapi-records-1/1.0/conf/{each}" for each in ("record-core", "record-collection", "json")),
    f"{_SPEC}ogcapi-records-1/1.0/conf/record-core-query-parameters",
    *(
        f"{_SPEC}ogcapi-tiles-1/1.0/conf/{each}"
        for each in ("core", "tileset", "tilesets-list", "geodata-tilesets", "mvt")
    ),
]


def landing(site: Site, request: Asked) -> Json:
    """Return where to begin."""
    here = root(site, request)
    return {
        "title": "Praya",
        "description": "A city's open data: every table with places, and the catalogue.",
        "links": [
            *selves(site, request),
            link(f"{here}/api", "service-desc", OPENAPI, "The API's definition"),
            link(f"{here}/api?f=html", "service-doc", HTML, "The API's definition as a page"),
            link(f"{here}/conformance", "conformance", JSON, "What this API conforms to"),
            link(f"{here}/conformance", f"{REL}conformance", JSON, "What this API conforms to"),
            link(f"{here}/collections", "data", JSON, "Collections"),
            link(f"{here}/collections", f"{REL}data", JSON, "Collections"),
            link(f"{here}/tileMatrixSets", f"{REL}tiling-schemes", JSON, "Tile matrix sets"),
        ],
    }


def conformance(site: Site, request: Asked) -> Json:
    """Return what this API conforms to."""
    return {"conformsTo": CONFORMS, "links": selves(site, request)}


def listing(site: Site, request: Asked, found: Sequence[Located], lang: Lang) -> Json:
    """Return every collection."""
    tables = [collection(site, request, each, lang) for each in found if each.table.name != RECORDS]
    return {
        "links": selves(site, request),
        "crs": list(SYSTEMS),
        "collections": [records_collection(site, request), *tables],
    }


def collection(site: Site, request: Asked, found: Located, lang: Lang) -> Json:
    """Return one table as a collection."""
    table, dataset = found.table, found.dataset
    where = address(root(site, request), "collections", table.name)
    page = origin(site, request) + dataset_page(lang, dataset.name, table.name)
    return {
        "id": table.name,
        "title": table.title.words(lang) or dataset.title.words(lang) or table.name,
        "description": dataset.description.words(lang),
        "keywords": list(dataset.keywords),
        "itemType": "feature",
        "extent": _extent(table),
        "crs": list(SYSTEMS),
        "storageCrs": CRS84,
        "links": [
            *_own(where),
            link(f"{where}/queryables", f"{REL}queryables", SCHEMA, "Columns to ask by"),
            link(f"{where}/queryables", "describedby", SCHEMA, "Columns"),
            link(f"{where}/tiles", f"{REL}tilesets-vector", JSON, "Vector tiles"),
            link(page, "alternate", HTML, "The dataset's page"),
        ],
    }


def _own(where: str) -> list[dict[str, str]]:
    return [
        link(where, "self", JSON),
        link(f"{where}/items", "items", GEOJSON, "Items"),
        link(f"{where}/items?f=html", "items", HTML, "Items as a page"),
    ]


def records_collection(site: Site, request: Asked) -> Json:
    """Return the catalogue as a collection of records."""
    where = address(root(site, request), "collections", RECORDS)
    return {
        "id": RECORDS,
        "title": "The catalogue",
        "description": "Every dataset, as a record.",
        "itemType": "record",
        "crs": [CRS84],
        "links": _own(where),
    }


def _extent(table: Table) -> Json:
    extent: Json = {}
    if table.profile.bbox:
        extent["spatial"] = {"bbox": [list(table.profile.bbox)], "crs": CRS84}
    column = table.schema.dating
    held = table.profile.columns.get(column.name) if column else None
    if held and held.min is not None and held.max is not None:
        ends = asking.ends(str(held.min), str(held.max))
        extent["temporal"] = {
            "interval": [list(ends)],
            "trs": "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian",
        }
    return extent


def queryables(site: Site, request: Asked, table: Table, lang: Lang) -> Json:
    """Return the columns that a collection can be asked by, as JSON Schema."""
    where = address(root(site, request), "collections", table.name)
    told = {each.name: value_of(each) for each in asking.properties(table.schema)}
    shape = table.schema.role("geometry")
    place = "geometry-any" if shape else "geometry-point"
    if table.schema.dating:
        told[table.schema.dating.name]["x-ogc-role"] = "primary-instant"
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{where}/queryables",
        "type": "object",
        "title": table.title.words(lang) or table.name,
        "properties": {
            **told,
            shape.name if shape else "geometry": {"format": place, "x-ogc-role": "primary-geometry"},
        },
        "additionalProperties": False,
    }
