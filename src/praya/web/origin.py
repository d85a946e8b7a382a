"""What absolute addresses begin with: answers to programs name things by them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from litestar.enums import ScopeType

if TYPE_CHECKING:
    from typing import Any

    from litestar import Request
    from litestar.types import ASGIApp, Receive, Scope, Send

    from praya.settings import Settings
    from praya.web.view import Site

_HOST = re.compile(rb"(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::(\d{1,5}))?")
_PORTS = 65_536


class NamedHost:
    """An application in front of another: a `Host` that can be no host's name is as if none had been sent."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] == ScopeType.HTTP:
            scope["headers"] = [
                (name, value) for name, value in scope["headers"] if name != b"host" or _is_host(value)
            ]
        await self._app(scope, receive, send)


def _is_host(value: bytes) -> bool:
    found = _HOST.fullmatch(value)
    return found is not None and int(found[1] or 0) < _PORTS


def set_origin(settings: Settings) -> str:
    """Return scheme, host and port where no request tells them: as set, else where the server listens."""
    return settings.url or f"http://{settings.host}:{settings.port}"


def origin(site: Site, request: Request[Any, Any, Any]) -> str:
    """Return scheme, host and port: as set, else as this request was sent to; never with a slash at the end."""
    settings = site.platform.settings
    if settings.url:
        return settings.url
    host = request.headers.get("host", "")
    return f"{request.scope['scheme']}://{host}" if host else set_origin(settings)
