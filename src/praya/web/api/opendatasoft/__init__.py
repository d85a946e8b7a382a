"""OpenDataSoft's Explore API 2.1: the catalogue, and rows asked in its query language."""

from litestar import Router

from praya.web.api.opendatasoft import datasets, records
from praya.web.api.opendatasoft.failing import failed

ROUTER = Router(
    path="/api/explore/v2.1",
    route_handlers=[*datasets.HANDLERS, *records.HANDLERS],
    exception_handlers={Exception: failed},
    include_in_schema=False,
)

__all__ = ["ROUTER"]
