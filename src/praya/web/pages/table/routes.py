"""The addresses of a table's own pages, as one list.

Annotations are read by the framework when the handlers are made, so they are not postponed here.
"""

from typing import Any
from urllib.parse import parse_qsl

from litestar import HttpMethod, MediaType, Request, Response, route
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, SkipValidation
from litestar.response import Redirect

from praya.web.language import of_path
from praya.web.origin import origin
from praya.web.pages.table import crossed, pictures
from praya.web.pages.table import map as maps
from praya.web.pages.table.chart import chart_page
from praya.web.pages.table.frame import Answer
from praya.web.pages.table.map import map_page
from praya.web.pages.table.rows import rows_page
from praya.web.view import Site

Asked = Request[Any, Any, Any]
TheSite = NamedDependency[SkipValidation[Site]]
READ = [HttpMethod.GET, HttpMethod.HEAD]
SVG, PNG, CSV = "image/svg+xml", "image/png", "text/csv; charset=utf-8"
A_WHILE = {"cache-control": "public, max-age=300"}
TABLE = "/{lang:str}/table/{table:str}"


@route(TABLE, http_method=READ, sync_to_thread=True)
def rows(site: TheSite, lang: FromPath[str], table: FromPath[str], request: Asked) -> Response[Any]:
    """Show a table's rows as asked for, or lead to the plain address of what a form of that page asked."""
    return _answered(rows_page(site, of_path(lang), table, _pairs(request), base=origin(site, request)))


@route(f"{TABLE}/chart", http_method=READ, sync_to_thread=True)
def chart(site: TheSite, lang: FromPath[str], table: FromPath[str], request: Asked) -> Response[Any]:
    """Show a table's chart and the form that changes it."""
    return _answered(chart_page(site, of_path(lang), table, _pairs(request), base=origin(site, request)))


@route(f"{TABLE}/chart.json", http_method=READ, sync_to_thread=True)
def chart_json(
    site: TheSite, lang: FromPath[str], table: FromPath[str], request: Asked
) -> Response[dict[str, object]]:
    """Give a chart's Vega-Lite specification, its points inside."""
    spec = pictures.chart_spec(site, of_path(lang), table, _pairs(request))
    return Response(spec, media_type=MediaType.JSON, headers=A_WHILE)


@route(f"{TABLE}/chart.svg", http_method=READ, sync_to_thread=True)
def chart_svg(site: TheSite, lang: FromPath[str], table: FromPath[str], request: Asked) -> Response[bytes]:
    """Give a chart as drawn on the server."""
    svg = pictures.chart_svg(site, of_path(lang), table, _pairs(request))
    return Response(svg, media_type=SVG, headers=A_WHILE)


@route(f"{TABLE}/chart.png", http_method=READ, sync_to_thread=True)
def chart_png(site: TheSite, lang: FromPath[str], table: FromPath[str], request: Asked) -> Response[bytes]:
    """Give a chart as a picture of pixels."""
    png = pictures.chart_png(site, of_path(lang), table, _pairs(request))
    return Response(png, media_type=PNG, headers=A_WHILE)


@route(f"{TABLE}/chart.csv", http_method=READ, sync_to_thread=True)
def chart_csv(site: TheSite, lang: FromPath[str], table: FromPath[str], request: Asked) -> Response[bytes]:
    """Give the values that a chart draws."""
    values = pictures.chart_csv(site, of_path(lang), table, _pairs(request))
    return Response(values, media_type=CSV, headers=A_WHILE)


@route(f"{TABLE}/card.png", http_method=READ, sync_to_thread=True)
def card_png(site: TheSite, lang: FromPath[str], table: FromPath[str], request: Asked) -> Response[bytes]:
    """Give the picture that stands beside a link to a table."""
    png = pictures.card_png(site, of_path(lang), table, _pairs(request))
    return Response(png, media_type=PNG, headers=A_WHILE)


@route(f"{TABLE}/pivot.csv", http_method=READ, sync_to_thread=True)
def pivot_csv(site: TheSite, lang: FromPath[str], table: FromPath[str], request: Asked) -> Response[bytes]:
    """Give two groups as they are shown, one down and one across."""
    values = crossed.pivot_csv(site, of_path(lang), table, _pairs(request))
    return Response(values, media_type=CSV, headers=A_WHILE)


@route(f"{TABLE}/map", http_method=READ, sync_to_thread=True)
def the_map(site: TheSite, lang: FromPath[str], table: FromPath[str], request: Asked) -> Response[Any]:
    """Show a table's map."""
    return _answered(map_page(site, of_path(lang), table, _pairs(request), base=origin(site, request)))


@route(f"{TABLE}/map.svg", http_method=READ, sync_to_thread=True)
def map_svg(site: TheSite, lang: FromPath[str], table: FromPath[str], request: Asked) -> Response[str]:
    """Give a map as drawn on the server."""
    svg = maps.map_svg(site, of_path(lang), table, _pairs(request))
    return Response(svg, media_type=SVG, headers=A_WHILE)


@route(f"{TABLE}/map.json", http_method=READ, sync_to_thread=True)
def map_json(
    site: TheSite, lang: FromPath[str], table: FromPath[str], request: Asked
) -> Response[dict[str, object]]:
    """Give a map's places, or where they are too many their numbers in squares, as GeoJSON."""
    of_path(lang)
    return Response(maps.map_json(site, table, _pairs(request)), media_type=MediaType.JSON, headers=A_WHILE)


HANDLERS: list[HTTPRouteHandler] = [
    rows,
    chart,
    chart_json,
    chart_svg,
    chart_png,
    chart_csv,
    card_png,
    pivot_csv,
    the_map,
    map_svg,
    map_json,
]


def _pairs(request: Asked) -> list[tuple[str, str]]:
    return parse_qsl(request.url.query, keep_blank_values=True)


def _answered(answer: Answer) -> Response[Any]:
    if answer.location:
        return Redirect(answer.location, status_code=303)
    headers = {"cache-control": "no-cache"}
    return Response(answer.html, status_code=answer.status, media_type=MediaType.HTML, headers=headers)
