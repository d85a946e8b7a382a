"""One HTTP/1.1 request and its answer over a connection to a checked address.

Why not a ready client: a fetcher of strangers' files must own four things that clients hide or lack. Where the
connection really goes (see `guard`). One deadline for the whole answer, so that a server cannot hold on for ever by
sending a byte now and then. Whether more came than was announced. And that nothing from the environment (proxies,
credentials, cookies) is added. The protocol itself is spoken by h11, the engine inside httpx.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import h11
import httpx

from praya.model import errors

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from praya.remote.guard import Address

CONNECT_SECONDS = 10.0
SURPLUS_SECONDS = 0.5
"""How long to look whether a server that must close now sends more than it announced."""
_KEPT_CONNECTIONS = 8
_KEPT_SECONDS = 15.0
_READ_BYTES = 64 * 1024
_MAX_HEADER_BYTES = 64 * 1024


class Stale(Exception):
    """A kept connection that its server had already closed: nothing was answered, so asking again is safe."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """How long one request may take: `seconds` in all, up to `at` on the monotonic clock; `idle` seconds of silence."""

    host: str
    seconds: float
    idle: float
    at: float

    @classmethod
    def after(cls, seconds: float, *, idle: float, host: str) -> Deadline:
        """Start a deadline now."""
        return cls(host, seconds, idle, time.monotonic() + seconds)

    def patience(self, most: float | None = None) -> float:
        """Return how long the next step may wait; raises OriginTimeout when nothing is left."""
        left = self.at - time.monotonic()
        if left <= 0:
            raise errors.OriginTimeout(host=self.host, seconds=round(self.seconds))
        return min(left, self.idle if most is None else most)

    def passed(self) -> errors.OriginTimeout:
        """Return the failure for a step that ran out of patience."""
        whole = time.monotonic() >= self.at
        return errors.OriginTimeout(host=self.host, seconds=round(self.seconds if whole else self.idle))


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer's status and headers (names in lower case, the last of equal ones); its body is read separately."""

    status: int
    headers: Mapping[str, str]

    @property
    def announced(self) -> int | None:
        """The body's length in bytes, where the server said one; h11 has checked that it is a number."""
        text = self.headers.get("content-length", "")
        return int(text) if text and "transfer-encoding" not in self.headers else None


class Connection:
    """A connection to one host; for one request at a time."""

    def __init__(self, stream: socket.socket) -> None:
        self._stream = stream
        self._protocol = h11.Connection(h11.CLIENT, max_incomplete_event_size=_MAX_HEADER_BYTES)
        self._received = 0
        self._used = False

    @classmethod
    def to(
        cls, url: httpx.URL, addresses: Sequence[Address], tls: ssl.SSLContext, deadline: Deadline
    ) -> Connection:
        """Connect to the first of these addresses that answers; raises OriginUnreachable or OriginTimeout."""
        port = url.port or (443 if url.scheme == "https" else 80)
        stream = _connected(url.host, port, addresses, deadline)
        if url.scheme == "http":
            return cls(stream)
        try:
            stream.settimeout(deadline.patience(CONNECT_SECONDS))
            return cls(tls.wrap_socket(stream, server_hostname=url.raw_host.decode("ascii")))
        except TimeoutError as error:
            stream.close()
            raise deadline.passed() from error
        except (OSError, ValueError) as error:
            stream.close()
            reason = getattr(error, "verify_message", "") or "no secure connection"
            raise errors.OriginUnreachable(host=url.host, reason=reason) from error
        except BaseException:
            stream.close()
            raise

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def ask(self, url: httpx.URL, headers: Mapping[str, str], deadline: Deadline) -> Answer:
        """Send a GET and return the answer's head; raises Stale, OriginUnreachable or OriginTimeout."""
        self._received = 0
        fields: list[tuple[str, str]] = [("Host", url.netloc.decode("ascii")), *headers.items()]
        request = h11.Request(method="GET", target=url.raw_path, headers=fields)
        try:
            self._stream.settimeout(deadline.patience())
            self._stream.sendall(
                (self._protocol.send(request) or b"") + (self._protocol.send(h11.EndOfMessage()) or b"")
            )
            event = self._event(deadline)
            while isinstance(event, h11.InformationalResponse):
                event = self._event(deadline)
        except TimeoutError as error:
            raise deadline.passed() from error
        except (OSError, h11.RemoteProtocolError) as error:
            if self._used and not self._received:
                raise Stale from error
            reason = "its answer is not HTTP" if self._received else "the connection broke off"
            raise errors.OriginUnreachable(host=deadline.host, reason=reason) from error
        if not isinstance(event, h11.Response):
            if self._used and not self._received:
                raise Stale
            raise errors.OriginUnreachable(host=deadline.host, reason="the connection broke off")
        self._used = True
        head = {name.decode("ascii"): value.decode("latin-1") for name, value in event.headers}
        return Answer(event.status_code, head)

    def body(self, answer: Answer, deadline: Deadline) -> Iterator[bytes]:
        """Iterate over the body as it comes; raises ResponseTruncated or OriginTimeout."""
        received = 0
        try:
            while not isinstance(event := self._event(deadline), h11.EndOfMessage):
                if isinstance(event, h11.Data):
                    received += len(event.data)
                    yield bytes(event.data)
            surplus = self._surplus(deadline) if answer.announced is not None else 0
        except TimeoutError as error:
            raise deadline.passed() from error
        except (OSError, h11.RemoteProtocolError) as error:
            announced = f">{received}" if answer.announced is None else answer.announced
            raise errors.ResponseTruncated(announced=announced, received=received) from error
        if surplus:
            raise errors.ResponseTruncated(announced=received, received=f">{received}")

    def reusable(self) -> bool:
        """Say whether another request may follow, and make ready for it."""
        if self._protocol.our_state is not h11.DONE or self._protocol.their_state is not h11.DONE:
            return False
        self._protocol.start_next_cycle()
        return True

    def _event(self, deadline: Deadline) -> object:
        while (event := self._protocol.next_event()) is h11.NEED_DATA:
            self._stream.settimeout(deadline.patience())
            data = self._receive()
            self._received += len(data)
            self._protocol.receive_data(data)
        return event

    def _receive(self) -> bytes:
        try:
            return self._stream.recv(_READ_BYTES)
        except ssl.SSLEOFError:  # closed without TLS's goodbye; whether too early, the message's length tells
            return b""

    def _surplus(self, deadline: Deadline) -> int:
        """Return how much followed a message of announced length on a connection that now ought to end."""
        data, _ = self._protocol.trailing_data
        if data or self._protocol.our_state is h11.DONE:
            return len(data)
        with suppress(OSError):  # silence or a reset: nothing more came
            self._stream.settimeout(deadline.patience(SURPLUS_SECONDS))
            return len(self._receive())
        return 0


class Pool:
    """Idle connections that may be used again, a few and not for long; safe between threads."""

    def __init__(self) -> None:
        self._idle: list[tuple[httpx.URL, float, Connection]] = []
        self._lock = threading.Lock()

    def take(self, url: httpx.URL) -> Connection | None:
        """Take out a connection to the URL's origin, if there is one."""
        with self._lock:
            while self._idle and self._idle[0][1] < time.monotonic() - _KEPT_SECONDS:
                self._idle.pop(0)[2].close()
            for index, (origin, _, connection) in enumerate(self._idle):
                if origin == _origin(url):
                    del self._idle[index]
                    return connection
        return None

    def keep(self, url: httpx.URL, connection: Connection) -> bool:
        """Put in a connection whose answer was read to its end; False if it cannot be used again."""
        with self._lock:
            if len(self._idle) >= _KEPT_CONNECTIONS or not connection.reusable():
                return False
            self._idle.append((_origin(url), time.monotonic(), connection))
            return True


def _origin(url: httpx.URL) -> httpx.URL:
    return httpx.URL(scheme=url.scheme, host=url.host, port=url.port)


def _connected(host: str, port: int, addresses: Sequence[Address], deadline: Deadline) -> socket.socket:
    for address in addresses:
        family = socket.AF_INET if address.version == 4 else socket.AF_INET6  # noqa: PLR2004 - the protocol's number
        stream = socket.socket(family, socket.SOCK_STREAM)
        try:
            stream.settimeout(deadline.patience(CONNECT_SECONDS))
            stream.connect((str(address), port))
            stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError:
            stream.close()
        except BaseException:
            stream.close()
            raise
        else:
            return stream
    raise errors.OriginUnreachable(host=host, reason="no connection")
