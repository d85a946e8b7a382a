"""The dialect's addresses.

Annotations are read by the framework when the handlers are made, so they are not postponed here.
"""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from litestar import HttpMethod, Request, Response, route
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, RawBody, SkipValidation
from litestar.response import Redirect, Stream

from praya.model import errors
from praya.model.text import LANGS, Lang
from praya.services import read, records
from praya.web import syndication, urls
from praya.web.api.ckan import answers, feeds, registry
from praya.web.api.ckan.dump import dump
from praya.web.api.ckan.request import Asked, from_address, from_body
from praya.web.kept import KEPT
from praya.web.language import preferred
from praya.web.origin import origin
from praya.web.view import Site

Request_ = Request[Any, Any, Any]
TheSite = NamedDependency[SkipValidation[Site]]
READ = [HttpMethod.GET, HttpMethod.HEAD]
ASKED = [*READ, HttpMethod.POST, HttpMethod.OPTIONS]
ROOTS: Mapping[str, Lang] = {"/en-data": "en", "/tc-data": "zh-Hant", "/sc-data": "zh-Hans"}
"""data.gov.hk's language roots."""
PREFIXES = ("", *ROOTS)
ACTION = [f"{prefix}/api{version}/action/{{name:str}}" for prefix in PREFIXES for version in ("", "/3")]
PREFLIGHT = {
    **answers.OPEN,
    "access-control-allow-methods": "GET, POST, OPTIONS",
    "access-control-allow-headers": "Authorization, Content-Type, X-CKAN-API-Key",
    "access-control-max-age": "86400",
}
VARY = {"vary": "Accept-Language"}
UNKEPT = {"cache-control": "no-store"}
"""A statement may ask for chance or for the time."""


def failed(request: Request_, error: Exception) -> Response[bytes]:
    """Answer a request that failed."""
    site: Site = request.app.state["site"]
    callback = request.query_params.get("callback", "") if request.method == "GET" else ""
    return answers.failure(_help(site, request), error, _lang(request, {}), callback)


FAILED: dict[int | type[Exception], Any] = {Exception: failed}


def action(site: TheSite, request: Request_, name: FromPath[str], body: RawBody) -> Response[Any]:
    """Answer an action, asked by an address or a body: what stands in the body counts. Any site may ask."""
    if request.method == "OPTIONS":
        return Response(None, status_code=204, headers=PREFLIGHT)
    act = registry.known(name)  # what nobody may do is denied however much is sent
    given = from_address(request.url.query)
    callback = str(given.pop("callback", ""))
    if request.method == "POST":
        given |= from_body(body, request.headers.get("content-type", ""))
        callback = ""
    asked = _asked(site, request, name, given)
    answer = answers.success(_help(site, request), act(asked), callback)
    if not asked.exact:
        answer.headers |= VARY
    if name == registry.SQL:
        answer.headers |= UNKEPT
    return answer


def version(request: Request_) -> Response[dict[str, int]]:
    """Tell which version of the API this is."""
    number = 3 if request.url.path.rstrip("/").endswith("/3") else 1
    return Response({"version": number}, headers=answers.OPEN)


@route(
    "/api/2/util/{what:str}/autocomplete", http_method=READ, sync_to_thread=True, exception_handlers=FAILED
)
def autocomplete(site: TheSite, request: Request_, what: FromPath[str]) -> Response[bytes]:
    """Suggest datasets, keywords, formats, publishers, themes or users, as CKAN's own forms ask."""
    named: dict[str, tuple[str, Callable[[Any], object]]] = {
        "dataset": ("package_autocomplete", lambda each: each),
        "tag": ("tag_autocomplete", lambda each: {"Name": each}),
        "format": ("format_autocomplete", lambda each: {"Format": each}),
        "organization": ("organization_autocomplete", lambda each: each),
        "group": ("group_autocomplete", lambda each: each),
        "user": ("user_autocomplete", lambda each: each),
    }
    if what not in named:
        raise errors.PageMissing
    called, shape = named[what]
    given = from_address(request.url.query)
    typed = str(given.get("incomplete") or given.get("q") or "")
    asked = _asked(site, request, called, given | {"q": typed})
    listed: Any = registry.ACTIONS[called](asked) if typed else []
    result = [shape(each) for each in listed]
    in_set = what in ("dataset", "tag", "format")
    body = {"ResultSet": {"Result": result}} if in_set else result
    return Response(body, headers=answers.OPEN | VARY)  # type: ignore[arg-type]  # written as JSON


@route("/datastore/dump/{resource_id:str}", http_method=READ, sync_to_thread=True, exception_handlers=FAILED)
def dumped(site: TheSite, request: Request_, resource_id: FromPath[str]) -> Stream:
    """Give a whole table as a file."""
    asked = _asked(site, request, "datastore_search", from_address(request.url.query))
    name, media_type, chunks = dump(asked, resource_id)
    sent = {"content-disposition": f"attachment; filename*=UTF-8''{quote(name)}", **answers.OPEN}
    return Stream(chunks, media_type=media_type, headers=sent)


def feed(site: TheSite, request: Request_) -> Response[str]:
    """Give what is new of all datasets, or of a query."""
    return _feed(site, request, request.url.path.rpartition("/")[2].removesuffix(".atom"), "")


@route("/feeds/{kind:str}/{file:str}", http_method=READ, sync_to_thread=True, exception_handlers=FAILED)
def feed_of(site: TheSite, request: Request_, kind: FromPath[str], file: FromPath[str]) -> Response[str]:
    """Give what is new of a tag, group or organization."""
    if kind not in ("tag", "group", "organization") or not file.endswith(".atom"):
        raise errors.PageMissing
    return _feed(site, request, kind, file.removesuffix(".atom"))


@route("/dataset/{name:str}/resource/{resource_id:str}", http_method=READ, sync_to_thread=True)
def resource(site: TheSite, request: Request_, name: FromPath[str], resource_id: FromPath[str]) -> Redirect:  # noqa: ARG001 - the file's own id decides
    """Lead to the page of a file's dataset, standing at its table."""
    whole, held = records.file(site.platform, resource_id)
    table = held.tables[0] if held.tables else ""
    return _redirect(urls.dataset(_lang(request, {}), whole.dataset.name, table))


@route(
    "/dataset/{name:str}/resource/{resource_id:str}/download/{file:str}",
    http_method=READ,
    sync_to_thread=True,
)
def download(
    site: TheSite,
    name: FromPath[str],  # noqa: ARG001 - the file's own id decides
    resource_id: FromPath[str],
    file: FromPath[str],  # noqa: ARG001 - the file's own id decides
) -> Redirect:
    """Lead to the publisher's own bytes as kept here, or to their address where none are kept."""
    _whole, held = records.file(site.platform, resource_id)
    if held.version:
        return _redirect(urls.file(resource_id, read.file_name(held.version)))
    if held.distribution.host is None:
        raise errors.VersionMissing(id=resource_id)
    return _redirect(held.distribution.url)


def body_page(site: TheSite, request: Request_, name: FromPath[str]) -> Redirect:
    """Lead to a publisher's or theme's datasets."""
    facet = "publisher" if request.url.path.startswith("/organization/") else "theme"
    return _to_search(site, _lang(request, {}), facet, name)


def datagovhk_dataset(site: TheSite, request: Request_, name: FromPath[str]) -> Redirect:
    """Lead from data.gov.hk's address of a dataset to its page."""
    return _to_dataset(site, request, name)


def datagovhk_list(site: TheSite, request: Request_, facet: FromPath[str], name: FromPath[str]) -> Redirect:
    """Lead from data.gov.hk's address of a category or provider to its datasets."""
    meant = {"category": "theme", "provider": "publisher"}.get(facet)
    if meant is None:
        raise errors.PageMissing
    return _to_search(site, _lang(request, {}), meant, name)


def _asked(site: Site, request: Request_, name: str, given: Mapping[str, Any]) -> Asked:
    prefix = _prefix(request)
    return Asked(
        platform=site.platform,
        now=site.now(),
        origin=origin(site, request),
        prefix=prefix,
        lang=_lang(request, given),
        exact=bool(prefix),
        name=name,
        given=given,
    )


def _feed(site: Site, request: Request_, kind: str, name: str) -> Response[str]:
    asked = _asked(site, request, "package_search", from_address(request.url.query))
    text = feeds.feed(asked, request.url.path, kind, name)
    return Response(text, media_type=syndication.ATOM, headers=answers.OPEN | VARY)


def _to_dataset(site: Site, request: Request_, name: str) -> Redirect:
    found = records.record(site.platform, name)
    return _redirect(urls.dataset(_lang(request, {}), found.dataset.name))


def _to_search(site: Site, lang: Lang, facet: str, name: str) -> Redirect:
    bodies = records.publishers(site.platform) if facet == "publisher" else records.themes(site.platform)
    if name not in {each.id for each, _count in bodies}:
        raise errors.PageMissing
    return _redirect(f"{urls.search(lang)}?{facet}={quote(name)}")


def _redirect(address: str) -> Redirect:
    return Redirect(address, status_code=302, headers=VARY)


def _prefix(request: Request_) -> str:
    path = request.url.path
    return next((prefix for prefix in ROOTS if path.startswith(f"{prefix}/")), "")


def _lang(request: Request_, given: Mapping[str, Any]) -> Lang:
    """Return the language of the address, as asked for by `lang`, or as the reader prefers; English unless told."""
    root = next((lang for prefix, lang in ROOTS.items() if request.url.path.startswith(prefix)), None)
    named = next((lang for lang in LANGS if lang == given.get("lang")), None)
    return root or named or preferred(request.headers.get("accept-language", ""))


def _help(site: Site, request: Request_) -> str:
    _before, action, name = request.url.path.rstrip("/").partition("/action/")
    about = f"?name={quote(name)}" if action else ""
    return f"{origin(site, request)}{_prefix(request)}/api/3/action/help_show{about}"


def _each(
    act: Callable[..., Any],
    *paths: str,
    methods: list[HttpMethod] = READ,
    failed: dict[int | type[Exception], Any] | None = None,
) -> list[HTTPRouteHandler]:
    """Return a handler for each address: one handler cannot run in threads for several."""
    return [
        route(
            path,
            http_method=methods,
            sync_to_thread=True,
            status_code=200,
            exception_handlers=failed,
            opt=KEPT,
        )(act)
        for path in paths
    ]


ROUTES: list[HTTPRouteHandler] = [
    *_each(action, *ACTION, methods=ASKED, failed=FAILED),
    *_each(version, *(f"{prefix}/api{number}" for prefix in PREFIXES for number in ("", "/3"))),
    autocomplete,
    dumped,
    *_each(feed, "/feeds/dataset.atom", "/feeds/custom.atom", failed=FAILED),
    feed_of,
    resource,
    download,
    *_each(body_page, "/organization/{name:str}", "/group/{name:str}"),
    *_each(datagovhk_dataset, *(f"{prefix}/dataset/{{name:str}}" for prefix in ROOTS)),
    *_each(datagovhk_list, *(f"{prefix}sets/{{facet:str}}/{{name:str}}" for prefix in ROOTS)),
]
