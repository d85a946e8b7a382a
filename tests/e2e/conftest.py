"""A real server process over the whole demo, and a real Chromium that looks at it."""

from __future__ import annotations

import os
import shutil
import socket
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx
import pytest
from playwright.sync_api import sync_playwright
from tests.demo_home import demo_command, loaded_demo

from praya.web.assets import Assets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
SECONDS_TO_START = 120
FLAGS = (
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-gpu-compositing",
)
"""Maps are drawn by the processor where there is no graphics card, and pages without one: a third less time.

The sandbox does not work for root.
"""


def _lacking(what: str) -> None:
    if os.environ.get("PRAYA_REQUIRE_CHROMIUM"):
        pytest.fail(what)
    pytest.skip(what)


@dataclass(frozen=True, slots=True)
class Demo:
    """A server that runs."""

    address: str
    number: int
    """Of its process."""


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """`praya demo`, over a folder of its own, loaded before."""
    if not CHROMIUM:
        _lacking("there is no Chromium on this machine")
    if not Assets.open().names:
        _lacking("the front-end is not built: run `make web`")
    home = loaded_demo(tmp_path_factory).home
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    with demo_command(home, port) as process:
        deadline = time.monotonic() + SECONDS_TO_START
        while not _answers(address):
            assert process.poll() is None, (home.parent / "log").read_text()
            assert time.monotonic() < deadline, "the demo did not start in time"
            time.sleep(0.2)
        yield Demo(address, process.pid)


@pytest.fixture(scope="session")
def server(demo: Demo) -> str:
    """The demo's address."""
    return demo.address


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/health", trust_env=False).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


@pytest.fixture(scope="module")
def browser(server: str) -> Iterator[Browser]:
    """A browser for one file of tests: while one is open, an event loop runs that other tests would meet."""
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield opened
        opened.close()
