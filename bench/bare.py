"""Nothing but Litestar on Granian, as Praya runs it: what an answer costs before anything is done for it.

python -m bench.bare PORT
"""

from __future__ import annotations

import asyncio
import sys

from granian.constants import Interfaces
from granian.server.embed import Server
from litestar import Litestar, get


@get("/small", sync_to_thread=True)
def small() -> dict[str, str]:
    """Give a small answer from a thread."""
    return {"status": "ok"}


@get("/health", sync_to_thread=False)
def health() -> dict[str, str]:
    """Give a small answer at once."""
    return {"status": "ok"}


if __name__ == "__main__":
    server = Server(
        Litestar([small, health], openapi_config=None),
        address="127.0.0.1",
        port=int(sys.argv[1]),
        interface=Interfaces.ASGI,
        log_enabled=False,
    )
    asyncio.run(server.serve())
