"""Where a grid's header is, and what stands above it: pure, from its first rows."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from praya.formats.grid.cells import clean, filled, is_chinese, is_value, is_year
from praya.formats.grid.header import Header, find_header, said_header, value_columns
from praya.model.decisions import layout as because
from praya.model.decisions import said as told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from praya.formats.grid.header import Range, Rows
    from praya.model.decisions import Decision

HEAD_ROWS = 60
"""How many rows are looked at to find the header."""
_TELLS = re.compile(
    r"as (of|at|on)\b|date|period|source|(last )?(updated?|revised|revision)|publish(er|ed)|department|generated|"
    r"截至|日期|更新|來源|来源|部門|部门|發布|发布|編製|编制",
    re.IGNORECASE,
)
"""What the label of a line above a table begins with, if it has no colon."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where the table begins, and what its columns are called."""

    header: tuple[str, ...]
    units: tuple[str, ...]
    title: str
    notes: tuple[str, ...]
    header_rows: tuple[int, ...]
    """The indexes of the rows that are the header."""
    header_cells: tuple[tuple[str, ...], ...]
    """Those rows' cells, cleaned, without blank ones at their end."""
    start: int
    """The index of the first row of data among the rows looked at."""
    decisions: tuple[Decision, ...]


def find_layout(
    rows: Sequence[Sequence[str]], merged: Sequence[Range] = (), said: Sequence[int] | None = None
) -> Layout:
    """Find the header in a grid's first rows (at least one); `merged` are its merged cells, if known.

    Where a publisher has `said` which rows are the header (none of them for a table without), it is not looked for.
    """
    cells = [[clean(cell) for cell in row] for row in rows]
    width = max((max(held) + 1 for row in cells if (held := filled(row))), default=1)
    cells = [row[:width] + [""] * (width - len(row)) for row in cells]
    first = _first(cells, width) if said is None else _said_first(cells, said)
    above = tuple(" ".join(cell for cell in row if cell) for row in cells[:first] if filled(row))
    if said:
        header = said_header(cells, first, said[-1] - first + 1, merged)
    elif said is not None or _is_headless(cells, first):
        header = Header(labels=("",) * width)
    else:
        header = find_header(cells, first, merged)
    return Layout(
        header=header.labels,
        units=header.units,
        title=_title(above),
        notes=above,
        header_rows=tuple(range(first, first + header.rows)),
        header_cells=tuple(ended(row) for row in cells[first : first + header.rows]),
        start=first + header.rows,
        decisions=_decisions(header, len(above), first) if said is None else _said_decisions(said),
    )


def ended(row: Sequence[str]) -> tuple[str, ...]:
    """Return a cleaned row without the blank cells at its end."""
    return tuple(row[: max(filled(row), default=-1) + 1])


def _said_first(cells: Rows, said: Sequence[int]) -> int:
    """Return the first row of the table: that of the header, or without one the first that is not blank."""
    return said[0] if said else next((at for at, row in enumerate(cells) if filled(row)), 0)


def _said_decisions(said: Sequence[int]) -> tuple[Decision, ...]:
    return (told.HEADER.decide(lines=tuple(row + 1 for row in said)) if said else told.HEADLESS.decide(),)


def _decisions(header: Header, above: int, first: int) -> tuple[Decision, ...]:
    """Say which lines are the header, and why."""
    if not header.rows:
        return (because.HEADER_NONE.decide(0.8),)
    lines = tuple(range(first + 1, first + header.rows + 1))
    if header.tall:
        kind, confidence = (because.HEADER_TALL_BELOW if above else because.HEADER_TALL), 0.8
    else:
        kind, confidence = (because.HEADER_BELOW, 0.9) if above else (because.HEADER_FIRST, 0.95)
    decisions = [kind.decide(confidence, lines=lines, **({"above": above} if above else {}))]
    if header.merged:
        decisions.append(because.HEADER_MERGED.decide())
    if header.twin is not None:
        decisions.append(because.HEADER_TWIN.decide(0.9))
    if header.corner:
        decisions.append(because.HEADER_CORNER.decide(0.8, words=header.corner))
    if header.units:
        decisions.append(
            because.UNITS_ROW.decide(0.9, units=tuple(dict.fromkeys(filter(None, header.units))))
        )
    return tuple(decisions)


def _title(above: tuple[str, ...]) -> str:
    """Return the first line above the table, with the second if it says the same in the other language."""
    if len(above) > 1 and is_chinese(above[0]) != is_chinese(above[1]):
        return f"{above[0]} / {above[1]}"
    return above[0] if above else ""


def _first(cells: Rows, width: int) -> int:
    """Return the first row that belongs to the table: those above fill no cell, only the first, or tell something."""
    for index, row in enumerate(cells):
        held = filled(row)
        if not held or (width > 1 and held == [0]):
            continue
        if held == [0, 1] and tells(row) and _stands_apart(cells[index + 1 :]):
            continue
        return index
    return 0


def tells(row: Sequence[str]) -> bool:
    """Say whether a row of two cells is a label and what it tells: "As of:", "2024-01-01"."""
    return row[0].endswith((":", "：")) or bool(_TELLS.match(row[0]) and is_value(row[1]))


def _stands_apart(following: Rows) -> bool:
    """Say whether a row of two cells stands above the table: what follows is wider, or begins behind a blank row."""
    for row in following:
        held = filled(row)
        if not held:
            return any(len(filled(other)) > 1 and not tells(other) for other in following)
        if held != [0] and (held != [0, 1] or not tells(row)):
            return len(held) > 2  # noqa: PLR2004 - the label and what it tells
    return False


def _is_headless(cells: Rows, first: int) -> bool:
    """Say whether the first row is data: half of it are values that stand in columns of values."""
    row, body = cells[first], cells[first + 1 :]
    held = filled(row)
    values = [position for position in held if is_value(row[position]) and not is_year(row[position])]
    if not body or not values or len(values) * 2 < len(held) or _counts_up([row[each] for each in values]):
        return False
    return all(position in value_columns(body) for position in values)


def _counts_up(labels: list[str]) -> bool:
    """Say whether labels are 1, 2, 3, …: days or hours, a header after all."""
    if len(labels) < 3 or not all(each.isdecimal() for each in labels):  # noqa: PLR2004 - two may be chance
        return False
    numbers = [int(each) for each in labels]
    return numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def most_common_width(rows: Sequence[Sequence[str]]) -> int:
    """Return the number of cells that most rows have."""
    return Counter(map(len, rows)).most_common(1)[0][0] if rows else 1
