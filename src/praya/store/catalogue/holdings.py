"""What many datasets hold, in a few questions to the database however many they are."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import sqlalchemy as sa

from praya.model.catalogue import Holding
from praya.store import db
from praya.store.catalogue.rows import distribution_of, version_of

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection

    from praya.model.catalogue import Version


def holdings(connection: Connection, dataset_ids: Collection[str]) -> dict[str, tuple[Holding, ...]]:
    """Return what each of these datasets holds, in its distributions' order."""
    wanted = db.distribution.c.dataset_id.in_(dataset_ids)
    found = defaultdict[str, list[Holding]](list)
    for held in _held(connection, wanted):
        found[held.distribution.dataset_id].append(held)
    return {key: tuple(found[key]) for key in dataset_ids}


def holding(connection: Connection, distribution_id: str) -> Holding | None:
    """Return what one distribution holds."""
    return next(iter(_held(connection, db.distribution.c.id == distribution_id)), None)


def holdings_like(connection: Connection, like: dict[str, str]) -> list[Holding]:
    """Return the distributions whose stored columns may hold these words; who asks looks at them again."""
    held = db.distribution.c
    columns = {"name": held.title, "description": held.description, "url": held.url, "format": held.format}
    wanted = [
        sa.cast(columns[name], sa.String).icontains(words, autoescape=True)
        if name in columns
        else held.id == words
        for name, words in like.items()
    ]
    return _held(connection, sa.and_(sa.true(), *wanted))


def holdings_at(connection: Connection, url: str) -> list[Holding]:
    """Return what is announced at this address, by either scheme of the web."""
    address = url.removeprefix("https://").removeprefix("http://")
    return _held(connection, db.distribution.c.url.in_([url, f"http://{address}", f"https://{address}"]))


def holdings_between(connection: Connection, since: datetime, until: datetime) -> list[Holding]:
    """Return what has a version that is kept and was retrieved from `since` on and before `until`."""
    kept = sa.select(db.version.c.distribution_id).where(
        db.version.c.retrieved_at >= since, db.version.c.retrieved_at < until
    )
    return _held(connection, db.distribution.c.id.in_(kept))


def dataset_versions(connection: Connection, dataset_id: str, limit: int, offset: int) -> tuple[Version, ...]:
    """Return the versions of all of a dataset's distributions, the one retrieved last first."""
    rows = connection.execute(
        sa.select(db.version)
        .join(db.distribution)
        .where(db.distribution.c.dataset_id == dataset_id)
        .order_by(db.version.c.retrieved_at.desc(), db.version.c.distribution_id, db.version.c.number.desc())
        .limit(limit)
        .offset(offset)
    )
    return tuple(version_of(row) for row in rows)


def first_table(connection: Connection, name: str) -> str | None:
    """Return the name of a distribution's first table, by the distribution's id; any other name is a table's own."""
    found: str | None = connection.scalar(
        sa.select(db.table_version.c.name)
        .select_from(db.latest_tables)
        .where(db.distribution.c.id == name)
        .order_by(db.table_version.c.position)
        .limit(1)
    )
    return found or connection.scalar(sa.select(db.table_name.c.name).where(db.table_name.c.name == name))


def _held(connection: Connection, wanted: ColumnElement[bool]) -> list[Holding]:
    distributions = connection.execute(
        sa.select(db.distribution)
        .where(wanted)
        .order_by(db.distribution.c.dataset_id, db.distribution.c.position, db.distribution.c.id)
    ).all()
    latest = sa.and_(
        db.version.c.distribution_id == db.distribution.c.id, db.version.c.number == db.distribution.c.latest
    )
    versions = connection.execute(sa.select(db.version).join(db.distribution, latest).where(wanted))
    tables = connection.execute(
        sa.select(db.table_version.c.distribution_id, db.table_version.c.name)
        .select_from(db.latest_tables)
        .where(wanted)
        .order_by(db.table_version.c.position)
    )
    by_version = {row.distribution_id: version_of(row) for row in versions}
    by_table = defaultdict[str, list[str]](list)
    for row in tables:
        by_table[row.distribution_id].append(row.name)
    return [
        Holding(
            distribution=distribution_of(row),
            version=by_version.get(row.id),
            tables=tuple(by_table[row.id]),
        )
        for row in distributions
    ]
