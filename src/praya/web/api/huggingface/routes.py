"""The addresses of both dialects.

All stand below `/hf`: it is what `HF_ENDPOINT` is set to, and what stands for the viewer's own host in its addresses.
"""

from litestar import Router

from praya.web.api.huggingface import hub, viewer
from praya.web.api.huggingface.failing import failed
from praya.web.kept import KEPT

ROUTER = Router(
    path=viewer.PREFIX,
    route_handlers=[*viewer.HANDLERS, *hub.HANDLERS],
    exception_handlers={Exception: failed},
    include_in_schema=False,
    opt=KEPT,
)
