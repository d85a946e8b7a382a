"""Manners towards each host, for all workers together: one request at a time, a pause, and longer ones after failures.

A host is taken with the job that asks it, for as long as the job's lease, and let go with a pause. What a killed
worker had taken is free again when its lease runs out.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from praya.store import db

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection

FIRST_REST = timedelta(minutes=1)
LONGEST_REST = timedelta(hours=1)


def taken(name: ColumnElement[str], now: datetime) -> ColumnElement[bool]:
    """Return the condition that the host of this name is in use or left alone."""
    return sa.exists().where(db.host.c.name == name, db.host.c.free_at > now)


def take(connection: Connection, name: str, now: datetime, until: datetime) -> bool:
    """Take a host until then; return False if it is in use or left alone."""
    values = {"name": name, "free_at": until, "failures": 0}
    insert = db.insert(connection, db.host).values(values)
    taking = insert.on_conflict_do_update(
        index_elements=["name"], set_={"free_at": until}, where=db.host.c.free_at <= now
    )
    return connection.execute(taking.returning(db.host.c.name)).first() is not None


def hold(connection: Connection, name: str, until: datetime) -> None:
    """Keep a host that is taken."""
    connection.execute(sa.update(db.host).where(db.host.c.name == name).values(free_at=until))


def let_go(connection: Connection, name: str, now: datetime, pause: timedelta) -> None:
    """Leave a host that answered alone for a pause."""
    values = {"free_at": now + pause, "failures": 0}
    connection.execute(sa.update(db.host).where(db.host.c.name == name).values(values))


def rest(connection: Connection, name: str, now: datetime, pause: timedelta) -> None:
    """Leave a host in trouble alone: for the pause it asks for, or one that doubles with each failure, if longer."""
    failures = connection.scalar(sa.select(db.host.c.failures).where(db.host.c.name == name)) or 0
    longer = min(FIRST_REST * (1 << min(failures, 16)), LONGEST_REST)
    values = {"free_at": now + max(pause, longer), "failures": failures + 1}
    connection.execute(sa.update(db.host).where(db.host.c.name == name).values(values))


def resting(connection: Connection, now: datetime) -> tuple[tuple[str, datetime], ...]:
    """Return the hosts in trouble that are left alone, and until when, by name."""
    rows = connection.execute(
        sa.select(db.host.c.name, db.host.c.free_at)
        .where(db.host.c.failures > 0, db.host.c.free_at > now)
        .order_by(db.host.c.name)
    )
    return tuple((row.name, row.free_at) for row in rows)
