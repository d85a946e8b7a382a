"""`praya explain` as a publisher meets it: a file in hand, no data folder, and a report for people or programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from praya.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

RAIN = (
    "Daily rainfall\n\n年/Year,月/Month,日/Day,數值/Value,Contact No.\n2024,2,28,0.5,021234567\n"
    "2024,2,29,***,021234568\n2024,3,1,Trace,021234569\n*** 沒有數據/unavailable\n"
)


@pytest.fixture
def explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, dict[str, Any]]]:
    monkeypatch.delenv("PRAYA_HOME", raising=False)
    monkeypatch.chdir(tmp_path)

    def explain(content: bytes | str, name: str = "rain.csv") -> tuple[int, dict[str, Any]]:
        (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
        code = main(["explain", str(tmp_path / name), "--json"])
        return code, json.loads(capsys.readouterr().out)

    return explain


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"<html><title>404</title></html>", "file_is_web_page"),
        (b"%PDF-1.7 ...", "format_unsupported"),
        (b"PK\x03\x04 broken", "file_broken"),
        (b"\xff\xfe\x00", "encoding_unknown"),
        ("prose of one line", "table_absent"),
    ],
)
def test_what_cannot_be_read_ends_with_1_and_says_why_in_the_report(
    explained: Callable[..., tuple[int, dict[str, Any]]], content: bytes | str, code: str
):
    ended, report = explained(content)
    assert (ended, report["tables"]) == (1, [])
    assert [(each["code"], bool(each["message"]), bool(each["advice"])) for each in report["problems"]] == [
        (code, True, True)
    ]


def test_a_file_that_is_not_there_is_a_problem_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["explain", str(tmp_path / "nothing.csv"), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["problems"][0]["code"] == "file_missing"


def test_the_report_has_the_shape_that_is_promised(explained: Callable[..., tuple[int, dict[str, Any]]]):
    ended, report = explained(RAIN)
    assert ended == 0
    assert list(report) == ["format", "encoding", "tables", "problems"]
    assert (report["format"], report["encoding"], report["problems"]) == ("csv", "utf-8", [])
    (table,) = report["tables"]
    assert (table["name"], table["title"], table["rows"], table["header_lines"]) == (
        "rain",
        "Daily rainfall",
        3,
        [3],
    )
    assert table["notes"] == ["Daily rainfall", "*** 沒有數據/unavailable"]
    assert [(each["name"], each["title"], each["type"], each["derived"]) for each in table["columns"]] == [
        ("year", "年/Year", "year", False),
        ("month", "月/Month", "integer", False),
        ("day", "日/Day", "integer", False),
        ("value", "數值/Value", "number", False),
        ("contact_no", "Contact No.", "string", False),
        ("date", "Date", "date", True),
    ]
    assert table["columns"][3]["markers"] == ["***", "Trace"]


def test_lines_of_the_header_are_those_of_the_file(explained: Callable[..., tuple[int, dict[str, Any]]]):
    _, report = explained('"A title\nof two lines"\n\nname,"count\nof rows"\na,1\nb,2\n')
    assert report["tables"][0]["header_lines"] == [4]


def test_what_is_read_with_doubt_is_a_problem_that_names_its_column(
    explained: Callable[..., tuple[int, dict[str, Any]]],
):
    ended, report = explained("day,n\n03/04/2024,1\n05/06/2024,2\n")
    assert ended == 0
    assert [(each["code"], each["table"], each["column"]) for each in report["problems"]] == [
        ("dates_undecided", "rain", "day")
    ]


def test_nothing_is_kept_and_no_data_folder_is_opened(
    explained: Callable[..., tuple[int, dict[str, Any]]], tmp_path: Path
):
    explained(RAIN)
    assert [each.name for each in tmp_path.iterdir()] == ["rain.csv"]


def test_people_are_told_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "rain.csv").write_text(RAIN + "3,4\n", "utf-8")
    assert main(["explain", str(tmp_path / "rain.csv")]) == 0
    told = capsys.readouterr().out
    assert "Every value is a number." in told
    assert "[rows_ragged]" in told
    assert main(["explain", str(tmp_path / "nothing.csv")]) == 1
    assert "[file_missing]" in capsys.readouterr().out
