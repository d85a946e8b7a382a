"""How this dialect answers: documents as JSON or as plain pages, links, and failures as `{code, description}`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote, urlencode

import orjson
from litestar import Response
from litestar.exceptions import HTTPException

from praya.model import errors
from praya.model.errors import explain
from praya.web.api.ogc.plain_page import page
from praya.web.api.problem import as_failure, asked_language
from praya.web.origin import origin

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from litestar import Request

    from praya.web.view import Site

    Asked = Request[Any, Any, Any]

Json = dict[str, Any]
Link = dict[str, str]

ROOT = "/ogc"
JSON = "application/json"
GEOJSON = "application/geo+json"
SCHEMA = "application/schema+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
MVT = "application/vnd.mapbox-vector-tile"
HTML = "text/html"
OPEN = {
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "Content-Crs, Link, Praya-Features, Praya-Left-Off",
}
EVERYWHERE = frozenset({"f", "lang"})
"""Parameters that every address takes: the form of the answer, and the language of its words."""
REL = "http://www.opengis.net/def/rel/ogc/1.0/"


def parameters(request: Asked, known: Collection[str] = ()) -> dict[str, str]:
    """Return the parameters of an address; raise ParameterInvalid for one that is not known here, or given twice."""
    given: dict[str, str] = {}
    for name, value in parse_qsl(request.url.query, keep_blank_values=True):
        if name not in EVERYWHERE and name not in known:
            expected = ", ".join(sorted({*known, *EVERYWHERE}))
            raise errors.ParameterInvalid(name=name[:100], value=value[:100], expected=expected[:1000])
        if name in given:
            raise errors.ParameterInvalid(name=name, value=value[:100], expected="once")
        given[name] = value
    if given.get("f", "json") not in ("json", "html"):
        raise errors.ParameterInvalid(name="f", value=given["f"][:100], expected="json, html")
    return given


def root(site: Site, request: Asked) -> str:
    """Return what this dialect's addresses begin with."""
    return origin(site, request) + ROOT


def address(*parts: str, **given: str) -> str:
    """Join an address from its parts, the first of them as it is."""
    base, *others = parts
    path = "/".join([base, *(quote(each, safe="") for each in others)])
    return f"{path}?{urlencode(given)}" if given else path


def link(href: str, rel: str, media_type: str, title: str = "") -> Link:
    """Return a link."""
    return {"href": href, "rel": rel, "type": media_type} | ({"title": title} if title else {})


def here(site: Site, request: Asked, **changed: str) -> str:
    """Return the address that was asked, with other values for some of its parameters."""
    pairs = dict(parse_qsl(request.url.query, keep_blank_values=True)) | changed
    return address(origin(site, request) + quote(request.url.path, safe="/"), **pairs)


def selves(site: Site, request: Asked, media_type: str = JSON) -> list[Link]:
    """Return the links of a document to itself and to its page."""
    return [
        link(here(site, request, f="json"), "self", media_type, "This document"),
        link(here(site, request, f="html"), "alternate", HTML, "This document as a page"),
    ]


def respond(
    request: Asked,
    body: Mapping[str, object],
    media_type: str = JSON,
    headers: Mapping[str, str] | None = None,
) -> Response[bytes]:
    """Answer with a document, in the form that `f` or the reader's program prefers."""
    written = orjson.dumps(body, option=orjson.OPT_UTC_Z)
    sent = {**OPEN, "vary": "Accept, Accept-Language", "cache-control": "no-cache", **(headers or {})}
    if _as_page(request):
        shown = page(orjson.loads(written), request.url.path)
        return Response(shown.encode(), media_type=HTML, headers=sent)
    return Response(written, media_type=media_type, headers=sent)


def _as_page(request: Asked) -> bool:
    if form := request.query_params.get("f"):
        return bool(form == "html")
    accepted = request.headers.get("accept", "")
    return HTML in accepted and "json" not in accepted


def failed(request: Asked, failure: Exception) -> Response[bytes]:
    """Answer a request that failed, as the standard's exceptions are."""
    named = as_failure(failure)
    told = explain(named.code, named.fields, asked_language(request))
    status = failure.status_code if isinstance(failure, HTTPException) else named.status
    body = {"code": told.code, "description": f"{told.message} {told.advice}".strip()}
    headers = {**OPEN, **(getattr(failure, "headers", None) or {})}
    return Response(orjson.dumps(body), status_code=status, media_type=JSON, headers=headers)
