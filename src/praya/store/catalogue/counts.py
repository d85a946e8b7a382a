"""How much there is."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from praya.store import db

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection

    from praya.model.catalogue import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What the catalogue holds; `tables` and `rows` are those of latest versions."""

    datasets: int
    distributions: int
    publishers: int
    """Those with a dataset."""
    tables: int
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The datasets of one publisher or one theme."""

    kind: Kind
    id: str

    def ids(self) -> sa.Select[str]:
        """Return a statement for the ids of its datasets."""
        if self.kind == "publisher":
            return sa.select(db.dataset.c.id).where(db.dataset.c.publisher_id == self.id)
        return sa.select(db.dataset_theme.c.dataset_id).where(db.dataset_theme.c.theme_id == self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a list of datasets says of each: how many tables can be read, and the declared formats, sorted."""

    tables: int
    formats: tuple[str, ...]


def counts(connection: Connection, part: Part | None = None) -> Counts:
    """Count everything, or what belongs to a part of the catalogue."""

    def count(column: sa.ColumnElement[str], dataset_id: sa.ColumnElement[str]) -> int:
        asked = sa.select(sa.func.count(column.distinct()))
        return connection.scalar(asked.where(dataset_id.in_(part.ids())) if part else asked) or 0

    readable = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(db.table_version.c.rows), 0))
    readable = readable.select_from(db.latest_tables)
    if part:
        readable = readable.where(db.distribution.c.dataset_id.in_(part.ids()))
    tables, rows = connection.execute(readable).one()
    return Counts(
        datasets=count(db.dataset.c.id, db.dataset.c.id),
        distributions=count(db.distribution.c.id, db.distribution.c.dataset_id),
        publishers=count(db.dataset.c.publisher_id, db.dataset.c.id),
        tables=tables,
        rows=int(rows),
    )


def datasets_by_theme(connection: Connection) -> dict[str, int]:
    """Count the datasets of each theme that has one, by theme id."""
    rows = connection.execute(
        sa.select(db.dataset_theme.c.theme_id, sa.func.count()).group_by(db.dataset_theme.c.theme_id)
    )
    return {row[0]: row[1] for row in rows}


def datasets_by_publisher(connection: Connection) -> dict[str, int]:
    """Count the datasets of each publisher that has one, by publisher id."""
    rows = connection.execute(
        sa.select(db.dataset.c.publisher_id, sa.func.count()).group_by(db.dataset.c.publisher_id)
    )
    return {row[0]: row[1] for row in rows}


def tables_by_publisher(connection: Connection) -> dict[str, int]:
    """Count the tables that can be read of each publisher that has one, by publisher id."""
    rows = connection.execute(
        sa.select(db.dataset.c.publisher_id, sa.func.count())
        .select_from(db.latest_tables.join(db.dataset, db.dataset.c.id == db.distribution.c.dataset_id))
        .group_by(db.dataset.c.publisher_id)
    )
    return {row[0]: row[1] for row in rows}


def tables_by_theme(connection: Connection) -> dict[str, int]:
    """Count the tables that can be read of each theme that has one, by theme id."""
    rows = connection.execute(
        sa.select(db.dataset_theme.c.theme_id, sa.func.count())
        .select_from(
            db.latest_tables.join(
                db.dataset_theme, db.dataset_theme.c.dataset_id == db.distribution.c.dataset_id
            )
        )
        .group_by(db.dataset_theme.c.theme_id)
    )
    return {row[0]: row[1] for row in rows}


def summaries(connection: Connection, ids: Collection[str]) -> dict[str, Summary]:
    """Return a summary of every dataset asked for, by id."""
    formats = defaultdict[str, set[str]](set)
    declared = sa.select(db.distribution.c.dataset_id, db.distribution.c.format).distinct()
    for row in connection.execute(declared.where(db.distribution.c.dataset_id.in_(ids))):
        if row.format:
            formats[row.dataset_id].add(row.format)
    tables = connection.execute(
        sa.select(db.distribution.c.dataset_id, sa.func.count())
        .select_from(db.latest_tables)
        .where(db.distribution.c.dataset_id.in_(ids))
        .group_by(db.distribution.c.dataset_id)
    )
    found = {row[0]: row[1] for row in tables}
    return {key: Summary(tables=found.get(key, 0), formats=tuple(sorted(formats[key]))) for key in ids}
