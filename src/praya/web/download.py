"""How files leave: under their name, for any site, in parts where they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from litestar.response import Stream

from praya.web.ranged import ranged

if TYPE_CHECKING:
    from litestar import Request, Response

    from praya.web.api.files import Download

EXPOSED = "content-length, content-range, etag, link, praya-rows"


def sent(request: Request[Any, Any, Any], download: Download) -> Response[Any]:
    """Answer with a file."""
    headers = {
        "content-disposition": f"attachment; filename*=UTF-8''{quote(download.name)}",
        "access-control-allow-origin": "*",
        "access-control-expose-headers": EXPOSED,
    }
    if download.links:
        headers["link"] = ", ".join(f'<{where}>; rel="{how}"' for how, where in download.links.items())
    if download.stream:
        return ranged(
            request,
            download.stream,
            download.bytes,
            etag=download.etag,
            media_type=download.media_type,
            headers=headers,
        )
    if download.rows is not None:
        headers["praya-rows"] = str(download.rows)
    assert download.chunks is not None, "a download is a stream or chunks"
    return Stream(download.chunks, media_type=download.media_type, headers=headers)
