"""The one place where failures become answers: pages for people, problem details for programs."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from litestar import MediaType, Response
from litestar.exceptions import HTTPException

from praya.model.errors import Explained, explain
from praya.model.text import LANGS
from praya.web import language
from praya.web.api import problem
from praya.web.view import Frame, Site, render

if TYPE_CHECKING:
    from typing import Any

    from litestar import Request

    from praya.model.text import Lang

log = logging.getLogger(__name__)

FOR_PROGRAMS = ("/api/", "/data/", "/file/", "/static/", "/health")
PICTURES = (".json", ".svg")


@dataclass(frozen=True, slots=True, kw_only=True)
class FailurePage:
    """What a page about a failure shows."""

    frame: Frame
    explained: Explained
    status: int


def answer(site: Site, request: Request[Any, Any, Any], failure: Exception) -> Response[Any]:
    """Answer a request that failed, in the reader's language."""
    path = request.url.path
    if path.startswith(FOR_PROGRAMS) or path.endswith(PICTURES):
        return problem.answer(request, failure)
    named = problem.as_failure(failure)
    lang = reader(request)
    explained = explain(named.code, named.fields, lang)
    headers = problem.headers_of(failure)
    status = failure.status_code if isinstance(failure, HTTPException) else named.status
    frame = Frame(
        lang=lang, title=explained.message, title_lang=lang, tail=_tail(request, lang), indexed=False
    )
    page = FailurePage(frame=frame, explained=explained, status=status)
    html = render(site, "failure.html", page)
    return Response(html, status_code=status, media_type=MediaType.HTML, headers=headers)


def reader(request: Request[Any, Any, Any]) -> Lang:
    """Return the language of an address's prefix, or what the reader's browser prefers."""
    first = request.url.path.split("/")[1]
    named = next((each for each in LANGS if each == first), None)
    return named or language.preferred(request.headers.get("accept-language", ""))


def _tail(request: Request[Any, Any, Any], lang: Lang) -> str:
    path = request.url.path
    tail = path.removeprefix(f"/{lang}") if path.startswith(f"/{lang}/") else ""
    return f"{tail}?{request.url.query}" if tail and request.url.query else tail
