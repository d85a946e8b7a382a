"""Answer cards, and the page that tells language models where they are.

Annotations are read by the framework when the handlers are made, so they are not postponed here.
"""

from typing import Any

from litestar import HttpMethod, Request, Response, get, route
from litestar.params import FromPath

from praya.model.search import Question
from praya.services import card as cards
from praya.services import find, read
from praya.services.card import Card
from praya.web import urls
from praya.web.api import problem
from praya.web.api.native import card_text
from praya.web.api.native.given import TheSite
from praya.web.api.problem import asked_language
from praya.web.kept import KEPT
from praya.web.language import of_path
from praya.web.origin import origin

Asked = Request[Any, Any, Any]
READ = [HttpMethod.GET, HttpMethod.HEAD]
MARKDOWN = "text/markdown"
PLAIN = "text/plain"
FOR_ALL = {"access-control-allow-origin": "*", "cache-control": "no-cache"}
LISTED = 50
"""Datasets with tables that /llms.txt names; the others are found by search."""
LISTED_IN_FULL = 1000


@get("/datasets/{name:str}/card", sync_to_thread=True)
def card(site: TheSite, request: Asked, name: FromPath[str]) -> Response[Card]:
    """Give a dataset's answer card: grain, coverage, caveats, freshness, questions with their SQL, joins, terms."""
    lang = asked_language(request)
    address = origin(site, request) + urls.dataset(lang, name)
    found = cards.card(site.platform, name, lang=lang, address=address, now=site.now())
    return Response(found, headers={**FOR_ALL, "content-language": lang, "vary": "Accept-Language"})


@route(
    "/{lang:str}/dataset/{name:str}/card.md",
    http_method=READ,
    sync_to_thread=True,
    exception_handlers={Exception: problem.answer},
    opt=KEPT,
)
def card_markdown(site: TheSite, request: Asked, lang: FromPath[str], name: FromPath[str]) -> Response[str]:
    """Give the same to read."""
    here, reader = origin(site, request), of_path(lang)
    found = cards.card(
        site.platform, name, lang=reader, address=here + urls.dataset(reader, name), now=site.now()
    )
    text = card_text.markdown(found, here)
    return Response(text, media_type=MARKDOWN, headers={**FOR_ALL, "content-language": lang})


@route(
    "/llms.txt",
    http_method=READ,
    sync_to_thread=True,
    exception_handlers={Exception: problem.answer},
    opt=KEPT,
)
def llms(site: TheSite, request: Asked) -> Response[str]:
    """Tell language models where to begin."""
    return Response(_listed(site, request, LISTED), media_type=PLAIN, headers=FOR_ALL)


@route(
    "/llms-full.txt",
    http_method=READ,
    sync_to_thread=True,
    exception_handlers={Exception: problem.answer},
    opt=KEPT,
)
def llms_full(site: TheSite, request: Asked) -> Response[str]:
    """Tell them of every dataset that has a table."""
    return Response(_listed(site, request, LISTED_IN_FULL), media_type=PLAIN, headers=FOR_ALL)


def _listed(site: TheSite, request: Asked, most: int) -> str:
    found = find.find(site.platform, Question(facets={"table": "yes"}, size=most))
    return card_text.llms(found.hits, read.home(site.platform), origin(site, request), total=found.total)


HANDLERS = [card]
PAGES = [card_markdown, llms, llms_full]
