"""Failures as RFC 9457 problem details, in the asker's language: the one error shape of Praya's own API."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any

import msgspec
from litestar import Response
from litestar.exceptions import (
    HTTPException,
    MethodNotAllowedException,
    NotFoundException,
    ValidationException,
)

from praya.model import errors
from praya.model.errors import Failure, explain
from praya.model.text import LANGS
from praya.web import language

if TYPE_CHECKING:
    from litestar import Request

    from praya.model.text import Lang

log = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"
_MISSING = re.compile(r"Missing required \w+ parameter '([^']{1,80})'")
"""The framework's own words, which name what is missing nowhere else."""


class Problem(msgspec.Struct, kw_only=True):
    """What went wrong, and what to do (RFC 9457)."""

    type: str
    """Names the kind of problem: `urn:praya:problem:` and the code."""
    title: str
    """What happened, in words."""
    status: int
    detail: str
    """What to do about it, in words."""
    code: str
    """Stable; docs/errors.md lists them."""
    instance: str
    """The address that was asked."""


def headers_of(failure: Exception) -> dict[str, str]:
    """Return the headers that a failure brings: when to come back, what else is allowed."""
    headers = dict(getattr(failure, "headers", None) or {})
    if isinstance(failure, errors.TooFast):
        headers["retry-after"] = str(failure.fields["seconds"])
    return headers


def answer(request: Request[Any, Any, Any], failure: Exception) -> Response[Any]:
    """Answer a request of a program that failed."""
    named = as_failure(failure)
    lang = asked_language(request)
    told = explain(named.code, named.fields, lang)
    status = failure.status_code if isinstance(failure, HTTPException) else named.status
    headers = headers_of(failure)
    return Response(
        Problem(
            type=f"urn:praya:problem:{told.code}",
            title=told.message,
            status=status,
            detail=told.advice,
            code=told.code,
            instance=request.url.path,
        ),
        status_code=status,
        media_type=MEDIA_TYPE,
        headers=headers
        | {"content-language": lang, "vary": "Accept-Language", "access-control-allow-origin": "*"},
    )


def as_failure(failure: Exception) -> Failure:
    """Return the failure of ours that an exception stands for; what nobody expected is logged."""
    if isinstance(failure, Failure):
        return failure
    if isinstance(failure, (NotFoundException, MethodNotAllowedException)):
        return errors.PageMissing()
    if isinstance(failure, ValidationException):
        if missing := _MISSING.search(failure.detail):
            return errors.ParameterInvalid(name=missing[1], value="", expected="a value")
        wrong = failure.extra[0] if isinstance(failure.extra, list) and failure.extra else {}
        told = {key: str(wrong.get(key, "?"))[:200] for key in ("key", "message")}
        return errors.ParameterInvalid(name=told["key"], value="…", expected=told["message"])
    if not isinstance(failure, HTTPException):
        log.error("a request failed", exc_info=failure)
    return errors.Unexpected(kind=type(failure).__name__)


def asked_language(request: Request[Any, Any, Any]) -> Lang:
    """Return the language that `lang` or the address names, or that the asker's program prefers."""
    given = request.query_params.get("lang", "")
    places = (given, request.url.path.split("/")[1])
    named = next((each for each in LANGS if each in places), None)
    return named or language.preferred(request.headers.get("accept-language", ""))
