"""One SELECT over every open table, by readable names, run apart (`store/sandbox`)."""

from __future__ import annotations

import threading
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, get_args

from praya.formats import export
from praya.formats.spreadsheet import xlsx
from praya.model import errors
from praya.store import catalogue
from praya.store.catalogue import TableName
from praya.store.history import every_row
from praya.store.lake import Result
from praya.store.sandbox.statement import MAX_LENGTH

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    import pyarrow as pa

    from praya.model.moment import AsOf
    from praya.model.table import Table
    from praya.platform import Platform
    from praya.store.lake import Source
    from praya.store.sandbox import Answer, Statement

__all__ = [
    "FORMATS",
    "MAX_LENGTH",
    "Answered",
    "Asked",
    "Format",
    "Interest",
    "Result",
    "Scan",
    "TableName",
    "ask",
    "cost",
    "gathered",
    "query",
    "tables",
    "written",
]
HISTORY = "_history"
"""Behind a table's name: every row it ever had, with `_from` and `_to`, the versions between which it stood."""
MAX_PARAMETERS = 100
_HUGE = ("HUGEINT", "UHUGEINT")
Format = Literal["csv", "tsv", "json", "ndjson", "parquet", "arrow", "xlsx"]
FORMATS: tuple[Format, ...] = get_args(Format)
_WRITERS: Mapping[Format, Callable[[Iterable[pa.RecordBatch]], Iterator[bytes]]] = {
    "csv": export.csv,
    "tsv": export.tsv,
    "json": export.json,
    "ndjson": export.ndjson,
    "parquet": export.parquet,
    "arrow": export.arrow,
    "xlsx": xlsx,
}
Scalar = str | int | float | bool | date | datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A statement and what it is asked about."""

    text: str
    parameters: Mapping[str, Scalar] = field(default_factory=dict)
    """Bound to `$name`, or to `?` by their place from 1 on."""
    as_of: AsOf | None = None
    versions: Mapping[str, int] = field(default_factory=dict)
    """Of tables that are asked as of a version of their own, whatever `as_of` says."""
    limit: int | None = None
    """Rows; None for the most there may be."""


@dataclass(slots=True)
class Answered:
    """An answer on its way; close it when it is no longer wanted, and what runs for it ends."""

    scans: tuple[Scan, ...]
    """What is read at most."""
    columns: tuple[str, ...]
    types: tuple[str, ...]
    changing: bool
    """Whether it depends on the moment or on chance, and not on the tables and what was asked alone."""
    batches: Iterator[pa.RecordBatch]
    _answer: Answer
    _held: ExitStack

    @property
    def versions(self) -> Mapping[str, int]:
        """Return those of the tables that are read, by name."""
        return {scan.name: scan.version for scan in self.scans}

    @property
    def more(self) -> bool:
        """Tell whether a limit cut rows off; known when all batches are read."""
        return self._answer.more

    def close(self) -> None:
        """End the statement, and let the tables go; may be called again."""
        self._held.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """A table that a statement reads."""

    name: str
    version: int
    rows: int
    bytes: int
    """Of its files, which are read in part where few columns or rows are wanted."""


class Interest:
    """Whether an answer is still wanted: it may be given up from another thread, and what runs for it ends."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._statement: Statement | None = None
        self._lost = False

    def hold(self, statement: Statement) -> None:
        """Say what runs; it ends at once where nobody wants it any more."""
        with self._lock:
            self._statement = statement
            if self._lost:
                statement.end()

    def lose(self) -> None:
        """Want it no longer."""
        with self._lock:
            self._lost = True
            if self._statement:
                self._statement.end()


def ask(platform: Platform, asked: Asked, interest: Interest | None = None) -> Answered:
    """Run one SELECT and return its rows as they come.

    Raise SqlRefused, SqlFailed, SqlTooHeavy or ServerBusy; ParameterInvalid where a parameter is not given; Missing
    where a table it names is not there.
    """
    with ExitStack() as stack:
        statement = stack.enter_context(platform.sandbox.statement(asked.text))
        (interest or Interest()).hold(statement)
        tables = _tables(platform, asked, statement)
        views = _views(platform, stack, tables)
        parameters = _bound(asked, statement)
        answer = statement.run(views, parameters, limit=asked.limit)
        held = stack.pop_all()
    return Answered(
        scans=_scans(tables, views),
        columns=answer.columns,
        types=answer.types,
        changing=statement.changing,
        batches=_closing(answer, held),
        _answer=answer,
        _held=held,
    )


def written(
    answered: Answered, wanted: Format, carried: Mapping[str, str] = MappingProxyType({})
) -> Iterator[bytes]:
    """Return an answer as a file, in pieces; raises what reading it raises, half-way too.

    `carried` is what files of formats that can (Parquet, Arrow) are to say of themselves.
    """
    return _WRITERS[wanted](each.replace_schema_metadata(dict(carried)) for each in answered.batches)


def cost(platform: Platform, asked: Asked, interest: Interest | None = None) -> tuple[Scan, ...]:
    """Return what a statement would read at most, without running it; raises what `ask` raises before it runs."""
    with ExitStack() as stack:
        statement = stack.enter_context(platform.sandbox.statement(asked.text))
        (interest or Interest()).hold(statement)
        tables = _tables(platform, asked, statement)
        views = _views(platform, stack, tables)
        _bound(asked, statement)
        return _scans(tables, views)


def query(platform: Platform, asked: Asked) -> Result:
    """Run one SELECT and return its rows in memory; raises what `ask` raises."""
    return gathered(ask(platform, asked))


def gathered(answered: Answered) -> Result:
    """Return an answer's rows in memory; raises what reading them raises."""
    rows = [
        row
        for batch in answered.batches
        for row in zip(*map(_values, batch.columns, answered.types), strict=True)
    ]
    return Result(columns=answered.columns, types=answered.types, rows=tuple(rows), more=answered.more)


def tables(platform: Platform) -> list[TableName]:
    """Return the names that can be asked for, with their datasets."""
    with platform.db.connect() as connection:
        return catalogue.table_names(connection)


def page_of_tables(platform: Platform, *, offset: int, limit: int) -> tuple[list[TableName], int]:
    """Return some of them, by name, and how many there are."""
    with platform.db.connect() as connection:
        found = catalogue.table_names(connection, offset=offset, limit=limit)
        return found, catalogue.table_count(connection)


def first_tables(platform: Platform, most: int) -> tuple[list[TableName], int]:
    """Return the first of them, by name, and how many there are; remembered, as every page of the workbench lists them."""
    return platform.remembered.get(
        ("first tables", most), lambda: page_of_tables(platform, offset=0, limit=most)
    )


def _tables(platform: Platform, asked: Asked, statement: Statement) -> Mapping[str, Table]:
    """Return the tables that a statement reads, by their own names; raise Missing."""
    versions = tuple(sorted(asked.versions.items()))
    what = ("statement", statement.tables, statement.shadowed, asked.as_of, versions)
    return platform.remembered.get(what, lambda: _looked_up(platform, asked, statement))


def _looked_up(platform: Platform, asked: Asked, statement: Statement) -> Mapping[str, Table]:
    found: dict[str, Table] = {}
    with platform.db.connect() as connection:
        for name in (*statement.tables, *statement.shadowed):
            own = name.casefold()
            past = own.removesuffix(HISTORY)
            as_of = asked.versions.get(own, asked.versions.get(past, asked.as_of))
            if name in statement.tables and past != own and not catalogue.table_versions(connection, own):
                found[own] = catalogue.table_at(connection, past, as_of)
            elif name in statement.tables:
                found[own] = catalogue.table_at(connection, own, as_of)
            elif table := catalogue.table(connection, own, as_of):
                found[own] = table
    return found


def _scans(tables: Mapping[str, Table], views: Mapping[str, Source]) -> tuple[Scan, ...]:
    return tuple(
        Scan(
            name=table.name,
            version=table.version,
            rows=table.rows,
            bytes=sum(file.stat().st_size for file in views[name].files),
        )
        for name, table in tables.items()
    )


def _views(platform: Platform, stack: ExitStack, tables: Mapping[str, Table]) -> dict[str, Source]:
    return {
        name: stack.enter_context(platform.history.source(platform.db, table.name, table.version))
        if name == table.name
        else _every_row(platform, stack, table)
        for name, table in tables.items()
    }


def _every_row(platform: Platform, stack: ExitStack, table: Table) -> Source:
    """Return every row that a table had up to its version."""
    with platform.db.connect() as connection:
        versions = catalogue.versions(connection, table.distribution_id)
    spans = stack.enter_context(platform.history.spans(platform.db, table.name))
    return every_row(spans, [each for each in versions[::-1] if each.number <= table.version])


def _bound(asked: Asked, statement: Statement) -> dict[str, Scalar]:
    """Return the parameters that the statement has; raise ParameterMissing where one of them is not given."""
    if len(asked.parameters) > MAX_PARAMETERS:
        expected = f"at most {MAX_PARAMETERS}"
        raise errors.ParameterInvalid(name="parameters", value=str(len(asked.parameters)), expected=expected)
    absent = next((name for name in statement.parameters if name not in asked.parameters), None)
    if absent is not None:
        raise errors.ParameterMissing(name=f"${absent}")
    return {name: asked.parameters[name] for name in statement.parameters}


def _values(column: pa.Array, kind: str) -> list[object]:
    """Return a column's values; whole numbers too large for Arrow's integers, which come as decimals, as integers."""
    values: list[object] = column.to_pylist()
    if kind in _HUGE:
        return [int(value) if isinstance(value, Decimal) else value for value in values]
    return values


def _closing(answer: Answer, held: ExitStack) -> Iterator[pa.RecordBatch]:
    """Yield an answer's rows; let everything go when they are read or no longer wanted."""
    with held:
        yield from answer.batches
