"""A grid of rows in memory made into its tables: sheets, and delimited text of a modest size."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from praya.formats.grid.cells import clean, is_value
from praya.formats.grid.layout import HEAD_ROWS, ended, find_layout, most_common_width
from praya.formats.grid.regions import Region, regions
from praya.formats.grid.said import said_rows
from praya.formats.grid.trim import TAIL_ROWS, note_text, notes_begin, without_blank_columns
from praya.formats.raw import MOST_LINES, RawTable, from_columns
from praya.formats.shelf import keys
from praya.model.decisions import layout as because
from praya.model.override import TableOverride

if TYPE_CHECKING:
    from collections.abc import Sequence

    from praya.formats.grid.header import Range, Rows
    from praya.formats.grid.layout import Layout
    from praya.model.decisions import Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The rows of a sheet or a file."""

    rows: Rows
    slug: str = ""
    title: str = ""
    """What its tables are called if they do not say it themselves."""
    lines: Sequence[int] = ()
    """The line on which each row begins; none for 1, 2, 3, …"""
    merged: Sequence[Range] = ()
    glue: str = " "
    """What stood between the cells of a line."""
    said: TableOverride = field(default_factory=TableOverride)
    """What the publisher says of it."""
    ragged: bool = False
    """Whether rows of another width are to be told: text has them by mistake, sheets by nature."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of data: its line and its cells."""

    line: int
    cells: list[str]


def tables(grid: Grid) -> list[RawTable]:
    """Return the tables of a grid, those without a row of data left out."""
    width = max(map(len, grid.rows), default=0)
    cells = [[clean(cell) for cell in row] + [""] * (width - len(row)) for row in grid.rows]
    if sum(map(any, cells)) < 2:  # noqa: PLR2004 - a header and a row of data
        return []
    meant = said_rows(grid.said, grid.lines or range(1, len(cells) + 1))
    cells[: meant.skip] = [[""] * width for _ in range(meant.skip)]
    places = regions(cells) if meant.header is None else [Region(0, 0, len(cells), width)]
    tried = [_table(grid, place, cells, meant.header, alone=len(places) == 1) for place in places]
    found = [table for table in tried if table is not None]
    if found:
        notes = (*meant.notes(grid.rows, grid.glue), *found[0].notes)
        decisions = (*meant.decisions, *found[0].decisions)
        found[0] = replace(found[0], notes=notes, decisions=decisions)
    return _named(found, grid)


def _named(found: list[RawTable], grid: Grid) -> list[RawTable]:
    """Give each of several tables its place: by its title where each has one of its own, else by its number."""
    if len(found) < 2:  # noqa: PLR2004 - one table needs no name beside the grid's
        return [replace(table, slug=grid.slug, title=table.title or grid.title) for table in found]
    titles = [table.title for table in found]
    titled = all(titles) and len(set(titles)) == len(titles)
    return [
        replace(
            table,
            slug="/".join(filter(None, [grid.slug, table.title if titled else str(at) if at > 1 else ""])),
            title=table.title or grid.title,
        )
        for at, table in enumerate(found, 1)
    ]


def _table(
    grid: Grid, place: Region, cells: Rows, header: tuple[int, ...] | None, *, alone: bool
) -> RawTable | None:
    part = [row[place.left : place.right] for row in cells[place.top : place.bottom]]
    if sum(map(any, part)) < 2:  # noqa: PLR2004 - a header and a row of data
        return None
    merged = _moved(grid.merged, place)
    layout = find_layout(part[:HEAD_ROWS], merged, header)
    lines = grid.lines[place.top : place.bottom] or range(place.top + 1, place.bottom + 1)
    own = grid.rows[place.top : place.bottom]
    rows = [_Row(line, row[place.left : place.right]) for line, row in zip(lines, own, strict=True)]
    decisions = list(_located(layout, lines))
    if not alone:
        decisions.append(because.TABLE_APART.decide(0.85, line=lines[0], column=place.left + 1))
    body, notes, more = _body(grid, layout, rows, part)
    if not body:
        return None
    decisions += [*more, *(_fill_groups(body, merged, lines, layout) if merged else ())]
    if alone and grid.ragged:
        decisions += _ragged(
            body, max((at + 1 for at, label in enumerate(layout.header) if label), default=1)
        )
    return _raw(layout, body, (*layout.notes, *notes), tuple(decisions))


def _moved(merged: Sequence[Range], place: Region) -> list[Range]:
    """Return the merged cells that lie in a table, counted from its first row and column."""
    return [
        (top - place.top, left - place.left, bottom - place.top, right - place.left)
        for top, left, bottom, right in merged
        if place.top <= top and bottom < place.bottom and place.left <= left and right < place.right
    ]


def _located(layout: Layout, lines: Sequence[int]) -> tuple[Decision, ...]:
    """Say on which lines the header stands: those of the file, not those of the table."""
    held = tuple(lines[row] for row in layout.header_rows)
    return tuple(
        each.about(lines=held) if each.code in because.HEADERS and held else each for each in layout.decisions
    )


def _body(
    grid: Grid, layout: Layout, rows: list[_Row], part: Rows
) -> tuple[list[_Row], tuple[str, ...], list[Decision]]:
    """Return the rows of data, the notes below them, and what was decided about the rest."""
    decisions: list[Decision] = []
    tail = max(layout.start, len(rows) - TAIL_ROWS)
    cut = notes_begin(part[tail:], [row.cells for row in rows[tail:]])
    notes: tuple[str, ...] = ()
    end = len(rows)
    if cut is not None:
        end = tail + cut
        told = [(row, note_text(row.cells, grid.glue)) for row in rows[end:]]
        notes = tuple(text for _, text in told if text)
        line = next(row.line for row, text in told if text)
        decisions.append(because.NOTES_SPARSE.decide(0.9, notes=len(notes), line=line))
    kept, blank, repeated = [], [], []
    headers = {cells for cells in layout.header_cells if len(cells) > 1}
    for row, cells in zip(rows[layout.start : end], part[layout.start : end], strict=True):
        if not any(cells):
            blank.append(row.line)
        elif ended(cells) in headers:
            repeated.append(row.line)
        else:
            kept.append(row)
    last = kept[-1].line if kept else 0
    blank = [line for line in blank if line < last or grid.ragged]
    for kind, skipped in ((because.ROWS_BLANK, blank), (because.ROWS_HEADER, repeated)):
        if skipped:
            decisions.append(kind.decide(rows=len(skipped), lines=tuple(skipped[:MOST_LINES])))
    return kept, notes, decisions


def _fill_groups(
    body: list[_Row], merged: Sequence[Range], lines: Sequence[int], layout: Layout
) -> list[Decision]:
    """Write each label that is merged over several rows into all of them; values are never repeated."""
    at = {row.line: row for row in body}
    columns: dict[int, int] = {}
    for top, left, bottom, right in merged:
        if left != right or bottom == top or top < layout.start:
            continue
        label = at[lines[top]].cells[left] if lines[top] in at else ""
        if not clean(label) or is_value(clean(label)):
            continue
        for line in lines[top + 1 : bottom + 1]:
            if line in at and left < len(at[line].cells) and not clean(at[line].cells[left]):
                at[line].cells[left] = label
                columns[left] = columns.get(left, 0) + 1
    if not columns:
        return []
    named = tuple(layout.header[left] or str(left + 1) for left in sorted(columns))
    return [because.GROUPS_FILLED.decide(0.95, cells=sum(columns.values()), columns=named)]


def _ragged(body: list[_Row], labels: int) -> list[Decision]:
    """Say which rows have more or fewer cells than most."""
    width = max(most_common_width([row.cells for row in body]), labels)
    lines = [row.line for row in body if len(row.cells) != width]
    if not lines:
        return []
    told = tuple(lines[:MOST_LINES])
    return [because.ROWS_RAGGED.decide(0.7, rows=len(lines), total=len(body), lines=told)]


def _used(row: list[str]) -> int:
    """Return how many cells of a row there are, up to the last that holds something."""
    return next((at + 1 for at in range(len(row) - 1, -1, -1) if clean(row[at])), 0)


def _raw(
    layout: Layout, body: list[_Row], notes: tuple[str, ...], decisions: tuple[Decision, ...]
) -> RawTable:
    rows = [row.cells for row in body]
    labels = max((at + 1 for at, label in enumerate(layout.header) if label), default=1)
    width = max([labels, *map(_used, rows)])
    keys(width)
    padded = (*layout.header[:width], *[""] * (width - len(layout.header)))
    units = (*layout.units[:width], *[""] * (width - len(layout.units))) if layout.units else ()
    return without_blank_columns(
        RawTable(
            slug="",
            title=layout.title,
            header=padded,
            units=units,
            columns=from_columns(
                [[row[at] if at < len(row) else None for row in rows] for at in range(width)]
            ),
            notes=notes,
            first_line=body[0].line,
            decisions=decisions,
        )
    )
