"""A collection's vector tiles, and what they are: one tileset on the Web Mercator square."""

from __future__ import annotations

from typing import TYPE_CHECKING

from litestar import Response

from praya.formats.geography.offered import CRS84
from praya.formats.vector_tile import DEEPEST, Place, encode
from praya.model import errors
from praya.model.query import Inside, Query
from praya.model.table import ROW
from praya.services import ask
from praya.web.api.ogc import asking
from praya.web.api.ogc.answers import JSON, MVT, OPEN, REL, address, link, root, selves
from praya.web.api.ogc.features import plain, shapes

if TYPE_CHECKING:
    from praya.services.located import Located
    from praya.web.api.ogc.answers import Asked, Json
    from praya.web.view import Site

MOST_FEATURES = 20_000
"""Rows that one tile is drawn from; of more, the first."""
_DIGITS = 8
MATRIX_SET = "WebMercatorQuad"
MATRIX_SET_URI = f"http://www.opengis.net/def/tilematrixset/OGC/1.0/{MATRIX_SET}"
_HALF = 20037508.342789244
_PIXEL = 0.00028
"""Metres of the standard's own pixel."""


def tilesets(site: Site, request: Asked, found: Located) -> Json:
    """Return the tilesets of a collection: there is one."""
    return {"links": selves(site, request), "tilesets": [tileset(site, request, found)]}


def tileset(site: Site, request: Asked, found: Located) -> Json:
    """Return what a collection's tiles are."""
    table, here = found.table, root(site, request)
    where = address(here, "collections", table.name, "tiles", MATRIX_SET)
    template = where + "/{tileMatrix}/{tileRow}/{tileCol}"
    told: Json = {
        "title": table.title.words("en") or table.name,
        "dataType": "vector",
        "crs": "http://www.opengis.net/def/crs/EPSG/0/3857",
        "tileMatrixSetURI": MATRIX_SET_URI,
        "layers": [{"id": table.name, "dataType": "vector"}],
        "links": [
            link(where, "self", JSON),
            link(f"{here}/tileMatrixSets/{MATRIX_SET}", f"{REL}tiling-scheme", JSON),
            link(template, "item", MVT) | {"templated": True},
        ],
    }
    if table.profile.bbox:
        west, south, east, north = table.profile.bbox
        told["boundingBox"] = {"lowerLeft": [west, south], "upperRight": [east, north], "crs": CRS84}
    return told


def matrix_sets(site: Site, request: Asked) -> Json:
    """Return the tile matrix sets: there is one."""
    where = f"{root(site, request)}/tileMatrixSets/{MATRIX_SET}"
    held = {"id": MATRIX_SET, "uri": MATRIX_SET_URI, "links": [link(where, "self", JSON)]}
    return {"tileMatrixSets": [held], "links": selves(site, request)}


def matrix_set() -> Json:
    """Return the Web Mercator square, halved at each depth."""
    sizes = [2 * _HALF / 256 / 2**z for z in range(DEEPEST + 1)]
    return {
        "id": MATRIX_SET,
        "title": "Google Maps Compatible for the World",
        "uri": MATRIX_SET_URI,
        "crs": "http://www.opengis.net/def/crs/EPSG/0/3857",
        "orderedAxes": ["X", "Y"],
        "wellKnownScaleSet": "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible",
        "tileMatrices": [
            {
                "id": str(z),
                "scaleDenominator": size / _PIXEL,
                "cellSize": size,
                "cornerOfOrigin": "topLeft",
                "pointOfOrigin": [-_HALF, _HALF],
                "tileWidth": 256,
                "tileHeight": 256,
                "matrixWidth": 2**z,
                "matrixHeight": 2**z,
            }
            for z, size in enumerate(sizes)
        ],
    }


def tile(site: Site, found: Located, z: str, y: str, x: str) -> Response[bytes]:
    """Draw one tile; raise PageMissing where there is none. One on which nothing stands has no content."""
    if not all(each.isascii() and each.isdigit() and len(each) <= _DIGITS for each in (z, y, x)):
        raise errors.PageMissing
    place = Place(int(z), int(x), int(y))
    if not place.valid:
        raise errors.PageMissing
    schema = found.table.schema
    asked = Query(condition=Inside(*place.bounds()), size=MOST_FEATURES)
    answer = ask.rows(site.platform, found.table, asked)
    drawn = encode(
        found.table.name,
        place,
        [int(str(row[ROW])) for row in answer.rows],
        shapes(schema, answer.rows),
        [{each.name: plain(row[each.name]) for each in asking.properties(schema)} for row in answer.rows],
    )
    left_off = drawn.left_off + answer.total - len(answer.rows)
    headers = {
        **OPEN,
        "cache-control": "public, max-age=300",
        "praya-features": str(drawn.features),
        "praya-left-off": str(left_off),
    }
    return Response(drawn.body, status_code=200 if drawn.body else 204, media_type=MVT, headers=headers)
