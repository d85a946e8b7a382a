"""What is watched: every distribution that was read or tried, when to look again, and what to remember until then."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from praya.model.catalogue import web_host
from praya.model.watching import BLIND_AFTER, GAPS, OURS, STATES, Watched
from praya.store import db

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from praya.model.watching import State

_TRIED = ("ready", "failed")
_held = db.watched.c
_our_fault = sa.func.coalesce(db.distribution.c.problem["code"].as_string(), "").in_(OURS)
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
    blind: int
    """Those that nobody could look at, by our own fault."""


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


def looks(connection: Connection, ids: Collection[str]) -> Mapping[str, tuple[Watched, datetime]]:
    """Return what is remembered of these distributions and when they are looked at next, by distribution id."""
    rows = connection.execute(sa.select(db.watched).where(db.watched.c.distribution_id.in_(ids)))
    return {row.distribution_id: (_watched_of(row), row.due_at) for row in rows}


def elsewhere(connection: Connection, host: str, most: int) -> list[str]:
    """Return addresses of watched files, each at a host of its own and none at this one; those that answer first."""
    held = db.distribution.c
    found: dict[str, str] = {}
    for _ in range(most):
        known = sa.or_(
            sa.false(), *(held.url.contains(f"//{each}/", autoescape=True) for each in (host, *found))
        )
        asked = (
            sa.select(held.url).join(db.watched).where(_ON_THE_WEB, ~known).order_by(_held.failures, held.id)
        )
        url = connection.scalar(asked.limit(1))
        other = web_host(url) if url else None
        if not url or not other or other in (host, *found):
            break
        found[other] = url
    return list(found.values())


def _place(now: datetime) -> sa.Case[int]:
    """Return each distribution's place in the order of `STATES`."""
    states: Mapping[State, sa.ColumnElement[bool]] = {
        "unwatched": _held.distribution_id.is_(None),
        "gone": _held.gone,
        "blind": sa.or_(_our_fault, _held.due_at < now - BLIND_AFTER),
        "failing": _held.failing_since.is_not(None),
        **{gap: _held.gap == gap for gap in GAPS if gap},
    }
    return sa.case(
        *((condition, STATES.index(state)) for state, condition in states.items()),
        else_=STATES.index("in_time"),
    )


def _of_publisher(asked: sa.Select[*tuple[Any, ...]], publisher_id: str) -> sa.Select[*tuple[Any, ...]]:
    asked = asked.select_from(db.distribution.join(db.dataset).outerjoin(db.watched)).where(
        db.distribution.c.status.in_(_TRIED)
    )
    return asked.where(db.dataset.c.publisher_id == publisher_id) if publisher_id else asked


def counts(connection: Connection, now: datetime, publisher_id: str = "") -> Mapping[State, int]:
    """Count how the distributions that were read or tried stand."""
    place = _place(now).label("place")
    asked = _of_publisher(sa.select(place, sa.func.count()), publisher_id).group_by(place)
    found: dict[int, int] = {at: count for at, count in connection.execute(asked)}  # noqa: C416 - rows are no pairs to the type checker
    return {state: found.get(at, 0) for at, state in enumerate(STATES)}


def feeds(
    connection: Connection,
    now: datetime,
    state: State | None = None,
    *,
    publisher_id: str = "",
    offset: int = 0,
    limit: int,
) -> list[str]:
    """Return the ids of some distributions that were read or tried and stand so, the gravest first."""
    place = _place(now)
    asked = _of_publisher(sa.select(db.distribution.c.id), publisher_id)
    if state:
        asked = asked.where(place == STATES.index(state))
    found = asked.order_by(place, db.dataset.c.name, db.distribution.c.position, db.distribution.c.id)
    return list(connection.scalars(found.offset(offset).limit(limit)))


def standing(connection: Connection, now: datetime) -> Standing:
    """Count how the watched distributions stand."""
    place = _place(now).label("place")
    overdue = sa.func.sum(sa.case((_held.due_at <= now, 1), else_=0))
    rows = connection.execute(
        sa.select(place, sa.func.count().label("files"), overdue.label("due"))
        .select_from(db.watched.join(db.distribution))
        .group_by(place)
    ).all()
    found = {STATES[row.place]: int(row.files) for row in rows}
    return Standing(
        watched=sum(found.values()),
        due=sum(int(row.due) for row in rows),
        failing=found.get("failing", 0),
        gone=found.get("gone", 0),
        late=found.get("late", 0),
        missing=found.get("missing", 0),
        stale=found.get("stale", 0),
        blind=found.get("blind", 0),
    )
