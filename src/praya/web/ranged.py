"""Parts of a file (RFC 9110, section 14): programs read a Parquet file's end first, and then only what they need."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from litestar import Response
from litestar.response import Stream

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import BinaryIO

    from litestar import Request

CHUNK = 256 * 1024
_RANGE = re.compile(r"bytes=(\d*)-(\d*)", re.IGNORECASE)


def ranged(
    request: Request[Any, Any, Any],
    stream: BinaryIO,
    size: int,
    *,
    etag: str,
    media_type: str,
    headers: Mapping[str, str],
) -> Response[Any]:
    """Answer with a file of `size` bytes or the one part of it that is asked for; the stream is closed when it is sent.

    A part of another content (`If-Range`), several parts at once and what is no range are answered with the whole.
    """
    sent = {**headers, "accept-ranges": "bytes", "etag": etag}
    if etag in (each.strip() for each in request.headers.get("if-none-match", "").split(",")):
        stream.close()
        return Response(None, status_code=304, headers=sent)
    asked = request.headers.get("range", "")
    if request.headers.get("if-range", etag) != etag:
        asked = ""
    part = _part(asked, size)
    if part is None:
        stream.close()
        return Response(None, status_code=416, headers={**sent, "content-range": f"bytes */{size}"})
    first, after, partly = part
    status = 206 if partly else 200
    sent["content-length"] = str(after - first)
    if partly:
        sent["content-range"] = f"bytes {first}-{after - 1}/{size}"
    if request.method == "HEAD":
        stream.close()
        return Response(b"", status_code=status, media_type=media_type, headers=sent)
    return Stream(_read(stream, first, after), status_code=status, media_type=media_type, headers=sent)


def _part(asked: str, size: int) -> tuple[int, int, bool] | None:
    """Return the first byte, the one after the last, and whether a part was asked for, be it all there is.

    None where no byte is in the range.
    """
    match = _RANGE.fullmatch(asked.strip())
    if match is None or not (match[1] or match[2]):
        return 0, size, False
    if not match[1]:
        length = min(int(match[2]), size)
        return (size - length, size, True) if length else None
    first = int(match[1])
    after = min(int(match[2]) + 1, size) if match[2] else size
    if match[2] and int(match[2]) < first:
        return 0, size, False
    return (first, after, True) if first < size else None


def _read(stream: BinaryIO, first: int, after: int) -> Iterator[bytes]:
    with stream:
        if stream.seekable():
            stream.seek(first)
        else:
            _skip(stream, first)
        left = after - first
        while left and (chunk := stream.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk


def _skip(stream: BinaryIO, count: int) -> None:
    while count and (chunk := stream.read(min(CHUNK, count))):
        count -= len(chunk)
