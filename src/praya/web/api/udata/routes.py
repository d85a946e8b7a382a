"""The addresses: the tabular service's own, `/api/resources/…`, and the portal's below `/api/1`."""

from litestar import Router

from praya.web.api.udata import site, tabular
from praya.web.api.udata.failing import failed
from praya.web.kept import KEPT

ROUTES = [
    Router(
        path=path,
        route_handlers=handlers,
        exception_handlers={Exception: failed},
        include_in_schema=False,
        opt=KEPT,
    )
    for path, handlers in (("/api/resources", tabular.HANDLERS), ("/api/1", site.HANDLERS))
]
