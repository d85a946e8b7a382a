"""What is kept of a distribution: its versions, their bytes and tables, and the rule by which they are thinned out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from praya.store import db

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection


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
    """Forget versions and their tables; never the latest one."""
    for table, number in ((db.table_version, db.table_version.c.version), (db.version, db.version.c.number)):
        connection.execute(
            sa.delete(table).where(table.c.distribution_id == distribution_id, number.in_(numbers))
        )


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
