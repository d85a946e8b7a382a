"""udata's dialects: its tabular service's rows, and the few routes of its portal that scripts keep."""

from praya.web.api.udata.routes import ROUTES

__all__ = ["ROUTES"]
