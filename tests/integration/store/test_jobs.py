from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from praya.model.catalogue import Problem
from praya.model.progress import Progress
from praya.store import db, jobs
from praya.store.db import open_engine

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from multiprocessing.synchronize import Event

    from sqlalchemy import Engine

    from praya.store.jobs import Job

LEASE = timedelta(seconds=60)
SOON = timedelta(microseconds=1)


@pytest.fixture
def queue(engine: Engine, now: datetime) -> Callable[..., bool]:
    def queue(file: str = "a", key: str | None = None) -> bool:
        with engine.begin() as connection:
            return jobs.enqueue(connection, "ingest", {"distribution": file}, now=now, key=key)

    return queue


def claim(engine: Engine, now: datetime, worker: str = "w") -> Job | None:
    with engine.begin() as connection:
        return jobs.claim(connection, worker, now, LEASE)


def claimed(engine: Engine, now: datetime, worker: str = "w") -> Job:
    job = claim(engine, now, worker)
    assert job is not None
    return job


def stored(engine: Engine) -> list[sa.Row[tuple[object, ...]]]:
    with engine.connect() as connection:
        return list(connection.execute(sa.select(db.job).order_by(db.job.c.id)).all())


def fail(engine: Engine, job: Job, now: datetime, *, passing: bool) -> bool:
    problem = Problem(code="origin_timeout", fields={"host": "example.org", "seconds": 30}, at=now)
    with engine.begin() as connection:
        return jobs.fail(connection, job, problem, now, passing=passing)


def hold_until_killed(url: str, now: datetime, claimed: Event) -> None:
    """What a worker does that never comes back: in a process of its own."""
    engine = open_engine(url)
    with engine.begin() as connection:
        jobs.claim(connection, "doomed", now, LEASE)
    claimed.set()
    signal.pause()


def hold_transaction_until_killed(url: str, now: datetime, claimed: Event) -> None:
    engine = open_engine(url)
    with engine.begin() as connection:
        jobs.claim(connection, "doomed", now, LEASE)
        claimed.set()
        signal.pause()


def run_and_kill(target: Callable[..., None], url: str, now: datetime) -> None:
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    process = context.Process(target=target, args=(url, now, ready))
    process.start()
    assert ready.wait(60)
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()


def test_a_killed_workers_job_is_taken_over_when_its_lease_ends(
    engine: Engine, url: str, queue: Callable[..., bool], now: datetime
) -> None:
    queue()
    run_and_kill(hold_until_killed, url, now)
    assert claim(engine, now + LEASE - SOON) is None
    job = claimed(engine, now + LEASE)
    assert (job.payload, job.attempts) == ({"distribution": "a"}, 2)


def test_a_worker_killed_before_it_committed_never_had_the_job(
    engine: Engine, url: str, queue: Callable[..., bool], now: datetime
) -> None:
    queue()
    run_and_kill(hold_transaction_until_killed, url, now)
    deadline = time.monotonic() + 30
    while (job := claim(engine, now)) is None:  # a server takes a moment to notice that its client has gone
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert job.attempts == 1


def test_each_job_goes_to_one_worker(engine: Engine, queue: Callable[..., bool], now: datetime) -> None:
    for number in range(12):
        queue(str(number))
    together = threading.Barrier(6)

    def work(worker: int) -> list[str]:
        together.wait()
        done = []
        while job := claim(engine, now, str(worker)):
            done.append(job.payload["distribution"])
        return done

    with ThreadPoolExecutor(6) as pool:
        done = [each for share in pool.map(work, range(6)) for each in share]
    assert sorted(done, key=int) == [str(number) for number in range(12)]


def test_who_lost_the_lease_can_no_longer_touch_the_job(
    engine: Engine, queue: Callable[..., bool], now: datetime
) -> None:
    queue()
    late = claimed(engine, now, "late")
    holder = claimed(engine, now + LEASE, "holder")
    assert not fail(engine, late, now + LEASE, passing=False)
    with engine.begin() as connection:
        assert not jobs.renew(connection, late, now + LEASE, LEASE)
        assert not jobs.finish(connection, late)
        assert jobs.renew(connection, holder, now + LEASE, LEASE)
        assert jobs.finish(connection, holder)
    assert stored(engine) == []


def test_a_renewed_lease_lasts(engine: Engine, queue: Callable[..., bool], now: datetime) -> None:
    queue()
    job = claimed(engine, now)
    with engine.begin() as connection:
        assert jobs.renew(connection, job, now + LEASE / 2, LEASE)
    assert claim(engine, now + LEASE) is None
    assert claimed(engine, now + LEASE * 1.5).attempts == 2


def test_how_far_a_job_is_can_be_seen_by_others_until_somebody_else_takes_it(
    engine: Engine, queue: Callable[..., bool], now: datetime
) -> None:
    queue()
    job = claimed(engine, now)

    def seen(at: datetime) -> list[Progress | None]:
        with engine.connect() as connection:
            return [each.progress for each in jobs.under_way(connection, at)]

    assert seen(now) == [None]
    with engine.begin() as connection:
        assert jobs.tell(connection, job, Progress("read", 1, 4))
    assert [each.share for each in seen(now) if each] == [0.25]
    assert seen(now + LEASE) == []
    claimed(engine, now + LEASE)
    assert seen(now + LEASE) == [None]
    with engine.begin() as connection:
        assert not jobs.tell(connection, job, Progress("read", 2, 4))


def test_a_passing_failure_waits_longer_each_time_and_is_given_up_in_the_end(
    engine: Engine, queue: Callable[..., bool], now: datetime
) -> None:
    queue()
    for attempt in range(1, jobs.MAX_ATTEMPTS + 1):
        assert claim(engine, now - SOON) is None
        job = claimed(engine, now)
        assert job.attempts == attempt
        assert fail(engine, job, now, passing=True)
        now += jobs.delay(attempt)
    assert claim(engine, now + timedelta(days=999)) is None
    (row,) = stored(engine)
    assert (row.state, row.problem["code"]) == ("dead", "origin_timeout")


def test_delays_grow_up_to_a_cap() -> None:
    delays = [jobs.delay(attempt) for attempt in range(1, 40)]
    assert delays == sorted(delays)
    assert (delays[0], delays[1], delays[-1]) == (jobs.FIRST_DELAY, 2 * jobs.FIRST_DELAY, jobs.LONGEST_DELAY)


def test_a_lasting_failure_is_given_up_at_once(
    engine: Engine, queue: Callable[..., bool], now: datetime
) -> None:
    queue()
    assert fail(engine, claimed(engine, now), now, passing=False)
    assert stored(engine)[0].state == "dead"
    assert claim(engine, now + timedelta(days=999)) is None


def test_a_job_that_kills_every_worker_is_given_up(
    engine: Engine, queue: Callable[..., bool], now: datetime
) -> None:
    queue("deadly")
    for _ in range(jobs.MAX_ATTEMPTS):
        claimed(engine, now)
        now += LEASE
    queue("harmless")
    assert claimed(engine, now).payload == {"distribution": "harmless"}
    deadly, _harmless = stored(engine)
    assert (deadly.state, deadly.problem["fields"]) == ("dead", {"kind": "WorkerLost"})


def test_an_open_job_is_not_queued_twice(engine: Engine, queue: Callable[..., bool], now: datetime) -> None:
    assert queue(key="a")
    assert not queue(key="a")
    assert queue(key="b")
    assert queue(key=None)
    assert queue(key=None)
    job = claimed(engine, now)
    assert not queue(key="a")
    fail(engine, job, now, passing=False)
    assert queue(key="a")


def test_a_job_queued_in_an_unfinished_transaction_was_never_queued(engine: Engine, now: datetime) -> None:
    with engine.connect() as connection:
        jobs.enqueue(connection, "ingest", {}, now=now, key=None)
        connection.rollback()
    assert claim(engine, now) is None


def test_waiting_counts_what_could_be_claimed(
    engine: Engine, queue: Callable[..., bool], now: datetime
) -> None:
    def waiting(moment: datetime) -> int:
        with engine.connect() as connection:
            return jobs.waiting(connection, moment)

    assert waiting(now) == 0
    queue("a")
    queue("b")
    assert waiting(now) == 2
    fail(engine, claimed(engine, now), now, passing=True)
    claimed(engine, now)
    assert waiting(now) == 0
    assert waiting(now + LEASE) == 2


def test_the_longest_waiting_comes_first(engine: Engine, queue: Callable[..., bool], now: datetime) -> None:
    queue("a")
    queue("b")
    fail(engine, claimed(engine, now), now, passing=True)
    queue("c")
    later = now + timedelta(days=1)
    assert [claimed(engine, later).payload["distribution"] for _ in range(3)] == ["b", "c", "a"]
