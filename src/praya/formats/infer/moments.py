"""A column that Praya adds: the date, or the date and time, that columns of its parts make together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from praya.formats.infer.labels import part_of
from praya.formats.infer.names import free_name
from praya.model.decisions import infer as because
from praya.model.table import Column
from praya.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from praya.model.decisions import Decision
    from praya.model.table import FieldType

    Pieces = Callable[[Sequence[str]], Iterator[Mapping[str, pa.ChunkedArray]]]

_DAY = ("year", "month", "day")
_CLOCK = ("hour", "minute")
_MOST_NAMED = 20
_MOST_IMPOSSIBLE = 0.01
"""Sources have days that the calendar has not, such as 29 February 1900; parts that often give none are no date. In a
table of few rows there may be one."""
_DATE = Text.of("Date", "日期", "日期", origin="edited")
_DATETIME = Text.of("Date and time", "日期時間", "日期时间", origin="edited")
_LAST_HOUR = 24


@dataclass(frozen=True, slots=True)
class Joint:
    """A further column: the date, or the date and time, that some columns make."""

    columns: tuple[Column]
    parts: tuple[str, ...]
    """The names of the year, the month and the day; then of the hour and the minute, if there are."""
    decisions: tuple[Decision]

    def read(self, cells: Mapping[str, pa.ChunkedArray]) -> tuple[pa.ChunkedArray]:
        """Return the values of some rows."""
        return (_joined([cells[part] for part in self.parts])[0],)


def derive_date(columns: Sequence[Column], taken: Sequence[str], read: Pieces) -> Joint | None:
    """Join year, month and day, and hour and minute if there are, into one column.

    Each must be one column, and all but a few rows' parts must make a moment that exists. `read` gives, piece by
    piece, the values of columns of these names.
    """
    names = _parts(columns)
    if not names:
        return None
    impossible = _impossible(names, read)
    if impossible is None and len(names) > len(_DAY):
        names = names[: len(_DAY)]
        impossible = _impossible(names, read)
    if impossible is None:
        return None
    kind: FieldType = "date" if len(names) == len(_DAY) else "datetime"
    title = _DATE if kind == "date" else _DATETIME
    column = Column(name=free_name(kind, list(taken)), header="", title=title, type=kind, derived=True)
    joined, but = (
        (because.DATE_JOINED, because.DATE_JOINED_BUT)
        if kind == "date"
        else (because.MOMENT_JOINED, because.MOMENT_JOINED_BUT)
    )
    decision = but.decide(0.99, days=tuple(impossible[:_MOST_NAMED])) if impossible else joined.decide()
    return Joint((column,), names, (decision.about(column=column.name, type=column.type),))


def _parts(columns: Sequence[Column]) -> tuple[str, ...]:
    """Return the names of the columns that make a date, or a date and time; none where they are not clear."""
    found = [(part_of(column.name), column.name) for column in columns if column.type in ("integer", "year")]
    by_part = {part: name for part, name in found if part}
    if any([part for part, _ in found].count(part) != 1 for part in _DAY):
        return ()
    clock = [part for part in _CLOCK if [each for each, _ in found].count(part) == 1]
    return tuple(by_part[part] for part in (*_DAY, *(clock if "hour" in clock else ())))


def _impossible(names: tuple[str, ...], read: Pieces) -> list[str] | None:
    """Return the combinations of parts that make no moment; None where they are too many."""
    rows = 0
    impossible: dict[str, None] = {}
    for piece in read(names):
        moments, not_there = _joined([piece[name] for name in names])
        rows += len(moments)
        impossible.update(dict.fromkeys(not_there))
    too_many = len(impossible) > max(_MOST_IMPOSSIBLE * rows, 1) or len(impossible) * 2 > rows
    return None if too_many else list(impossible)


def _joined(parts: Sequence[pa.ChunkedArray]) -> tuple[pa.ChunkedArray, list[str]]:
    """Return the moments (null where a part is missing or there is none), and the parts that make none."""
    digits = [
        pc.utf8_lpad(pc.cast(part, pa.string()), width, "0")
        for part, width in zip(parts, (4, 2, 2, 2, 2), strict=False)
    ]
    texts = pc.binary_join_element_wise(*digits, "-").combine_chunks().dictionary_encode()
    moments: list[date | None] = []
    impossible: list[str] = []
    for text in texts.dictionary.to_pylist():
        try:
            moments.append(_moment(text))
        except ValueError:
            moments.append(None)
            impossible.append(text)
    kind = pa.date32() if len(parts) == len(_DAY) else pa.timestamp("us")
    return pa.chunked_array([pa.array(moments, kind).take(texts.indices)]), impossible


def _moment(text: str) -> date:
    """Return the day, or the moment, of parts joined by hyphens; hour 24 ends its day. Raise ValueError for none."""
    day = date.fromisoformat(text[:10])
    clock = [int(each) for each in text[11:].split("-") if each]
    if not clock:
        return day
    if clock[0] == _LAST_HOUR and not any(clock[1:]):
        return datetime.combine(day + timedelta(days=1), time())
    return datetime.combine(day, time(clock[0], sum(clock[1:])))
