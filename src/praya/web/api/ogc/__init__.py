"""OGC API, as maps and desktop GIS ask: Features (Parts 1, 2, 3), Records, and Tiles as vectors."""

from praya.web.api.ogc.router import ROUTER

__all__ = ["ROUTER"]
