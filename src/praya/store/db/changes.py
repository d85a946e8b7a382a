"""Whether anything was committed that answers are made of: one number, asked in microseconds.

On SQLite triggers count every row that is inserted, updated or deleted in any table but those of work under way, by
whatever program and in the same transaction. PostgreSQL would make writers wait for one another to count so: there
nobody can tell cheaply.
"""

from __future__ import annotations

import sqlite3
import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, TypeVar, cast

from sqlalchemy import event

from praya.store.db.tables import host, job, metadata

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from sqlalchemy import Connection, Engine

WORK = frozenset({job.name, host.name})
"""Leases, progress and pauses: they change all the time, and no answer to readers tells of them."""
T = TypeVar("T")
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


class Remembered:
    """What was worked out of what is committed, for as long as nothing else is; the longest unasked goes first.

    Where nobody can tell whether something was committed, nothing is remembered.
    """

    def __init__(self, number: Callable[[], int | None], room: int = 100) -> None:
        self._number = number
        self._room = room
        self._as_of: int | None = None
        self._held: OrderedDict[Hashable, object] = OrderedDict()
        self._turn = threading.Lock()

    def get(self, what: Hashable, make: Callable[[], T]) -> T:
        """Return what was made under this name, or make it; nobody changes what is returned."""
        number = self._number()
        with self._turn:
            if number != self._as_of:
                self._held.clear()
                self._as_of = number
            if what in self._held:
                self._held.move_to_end(what)
                return cast("T", self._held[what])
        made = make()
        with self._turn:
            if number is not None and number == self._as_of:
                self._held[what] = made
                if len(self._held) > self._room:
                    self._held.popitem(last=False)
        return made
