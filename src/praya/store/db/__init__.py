"""The catalogue's database: its tables, how it is opened, how it is brought up to date.

`engine.begin()` opens a transaction that writes, `engine.connect()` one that only reads. On SQLite the first takes the
write lock at once (a transaction that reads first and writes later could not wait for its turn), the second none.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Engine

from praya.model import errors
from praya.store.db.changes import Changes, Remembered, count_changes
from praya.store.db.tables import (
    JSON,
    UtcDateTime,
    dataset,
    dataset_theme,
    distribution,
    harvest,
    harvested,
    host,
    indexed,
    job,
    latest_tables,
    let_go,
    metadata,
    observation,
    override,
    publisher,
    quality,
    quality_day,
    quality_lost,
    retention,
    saved_query,
    table_content,
    table_name,
    table_segment,
    table_version,
    theme,
    version,
    watched,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from sqlite3 import Connection as SqliteConnection

    from sqlalchemy import Connection
    from sqlalchemy.engine import ExceptionContext

BUSY_SECONDS = 30
SQLITE_NO_ROOM = "SQLITE_FULL"
POSTGRESQL_NO_ROOM = "53100"
_WRITES = "praya_writes"
_MIGRATION_LOCK = 0x7072617961
"""Any fixed number: the advisory lock under which PostgreSQL's schema changes."""

__all__ = [
    "BUSY_SECONDS",
    "JSON",
    "POSTGRESQL_NO_ROOM",
    "SQLITE_NO_ROOM",
    "Changes",
    "Remembered",
    "UtcDateTime",
    "dataset",
    "dataset_theme",
    "distribution",
    "harvest",
    "harvested",
    "host",
    "indexed",
    "insert",
    "insert_once",
    "is_current",
    "job",
    "latest_tables",
    "let_go",
    "metadata",
    "migrate",
    "observation",
    "open_engine",
    "override",
    "publisher",
    "quality",
    "quality_day",
    "quality_lost",
    "retention",
    "saved_query",
    "table_content",
    "table_name",
    "table_segment",
    "table_version",
    "theme",
    "upsert",
    "version",
    "watched",
]

_inserts: Mapping[str, Callable[[sa.Table], sqlite.Insert | postgresql.Insert]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}


class _SqliteEngine(Engine):
    """An engine whose `begin()` takes SQLite's write lock at once."""

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """Open a transaction that writes."""
        with self.connect() as connection:
            connection.execution_options(**{_WRITES: True})
            with connection.begin():
                yield connection


def open_engine(url: str) -> Engine:
    """Open a database by its SQLAlchemy URL; `postgresql://` is spoken by psycopg."""
    address = sa.make_url(url)
    spoken: Mapping[str, Any] = {
        "json_serializer": partial(json.dumps, ensure_ascii=False, allow_nan=False),
        "json_deserializer": msgspec.json.decode,  # several times as fast; pages read thousands of values
    }
    if address.get_backend_name() != "sqlite":
        if address.drivername == "postgresql":
            address = address.set(drivername="postgresql+psycopg")
        server = sa.create_engine(address, pool_pre_ping=True, **spoken)
        event.listen(server, "handle_error", _name_failure)
        return server
    plain = sa.create_engine(
        address,
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
        **spoken,
    )
    engine = _SqliteEngine(plain.pool, plain.dialect, plain.url)
    event.listen(engine, "handle_error", _name_failure)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: SqliteConnection, _record: object) -> None:
    connection.isolation_level = (
        None  # the driver must not open transactions of its own; `_begin_sqlite` does
    )
    for pragma in ("journal_mode = WAL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _name_failure(context: ExceptionContext) -> None:
    """Call a full disk by its name, whichever database met it."""
    error = context.original_exception
    if (
        getattr(error, "sqlite_errorname", "") == SQLITE_NO_ROOM
        or getattr(error, "sqlstate", "") == POSTGRESQL_NO_ROOM
    ):
        raise errors.StorageFull from error


def insert(connection: Connection, table: sa.Table) -> sqlite.Insert | postgresql.Insert:
    """Begin an insert that can say what to do where the row is there: both databases say it alike."""
    return _inserts[connection.dialect.name](table)


def insert_once(connection: Connection, table: sa.Table, values: Mapping[str, object]) -> bool:
    """Insert a row unless one with the same key is there; return whether it was inserted."""
    once = insert(connection, table).values(values).on_conflict_do_nothing()
    return connection.execute(once.returning(*table.primary_key)).first() is not None


def upsert(connection: Connection, table: sa.Table, values: Sequence[Mapping[str, object]]) -> None:
    """Insert rows, or update those whose primary key is there."""
    statement = insert(connection, table)
    keys = [column.name for column in table.primary_key]
    others = {column.name: statement.excluded[column.name] for column in table.c if column.name not in keys}
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=others), values)


def migrate(engine: Engine) -> None:
    """Bring the schema up to date. Processes that start together wait for one another."""
    config = _config()
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_MIGRATION_LOCK)))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        if connection.dialect.name == "sqlite":
            count_changes(connection)


def is_current(engine: Engine) -> bool:
    """Say whether the schema is this release's, without changing it."""
    with engine.connect() as connection:
        held = MigrationContext.configure(connection).get_current_heads()
    return set(held) == set(ScriptDirectory.from_config(_config()).get_heads())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "praya:store/migrations")
    return config
