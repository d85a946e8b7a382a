"""Failures as Explore's clients know them: `{"error_code", "message"}`."""

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
MALFORMED = "ODSQLError"
PARAMETER = "InvalidRESTParameterError"


class Answered(Exception):
    """A failure that has its words, status and code in the dialect itself."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


def malformed(message: str) -> Answered:
    """Return the failure of a clause that cannot be read, or says what cannot be asked here."""
    return Answered(400, MALFORMED, f"ODSQL query is malformed: {message}")


def wrong(name: str, value: object, expected: str) -> Answered:
    """Return the failure of a parameter."""
    told = f"Invalid value for {name} API parameter: {str(value)[:100]} was found but {expected} is expected."
    return Answered(400, PARAMETER, told)


def failed(request: Request[Any, Any, Any], error: Exception) -> Response[dict[str, str]]:
    """Answer a request that failed."""
    if isinstance(error, Answered):
        status, code, message = error.status, error.code, error.message
    else:
        failure = as_failure(error)
        told = explain(failure.code, failure.fields, asked_language(request))
        status = error.status_code if isinstance(error, HTTPException) else failure.status
        code = MALFORMED if isinstance(failure, errors.Refused) else type(failure).__name__
        message = f"{told.message} {told.advice}".strip()
    body = {"error_code": code, "message": message}
    return Response(body, status_code=status, headers={**OPEN, "cache-control": "no-store"})
