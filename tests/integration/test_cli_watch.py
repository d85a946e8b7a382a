"""`praya watch` and `praya status`, as a person and a program meet them."""

from __future__ import annotations

import json
import signal
from typing import TYPE_CHECKING

import pytest
from tests.origin import Origin, Reply

from praya.cli import main

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def origin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Origin]:
    """An origin with a file that was read."""
    monkeypatch.setenv("PRAYA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PRAYA_ALLOW_NETWORKS", "127.0.0.0/8")
    monkeypatch.setenv("PRAYA_HOST_PAUSE", "0")
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    with Origin() as running:
        running.at["/rain.csv"] = Reply(b"Station,Rain\nSha Tin,1\n")
        assert main(["ingest", f"{running.url}/rain.csv"]) == 0
        yield running
    for number, handler in handlers.items():
        signal.signal(number, handler)


def printed(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out


def test_the_service_of_an_unknown_dataset_is_refused(origin: Origin, capsys: pytest.CaptureFixture[str]):
    assert main(["status", "nobody"]) == 1
    assert "dataset_missing" in capsys.readouterr().err


def test_what_is_watched_is_told_once(origin: Origin, capsys: pytest.CaptureFixture[str]):
    printed(capsys)
    assert main(["watch", "--once"]) == 0
    assert "unchanged" in printed(capsys)
    assert main(["watch", "--once", "--json"]) == 0
    assert printed(capsys) == ""


def test_programs_get_lines_of_json(origin: Origin, capsys: pytest.CaptureFixture[str]):
    origin.at["/rain.csv"] = Reply(b"", 404)
    printed(capsys)
    assert main(["watch", "--once", "--json"]) == 0
    (line,) = printed(capsys).splitlines()
    told = json.loads(line)
    assert told["outcome"] == "gone"
    assert told["code"] == "origin_missing"
    assert told["address"] == f"{origin.url}/rain.csv"

    assert main(["status", "--json"]) == 0
    overview = json.loads(printed(capsys))
    assert (overview["watched"], overview["gone"], overview["jobs_dead"]) == (1, 1, 0)

    assert main(["status", told["dataset"], "--json"]) == 0
    (file,) = json.loads(printed(capsys))["files"]
    assert file["state"] == "gone"
    assert file["promised"]["kind"] == "unknown"
    assert file["counts"]["gone"] == 1
    assert file["changed_at"]
    assert [each["outcome"] for each in file["days"]] == ["gone"]

    assert main(["status", told["dataset"]]) == 0
    assert "gone; the archived copy serves" in printed(capsys)
    assert main(["status"]) == 0
    assert "watched       1" in printed(capsys)
