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
    from collections.abc import Sequence

    from praya.model.decisions import Decision

_NAME = "date"
_MOST_NAMED = 20
_MOST_IMPOSSIBLE = 0.01
"""Sources have days that the calendar has not, such as 29 February 1900; parts that often give none are no date."""
_TITLE = Text(Wording("Date", "edited"), Wording("日期", "edited"), Wording("日期", "edited"))


@dataclass(frozen=True, slots=True)
class Derived:
    """A further column."""

    column: Column
    data: pa.ChunkedArray
    decision: Decision


def derive_date(
    columns: Sequence[Column], arrays: Sequence[pa.ChunkedArray], names: Sequence[str]
) -> Derived | None:
    """Join year, month and day into a date, if each is one column and all but a few rows' parts make a day that exists."""
    parts = {}
    for column in columns:
        part = part_of(column.name)
        if part and column.type in ("integer", "year"):
            if part in parts:
                return None
            parts[part] = arrays[list(names).index(column.name)]
    if set(parts) != {"year", "month", "day"}:
        return None
    dates, impossible = _joined(parts["year"], parts["month"], parts["day"])
    if len(impossible) > _MOST_IMPOSSIBLE * len(dates):
        return None
    column = Column(name=free_name(_NAME, list(names)), header="", title=_TITLE, type="date", derived=True)
    if impossible:
        decision = because.DATE_JOINED_BUT.decide(0.99, days=tuple(impossible[:_MOST_NAMED]))
    else:
        decision = because.DATE_JOINED.decide()
    return Derived(column, dates, decision.about(column=column.name, type=column.type))


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
