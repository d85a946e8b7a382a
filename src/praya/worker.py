"""The job loop: claim by lease, do, finish or put back; any number of these may run beside one catalogue."""

from __future__ import annotations

import logging
import os
import shutil
import socket
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy.exc import SQLAlchemyError

from praya.model import errors
from praya.model.catalogue import Problem
from praya.model.progress import Progress
from praya.services import quality, reread, watch
from praya.services.index import index
from praya.services.ingest import ingest
from praya.store import hosts, jobs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sqlalchemy import Connection

    from praya.model.progress import Step, Tell
    from praya.platform import Platform
    from praya.services.ingest import Outcome
    from praya.store.jobs import Job

LEASE = timedelta(seconds=60)
RENEW_SECONDS = 20.0
TELL_SECONDS = 2.0
IDLE_SECONDS = 1.0
WATCH_EVERY = timedelta(minutes=1)
REREAD_EVERY = timedelta(minutes=10)
"""How often readings older than the reader are looked for; after the first time, those that an older worker made."""
PATIENCE = timedelta(seconds=10)
"""How long a worker that is to end when no job waits still waits for a host."""
LEFT_BEHIND = timedelta(days=1)
"""Work under way is never older than this; what is was left by a worker that was killed."""

_HOST_TROUBLES = frozenset({errors.OriginUnreachable.code, errors.OriginTimeout.code, errors.OriginBusy.code})
"""Failures that the next request to the same host would meet too."""

log = logging.getLogger(__name__)


def clock() -> datetime:
    """Return what time it is."""
    return datetime.now(UTC)


def worker_name() -> str:
    """Return a name that no other worker has."""
    return f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:6]}"


class PutBack(Exception):
    """A job that failed for a reason which may be gone later."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Worker:
    """Some hands that do jobs, each in a thread of its own."""

    platform: Platform
    now: Callable[[], datetime] = clock
    name: str = field(default_factory=worker_name)
    hands: int = 1

    def work(self, stop: threading.Event, *, once: bool = False) -> int:
        """Do jobs until told to stop, or with `once` until none is waiting; return how many were done."""
        self._sweep()
        done: list[int] = []
        lost: list[Exception] = []

        def run(*, first: bool = False) -> None:
            try:
                done.append(self._hand(stop, once=once, first=first))
            except (OSError, SQLAlchemyError) as error:
                lost.append(error)

        others = [
            threading.Thread(target=run, name=f"hand-{number}", daemon=True)
            for number in range(1, self.hands)
        ]
        for each in others:
            each.start()
        run(first=True)
        for each in others:
            each.join()
        if lost:
            raise lost[0]
        if once:
            self._follow()
        return sum(done)

    def _hand(self, stop: threading.Event, *, once: bool, first: bool) -> int:
        """Do jobs; the first of several hands queues also what is to be done regularly."""
        watches = first and self.platform.settings.watch and not once
        done = 0
        watch_at = reread_at = self.now()
        while not stop.is_set():
            try:
                if first and reread_at <= self.now():
                    reread.plan(self.platform, now=self.now())
                    reread_at = self.now() + REREAD_EVERY
                if watches and watch_at <= self.now():
                    self._keep_watching()
                    watch_at = self.now() + WATCH_EVERY
                self._follow()
                busy = self._do_next()
            except (OSError, SQLAlchemyError):
                if once:
                    raise
                log.exception("the worker lost its footing; it goes on in a moment")
                busy = False
            done += busy
            if not busy:
                if once and not self._some_soon():
                    break
                stop.wait(IDLE_SECONDS)
        return done

    def _follow(self) -> None:
        """Let the scores and the search index follow the catalogue."""
        quality.score(self.platform, now=self.now())
        index(self.platform)

    def _do_next(self) -> bool:
        """Do the job that has waited longest; return False if there is none."""
        job = self._claim()
        if job is None:
            return False
        try:
            with self._renewed(job) as tell:
                problem = _KINDS[job.kind](self.platform, job.payload, self.now(), tell)
        except PutBack as error:
            self._fail(job, error.problem, passing=True)
        except errors.Failure as failure:
            problem = Problem(code=failure.code, fields=failure.fields, at=self.now())
            self._fail(job, problem, passing=failure.passing)
        except Exception as error:
            log.exception("job %s (%s) failed", job.id, job.kind)
            problem = Problem(
                code=errors.Unexpected.code, fields={"kind": type(error).__name__}, at=self.now()
            )
            self._fail(job, problem, passing=True)
        else:
            with self.platform.db.begin() as connection:
                if jobs.finish(connection, job):
                    self._let_go(connection, job, problem)
        return True

    def _keep_watching(self) -> None:
        """Queue the watch, unless it is queued already: by this worker or another."""
        with self.platform.db.begin() as connection:
            jobs.enqueue(connection, "watch", {}, now=self.now(), key="watch")

    def _claim(self) -> Job | None:
        """Take a job; where none waits, find that out without a lock that writers would have to wait for."""
        with self.platform.db.connect() as connection:
            if not jobs.waiting(connection, self.now()):
                return None
        with self.platform.db.begin() as connection:
            return jobs.claim(connection, self.name, self.now(), LEASE)

    def _some_soon(self) -> bool:
        """Say whether a job waits for nothing but a host's pause."""
        with self.platform.db.connect() as connection:
            soonest = jobs.soonest(connection, self.now())
        return soonest is not None and soonest - self.now() <= PATIENCE

    def _fail(self, job: Job, problem: Problem, *, passing: bool) -> None:
        with self.platform.db.begin() as connection:
            if jobs.fail(connection, job, problem, self.now(), passing=passing):
                self._let_go(connection, job, problem)

    def _let_go(self, connection: Connection, job: Job, problem: Problem | None) -> None:
        """Leave the job's host alone for a while: for longer where the host itself is in trouble."""
        if job.host is None:
            return
        pause = timedelta(seconds=self.platform.settings.host_pause)
        if problem and problem.code in _HOST_TROUBLES:
            asked = timedelta(seconds=int(problem.fields["seconds"]) if problem.code == "origin_busy" else 0)
            hosts.rest(connection, job.host, self.now(), max(pause, asked))
        else:
            hosts.let_go(connection, job.host, self.now(), pause)

    @contextmanager
    def _renewed(self, job: Job) -> Iterator[Tell]:
        """Keep the lease fresh while the job runs, however long it takes, and note what it tells of its progress."""
        finished = threading.Event()
        told: list[Progress] = []

        def tell(step: Step, done: int, total: int) -> None:
            told[:] = [Progress(step, done, total)]

        def renew() -> None:
            noted: list[Progress] = []
            renewed = time.monotonic()
            while not finished.wait(TELL_SECONDS):
                latest, due = told.copy(), time.monotonic() - renewed >= RENEW_SECONDS
                if not due and latest == noted:
                    continue
                with self.platform.db.begin() as connection:
                    if due:
                        jobs.renew(connection, job, self.now(), LEASE)
                    for each in latest:
                        jobs.tell(connection, job, each)
                noted, renewed = latest, time.monotonic() if due else renewed

        thread = threading.Thread(target=renew, name=f"lease-{job.id}", daemon=True)
        thread.start()
        try:
            yield tell
        finally:
            finished.set()
            thread.join()

    def _sweep(self) -> None:
        """Remove what killed workers left under way."""
        oldest = (self.now() - LEFT_BEHIND).timestamp()
        for left in self.platform.scratch.iterdir():
            if left.is_dir() and left.stat().st_mtime < oldest:
                shutil.rmtree(left, ignore_errors=True)
        self.platform.archive.sweep()


def _read(platform: Platform, distribution_id: str, now: datetime, tell: Tell) -> Outcome:
    """Read a distribution, and keep its service record."""
    earlier = watch.before(platform, distribution_id)
    outcome = ingest(platform, distribution_id, now=now, tell=tell)
    if earlier:
        watch.after(
            platform, earlier, outcome.status, problem=outcome.problem, passing=outcome.passing, now=now
        )
    return outcome


def _ingest(platform: Platform, payload: Mapping[str, str], now: datetime, tell: Tell) -> Problem | None:
    """Read a file that somebody asked for: what fails passingly is tried again soon."""
    outcome = _read(platform, payload["distribution"], now, tell)
    if outcome.problem and outcome.passing:
        raise PutBack(outcome.problem)
    return outcome.problem


def _look(platform: Platform, payload: Mapping[str, str], now: datetime, tell: Tell) -> Problem | None:
    """Look whether a file has changed: what fails is looked at again when the watch says so."""
    return _read(platform, payload["distribution"], now, tell).problem


def _watch(platform: Platform, _payload: Mapping[str, str], now: datetime, _tell: Tell) -> None:
    watch.plan(platform, now=now)


def _reread(platform: Platform, payload: Mapping[str, str], now: datetime, _tell: Tell) -> None:
    try:
        reread.reread(platform, payload["distribution"], now=now, progress=lambda *_: None)
    except errors.StorageFull as failure:
        raise PutBack(Problem(code=failure.code, fields=failure.fields, at=now)) from failure
    except errors.DistributionMissing:
        return  # it is gone since, and with it what was to be read


_KINDS: Mapping[str, Callable[[Platform, Mapping[str, str], datetime, Tell], Problem | None]] = {
    "ingest": _ingest,
    "look": _look,
    "reread": _reread,
    "watch": _watch,
}
"""What does each kind of job; what it returns is a failure that another attempt would not mend."""
