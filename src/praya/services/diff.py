"""What changed between two versions of a table: its columns, and its rows."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Literal

from praya.model import errors
from praya.model.evolution import ColumnChange, could_be_renamed, evolution
from praya.model.query import Sql, quote
from praya.store import catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from praya.model.catalogue import Version
    from praya.model.moment import AsOf
    from praya.model.table import Column, Table
    from praya.platform import Platform

MOST_ROWS = 200
MOST_KEYED = 1_000_000
"""Rows of a table in which a key of several columns is looked for."""
MOST_KEYS = 6
"""Columns among which one is looked for: those that come first."""
KEYS = frozenset({"string", "integer", "date", "datetime", "time", "year", "yearmonth"})
SAME = 0.9
"""The share of a vanished column's values that a new one must have to be the same under another name."""
FEWEST = 3
"""Columns of fewer distinct values have too little to be recognised by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowChange:
    """One row that differs; values by column name as each version has it, with companions and `_row`."""

    kind: Literal["added", "removed", "changed"]
    before: Mapping[str, object] | None
    after: Mapping[str, object] | None
    columns: tuple[str, ...] = ()
    """Of a changed row, the columns that differ, under their later names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Diff:
    """What changed from one version of a table to another."""

    before: Table
    after: Table
    versions: tuple[Version, Version]
    schema: tuple[ColumnChange, ...]
    key: tuple[str, ...]
    """The columns, as named later, that tell which row is which; without them, a changed row counts as two."""
    added: int
    removed: int
    changed: int
    rows: tuple[RowChange, ...]
    """The first of them, by their place."""


def diff(
    platform: Platform,
    name: str,
    before: AsOf,
    after: AsOf | None = None,
    *,
    key: Sequence[str] = (),
    offset: int = 0,
    limit: int = MOST_ROWS,
) -> Diff:
    """Compare a table as of two versions or moments, the second the latest unless told.

    Without a `key`, one is looked for that holds in both versions. Raise Missing or ColumnUnknown.
    """
    tables = (_table(platform, name, before), _table(platform, name, after))
    renamed = _renamed(platform, *tables)
    chosen = tuple(key) or _key(platform, *tables, renamed)
    for each in chosen:
        if tables[1].schema.column(each) is None or tables[0].schema.column(renamed.get(each, each)) is None:
            raise errors.ColumnUnknown(
                column=each, columns=", ".join(column.name for column in tables[1].schema.columns)
            )
    found = platform.history.difference(
        platform.db,
        name,
        (tables[0].version, tables[1].version),
        renamed=renamed,
        key=chosen,
        offset=offset,
        limit=limit,
    )
    return Diff(
        before=tables[0],
        after=tables[1],
        versions=(_version(platform, tables[0]), _version(platform, tables[1])),
        schema=evolution(tables[0].schema, tables[1].schema, renamed),
        key=chosen,
        added=found.added,
        removed=found.removed,
        changed=found.changed,
        rows=tuple(_row_change(old, new, renamed) for old, new in found.rows),
    )


def _table(platform: Platform, name: str, as_of: AsOf | None) -> Table:
    with platform.db.connect() as connection:
        return catalogue.table_at(connection, name, as_of)


def _version(platform: Platform, table: Table) -> Version:
    with platform.db.connect() as connection:
        found = catalogue.version_at(connection, table.distribution_id, table.version)
    assert found is not None, "a table belongs to a version"
    return found


def _row_change(
    before: Mapping[str, object] | None, after: Mapping[str, object] | None, renamed: Mapping[str, str]
) -> RowChange:
    if before is None or after is None:
        return RowChange(kind="added" if before is None else "removed", before=before, after=after)
    differ = tuple(
        name
        for name, value in after.items()
        if not name.startswith("_") and renamed.get(name, name) in before
        if before[renamed.get(name, name)] != value
    )
    return RowChange(kind="changed", before=before, after=after, columns=differ)


def _renamed(platform: Platform, before: Table, after: Table) -> dict[str, str]:
    """Return the earlier name of each column that has a new one and nearly all its old values."""
    renamed = dict[str, str]()
    for old, new in could_be_renamed(before.schema, after.schema):
        if new.name in renamed or old.name in renamed.values():
            continue
        if _are_alike(platform, before, old, after, new):
            renamed[new.name] = old.name
    return renamed


def _are_alike(platform: Platform, before: Table, old: Column, after: Table, new: Column) -> bool:
    if before.profile.columns[old.name].distinct < FEWEST:
        return False
    with (
        platform.history.source(platform.db, before.name, before.version) as was,
        platform.history.source(platform.db, after.name, after.version) as now,
    ):
        there = f"(SELECT DISTINCT {quote(old.name)} AS v FROM {was.sql} WHERE v IS NOT NULL)"  # noqa: S608 - names quoted
        here = f"(SELECT DISTINCT {quote(new.name)} AS v FROM {now.sql})"  # noqa: S608 - names quoted
        found = platform.lake.rows(
            Sql(f"SELECT avg((v IN (SELECT v FROM {here}))::INT) FROM {there}")  # noqa: S608 - names quoted
        ).rows[0][0]
    return isinstance(found, float) and found >= SAME


def _key(platform: Platform, before: Table, after: Table, renamed: Mapping[str, str]) -> tuple[str, ...]:
    """Return the first column, or pair of columns, whose values tell all rows apart in both versions."""
    shared = [
        column
        for column in after.schema.columns
        if column.type in KEYS and column.role != "measure" and not column.derived
        if not after.profile.columns[column.name].nulls
        if (old := renamed.get(column.name, column.name)) in before.profile.columns
        if not before.profile.columns[old].nulls
    ]
    for column in shared:
        was, now = (
            before.profile.columns[renamed.get(column.name, column.name)],
            after.profile.columns[column.name],
        )
        if was.distinct == before.rows and now.distinct == after.rows:
            return (column.name,)
    pairs = list(combinations([column.name for column in shared[:MOST_KEYS]], 2))
    if not pairs or max(before.rows, after.rows) > MOST_KEYED:
        return ()
    earlier = [tuple(renamed.get(each, each) for each in pair) for pair in pairs]
    holds = zip(_tell_apart(platform, before, earlier), _tell_apart(platform, after, pairs), strict=True)
    return next((pair for pair, both in zip(pairs, holds, strict=True) if all(both)), ())


def _tell_apart(platform: Platform, table: Table, pairs: Sequence[tuple[str, ...]]) -> list[bool]:
    """Say of each pair of columns whether no two rows have the same values in it."""
    counts = ", ".join(f"count(DISTINCT ({', '.join(map(quote, pair))}))" for pair in pairs)
    with platform.history.source(platform.db, table.name, table.version) as held:
        found = platform.lake.rows(Sql(f"SELECT {counts} FROM {held.sql}")).rows[0]  # noqa: S608 - names quoted
    return [count == table.rows for count in found]
