"""Where a grid's header is, and what stands above it: pure, from its first rows."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from praya.formats.grid.cells import clean, filled, is_chinese, is_unit, is_value, is_year
from praya.model.decisions import layout as because

if TYPE_CHECKING:
    from collections.abc import Sequence

    from praya.model.decisions import Decision

HEAD_ROWS = 60
"""How many rows are looked at to find the header."""
_TALLEST = 8
_GROUP_SHARE = 0.6
"""A row that fills less than this of the table's columns names groups of columns, not columns."""
_VALUE_SHARE = 0.6
_WIDE = 4
"""In tables wider than this, a label with a colon and one cell beside it stand above the table."""
BETWEEN = " – "
"""What joins the labels of a tall header into one."""

Rows = list[list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where the table begins, and what its columns are called."""

    header: tuple[str, ...]
    units: tuple[str, ...]
    title: str
    notes: tuple[str, ...]
    header_rows: tuple[int, ...]
    """The indexes of the rows that are the header."""
    start: int
    """The index of the first row of data among the rows looked at."""
    decisions: tuple[Decision, ...]


def find_layout(rows: Sequence[Sequence[str]]) -> Layout:
    """Find the header in a grid's first rows (at least one)."""
    cells = [[clean(cell) for cell in row] for row in rows]
    width = max((max(held) + 1 for row in cells if (held := filled(row))), default=1)
    cells = [row[:width] + [""] * (width - len(row)) for row in cells]
    first = _first(cells, width)
    above = tuple(" ".join(cell for cell in row if cell) for row in cells[:first] if filled(row))
    if _is_headless(cells, first):
        header, units, band = ("",) * width, tuple[str, ...](), 0
        decision = because.HEADER_NONE.decide(0.8)
    else:
        header, units, band = _header(cells, first, width)
        decision = _decision(above, first, band)
    return Layout(
        header=header,
        units=units,
        title=_title(above),
        notes=above,
        header_rows=tuple(range(first, first + band)),
        start=first + band,
        decisions=(decision,),
    )


def _decision(above: tuple[str, ...], first: int, band: int) -> Decision:
    """Say which lines are the header, and why."""
    lines = tuple(range(first + 1, first + band + 1))
    if band > 1:
        tall = because.HEADER_TALL_BELOW if above else because.HEADER_TALL
        return tall.decide(0.8, lines=lines, above=len(above))
    if above:
        return because.HEADER_BELOW.decide(0.9, lines=lines, above=len(above))
    return because.HEADER_FIRST.decide(0.95, lines=lines)


def _title(above: tuple[str, ...]) -> str:
    """Return the first line above the table, with the second if it says the same in the other language."""
    if len(above) > 1 and is_chinese(above[0]) != is_chinese(above[1]):
        return f"{above[0]} / {above[1]}"
    return above[0] if above else ""


def _first(cells: Rows, width: int) -> int:
    """Return the first row that belongs to the table: those above fill no cell, or only the first."""
    for index, row in enumerate(cells):
        held = filled(row)
        if not held or (width > 1 and held == [0]):
            continue
        if held == [0, 1] and width > _WIDE and row[0].endswith((":", "：")):
            continue
        return index
    return 0


def _is_headless(cells: Rows, first: int) -> bool:
    """Say whether the first row is data: half of it are values that stand in columns of values."""
    row, body = cells[first], cells[first + 1 :]
    held = filled(row)
    values = [position for position in held if is_value(row[position]) and not is_year(row[position])]
    if not body or not values or len(values) * 2 < len(held) or _counts_up([row[each] for each in values]):
        return False
    return all(position in _value_columns(body) for position in values)


def _counts_up(labels: list[str]) -> bool:
    """Say whether labels are 1, 2, 3, …: days or hours, a header after all."""
    if len(labels) < 3 or not all(each.isdecimal() for each in labels):  # noqa: PLR2004 - two may be chance
        return False
    numbers = [int(each) for each in labels]
    return numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _value_columns(body: Rows) -> set[int]:
    """Return the columns whose cells are mostly values."""
    found = set()
    for position in range(len(body[0]) if body else 0):
        column = [row[position] for row in body if row[position]]
        if column and sum(map(is_value, column)) >= _VALUE_SHARE * len(column):
            found.add(position)
    return found


def _header(cells: Rows, first: int, width: int) -> tuple[tuple[str, ...], tuple[str, ...], int]:
    """Return the labels, the units, and how many rows they take."""
    used = [position for position in range(width) if any(row[position] for row in cells[first:])]
    values = _value_columns(cells[first + 1 :])
    band = [cells[first]]
    if values and _names_groups(band[0], used):
        for row in cells[first + 1 : first + _TALLEST]:
            if _is_complete(_join(band)[0], used) or _is_data(row, values) or filled(row) == [0]:
                break
            band.append(row)
        following = cells[first + len(band) :]
        if len(band) > 1 and _names_stub(following):
            band.append(following[0])
    labels, units = _join(band)
    return labels, units, len(band)


def _names_groups(row: list[str], used: list[int]) -> bool:
    held = filled(row)
    repeats = any(row[left] == row[right] for left, right in itertools.pairwise(held))
    return len(held) < _GROUP_SHARE * len(used) or repeats


def _is_data(row: list[str], values: set[int]) -> bool:
    """Say whether a row is one of data (or blank): a value that is no year stands in a column of values."""
    held = filled(row)
    return not held or any(
        position in values and is_value(row[position]) and not is_year(row[position]) for position in held
    )


def _is_complete(labels: tuple[str, ...], used: list[int]) -> bool:
    wanted = [labels[position] for position in used]
    return all(wanted) and len(set(wanted)) == len(wanted)


def _names_stub(following: Rows) -> bool:
    """Say whether the row after a tall header only names the first column: no other row fills that cell alone."""
    alone = []
    for row in following:
        if not filled(row):
            break
        alone.append(filled(row) == [0])
    return len(alone) > 1 and alone[0] and not any(alone[1:])


def _join(band: Rows) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Join the rows of a header: groups spread to the right, units stand aside, the first column's last label wins."""
    width = len(band[0])
    units = next((row for row in band if filled(row) and all(is_unit(cell) for cell in row if cell)), None)
    rows = [row for row in band if row is not units] or band
    spread = [_spread(row) for row in rows[:-1]] + rows[-1:]
    labels = []
    for position in range(width):
        words = [row[position] for row in spread if row[position]]
        words = words[-1:] if position == 0 else list(dict.fromkeys(words))
        labels.append(BETWEEN.join(words))
    if units is None or len(band) == 1:
        return tuple(labels), ()
    return tuple(labels), tuple(units)


def _spread(row: list[str]) -> list[str]:
    """Let each label of a group reach to the next one; what stands in the first column names rows, not columns."""
    result, last = row[:1], ""
    for cell in row[1:]:
        last = cell or last
        result.append(last)
    return result


def most_common_width(rows: Sequence[Sequence[str]]) -> int:
    """Return the number of cells that most rows have."""
    return Counter(map(len, rows)).most_common(1)[0][0] if rows else 1
