"""What was read: versions, their tables, the tables' names, and how each distribution's latest reading went."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from praya.model import errors
from praya.model.naming import identifier
from praya.model.serial import column_names, problem_to_json, schema_from_json
from praya.model.text import Text
from praya.store import db
from praya.store.catalogue import records
from praya.store.catalogue.keeping import let_go
from praya.store.catalogue.outbox import touch_owner
from praya.store.catalogue.rows import table_of, table_values, version_of, version_values

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from praya.model.catalogue import Dataset, Distribution, Problem, Status, Version
    from praya.model.moment import AsOf
    from praya.model.table import Schema, Table
    from praya.store.catalogue.counts import Part

_of_version = sa.and_(
    db.version.c.distribution_id == db.table_version.c.distribution_id,
    db.version.c.number == db.table_version.c.version,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Where a distribution's history stands: as long as it is the same, nobody changed anything."""

    latest: int
    """The number of its latest version, 0 if there is none."""
    rewritten: int
    """How often versions that were there were dropped or read again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableReading:
    """A table in one of its versions, in short."""

    version: int
    rows: int
    schema: Schema


@dataclass(frozen=True, slots=True, kw_only=True)
class TableName:
    """One line of a list of tables."""

    name: str
    version: int
    dataset_name: str
    title: Text
    """The table's own, or its dataset's where the table has none."""
    dataset_title: Text
    rows: int
    columns: tuple[str, ...]
    """The columns' names."""


def set_status(
    connection: Connection,
    distribution_id: str,
    status: Status,
    *,
    problem: Problem | None = None,
    checked_at: datetime | None,
    etag: str | None = None,
    last_modified: str | None = None,
) -> None:
    """Remember how reading went; a `checked_at`, `etag` or `last_modified` of None stays as it is.

    Where another problem is met than before, or none any more, its dataset is marked: it is as good as its files.
    """
    held: dict[str, Any] | None = connection.scalar(
        sa.select(db.distribution.c.problem).where(db.distribution.c.id == distribution_id)
    )
    if (held or {}).get("code") != (problem.code if problem else None):
        touch_owner(connection, distribution_id)
    values: dict[str, Any] = {"status": status, "problem": problem_to_json(problem) if problem else None}
    optional = {"checked_at": checked_at, "etag": etag, "last_modified": last_modified}
    values |= {key: value for key, value in optional.items() if value is not None}
    connection.execute(
        sa.update(db.distribution).where(db.distribution.c.id == distribution_id).values(values)
    )


def latest_version(connection: Connection, distribution_id: str) -> Version | None:
    """Return what the distribution is now, as far as it was read."""
    return version_at(connection, distribution_id)


def versions(connection: Connection, distribution_id: str) -> tuple[Version, ...]:
    """Return every version of a distribution, the latest first."""
    rows = connection.execute(
        sa.select(db.version)
        .where(db.version.c.distribution_id == distribution_id)
        .order_by(db.version.c.number.desc())
    )
    return tuple(version_of(row) for row in rows)


def version_at(connection: Connection, distribution_id: str, as_of: AsOf | None = None) -> Version | None:
    """Return the version of this number, the one in force at a moment, or (None) the latest.

    None where there is none, or none any more: no older version stands in for one that was let go.
    """
    if as_of is not None and let_go(connection, distribution_id, as_of):
        return None
    held = db.version.c
    found = sa.select(db.version).where(held.distribution_id == distribution_id)
    if isinstance(as_of, int):
        found = found.where(held.number == as_of)
    elif as_of is not None:
        found = found.where(held.retrieved_at <= as_of)
    row = connection.execute(found.order_by(held.number.desc()).limit(1)).first()
    return version_of(row) if row else None


def state(connection: Connection, distribution_id: str, *, hold: bool = False) -> State:
    """Return where a distribution's history stands; raise DistributionMissing.

    Who prepares a change to it asks before, and once more in the transaction that makes it visible, there with
    `hold`: then it stays so until the transaction ends, and if it is no longer as before, the work is done again.
    """
    found = sa.select(db.distribution.c.latest, db.distribution.c.rewritten).where(
        db.distribution.c.id == distribution_id
    )
    row = connection.execute(found.with_for_update() if hold else found).first()
    if row is None:
        raise errors.DistributionMissing(id=distribution_id)
    return State(latest=row.latest or 0, rewritten=row.rewritten)


def rewritten(connection: Connection, distribution_id: str) -> None:
    """Note that versions were dropped or read again: what others prepared upon them no longer fits."""
    connection.execute(
        sa.update(db.distribution)
        .where(db.distribution.c.id == distribution_id)
        .values(rewritten=db.distribution.c.rewritten + 1)
    )


def name_table(connection: Connection, distribution_id: str, slug: str, wanted: str) -> str:
    """Return the name of one logical table, choosing one near `wanted` the first time.

    `slug` is the table's place within its distribution (a sheet, a path in a tree): the same place has the same name
    in every version.
    """
    stem = identifier(wanted)
    for number in count(1):
        known: str | None = connection.scalar(
            sa.select(db.table_name.c.name).where(
                db.table_name.c.distribution_id == distribution_id, db.table_name.c.slug == slug
            )
        )
        if known is not None:
            return known
        name = stem if number == 1 else f"{stem}_{number}"
        values = {"name": name, "distribution_id": distribution_id, "slug": slug}
        if db.insert_once(connection, db.table_name, values):
            return name
    raise AssertionError("counting does not end")


def name_tables(
    connection: Connection, distribution: Distribution, slugs: Sequence[str], wanted: str = ""
) -> list[str]:
    """Return the lasting name of each table of a file; where there are several, each adds its own place in it.

    `wanted` is the name to be had, where nobody has it; else it is made of the address.
    """
    stem = wanted or distribution.url.rsplit("/", 1)[-1].partition(".")[0] or "table"
    return [
        name_table(connection, distribution.id, slug, stem if len(slugs) == 1 else f"{stem}_{slug}")
        for slug in slugs
    ]


def register(
    connection: Connection, version: Version, tables: Sequence[Table], *, etag: str, last_modified: str
) -> None:
    """Make a new version and its tables the latest ones of their distribution."""
    connection.execute(sa.insert(db.version).values(version_values(version)))
    if tables:
        connection.execute(sa.insert(db.table_version), [table_values(each) for each in tables])
    connection.execute(
        sa.update(db.distribution)
        .where(db.distribution.c.id == version.distribution_id)
        .values(latest=version.number)
    )
    set_status(
        connection,
        version.distribution_id,
        "ready",
        checked_at=version.retrieved_at,
        etag=etag,
        last_modified=last_modified,
    )
    touch_owner(connection, version.distribution_id)


def tables(connection: Connection, dataset_id: str) -> tuple[Table, ...]:
    """Return the tables of the latest version of each of a dataset's distributions, in order."""
    rows = connection.execute(
        sa.select(db.table_version)
        .select_from(db.latest_tables)
        .where(db.distribution.c.dataset_id == dataset_id)
        .order_by(db.distribution.c.position, db.distribution.c.id, db.table_version.c.position)
    )
    return tuple(table_of(row) for row in rows)


def tables_of(connection: Connection, versions: Sequence[Version]) -> tuple[Table, ...]:
    """Return the tables of these versions, in the versions' order and then their own."""
    held = db.table_version.c
    return tuple(
        table_of(row)
        for each in versions
        for row in connection.execute(
            sa.select(db.table_version)
            .where(held.distribution_id == each.distribution_id, held.version == each.number)
            .order_by(held.position)
        )
    )


def table(connection: Connection, name: str, as_of: AsOf | None = None) -> Table | None:
    """Return the reading of the table of this name: the latest, that of a version, or that in force at a moment."""
    found = sa.select(db.table_version).where(db.table_version.c.name == name)
    if as_of is None:
        row = connection.execute(found.select_from(db.latest_tables)).first()
        return table_of(row) if row else None
    owner = sa.select(db.table_name.c.distribution_id).where(db.table_name.c.name == name)
    version = version_at(connection, connection.scalar(owner) or "", as_of)
    row = (
        connection.execute(found.where(db.table_version.c.version == version.number)).first()
        if version
        else None
    )
    return table_of(row) if row else None


def table_at(connection: Connection, name: str, as_of: AsOf | None = None) -> Table:
    """Return what `table` does; raise TableMissing, or what `why_missing` says."""
    found = table(connection, name, as_of)
    if found:
        return found
    owner = sa.select(db.table_name.c.distribution_id).where(db.table_name.c.name == name)
    distribution_id = connection.scalar(owner)
    if distribution_id is None or as_of is None:
        raise errors.TableMissing(name=name)
    raise why_missing(connection, name, distribution_id, as_of)


def why_missing(connection: Connection, name: str, distribution_id: str, as_of: AsOf) -> errors.Missing:
    """Return the failure that says why a file or table of this name has nothing to show as of then."""
    came = let_go(connection, distribution_id, as_of)
    if came:
        at = came.isoformat(" ", "minutes")
        return errors.VersionLetGo(name=name, as_of=str(as_of), at=at)
    kept, gone = (
        sa.select(each.c.retrieved_at).where(each.c.distribution_id == distribution_id)
        for each in (db.version, db.let_go)
    )
    first = min(connection.scalars(sa.union(kept, gone)), default=None)
    if first and isinstance(as_of, datetime) and as_of < first:
        return errors.VersionNotYet(name=name, as_of=str(as_of), first=first.isoformat(" ", "minutes"))
    return errors.VersionMissing(table=name, as_of=str(as_of))


def table_versions(connection: Connection, name: str) -> tuple[Version, ...]:
    """Return the versions that a table is part of, the first first."""
    rows = connection.execute(
        sa.select(db.version)
        .join(db.table_version, _of_version)
        .where(db.table_version.c.name == name)
        .order_by(db.version.c.number)
    )
    return tuple(version_of(row) for row in rows)


def table_readings(connection: Connection, name: str) -> tuple[TableReading, ...]:
    """Return how large a table was in each of its versions and which columns it had, the first first.

    Versions with the same columns share them: hundreds of versions mostly do.
    """
    held = db.table_version.c
    written = sa.cast(held.schema, sa.Text).label("written")
    rows = connection.execute(
        sa.select(held.version, held.rows, written).where(held.name == name).order_by(held.version)
    ).all()
    schemas = {text: schema_from_json(json.loads(text)) for text in {row.written for row in rows}}
    return tuple(
        TableReading(version=row.version, rows=row.rows, schema=schemas[row.written]) for row in rows
    )


def table_names(connection: Connection, *, offset: int = 0, limit: int | None = None) -> list[TableName]:
    """Return the tables that can be asked, by name: all of them, or a page."""
    held = db.table_version.c
    rows = connection.execute(
        sa.select(
            held.name,
            held.version,
            held.title,
            held.rows,
            held.schema,
            db.dataset.c.name.label("dataset_name"),
            db.dataset.c.title.label("dataset_title"),
        )
        .select_from(db.latest_tables.join(db.dataset))
        .order_by(held.name)
        .offset(offset)
        .limit(limit)
    )
    return [
        TableName(
            name=row.name,
            version=row.version,
            dataset_name=row.dataset_name,
            title=Text.from_json(row.title) or Text.from_json(row.dataset_title),
            dataset_title=Text.from_json(row.dataset_title),
            rows=row.rows,
            columns=column_names(row.schema),
        )
        for row in rows
    ]


def table_count(connection: Connection) -> int:
    """Return how many tables can be asked."""
    counted = sa.select(sa.func.count()).select_from(db.latest_tables.join(db.dataset))
    return int(connection.execute(counted).scalar_one())


def largest_tables(connection: Connection, limit: int) -> list[tuple[str, Table]]:
    """Return the tables with the most rows, the largest first, each with the id of its dataset."""
    rows = connection.execute(
        sa.select(db.table_version, db.distribution.c.dataset_id)
        .select_from(db.latest_tables)
        .order_by(db.table_version.c.rows.desc(), db.table_version.c.name)
        .limit(limit)
    )
    return [(row.dataset_id, table_of(row)) for row in rows]


def recent(connection: Connection, limit: int, part: Part | None = None) -> list[tuple[Dataset, Version]]:
    """Return the versions retrieved last that are still the latest of their distribution, each with its dataset."""
    asked = (
        sa.select(db.version, db.distribution.c.dataset_id)
        .join(db.distribution)
        .where(db.distribution.c.latest == db.version.c.number)
        .order_by(db.version.c.retrieved_at.desc(), db.version.c.distribution_id)
        .limit(limit)
    )
    rows = connection.execute(
        asked.where(db.distribution.c.dataset_id.in_(part.ids())) if part else asked
    ).all()
    owners = records.datasets(connection, {row.dataset_id for row in rows})
    return [(owners[row.dataset_id], version_of(row)) for row in rows]
