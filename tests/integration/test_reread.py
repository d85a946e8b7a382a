"""Reading again what is kept: nothing is lost on the way, and what cannot be read again stays as it was."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from tests.integration.killed import contents
from tests.integration.test_memory import START, Feed
from tests.integration.test_never_half import run, table

from praya.formats import steps
from praya.model import errors
from praya.model.query import Query, Sql
from praya.platform import open_platform
from praya.services import ask, read, reread, verify
from praya.store import catalogue, jobs
from praya.worker import Worker

if TYPE_CHECKING:
    from pathlib import Path

    from praya.platform import Platform

VERSIONS = 5
LATER = START + timedelta(days=30)


@pytest.fixture
def feed(platform: Platform, tmp_path: Path) -> Feed:
    made = Feed(platform, tmp_path)
    for seed in range(VERSIONS):
        assert made.put(table(100, seed)).status == "ready"
    return made


def quiet(done: int, total: int, what: str) -> None:
    """Progress that nobody watches."""


def again(platform: Platform, *, anyway: bool = False) -> reread.Reread:
    return reread.reread(platform, "r1", now=LATER, anyway=anyway, progress=quiet)


def versions(platform: Platform) -> list[tuple[object, ...]]:
    """What of versions never changes."""
    with platform.db.connect() as connection:
        return [
            (each.number, each.sha256, each.bytes, each.retrieved_at)
            for each in catalogue.versions(connection, "r1")
        ]


def files(platform: Platform) -> set[str]:
    folder = platform.settings.home / "tables" / "rain"
    return {str(path.relative_to(folder)) for path in folder.rglob("*.parquet")}


def damage(platform: Platform, number: int) -> None:
    """Spoil the archived bytes of a version."""
    with platform.db.connect() as connection:
        sha256 = next(each.sha256 for each in catalogue.versions(connection, "r1") if each.number == number)
    for path in (platform.settings.home / "archive").rglob(f"{sha256}*"):
        path.write_bytes(b"spoilt")


def test_what_is_up_to_date_is_left_alone(platform: Platform, feed: Feed):
    before = files(platform)
    assert reread.plan(platform, now=LATER) == 0
    assert again(platform).versions == 0
    assert files(platform) == before


def test_a_newer_reader_reads_again_without_a_new_version(
    platform: Platform, feed: Feed, monkeypatch: pytest.MonkeyPatch
):
    rows, known, old = contents(platform), versions(platform), files(platform)
    monkeypatch.setattr(steps, "INFER", steps.INFER + 1)
    assert reread.plan(platform, now=LATER) == 1
    assert reread.plan(platform, now=LATER) == 0, "it is queued already"
    assert Worker(platform).work(threading.Event(), once=True) == 1
    assert contents(platform) == rows
    assert versions(platform) == known
    assert not files(platform) & old, "files that were replaced stay behind"
    assert not verify.verify(platform, progress=quiet).damaged
    assert again(platform).versions == 0
    assert feed.put(table(100, 77)).status == "ready"
    assert contents(platform)[:VERSIONS] == rows


def test_a_newer_profile_leaves_the_rows_alone(
    platform: Platform, feed: Feed, monkeypatch: pytest.MonkeyPatch
):
    rows, old = contents(platform), files(platform)
    monkeypatch.setattr(steps, "PROFILE", steps.PROFILE + 1)
    assert again(platform).versions == VERSIONS
    assert files(platform) <= old, "only what was replaced before is gone"
    assert contents(platform) == rows
    assert again(platform).versions == 0


def test_a_version_that_cannot_be_read_again_keeps_its_reading_and_says_why(platform: Platform, feed: Feed):
    rows = contents(platform)
    damage(platform, VERSIONS)  # the others lean on earlier ones
    found = again(platform, anyway=True)
    assert found.versions == VERSIONS
    assert {number: each.code for number, each in found.troubles.items()} == {VERSIONS: "version_missing"}
    assert contents(platform) == rows
    report = read.report(platform, "rain")
    assert report.failure is not None
    assert report.failure[0] == "version_missing"
    assert report.tables[0].rows == 100
    assert read.report(platform, "rain", VERSIONS - 1).failure is None


def test_what_failed_is_not_tried_again_by_the_same_reader(
    platform: Platform, feed: Feed, monkeypatch: pytest.MonkeyPatch
):
    damage(platform, VERSIONS)
    monkeypatch.setattr(steps, "READ", steps.READ + 1)
    assert again(platform).troubles
    assert reread.plan(platform, now=LATER) == 0
    monkeypatch.setattr(steps, "READ", steps.READ + 2)
    assert reread.plan(platform, now=LATER) == 1


def test_a_distribution_that_is_gone_is_no_failure(platform: Platform, feed: Feed):
    with pytest.raises(errors.DistributionMissing):
        reread.reread(platform, "none", now=LATER, progress=quiet)
    assert reread.queue(platform, "none", now=LATER)
    assert Worker(platform).work(threading.Event(), once=True) == 1


def test_rereading_lets_all_others_go_first(platform: Platform, feed: Feed):
    assert reread.queue(platform, "r1", now=START)
    with platform.db.begin() as connection:
        jobs.enqueue(connection, "watch", {}, now=LATER, key="watch")
        first = jobs.claim(connection, "w", LATER, timedelta(minutes=1))
        second = jobs.claim(connection, "w", LATER, timedelta(minutes=1))
    assert first is not None
    assert second is not None
    assert (first.kind, second.kind) == ("watch", "reread")


def test_who_reads_is_not_disturbed(platform: Platform, feed: Feed):
    with platform.history.source(platform.db, "rain", VERSIONS) as held:
        assert again(platform, anyway=True).versions == VERSIONS
        found = platform.lake.rows(Sql(f"SELECT count(*) FROM {held.sql}"))
        assert found.rows[0][0] == 100
    again(platform, anyway=True)
    assert len(files(platform)) <= VERSIONS + 1, "what was held is removed the next time"


def test_a_version_that_arrives_meanwhile_is_not_lost(platform: Platform, feed: Feed):
    rows = contents(platform)
    arrived: list[str] = []

    def meanwhile(done: int, total: int, what: str) -> None:
        if done == total - 1 and not arrived:
            arrived.append(feed.put(table(100, 99)).status)

    found = reread.reread(platform, "r1", now=LATER, anyway=True, progress=meanwhile)
    assert arrived == ["ready"]
    assert found.versions == VERSIONS + 1
    assert contents(platform)[:VERSIONS] == rows
    assert len(contents(platform)) == VERSIONS + 1
    assert not verify.verify(platform, progress=quiet).damaged


def test_an_ingest_on_the_way_sees_that_history_was_rewritten(platform: Platform, feed: Feed, tmp_path: Path):
    """Two workers: one reads a new version, the other reads the old ones again, over and over."""
    stop = threading.Event()
    failed: list[Exception] = []

    def rereads() -> None:
        other = open_platform(platform.settings)
        try:
            while not stop.is_set():
                again(other, anyway=True)
        except Exception as error:  # noqa: BLE001 - told to the test below
            failed.append(error)
        other.db.dispose()

    thread = threading.Thread(target=rereads)
    thread.start()
    seeds = range(VERSIONS, VERSIONS + 6)
    ended = [feed.put(table(100, seed)).status for seed in seeds]
    stop.set()
    thread.join()
    assert not failed
    assert ended == ["ready"] * len(seeds)
    fresh = Feed(open_platform_beside(platform, tmp_path), tmp_path)
    for seed in range(VERSIONS + len(seeds)):
        fresh.put(table(100, seed))
    assert contents(platform) == contents(fresh.platform)
    assert not verify.verify(platform, progress=quiet).damaged
    fresh.platform.db.dispose()


def open_platform_beside(platform: Platform, folder: Path) -> Platform:
    return open_platform(replace(platform.settings, home=folder / "beside"))


@pytest.mark.long
def test_killed_at_any_step_it_is_as_before_or_all_new(platform: Platform, feed: Feed, tmp_path: Path):
    platform.db.dispose()
    (tmp_path / "next.csv").write_text(table(100, 8), "utf-8")
    (tmp_path / "scratch").mkdir()
    ended = run(
        "tests.integration.killed",
        "reread",
        platform.settings.home,
        tmp_path / "scratch",
        tmp_path / "next.csv",
        3,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert int(ended.stdout) > 60


def test_every_row_of_every_version_is_asked_for_as_before(platform: Platform, feed: Feed):
    first = ask.rows(platform, read.table(platform, "rain", 1), Query(size=3)).rows
    again(platform, anyway=True)
    assert ask.rows(platform, read.table(platform, "rain", 1), Query(size=3)).rows == first
