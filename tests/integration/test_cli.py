"""Commands as a person or a program meets them: exit codes, what is printed where."""

from __future__ import annotations

import csv
import io
import json
import socket
from typing import TYPE_CHECKING

import pytest

from praya.cli import main

if TYPE_CHECKING:
    from pathlib import Path

CSV = "Station,Rain (mm)\nSha Tin,1.5\n沙田,\n"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PRAYA_HOME", str(tmp_path / "home"))
    (tmp_path / "rain.csv").write_text(CSV, "utf-8")
    return tmp_path


@pytest.mark.parametrize("arguments", [["nothing"], ["query"], ["query", "SELECT 1", "--tables"], ["ingest"]])
def test_wrong_usage_ends_with_2(arguments: list[str], home: Path, capsys: pytest.CaptureFixture[str]):
    try:
        code: object = main(arguments)
    except SystemExit as ended:
        code = ended.code
    assert code == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err


@pytest.mark.parametrize("command", ["demo", "serve", "work", "harvest", "ingest", "explain", "query"])
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    assert "--home" in capsys.readouterr().out


def test_a_file_is_read_and_asked(home: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["ingest", str(home / "rain.csv"), "--json"]) == 0
    told = capsys.readouterr()
    assert [line.partition(": ")[2] for line in told.err.splitlines() if line.startswith("rain.csv")] == [
        "measuring its bytes",
        "reading its rows",
        "looking at its columns",
        "writing its table",
    ]
    assert json.loads(told.out) == [
        {
            "address": "rain.csv",
            "status": "ready",
            "tables": [{"name": "rain", "rows": 2}],
            "problem": None,
        }
    ]
    assert main(["query", "SELECT station, rain_mm FROM rain ORDER BY station", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == [
        {"station": "Sha Tin", "rain_mm": 1.5},
        {"station": "沙田", "rain_mm": None},
    ]
    assert main(["query", "SELECT station, rain_mm FROM rain ORDER BY station", "--csv"]) == 0
    rows = list(csv.reader(io.StringIO(capsys.readouterr().out)))
    assert rows == [["station", "rain_mm"], ["Sha Tin", "1.5"], ["沙田", ""]]
    assert main(["query", "SELECT station, rain_mm FROM rain"]) == 0
    shown = capsys.readouterr().out
    assert "沙田" in shown
    assert "—" in shown
    assert "2 rows" in shown
    assert main(["query", "--tables"]) == 0
    assert "rain_mm" in capsys.readouterr().out


def test_a_failure_is_said_with_its_code_and_what_to_do(home: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["query", "SELECT * FROM read_csv('/etc/passwd')"]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "[sql_refused]" in captured.err
    assert "Write one SELECT" in captured.err


def test_a_bad_file_ends_with_1_and_says_why(home: Path, capsys: pytest.CaptureFixture[str]):
    (home / "rain.csv").write_bytes(b"")
    assert main(["ingest", str(home / "rain.csv"), "--json"]) == 1
    outcome = json.loads(capsys.readouterr().out)[0]
    assert (outcome["status"], outcome["problem"]["code"]) == ("failed", "file_empty")
    assert outcome["problem"]["advice"]


def test_a_dataset_there_is_not(home: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["ingest", "--dataset", "nothing"]) == 1
    assert "[dataset_missing]" in capsys.readouterr().err


def test_a_setting_that_cannot_be(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("PRAYA_PORT", "eighty")
    assert main(["query", "--tables"]) == 1
    assert "PRAYA_PORT" in capsys.readouterr().err


def test_work_that_is_not_there_is_soon_done(home: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["work", "--once"]) == 0
    assert "0 jobs" in capsys.readouterr().err


def test_a_port_that_is_taken_is_said_so(home: Path, capsys: pytest.CaptureFixture[str]):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert main(["serve", "--port", str(taken.getsockname()[1])]) == 1
    assert "[port_taken]" in capsys.readouterr().err


def test_a_query_is_kept_and_let_go(home: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["ingest", str(home / "rain.csv")]) == 0
    text = "SELECT * FROM rain WHERE station = $station"
    assert main(["query", text, "--set", "station=沙田", "--csv"]) == 0
    assert "沙田" in capsys.readouterr().out
    assert main(["query", text, "--save", "of-station"]) == 1  # it does not declare what it is given
    assert main(["query", text, "--save", "Of Station", "--parameter", "station"]) == 1
    capsys.readouterr()
    assert main(["query", text, "--save", "of-station", "--parameter", "station"]) == 0
    assert "/api/v1/queries/of-station" in capsys.readouterr().err
    assert main(["query", "SELECT 1", "--save", "-"]) == 0
    assert main(["query", "--forget", "of-station"]) == 0
    assert main(["query", "--forget", "of-station"]) == 1
    assert "query_missing" in capsys.readouterr().err
