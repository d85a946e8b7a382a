"""What a search index has yet to follow.

Each dataset counts its revisions; each index, by its own id, has a note of the revision it holds. A new index (the old
one was lost, or another machine has its own) has no notes, so all is pending for it: nothing needs to be reset.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from praya.store import db

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import ColumnElement, Connection


def touch(connection: Connection, condition: ColumnElement[bool]) -> None:
    """Count a new revision of the datasets that meet the condition."""
    connection.execute(sa.update(db.dataset).where(condition).values(revision=db.dataset.c.revision + 1))


def touch_owner(connection: Connection, distribution_id: str) -> None:
    """Count a new revision of the dataset that a distribution is part of."""
    owner = sa.select(db.distribution.c.dataset_id).where(db.distribution.c.id == distribution_id)
    touch(connection, db.dataset.c.id == owner.scalar_subquery())


def pending_index(connection: Connection, index_id: str, limit: int) -> list[tuple[str, int]]:
    """Return up to `limit` datasets, as (id, revision), that the index does not hold as they are."""
    held = db.indexed
    rows = connection.execute(
        sa.select(db.dataset.c.id, db.dataset.c.revision)
        .outerjoin(held, sa.and_(held.c.dataset_id == db.dataset.c.id, held.c.index_id == index_id))
        .where(sa.or_(held.c.revision.is_(None), held.c.revision < db.dataset.c.revision))
        .order_by(db.dataset.c.id)
        .limit(limit)
    )
    return [(row.id, row.revision) for row in rows]


def indexed(connection: Connection, index_id: str, done: Iterable[tuple[str, int]]) -> None:
    """Note what the index now holds; a dataset that changed meanwhile stays pending."""
    values = [
        {"index_id": index_id, "dataset_id": dataset_id, "revision": revision}
        for dataset_id, revision in done
    ]
    if values:
        db.upsert(connection, db.indexed, values)
