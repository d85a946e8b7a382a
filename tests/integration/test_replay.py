"""Recorded histories and the commands that check what is kept: what they end with when all is not well."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from praya.cli import main
from praya.platform import open_platform
from praya.services import read
from praya.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Told = Callable[..., object]

GOOD = {
    "20250909-0100-wind.csv": b"Station,speed\na,1\nb,2\n",
    "20250909-0050-wind.csv": b"Station,speed\na,0\nb,0\n",
    "20250909-0110-wind.csv": b"Station,speed\na,1\nb,2\n",
    "20250909-0120-wind.csv": b"",
    "20250909-0130-wind.csv": b"Station,speed\na,5\nb,2\n",
}


@pytest.fixture
def told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Told:
    def run(*words: object, code: int = 0) -> object:
        capsys.readouterr()
        assert main([*map(str, words), "--home", str(tmp_path / "home"), "--json"]) == code
        return json.loads(capsys.readouterr().out)

    return run


@pytest.fixture
def recorded(tmp_path: Path) -> Path:
    folder = tmp_path / "recorded"
    folder.mkdir()
    for name, content in GOOD.items():
        (folder / name).write_bytes(content)
    return folder


def times(tmp_path: Path) -> list[datetime]:
    opened = open_platform(Settings(home=tmp_path / "home"))
    return [each.retrieved_at for each in read.timeline(opened, "wind")]


def test_files_are_loaded_in_the_order_of_their_times_and_one_that_cannot_be_read_costs_only_itself(
    tmp_path: Path, recorded: Path, told: Told
):
    ended = told("replay", recorded, "--table", "wind", code=1)
    assert isinstance(ended, list)
    assert [(each["address"][9:13], each["status"]) for each in ended] == [
        ("0050", "ready"),
        ("0100", "ready"),
        ("0110", "unchanged"),
        ("0120", "failed"),
        ("0130", "ready"),
    ]
    began = datetime(2025, 9, 8, 16, 50, tzinfo=UTC)
    assert times(tmp_path) == [began + timedelta(minutes=after) for after in (0, 10, 40)]
    assert told("replay", recorded, "--table", "wind") == []
    assert told("query", "SELECT max(speed) AS m FROM wind", "--as-of", "2025-09-09T01:25") == [{"m": 2}]


def test_a_replay_that_was_stopped_goes_on_and_new_files_are_added(
    tmp_path: Path, recorded: Path, told: Told
):
    later = {name: (recorded / name).read_bytes() for name in sorted(GOOD)[2:]}
    for name in later:
        (recorded / name).unlink()
    told("replay", recorded, "--table", "wind")
    assert len(times(tmp_path)) == 2
    for name, content in later.items():
        (recorded / name).write_bytes(content)
    told("replay", recorded, "--table", "wind", code=1)
    assert len(times(tmp_path)) == 3


@pytest.mark.parametrize("where", ["archive/*/*.patch", "archive/*/*.zst", "tables/wind/*/*.parquet"])
@pytest.mark.parametrize("damage", ["flipped", "cut", "gone"])
def test_whatever_is_damaged_verifying_finds_it_and_ends_with_one(
    tmp_path: Path, told: Told, where: str, damage: str
):
    folder = tmp_path / "recorded"
    folder.mkdir()
    for minute in range(4):
        rows = "".join(f"station {row},{row + (minute if row < 3 else 0)}\n" for row in range(80))
        (folder / f"20250909-01{minute}0-wind.csv").write_text(f"Station,speed\n{rows}")
    told("replay", folder, "--table", "wind")
    whole = told("archive", "verify")
    assert isinstance(whole, dict)
    assert (whole["whole"], whole["damaged"]) == (True, [])
    path = min((tmp_path / "home").glob(where))
    content = path.read_bytes()
    if damage == "gone":
        path.unlink()
    else:
        middle = len(content) // 2
        flipped = content[:middle] + bytes([content[middle] ^ 4]) + content[middle + 1 :]
        path.write_bytes(flipped if damage == "flipped" else content[:middle])
    found = told("archive", "verify", code=1)
    assert isinstance(found, dict)
    assert not found["whole"]
    assert any(each["what"].endswith((path.stem, path.name)) for each in found["damaged"])
    path.write_bytes(content)
    assert told("archive", "verify") == whole


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("query", "SELECT * FROM wind", "--as-of", "2024-01-01"), "version_not_yet"),
        (("query", "SELECT * FROM wind", "--as-of", "9"), "version_missing"),
        (("query", "SELECT * FROM wind", "--as-of", "someday"), "parameter_invalid"),
        (("diff", "wind", "2024-01-01"), "version_not_yet"),
        (("diff", "wind", "1", "9"), "version_missing"),
        (("diff", "wind", "--key", "nothing"), "column_unknown"),
        (("history", "wind", "--row", "nothing=1"), "column_unknown"),
        (("history", "storm"), "table_missing"),
        (("archive", "export", "storm", "out"), "dataset_missing"),
        (("archive", "keep", "wind", "forever"), "parameter_invalid"),
        (("archive", "import", "/nowhere"), "parameter_invalid"),
        (("replay", "/nowhere"), "file_missing"),
    ],
)
def test_what_is_not_there_is_said_by_name(
    recorded: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], code: str
):
    home = ["--home", str(recorded.parent / "home")]
    assert main(["replay", str(recorded), "--table", "wind", *home]) == 1
    capsys.readouterr()
    assert main([*words, *home]) == 1
    said = capsys.readouterr()
    assert code in said.err
    assert "Traceback" not in said.err
