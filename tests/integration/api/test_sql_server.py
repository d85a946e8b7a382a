"""SQL on a real server: who hangs up is no longer waited for, and no process outlives the server, however it ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.long

ENDLESS = "SELECT count(*) FROM range(1000000000000)"


def soon(true: Callable[[], object], within: float = 30) -> bool:
    until = time.monotonic() + within
    while time.monotonic() < until:
        if true():
            return True
        time.sleep(0.05)
    return False


def children(number: int) -> list[int]:
    """The children of a process, whichever of its threads made them."""
    return [
        int(child)
        for listed in Path(f"/proc/{number}/task").glob("*/children")
        for child in listed.read_text().split()
    ]


class Serving:
    def __init__(self, home: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-c",
                "from praya.cli import main; main()",
                "serve",
                "--home",
                str(home),
                "--port",
                str(port),
            ],
            stderr=subprocess.DEVNULL,
            env=os.environ | {"PRAYA_WATCH": "no"},
        )
        self.url = f"http://127.0.0.1:{port}"
        assert soon(self._answers, within=60)
        (self.nursery,) = children(self.process.pid)
        assert soon(lambda: len(self.waiting()) == 2)

    def waiting(self) -> set[int]:
        """The children that are there for a while: those that wait for a statement."""
        before = set(children(self.nursery))
        time.sleep(0.5)
        return before & set(children(self.nursery))

    def _answers(self) -> bool:
        try:
            return (
                httpx.post(f"{self.url}/api/v1/sql", json={"sql": "SELECT 1"}, timeout=20).status_code == 200
            )
        except httpx.TransportError:
            return False

    def ask(self, text: str, seconds: float = 30) -> httpx.Response:
        return httpx.post(f"{self.url}/api/v1/sql", json={"sql": text}, timeout=seconds)


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Serving]:
    opened = Serving(tmp_path / "home")
    yield opened
    opened.process.kill()
    opened.process.wait()


def test_who_hangs_up_is_no_longer_waited_for_and_others_are_answered(serving: Serving):
    before = serving.waiting()  # the two that wait for a statement
    with pytest.raises(httpx.ReadTimeout):
        serving.ask(ENDLESS, seconds=1.5)
    assert soon(lambda: len(before & set(children(serving.nursery))) == 1, within=10)
    assert serving.ask("SELECT 7 AS n").json()["rows"] == [{"n": 7}]


def test_a_file_nobody_takes_to_its_end_is_ended(serving: Serving):
    before = serving.waiting()
    body = {"sql": "SELECT md5(i::VARCHAR), sha256(i::VARCHAR) FROM range(900000) t(i)", "format": "csv"}
    with httpx.stream("POST", f"{serving.url}/api/v1/sql", json=body) as answer:
        assert answer.status_code == 200
        next(answer.iter_raw())
        assert set(children(serving.nursery)) >= before
    assert soon(lambda: len(before & set(children(serving.nursery))) == 1, within=10)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_no_process_outlives_the_server(serving: Serving, how: signal.Signals):
    with pytest.raises(httpx.ReadTimeout):
        serving.ask(ENDLESS, seconds=0.5)
    others = [serving.nursery, *children(serving.nursery)]
    os.kill(serving.process.pid, how)
    assert serving.process.wait(timeout=60) is not None
    assert soon(lambda: not any(Path(f"/proc/{each}").exists() for each in others))
