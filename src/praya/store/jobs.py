"""Jobs in the catalogue's database: claimed by a lease, taken over when it runs out, put back with growing delay.

A job that is done is deleted; one that failed for good stays, as "dead", with its problem. Each claim counts an
attempt, and that count is the holder's ticket: who lost the lease can no longer renew, finish or fail the job. A job
that asks a host waits until the host is free (see `hosts`).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from praya.model import errors
from praya.model.catalogue import Problem
from praya.model.progress import Progress
from praya.model.serial import problem_to_json
from praya.store import db, hosts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement, Connection, Row

MAX_ATTEMPTS = 5
FIRST_DELAY = timedelta(seconds=30)
LONGEST_DELAY = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One piece of work, as its holder sees it."""

    id: int
    kind: str
    payload: Mapping[str, str]
    attempts: int
    """1 on the first claim."""
    lease_until: datetime
    host: str | None = None
    """The host it asks, taken with it: whoever ends the job lets go of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnderWay:
    """A job that somebody is at, as others see it."""

    kind: str
    payload: Mapping[str, str]
    progress: Progress | None
    """None where nothing was told yet."""


def enqueue(
    connection: Connection,
    kind: str,
    payload: Mapping[str, str],
    *,
    now: datetime,
    key: str | None,
    host: str | None = None,
    patient: bool = False,
) -> bool:
    """Queue a job; return False if an open one with the same key is queued already.

    A `patient` one is done when no other waits.
    """
    values = {
        "kind": kind,
        "payload": dict(payload),
        "key": key,
        "host": host,
        "patient": patient,
        "state": "open",
        "attempts": 0,
        "due_at": now,
    }
    return db.insert_once(connection, db.job, values)


def claim(connection: Connection, worker: str, now: datetime, lease: timedelta) -> Job | None:
    """Take the job that has waited longest, patient ones last, or None; what killed its worker on every attempt is given up here."""
    _give_up_deadly(connection, now)
    first = connection.execute(
        sa.select(db.job.c.id, db.job.c.host)
        .where(_claimable(now))
        .order_by(db.job.c.patient, db.job.c.due_at, db.job.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    if first is None or (first.host and not hosts.take(connection, first.host, now, now + lease)):
        return None
    row = connection.execute(
        sa.update(db.job)
        .where(db.job.c.id == first.id)
        .values(worker=worker, lease_until=now + lease, attempts=db.job.c.attempts + 1, progress=None)
        .returning(db.job)
    ).one()
    return _job_of(row)


def renew(connection: Connection, job: Job, now: datetime, lease: timedelta) -> bool:
    """Extend the lease; return False if the job is no longer this holder's."""
    renewed = _change(connection, job, lease_until=now + lease)
    if renewed and job.host:
        hosts.hold(connection, job.host, now + lease)
    return renewed


def tell(connection: Connection, job: Job, progress: Progress) -> bool:
    """Note how far the job has come; return False if it is no longer this holder's."""
    return _change(connection, job, progress=asdict(progress))


def under_way(connection: Connection, now: datetime) -> list[UnderWay]:
    """Return the jobs that somebody is at, the oldest first."""
    held = sa.and_(db.job.c.state == "open", db.job.c.lease_until > now)
    rows = connection.execute(sa.select(db.job).where(held).order_by(db.job.c.id))
    return [
        UnderWay(
            kind=row.kind, payload=row.payload, progress=Progress(**row.progress) if row.progress else None
        )
        for row in rows
    ]


def finish(connection: Connection, job: Job) -> bool:
    """Forget a job that is done; return False if it is no longer this holder's."""
    return connection.execute(sa.delete(db.job).where(_held(job))).rowcount == 1


def fail(connection: Connection, job: Job, problem: Problem, now: datetime, *, passing: bool) -> bool:
    """Put the job back for later, or give it up: at once unless `passing`, else after the last attempt.

    Return False if it is no longer this holder's.
    """
    again = passing and job.attempts < MAX_ATTEMPTS
    return _change(
        connection,
        job,
        state="open" if again else "dead",
        due_at=now + delay(job.attempts),
        lease_until=None,
        worker=None,
        problem=problem_to_json(problem),
    )


def waiting(connection: Connection, now: datetime) -> int:
    """Count the jobs that could be claimed now."""
    return connection.scalar(sa.select(sa.func.count()).select_from(db.job).where(_claimable(now))) or 0


def dead(connection: Connection) -> int:
    """Count the jobs that were given up."""
    given_up = sa.select(sa.func.count()).select_from(db.job).where(db.job.c.state == "dead")
    return connection.scalar(given_up) or 0


def soonest(connection: Connection, now: datetime) -> datetime | None:
    """Return when a job that is due can be claimed: later than now if its host is in use or left alone."""
    free_at = sa.case((db.host.c.free_at > now, db.host.c.free_at), else_=sa.literal(now, db.UtcDateTime))
    waiting = sa.outerjoin(db.job, db.host, db.host.c.name == db.job.c.host)
    found: datetime | None = connection.scalar(
        sa.select(sa.func.min(free_at, type_=db.UtcDateTime)).select_from(waiting).where(_due(now))
    )
    return found


def delay(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts: twice as long each time, with a cap."""
    return min(FIRST_DELAY * (1 << (attempts - 1)), LONGEST_DELAY)


def _claimable(now: datetime) -> ColumnElement[bool]:
    return sa.and_(_due(now), sa.or_(db.job.c.host.is_(None), ~hosts.taken(db.job.c.host, now)))


def _due(now: datetime) -> ColumnElement[bool]:
    free = sa.or_(db.job.c.lease_until.is_(None), db.job.c.lease_until <= now)
    return sa.and_(db.job.c.state == "open", db.job.c.due_at <= now, free)


def _give_up_deadly(connection: Connection, now: datetime) -> None:
    lost = Problem(code=errors.Unexpected.code, fields={"kind": "WorkerLost"}, at=now)
    connection.execute(
        sa.update(db.job)
        .where(_due(now), db.job.c.attempts >= MAX_ATTEMPTS)
        .values(state="dead", lease_until=None, worker=None, problem=problem_to_json(lost))
    )


def _held(job: Job) -> ColumnElement[bool]:
    return sa.and_(
        db.job.c.id == job.id,
        db.job.c.state == "open",
        db.job.c.attempts == job.attempts,
        db.job.c.worker.is_not(None),
    )


def _change(connection: Connection, job: Job, **values: Any) -> bool:  # noqa: ANN401 - columns of several types
    return connection.execute(sa.update(db.job).where(_held(job)).values(values)).rowcount == 1


def _job_of(row: Row[Any]) -> Job:
    return Job(
        id=row.id,
        kind=row.kind,
        payload=row.payload,
        attempts=row.attempts,
        lease_until=row.lease_until,
        host=row.host,
    )
