"""What absolute addresses begin with: answers to programs name things by them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from litestar import Request

    from praya.settings import Settings
    from praya.web.view import Site

_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}(?::\d{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](?::\d{1,5})?")


def set_origin(settings: Settings) -> str:
    """Return scheme, host and port where no request tells them: as set, else where the server listens."""
    return settings.url or f"http://{settings.host}:{settings.port}"


def origin(site: Site, request: Request[Any, Any, Any]) -> str:
    """Return scheme, host and port: as set, else as this request was sent to; never with a slash at the end."""
    settings = site.platform.settings
    if settings.url:
        return settings.url
    host = request.headers.get("host", "")
    if not _HOST.fullmatch(host):
        return set_origin(settings)
    return f"{request.url.scheme}://{host}"
