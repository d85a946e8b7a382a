"""Jobs that ask hosts: one at a time for each host, with pauses, whichever worker does them."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from praya.store import hosts, jobs

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy import Engine

    from praya.store.jobs import Job

LEASE = timedelta(seconds=60)
PAUSE = timedelta(seconds=2)
SLOW, OTHER = "slow.gov.hk", "other.gov.hk"


@pytest.fixture
def queue(engine: Engine, now: datetime) -> Callable[[str | None], bool]:
    def queue(host: str | None) -> bool:
        with engine.begin() as connection:
            return jobs.enqueue(connection, "ingest", {}, now=now, key=None, host=host)

    return queue


def claim(engine: Engine, now: datetime) -> Job | None:
    with engine.begin() as connection:
        return jobs.claim(connection, "w", now, LEASE)


def claimed(engine: Engine, now: datetime) -> Job:
    job = claim(engine, now)
    assert job is not None
    return job


def soonest(engine: Engine, now: datetime) -> datetime | None:
    with engine.connect() as connection:
        return jobs.soonest(connection, now)


def end(engine: Engine, job: Job, now: datetime, *, trouble: bool = False, pause: timedelta = PAUSE) -> None:
    with engine.begin() as connection:
        assert jobs.finish(connection, job)
        assert job.host
        (hosts.rest if trouble else hosts.let_go)(connection, job.host, now, pause)


def test_a_slow_host_holds_up_nobody_else(
    engine: Engine, queue: Callable[[str | None], bool], now: datetime
) -> None:
    for host in (SLOW, SLOW, SLOW, OTHER, None):
        queue(host)
    held = [claimed(engine, now).host for _ in range(3)]
    assert held == [SLOW, OTHER, None]
    assert claim(engine, now) is None
    with engine.connect() as connection:
        assert jobs.waiting(connection, now) == 0


def test_a_host_is_left_alone_for_a_pause(
    engine: Engine, queue: Callable[[str | None], bool], now: datetime
) -> None:
    queue(SLOW)
    queue(SLOW)
    end(engine, claimed(engine, now), now)
    assert claim(engine, now + PAUSE - timedelta(milliseconds=1)) is None
    assert soonest(engine, now) == now + PAUSE
    assert claimed(engine, now + PAUSE).host == SLOW
    assert soonest(engine, now + PAUSE) is None


def test_a_killed_workers_host_is_free_again_when_the_lease_ends(
    engine: Engine, queue: Callable[[str | None], bool], now: datetime
) -> None:
    queue(SLOW)
    queue(SLOW)
    claimed(engine, now)
    assert claim(engine, now + LEASE - timedelta(seconds=1)) is None
    assert claimed(engine, now + LEASE).attempts == 2


def test_a_renewed_lease_keeps_the_host(
    engine: Engine, queue: Callable[[str | None], bool], now: datetime
) -> None:
    queue(SLOW)
    queue(SLOW)
    job = claimed(engine, now)
    with engine.begin() as connection:
        assert jobs.renew(connection, job, now + LEASE / 2, LEASE)
    assert claim(engine, now + LEASE) is None
    assert claimed(engine, now + LEASE * 3 / 2).attempts == 2


def test_trouble_doubles_the_pause_up_to_an_hour_and_an_answer_ends_it(
    engine: Engine, queue: Callable[[str | None], bool], now: datetime
) -> None:
    queue(SLOW)
    for minutes in (1, 2, 4, 8, 16, 32, 60, 60):
        end(engine, claimed(engine, now), now, trouble=True)
        queue(SLOW)
        assert soonest(engine, now) == now + timedelta(minutes=minutes)
        now += timedelta(minutes=minutes)
    end(engine, claimed(engine, now), now)
    queue(SLOW)
    assert soonest(engine, now) == now + PAUSE


def test_a_host_that_asks_for_a_longer_pause_gets_it(
    engine: Engine, queue: Callable[[str | None], bool], now: datetime
) -> None:
    queue(SLOW)
    end(engine, claimed(engine, now), now, trouble=True, pause=timedelta(hours=5))
    queue(SLOW)
    assert soonest(engine, now) == now + timedelta(hours=5)


def test_workers_at_once_never_share_a_host(
    engine: Engine, queue: Callable[[str | None], bool], now: datetime
) -> None:
    for _ in range(6):
        queue(SLOW)
        queue(OTHER)
    ready = threading.Barrier(8)

    def work() -> Job | None:
        ready.wait()
        return claim(engine, now)

    with ThreadPoolExecutor(8) as pool:
        found = [future.result() for future in [pool.submit(work) for _ in range(8)]]
    held = [job.host for job in found if job]
    assert len(held) == len(set(held)) >= 1
