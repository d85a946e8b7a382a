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
from praya.web.pages.table.frame import Answer
from praya.web.pages.table.rows import rows_page
from praya.web.view import Site

Asked = Request[Any, Any, Any]
TheSite = NamedDependency[SkipValidation[Site]]
READ = [HttpMethod.GET, HttpMethod.HEAD]


@route("/{lang:str}/table/{table:str}", http_method=READ, sync_to_thread=True)
def rows(site: TheSite, lang: FromPath[str], table: FromPath[str], request: Asked) -> Response[Any]:
    """Show a table's rows as asked for, or lead to the plain address of what a form of that page asked."""
    return _answered(rows_page(site, of_path(lang), table, _pairs(request), base=origin(site, request)))


HANDLERS: list[HTTPRouteHandler] = [rows]


def _pairs(request: Asked) -> list[tuple[str, str]]:
    return parse_qsl(request.url.query, keep_blank_values=True)


def _answered(answer: Answer) -> Response[Any]:
    if answer.location:
        return Redirect(answer.location, status_code=303)
    headers = {"cache-control": "no-cache"}
    return Response(answer.html, status_code=answer.status, media_type=MediaType.HTML, headers=headers)
