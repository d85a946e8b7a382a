"""The service record: what was observed of each distribution. Lines are added, never changed.

A line that says the same as the one before it on the same Hong Kong day adds nothing and is not added, unless it is of
a new version: how often was looked is no part of a publisher's service.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from praya.model.watching import Observation
from praya.store import db

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from praya.model.watching import Outcome


@dataclass(frozen=True, slots=True)
class News:
    """A line of the record, with whose it is."""

    id: int
    dataset_name: str
    url: str
    observation: Observation


_ALWAYS = frozenset({"changed", "shrunk"})


def add(connection: Connection, distribution_id: str, observations: Iterable[Observation]) -> int:
    """Add lines in their order; return how many said something."""
    last = latest(connection, distribution_id)
    added = 0
    for each in observations:
        told = last and (last.outcome, last.day, last.detail) == (each.outcome, each.day, each.detail)
        if told and each.outcome not in _ALWAYS:
            continue
        connection.execute(
            sa.insert(db.observation).values(
                distribution_id=distribution_id, at=each.at, outcome=each.outcome, detail=dict(each.detail)
            )
        )
        last = each
        added += 1
    return added


def latest(connection: Connection, distribution_id: str) -> Observation | None:
    """Return the last line of a distribution's record."""
    row = connection.execute(_of(distribution_id).limit(1)).first()
    return _observation_of(row) if row else None


def observations(
    connection: Connection, distribution_id: str, *, since: datetime | None = None
) -> tuple[Observation, ...]:
    """Return a distribution's record from a moment on, oldest first."""
    query = _of(distribution_id)
    if since:
        query = query.where(db.observation.c.at >= since)
    return tuple(_observation_of(row) for row in connection.execute(query))[::-1]


def newer(connection: Connection, after: int, limit: int) -> list[News]:
    """Return lines of all distributions that were added after the one of this id."""
    owner = db.observation.join(db.distribution).join(db.dataset)
    rows = connection.execute(
        sa.select(db.observation, db.distribution.c.url, db.dataset.c.name)
        .select_from(owner)
        .where(db.observation.c.id > after)
        .order_by(db.observation.c.id)
        .limit(limit)
    )
    return [News(row.id, row.name, row.url, _observation_of(row)) for row in rows]


def last_id(connection: Connection) -> int:
    """Return the id of the line added last of all; 0 if there is none."""
    return connection.scalar(sa.select(sa.func.max(db.observation.c.id))) or 0


def counts(connection: Connection, distribution_id: str) -> Mapping[Outcome, int]:
    """Count a distribution's lines by outcome."""
    rows = connection.execute(
        sa.select(db.observation.c.outcome, sa.func.count())
        .where(db.observation.c.distribution_id == distribution_id)
        .group_by(db.observation.c.outcome)
    )
    return {outcome: count for outcome, count in rows}  # noqa: C416 - rows are no pairs to the type checker


def counts_of(connection: Connection, ids: Collection[str]) -> Mapping[str, Mapping[Outcome, int]]:
    """Count the lines of these datasets' distributions by outcome, by distribution id."""
    held = db.observation.c
    rows = connection.execute(
        sa.select(held.distribution_id, held.outcome, sa.func.count().label("lines"))
        .join(db.distribution)
        .where(db.distribution.c.dataset_id.in_(ids))
        .group_by(held.distribution_id, held.outcome)
    )
    found = defaultdict[str, dict["Outcome", int]](dict)
    for row in rows:
        found[row.distribution_id][row.outcome] = row.lines
    return found


def version_times(connection: Connection, distribution_id: str, limit: int) -> tuple[datetime, ...]:
    """Return when the latest versions came, oldest first."""
    found = connection.scalars(
        sa.select(db.version.c.retrieved_at)
        .where(db.version.c.distribution_id == distribution_id)
        .order_by(db.version.c.number.desc())
        .limit(limit)
    )
    return tuple(found)[::-1]


def latest_number(connection: Connection, distribution_id: str) -> int:
    """Return the number of the latest version; 0 before the first."""
    latest = sa.select(db.distribution.c.latest).where(db.distribution.c.id == distribution_id)
    return connection.scalar(latest) or 0


def rows_now(connection: Connection, distribution_id: str) -> int | None:
    """Count the rows of all tables of the latest version; None where there is no table."""
    found: int | None = connection.scalar(
        sa.select(sa.cast(sa.func.sum(db.table_version.c.rows), sa.BigInteger))
        .select_from(db.latest_tables)
        .where(db.distribution.c.id == distribution_id)
    )
    return found


def _of(distribution_id: str) -> sa.Select[Any]:
    held = db.observation.c
    return (
        sa.select(db.observation)
        .where(held.distribution_id == distribution_id)
        .order_by(held.at.desc(), held.id.desc())
    )


def _observation_of(row: Row[Any]) -> Observation:
    return Observation(at=row.at, outcome=row.outcome, detail=row.detail)
