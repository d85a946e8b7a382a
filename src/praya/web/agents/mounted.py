"""The MCP server in the portal, at /mcp; its library is loaded when the first agent comes: it takes 50 MB.

Annotations are read by the framework when the handler is made, so they are not postponed here.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any, cast

from litestar import Litestar, asgi
from litestar.handlers import ASGIRouteHandler
from litestar.types import Receive, Scope, Send

from praya.web.view import Site

if TYPE_CHECKING:
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

Message = MutableMapping[str, Any]
Sending = Callable[[Message], Awaitable[None]]
Receiving = Callable[[], Awaitable[Message]]
"""The same as the framework's, as the protocol's library calls them."""
_ANYBODY = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-allow-methods", b"POST, OPTIONS"),
    (b"access-control-allow-headers", b"*"),
    (b"access-control-max-age", b"86400"),
]


class Mounted:
    """The server in the portal: it runs from the first request until the portal ends, and keeps nothing between them."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._wanted = asyncio.Event()
        self._running: asyncio.Future[StreamableHTTPSessionManager] | None = None

    @asynccontextmanager
    async def lifespan(self, _app: Litestar) -> AsyncIterator[None]:
        """Stand by; a portal that is opened again gets a new server, as these run once."""
        self._wanted = asyncio.Event()
        self._running = asyncio.get_running_loop().create_future()
        task = asyncio.create_task(self._run(self._running))
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _run(self, running: "asyncio.Future[StreamableHTTPSessionManager]") -> None:
        """Run the server within one task from its beginning to its end, as its library needs it."""
        await self._wanted.wait()
        try:
            made = await asyncio.to_thread(_made, self._site)
        except Exception as error:
            running.set_exception(error)
            raise
        async with made.run():
            running.set_result(made)
            await asyncio.Event().wait()

    def route(self) -> ASGIRouteHandler:
        """Return the handler of /mcp."""

        async def mcp(scope: Scope, receive: Receive, send: Send) -> None:
            asked = cast("Message", scope)
            if asked.get("method") != "POST":  # there are no sessions to listen to, or to end
                status = 204 if asked.get("method") == "OPTIONS" else 405
                allowed = [*_ANYBODY, (b"allow", b"POST, OPTIONS")]
                started: Any = {"type": "http.response.start", "status": status, "headers": allowed}
                await send(started)
                ended: Any = {"type": "http.response.body", "body": b"", "more_body": False}
                await send(ended)
                return
            assert self._running is not None, "the portal is open"
            self._wanted.set()
            manager = await asyncio.shield(self._running)
            answering = _for_anybody(cast("Sending", send))
            await manager.handle_request(asked, cast("Receiving", receive), answering)

        return asgi("/mcp", copy_scope=True)(mcp)


def _made(site: Site) -> "StreamableHTTPSessionManager":
    from praya.web.agents.server import manager  # noqa: PLC0415 - see above

    return manager(site)


def _for_anybody(send: Sending) -> Sending:
    """Let programs in browsers read the answers: they are the same for all."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", ()), _ANYBODY[0]]}
        await send(message)

    return sending
