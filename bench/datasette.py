"""Datasette over the tables of a home, copied into one SQLite file: the peer of `bench.pages`.

It is installed from PyPI into an environment of its own; it is no part of what is built, locked or tested.
"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from bench.served import serving

from praya.model.query import Sql, quote
from praya.model.table import ROW
from praya.store import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from praya.platform import Platform
    from praya.store.catalogue import TableName

RELEASE = "datasette==0.65.5"
AT_ONCE = 10_000
DATABASE = "data"


@contextmanager
def datasette_serving(platform: Platform, folder: Path) -> Iterator[int]:
    """Run Datasette with its default settings over a copy of all tables; give the port.

    The file is served as one that never changes (`--immutable`), the fastest way there is: rows are counted once.
    """
    program = folder / "datasette" / "bin" / "datasette"
    if not program.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder / "datasette")], check=True)
        pip = [str(program.with_name("pip")), "install", "--quiet", "--disable-pip-version-check", RELEASE]
        subprocess.run(pip, check=True, stderr=subprocess.DEVNULL)
    database = folder / f"{DATABASE}.db"
    _copy(platform, database)
    counted = folder / "counted.json"
    subprocess.run([str(program), "inspect", str(database), "--inspect-file", str(counted)], check=True)
    command = [str(program), "serve", "-i", str(database), "--inspect-file", str(counted), "--port"]
    with serving(command) as port:
        yield port


def _copy(platform: Platform, path: Path) -> None:
    path.unlink(missing_ok=True)
    with platform.db.connect() as connection:
        tables = catalogue.table_names(connection)
    with closing(sqlite3.connect(path)) as database:
        for table in tables:
            _table(platform, database, table)
        database.commit()
        database.execute("VACUUM")
        database.execute("ANALYZE")


def _table(platform: Platform, database: sqlite3.Connection, table: TableName) -> None:
    """Copy one table: numbers as numbers, all else as text; a row's place is its key."""
    columns = ", ".join(map(quote, table.columns))
    name = quote(table.name)
    places = ", ".join("?" * (len(table.columns) + 1))
    with (
        platform.history.source(platform.db, table.name, table.version) as held,
        platform.lake.session() as run,
    ):
        result = run(Sql(f"SELECT {ROW}, {columns} FROM {held.sql} ORDER BY {ROW}"))
    rows = result.rows
    typed = ", ".join(
        f"{quote(column)} {_kind(kind)}" for column, kind in zip(table.columns, result.types[1:], strict=True)
    )
    database.execute(f"CREATE TABLE {name} ({ROW} INTEGER PRIMARY KEY, {typed})")
    for begin in range(0, len(rows), AT_ONCE):
        part = rows[begin : begin + AT_ONCE]
        database.executemany(
            f"INSERT INTO {name} VALUES ({places})", [tuple(map(_plain, row)) for row in part]
        )


def _kind(kind: object) -> str:
    """Return SQLite's type for one of DuckDB's."""
    word = str(kind).upper()
    if "INT" in word:
        return "INTEGER"
    return "REAL" if word in ("DOUBLE", "FLOAT") or word.startswith("DECIMAL") else "TEXT"


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, (int, float, str, bytes)) else str(value)
