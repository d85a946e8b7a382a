"""Failures as these clients know them: a status, a body with `error`, and a code in `X-Error-Code`."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from litestar import Response
from litestar.exceptions import HTTPException

from praya.model import errors
from praya.model.errors import explain
from praya.web.api.problem import as_failure, asked_language

if TYPE_CHECKING:
    from collections.abc import Mapping

    from litestar import Request

OPEN = {
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "ETag, Link, X-Error-Code, X-Error-Message, X-Linked-Etag, X-Linked-Size, X-Repo-Commit",
}
_NO_DATASET = (
    "The dataset does not exist, or is not accessible {how} (private or gated). "
    "Please check the spelling of the dataset name or retry with {what}."
)
_CODES: Mapping[type[errors.Failure], str] = {
    errors.ColumnUnknown: "InvalidParameterError",
    errors.FilterInvalid: "InvalidParameterError",
    errors.ParameterInvalid: "InvalidParameterError",
    errors.DatasetMissing: "RepoNotFound",
    errors.VersionMissing: "RevisionNotFound",
    errors.VersionNotYet: "RevisionNotFound",
    errors.VersionLetGo: "RevisionNotFound",
    errors.FileMissing: "EntryNotFound",
    errors.PageMissing: "EntryNotFound",
}


class Answered(Exception):
    """A failure that has its words, status and code in the dialect itself."""

    def __init__(self, status: HTTPStatus, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


def missing_parameter(name: str) -> Answered:
    """Return the failure of a request that leaves out what it must say."""
    message = f"Parameter '{name}' is required"
    return Answered(HTTPStatus.UNPROCESSABLE_ENTITY, "MissingRequiredParameter", message)


def invalid_parameter(message: str) -> Answered:
    """Return the failure of a request that says what cannot be."""
    return Answered(HTTPStatus.UNPROCESSABLE_ENTITY, "InvalidParameterError", message)


def no_dataset(*, with_token: bool) -> Answered:
    """Return the failure of a request for what is not there: who shows no token is told so as of a hidden dataset."""
    if with_token:
        how, what = "with the current credentials", "other authentication credentials"
        return Answered(
            HTTPStatus.NOT_FOUND, "ExternalAuthenticatedError", _NO_DATASET.format(how=how, what=what)
        )
    how, what = "without authentication", "authentication"
    return Answered(
        HTTPStatus.UNAUTHORIZED, "ExternalUnauthenticatedError", _NO_DATASET.format(how=how, what=what)
    )


def failed(request: Request[Any, Any, Any], error: Exception) -> Response[dict[str, str]]:
    """Answer a request that failed."""
    told = error if isinstance(error, Answered) else _told(request, error)
    plain = "".join(char if " " <= char <= "~" else "?" for char in told.message)
    return Response(
        {"error": told.message},
        status_code=told.status,
        headers={**OPEN, "x-error-code": told.code, "x-error-message": plain, "cache-control": "no-store"},
    )


def _told(request: Request[Any, Any, Any], error: Exception) -> Answered:
    failure = as_failure(error)
    words = explain(failure.code, failure.fields, asked_language(request))
    status = error.status_code if isinstance(error, HTTPException) else failure.status
    if isinstance(failure, errors.Refused):
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = next((code for kind, code in _CODES.items() if isinstance(failure, kind)), "UnexpectedError")
    return Answered(HTTPStatus(status), code, f"{words.message} {words.advice}".strip())
