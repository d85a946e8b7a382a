"""A publisher corrects the reader once: what is there is read again, what comes is read so, what stops fitting is told."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from tests.integration.test_memory import START, Feed
from tests.integration.test_reread import quiet, versions

from praya.cli import main
from praya.model.override import override_from_json
from praya.model.query import Query, parse
from praya.services import ask, override, read, reread, verify
from praya.store import catalogue, jobs
from praya.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from praya.platform import Platform

LATER = START + timedelta(days=30)
FIRST = "Date,Rain\n01/02/2024,1.5\n03/04/2024,Tr.\n"
SECOND = "Date,Rain\n01/02/2024,1.5\n03/04/2024,Tr.\n05/06/2024,2\n"
THIRD = "Date,Rain\n07/08/2024,1.5\n09/10/2024,Tr.\n11/12/2024,3\n"
SAID = {"columns": {"Date": {"order": "dmy"}, "Rain": {"markers": ["Tr."], "name": "rainfall"}}}


@pytest.fixture
def feed(platform: Platform, tmp_path: Path) -> Feed:
    made = Feed(platform, tmp_path)
    for content in (FIRST, SECOND):
        assert made.put(content).status == "ready"
    return made


def say(platform: Platform, told: Mapping[str, object]) -> bool:
    (distribution,) = override.spoken_of(platform, "rain")
    changed = override.set_override(platform, distribution, override_from_json(told), now=LATER)
    reread.queue(platform, "r1", now=LATER)
    return changed


def work(platform: Platform) -> None:
    Worker(platform, now=lambda: LATER).work(threading.Event(), once=True)


def types(platform: Platform, number: int | None = None) -> dict[str, str]:
    return {each.name: each.type for each in read.table(platform, "rain", number).schema.columns}


def codes(platform: Platform, number: int | None = None) -> list[str]:
    told = read.table(platform, "rain", number).decisions
    return sorted(each.code for each in told if each.code.startswith(("said_", "unfit_")))


def dates(platform: Platform, number: int | None = None) -> list[str]:
    table = read.table(platform, "rain", number)
    found = ask.rows(platform, table, Query())
    return sorted(str(row["date"]) for row in found.rows)


def test_from_text_to_types_and_on_until_it_stops_fitting(platform: Platform, feed: Feed):
    known = versions(platform)
    assert types(platform) == {"date": "string", "rain": "string"}

    assert say(platform, SAID)
    work(platform)
    assert versions(platform) == known, "reading again makes no version"
    for number in (1, 2):
        assert types(platform, number) == {"date": "date", "rainfall": "number"}
        assert codes(platform, number) == ["said_markers", "said_name", "said_order"]
    assert dates(platform, 1) == ["2024-02-01", "2024-04-03"]
    assert dates(platform, 2)[-1] == "2024-06-05"
    table = read.table(platform, "rain", 2)
    asked = parse([("where", "date,ge,2024-06-01")])
    assert [row["rainfall"] for row in ask.rows(platform, table, asked).rows] == [2.0]

    assert feed.put(THIRD).status == "ready"
    assert types(platform) == {"date": "date", "rainfall": "number"}
    assert dates(platform)[0] == "2024-08-07"

    assert feed.put("Day,Rain\n2024-01-01,1\n").status == "ready"
    assert codes(platform) == ["said_name", "unfit_column"]
    report = read.report(platform, "rain")
    assert "unfit_column" in {each.code for each in report.tables[0].decisions}
    assert types(platform, 3)["date"] == "date"
    assert not verify.verify(platform, progress=quiet).damaged


def test_an_override_taken_back_leaves_all_to_the_reader(platform: Platform, feed: Feed):
    say(platform, SAID)
    work(platform)
    assert say(platform, {})
    work(platform)
    assert types(platform) == {"date": "string", "rain": "string"}
    assert codes(platform) == []
    assert not say(platform, {}), "nothing has changed"


def test_a_change_that_no_job_was_queued_for_is_found(platform: Platform, feed: Feed):
    (distribution,) = override.spoken_of(platform, "rain")
    override.set_override(platform, distribution, override_from_json(SAID), now=LATER)
    assert reread.plan(platform, now=LATER) == 1
    work(platform)
    assert types(platform, 1)["date"] == "date"
    assert reread.plan(platform, now=LATER) == 0


def test_an_override_that_comes_while_history_is_read_again_is_not_lost(platform: Platform, feed: Feed):
    def meanwhile(done: int, total: int, what: str) -> None:
        if done == 1:
            say(platform, SAID)

    reread.reread(platform, "r1", now=LATER, anyway=True, progress=meanwhile)
    work(platform)
    assert types(platform, 1)["date"] == "date"


def test_what_could_never_be_read_is_tried_again(platform: Platform, feed: Feed):
    with platform.db.begin() as connection:
        catalogue.set_status(connection, "r1", "failed", checked_at=LATER)
    say(platform, SAID)
    with platform.db.connect() as connection:
        assert jobs.waiting(connection, LATER) == 2


def test_an_encoding_mends_a_file_that_was_kept_as_it_is(platform: Platform, feed: Feed):
    content = "Stadt,n\nKöln,1\nMünchen,2\n".encode("cp1252")
    assert feed.put(content).status == "failed"
    say(platform, {"encoding": "cp1252"})
    assert feed.put(content).status == "ready"
    table = read.table(platform, "rain")
    assert [row["stadt"] for row in ask.rows(platform, table, Query()).rows] == ["Köln", "München"]
    assert codes(platform) == ["said_encoding"]
    work(platform)
    assert types(platform, 1) == {"date": "string", "rain": "string"}, "they were written in it as well"


def test_two_workers_at_once_and_an_override_between_them(platform: Platform, feed: Feed):
    threads = [threading.Thread(target=work, args=(platform,)) for _ in range(2)]
    say(platform, SAID)
    for each in threads:
        each.start()
    assert feed.put(THIRD).status == "ready"
    for each in threads:
        each.join()
    work(platform)
    for number in (1, 2, 3):
        assert types(platform, number) == {"date": "date", "rainfall": "number"}
    assert dates(platform, 3) == ["2024-08-07", "2024-10-09", "2024-12-11"]
    assert not verify.verify(platform, progress=quiet).damaged


def run(platform: Platform, *arguments: str) -> int:
    return main([arguments[0], "--home", str(platform.settings.home), *arguments[1:]])


def test_the_commands(platform: Platform, feed: Feed, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = tmp_path / "said.json"
    path.write_text(json.dumps(SAID), "utf-8")
    assert run(platform, "override", "rain", "--file", str(path), "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told == {"distribution": "r1", "override": SAID, "changed": True, "queued": True}
    assert run(platform, "override", "rain", "r1", "--show", "--json") == 0
    (shown,) = json.loads(capsys.readouterr().out)
    assert (shown["distribution"], shown["override"]) == ("r1", SAID)
    assert shown["set_at"]
    assert run(platform, "reread", "rain", "--json") == 0
    (done,) = json.loads(capsys.readouterr().out)
    assert done == {"distribution": "r1", "versions": 2, "troubles": []}
    assert types(platform)["date"] == "date"
    assert run(platform, "override", "rain", "--clear") == 0
    assert run(platform, "reread") == 0
    assert types(platform)["date"] == "string"
    assert run(platform, "override", "rain", "--show") == 0
    assert "nothing" in capsys.readouterr().out


@pytest.mark.parametrize(
    "content", ["{", '{"encoding": "utf-9"}', "[" * 100_000], ids=["no JSON", "no encoding", "deep"]
)
def test_a_wrong_file_is_refused_and_nothing_is_kept(
    platform: Platform,
    feed: Feed,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    content: str,
):
    path = tmp_path / "said.json"
    path.write_text(content)
    assert run(platform, "override", "rain", "--file", str(path)) == 1
    assert "override_invalid" in capsys.readouterr().err.replace("\n", " ")
    assert override.override(platform, "r1") is None


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("override", "none", "--show"), "dataset_missing"),
        (("override", "rain", "none", "--show"), "distribution_missing"),
        (("override", "rain", "--file", "/none"), "file_missing"),
    ],
)
def test_what_is_not_there_is_said(
    platform: Platform,
    feed: Feed,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    said: str,
):
    assert run(platform, *arguments) == 1
    assert said in capsys.readouterr().err.replace("\n", " ")


def test_a_file_can_be_tried_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "a.csv").write_text(FIRST)
    (tmp_path / "said.json").write_text(json.dumps(SAID))
    said = str(tmp_path / "said.json")
    assert main(["explain", str(tmp_path / "a.csv"), "--override", said, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [each["type"] for each in told["tables"][0]["columns"]] == ["date", "number"]
    assert told["problems"] == []
