"""The rows that name a table's columns: groups above labels, a second language, units. Pure."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from praya.formats.grid.cells import filled, is_chinese, is_unit, is_value, is_year

if TYPE_CHECKING:
    from collections.abc import Sequence

_TALLEST = 8
_GROUP_SHARE = 0.6
"""A row that fills less than this of the table's columns names groups of columns, not columns."""
_VALUE_SHARE = 0.6
_FEWEST = 3
"""So many rows below show that a column is not in the language of a label."""
BETWEEN = " – "
"""What joins the labels of a tall header into one."""
_TWIN = " / "
"""What joins a label and the same in the other language."""

Rows = list[list[str]]
Range = tuple[int, int, int, int]
"""Merged cells: first row, first column, last row, last column, counting from 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What a table's first rows say of its columns."""

    labels: tuple[str, ...]
    units: tuple[str, ...] = ()
    rows: int = 0
    """How many rows it takes."""
    tall: bool = False
    """Labels of groups stand above those of columns."""
    twin: int | None = None
    """Which of its rows says the labels again in the other language."""
    corner: tuple[str, ...] = ()
    """Words above the label of the first column: what the labels beside them say."""
    merged: bool = False
    """Merged cells say how far the labels of groups reach."""


@dataclass(frozen=True, slots=True)
class _Band:
    """A header's rows, and how far merged labels in them reach: first column to last, by row."""

    rows: Rows
    spans: Sequence[Sequence[tuple[int, int]]]

    def with_rows(self, count: int) -> _Band:
        return _Band(self.rows[:count], self.spans[:count])


def find_header(cells: Rows, first: int, merged: Sequence[Range] = ()) -> Header:
    """Read the header that begins with the row `first` of cleaned cells, all rows of one width."""
    width = len(cells[first])
    used = [position for position in range(width) if any(row[position] for row in cells[first:])]
    values = value_columns(cells[first + 1 :])
    spans = [_spans(merged, first + row) for row in range(_TALLEST)]
    count = _tall(_Band(cells[first:], spans), used, values)
    labels, units = _join(_Band(cells[first:], spans).with_rows(count))
    corner = tuple(row[0] for row in cells[first : first + count] if row[0] and row[0] != labels[0])
    tall, twin = count > 1 and (not units or count > 2), None  # noqa: PLR2004 - labels and units
    if _is_twin(cells, first, count, values, labels):
        twin = count
        pairs = zip(labels, cells[first + count], strict=True)
        labels = tuple(_TWIN.join(dict.fromkeys(filter(None, pair))) for pair in pairs)
        count += 1
    if not units and first + count < len(cells) and _names_units(cells[first + count], values):
        units = tuple(cells[first + count])
        count += 1
    return Header(
        labels=labels,
        units=units,
        rows=count,
        tall=tall,
        twin=twin,
        corner=corner,
        merged=any(spans[:count]) and tall,
    )


def said_header(cells: Rows, first: int, rows: int, merged: Sequence[Range] = ()) -> Header:
    """Read the header of so many rows that begins with the row `first` of cleaned cells."""
    band = _Band(cells[first : first + rows], [_spans(merged, first + row) for row in range(rows)])
    labels, units = _join(band)
    return Header(labels=labels, units=units, rows=rows, tall=rows > 1)


def value_columns(body: Rows) -> set[int]:
    """Return the columns whose cells are mostly values."""
    found = set()
    for position in range(len(body[0]) if body else 0):
        column = [row[position] for row in body if row[position]]
        if column and sum(map(is_value, column)) >= _VALUE_SHARE * len(column):
            found.add(position)
    return found


def _tall(band: _Band, used: list[int], values: set[int]) -> int:
    """Return how many of the rows from the header's first one on the labels of groups and columns take."""
    if not band.spans[0] and not (values and _names_groups(band.rows[0], used)):
        return 1
    count = 1
    for row in band.rows[1:_TALLEST]:
        labels, _ = _join(band.with_rows(count))
        if _is_complete(labels, used) or _is_data(row, values) or filled(row) == [0]:
            break
        count += 1
    return count + (count > 1 and _names_stub(band.rows[count:]))


def _spans(merged: Sequence[Range], row: int) -> list[tuple[int, int]]:
    """Return the merged cells of one row that reach over several columns."""
    return [(left, right) for top, left, bottom, right in merged if top <= row <= bottom and right > left]


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


def _is_twin(cells: Rows, first: int, count: int, values: set[int], labels: tuple[str, ...]) -> bool:
    """Say whether the row after a header says the same labels in the other language.

    It stands over columns of values, or over words of a language that is not its own.
    """
    if first + count >= len(cells) - 1:
        return False
    row = cells[first + count]
    held = filled(row)
    both = [position for position in held if labels[position]]
    named = sum(map(bool, labels))
    if not 1 < len(both) == len(held) == named == len({row[each] for each in held}):
        return False
    if any(is_value(row[each]) for each in held):
        return False
    chinese = is_chinese(row[both[0]])
    if any(is_chinese(row[each]) != chinese or is_chinese(labels[each]) == chinese for each in both):
        return False
    if any(position in values for position in both):
        return True
    below = cells[first + count + 1 :]
    columns = [[other[each] for other in below if other[each]] for each in both]
    return any(
        len(column) >= _FEWEST and all(is_chinese(cell) != chinese for cell in column) for column in columns
    )


def _names_units(row: list[str], values: set[int]) -> bool:
    """Say whether a row below the labels holds units of measure, and nothing else, over columns of values."""
    held = filled(row)
    return any(position in values for position in held) and all(is_unit(row[each]) for each in held)


def _join(band: _Band) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Join the rows of a header: groups spread to the right, units stand aside, the first column's last label wins."""
    width = len(band.rows[0])
    units = next(
        (row for row in band.rows if filled(row) and all(is_unit(cell) for cell in row if cell)), None
    )
    if units is None or len(band.rows) == 1:
        units = None
    kept = [(row, spans) for row, spans in zip(band.rows, band.spans, strict=True) if row is not units]
    merged = any(spans for _, spans in kept)
    rows = [_filled_up(row, spans) if merged else _spread(row) for row, spans in kept[:-1]]
    rows.append(kept[-1][0])
    labels = []
    for position in range(width):
        words = [row[position] for row in rows if row[position]]
        words = words[-1:] if position == 0 else list(dict.fromkeys(words))
        labels.append(BETWEEN.join(words))
    return tuple(labels), tuple(units) if units else ()


def _spread(row: list[str]) -> list[str]:
    """Let each label of a group reach to the next one; what stands in the first column names rows, not columns."""
    result, last = row[:1], ""
    for cell in row[1:]:
        last = cell or last
        result.append(last)
    return result


def _filled_up(row: list[str], spans: Sequence[tuple[int, int]]) -> list[str]:
    """Let each merged label reach as far as its cells."""
    result = list(row)
    for left, right in spans:
        result[left : right + 1] = [row[left]] * len(result[left : right + 1])
    return result
