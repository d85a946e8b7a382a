"""The workbench's addresses, as one list.

Annotations are read by the framework when the handlers are made, so they are not postponed here.
"""

from functools import partial
from typing import Any
from urllib.parse import parse_qsl

import orjson
from anyio import to_thread
from litestar import HttpMethod, MediaType, Request, Response, route
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, SkipValidation
from litestar.response import Redirect

from praya.model import errors
from praya.web import cartography, drawing
from praya.web.kept import KEPT
from praya.web.language import of_path
from praya.web.origin import origin
from praya.web.pages.sql import page
from praya.web.pages.sql.page import Outcome
from praya.web.pages.sql.state import State, parse
from praya.web.pages.table.pictures import look
from praya.web.turns import in_turn
from praya.web.view import Site

Asked = Request[Any, Any, Any]
TheSite = NamedDependency[SkipValidation[Site]]
READ = [HttpMethod.GET, HttpMethod.HEAD]
SVG = "image/svg+xml"
MOST_BODY = 1 << 20
A_WHILE = "private, max-age=300"


@route("/{lang:str}/sql", http_method=READ, opt=KEPT)
async def workbench(site: TheSite, lang: FromPath[str], request: Asked) -> Response[str]:
    """Show the workbench, and run the statement of its address."""
    return await _answered(site, request, lang, parse(_pairs(request)))


@route("/{lang:str}/sql", http_method=HttpMethod.POST, request_max_body_size=MOST_BODY)
async def form(site: TheSite, lang: FromPath[str], request: Asked) -> Response[Any]:
    """Lead to the address of what the form asks; what is too long for one is answered at once."""
    body = (await request.body()).decode(errors="replace")
    state = parse(parse_qsl(body, keep_blank_values=True))
    location = page.address(of_path(lang), state)
    return Redirect(location, status_code=303) if location else await _answered(site, request, lang, state)


@route("/{lang:str}/sql/chart.json", http_method=READ, opt=KEPT)
async def chart_json(site: TheSite, lang: FromPath[str], request: Asked) -> Response[dict[str, object]]:
    """Give an answer's chart as a specification."""
    state, seen = parse(_pairs(request)), look(of_path(lang), _pairs(request), alive=True)
    outcome = await _run(site, request, state)
    spec = page.chart_spec(site, of_path(lang), outcome, seen)
    return Response(spec, media_type=MediaType.JSON, headers=_stands(outcome, A_WHILE))


@route("/{lang:str}/sql/chart.svg", http_method=READ, opt=KEPT)
async def chart_svg(site: TheSite, lang: FromPath[str], request: Asked) -> Response[bytes]:
    """Give an answer's chart as drawn here."""
    state, seen = parse(_pairs(request)), look(of_path(lang), _pairs(request))
    outcome = await _run(site, request, state)
    spec = page.chart_spec(site, of_path(lang), outcome, seen)
    folder = site.platform.scratch.parent / "pictures"
    svg = await to_thread.run_sync(drawing.drawn, spec, folder, "svg")
    return Response(svg, media_type=SVG, headers=_stands(outcome, A_WHILE))


@route("/{lang:str}/sql/map.svg", http_method=READ, opt=KEPT)
async def map_svg(site: TheSite, lang: FromPath[str], request: Asked) -> Response[str]:
    """Give an answer's places as drawn here."""
    outcome = await _run(site, request, parse(_pairs(request)))
    svg = await to_thread.run_sync(cartography.map_svg, page.places(outcome), of_path(lang))
    return Response(svg, media_type=SVG, headers=_stands(outcome, A_WHILE))


@route("/{lang:str}/sql/map.json", http_method=READ, opt=KEPT)
async def map_json(site: TheSite, request: Asked) -> Response[bytes]:
    """Give an answer's places."""
    outcome = await _run(site, request, parse(_pairs(request)))
    found = page.places(outcome)
    text = orjson.dumps(
        dict(found.collection) | {"numberMatched": found.total, "numberReturned": found.shown}
    )
    return Response(text, media_type=MediaType.JSON, headers=_stands(outcome, A_WHILE))


HANDLERS: list[HTTPRouteHandler] = [workbench, form, chart_json, chart_svg, map_svg, map_json]


async def _answered(site: Site, request: Asked, lang: str, state: State) -> Response[str]:
    reader, base = of_path(lang), origin(site, request)
    outcome = await _run(site, request, state)
    html, status = await to_thread.run_sync(page.page, site, reader, state, outcome, base)
    return Response(html, status_code=status, media_type=MediaType.HTML, headers=_stands(outcome, "no-cache"))


def _stands(outcome: Outcome, otherwise: str) -> dict[str, str]:
    """Return how long an answer may be kept: not at all where it would be another one the next time."""
    return {"cache-control": "no-store" if outcome.changing else otherwise}


async def _run(site: Site, request: Asked, state: State) -> Outcome:
    """Run a statement when its turn comes; it ends when its reader has gone."""
    if not state.text or state.run == "no":
        return Outcome()
    try:
        return await in_turn(site, request, partial(page.run, site, state))
    except errors.ServerBusy as failure:
        return Outcome(failure=failure)


def _pairs(request: Asked) -> list[tuple[str, str]]:
    return parse_qsl(request.url.query, keep_blank_values=True)
