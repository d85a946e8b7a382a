"""Failures as the tabular service tells them: `{"errors": [{"code", "title", "detail"}]}`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from litestar import Response
from litestar.exceptions import HTTPException

from praya.model import errors
from praya.model.errors import explain
from praya.web.api.problem import as_failure, asked_language

if TYPE_CHECKING:
    from litestar import Request

OPEN = {"access-control-allow-origin": "*"}


class Answered(Exception):
    """A failure that has its words and status in the dialect itself."""

    def __init__(self, status: int, title: str, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.title = title
        self.detail = detail


def failed(request: Request[Any, Any, Any], error: Exception) -> Response[dict[str, Any]]:
    """Answer a request that failed."""
    code: str | None = None
    if isinstance(error, Answered):
        status, title, detail = error.status, error.title, error.detail
    else:
        failure = as_failure(error)
        told = explain(failure.code, failure.fields, asked_language(request))
        status = error.status_code if isinstance(error, HTTPException) else failure.status
        title = "Invalid query string" if isinstance(failure, errors.Refused) else told.message
        detail, code = f"{told.message} {told.advice}".strip(), told.code
    body = {"errors": [{"code": code, "title": title, "detail": detail}]}
    return Response(body, status_code=status, headers={**OPEN, "cache-control": "no-store"})
