"""The catalogue's database: its tables, how it is opened, how it is brought up to date.

`engine.begin()` opens a transaction that writes, `engine.connect()` one that only reads. On SQLite the first takes the
write lock at once (a transaction that reads first and writes later could not wait for its turn), the second none.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Engine
from sqlalchemy.types import TypeDecorator

from praya.model import errors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from sqlite3 import Connection as SqliteConnection

    from sqlalchemy import Connection
    from sqlalchemy.engine import Dialect, ExceptionContext

BUSY_SECONDS = 30
SQLITE_NO_ROOM = "SQLITE_FULL"
POSTGRESQL_NO_ROOM = "53100"
_WRITES = "praya_writes"
_MIGRATION_LOCK = 0x7072617961
"""Any fixed number: the advisory lock under which PostgreSQL's schema changes."""


class UtcDateTime(TypeDecorator[datetime]):
    """Moments in UTC, aware on the way in and out; SQLite keeps them as text that sorts as time does."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse moments without a zone; give SQLite, which has no zones, the UTC reading."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment without a time zone: {value}")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the base's signature
        """Return the moment in UTC, whatever zone the session has."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


JSON = sa.JSON(none_as_null=True)

metadata = sa.MetaData()

_inserts: Mapping[str, Callable[[sa.Table], sqlite.Insert | postgresql.Insert]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}

publisher = sa.Table(
    "publisher",
    metadata,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("title", JSON, nullable=False),
)

theme = sa.Table(
    "theme",
    metadata,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("title", JSON, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
)

dataset = sa.Table(
    "dataset",
    metadata,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("name", sa.String, nullable=False, unique=True),
    sa.Column("title", JSON, nullable=False),
    sa.Column("description", JSON, nullable=False),
    sa.Column("publisher_id", sa.ForeignKey("publisher.id"), nullable=False, index=True),
    sa.Column("keywords", JSON, nullable=False),
    sa.Column("frequency", JSON, nullable=False),
    sa.Column("contact", JSON, nullable=False),
    sa.Column("dictionary_url", sa.String, nullable=False),
    sa.Column("landing_url", sa.String, nullable=False),
    sa.Column("licence_id", sa.String, nullable=False),
    sa.Column("created", UtcDateTime),
    sa.Column("modified", UtcDateTime),
    sa.Column("source", sa.String, nullable=False),
    sa.Column("saved_at", UtcDateTime, nullable=False),  # when this record last changed here
    sa.Column("vanished_at", UtcDateTime),  # since when its portal no longer lists it
    sa.Column("revision", sa.Integer, nullable=False),  # counts what the search index must follow
)

dataset_theme = sa.Table(
    "dataset_theme",
    metadata,
    sa.Column("dataset_id", sa.ForeignKey("dataset.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("theme_id", sa.ForeignKey("theme.id"), primary_key=True, index=True),
    sa.Column("position", sa.Integer, nullable=False),
)

distribution = sa.Table(
    "distribution",
    metadata,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("dataset_id", sa.ForeignKey("dataset.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("title", JSON, nullable=False),
    sa.Column("description", JSON, nullable=False),
    sa.Column("url", sa.String, nullable=False),
    sa.Column("format", sa.String, nullable=False),
    sa.Column("languages", JSON, nullable=False),
    sa.Column("status", sa.String, nullable=False),
    sa.Column("problem", JSON),
    sa.Column("checked_at", UtcDateTime),
    sa.Column("etag", sa.String, nullable=False),
    sa.Column("last_modified", sa.String, nullable=False),
    sa.Column("latest", sa.Integer),  # number of the latest version
)

version = sa.Table(
    "version",
    metadata,
    sa.Column("distribution_id", sa.ForeignKey("distribution.id"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("bytes", sa.BigInteger, nullable=False),
    sa.Column("url", sa.String, nullable=False),
    sa.Column("media_type", sa.String, nullable=False),
    sa.Column("format", sa.String, nullable=False),
    sa.Column("encoding", sa.String, nullable=False),
    sa.Column("retrieved_at", UtcDateTime, nullable=False, index=True),
    sa.Column("about", JSON),
)

table_name = sa.Table(
    "table_name",
    metadata,
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("distribution_id", sa.ForeignKey("distribution.id"), nullable=False),
    sa.Column("slug", sa.String, nullable=False),
    sa.UniqueConstraint("distribution_id", "slug"),
)

table_version = sa.Table(
    "table_version",
    metadata,
    sa.Column("name", sa.ForeignKey("table_name.name"), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("distribution_id", sa.String, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("title", JSON, nullable=False),
    sa.Column("rows", sa.BigInteger, nullable=False),
    sa.Column("schema", JSON, nullable=False),
    sa.Column("profile", JSON, nullable=False),
    sa.Column("notes", JSON, nullable=False),
    sa.Column("decisions", JSON, nullable=False),
    sa.ForeignKeyConstraint(["distribution_id", "version"], ["version.distribution_id", "version.number"]),
    sa.Index("ix_table_version_distribution", "distribution_id", "version"),
)

table_content = sa.Table(
    "table_content",
    metadata,
    sa.Column("name", sa.ForeignKey("table_name.name"), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("generation", sa.Integer, nullable=False),
    sa.Column("stored", JSON),  # [[column, DuckDB's type], …]; missing: as the file has them
    sa.Column("appeared", sa.BigInteger),  # rows that the version before did not have
    sa.Column("ended", sa.BigInteger),  # rows of the version before that this one does not have
)

retention = sa.Table(
    "retention",
    metadata,
    sa.Column("distribution_id", sa.ForeignKey("distribution.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("rule", sa.String, nullable=False),
)

let_go = sa.Table(
    "let_go",
    metadata,
    sa.Column("distribution_id", sa.ForeignKey("distribution.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("sha256", sa.String, nullable=False),
    sa.Column("retrieved_at", UtcDateTime, nullable=False),
)
"""Versions that a rule let go: that they were, and when, stays known."""

table_segment = sa.Table(
    "table_segment",
    metadata,
    sa.Column("name", sa.ForeignKey("table_name.name"), primary_key=True),
    sa.Column("file", sa.String, primary_key=True),
    sa.Column("generation", sa.Integer, nullable=False),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("low", sa.Integer, nullable=False),
    sa.Column("high", sa.Integer, nullable=False),
    sa.Column("parts", sa.Integer, nullable=False),
    sa.Column("rows", sa.BigInteger, nullable=False),
    sa.Column("bytes", sa.BigInteger, nullable=False),
    sa.Column("since", sa.Integer),  # the least `_from` in it; missing: not known
    sa.Column("sha256", sa.String),  # missing: written before this was noted
    sa.Column("retired", sa.Boolean, nullable=False),  # replaced; removed when nobody reads it
)

latest_tables = table_version.join(
    distribution,
    sa.and_(
        distribution.c.id == table_version.c.distribution_id,
        distribution.c.latest == table_version.c.version,
    ),
)
"""To select from: each table in its latest reading, with its distribution."""

indexed = sa.Table(
    "indexed",
    metadata,
    sa.Column("index_id", sa.String, primary_key=True),
    sa.Column("dataset_id", sa.ForeignKey("dataset.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("revision", sa.Integer, nullable=False),
)

job = sa.Table(
    "job",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("payload", JSON, nullable=False),
    sa.Column("key", sa.String),
    sa.Column("host", sa.String),  # the one it asks; jobs of one host are done one at a time
    sa.Column("state", sa.String, nullable=False),  # "open" or "dead"; a finished job is deleted
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("due_at", UtcDateTime, nullable=False),
    sa.Column("lease_until", UtcDateTime),
    sa.Column("worker", sa.String),
    sa.Column("problem", JSON),
    sa.Index("ix_job_state", "state", "due_at"),
    sa.Index(
        "uq_job_key",
        "key",
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    ),
)

host = sa.Table(
    "host",
    metadata,
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("free_at", UtcDateTime, nullable=False),  # in use, or left alone, until then
    sa.Column("failures", sa.Integer, nullable=False),  # in a row
)

observation = sa.Table(
    "observation",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("distribution_id", sa.ForeignKey("distribution.id", ondelete="CASCADE"), nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("outcome", sa.String, nullable=False),
    sa.Column("detail", JSON, nullable=False),
    sa.Index("ix_observation_distribution", "distribution_id", "at"),
)

watched = sa.Table(
    "watched",
    metadata,
    sa.Column("distribution_id", sa.ForeignKey("distribution.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("due_at", UtcDateTime, nullable=False, index=True),  # when to look again
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("failing_since", UtcDateTime),
    sa.Column("gone", sa.Boolean, nullable=False),
    sa.Column("published_at", UtcDateTime),
    sa.Column("gap", sa.String, nullable=False),
)

harvest = sa.Table(
    "harvest",
    metadata,
    sa.Column("source", sa.String, primary_key=True),
    sa.Column("started_at", UtcDateTime, nullable=False),
    sa.Column("finished_at", UtcDateTime),
)

harvested = sa.Table(
    "harvested",
    metadata,
    sa.Column("source", sa.ForeignKey("harvest.source", ondelete="CASCADE"), primary_key=True),
    sa.Column("name", sa.String, primary_key=True),
)


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
    serializer = partial(json.dumps, ensure_ascii=False, allow_nan=False)
    if address.get_backend_name() != "sqlite":
        if address.drivername == "postgresql":
            address = address.set(drivername="postgresql+psycopg")
        server = sa.create_engine(address, pool_pre_ping=True, json_serializer=serializer)
        event.listen(server, "handle_error", _name_failure)
        return server
    plain = sa.create_engine(
        address,
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
        json_serializer=serializer,
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
    config = Config()
    config.set_main_option("script_location", "praya:store/migrations")
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_MIGRATION_LOCK)))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
