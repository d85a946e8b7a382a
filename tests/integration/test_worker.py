"""Workers on real jobs: killed, racing, failing, going on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from tests.origin import Origin, Reply, Trouble

from praya.model.catalogue import Dataset, Distribution, Publisher, Record
from praya.model.licence import HK_TERMS
from praya.model.search import Question
from praya.model.text import Text
from praya.services import find, read
from praya.services.adopt import adopt
from praya.services.schedule import schedule
from praya.services.service_record import overview
from praya.store import catalogue, jobs
from praya.worker import LEASE, LEFT_BEHIND, Worker

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from praya.platform import Platform
    from praya.store.measure import Kept

FILES = 8


@pytest.fixture
def origin() -> Iterator[Origin]:
    with Origin() as running:
        for number in range(FILES):
            running.at[f"/{number}.csv"] = Reply(b"Station,Rain\nSha Tin,%d\n" % number)
        yield running


@pytest.fixture
def queued(platform: Platform, origin: Origin) -> str:
    """A dataset with its files queued."""
    dataset = Dataset(id="d1", name="rain", title=Text.of("Rain"), publisher_id="hko", licence_id=HK_TERMS.id)
    files = tuple(
        Distribution(
            id=f"r{number}",
            dataset_id="d1",
            position=number,
            title=Text.of(f"Rain {number}"),
            url=f"{origin.url}/{number}.csv",
            format="CSV",
        )
        for number in range(FILES)
    )
    publisher = Publisher(id="hko", title=Text.of("Hong Kong Observatory"))
    now = datetime.now(UTC)
    with platform.db.begin() as connection:
        record = Record(dataset=dataset, distributions=files, publisher=publisher, themes=())
        catalogue.save_record(connection, record, now)
    assert schedule(platform, "rain", now=now) == FILES
    assert schedule(platform, "rain", now=now) == 0
    return "rain"


def statuses(platform: Platform) -> list[str]:
    return [each.status for each in read.dataset(platform, "rain").distributions]


def test_queued_files_are_read_and_found(platform: Platform, queued: str):
    assert statuses(platform) == ["queued"] * FILES
    assert Worker(platform).work(threading.Event(), once=True) == FILES
    assert statuses(platform) == ["ready"] * FILES
    assert find.find(platform, Question(facets={"table": "yes"})).hits[0].tables == FILES


def test_how_far_a_reading_is_can_be_seen_while_it_goes_on(
    platform: Platform, queued: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("praya.worker.TELL_SECONDS", 0.01)
    original = platform.archive.keep

    def keep(path: Path, *, after: str = "", known: Kept | None = None) -> Kept:
        deadline = time.monotonic() + 10
        while not any(progress for _, progress in overview(platform, now=datetime.now(UTC)).under_way):
            assert time.monotonic() < deadline
            time.sleep(0.01)
        return original(path, after=after, known=known)

    monkeypatch.setattr(platform.archive, "keep", keep)
    assert Worker(platform).work(threading.Event(), once=True) == FILES
    assert statuses(platform) == ["ready"] * FILES
    assert overview(platform, now=datetime.now(UTC)).under_way == ()


def test_workers_share_the_jobs_and_do_each_once(platform: Platform, origin: Origin, queued: str):
    done: list[int] = []
    workers = [
        threading.Thread(target=lambda: done.append(Worker(platform).work(threading.Event(), once=True)))
        for _ in range(4)
    ]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert sum(done) == FILES
    assert sorted(origin.seen) == [f"/{number}.csv" for number in range(FILES)]
    assert statuses(platform) == ["ready"] * FILES


def test_a_host_is_asked_once_at_a_time_and_a_hanging_one_delays_no_other(
    platform: Platform, origin: Origin, queued: str
):
    """Eight files of one host, one of which hangs; the ninth is on another host and is read meanwhile."""
    origin.at["/0.csv"] = Reply(b"Station,Rain\n", trouble=Trouble(hang=5))
    with Origin() as quick:
        quick.at["/a.csv"] = Reply(b"Station,Rain\nTai Po,1\n")
        asked: list[bool] = []
        original = quick.answer

        def answer(path: str) -> Reply:
            asked.append("/1.csv" in origin.seen)
            return original(path)

        quick.answer = answer  # type: ignore[method-assign]  # to see what has happened elsewhere when it is asked
        other = adopt(platform, f"{quick.url}/a.csv", now=datetime.now(UTC))
        with platform.db.begin() as connection:
            payload = {"distribution": other}
            jobs.enqueue(
                connection, "ingest", payload, now=datetime.now(UTC), key=None, host=f"127.0.0.1:{quick.port}"
            )
        Worker(platform, hands=3).work(threading.Event(), once=True)
    assert asked == [False]
    assert origin.most_at_once == 1
    assert origin.seen == ["/0.csv"]  # after a time-out the host is left alone for a minute

    def later() -> datetime:
        return datetime.now(UTC) + timedelta(minutes=2)

    origin.at["/0.csv"] = Reply(b"Station,Rain\nSha Tin,0\n")
    Worker(platform, later, hands=3).work(threading.Event(), once=True)
    assert origin.most_at_once == 2  # one, and the answer that still hangs
    assert statuses(platform) == ["ready"] * FILES


def test_a_host_that_says_when_to_come_back_is_left_alone_until_then(
    platform: Platform, origin: Origin, queued: str
):
    origin.at["/0.csv"] = Reply(b"busy", 429, {"Retry-After": "600"})
    Worker(platform, hands=2).work(threading.Event(), once=True)
    assert origin.seen == ["/0.csv"]
    with platform.db.connect() as connection:
        soonest = jobs.soonest(connection, datetime.now(UTC))
    assert soonest is not None
    assert timedelta(seconds=590) < soonest - datetime.now(UTC) <= timedelta(seconds=600)


def test_a_file_that_fails_passingly_is_tried_again_later(platform: Platform, origin: Origin, queued: str):
    origin.at["/3.csv"] = [Reply(status=503), Reply(b"Station,Rain\nTai Po,1\n")]
    Worker(platform).work(threading.Event(), once=True)
    assert statuses(platform)[3] == "failed"
    later = datetime.now(UTC) + jobs.delay(1)
    with platform.db.begin() as connection:
        again = jobs.claim(connection, "later", later, LEASE)
    assert again is not None
    assert again.payload == {"distribution": "r3"}
    assert again.attempts == 2


def test_a_worker_killed_at_its_job_leaves_it_to_another(platform: Platform, origin: Origin, queued: str):
    """A real process, killed while the origin keeps it waiting; its lease runs out and the job is done."""
    origin.at["/0.csv"] = [
        Reply(b"Station,Rain\n", trouble=Trouble(drip=0.2)),
        Reply(b"Station,Rain\nSha Tin,0\n"),
    ]
    process = subprocess.Popen(
        [sys.executable, "-c", "import sys; from praya.cli import main; sys.exit(main())", "work"],
        env={
            **os.environ,
            "PRAYA_HOME": str(platform.settings.home),
            "PRAYA_ALLOW_NETWORKS": "127.0.0.0/8",
            "PRAYA_WATCH": "no",  # or it may leave that job too
        },
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + 30
        while "/0.csv" not in origin.seen:
            assert time.monotonic() < deadline
            assert process.poll() is None
            time.sleep(0.02)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()

    assert Worker(platform).work(threading.Event(), once=True) == 0  # its host is taken as long as its lease
    assert statuses(platform)[0] == "queued"

    def later() -> datetime:
        return datetime.now(UTC) + LEASE

    assert Worker(platform, later).work(threading.Event(), once=True) == FILES
    assert statuses(platform) == ["ready"] * FILES

    def tomorrow() -> datetime:
        return datetime.now(UTC) + LEFT_BEHIND

    assert list(platform.scratch.iterdir())
    Worker(platform, tomorrow).work(threading.Event(), once=True)
    assert not list(platform.scratch.iterdir())
