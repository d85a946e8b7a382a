"""How metadata is answered: negotiated, cached, and with failures as small JSON."""

from __future__ import annotations

import hashlib
import logging
import re
from typing import TYPE_CHECKING, Any

from litestar import MediaType, Response
from litestar.exceptions import HTTPException, MethodNotAllowedException, NotFoundException

from praya.formats.metadata import rdf
from praya.model import errors
from praya.model.errors import Failure, explain
from praya.web import language

if TYPE_CHECKING:
    from litestar import Request

log = logging.getLogger(__name__)

A_WHILE = "public, max-age=300"
ANYBODY = {"access-control-allow-origin": "*", "access-control-expose-headers": "ETag, Link"}
_PAGES = ("text/html", "application/xhtml+xml")
_NAMES = {each.media_type.partition(";")[0]: ending for ending, each in reversed(tuple(rdf.FORMATS.items()))}
"""The ending of each media type that can be asked for."""


def answer(
    request: Request[Any, Any, Any],
    body: bytes,
    media_type: str,
    *,
    vary: str = "",
    headers: dict[str, str] | None = None,
) -> Response[bytes]:
    """Answer with a document, or with nothing where the reader has it already."""
    # Weak: what goes out may be compressed on its way.
    etag = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
    sent = {"etag": etag, "cache-control": A_WHILE} | ANYBODY | (headers or {})
    if vary:
        sent["vary"] = vary
    if known(request, etag):
        return Response(b"", status_code=304, headers=sent)
    return Response(body, media_type=media_type, headers=sent)


def known(request: Request[Any, Any, Any], etag: str) -> bool:
    """Say whether the reader has what this tag names."""
    given = request.headers.get("if-none-match", "")
    bare = etag.removeprefix("W/")
    return given.strip() == "*" or bare in [each.strip().removeprefix("W/") for each in given.split(",")]


def wanted(accept: str) -> str:
    """Return the ending of the RDF that an `Accept` header prefers to a page; empty where it wants a page."""
    weights: dict[str, float] = {}
    for part in accept.lower().split(","):
        name, *parameters = (each.strip() for each in part.split(";"))
        quality = next((each[2:] for each in parameters if each.startswith("q=")), "1")
        weights[name] = float(quality) if re.fullmatch(r"[01](\.\d{0,3})?", quality) else 0
    pages = max(weights.get(name, 0) for name in _PAGES)
    best = max(_NAMES, key=lambda name: weights.get(name, 0))
    return _NAMES[best] if weights.get(best, 0) > pages else ""


def failed(request: Request[Any, Any, Any], failure: Exception) -> Response[dict[str, str]]:
    """Answer a request that failed with `{code, message, advice}`."""
    named = _named(failure)
    lang = language.preferred(request.headers.get("accept-language", ""))
    told = explain(named.code, named.fields, lang)
    status = failure.status_code if isinstance(failure, HTTPException) else named.status
    body = {"code": told.code, "message": told.message, "advice": told.advice}
    return Response(body, status_code=status, media_type=MediaType.JSON, headers=ANYBODY)


def _named(failure: Exception) -> Failure:
    if isinstance(failure, Failure):
        return failure
    if isinstance(failure, NotFoundException | MethodNotAllowedException):
        return errors.PageMissing()
    if not isinstance(failure, HTTPException):
        log.error("a request failed", exc_info=failure)
    return errors.Unexpected(kind=type(failure).__name__)
