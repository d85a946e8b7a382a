"""Fetch strangers' files. Dangerous: every byte, header and address here is chosen by someone else.

What may go wrong, and what stands against it:

* **The address leads inside** (to our own services, or a cloud's credentials): `guard` judges every resolved address,
  at every redirect, and the connection goes to exactly the judged one.
* **The answer never ends, or is endless**: one deadline for all of it, one for silence, a limit on bytes that holds
  for what is announced, sent and unpacked; a few redirects at most.
* **The answer lies**: fewer or more bytes than announced is a failure, never a file. No compression is asked for; if
  it comes all the same it is undone in bounded steps.
* **The disk fills**: that is its own failure. Whatever fails, nothing is left at the target.
* **Something of ours goes out**: no cookies, no credentials, no proxies from the environment.
"""

from __future__ import annotations

import errno
import zlib
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from typing import TYPE_CHECKING, Literal

import httpx
import orjson

from praya import __version__
from praya.model import errors
from praya.remote.exchange import Answer, Connection, Deadline, Pool, Stale
from praya.remote.guard import Guard, checked_url
from praya.remote.naming import file_name
from praya.remote.patience import asked_pause

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator, Sequence
    from ipaddress import IPv4Network, IPv6Network
    from pathlib import Path

MAX_JSON_BYTES = 32 * 1024 * 1024
"""The largest answer that is read whole into memory."""
REACH_SECONDS = 5.0
"""How long a connection may take that is only to show that there is one."""
_CHUNK = 256 * 1024
_ANY_HEADER = zlib.MAX_WBITS | 32
"""Tells zlib to recognise gzip and zlib headers by itself."""
_HEADERS = {
    "User-Agent": f"Praya/{__version__}",
    "Accept": "*/*",
    "Accept-Encoding": "identity",
}
_MOVED = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one fetch may take at most."""

    max_bytes: int
    total_seconds: float
    idle_seconds: float
    redirects: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What came. `url` is where it came from after redirects, `media_type` what the server called it.

    `name` is a plain file name, from the server or the address. `bytes` counts what was written; 0 if unchanged.
    """

    status: Literal["fetched", "unchanged"]
    url: str
    media_type: str
    name: str
    etag: str
    last_modified: str
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A small answer, whole. `url` is where it came from after redirects, `media_type` what the server called it."""

    url: str
    media_type: str
    content: bytes


class Fetcher:
    """Fetches files and JSON; may be used from many threads at once."""

    def __init__(
        self,
        limits: Limits,
        *,
        allow: Sequence[IPv4Network | IPv6Network] = (),
        guard: Guard | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """Set limits and networks to allow; `guard` and `tls` stand in for the system's names and trust."""
        self._limits = limits
        self._guard = guard or Guard(allow=allow)
        self._given_tls = tls
        self._pool = Pool()

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        """The system's trust, read when first needed: that takes longer than most commands that ask nobody."""
        return self._given_tls or httpx.create_ssl_context()

    def fetch(self, url: str, target: Path, *, etag: str = "", last_modified: str = "") -> Fetched:
        """Fetch a file into `target`, unless the server says it has not changed since these validators.

        Raises a subclass of OriginFailed, FileBroken (a broken compression), or StorageFull; then `target` does
        not exist.
        """
        conditions = {
            name: value
            for name, value in (("If-None-Match", etag), ("If-Modified-Since", last_modified))
            if value and value.isprintable()
        }
        headers = _HEADERS | conditions | {"Connection": "close"}
        with self._answer(url, headers, self._limits.total_seconds) as (final, answer, chunks):
            unchanged = answer.status == HTTPStatus.NOT_MODIFIED and bool(conditions)
            if not unchanged:
                _check_status(answer)
            written = 0 if unchanged else _write(target, _bounded(answer, chunks, self._limits.max_bytes))
        return Fetched(
            status="unchanged" if unchanged else "fetched",
            url=str(final),
            media_type=answer.headers.get("content-type", "").partition(";")[0].strip().lower()[:100],
            name=file_name(answer.headers.get("content-disposition", ""), str(final)),
            etag=answer.headers.get("etag", "")[:500],
            last_modified=answer.headers.get("last-modified", "")[:100],
            bytes=written,
        )

    def get(self, url: str, *, accept: str = "*/*", seconds: float | None = None) -> Document:
        """Fetch a small answer over a kept connection, within `seconds` if that is less than the limit.

        Raises a subclass of OriginFailed, or FileBroken.
        """
        limit = min(self._limits.max_bytes, MAX_JSON_BYTES)
        total = min(self._limits.total_seconds, seconds or self._limits.total_seconds)
        with self._answer(url, _HEADERS | {"Accept": accept}, total) as (final, answer, chunks):
            _check_status(answer)
            content = b"".join(_bounded(answer, chunks, limit))
        media_type = answer.headers.get("content-type", "").partition(";")[0].strip().lower()[:100]
        return Document(url=str(final), media_type=media_type, content=content)

    def get_json(self, url: str, *, seconds: float | None = None) -> object:
        """Fetch a small JSON answer as `get` does, and read it."""
        try:
            return orjson.loads(self.get(url, seconds=seconds).content)
        except orjson.JSONDecodeError as error:
            raise errors.FileBroken(format="JSON", reason=str(error)[:200]) from error

    def reaches(self, url: str) -> bool:
        """Say whether somebody takes a connection at this address; nothing is asked."""
        try:
            place = checked_url(url)
            port = place.port or (443 if place.scheme == "https" else 80)
            deadline = Deadline.after(REACH_SECONDS, idle=REACH_SECONDS, host=place.host)
            plain = place.copy_with(scheme="http", port=port)
            Connection.to(plain, self._guard.addresses(place.host), self._tls, deadline).close()
        except errors.OriginFailed:
            return False
        return True

    @contextmanager
    def _answer(
        self, url: str, headers: dict[str, str], seconds: float
    ) -> Iterator[tuple[httpx.URL, Answer, Iterator[bytes]]]:
        """Follow redirects to the answer; give its address, its head and its raw body."""
        place = checked_url(url)
        deadline = Deadline.after(seconds, idle=self._limits.idle_seconds, host=place.host)
        for _ in range(self._limits.redirects + 1):
            connection, answer = self._ask(place, headers, deadline)
            kept = False
            try:
                if answer.status not in _MOVED:
                    yield place, answer, connection.body(answer, deadline)
                    kept = self._pool.keep(place, connection)
                    return
                place = _moved(place, answer)
            finally:
                if not kept:
                    connection.close()
        raise errors.RedirectsTooMany(limit=self._limits.redirects)

    def _ask(self, url: httpx.URL, headers: dict[str, str], deadline: Deadline) -> tuple[Connection, Answer]:
        """Ask over a kept connection if there is a live one, else over a new one."""
        while connection := self._pool.take(url):
            with suppress(Stale), _closed_on_failure(connection):
                return connection, connection.ask(url, headers, deadline)
        connection = Connection.to(url, self._guard.addresses(url.host), self._tls, deadline)
        with _closed_on_failure(connection):
            return connection, connection.ask(url, headers, deadline)


@contextmanager
def _closed_on_failure(connection: Connection) -> Iterator[None]:
    try:
        yield
    except BaseException:
        connection.close()
        raise


def _moved(url: httpx.URL, answer: Answer) -> httpx.URL:
    """Return where a redirect leads, checked like any other address."""
    location = answer.headers.get("location", "")
    if not location:
        raise errors.OriginRefused(http_status=answer.status)
    # Headers come as Latin-1; many servers send UTF-8 addresses all the same.
    location = location.encode("latin-1").decode("utf-8", "replace")
    try:
        return checked_url(str(url.join(location.replace(" ", "%20"))))
    except httpx.InvalidURL as error:
        raise errors.AddressInvalid(url=location[:200]) from error


def _check_status(answer: Answer) -> None:
    status = answer.status
    if status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
        raise errors.OriginMissing(http_status=status)
    retry_after = answer.headers.get("retry-after", "")
    if status == HTTPStatus.TOO_MANY_REQUESTS or (status == HTTPStatus.SERVICE_UNAVAILABLE and retry_after):
        pause = asked_pause(retry_after, answer.headers.get("date", ""))
        raise errors.OriginBusy(http_status=status, seconds=pause)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise errors.OriginError(http_status=status)
    if status not in {HTTPStatus.OK, HTTPStatus.NON_AUTHORITATIVE_INFORMATION}:
        raise errors.OriginRefused(http_status=status)


def _bounded(answer: Answer, chunks: Iterator[bytes], limit: int) -> Iterator[bytes]:
    """Iterate over the unpacked body; raises ResponseTooLarge as soon as it is announced or comes to be."""
    if (answer.announced or 0) > limit:
        raise errors.ResponseTooLarge(limit=limit)
    coding = answer.headers.get("content-encoding", "").strip().lower()
    if coding in {"gzip", "x-gzip", "deflate"}:
        chunks = _unpacked(chunks)
    elif coding not in {"", "identity"}:
        raise errors.FileBroken(format=coding[:40], reason="this compression was not asked for")
    total = 0
    for chunk in chunks:
        total += len(chunk)
        if total > limit:
            raise errors.ResponseTooLarge(limit=limit)
        yield chunk


def _unpacked(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Undo gzip or zlib in steps of bounded size: a bomb meets the limit long before it is unpacked."""
    unpacker = zlib.decompressobj(_ANY_HEADER)
    received = 0
    try:
        for chunk in chunks:
            received += len(chunk)
            data = chunk
            while data:
                if unpacker.eof:  # gzip may be several members, one after another
                    unpacker = zlib.decompressobj(_ANY_HEADER)
                yield unpacker.decompress(data, _CHUNK)
                data = unpacker.unconsumed_tail or unpacker.unused_data
        while more := unpacker.decompress(b"", _CHUNK):
            yield more
    except zlib.error as error:
        raise errors.FileBroken(format="gzip", reason=str(error)[:200]) from error
    if received and not unpacker.eof:
        raise errors.ResponseTruncated(announced=f">{received}", received=received)


def _write(target: Path, chunks: Iterator[bytes]) -> int:
    """Write the chunks to `target` and return their length; on any failure nothing is left there."""
    written = 0
    try:
        with target.open("wb") as file:
            for chunk in chunks:
                written += file.write(chunk)
    except BaseException as error:
        target.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
            raise errors.StorageFull from error
        raise
    return written
