"""What an action answers: its result or its failure, each in CKAN's envelope."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any, ClassVar

import orjson
from litestar import Response
from litestar.exceptions import HTTPException

from praya.model import errors

if TYPE_CHECKING:
    from collections.abc import Mapping

    from praya.model.text import Lang

log = logging.getLogger(__name__)

JSON = "application/json;charset=utf-8"
OPEN = {"access-control-allow-origin": "*"}
_CALLBACK = re.compile(r"[A-Za-z_$][\w$.]{0,99}")


class Refusal(Exception):
    """An action's failure with CKAN's name for it."""

    status: ClassVar[int]
    kind: ClassVar[str]

    def error(self) -> dict[str, Any]:
        """Return what stands under `error`."""
        return {"__type": self.kind, "message": str(self)}


class NotFound(Refusal):
    """What is asked for is not here."""

    status = 404
    kind = "Not Found Error"

    def __init__(self, what: str = "") -> None:
        super().__init__(f"Not found: {what}" if what else "Not found")


class Denied(Refusal):
    """What nobody may do here."""

    status = 403
    kind = "Authorization Error"

    def __init__(self, why: str) -> None:
        super().__init__(f"Access denied: {why}")


class QueryRefused(Refusal):
    """A search that cannot be read."""

    status = 400
    kind = "Search Query Error"

    def __init__(self, why: str) -> None:
        super().__init__(f"Search Query is invalid: {why}")


class Invalid(Refusal):
    """Parameters that cannot be: each with what is wrong with it."""

    status = 409
    kind = "Validation Error"

    def __init__(self, **wrong: str) -> None:
        super().__init__(", ".join(wrong))
        self.wrong = wrong

    def error(self) -> dict[str, Any]:
        """Return each parameter's faults beside the name."""
        return {"__type": self.kind, **{name: [fault] for name, fault in self.wrong.items()}}


class Failed(Refusal):
    """A fault of this server."""

    status = 500
    kind = "Internal Server Error"

    def __init__(self, message: str, status: int = 500) -> None:
        super().__init__(message)
        self.code = status


class BadRequest(Exception):
    """No action at all: CKAN answers with nothing but words."""


def success(help_url: str, result: object, callback: str = "") -> Response[bytes]:
    """Return a result in its envelope; with a callback as a script that hands it over."""
    return _sent({"help": help_url, "success": True, "result": result}, 200, callback)


def failure(help_url: str, error: Exception, lang: Lang, callback: str = "") -> Response[bytes]:
    """Return a failure in its envelope, or as bare words where no action was reached."""
    if isinstance(error, BadRequest):
        return _sent(f"Bad request: {error}", 400, callback)
    if isinstance(error, HTTPException) and error.status_code < 500:  # noqa: PLR2004 - a request's own fault
        return _sent(f"Bad request: {error.detail}", error.status_code, callback)
    refusal = error if isinstance(error, Refusal) else _named(error, lang)
    status = refusal.code if isinstance(refusal, Failed) else refusal.status
    return _sent({"help": help_url, "success": False, "error": refusal.error()}, status, callback)


def _named(error: Exception, lang: Lang) -> Refusal:
    """Return CKAN's failure for one of ours: missing, refused with the parameter's name, or our own fault."""
    if not isinstance(error, errors.Failure):
        log.error("an action failed", exc_info=error)
        return Failed("Internal Server Error")
    told = errors.explain(error.code, error.fields, lang)
    if isinstance(error, errors.Missing):
        return NotFound(told.message)
    if isinstance(error, errors.Refused):
        return Invalid(**{_PARAMETERS.get(error.code, "query"): f"{told.message} {told.advice}".strip()})
    return Failed(told.message, error.status)


_PARAMETERS: Mapping[str, str] = {
    errors.FilterInvalid.code: "filters",
    errors.ColumnUnknown.code: "fields",
    errors.SqlRefused.code: "query",
    errors.SqlFailed.code: "query",
}


def _sent(body: object, status: int, callback: str) -> Response[bytes]:
    content = orjson.dumps(body, default=_plain, option=orjson.OPT_NON_STR_KEYS)
    media_type = JSON
    if callback and _CALLBACK.fullmatch(callback):
        content, media_type = b"/**/" + callback.encode() + b"(" + content + b");", "application/javascript"
    return Response(content, status_code=status, media_type=media_type, headers=OPEN)


def _plain(value: object) -> object:
    return str(value)
