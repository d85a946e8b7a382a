"""Whether anything was committed that answers are made of: one number, asked in microseconds.

On SQLite triggers count every row that is inserted, updated or deleted in any table but those of work under way, by
whatever program and in the same transaction. PostgreSQL would make writers wait for one another to count so: there
nobody can tell cheaply.
"""

from __future__ import annotations

import sqlite3
import threading
from typing import TYPE_CHECKING

from sqlalchemy import event

from praya.store.db.tables import host, job, metadata

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

WORK = frozenset({job.name, host.name})
"""Leases, progress and pauses: they change all the time, and no answer to readers tells of them."""
COUNT = "UPDATE change SET number = number + 1"


def count_changes(connection: Connection) -> None:
    """Let SQLite count changes from now on; tables that migrations made anew are counted again."""
    run = connection.exec_driver_sql
    run("CREATE TABLE IF NOT EXISTS change (number INTEGER NOT NULL)")
    run("INSERT INTO change SELECT 0 WHERE NOT EXISTS (SELECT * FROM change)")
    for table in metadata.tables.keys() - WORK:
        for what in ("INSERT", "UPDATE", "DELETE"):
            name = f"change_{table}_{what.lower()}"
            run(f"CREATE TRIGGER IF NOT EXISTS {name} AFTER {what} ON {table} BEGIN {COUNT}; END")


class Changes:
    """A connection of its own that only ever reads the number: opened when first asked, closed with the engine."""

    def __init__(self, engine: Engine) -> None:
        self._path = engine.url.database if engine.dialect.name == "sqlite" else None
        self._held: sqlite3.Connection | None = None
        self._turn = threading.Lock()
        event.listen(engine, "engine_disposed", lambda _engine: self.close())

    def number(self) -> int | None:
        """Return a number that is another one after every commit that matters; None where that cannot be told now."""
        if not self._path:
            return None
        try:
            with self._turn:
                if self._held is None:
                    self._held = sqlite3.connect(
                        self._path, timeout=0, isolation_level=None, check_same_thread=False
                    )
                found = self._held.execute("SELECT number FROM change").fetchone()
        except sqlite3.Error:
            return None
        return int(found[0])

    def close(self) -> None:
        """Let the connection go; the next question opens another."""
        with self._turn:
            if self._held is not None:
                self._held.close()
                self._held = None
