"""The child: it serves one statement and ends. What it says and hears is JSON, and rows as Arrow (`wire.py`).

1. heard `{text}`; said `{tables, shadowed, parameters, changing}`, or a failure
2. heard `{views, parameters, rows, bytes}`; said `{columns, types}`, rows, and at last `{done, more}`, or a failure
A failure is `{failure, fields}`: the code and fields of one in `model.errors`, words free of paths and settings.
"""

from __future__ import annotations

import signal
import sys
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from praya.confine import kernel, landlock, limits, syscalls
from praya.model import errors
from praya.model.query import quote
from praya.store.sandbox.plain import plain, unfit
from praya.store.sandbox.statement import examine
from praya.store.sandbox.wire import Channel
from praya.store.sandbox.words import failure_of

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator, Mapping, Sequence

    from duckdb import DuckDBPyConnection

_ALMOST_ALL = (
    "SELECT interval 1 day, json('{}'), regexp_matches('a', 'b'), strftime(now(), '%Y'), [x + 1 for x in [1]]"
)
_BATCH = 10_000
_FILES = 512
_RECURSION = 4_000
_LINGERING = 20
"""How many times a statement's seconds its answer may take to be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class May:
    """What one statement may take."""

    memory: int
    seconds: float
    threads: int


def serve(connection: DuckDBPyConnection, end: socket.socket, may: May) -> None:
    """Serve one statement, when it comes."""
    channel = Channel(end)
    files: dict[str, str] = {}
    try:
        connection = connection.cursor()  # with chance of its own: all children were forked with the same
        _give_up(may)
        rehearse(connection)  # now, so that its memory is its own when the statement comes
        asked, _ = channel.take()
        signal.setitimer(signal.ITIMER_REAL, _LINGERING * may.seconds)  # ends us, should nobody else
        said = examine(connection, asked["text"])
        channel.say(
            {
                "tables": sorted(said.tables),
                "shadowed": sorted(said.shadowed),
                "parameters": sorted(said.parameters),
                "changing": said.changing,
            }
        )
        wanted, _ = channel.take()
        files |= {file: view["name"] for view in wanted["views"] for file in view["files"]}
        _close_in(connection, may.threads, wanted["views"])
        _answer(connection, channel, asked["text"], wanted)
    except (EOFError, BrokenPipeError):
        return
    except Exception as error:  # noqa: BLE001 - whatever happened, the server is told; it judges what may be said
        failure = failure_of(error, files)
        with suppress(OSError):
            channel.say({"failure": failure.code, "fields": failure.fields})


def rehearse(connection: DuckDBPyConnection) -> None:
    """Serve a statement of our own, so that what others need is loaded."""
    examine(connection, _ALMOST_ALL)
    relation = connection.sql(_ALMOST_ALL)
    for batch in relation.to_arrow_reader(_BATCH):
        plain(batch)


def _give_up(may: May) -> None:
    """Give up, for good, what no statement needs."""
    limits.bind_further(memory=may.memory, seconds=int(may.seconds * may.threads) + 1, files=_FILES)
    sys.setrecursionlimit(_RECURSION)
    if syscalls.known():
        with suppress(OSError):
            kernel.drop_rights()
        with suppress(OSError):
            syscalls.give_up()


def _close_in(connection: DuckDBPyConnection, threads: int, views: Sequence[dict[str, Any]]) -> None:
    """Leave nothing to be reached but these views: their files for the kernel, and for DuckDB."""
    files = [file for view in views for file in view["files"]]
    if landlock.version():
        landlock.only_read(map(Path, files))
    connection.execute(f"SET threads = {threads}")  # from here on there are others than ours
    connection.execute("SET allowed_paths = ?", [files])
    connection.execute("SET enable_external_access = false")
    for view in views:
        connection.execute(f"CREATE VIEW {quote(view['name'])} AS SELECT * FROM {view['sql']}")  # noqa: S608 - names quoted, sql ours
    connection.execute("SET lock_configuration = true")


def _answer(connection: DuckDBPyConnection, channel: Channel, text: str, wanted: Mapping[str, Any]) -> None:
    relation = connection.sql(text, params=_bound(wanted["parameters"]))
    columns, types = list(relation.columns), list(map(str, relation.types))
    strange = next((name for name, kind in zip(columns, types, strict=True) if unfit(kind)), None)
    if strange is not None:
        raise errors.SqlFailed(reason="unsent", what=strange)
    channel.say({"columns": columns, "types": types})
    more = False
    for batch, cut in _within(relation.to_arrow_reader(_BATCH), wanted["rows"], wanted["bytes"]):
        channel.give(batch)
        more = cut
    channel.say({"done": True, "more": more})


def _bound(parameters: Mapping[str, Any]) -> dict[str, Any] | list[Any] | None:
    """Return parameters as DuckDB takes them: by name, or in their order where the names are numbers."""
    if not parameters:
        return None
    values = {name: _value(each) for name, each in parameters.items()}
    if all(name.isdigit() for name in values):
        return [values[name] for name in sorted(values, key=int)]
    return values


def _value(said: Any) -> Any:  # noqa: ANN401 - whatever can be bound
    """Return a parameter's value: JSON's own, or `{"date": …}`, `{"datetime": …}`."""
    if isinstance(said, dict):
        ((kind, text),) = said.items()
        return date.fromisoformat(text) if kind == "date" else datetime.fromisoformat(text)
    return said


def _within(batches: pa.RecordBatchReader, rows: int, size: int) -> Iterator[tuple[pa.RecordBatch, bool]]:
    """Yield rows, no more and no larger than may be, and with each whether there are more that may not.

    There is always a batch, if only an empty one: it has the columns.
    """
    empty = True
    for raw in batches:
        if not raw.num_rows:
            continue
        batch = plain(raw)
        cut = batch.num_rows > rows or batch.nbytes > size
        if cut and not rows:
            yield batch.slice(0, 0), True
            return
        fitting = rows if batch.nbytes <= size else min(rows, batch.num_rows * size // batch.nbytes)
        yield batch.slice(0, fitting), cut
        if cut:
            return
        rows, size, empty = rows - batch.num_rows, size - batch.nbytes, False
    if empty:
        yield plain(pa.RecordBatch.from_pylist([], batches.schema)), False
