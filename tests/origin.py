"""A publisher's server on the loopback: it serves recorded portal answers, and misbehaves as told.

with Origin() as origin:
    origin.portal(records)                       # data.gov.hk's three language roots, or a plain CKAN
    origin.at["/a.csv"] = Reply(b"a,b\n1,2\n", etag='"1"')
    origin.at["/b.csv"] = [Reply(status=503), Reply(b"…")]   # in order, the last one again and again
"""

from __future__ import annotations

import contextlib
import json
import socket
import struct
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator, Mapping, Sequence

Package = dict[str, Any]

PREFIXES = {"en": "/en-data", "zh-Hant": "/tc-data", "zh-Hans": "/sc-data"}


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """How an answer goes wrong."""

    wait: float = 0
    """Seconds before the answer begins."""
    announce: int | None = None
    """The Content-Length to claim, whatever is sent."""
    cut: int | None = None
    """Close the connection after so many bytes of the body."""
    hang: int | None = None
    """Fall silent after so many bytes of the body, until the server ends."""
    drip: float = 0
    """Seconds between single bytes of the body."""
    endless: bool = False
    """Repeat the body until the reader goes away."""
    chunked: bool = False
    reset: bool = False
    """Drop the connection without any answer."""
    raw: bytes | None = None
    """Send exactly this instead of an HTTP answer."""


@dataclass(frozen=True)
class Reply:
    """One answer; `etag` and `modified` make it conditional."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    etag: str = ""
    modified: str = ""
    trouble: Trouble = Trouble()

    @classmethod
    def json(cls, value: object, status: int = 200) -> Reply:
        return cls(json.dumps(value).encode(), status, {"Content-Type": "application/json;charset=utf-8"})

    @classmethod
    def redirect(cls, location: str, status: int = 302) -> Reply:
        return cls(status=status, headers={"Location": location})


class Origin:
    """The server; `url` is its root, `seen` every path asked for, `headers` the last request's.

    `most_at_once` is how many requests were under way together, at most.
    """

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.at: dict[str, Reply | Sequence[Reply]] = {}
        """Answers by path, with its query if it has one."""
        self.seen: list[str] = []
        self.headers: dict[str, str] = {}
        self.most_at_once = 0
        self.ended = threading.Event()
        self._busy = 0
        self._lock = threading.Lock()
        self._turns: dict[str, int] = {}
        self._roots: dict[str, dict[str, Package]] = {}
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.origin = self
        self._scheme = "http"
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
            self._scheme = "https"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        return f"{self._scheme}://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def portal(self, records: Mapping[str, Sequence[Package]]) -> None:
        """Serve packages as a CKAN does: by language as data.gov.hk, or under the key "" as a plain portal."""
        self._roots = {
            PREFIXES.get(lang, ""): {package["name"]: package for package in packages}
            for lang, packages in records.items()
        }

    @contextlib.contextmanager
    def counted(self) -> Iterator[None]:
        with self._lock:
            self._busy += 1
            self.most_at_once = max(self.most_at_once, self._busy)
        try:
            yield
        finally:
            with self._lock:
                self._busy -= 1

    def answer(self, path: str) -> Reply:
        self.seen.append(path)
        scripted = self.at.get(path)
        if isinstance(scripted, Reply):
            return scripted
        if scripted is not None:
            turn = self._turns.get(path, 0)
            self._turns[path] = turn + 1
            return scripted[min(turn, len(scripted) - 1)]
        return self._portal_answer(path) or Reply(b"<html><title>404</title></html>", 404)

    def _portal_answer(self, path: str) -> Reply | None:
        parts = urlsplit(path)
        prefix, api, action = parts.path.partition("/api/3/action/")
        packages = self._roots.get(prefix)
        if not api or packages is None:
            return None
        wanted = parse_qs(parts.query).get("id", [""])[0]
        groups = {group["name"]: group for package in packages.values() for group in package["groups"]}
        found: object = {
            "package_list": sorted(packages),
            "package_show": packages.get(wanted),
            "group_list": sorted(groups),
            "group_show": groups.get(wanted),
        }.get(action)
        if found is None:
            error = {"__type": "Not Found Error", "message": "Not found"}
            return Reply.json({"help": "", "success": False, "error": error}, 404)
        return Reply.json({"help": f"{self.url}{prefix}", "success": True, "result": found})


class _Server(ThreadingHTTPServer):
    origin: Origin
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: object, client_address: object) -> None:
        """Readers go away in the middle of what these answers do to them; that is no news."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    timeout = 60

    def setup(self) -> None:
        super().setup()
        with contextlib.suppress(OSError):
            self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def do_GET(self) -> None:
        with self.server.origin.counted():
            self._answer()

    def _answer(self) -> None:
        origin = self.server.origin
        origin.headers = dict(self.headers.items())
        reply = origin.answer(self.path)
        origin.ended.wait(reply.trouble.wait)
        if reply.trouble.reset:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
        elif reply.trouble.raw is not None:
            self.wfile.write(reply.trouble.raw)
            self.close_connection = True
        else:
            self._send(reply)

    def _send(self, reply: Reply) -> None:
        trouble = reply.trouble
        if self._known(reply):
            reply = Reply(status=304, etag=reply.etag, modified=reply.modified)
        length = len(reply.body) if trouble.announce is None else trouble.announce
        fields = {
            **({"Transfer-Encoding": "chunked"} if trouble.chunked else {"Content-Length": str(length)}),
            **({"ETag": reply.etag} if reply.etag else {}),
            **({"Last-Modified": reply.modified} if reply.modified else {}),
            **reply.headers,
        }
        if self.headers.get("Connection") == "close" or trouble != Trouble():
            fields["Connection"] = "close"
            self.close_connection = True
        head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
        status = f"HTTP/1.1 {reply.status} Told\r\n{head}\r\n".encode()
        if trouble == Trouble():
            self.wfile.write(status + reply.body)  # one packet, or the kernel waits for its acknowledgement
            return
        self.wfile.write(status)
        for piece in _pieces(reply.body, trouble, self.server.origin.ended):
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece) if trouble.chunked else piece)
        if trouble.chunked and trouble.cut is None:
            self.wfile.write(b"0\r\n\r\n")

    def _known(self, reply: Reply) -> bool:
        return bool(
            (reply.etag and self.headers.get("If-None-Match") == reply.etag)
            or (reply.modified and self.headers.get("If-Modified-Since") == reply.modified)
        )

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name http.server gives it
        """Say nothing."""


def _pieces(body: bytes, trouble: Trouble, ended: threading.Event) -> Iterator[bytes]:
    if trouble.drip:
        for position in range(len(body)):
            yield body[position : position + 1]
            time.sleep(trouble.drip)
    elif trouble.cut is not None:
        yield body[: trouble.cut]
    elif trouble.hang is not None:
        yield body[: trouble.hang]
        ended.wait()
    elif trouble.endless:
        while not ended.is_set():
            yield body
    else:
        yield body
