"""What is kept of a distribution: its versions, their bytes and tables, and the rule by which they are thinned out."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa

from praya.store import db

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection

    from praya.model.moment import AsOf


def kept_distributions(connection: Connection) -> tuple[str, ...]:
    """Return the ids of the distributions that have versions."""
    held = db.version.c.distribution_id
    return tuple(connection.scalars(sa.select(held).distinct().order_by(held)))


def kept_tables(connection: Connection, distribution_id: str | None = None) -> dict[str, str]:
    """Return the place in its file of every table that a distribution (or any) ever had, by the table's name."""
    held = db.table_name.c
    found = sa.select(held.name, held.slug).order_by(held.name)
    if distribution_id is not None:
        found = found.where(held.distribution_id == distribution_id)
    return {row.name: row.slug for row in connection.execute(found)}


def kept_bytes(connection: Connection) -> dict[str, list[tuple[str, int]]]:
    """Return the versions, as (distribution, number), that each hash stands for."""
    held = db.version.c
    found: dict[str, list[tuple[str, int]]] = {}
    for row in connection.execute(sa.select(held.sha256, held.distribution_id, held.number)):
        found.setdefault(row.sha256, []).append((row.distribution_id, row.number))
    return found


def drop_versions(connection: Connection, distribution_id: str, numbers: Collection[int]) -> None:
    """Forget versions and their tables, but not that they were; never the latest one."""
    held, kept = db.version.c, db.let_go.c
    columns = [held.distribution_id, held.number, held.sha256, held.retrieved_at]
    leaving = sa.select(*columns).where(held.distribution_id == distribution_id, held.number.in_(numbers))
    connection.execute(sa.insert(db.let_go).from_select([kept[each.name] for each in columns], leaving))
    for table, number in ((db.table_version, db.table_version.c.version), (db.version, db.version.c.number)):
        connection.execute(
            sa.delete(table).where(table.c.distribution_id == distribution_id, number.in_(numbers))
        )


def let_go(connection: Connection, distribution_id: str, as_of: AsOf) -> datetime | None:
    """Return when the version came that was let go and had this number, or was the last of all at this moment."""
    gone, held = db.let_go.c, db.version.c
    found = sa.select(gone.number, gone.retrieved_at).where(gone.distribution_id == distribution_id)
    found = found.where(gone.number == as_of if isinstance(as_of, int) else gone.retrieved_at <= as_of)
    row = connection.execute(found.order_by(gone.number.desc()).limit(1)).first()
    if row is None:
        return None
    younger = sa.select(held.number).where(
        held.distribution_id == distribution_id, held.number > row.number, held.retrieved_at <= as_of
    )
    if isinstance(as_of, datetime) and connection.execute(younger.limit(1)).first():
        return None
    moment: datetime = row.retrieved_at
    return moment


def let_go_bytes(connection: Connection) -> set[str]:
    """Return the hash of every version that was let go."""
    return set(connection.scalars(sa.select(db.let_go.c.sha256).distinct()))


def retention(connection: Connection, distribution_id: str) -> str | None:
    """Return the distribution's own rule, or None where the platform's holds."""
    held = db.retention.c
    return connection.scalar(sa.select(held.rule).where(held.distribution_id == distribution_id))


def set_retention(connection: Connection, distribution_id: str, rule: str | None) -> None:
    """Give a distribution a rule of its own, or (None) the platform's again."""
    if rule is None:
        connection.execute(sa.delete(db.retention).where(db.retention.c.distribution_id == distribution_id))
    else:
        db.upsert(connection, db.retention, [{"distribution_id": distribution_id, "rule": rule}])
