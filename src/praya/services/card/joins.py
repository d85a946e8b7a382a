"""Which columns of other tables hold the same values: found by measuring, never by names alone."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from praya.model import errors
from praya.model.query import quote
from praya.services.card.shapes import Join
from praya.store import catalogue
from praya.store.sketches import Sketches, comparable, overlap

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from praya.model.table import Column, Table
    from praya.model.text import Lang
    from praya.platform import Platform
    from praya.store.catalogue import TableName
    from praya.store.sketches import Sketch

FEWEST = 3
"""Different values that must stand in both; fewer may be chance."""
LEAST_SHARE = 0.5
"""Of the values of the smaller side."""
MOST_COLUMNS = 12
"""Of one table that are measured."""
MOST_ROWS = 2_000_000
"""A table with more is not measured."""
MOST_TABLES = 500
MOST_JOINS = 12
SECONDS = 3.0
"""How long one card waits for measures that are still to be made; the next goes on from there."""


def measured(platform: Platform, tables: Sequence[Table], lang: Lang) -> tuple[dict[str, list[Join]], bool]:
    """Return each table's joins by its name, the likeliest first, and whether every table was measured."""
    with platform.db.connect() as connection:
        names = catalogue.table_names(connection)[:MOST_TABLES]
    sketches = Sketches(platform.settings.home / "sketches")
    until = time.monotonic() + SECONDS
    # A table's own come first: without them there is nothing to compare.
    own = {table.name for table in tables}
    held = {}
    complete = True
    for each in sorted(names, key=lambda each: each.name not in own):
        found = _sketches(platform, sketches, each, until)
        complete = complete and found is not None
        held[each.name] = found or {}
    by_name = {each.name: each for each in names}
    return {table.name: _joins(table.name, held, by_name, lang)[:MOST_JOINS] for table in tables}, complete


def _sketches(
    platform: Platform, sketches: Sketches, name: TableName, until: float
) -> Mapping[str, Sketch] | None:
    found = sketches.find(name.name, name.version)
    if found is not None or name.rows > MOST_ROWS:
        return found if found is not None else {}
    if time.monotonic() > until:
        return None
    try:
        with platform.db.connect() as connection:
            table = catalogue.table_at(connection, name.name, name.version)
        columns = [each.name for each in table.schema.columns if _could_join(table, each)][:MOST_COLUMNS]
        with platform.history.source(platform.db, table.name, table.version) as source:
            return sketches.make(platform.lake, table.name, table.version, source.sql, columns)
    except errors.Missing:  # it was dropped meanwhile
        return {}


def _could_join(table: Table, column: Column) -> bool:
    """Say whether a column names things: texts and codes, not measures, times, or running text."""
    held = table.profile.columns[column.name]
    if held.distinct < FEWEST or column.role in ("measure", "part", "latitude", "longitude"):
        return False
    return column.type == "string" or (column.type == "integer" and column.role in ("identifier", "code"))


def _joins(
    name: str, held: Mapping[str, Mapping[str, Sketch]], names: Mapping[str, TableName], lang: Lang
) -> list[Join]:
    """Return the best join with each column of others for each column of this table."""
    found = [join for other in names if other != name for join in _between(name, names[other], held, lang)]
    return sorted(
        found, key=lambda each: (-each.shared / min(each.of, each.others), -each.shared, each.table)
    )


def _between(
    name: str, other: TableName, held: Mapping[str, Mapping[str, Sketch]], lang: Lang
) -> Iterator[Join]:
    for column, sketch in held[name].items():
        ways = []
        for theirs, sketched in held[other.name].items():
            both = overlap(sketch, sketched)
            if both.shared >= FEWEST and both.shared >= LEAST_SHARE * min(both.of, both.others):
                ways.append((both.shared, theirs, both))
        if ways:
            _, theirs, both = max(ways, key=lambda way: (way[0], way[1] == column, way[1]))
            yield Join(
                column=column,
                table=other.name,
                other=theirs,
                dataset=other.dataset_name,
                title=other.title.words(lang),
                shared=both.shared,
                of=both.of,
                others=both.others,
                exact=both.exact,
                sql=_sql(name, column, other.name, theirs),
            )


def _sql(name: str, column: str, other: str, theirs: str) -> str:
    """Return a statement that joins the two, comparing as was measured."""
    mine, yours = (comparable(f"{side}.{quote(each)}") for side, each in (("a", column), ("b", theirs)))
    return f"SELECT * FROM {quote(name)} a JOIN {quote(other)} b ON {mine} = {yours} LIMIT 20"  # noqa: S608 - names quoted
