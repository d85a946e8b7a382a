"""The tables of one grid: side by side behind a blank column, one below another behind a blank row. Pure.

A blank row or column alone parts nothing, since tables are full of them. What comes behind it must have a header of its
own; only then it is another table. Titles, notes and groups of rows stay with the table they belong to.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from praya.formats.grid.cells import filled, is_note, is_value, is_year
from praya.formats.grid.header import value_columns
from praya.formats.grid.layout import HEAD_ROWS, ended, find_layout, tells

if TYPE_CHECKING:
    from collections.abc import Iterator

    from praya.formats.grid.header import Rows
    from praya.formats.grid.layout import Layout

_NARROWEST = 2
_MOST_TITLES = 4
_NO_LABEL = re.compile(
    r"n\.?/?a\.?|nil|none|null|trace|tb[cad]|[^\w]+|不適用|不适用|沒有|没有|無|无|微量|暫缺|暂缺|不詳|不详",
    re.IGNORECASE,
)
"""What stands in data for no value, and never for a column."""


@dataclass(frozen=True, slots=True)
class Region:
    """One table's place in a grid: rows and columns from `top` and `left`, up to but without `bottom` and `right`."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class _Table:
    """The table that is being walked through."""

    cells: Rows
    top: int
    _layout: tuple[Layout, set[int]] | None = field(default=None)

    @property
    def begun(self) -> bool:
        """Whether there are a header and a row below it by now."""
        return (
            sum(
                len(filled(row)) > 1 and not tells(row) for row in self.cells[self.top : self.top + HEAD_ROWS]
            )
            > 1
        )

    @property
    def layout(self) -> tuple[Layout, set[int]]:
        """Return its layout and the columns of its values."""
        if self._layout is None:
            rows = self.cells[self.top : self.top + HEAD_ROWS]
            found = find_layout(rows)
            self._layout = found, value_columns(rows[found.start :])
        return self._layout


def regions(cells: Rows) -> list[Region]:
    """Return the places of the tables in a grid of cleaned cells, all rows of one width; one at least."""
    found = []
    for left, right in _beside(cells):
        part = cells if len(cells[0]) == right - left else [row[left:right] for row in cells]
        found += [Region(top, left, bottom, right) for top, bottom in _below(part)]
    return found


def _beside(cells: Rows) -> list[tuple[int, int]]:
    """Return the columns of each of several tables side by side; all columns where it is one."""
    width = len(cells[0])
    used = {position for row in cells for position, cell in enumerate(row) if cell}
    parts: list[tuple[int, int]] = []
    for position in sorted(used):
        if parts and parts[-1][1] == position:
            parts[-1] = (parts[-1][0], position + 1)
        else:
            parts.append((position, position + 1))
    if len(parts) < _NARROWEST or any(right - left < _NARROWEST for left, right in parts):
        return [(0, width)]
    held = [[row[left:right] for row in cells] for left, right in parts]
    if all(_are_two(one, other) for one, other in itertools.pairwise(held)):
        return parts
    return [(0, width)]


def _are_two(one: Rows, other: Rows) -> bool:
    """Say whether two blocks of columns are two tables: each is called alike, or has its title, or ends by itself."""
    tops = [next((at for at, row in enumerate(part) if len(filled(row)) > 1), None) for part in (one, other)]
    if tops[0] is None or tops[1] is None:
        return False
    heads = one[tops[0]], other[tops[1]]
    if any(is_value(cell) and not is_year(cell) for head in heads for cell in head):
        return False
    if heads[0][0] and heads[0][0] == heads[1][0]:
        return True
    titled = [
        any(filled(row) == [0] for row in part[:top]) for part, top in zip((one, other), tops, strict=True)
    ]
    if all(titled):
        return True
    ends = [max(at for at, row in enumerate(part) if filled(row)) for part in (one, other)]
    keyed = [
        all(row[0] for row in part[top : end + 1])
        for part, top, end in zip((one, other), tops, ends, strict=True)
    ]
    return ends[0] != ends[1] and all(keyed) and not any(is_value(row[0]) for row in other[tops[1] + 1 :])


def _below(cells: Rows) -> Iterator[tuple[int, int]]:
    """Yield the rows of each table, one below another."""
    table = _Table(cells, 0)
    before: tuple[int, int] | None = None
    for begin, end in _runs(cells):
        if table.begun and before is not None and _begins(table, cells[begin:end]):
            top = (
                before[0] if _is_title(cells, before, table.top) and len(filled(cells[begin])) > 1 else begin
            )
            yield from _repeated(table, top)
            table = _Table(cells, top)
        before = (begin, end)
    yield from _repeated(table, len(cells))


def _runs(cells: Rows) -> Iterator[tuple[int, int]]:
    """Yield the runs of rows that are not blank."""
    begin = None
    for at, row in enumerate(cells):
        if any(row):
            begin = at if begin is None else begin
        elif begin is not None:
            yield begin, at
            begin = None
    if begin is not None:
        yield begin, len(cells)


def _is_title(cells: Rows, run: tuple[int, int], top: int) -> bool:
    """Say whether a run of rows between two tables is the title of the second, and no note to the first."""
    begin, end = run
    rows = cells[begin:end]
    return begin > top and all(filled(row) == [0] for row in rows) and not is_note(rows[0][0])


def _begins(table: _Table, run: Rows) -> bool:
    """Say whether a run of rows begins another table than the one before it."""
    titles = next((at for at, row in enumerate(run[: _MOST_TITLES + 1]) if filled(row) != [0]), None)
    if titles is None or len(run) < titles + 2:
        return False
    head, body = run[titles], run[titles + 1 : titles + 1 + HEAD_ROWS]
    held = filled(head)
    layout, values = table.layout
    if ended(head) in layout.header_cells:
        return titles > 0  # the same labels without a title are those of a printed page
    labels = [head[position] for position in held]
    if len(held) < _NARROWEST or len(set(labels)) < len(labels) or is_note(labels[0]):
        return False
    if any((is_value(label) and not is_year(label)) or _NO_LABEL.fullmatch(label) for label in labels):
        return False
    there = value_columns(body)
    if there:
        over = any(position in there for position in held)
        return over and (not values or any(position in values for position in held))
    widest = max(len(filled(row)) for row in body)
    return not values and len(held) == widest != len(
        ended(layout.header_cells[0] if layout.header_cells else ())
    )


def _repeated(table: _Table, bottom: int) -> Iterator[tuple[int, int]]:
    """Yield a table's rows, parted where a title and the same header follow without a blank row."""
    cells, top = table.cells, table.top
    if not table.begun:
        yield top, bottom
        return
    layout, _ = table.layout
    for at in range(top + layout.start + 1, bottom - 1):
        if (
            layout.header_cells
            and filled(cells[at - 1]) == [0]
            and ended(cells[at]) == layout.header_cells[0]
        ):
            yield top, at - 1
            top = at - 1
    yield top, bottom
