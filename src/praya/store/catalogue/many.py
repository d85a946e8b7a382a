"""Many datasets at once, with all that hangs on them, in a handful of questions to the database."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from praya.store import db
from praya.store.catalogue.rows import distribution_of, table_of, version_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from praya.model.catalogue import Distribution, Version
    from praya.model.table import Table


@dataclass(frozen=True, slots=True)
class Stamp:
    """A dataset, and when its record last changed here."""

    id: str
    name: str
    saved_at: datetime


def stamps(
    connection: Connection,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    theme: str = "",
) -> list[Stamp]:
    """Return every dataset whose record changed in this time, both ends included, and that is of this theme; by name."""
    held = db.dataset.c
    found = sa.select(held.id, held.name, held.saved_at).order_by(held.name)
    if since:
        found = found.where(held.saved_at >= since)
    if until:
        found = found.where(held.saved_at <= until)
    if theme:
        found = found.join(db.dataset_theme).where(db.dataset_theme.c.theme_id == theme)
    return [Stamp(row.id, row.name, row.saved_at) for row in connection.execute(found)]


def distributions_of(connection: Connection, ids: Collection[str]) -> Mapping[str, tuple[Distribution, ...]]:
    """Return the distributions of these datasets in their order, by dataset id."""
    rows = connection.execute(
        sa.select(db.distribution)
        .where(db.distribution.c.dataset_id.in_(ids))
        .order_by(db.distribution.c.position, db.distribution.c.id)
    )
    found = defaultdict[str, list["Distribution"]](list)
    for row in rows:
        found[row.dataset_id].append(distribution_of(row))
    return {key: tuple(each) for key, each in found.items()}


def versions_of(connection: Connection, ids: Collection[str]) -> Mapping[str, Version]:
    """Return the latest versions of these datasets' distributions, by distribution id."""
    rows = connection.execute(
        sa.select(db.version)
        .join(db.distribution)
        .where(db.distribution.c.dataset_id.in_(ids), db.distribution.c.latest == db.version.c.number)
    )
    return {row.distribution_id: version_of(row) for row in rows}


def all_tables_of(connection: Connection, ids: Collection[str]) -> Mapping[str, tuple[Table, ...]]:
    """Return the tables of the latest versions of these datasets' distributions, in order, by dataset id."""
    rows = connection.execute(
        sa.select(db.table_version, db.distribution.c.dataset_id)
        .select_from(db.latest_tables)
        .where(db.distribution.c.dataset_id.in_(ids))
        .order_by(db.distribution.c.position, db.distribution.c.id, db.table_version.c.position)
    )
    found = defaultdict[str, list["Table"]](list)
    for row in rows:
        found[row.dataset_id].append(table_of(row))
    return {key: tuple(each) for key, each in found.items()}


def fingerprint(connection: Connection) -> str:
    """Return words that differ as soon as a record, a version or a table does."""
    records = connection.execute(
        sa.select(
            sa.func.count(), sa.func.max(db.dataset.c.saved_at), sa.func.sum(db.dataset.c.revision)
        ).select_from(db.dataset)
    ).one()
    readings = connection.execute(
        sa.select(sa.func.count(), sa.func.max(db.version.c.retrieved_at)).select_from(db.version)
    ).one()
    return " ".join(map(str, (*records, *readings)))
