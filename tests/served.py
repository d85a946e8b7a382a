"""A real server process over a home, and a server in between that asks it something else than it was asked."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SECONDS = 60
_OWN = frozenset({"connection", "content-length", "server", "date", "transfer-encoding"})


@contextmanager
def serving(home: Path) -> Iterator[str]:
    """The address of `praya serve` over a home."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    program = str(Path(sys.executable).with_name("praya"))
    command = [program, "serve", "--home", str(home), "--port", str(port)]
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env=os.environ | {"PRAYA_WATCH": "no"})
    try:
        deadline = time.monotonic() + SECONDS
        while not _answers(address):
            assert process.poll() is None, (home / "log").read_text()
            assert time.monotonic() < deadline, (home / "log").read_text()
            time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=30)


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/health", trust_env=False).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


@contextmanager
def asking_else(server: str, breaks: Callable[[str], str]) -> Iterator[str]:
    """Serve what another server answers to other addresses, headers, parts of files and all."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            sent = {name.lower(): value for name, value in self.headers.items()}
            sent |= {"accept-encoding": "identity", "connection": "keep-alive"}
            answer = client.request(self.command, server + breaks(self.path), content=body, headers=sent)
            self.send_response(answer.status_code)
            for name, value in answer.headers.items():
                if name not in _OWN:
                    self.send_header(name, value)
            length = answer.headers.get("content-length") or str(len(answer.content))
            self.send_header("content-length", length)
            self.end_headers()
            self.wfile.write(answer.content)

        do_HEAD = do_POST = do_GET  # noqa: N815 - the names http.server gives them

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name http.server gives it
            """Say nothing."""

    with (
        httpx.Client(trust_env=False) as client,
        ThreadingHTTPServer(("127.0.0.1", 0), Handler) as served,
    ):
        thread = threading.Thread(target=served.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{served.server_address[1]}"
        served.shutdown()
        thread.join()
