"""Answers kept until the catalogue changes: what was asked before is sent again without asking anything but that.

A handler says by `opt=KEPT` that its answers are made of the catalogue, the tables, the search index (which notes in the
catalogue what it holds), the request's address and the headers that are part of the key; and that it does not matter if
a time of day in it is a minute old. An answer with `cache-control: no-store` is not kept all the same. Requests that
bring anything else that may matter, as who asks, pass by.

All is done on the event loop, one request at a time: nothing here waits.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from litestar.enums import ScopeType

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Literal

    from litestar.types import ASGIApp, Message, Receive, Scope, Send

    Headers = tuple[tuple[bytes, bytes], ...]
    Key = tuple[object, ...]

KEPT: Final[dict[str, Any]] = {"kept": True}
ROOM = 32 * 1024 * 1024
"""Bytes of all answers together."""
LARGEST = 512 * 1024
"""Bytes of one."""
SECONDS = 60.0
"""No answer is kept for longer: some tell how long ago something was."""
_BESIDE = 500
"""Bytes that keeping an answer takes beside its own."""
_SHAPING = frozenset({b"host", b"accept", b"accept-language", b"accept-encoding"})
"""Headers that change an answer."""
_PASSING = frozenset({b"authorization", b"cookie", b"range", b"if-range", b"x-ckan-api-key", b"x-api-key"})
"""Headers with which nothing is kept: who asks, and for which part."""
_OF_THE_BODY = frozenset({b"content-length", b"content-type", b"content-encoding"})


@dataclass(frozen=True, slots=True)
class Answer:
    """What was sent."""

    status: int
    headers: Headers
    body: bytes
    until: float

    @property
    def size(self) -> int:
        """Return how many bytes it takes."""
        return len(self.body) + sum(len(name) + len(value) for name, value in self.headers) + _BESIDE

    def header(self, wanted: bytes) -> bytes:
        """Return a header's value; empty where there is none."""
        return next((value for name, value in self.headers if name == wanted), b"")


class Kept:
    """An application in front of another that remembers its answers."""

    def __init__(
        self,
        app: ASGIApp,
        number: Callable[[], int | None],
        *,
        room: int = ROOM,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app = app
        self._number = number
        self._clock = clock
        self._room = room
        self._size = 0
        self._answers: OrderedDict[Key, Answer] = OrderedDict()
        self._as_of: int | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from what is kept, or let the application answer and keep that."""
        key = _key(scope)
        number = self._number() if key else None
        if key is None or number is None:
            await self._app(scope, receive, send)
            return
        if number != self._as_of:
            self._forget(number)
        held = self._answers.get(key)
        if held and held.until > self._clock():
            self._answers.move_to_end(key)
            await _send(held, scope, send)
            return
        listener = _Listener(send)
        await self._app(scope, receive, listener.send)
        if listener.whole and scope["route_handler"].opt.get("kept"):
            self._keep(key, number, listener)

    def _forget(self, number: int) -> None:
        self._answers.clear()
        self._size, self._as_of = 0, number

    def _keep(self, key: Key, number: int, heard: _Listener) -> None:
        """Keep an answer that was begun when the changes had this number, unless they have another since."""
        answer = Answer(200, heard.headers, bytes(heard.body), self._clock() + SECONDS)
        if number != self._as_of or b"no-store" in answer.header(b"cache-control"):
            return
        if old := self._answers.pop(key, None):
            self._size -= _size(key, old)
        self._answers[key] = answer
        self._size += _size(key, answer)
        while self._size > self._room:
            self._size -= _size(*self._answers.popitem(last=False))


class _Listener:
    """Passes an answer on, and holds it if it is whole and small enough."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._open = False
        self.headers: Headers = ()
        self.body = bytearray()
        self.whole = False

    async def send(self, message: Message) -> None:
        """Pass a part on."""
        if message["type"] == "http.response.start":
            self._open = message["status"] == 200  # noqa: PLR2004 - nothing else is kept
            self.headers = tuple((bytes(name).lower(), bytes(value)) for name, value in message["headers"])
        elif message["type"] == "http.response.body" and self._open:
            self.body += message.get("body", b"")
            self._open = bool(message.get("more_body")) and len(self.body) <= LARGEST
            self.whole = not message.get("more_body") and len(self.body) <= LARGEST
        await self._send(message)


def _key(scope: Scope) -> Key | None:
    """Return all that an answer depends on beside the catalogue; None for what is never kept."""
    if scope["type"] != ScopeType.HTTP or scope["method"] not in ("GET", "HEAD"):
        return None
    shaping = []
    for name, value in scope["headers"]:
        if name in _PASSING:
            return None
        if name in _SHAPING:
            shaping.append((name, value))
    return (scope["method"], scope["scheme"], scope["path"], scope["query_string"], *sorted(shaping))


def _size(key: Key, answer: Answer) -> int:
    """Return how many bytes keeping an answer takes."""
    return answer.size + sum(len(str(each)) for each in key)


async def _send(answer: Answer, scope: Scope, send: Send) -> None:
    """Send an answer again; just that it is the same to who has it."""
    tag = answer.header(b"etag")
    status: Literal[200, 304] = 304 if tag and tag in _tags(scope["headers"]) else 200
    body = b"" if status == 304 else answer.body  # noqa: PLR2004 - Not Modified
    headers = [each for each in answer.headers if status == 200 or each[0] not in _OF_THE_BODY]  # noqa: PLR2004
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})


def _tags(headers: Iterable[tuple[bytes, bytes]]) -> list[bytes]:
    given = (value for name, value in headers if name == b"if-none-match")
    return [each.strip() for value in given for each in value.split(b",")]
