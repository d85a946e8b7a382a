"""The tabular service: a resource is a distribution's id, which stands for its first table, or a table's own name.

Annotations are read by the framework when the handlers are made, so they are not postponed here.
"""

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, SkipValidation

from praya.model.moment import parse_as_of
from praya.model.table import ROW, Table
from praya.services import ask, read, records
from praya.services.ask import ExportFormat
from praya.web.api.files import export
from praya.web.api.native import projected
from praya.web.api.udata import describing
from praya.web.api.udata.asking import PLACE, Page, asked
from praya.web.api.udata.failing import OPEN
from praya.web.download import sent
from praya.web.origin import origin
from praya.web.view import Site

TheSite = NamedDependency[SkipValidation[Site]]
Asked = Request[Any, Any, Any]
Body = Response[dict[str, Any]]


@get("/{rid:str}/", sync_to_thread=True)
def meta(site: TheSite, request: Asked, rid: FromPath[str]) -> Body:
    """Tell when a resource was made, where it is from, and what can be asked of it."""
    table = _table(site, rid)
    _, version = read.owner(site.platform, table)
    here = _here(site, request, rid)
    links = [
        {"href": f"{here}{each}/", "type": "GET", "rel": each} for each in ("profile", "data", "swagger")
    ]
    return _sent({"created_at": version.retrieved_at.isoformat(), "url": version.url, "links": links})


@get("/{rid:str}/profile/", sync_to_thread=True)
def profile(site: TheSite, rid: FromPath[str]) -> Body:
    """Tell what a resource's columns are and hold."""
    table = _table(site, rid)
    _, version = read.owner(site.platform, table)
    return _sent({"profile": describing.profile(table, version), "indexes": None})


@get("/{rid:str}/swagger/", sync_to_thread=True)
def swagger(site: TheSite, request: Asked, rid: FromPath[str]) -> Body:
    """Give the OpenAPI document of a resource's rows; as JSON it is YAML too."""
    here = _here(site, request, rid)
    server = origin(site, request)
    return _sent(describing.document(_table(site, rid), here.removeprefix(server), server))


@get("/{rid:str}/data/", sync_to_thread=True)
def data(site: TheSite, request: Asked, rid: FromPath[str]) -> Body:
    """Give a page of a resource's rows, filtered, ordered or taken together."""
    page = asked(_query(request))
    table = _table(site, rid, page.query.as_of)
    answer = ask.rows(site.platform, table, page.query)
    more = page.query.offset + page.query.size < answer.total
    here = _here(site, request, rid)
    links = {
        "profile": f"{here}profile/",
        "swagger": f"{here}swagger/",
        "next": _link(f"{here}data/", request, page, page.page + 1, table.version) if more else None,
        "prev": _link(f"{here}data/", request, page, page.page - 1, table.version) if page.page > 1 else None,
    }
    rows = [_row(page, row) for row in answer.rows]
    told = {"page": page.page, "page_size": page.query.size, "total": answer.total}
    return _sent({"data": rows, "links": links, "meta": told})


@get("/{rid:str}/data/csv/", sync_to_thread=True)
def data_csv(site: TheSite, request: Asked, rid: FromPath[str]) -> Response[Any]:
    """Give every row of an answer as CSV."""
    return _file(site, request, rid, "csv")


@get("/{rid:str}/data/json/", sync_to_thread=True)
def data_json(site: TheSite, request: Asked, rid: FromPath[str]) -> Response[Any]:
    """Give every row of an answer as one JSON array."""
    return _file(site, request, rid, "json")


HANDLERS = [meta, profile, swagger, data, data_csv, data_json]


def _table(site: Site, rid: str, as_of: str = "") -> Table:
    return read.table(site.platform, records.table_name(site.platform, rid), parse_as_of(as_of))


def _file(site: Site, request: Asked, rid: str, form: ExportFormat) -> Response[Any]:
    return sent(request, export(site, _table(site, rid).name, form, asked(_query(request)).query))


def _row(page: Page, row: Any) -> dict[str, Any]:  # noqa: ANN401 - columns and values of any type
    """Return a row, its place under the dialect's name unless other columns are asked for."""
    if page.query.grouped:
        return {name: projected.plain(value) for name, value in row.items()}
    plain = projected.without_ours(row, page.query.columns)
    if page.query.columns:
        return {PLACE if name == ROW else name: value for name, value in plain.items()}
    return {PLACE: row[ROW], **plain}


def _query(request: Asked) -> str:
    query: str = request.url.query
    return query


def _here(site: Site, request: Asked, rid: str) -> str:
    del rid  # it stands in the address as the caller wrote it
    path: str = request.url.path
    return origin(site, request) + "/".join(path.split("/")[:4]) + "/"


def _link(here: str, request: Asked, page: Page, number: int, version: int) -> str:
    """Return the address of another page of the same version."""
    pinned = ("as_of=", "page=", "page_size=")
    kept = [each for each in _query(request).split("&") if each and not each.startswith(pinned)]
    return f"{here}?{'&'.join([*kept, f'as_of={version}', f'page={number}', f'page_size={page.query.size}'])}"


def _sent(body: dict[str, Any]) -> Body:
    return Response(body, headers={**OPEN, "cache-control": "no-cache"})
