"""DuckDB over Parquet files, with limits, for our own statements; strangers' run apart (`store/sandbox`)."""

from __future__ import annotations

import errno
import os
import re
import tempfile
import threading
from collections import OrderedDict
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import duckdb
import pyarrow as pa

from praya.model import errors
from praya.model.moment import CITY_ZONE
from praya.model.query import Sql, quote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from duckdb import DuckDBPyConnection

SPILL_FACTOR = 8
"""How many times its memory one of our own statements may put on disk while it sorts."""
COUNTS = 2_000
"""How many counts are remembered."""
_NO_ROOM = os.strerror(errno.ENOSPC)
_FOLDERS = re.compile(r"(?<=['\"])/[^'\"]*/")
"""Where files lie is nobody's business."""
CAREFUL = {
    "python_enable_replacements": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
}
"""Settings of every database of ours."""
LATE = 1_000
"""Rows of a page; up to so many, DuckDB's own tables are asked which rows first, and for all their columns then.

Parquet has to be read whole for them nearly always, so looking twice makes it slower.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """Rows in memory. `types` are DuckDB's names of the columns' types."""

    columns: tuple[str, ...]
    types: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    more: bool = False
    """True where the limit cut rows off."""


@dataclass(frozen=True, slots=True)
class Source:
    """What stands after FROM, and the files it reads."""

    sql: str
    files: tuple[Path, ...]
    content: str = ""
    """What is the same for the same rows under the same names and types; empty where it is not known."""
    hot: bool = False
    """Whether it is a table of DuckDB's own."""

    @property
    def single(self) -> bool:
        """Say whether it is read as it lies, so that reading a part of it again costs little."""
        return self.hot or bool(self.content)


class Lake:
    """DuckDB with limits: `memory` in bytes for all statements together.

    Moments that tell no zone are meant in `zone`, beside those that do and wherever the server stands. `spill` is how
    many bytes our own statements may put on disk; 0 for a multiple of their memory.
    """

    def __init__(self, memory: int, threads: int, zone: str = CITY_ZONE, *, spill: int = 0) -> None:
        folder = Path(tempfile.gettempdir()) / f"praya-lake-{uuid4().hex}"  # DuckDB makes and removes it
        self._own = duckdb.connect(
            config={
                "memory_limit": f"{memory}B",
                "threads": str(threads),
                "temp_directory": str(folder),
                "max_temp_directory_size": f"{spill or SPILL_FACTOR * memory}B",
                **CAREFUL,
            }
        )
        self._own.execute(f"SET GLOBAL TimeZone = '{zone}'")
        self._counts: OrderedDict[Sql, int] = OrderedDict()
        self._turn = threading.Lock()

    def rows(self, sql: Sql, *, hot: bool = False) -> Result:
        """Run one of our own statements, to a table of DuckDB's own if `hot`, and return its rows; raise SqlFailed."""
        with _failures(), self._own.cursor() as cursor:
            if hot:
                cursor.execute(f"SET SESSION late_materialization_max_rows = {LATE}")
            cursor.execute(sql.text, sql.parameters)
            return _result(cursor)

    def count(self, sql: Sql) -> int:
        """Run one of our own statements that counts and names its files, and remember what it gave."""
        known = self.counted(sql)
        if known is not None:
            return known
        found = self.rows(sql).rows[0][0]
        assert isinstance(found, int), "count(*) gives one integer"
        self.remember(sql, found)
        return found

    def counted(self, sql: Sql) -> int | None:
        """Return what a statement that counts gave before, if it is remembered.

        A file is never written again under the name it had, so what was counted once stays right.
        """
        with self._turn:
            if sql in self._counts:
                self._counts.move_to_end(sql)
            return self._counts.get(sql)

    def remember(self, sql: Sql, found: int) -> None:
        """Remember what a statement that counts gives."""
        with self._turn:
            self._counts[sql] = found
            if len(self._counts) > COUNTS:
                self._counts.popitem(last=False)

    def batches(self, sql: Sql, size: int) -> Iterator[pa.RecordBatch]:
        """Run one of our own statements and stream its rows, at most `size` at a time; raise SqlFailed.

        There is always a batch, if only an empty one: it has the columns.
        """
        with _failures(), self._own.cursor() as cursor:
            reader = cursor.sql(sql.text, params=sql.parameters).to_arrow_reader(size)
            first = next(reader, None)
            yield pa.RecordBatch.from_pylist([], reader.schema) if first is None else first
            yield from reader

    def attach(self, path: Path, name: str) -> None:
        """Open a database of DuckDB's own for reading, for all statements from now on; raise SqlFailed."""
        quoted = str(path).replace("'", "''")
        self.rows(Sql(f"ATTACH IF NOT EXISTS '{quoted}' AS {quote(name)} (READ_ONLY)"))

    def detach(self, name: str) -> None:
        """Close such a database, and give back its memory; raise SqlFailed."""
        self.rows(Sql(f"DETACH {quote(name)}"))

    @contextmanager
    def session(self) -> Iterator[Callable[[Sql], Result]]:
        """Run several of our own statements that share temporary tables; raise SqlFailed or StorageFull."""
        with self._own.cursor() as cursor:

            def run(sql: Sql) -> Result:
                with _failures():
                    cursor.execute(sql.text, sql.parameters)
                    return _result(cursor)

            yield run


def source(path: Path) -> str:
    """Return the SQL expression that reads a Parquet file."""
    quoted = str(path).replace("'", "''")
    return f"read_parquet('{quoted}')"


def _result(cursor: DuckDBPyConnection) -> Result:
    described = cursor.description or []
    return Result(
        columns=tuple(str(column[0]) for column in described),
        types=tuple(str(column[1]) for column in described),
        rows=tuple(cursor.fetchall()),
    )


@contextmanager
def _failures() -> Iterator[None]:
    """Give DuckDB's failures their names here."""
    try:
        yield
    except (duckdb.Error, OSError) as error:  # half-way through a stream, Arrow reports them as OSError
        if _NO_ROOM in str(error):
            raise errors.StorageFull from error
        raise errors.SqlFailed(reason=_FOLDERS.sub("", str(error))) from error
