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
class Summary:
    """What a list of datasets says of each: how many tables can be read, and the declared formats, sorted."""

    tables: int
    formats: tuple[str, ...]


def counts(connection: Connection) -> Counts:
    """Count everything."""

    def count(column: sa.ColumnElement[str]) -> int:
        return connection.scalar(sa.select(sa.func.count(column.distinct()))) or 0

    readable = connection.execute(
        sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(db.table_version.c.rows), 0)).select_from(
            db.latest_tables
        )
    ).one()
    return Counts(
        datasets=count(db.dataset.c.id),
        distributions=count(db.distribution.c.id),
        publishers=count(db.dataset.c.publisher_id),
        tables=readable[0],
        rows=int(readable[1]),
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
