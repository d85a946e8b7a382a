"""The story of one row, found by its key, through all versions of its table."""

from __future__ import annotations

import sys
from collections import deque
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from praya.model import errors
from praya.model.query import Sql, quote
from praya.model.table import ROW

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from praya.model.catalogue import Version
    from praya.platform import Platform
    from praya.store.history import Span
    from praya.store.lake import Result, Source

MOST_ROWS = 1_000
"""Rows, of all versions together; a key that finds more is none."""
FOREVER = sys.maxsize
"""The version in which a row ends that has not ended."""
Values = dict[str, object]


@dataclass(frozen=True, slots=True)
class _Stay:
    """A row as it was from one version on, up to another."""

    first: int
    end: int
    values: Values


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """What the row was for a while."""

    first: Version
    last: Version
    rows: tuple[Mapping[str, object], ...]
    """One, with the values of its columns and companions; none while it was not there; several where the key is none."""
    changed: tuple[str, ...]
    """The columns that are not what they were in the chapter before, where the row is in both."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A row's chapters, the first first; together they cover every version of the table."""

    table: str
    key: Mapping[str, str]
    chapters: tuple[Chapter, ...]
    more: bool
    """True where the key finds more rows than are told."""


def story(platform: Platform, name: str, versions: Sequence[Version], key: Mapping[str, str]) -> Story:
    """Tell what became of the row with these values (as in an address) in these columns.

    `versions` are the table's (`read.timeline`). Raise ParameterInvalid without a key, ColumnUnknown where no version has a column of it.
    """
    if not key:
        raise errors.ParameterInvalid(name="key", value="", expected="column=value")
    with platform.history.spans(platform.db, name) as spans:
        known = {column for span in spans for column in span.columns}
        for column in key:
            if column not in known or column == ROW:
                raise errors.ColumnUnknown(column=column, columns=", ".join(sorted(known - {ROW})))
        found = {span.generation: _rows(platform, span, key) for span in spans}
    return Story(
        table=name,
        key=dict(key),
        chapters=tuple(_chapters(_states(versions, spans, found))),
        more=sum(map(len, found.values())) > MOST_ROWS,
    )


def _rows(platform: Platform, span: Span, key: Mapping[str, str]) -> list[_Stay]:
    """Return the rows of one generation that have the key, in the order in which they began."""
    if any(column not in span.columns for column in key):
        return []
    where = " AND ".join(f"{quote(column)} = TRY_CAST(? AS {span.columns[column]})" for column in key)
    shown = [column for column in span.columns if column != ROW]
    listed = ", ".join(map(quote, ("_from", "_to", *shown)))

    def look(relation: str, *, hot: bool = False) -> Result:
        text = f"SELECT {listed} FROM {relation} WHERE {where} ORDER BY _from, {ROW} LIMIT {MOST_ROWS + 1}"  # noqa: S608 - names quoted
        return platform.lake.rows(Sql(text, tuple(key.values())), hot=hot)

    def alone(held: Source) -> Result:
        return look(f"(SELECT *, {span.first} AS _from, NULL AS _to FROM {held.sql})", hot=held.hot)  # noqa: S608 - our own source

    result = platform.hot.answer(span.alone, alone) if span.alone else look(span.source.sql)
    return [
        _Stay(_number(first), FOREVER if end is None else _number(end), dict(zip(shown, values, strict=True)))
        for first, end, *values in result.rows
    ]


def _states(
    versions: Sequence[Version], spans: Sequence[Span], found: Mapping[int, list[_Stay]]
) -> Iterator[tuple[Version, tuple[Values, ...]]]:
    """Give each version with the rows that stood in it; it looks at each row when it begins and until it ends."""
    coming = {generation: deque(rows) for generation, rows in found.items()}
    there: dict[int, list[_Stay]] = {generation: [] for generation in found}
    for version in versions:
        generation = next(each.generation for each in spans if each.first <= version.number <= each.last)
        begun, waiting = there[generation], coming[generation]
        while waiting and waiting[0].first <= version.number:
            begun.append(waiting.popleft())
        begun[:] = [each for each in begun if version.number < each.end]
        yield version, tuple(each.values for each in begun)


def _number(value: object) -> int:
    assert isinstance(value, int), "versions are numbers"
    return value


def _chapters(states: Iterable[tuple[Version, tuple[Values, ...]]]) -> Iterator[Chapter]:
    before: tuple[Values, ...] = ()
    for rows, while_so in groupby(states, key=lambda state: state[1]):
        held = [version for version, _ in while_so]
        both = len(before) == len(rows) == 1
        changed = tuple(name for name in rows[0] if before[0].get(name) != rows[0][name]) if both else ()
        yield Chapter(first=held[0], last=held[-1], rows=rows, changed=changed)
        before = rows
