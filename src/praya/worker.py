"""The job loop: claim by lease, do, finish or put back; any number of these may run beside one catalogue."""

from __future__ import annotations

import logging
import os
import socket
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy.exc import SQLAlchemyError

from praya.model import errors
from praya.model.catalogue import Problem
from praya.services.index import index
from praya.services.ingest import ingest
from praya.store import jobs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from praya.platform import Platform
    from praya.store.jobs import Job

LEASE = timedelta(seconds=60)
RENEW_SECONDS = 20.0
IDLE_SECONDS = 1.0

log = logging.getLogger(__name__)


class PutBack(Exception):
    """A job that failed for a reason which may be gone later."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def work(platform: Platform, stop: threading.Event, *, once: bool = False) -> int:
    """Do jobs until told to stop, or with `once` until none is waiting; return how many were done."""
    name = f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:6]}"
    done = 0
    while not stop.is_set():
        try:
            index(platform)
            job = _claim(platform, name)
            if job is not None:
                _do(platform, job)
                done += 1
        except (OSError, SQLAlchemyError):
            if once:
                raise
            log.exception("the worker lost its footing; it goes on in a moment")
            job = None
        if job is None:
            if once:
                break
            stop.wait(IDLE_SECONDS)
    return done


def _claim(platform: Platform, name: str) -> Job | None:
    """Take a job; where none waits, do so without a lock that writers would have to wait for."""
    with platform.db.connect() as connection:
        if not jobs.waiting(connection, _now()):
            return None
    with platform.db.begin() as connection:
        return jobs.claim(connection, name, _now(), LEASE)


def _do(platform: Platform, job: Job) -> None:
    try:
        with _renewed(platform, job):
            _KINDS[job.kind](platform, job.payload)
    except PutBack as error:
        _fail(platform, job, error.problem, passing=True)
    except Exception as error:
        log.exception("job %s (%s) failed", job.id, job.kind)
        _fail(
            platform,
            job,
            Problem(code=errors.Unexpected.code, fields={"kind": type(error).__name__}, at=_now()),
            passing=True,
        )
    else:
        with platform.db.begin() as connection:
            jobs.finish(connection, job)


def _fail(platform: Platform, job: Job, problem: Problem, *, passing: bool) -> None:
    with platform.db.begin() as connection:
        jobs.fail(connection, job, problem, _now(), passing=passing)


@contextmanager
def _renewed(platform: Platform, job: Job) -> Iterator[None]:
    """Keep the lease fresh while the job runs, however long it takes."""
    finished = threading.Event()

    def renew() -> None:
        while not finished.wait(RENEW_SECONDS):
            with platform.db.begin() as connection:
                jobs.renew(connection, job, _now(), LEASE)

    thread = threading.Thread(target=renew, name=f"lease-{job.id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        finished.set()
        thread.join()


def _ingest(platform: Platform, payload: Mapping[str, str]) -> None:
    outcome = ingest(platform, payload["distribution"], now=_now())
    if outcome.problem and outcome.passing:
        raise PutBack(outcome.problem)


_KINDS: Mapping[str, Callable[[Platform, Mapping[str, str]], None]] = {"ingest": _ingest}


def _now() -> datetime:
    return datetime.now(UTC)
