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
    from collections.abc import Collection, Iterable, Mapping, Sequence
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
    connection: Connection, ids: Collection[str], *, since: datetime | None = None
) -> Mapping[str, Sequence[Observation]]:
    """Return these distributions' records from a moment on, by distribution id, oldest first."""
    held = db.observation.c
    query = sa.select(db.observation).where(held.distribution_id.in_(ids)).order_by(held.at, held.id)
    if since:
        query = query.where(held.at >= since)
    found = defaultdict[str, list[Observation]](list)
    for row in connection.execute(query):
        found[row.distribution_id].append(_observation_of(row))
    return found


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


def counts(connection: Connection, ids: Collection[str]) -> Mapping[str, Mapping[Outcome, int]]:
    """Count the lines of these distributions by outcome, by distribution id."""
    return _counted(connection, _lines().where(db.observation.c.distribution_id.in_(ids)))


def counts_of(connection: Connection, ids: Collection[str]) -> Mapping[str, Mapping[Outcome, int]]:
    """Count the lines of these datasets' distributions by outcome, by distribution id."""
    return _counted(connection, _lines().join(db.distribution).where(db.distribution.c.dataset_id.in_(ids)))


def _lines() -> sa.Select[Any]:
    held = db.observation.c
    return sa.select(held.distribution_id, held.outcome, sa.func.count().label("lines")).group_by(
        held.distribution_id, held.outcome
    )


def _counted(connection: Connection, asked: sa.Select[Any]) -> Mapping[str, Mapping[Outcome, int]]:
    rows = connection.execute(asked)
    found = defaultdict[str, dict["Outcome", int]](dict)
    for row in rows:
        found[row.distribution_id][row.outcome] = row.lines
    return found


def version_times(
    connection: Connection, ids: Collection[str], limit: int
) -> Mapping[str, Sequence[datetime]]:
    """Return when the latest versions of these distributions came, by distribution id, oldest first."""
    held = db.version.c
    place = sa.func.row_number().over(partition_by=held.distribution_id, order_by=held.number.desc())
    asked = sa.select(held.distribution_id, held.retrieved_at, place.label("place"))
    placed = asked.where(held.distribution_id.in_(ids)).subquery()
    found = defaultdict[str, list["datetime"]](list)
    for row in connection.execute(
        sa.select(placed).where(placed.c.place <= limit).order_by(placed.c.place.desc())
    ):
        found[row.distribution_id].append(row.retrieved_at)
    return found


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
