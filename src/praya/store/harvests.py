"""How far each portal's harvest has come. Written in the same transactions as the records themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from praya.store import db

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime, timedelta

    from sqlalchemy import Connection


def begin(connection: Connection, source: str, now: datetime, *, resumable: timedelta) -> frozenset[str]:
    """Begin a harvest, or go on with one that was stopped no longer than `resumable` ago.

    Returns the names of the records that are done already.
    """
    started = connection.scalar(
        sa.select(db.harvest.c.started_at).where(
            db.harvest.c.source == source, db.harvest.c.finished_at.is_(None)
        )
    )
    if started and now - started <= resumable:
        return frozenset(
            connection.scalars(sa.select(db.harvested.c.name).where(db.harvested.c.source == source))
        )
    connection.execute(sa.delete(db.harvested).where(db.harvested.c.source == source))
    db.upsert(connection, db.harvest, [{"source": source, "started_at": now, "finished_at": None}])
    return frozenset()


def done(connection: Connection, source: str, name: str) -> None:
    """Note that a record is done."""
    db.insert_once(connection, db.harvested, {"source": source, "name": name})


def finish(connection: Connection, source: str, now: datetime) -> None:
    """Note that the harvest has come to its end."""
    connection.execute(sa.delete(db.harvested).where(db.harvested.c.source == source))
    connection.execute(sa.update(db.harvest).where(db.harvest.c.source == source).values(finished_at=now))


def vanished(connection: Connection, source: str, listed: Collection[str]) -> dict[str, str]:
    """Return the datasets, id by name, that came from a portal and are not among those it lists, in order of name."""
    held = db.dataset.c
    known = connection.execute(sa.select(held.name, held.id).where(_of(source)).order_by(held.name))
    names = frozenset(listed)
    return {row.name: row.id for row in known if row.name not in names}


def mark_vanished(connection: Connection, source: str, gone: Collection[str], now: datetime) -> None:
    """Note which datasets of a portal (their ids) it no longer lists, and that it lists all its others."""
    held = db.dataset.c
    back = sa.update(db.dataset).where(_of(source), held.vanished_at.is_not(None))
    connection.execute(back.where(held.id.not_in(gone)).values(vanished_at=None))
    lost = sa.update(db.dataset).where(held.id.in_(gone), held.vanished_at.is_(None))
    connection.execute(lost.values(vanished_at=now))


def vanished_at(connection: Connection, dataset_id: str) -> datetime | None:
    """Return since when a dataset's portal no longer lists it; None while it does."""
    found: datetime | None = connection.scalar(
        sa.select(db.dataset.c.vanished_at).where(db.dataset.c.id == dataset_id)
    )
    return found


def all_vanished(connection: Connection, ids: Collection[str]) -> dict[str, datetime]:
    """Return since when those of these datasets that their portals no longer list are gone, by id."""
    held = db.dataset.c
    rows = connection.execute(
        sa.select(held.id, held.vanished_at).where(held.id.in_(ids), held.vanished_at.is_not(None))
    )
    return {row.id: row.vanished_at for row in rows}


def taken(connection: Connection, dataset_id: str, ids: Collection[str]) -> frozenset[str]:
    """Return which of these distribution ids belong to other datasets."""
    found = connection.scalars(
        sa.select(db.distribution.c.id).where(
            db.distribution.c.id.in_(ids), db.distribution.c.dataset_id != dataset_id
        )
    )
    return frozenset(found)


def _of(source: str) -> sa.ColumnElement[bool]:
    """Return the condition that a dataset came from a portal, by http or https."""
    place = source.partition("://")[2]
    return db.dataset.c.source.in_([f"http://{place}", f"https://{place}"])
