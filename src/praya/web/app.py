"""The portal's routes, as one list, and the application that answers them.

Annotations are read by the framework when the handlers are made, so they are not postponed here.
"""

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

from litestar import HttpMethod, Litestar, Request, Response, Router, route
from litestar.config.compression import CompressionConfig
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, SkipValidation
from litestar.response import Redirect

from praya.platform import Platform
from praya.web import failure, headers, urls
from praya.web.agents.mounted import Mounted
from praya.web.api import archive, ckan, metadata, opendatasoft, udata
from praya.web.api.ckan.routes import failed as ckan_failed
from praya.web.api.document import CONFIG
from praya.web.api.files import original_file, table_file
from praya.web.api.filter import HANDLERS as FILTER
from praya.web.api.filter import failed as filter_failed
from praya.web.api.huggingface import ROUTER as HUGGING_FACE
from praya.web.api.huggingface.failing import failed as huggingface_failed
from praya.web.api.native.cards import PAGES as CARDS
from praya.web.api.native.router import ROUTER as NATIVE
from praya.web.api.ogc import ROUTER as OGC
from praya.web.api.ogc.answers import failed as ogc_failed
from praya.web.api.sql import ROUTER as SQL
from praya.web.api.udata.failing import failed as udata_failed
from praya.web.assets import Assets
from praya.web.download import sent
from praya.web.kept import Kept
from praya.web.origin import NamedHost
from praya.web.pace import Pace
from praya.web.pages.routes import HANDLERS as PAGES
from praya.web.view import Site, open_messages, open_templates
from praya.web.zstandard import Zstandard

Asked = Request[Any, Any, Any]
TheSite = NamedDependency[SkipValidation[Site]]
READ = [HttpMethod.GET, HttpMethod.HEAD]
FOR_EVER = "public, max-age=31536000, immutable"
GZIP_LEVEL = 5
GZIP_FROM = 1000


def open_site(platform: Platform, *, now: Callable[[], datetime] | None = None) -> Site:
    """Return what every answer may draw on; `now` gives the time, aware and in UTC."""
    return Site(
        platform=platform,
        assets=Assets.open(),
        now=now or (lambda: datetime.now(UTC)),
        messages=open_messages(),
        templates=open_templates(),
        pace=Pace(platform.settings.searches_a_minute, time.monotonic),
    )


def create_app(platform: Platform, *, now: Callable[[], datetime] | None = None) -> Litestar:
    """Return the portal over a platform; `now` gives the time, aware and in UTC."""
    site = open_site(platform, now=now)
    agents = Mounted(site)

    def provide_site() -> Site:
        return site

    def on_failure(request: Asked, error: Exception) -> Response[Any]:
        path = request.url.path
        shape = next((each for prefix, each in SHAPES.items() if path.startswith(prefix)), None)
        return shape(request, error) if shape else failure.answer(site, request, error)

    app = Litestar(
        [*ROUTES, agents.route()],
        lifespan=[agents.lifespan],
        state=State({"site": site}),  # for failures, which are given no dependencies
        dependencies={"site": Provide(provide_site, sync_to_thread=False)},
        exception_handlers={Exception: on_failure},
        before_send=[headers.secure],
        compression_config=CompressionConfig(
            backend="zstd",
            compression_facade=Zstandard,
            gzip_compress_level=GZIP_LEVEL,
            minimum_size=GZIP_FROM,
            exclude=["^/static/", "^/file/", "^/hf/datasets/", r"^/data/.*\.(parquet|geoparquet|xlsx)$"],
        ),
        include_in_schema=False,
        openapi_config=CONFIG,
    )
    app.asgi_handler = NamedHost(Kept(app.asgi_handler, platform.changes.number))
    return app


@route("/data/{file:str}", http_method=READ, sync_to_thread=True)
def data(site: TheSite, file: FromPath[str], request: Asked) -> Response[Any]:
    """Give a table's rows as a file, or what its CSV holds (CSV on the Web)."""
    if file.endswith(metadata.CSVW):
        return metadata.table_document(site, request, file)
    return sent(request, table_file(site, file, _pairs(request)))


@route("/file/{distribution_id:str}/{file:str}", http_method=READ, sync_to_thread=True)
def original(site: TheSite, distribution_id: FromPath[str], request: Asked) -> Response[Any]:
    """Give a publisher's own bytes, whatever name the address calls them."""
    return sent(request, original_file(site, distribution_id, _pairs(request)))


@route("/static/{name:str}", http_method=READ, sync_to_thread=True)
def static(site: TheSite, name: FromPath[str], request: Asked) -> Response[bytes]:
    """Give a file of the front-end; its name changes with its content, so it may be kept for ever."""
    asset = site.assets.read(name, request.headers.get("accept-encoding", ""))
    kept = {"cache-control": FOR_EVER, "vary": "Accept-Encoding"}
    if asset.encoding:
        kept["content-encoding"] = asset.encoding
    return Response(asset.body, media_type=asset.media_type, headers=kept)


@route("/favicon.ico", http_method=READ, sync_to_thread=False)
def favicon(site: TheSite) -> Redirect:
    """Lead to the icon."""
    return Redirect(urls.static(site.assets.names.get("favicon.svg", "favicon.svg")), status_code=302)


@route("/health", http_method=READ, sync_to_thread=False)
def health() -> dict[str, str]:
    """Give a sign of life."""
    return {"status": "ok"}


ROUTES: list[HTTPRouteHandler | Router] = [
    *PAGES,
    data,
    original,
    static,
    favicon,
    health,
    NATIVE,
    OGC,
    HUGGING_FACE,
    *udata.ROUTES,
    opendatasoft.ROUTER,
    archive.ROUTER,
    *FILTER,
    SQL,
    *ckan.ROUTES,
    *metadata.HANDLERS,
    *CARDS,
]


SHAPES: Mapping[str, Callable[[Asked, Exception], Response[Any]]] = {
    "/ogc/": ogc_failed,
    "/hf/": huggingface_failed,
    "/api/resources/": udata_failed,
    "/api/3/": ckan_failed,
    "/api/action/": ckan_failed,
    "/v1/historical-archive/": archive.failed,
    "/v1/": filter_failed,
    "/v2/": filter_failed,
}
"""How each dialect tells what its own routes never see: addresses that are none, and other methods."""


def _pairs(request: Asked) -> list[tuple[str, str]]:
    return parse_qsl(request.url.query, keep_blank_values=True)
