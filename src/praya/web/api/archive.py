"""data.gov.hk's historical archive, over our own versions: times are the city's, failures are lists of sentences.

Annotations are read by the framework when the handlers are made, so they are not postponed here.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from litestar import Request, Response, Router, get
from litestar.di import NamedDependency
from litestar.exceptions import HTTPException
from litestar.params import SkipValidation
from litestar.response import Redirect

from praya.model import errors
from praya.model.catalogue import Holding, Version
from praya.model.moment import CITY_TIME
from praya.model.text import LANGS, Text
from praya.services import archived, read
from praya.services.archived import Archived
from praya.web import urls
from praya.web.api.problem import as_failure
from praya.web.kept import KEPT
from praya.web.origin import origin
from praya.web.view import Site

TheSite = NamedDependency[SkipValidation[Site]]
Asked = Request[Any, Any, Any]
MOST = 10_000
"""Files or versions of one answer."""
OPEN = {"access-control-allow-origin": "*"}
_SUFFIXES = dict(zip(LANGS, ("en", "tc", "sc"), strict=True))
_DAY = timedelta(days=1)
_LONG_AGO = datetime(1900, 1, 1, tzinfo=CITY_TIME)
_FORMS = {
    "%Y%m%d": re.compile(r"(?:19|20)[0-9]{6}"),
    "%Y%m%d-%H%M": re.compile(r"(?:19|20)[0-9]{6}-[0-9]{4}"),
}
_COUNT = re.compile(r"[0-9]{1,9}")


class Invalid(Exception):
    """What is wrong with a request, each in a sentence."""

    def __init__(self, *wrong: str, status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> None:
        super().__init__(*wrong)
        self.wrong = wrong
        self.status = status


@get("/list-files", sync_to_thread=True)
def list_files(site: TheSite, request: Asked) -> Response[dict[str, Any]]:
    """List the files that have versions of some days."""
    asked = request.query_params
    wrong: list[str] = []
    since, until = _period(site, request, wrong)
    order = _ORDERS.get(asked.get("order", "dataset-en"))
    if order is None:
        wrong.append("invalid order parameter")
    skip, most = _count(request, "skip", 0, wrong), _count(request, "max", MOST, wrong)
    if wrong or order is None:
        raise Invalid(*wrong)
    found = [each for each in archived.files(site.platform, since, until) if _wanted(each, request)]
    found.sort(key=lambda each: (order(each), each.dataset.name, each.distribution.position))
    page = found[skip : skip + min(most, MOST)]
    return _sent({"file-count": len(found), "files": [_file(each) for each in page]})


@get("/list-file-versions", sync_to_thread=True)
def list_file_versions(site: TheSite, request: Asked) -> Response[dict[str, Any]]:
    """List the versions of a file, and when its columns changed. There are no monthly bundles."""
    wrong: list[str] = []
    since, until = _period(site, request, wrong)
    held = _file_asked(site, request, wrong)
    found = archived.versions(site.platform, held, since, until)
    stamps = list(dict.fromkeys(_stamp(each) for each in found))
    schemas = (_stamp(each)[:8] for each in archived.changes_of_columns(site.platform, held))
    return _sent(
        {
            "version-count": len(stamps),
            "timestamps": stamps[:MOST],
            "data-files": [],
            "data-dictionary-dates": [],
            "schema-dates": list(dict.fromkeys(schemas)),
        }
    )


@get("/get-file", sync_to_thread=True)
def get_file(site: TheSite, request: Asked) -> Redirect:
    """Lead to a version of a file, by the minute it was retrieved in."""
    wrong: list[str] = []
    moment = _moment(request, "time", "%Y%m%d-%H%M", wrong)
    held = _file_asked(site, request, wrong)
    found = archived.versions(site.platform, held, moment, moment + timedelta(minutes=1))
    if not found:
        raise Invalid("file not found", status=HTTPStatus.NOT_FOUND)
    version = found[-1]
    path = urls.file(held.distribution.id, read.file_name(version), version.number)
    return _led(origin(site, request) + path)


@get("/get-schema", sync_to_thread=True)
def get_schema(site: TheSite, request: Asked) -> Redirect:
    """Lead to the columns of a file's table as they were at the end of a day."""
    wrong: list[str] = []
    day = _moment(request, "date", "%Y%m%d", wrong)
    held = _file_asked(site, request, wrong)
    found = archived.versions(site.platform, held, _LONG_AGO, day + _DAY)
    if not found or not held.tables:
        raise Invalid("schema not found", status=HTTPStatus.NOT_FOUND)
    return _led(f"{origin(site, request)}/api/v1/tables/{held.tables[0]}?as_of={found[-1].number}")


@get("/get-data-dictionary", sync_to_thread=True)
def get_data_dictionary(site: TheSite, request: Asked) -> Redirect:
    """Say that none is there: what publishers say of their columns is not archived."""
    wrong: list[str] = []
    _moment(request, "date", "%Y%m%d", wrong)
    _file_asked(site, request, wrong)
    raise Invalid("data dictionary not found", status=HTTPStatus.NOT_FOUND)


def failed(_request: Asked, error: Exception) -> Response[list[str]]:
    """Answer a request that failed: a list of what is wrong."""
    if isinstance(error, Invalid):
        return Response(list(error.wrong), status_code=error.status, headers=OPEN)
    failure = as_failure(error)
    status = error.status_code if isinstance(error, HTTPException) else failure.status
    return Response([failure.code.replace("_", " ")], status_code=status, headers=OPEN)


ROUTER = Router(
    path="/v1/historical-archive",
    route_handlers=[list_files, list_file_versions, get_file, get_schema, get_data_dictionary],
    exception_handlers={Exception: failed},
    include_in_schema=False,
    opt=KEPT,
)


def _period(site: Site, request: Asked, wrong: list[str]) -> tuple[datetime, datetime]:
    """Return when the days that are asked for begin and have ended; the last there may be is yesterday."""
    since, until = (_moment(request, name, "%Y%m%d", wrong) for name in ("start", "end"))
    today = site.now().astimezone(CITY_TIME).replace(hour=0, minute=0, second=0, microsecond=0)
    if until >= today:
        wrong.append("invalid end parameter")
    if since > until:
        wrong.append("invalid start parameter")
    return since, until + _DAY


def _moment(request: Asked, name: str, form: str, wrong: list[str]) -> datetime:
    """Return a moment of the city's time; one that is missing or none is noted as wrong."""
    text = request.query_params.get(name, "")
    if _FORMS[form].fullmatch(text):
        with suppress(ValueError):
            return datetime.strptime(text, form).replace(tzinfo=CITY_TIME)
    wrong.append(f"invalid {name} parameter" if text else f"missing {name} parameter")
    return _LONG_AGO


def _count(request: Asked, name: str, default: int, wrong: list[str]) -> int:
    text = request.query_params.get(name, "")
    if not text:
        return default
    if not _COUNT.fullmatch(text):
        wrong.append(f"invalid {name} parameter")
        return default
    return int(text)


def _file_asked(site: Site, request: Asked, wrong: list[str]) -> Holding:
    """Return the file at the address that is asked for; raise what is wrong with the whole request."""
    url = request.query_params.get("url", "")
    if not url:
        wrong.append("missing url parameter")
    if wrong:
        raise Invalid(*wrong)
    try:
        return archived.located(site.platform, url)
    except errors.FileMissing as error:
        raise Invalid("file not found", status=HTTPStatus.NOT_FOUND) from error


def _wanted(held: Archived, request: Asked) -> bool:
    asked = request.query_params
    category, provider, form = (asked.get(each, "") for each in ("category", "provider", "format"))
    names = (held.dataset.title, held.distribution.title)
    told = [wording.words for each in names for _, wording in each.items()]
    text = "\n".join([held.distribution.url, held.dataset.name, *told]).casefold()
    return (
        category in ("", *held.dataset.theme_ids)
        and provider in ("", held.publisher.id)
        and form.upper() in ("", held.distribution.format.upper())
        and all(word in text for word in asked.get("search", "").casefold().split())
    )


def _file(held: Archived) -> dict[str, str]:
    theme = held.themes[0] if held.themes else None
    return {
        "dataset-id": held.dataset.name,
        **_in_languages("dataset-name", held.dataset.title),
        **_in_languages("resource-name", held.distribution.title),
        "url": held.distribution.url,
        "format": held.distribution.format,
        "provider-id": held.publisher.id,
        **_in_languages("provider-name", held.publisher.title),
        "category-id": theme.id if theme else "",
        **_in_languages("category-name", theme.title if theme else Text()),
    }


def _in_languages(key: str, text: Text) -> dict[str, str]:
    return {f"{key}-{suffix}": text.words(lang) for lang, suffix in _SUFFIXES.items()}


def _named(key: str) -> Callable[[Archived], str]:
    return lambda held: _file(held)[key].casefold()


_ORDERS: dict[str, Callable[[Archived], str]] = {
    **{f"dataset-{suffix}": _named(f"dataset-name-{suffix}") for suffix in _SUFFIXES.values()},
    **{f"resource-{suffix}": _named(f"resource-name-{suffix}") for suffix in _SUFFIXES.values()},
    **{f"provider-{suffix}": _named(f"provider-name-{suffix}") for suffix in _SUFFIXES.values()},
    **{f"category-{suffix}": _named(f"category-name-{suffix}") for suffix in _SUFFIXES.values()},
    "url": _named("url"),
    "format": _named("format"),
}


def _stamp(version: Version) -> str:
    return version.retrieved_at.astimezone(CITY_TIME).strftime("%Y%m%d-%H%M")


def _led(address: str) -> Redirect:
    return Redirect(address, status_code=302, headers=OPEN)


def _sent(body: dict[str, Any]) -> Response[dict[str, Any]]:
    return Response(body, headers=OPEN)
