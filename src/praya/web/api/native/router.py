"""The addresses of Praya's own API."""

from litestar import Router
from litestar.di import Provide

from praya.web.api import problem
from praya.web.api.native import cards, catalogue, tables
from praya.web.api.native.given import provide_page, provide_rows
from praya.web.kept import KEPT

ROUTER = Router(
    path="/api/v1",
    route_handlers=[*catalogue.HANDLERS, *cards.HANDLERS, *tables.HANDLERS],
    dependencies={
        "rows": Provide(provide_rows, sync_to_thread=False),
        "page_of_rows": Provide(provide_page, sync_to_thread=False),
    },
    exception_handlers={Exception: problem.answer},
    include_in_schema=True,
    opt=KEPT,
)
