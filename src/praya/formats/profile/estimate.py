"""What is too much to be counted in memory, asked of the written Parquet file: one look, bounded, partly estimated."""

from __future__ import annotations

import math
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import duckdb

from praya.formats.profile.columns import DAY, QUANTILES, bars, plain
from praya.model.query import quote

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from praya.formats.profile.columns import ColumnTally
    from praya.model.table import Bin, ColumnProfile

MEMORY = 256 << 20
_LIKELY = 0.95
"""Estimates of different values are wrong by less."""


@dataclass(frozen=True)
class WrittenTable:
    """A database that holds nothing but the view `rows` of a Parquet file; opened when it is first asked."""

    path: Path
    stack: ExitStack
    """Closes the database."""

    @cached_property
    def connection(self) -> DuckDBPyConnection:
        """Return the open database; what has to be sorted on disk is sorted beside the file."""
        config: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": f"{MEMORY}B",
            "temp_directory": f"{self.path}.sorting",
            "preserve_insertion_order": "false",
            "python_enable_replacements": "false",
        }
        connection = self.stack.enter_context(duckdb.connect(config=config))
        quoted = str(self.path).replace("'", "''")
        connection.execute(f"CREATE VIEW rows AS FROM read_parquet('{quoted}')")
        return connection

    def estimated(self, tally: ColumnTally, known: ColumnProfile) -> ColumnProfile:
        """Return a column's figures with estimates of those that were given up; its histogram is exact."""
        name = quote(tally.column.name)
        asked = [f"approx_count_distinct({name})"]
        if tally.numeric:
            asked.append(f"approx_quantile({name}, {list(QUANTILES)})")
        row = self._row(f"SELECT {', '.join(asked)} FROM rows")  # noqa: S608 - the name is quoted
        distinct = known.distinct if known.exact else min(row[0], tally.rows - tally.nulls)
        quantiles = tuple(zip(QUANTILES, map(plain, row[1]), strict=True)) if tally.numeric else ()
        histogram = self._histogram(tally) if tally.numeric else ()
        return replace(known, distinct=distinct, quantiles=quantiles, histogram=histogram)

    def is_key(self, names: Sequence[str], rows: int, profiles: Mapping[str, ColumnProfile]) -> bool:
        """Say whether no two rows agree in these columns; what estimates rule out is not counted."""
        known = [profiles[name] for name in names]
        if all(each.exact for each in known) and len(known) == 1:
            return known[0].distinct == rows
        if math.prod(each.distinct for each in known) < _LIKELY * rows:
            return False
        listed = ", ".join(map(quote, names))
        counted: int = self._row(f"SELECT count(*) FROM (SELECT DISTINCT {listed} FROM rows)")[0]  # noqa: S608 - names quoted
        return counted == rows

    def _histogram(self, tally: ColumnTally) -> tuple[Bin, ...]:
        limits = tally.bounds()
        if limits is None or limits[0] == limits[1]:
            return ()
        low, high = limits
        bins = tally.bins(low, high)
        name = quote(tally.column.name)
        numbers = {"datetime": f"epoch_us({name})", "date": f"({name} - DATE '1970-01-01')"}
        place = f"least(floor(({numbers.get(tally.column.type, name)} - ?) / ?), ?)::INTEGER"
        sql = f"SELECT {place} AS place, count(*) FROM rows WHERE {name} IS NOT NULL GROUP BY place"  # noqa: S608 - names quoted
        found = dict(self.connection.execute(sql, [low, (high - low) / bins, bins - 1]).fetchall())
        unit = DAY if tally.column.type == "datetime" else 1
        return bars(low / unit, high / unit, [found.get(place, 0) for place in range(bins)])

    def _row(self, sql: str) -> tuple[Any, ...]:
        row = self.connection.execute(sql).fetchone()
        assert row is not None, "an aggregate has one row"
        return row


@contextmanager
def open_file(path: Path) -> Iterator[WrittenTable]:
    """Let a Parquet file be asked within the block; most tables never need it, and a database costs many of them."""
    with ExitStack() as stack:
        yield WrittenTable(path, stack)
