"""Columns that Praya adds: a date joined from its parts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from praya.formats.infer.labels import part_of
from praya.formats.infer.names import free_name
from praya.model.decisions import infer as because
from praya.model.table import Column
from praya.model.text import Text, Wording

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from praya.model.decisions import Decision

_NAME = "date"
_PARTS = ("year", "month", "day")
_MOST_NAMED = 20
_MOST_IMPOSSIBLE = 0.01
"""Sources have days that the calendar has not, such as 29 February 1900; parts that often give none are no date. In a
table of few rows there may be one."""
_TITLE = Text(Wording("Date", "edited"), Wording("日期", "edited"), Wording("日期", "edited"))


@dataclass(frozen=True, slots=True)
class Joint:
    """A further column: the date that three columns make."""

    column: Column
    parts: tuple[str, str, str]
    """The names of the year, the month and the day."""
    decision: Decision

    def read(self, cells: Mapping[str, pa.ChunkedArray]) -> pa.ChunkedArray:
        """Return the dates of some rows, given the columns of its parts."""
        return _joined(*(cells[part] for part in self.parts))[0]


def derive_date(
    columns: Sequence[Column],
    taken: Sequence[str],
    read: Callable[[Sequence[str]], Iterator[Mapping[str, pa.ChunkedArray]]],
) -> Joint | None:
    """Join year, month and day into a date, if each is one column and all but a few rows' parts make a day that exists.

    `read` gives, piece by piece, the values of columns of these names.
    """
    parts = [(part_of(column.name), column.name) for column in columns if column.type in ("integer", "year")]
    found = [(part, name) for part, name in parts if part]
    if sorted(part for part, _ in found) != sorted(_PARTS):
        return None
    by_part = dict(found)
    names = (by_part["year"], by_part["month"], by_part["day"])
    rows = 0
    impossible: dict[str, None] = {}
    for piece in read(names):
        dates, not_there = _joined(*(piece[name] for name in names))
        rows += len(dates)
        impossible.update(dict.fromkeys(not_there))
    if len(impossible) > max(_MOST_IMPOSSIBLE * rows, 1) or len(impossible) * 2 > rows:
        return None
    column = Column(name=free_name(_NAME, list(taken)), header="", title=_TITLE, type="date", derived=True)
    if impossible:
        decision = because.DATE_JOINED_BUT.decide(0.99, days=tuple(impossible)[:_MOST_NAMED])
    else:
        decision = because.DATE_JOINED.decide()
    return Joint(column, names, decision.about(column=column.name, type=column.type))


def _joined(
    year: pa.ChunkedArray, month: pa.ChunkedArray, day: pa.ChunkedArray
) -> tuple[pa.ChunkedArray, list[str]]:
    """Return the days (null where a part is missing or there is no such day), and those that are none."""
    parts = ((year, 4), (month, 2), (day, 2))
    digits = [pc.utf8_lpad(pc.cast(part, pa.string()), width, "0") for part, width in parts]
    texts = pc.binary_join_element_wise(*digits, "-").combine_chunks().dictionary_encode()
    days: list[date | None] = []
    impossible: list[str] = []
    for text in texts.dictionary.to_pylist():
        try:
            days.append(date.fromisoformat(text))
        except ValueError:
            days.append(None)
            impossible.append(text)
    return pa.chunked_array([pa.array(days, pa.date32()).take(texts.indices)]), impossible
