"""CKAN's Action API, as its clients expect it: `ROUTES` are all of its addresses."""

from praya.web.api.ckan.routes import ROUTES

__all__ = ["ROUTES"]
