"""DuckDB over Parquet files, with limits: our own statements, and other people's.

Why this module is careful: a reader's SQL runs in our process. DuckDB can read and write any file, load code and read
Python variables; the type of a statement alone does not stop that, since `WITH x AS (COPY …)` counts as a SELECT. So
a reader's statement is held against our lists first (`store/statement.py`); then it runs in a database of its own that
holds nothing but views of the tables it names, may open nothing but their files, and cannot be reconfigured.
"""

from __future__ import annotations

import errno
import os
import tempfile
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import duckdb

from praya.model import errors
from praya.model.moment import CITY_ZONE
from praya.model.query import quote
from praya.store.statement import tables_read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import pyarrow as pa
    from duckdb import DuckDBPyConnection

    from praya.model.query import Sql

QUERY_SECONDS = 30.0
SPILL_FACTOR = 8
"""How many times its memory one of our own statements may put on disk while it sorts."""
_NO_ROOM = os.strerror(errno.ENOSPC)
_CAREFUL = {
    "python_enable_replacements": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
}


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


class Lake:
    """DuckDB with limits: `memory` in bytes for all our own statements together, and for each reader's statement.

    Moments that tell no zone are meant in `zone`, beside those that do and wherever the server stands. `spill` is how
    many bytes our own statements may put on disk; 0 for a multiple of their memory.
    """

    def __init__(self, memory: int, threads: int, zone: str = CITY_ZONE, *, spill: int = 0) -> None:
        self._zone = f"SET GLOBAL TimeZone = '{zone}'"
        self._limits: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": f"{memory}B",
            "threads": str(threads),
            **_CAREFUL,
        }
        folder = Path(tempfile.gettempdir()) / f"praya-lake-{uuid4().hex}"  # DuckDB makes and removes it
        self._own = duckdb.connect(
            config=self._limits
            | {
                "temp_directory": str(folder),
                "max_temp_directory_size": f"{spill or SPILL_FACTOR * memory}B",
            }
        )
        self._own.execute(self._zone)

    def rows(self, sql: Sql) -> Result:
        """Run one of our own statements and return all its rows; raise SqlFailed."""
        with _failures({}), self._own.cursor() as cursor:
            cursor.execute(sql.text, sql.parameters)
            return _result(cursor, None)

    def batches(self, sql: Sql, size: int) -> Iterator[pa.RecordBatch]:
        """Run one of our own statements and stream its rows, at most `size` at a time; raise SqlFailed."""
        with _failures({}), self._own.cursor() as cursor:
            yield from cursor.sql(sql.text, params=sql.parameters).to_arrow_reader(size)

    @contextmanager
    def session(self) -> Iterator[Callable[[Sql], Result]]:
        """Run several of our own statements that share temporary tables; raise SqlFailed or StorageFull."""
        with self._own.cursor() as cursor:

            def run(sql: Sql) -> Result:
                with _failures({}):
                    cursor.execute(sql.text, sql.parameters)
                    return _result(cursor, None)

            yield run

    def named(self, text: str) -> frozenset[str]:
        """Return the names of the tables a reader's statement reads, as it writes them.

        Raise SqlRefused where it does more than read, SqlFailed where it is no SQL.
        """
        with self._own.cursor() as cursor:
            return tables_read(cursor, text)

    def query(
        self, text: str, views: Mapping[str, Source], *, limit: int, seconds: float = QUERY_SECONDS
    ) -> Result:
        """Run a reader's statement over the tables in `views` and return its first `limit` rows.

        Raise SqlRefused where it does more than read, TableMissing where it names a table there is not, SqlFailed
        where DuckDB cannot run it within the limits.
        The memory limit holds for what DuckDB sorts, groups and joins, not for single values that are made huge on
        purpose: whoever opens this to strangers runs it in a process that may be lost.
        """
        by_name = {name.casefold(): (name, held) for name, held in views.items()}
        named = self.named(text)
        for name in named:
            if name.casefold() not in by_name:
                raise errors.TableMissing(name=name)
        wanted = dict(by_name[name.casefold()] for name in named)
        with _failures(wanted), self._closed(wanted) as connection, _time_limit(connection, seconds):
            connection.execute(text)
            return _result(connection, limit)

    @contextmanager
    def _closed(self, views: Mapping[str, Source]) -> Iterator[DuckDBPyConnection]:
        """Open a database of its own that can reach nothing but these views."""
        with duckdb.connect(config=self._limits | {"temp_directory": ""}) as connection:
            files = [str(file) for held in views.values() for file in held.files]
            connection.execute("SET allowed_paths = ?", [files])
            connection.execute("SET enable_external_access = false")
            connection.execute(self._zone)
            for name, held in views.items():
                connection.execute(f"CREATE VIEW {quote(name)} AS FROM {held.sql}")
            connection.execute("SET lock_configuration = true")
            yield connection


def source(path: Path) -> str:
    """Return the SQL expression that reads a Parquet file."""
    quoted = str(path).replace("'", "''")
    return f"read_parquet('{quoted}')"


def _result(cursor: DuckDBPyConnection, limit: int | None) -> Result:
    described = cursor.description or []
    rows = cursor.fetchall() if limit is None else cursor.fetchmany(limit + 1)
    return Result(
        columns=tuple(str(column[0]) for column in described),
        types=tuple(str(column[1]) for column in described),
        rows=tuple(rows[:limit]),
        more=limit is not None and len(rows) > limit,
    )


@contextmanager
def _failures(views: Mapping[str, Source]) -> Iterator[None]:
    """Give DuckDB's failures their names here, without telling where files lie."""
    try:
        yield
    except duckdb.PermissionException as error:
        raise errors.SqlRefused(reason="it reaches beyond the open tables") from error
    except duckdb.InterruptException as error:
        raise errors.SqlFailed(reason="it took too long") from error
    except (duckdb.Error, OSError) as error:  # half-way through a stream, Arrow reports them as OSError
        reason = str(error)
        if _NO_ROOM in reason:
            raise errors.StorageFull from error
        for name, held in views.items():
            for file in held.files:
                reason = reason.replace(str(file), name)
        raise errors.SqlFailed(reason=reason) from error


@contextmanager
def _time_limit(connection: DuckDBPyConnection, seconds: float) -> Iterator[None]:
    timer = threading.Timer(seconds, connection.interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
