"""The addresses of stories, as one list.

Annotations are read by the framework when the handlers are made, so they are not postponed here.
"""

from typing import Any
from urllib.parse import parse_qsl

from litestar import HttpMethod, MediaType, Request, Response, route
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, SkipValidation

from praya.model import errors
from praya.web.kept import KEPT
from praya.web.language import of_path
from praya.web.pages.stories import figures
from praya.web.pages.stories.page import begun, stories_page, story_page
from praya.web.view import Site

Asked = Request[Any, Any, Any]
TheSite = NamedDependency[SkipValidation[Site]]
READ = [HttpMethod.GET, HttpMethod.HEAD]
KINDS = {"svg": "image/svg+xml", "json": "application/json"}
A_WHILE = {"cache-control": "public, max-age=300"}


@route("/{lang:str}/stories", http_method=READ, sync_to_thread=True, opt=KEPT)
def listed(site: TheSite, lang: FromPath[str]) -> Response[str]:
    """Show every story."""
    return _html(stories_page(site, of_path(lang)))


@route("/{lang:str}/story/{slug:str}", http_method=READ, sync_to_thread=True, opt=KEPT)
def story(site: TheSite, lang: FromPath[str], slug: FromPath[str]) -> Response[str]:
    """Show a story with what the data says in it now."""
    return _html(story_page(site, of_path(lang), slug))


@route("/{lang:str}/story/{slug:str}/{file:str}", http_method=READ, sync_to_thread=True, opt=KEPT)
def picture(
    site: TheSite, lang: FromPath[str], slug: FromPath[str], file: FromPath[str], request: Asked
) -> Response[bytes]:
    """Give a story's figure by its number: drawn (`1.svg`), or a chart as Vega-Lite (`1.json`)."""
    number, _, ending = file.partition(".")
    if ending not in KINDS or not (number.isascii() and number.isdigit() and len(number) < 4):  # noqa: PLR2004 - digits
        raise errors.PageMissing
    pairs = parse_qsl(request.url.query, keep_blank_values=True)
    made = figures.picture(begun(site, of_path(lang), slug), int(number), ending, pairs)
    return Response(made, media_type=KINDS[ending], headers=A_WHILE)


HANDLERS: list[HTTPRouteHandler] = [listed, story, picture]


def _html(text: str) -> Response[str]:
    return Response(text, media_type=MediaType.HTML, headers={"cache-control": "no-cache"})
