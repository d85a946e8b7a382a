"""Headers every answer carries."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from litestar.datastructures import MutableScopeHeaders

if TYPE_CHECKING:
    from litestar.types import Message, Scope

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; worker-src 'self' blob:; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
"""Everything comes from here; the map's library makes pictures and workers of its own from blobs."""
EMBED_POLICY = POLICY.replace("frame-ancestors 'self'", "frame-ancestors *")
"""A table's rows, chart or map as `embed=1` may stand in anybody's page."""
_EMBEDDED = re.compile(rb"(?:^|&)embed=1(?:&|$)")
PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""A drawing carries its own styles and nothing else."""
FOREIGN_POLICY = "default-src 'none'; sandbox"
"""Publishers' own bytes may hold anything: no browser runs them in this site's name."""


async def secure(message: Message, scope: Scope) -> None:
    """Add the headers of safety to an answer on its way out."""
    if message["type"] != "http.response.start":
        return
    headers = MutableScopeHeaders.from_message(message)
    path = scope["path"]
    tiles = scope["litestar_app"].state["site"].platform.settings.tiles
    headers["content-security-policy"] = _policy(path, scope["query_string"], tiles)
    headers["x-content-type-options"] = "nosniff"
    headers["referrer-policy"] = "strict-origin-when-cross-origin"
    headers["permissions-policy"] = "camera=(), geolocation=(), microphone=()"


def _policy(path: str, question: bytes, tiles: str) -> str:
    if path.startswith("/file/"):
        return FOREIGN_POLICY
    if path.endswith(".svg") and not path.startswith("/static/"):
        return PICTURE_POLICY
    steps = path.split("/")[2:]
    embedded = steps[:1] == ["table"] and _EMBEDDED.search(question)
    policy = EMBED_POLICY if embedded else POLICY
    if tiles and steps[:1] == ["table"] and steps[2:] == ["map"]:
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(tiles))
        policy = policy.replace("connect-src 'self'", f"connect-src 'self' {origin}")
        policy = policy.replace("img-src 'self'", f"img-src 'self' {origin}")
    return policy
