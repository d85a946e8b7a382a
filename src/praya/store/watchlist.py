"""What is watched: every distribution that was read or tried, when to look again, and what to remember until then."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from praya.model.catalogue import web_host
from praya.model.watching import Watched
from praya.store import db

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from praya.model.watching import State

_TRIED = ("ready", "failed")
_held = db.watched.c
_well = sa.and_(~_held.gone, _held.failures == 0)
_STATES: Mapping[State, sa.ColumnElement[bool]] = {
    "gone": _held.gone,
    "failing": sa.and_(_held.failures > 0, ~_held.gone),
    **{gap: sa.and_(_held.gap == gap, _well) for gap in ("stale", "missing", "late")},
    "in_time": sa.and_(_held.gap == "", _well),
    "unwatched": _held.distribution_id.is_(None),
}
"""In the order of `STATES`; one of them holds for each distribution."""
_ON_THE_WEB = sa.or_(*(db.distribution.c.url.startswith(scheme) for scheme in ("http://", "https://")))


@dataclass(frozen=True, slots=True)
class Due:
    """A distribution to look at, and the host to ask."""

    distribution_id: str
    host: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How many distributions stand how."""

    watched: int
    due: int
    failing: int
    gone: int
    late: int
    missing: int
    stale: int


def adopt(connection: Connection, now: datetime) -> int:
    """Put on the list what was read or tried and is not on it yet, due now; return how many."""
    known = sa.select(db.watched.c.distribution_id)
    found = connection.scalars(
        sa.select(db.distribution.c.id).where(
            db.distribution.c.status.in_(_TRIED), _ON_THE_WEB, db.distribution.c.id.not_in(known)
        )
    ).all()
    return sum(
        db.insert_once(connection, db.watched, {"distribution_id": each, "due_at": now, **asdict(Watched())})
        for each in found
    )


def due(connection: Connection, now: datetime, limit: int) -> list[Due]:
    """Return what is due, the longest first."""
    rows = connection.execute(
        sa.select(db.watched.c.distribution_id, db.distribution.c.url)
        .join(db.distribution)
        .where(db.watched.c.due_at <= now)
        .order_by(db.watched.c.due_at, db.watched.c.distribution_id)
        .limit(limit)
    )
    return [Due(row.distribution_id, web_host(row.url)) for row in rows]


def put_off(connection: Connection, distribution_id: str, until: datetime) -> None:
    """Set when a distribution is due."""
    connection.execute(
        sa.update(db.watched).where(db.watched.c.distribution_id == distribution_id).values(due_at=until)
    )


def watched(connection: Connection, distribution_id: str) -> Watched | None:
    """Return what is remembered of a distribution; None if it is not watched."""
    row = connection.execute(
        sa.select(db.watched).where(db.watched.c.distribution_id == distribution_id)
    ).first()
    return _watched_of(row) if row else None


def watched_of(connection: Connection, ids: Collection[str]) -> Mapping[str, Watched]:
    """Return what is remembered of these datasets' distributions, by distribution id."""
    rows = connection.execute(
        sa.select(db.watched).join(db.distribution).where(db.distribution.c.dataset_id.in_(ids))
    )
    return {row.distribution_id: _watched_of(row) for row in rows}


def _watched_of(row: Row[Any]) -> Watched:
    return Watched(
        failures=row.failures,
        failing_since=row.failing_since,
        gone=row.gone,
        published_at=row.published_at,
        gap=row.gap,
    )


def remember(connection: Connection, distribution_id: str, watched: Watched, due_at: datetime) -> None:
    """Remember what a look showed, and when the next one is due."""
    values = {"distribution_id": distribution_id, "due_at": due_at, **asdict(watched)}
    db.upsert(connection, db.watched, [values])


def due_at(connection: Connection, distribution_id: str) -> datetime | None:
    """Return when a distribution is looked at next."""
    found: datetime | None = connection.scalar(
        sa.select(db.watched.c.due_at).where(db.watched.c.distribution_id == distribution_id)
    )
    return found


def feeds(
    connection: Connection, state: State | None = None, *, publisher_id: str = "", offset: int = 0, limit: int
) -> tuple[int, list[str]]:
    """Return how many distributions that were read or tried stand so, and the ids of some, the gravest first."""
    asked = (
        sa.select(db.distribution.c.id)
        .select_from(db.distribution.join(db.dataset).outerjoin(db.watched))
        .where(db.distribution.c.status.in_(_TRIED))
    )
    if state:
        asked = asked.where(_STATES[state])
    if publisher_id:
        asked = asked.where(db.dataset.c.publisher_id == publisher_id)
    total = connection.scalar(sa.select(sa.func.count()).select_from(asked.subquery())) or 0
    gravity = sa.case(*((condition, place) for place, condition in enumerate(_STATES.values())))
    found = asked.order_by(gravity, db.dataset.c.name, db.distribution.c.position, db.distribution.c.id)
    return total, list(connection.scalars(found.offset(offset).limit(limit)))


def standing(connection: Connection, now: datetime) -> Standing:
    """Count how the watched distributions stand."""
    conditions: Mapping[str, sa.ColumnElement[bool]] = {
        "watched": sa.true(),
        "due": db.watched.c.due_at <= now,
        **{state: condition for state, condition in _STATES.items() if state not in ("in_time", "unwatched")},
    }
    row = connection.execute(
        sa.select(
            *(
                sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0).label(name)
                for name, condition in conditions.items()
            )
        )
    ).one()
    return Standing(**{name: int(getattr(row, name)) for name in conditions})
