"""How one program asks a Praya: its public addresses, one host, bounded, and failures in the server's own words.

The address is the program's own choice, so that private networks are no matter here (`guard` is for addresses that
others wrote). What answers is still not trusted: it may be anything, lead anywhere, and never end.
"""

from __future__ import annotations

import json
import time
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import ip_address
from typing import IO, TYPE_CHECKING, cast

import httpx
import zstandard

from praya.model import errors
from praya.model.errors import Explained
from praya.remote.guard import checked_url

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from praya.model.text import Lang

Pairs = tuple[tuple[str, str], ...]
MOST_SMALL = 64 << 20
"""Bytes of an answer that is held in memory as a whole."""
MOST_TOLD = 64 << 10
"""Bytes of a failure's words."""
MOST_HOPS = 3
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
ZSTANDARD = "zstd"
PIECE = 256 << 10
"""Bytes that are unpacked at once: a few packed ones can stand for gigabytes."""
MOST_WINDOW = 128 << 20


@dataclass(frozen=True, slots=True)
class Arriving:
    """An answer on its way."""

    headers: Mapping[str, str]
    chunks: Iterator[bytes]


class Client:
    """Asks one Praya. `seconds` is how long it may say nothing, and how long a small answer may take in all."""

    def __init__(self, url: str, *, seconds: float, lang: Lang) -> None:
        given = checked_url(url)
        self.origin = str(given.copy_with(raw_path=b"/", fragment=None)).rstrip("/")
        self._seconds = seconds
        self._http = httpx.Client(
            headers={"accept-encoding": ZSTANDARD, "accept-language": lang, "user-agent": "praya-library"},
            timeout=httpx.Timeout(seconds, connect=min(seconds, 10)),
            trust_env=not _is_loopback(given.host),  # a network's proxy is the way out of it
        )

    def close(self) -> None:
        """Let the connections go."""
        self._http.close()

    def small(self, path: str, pairs: Pairs = ()) -> bytes:
        """Return an answer that fits in memory; raise LibraryFailed, or what the server told."""
        deadline = time.monotonic() + self._seconds
        found = bytearray()
        with self.asked("GET", path, pairs) as answer:
            for chunk in answer.chunks:
                found += chunk
                if len(found) > MOST_SMALL:
                    raise errors.AnswerTooLarge(limit=MOST_SMALL)
                if time.monotonic() > deadline:
                    raise errors.ServerUnreachable(url=self.origin, reason=f"> {self._seconds:g} s")
        return bytes(found)

    @contextmanager
    def asked(
        self, verb: str, path: str, pairs: Pairs = (), body: Mapping[str, object] | None = None
    ) -> Iterator[Arriving]:
        """Hold an answer while it is read; raise LibraryFailed, or what the server told."""
        url = httpx.URL(self.origin + path, params=list(pairs) or None)
        try:
            for _ in range(MOST_HOPS):
                with self._http.stream(verb, url, json=body) as answer:
                    if answer.status_code in _REDIRECTS:
                        url = self._led(answer)
                        continue
                    chunks = self._unpacked(answer)
                    if not answer.is_success:
                        raise self._told(answer.status_code, chunks)
                    yield Arriving(answer.headers, chunks)
                    return
        except zstandard.ZstdError as error:
            raise self._invalid("content-encoding") from error
        except (httpx.TransportError, httpx.StreamError) as error:
            raise errors.ServerUnreachable(url=self.origin, reason=_reason(error)) from None
        raise self._invalid(f"> {MOST_HOPS} redirects")

    def _led(self, answer: httpx.Response) -> httpx.URL:
        """Return where a redirect leads: to the same host, and never out of TLS."""
        try:
            url = answer.url.join(answer.headers.get("location", ""))
        except httpx.InvalidURL as error:
            raise self._invalid("redirect") from error
        same = (url.scheme, url.host, url.port) == (answer.url.scheme, answer.url.host, answer.url.port)
        safer = url.scheme == "https" and answer.url.scheme == "http" and url.host == answer.url.host
        if not (same or safer):
            raise self._invalid(f"redirect → {url.scheme}://{url.netloc.decode(errors='replace')}"[:200])
        return url

    def _unpacked(self, answer: httpx.Response) -> Iterator[bytes]:
        """Return an answer's bytes in small pieces, however many a packed one holds."""
        encoding = answer.headers.get("content-encoding", "identity").strip().lower()
        if encoding == "identity":
            return answer.iter_raw()
        if encoding != ZSTANDARD:
            raise self._invalid("content-encoding")
        unpacker = zstandard.ZstdDecompressor(max_window_size=MOST_WINDOW)
        packed = cast("IO[bytes]", _Packed(answer.iter_raw()))  # only `read` is asked of it
        reader = unpacker.stream_reader(packed, read_across_frames=True)
        return iter(lambda: reader.read(PIECE), b"")

    def _told(self, status: int, chunks: Iterator[bytes]) -> errors.Failure:
        """Return the failure that a server tells; of what is too long for one only the beginning is read."""
        body = bytearray()
        for chunk in chunks:
            body += chunk
            if len(body) > MOST_TOLD:
                break
        try:
            said = json.loads(body)
            told = [said[each] for each in ("code", "title", "detail")]
        except (ValueError, TypeError, KeyError, RecursionError):
            return self._invalid(f"HTTP {status}")
        if not all(isinstance(each, str) for each in told):
            return self._invalid(f"HTTP {status}")
        return errors.retold(Explained(*told))

    def _invalid(self, reason: str) -> errors.AnswerInvalid:
        return errors.AnswerInvalid(url=self.origin, reason=reason)


class _Packed:
    """Packed chunks as the file that they are unpacked from."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks

    def read(self, _size: int) -> bytes:
        """Return the next chunk, of whatever length; nothing at the end."""
        return next(self._chunks, b"")


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _reason(error: Exception) -> str:
    return str(error)[:200] or type(error).__name__
