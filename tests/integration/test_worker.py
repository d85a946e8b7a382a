"""Workers on real jobs: killed, racing, failing, going on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from tests.origin import Origin, Reply, Trouble

from praya.model.catalogue import Dataset, Distribution, Publisher, Record
from praya.model.licence import HK_TERMS
from praya.model.text import Text
from praya.services import find, read
from praya.services.schedule import schedule
from praya.store import catalogue, jobs
from praya.worker import LEASE, LEFT_BEHIND, Worker

if TYPE_CHECKING:
    from collections.abc import Iterator

    from praya.platform import Platform

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
    assert find.find(platform, find.Question(has_table=True)).hits[0].tables == FILES


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

    assert Worker(platform).work(threading.Event(), once=True) == FILES - 1
    assert statuses(platform)[0] == "queued"

    def later() -> datetime:
        return datetime.now(UTC) + LEASE

    assert Worker(platform, later).work(threading.Event(), once=True) == 1
    assert statuses(platform) == ["ready"] * FILES

    def tomorrow() -> datetime:
        return datetime.now(UTC) + LEFT_BEHIND

    assert list(platform.scratch.iterdir())
    Worker(platform, tomorrow).work(threading.Event(), once=True)
    assert not list(platform.scratch.iterdir())
