"""The server's side: how many statements run at once, what each may take, and an end to those that take more."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import weakref
from collections import deque
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from praya.confine import kernel, landlock, syscalls
from praya.confine.limits import environment
from praya.model import errors
from praya.model.moment import CITY_ZONE
from praya.store.sandbox.wire import Channel

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from praya.store.lake import Source

_START_SECONDS = 60.0
_TRIES = 2
_MOST_WORDS = 1_000
_READY = 2
"""Children that wait for a statement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a statement may take."""

    memory: int
    """Bytes, beside what an idle child has."""
    seconds: float = 30.0
    """Until its first rows, and between its rows; reading them may take twenty times as long."""
    at_once: int = 4
    wait: float = 10.0
    """Seconds that a statement waits for its turn."""
    threads: int = 2
    rows: int = 1_000_000
    bytes: int = 1 << 28
    """Of an answer, in memory."""


@dataclass(slots=True)
class Answer:
    """Rows on their way out of a child."""

    columns: tuple[str, ...]
    types: tuple[str, ...]
    """DuckDB's names of the columns' types."""
    batches: Iterator[pa.RecordBatch]
    """At least one; raises SqlTooHeavy or SqlFailed half-way. Closing it ends the statement."""
    more: bool = False
    """Known when all batches are read: whether a limit cut rows off."""


class Sandbox:
    """Where strangers' statements run; a nursery is started when the first one comes."""

    def __init__(self, limits: Limits, zone: str = CITY_ZONE) -> None:
        self.limits = limits
        self._zone = zone
        self._turns = threading.BoundedSemaphore(limits.at_once)
        self._making = threading.Lock()
        self._nursery: _Nursery | None = None

    @contextmanager
    def statement(self, text: str) -> Iterator[Statement]:
        """Parse a statement in a child that will run it; the child ends with the block.

        Raise SqlRefused where it does more than read, SqlFailed where it is no SQL, ServerBusy where its turn does
        not come.
        """
        if not self._turns.acquire(timeout=self.limits.wait):
            raise errors.ServerBusy(seconds=round(self.limits.wait))
        try:
            statement = self._parsed(text)
            try:
                yield statement
            finally:
                statement.end()
        finally:
            self._turns.release()
            self._refill()

    def warm(self) -> None:
        """Start the nursery, so that the first statement need not wait for it."""
        with self._making:
            self._standing()

    def close(self) -> None:
        """End every statement and the nursery."""
        with self._making:
            if self._nursery:
                self._nursery.end()
            self._nursery = None

    def _parsed(self, text: str) -> Statement:
        """Have a statement parsed; by another child where the first is lost, which may have been lost before."""
        for tries_left in reversed(
            range(_READY + _TRIES)
        ):  # all that wait may have been lost with their nursery
            child = self._child()
            try:
                return Statement(child, text, self.limits)
            except errors.SqlTooHeavy:
                child.end()
                if not tries_left:
                    raise
            except errors.Failure:
                child.end()
                raise
        raise AssertionError

    def _child(self) -> _Child:
        with self._making:
            for _ in range(_TRIES):
                with suppress(OSError):
                    return self._standing().child()
                self._nursery = None  # it was lost: the next one
        raise errors.Unexpected(kind="no process for SQL")

    def _refill(self) -> None:
        """Have the next child made now: it would have taken its time from the statement that ran."""
        with self._making, suppress(OSError):
            if self._nursery:
                self._nursery.refill()

    def _standing(self) -> _Nursery:
        if self._nursery is None:
            self._nursery = _Nursery(self.limits, self._zone)
        return self._nursery


class Statement:
    """A statement that was parsed and found to do nothing but read."""

    def __init__(self, child: _Child, text: str, limits: Limits) -> None:
        self._child = child
        self._limits = limits
        self._left = limits.seconds
        said = self._ask({"text": text})
        self.tables = tuple(map(str, said["tables"]))
        """The names of tables it reads, as it writes them."""
        self.shadowed = tuple(map(str, said["shadowed"]))
        """Names that it gives itself in a WITH; where they are tables as well, it may mean them."""
        self.parameters = tuple(map(str, said["parameters"]))
        self.changing = bool(said["changing"])
        """Whether its answer depends on the moment or on chance as well."""

    def run(
        self,
        views: Mapping[str, Source],
        parameters: Mapping[str, object] | None = None,
        *,
        limit: int | None = None,
    ) -> Answer:
        """Run the statement over these tables, its parameters bound; raise SqlFailed, SqlTooHeavy or SqlRefused."""
        said = self._ask(
            {
                "views": [
                    {"name": name, "sql": held.sql, "files": [str(file) for file in held.files]}
                    for name, held in views.items()
                ],
                "parameters": {name: _said(value) for name, value in (parameters or {}).items()},
                "rows": self._limits.rows if limit is None else min(limit, self._limits.rows),
                "bytes": self._limits.bytes,
            }
        )
        answer = Answer(tuple(said["columns"]), tuple(said["types"]), iter(()))
        first = self._next()
        answer.batches = self._stream(answer, first)
        return answer

    def end(self) -> None:
        """End it, whatever it does; may be called again, and from another thread."""
        self._child.end()

    def _stream(self, answer: Answer, heard: dict[str, Any] | pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        try:
            while isinstance(heard, pa.RecordBatch):
                yield heard
                heard = self._next()
            answer.more = bool(heard.get("more"))
        finally:
            self._child.end()

    def _ask(self, what: dict[str, Any]) -> dict[str, Any]:
        try:
            self._child.channel.say(what)
        except OSError as error:
            raise self._too_heavy() from error
        said = self._next()
        if isinstance(said, pa.RecordBatch):
            raise self._too_heavy()
        return said

    def _next(self) -> dict[str, Any] | pa.RecordBatch:
        """Return what the child says next; raise what it failed with."""
        try:
            said, waited = self._child.channel.take(self._left)
        except (EOFError, OSError) as error:  # gone, out of time, or gone while we spoke
            raise self._too_heavy() from error
        self._left -= waited
        if isinstance(said, dict) and "failure" in said:
            raise self._failure(str(said["failure"]), said.get("fields") or {})
        return said

    def _failure(self, code: str, fields: dict[str, Any]) -> errors.Failure:
        if code == errors.SqlTooHeavy.code:
            return self._too_heavy()
        kind = next(
            (each for each in (errors.SqlRefused, errors.SqlFailed) if each.code == code), errors.SqlFailed
        )
        said = {name: str(fields[name])[:_MOST_WORDS] for name in ("reason", "what") if name in fields}
        return kind(**said)

    def _too_heavy(self) -> errors.Failure:
        return errors.SqlTooHeavy(
            seconds=round(self._limits.seconds), megabytes=self._limits.memory // (1 << 20)
        )


def _said(value: object) -> object:
    """Return a parameter as JSON can say it; see `child.py`."""
    if isinstance(value, datetime):
        return {"datetime": value.isoformat()}
    return {"date": value.isoformat()} if isinstance(value, date) else value


class _Child:
    """A process that serves one statement."""

    def __init__(self, channel: Channel, number: int, handle: int | None) -> None:
        self.channel = channel
        self.number = number
        self._handle = handle
        self._ending = threading.Lock()

    def end(self) -> None:
        """Kill the process if it is there still; may be called again."""
        with self._ending:
            handle, self._handle = self._handle, None
            if handle is not None:
                with suppress(OSError):
                    signal.pidfd_send_signal(handle, signal.SIGKILL)
                os.close(handle)
            self.channel.close()


class _Nursery:
    """The process that makes children; see `nursery.py`."""

    def __init__(self, limits: Limits, zone: str) -> None:
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._asked: deque[socket.socket] = deque()
        may = map(str, (limits.memory, limits.seconds, limits.threads, zone))
        with theirs:
            process = subprocess.Popen(  # noqa: S603 - our own interpreter, our own module
                [sys.executable, "-m", "praya.store.sandbox.nursery", *may],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=environment(),
                start_new_session=True,  # Ctrl+C in a terminal is for us
            )
        self.end = weakref.finalize(self, _end, process, self._control, self._asked)
        self._control.settimeout(_START_SECONDS)
        if self._control.recv(1) != b"!":
            self.end()
            raise OSError
        self.refill()

    def child(self) -> _Child:
        """Return a child, one that was made before if there is one; raise OSError where the nursery is lost."""
        try:
            if not self._asked:
                self._ask()
            number, handles, _, _ = socket.recv_fds(self._control, 32, 1)
            if not number:
                raise ConnectionResetError
        except OSError:
            self.end()
            raise
        return _Child(Channel(self._asked.popleft()), int(number), handles[0] if handles else None)

    def refill(self) -> None:
        """Have children made until enough wait; raise OSError where the nursery is lost."""
        while len(self._asked) < _READY:
            self._ask()

    def _ask(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self._asked.append(ours)
            socket.send_fds(self._control, [b"+"], [theirs.fileno()])


def in_force() -> tuple[list[str], list[str]]:
    """Return what holds a child on this machine, and what would but is lacking."""
    held = ["limits of memory, time and files", "DuckDB's own locks"]
    lacking: list[str] = []
    for name, there in (
        (f"Landlock {landlock.version() or ''}".strip(), landlock.version() > 0),
        ("seccomp", syscalls.known()),
        ("an end with its parent", kernel.LINUX),
    ):
        (held if there else lacking).append(name)
    return held, lacking


def _end(process: subprocess.Popen[bytes], control: socket.socket, asked: deque[socket.socket]) -> None:
    process.kill()
    process.wait()
    for each in (control, *asked):
        each.close()
