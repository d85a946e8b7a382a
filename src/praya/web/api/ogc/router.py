"""The dialect's addresses.

Annotations are read by the framework when the handlers are made, so they are not postponed here.
"""

from typing import Any

from litestar import HttpMethod, Request, Response, Router, route
from litestar.di import NamedDependency
from litestar.params import FromPath, SkipValidation

from praya.model import errors
from praya.model.moment import parse_as_of
from praya.services import located
from praya.services.located import Located
from praya.web.api.ogc import asking, collections, features, records, tiles
from praya.web.api.ogc.answers import GEOJSON, OPENAPI, ROOT, SCHEMA, failed, parameters, respond
from praya.web.api.ogc.collections import RECORDS
from praya.web.api.ogc.document import document
from praya.web.api.problem import asked_language
from praya.web.kept import KEPT
from praya.web.view import Site

Asked = Request[Any, Any, Any]
TheSite = NamedDependency[SkipValidation[Site]]
READ = [HttpMethod.GET, HttpMethod.HEAD]


@route("/", http_method=READ, sync_to_thread=True)
def landing(site: TheSite, request: Asked) -> Response[bytes]:
    """Give where to begin."""
    parameters(request)
    return respond(request, collections.landing(site, request))


@route("/conformance", http_method=READ, sync_to_thread=True)
def conformance(site: TheSite, request: Asked) -> Response[bytes]:
    """Give what this API conforms to."""
    parameters(request)
    return respond(request, collections.conformance(site, request))


@route("/api", http_method=READ, sync_to_thread=True)
def api(site: TheSite, request: Asked) -> Response[bytes]:
    """Give the OpenAPI document."""
    parameters(request)
    return respond(request, document(site, request), OPENAPI)


@route("/collections", http_method=READ, sync_to_thread=True)
def every_collection(site: TheSite, request: Asked) -> Response[bytes]:
    """Give every collection."""
    parameters(request)
    found = located.located(site.platform)
    return respond(request, collections.listing(site, request, found, asked_language(request)))


@route("/collections/{collection:str}", http_method=READ, sync_to_thread=True)
def one_collection(site: TheSite, request: Asked, collection: FromPath[str]) -> Response[bytes]:
    """Give one collection."""
    parameters(request)
    if collection == RECORDS:
        return respond(request, collections.records_collection(site, request))
    found = _found(site, collection)
    return respond(request, collections.collection(site, request, found, asked_language(request)))


@route("/collections/{collection:str}/queryables", http_method=READ, sync_to_thread=True)
def queryables(site: TheSite, request: Asked, collection: FromPath[str]) -> Response[bytes]:
    """Give the columns that a collection can be asked by."""
    parameters(request)
    table = _found(site, collection).table
    return respond(request, collections.queryables(site, request, table, asked_language(request)), SCHEMA)


@route("/collections/{collection:str}/items", http_method=READ, sync_to_thread=True)
def items(site: TheSite, request: Asked, collection: FromPath[str]) -> Response[bytes]:
    """Give one page of a collection's items."""
    if collection == RECORDS:
        given = parameters(request, records.KNOWN)
        return respond(request, records.items(site, request, given, asked_language(request)), GEOJSON)
    found = _found(site, collection, request.query_params.get("as_of", ""))
    names = {each.name for each in asking.properties(found.table.schema)}
    given = parameters(request, asking.ITEMS | names)
    body = features.items(site, request, found, given)
    return respond(request, body, GEOJSON, features.content_crs(asking.system(given, "crs")))


@route("/collections/{collection:str}/items/{fid:str}", http_method=READ, sync_to_thread=True)
def item(site: TheSite, request: Asked, collection: FromPath[str], fid: FromPath[str]) -> Response[bytes]:
    """Give one item."""
    if collection == RECORDS:
        parameters(request)
        return respond(request, records.item(site, request, fid, asked_language(request)), GEOJSON)
    given = parameters(request, {"as_of", "crs"})
    found = _found(site, collection, given.get("as_of", ""))
    system = asking.system(given, "crs")
    body = features.item(site, request, found, fid, system)
    return respond(request, body, GEOJSON, features.content_crs(system))


@route("/collections/{collection:str}/tiles", http_method=READ, sync_to_thread=True)
def tilesets(site: TheSite, request: Asked, collection: FromPath[str]) -> Response[bytes]:
    """Give a collection's tilesets."""
    parameters(request)
    return respond(request, tiles.tilesets(site, request, _found(site, collection)))


@route("/collections/{collection:str}/tiles/{matrix_set:str}", http_method=READ, sync_to_thread=True)
def tileset(
    site: TheSite, request: Asked, collection: FromPath[str], matrix_set: FromPath[str]
) -> Response[bytes]:
    """Give what a collection's tiles are."""
    parameters(request)
    _known(matrix_set)
    return respond(request, tiles.tileset(site, request, _found(site, collection)))


@route(
    "/collections/{collection:str}/tiles/{matrix_set:str}/{z:str}/{y:str}/{x:str}",
    http_method=READ,
    sync_to_thread=True,
)
def tile(
    *,
    site: TheSite,
    request: Asked,
    collection: FromPath[str],
    matrix_set: FromPath[str],
    z: FromPath[str],
    y: FromPath[str],
    x: FromPath[str],
) -> Response[bytes]:
    """Give one vector tile."""
    parameters(request)
    _known(matrix_set)
    return tiles.tile(site, _found(site, collection), z, y, x)


@route("/tileMatrixSets", http_method=READ, sync_to_thread=True)
def matrix_sets(site: TheSite, request: Asked) -> Response[bytes]:
    """Give the tile matrix sets."""
    parameters(request)
    return respond(request, tiles.matrix_sets(site, request))


@route("/tileMatrixSets/{matrix_set:str}", http_method=READ, sync_to_thread=True)
def matrix_set(request: Asked, matrix_set: FromPath[str]) -> Response[bytes]:
    """Give one tile matrix set."""
    parameters(request)
    _known(matrix_set)
    return respond(request, tiles.matrix_set())


@route("/{address:path}", http_method=READ, sync_to_thread=False)
def nowhere(address: FromPath[str]) -> Response[bytes]:
    """Say in the dialect's own words that nothing is here."""
    del address
    raise errors.PageMissing


def _found(site: Site, name: str, as_of: str = "") -> Located:
    if name == RECORDS:
        raise errors.PageMissing
    return located.one(site.platform, name, parse_as_of(as_of))


def _known(matrix_set: str) -> None:
    if matrix_set != tiles.MATRIX_SET:
        raise errors.PageMissing


ROUTER = Router(
    path=ROOT,
    route_handlers=[
        landing,
        conformance,
        api,
        every_collection,
        one_collection,
        queryables,
        items,
        item,
        tilesets,
        tileset,
        tile,
        matrix_sets,
        matrix_set,
        nowhere,
    ],
    exception_handlers={Exception: failed},
    include_in_schema=False,
    opt=KEPT,
)
