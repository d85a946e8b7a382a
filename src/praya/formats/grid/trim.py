"""What is in a grid but not of its table: blank rows, blank columns, notes below. Pure."""

from __future__ import annotations

from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from praya.formats.grid.cells import BLANK, clean, filled, is_note, is_value, is_year
from praya.formats.grid.header import value_columns
from praya.formats.grid.layout import ended
from praya.formats.raw import MOST_LINES, RawTable
from praya.formats.shelf import keys
from praya.model.decisions import layout as because

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

TAIL_ROWS = 300
"""So many last rows are looked at for notes."""
_OFTEN = 100
"""So many batches are looked at before their memory is given back."""


def trim(raw: RawTable, header_cells: Sequence[tuple[str, ...]] = (), *, glue: str = " ") -> RawTable:
    """Return the table without what is in its grid but no part of it; the notes below it move to its notes.

    `header_cells` are the cells of the header's rows: a row that says them again is none of data. `glue` is what stood
    between the cells of a line.
    """
    return without_blank_columns(
        _without_blank_rows(_without_headers(_without_notes(raw, glue), header_cells))
    )


def notes_begin(tail: list[list[str]], own: Sequence[Sequence[str | None]]) -> int | None:
    """Return where the notes begin among a table's last rows, cleaned, or None where there are none.

    Notes fill the first cell only, or cells that hold no value where values should stand, as prose with commas in it
    does. They begin like a note, or stand below a blank row. `own` are the same rows as they are in the file.
    """
    body = list(takewhile(lambda row: any(row) and not is_note(row[0]), tail))
    values = value_columns(body or tail)
    if max(map(len, tail), default=0) < 2:  # noqa: PLR2004 - a note cannot be told from data where every row is one cell
        return None
    top = len(tail)
    width = len({position for row in body or tail for position in filled(row)})
    while top and _may_be_note(tail[top - 1], values) and not _is_full(tail[top - 1], own[top - 1], width):
        top -= 1
    for index in range(top, len(tail)):
        if not filled(tail[index]):
            return index if any(filled(row) for row in tail[index:]) else None
        if filled(tail[index]) == [0] and is_note(tail[index][0]):
            return index
        if _is_prose(tail[index][0]):
            return index
    return None


def note_text(cells: Sequence[str | None], glue: str) -> str:
    """Return a line that is no row of the table, as it stood in the file."""
    held = filled([clean(cell) for cell in cells])
    kept = cells[: held[-1] + 1] if held else []
    return (
        clean(glue.join(cell or "" for cell in kept))
        if glue.strip()
        else " ".join(clean(cell) for cell in kept if clean(cell))
    )


def _may_be_note(row: Sequence[str], values: AbstractSet[int]) -> bool:
    held = filled(row)
    if held in ([], [0]):
        return True
    if not values or not row[0]:
        return False
    found = [row[each] for each in held if each in values and is_value(row[each])]
    return all(map(is_year, found)) if _is_prose(row[0]) else not found


def _is_full(row: Sequence[str], own: Sequence[str | None], width: int) -> bool:
    """Say whether a row has a cell for every column of the table, and not because of commas between words."""
    held = filled(row)
    return len(held) >= width and not any((own[at] or "").startswith(" ") for at in held[1:])


def _is_prose(cell: str) -> bool:
    """Say whether a cell begins like a note and goes on: a sign alone may well be a value."""
    return is_note(cell) and len(cell.split()) > 1


def _without_notes(raw: RawTable, glue: str) -> RawTable:
    rows = raw.columns.num_rows
    last = _rows(raw.columns.slice(max(rows - TAIL_ROWS, 0)))
    tail = [[clean(cell) for cell in row] for row in last]
    cut = notes_begin(tail, last)
    if cut is None:
        return raw
    notes = tuple(text for row in last[cut:] if (text := note_text(row, glue)))
    kept = rows - (len(tail) - cut)
    decision = because.NOTES_SPARSE.decide(0.9, notes=len(notes), line=raw.first_line + kept)
    return replace(
        raw,
        columns=raw.columns.slice(0, kept),
        notes=(*raw.notes, *notes),
        decisions=(*raw.decisions, decision),
    )


def _without_headers(raw: RawTable, header_cells: Sequence[tuple[str, ...]]) -> RawTable:
    """Leave out rows that say the header again, as printed pages do."""
    gone: set[int] = set()
    for cells in header_cells:
        held = filled(cells)
        if len(held) < 2 or held[-1] >= raw.columns.num_columns:  # noqa: PLR2004 - one label may well be a value
            continue
        found = _places(raw, held[-1], cells[held[-1]])
        gone |= {
            at
            for at, row in zip(found, _rows_at(raw.columns, found), strict=True)
            if ended([clean(cell) for cell in row]) == tuple(cells)
        }
    if not gone:
        return raw
    lines = tuple(raw.first_line + at for at in sorted(gone))[:MOST_LINES]
    decision = because.ROWS_HEADER.decide(rows=len(gone), lines=lines)
    return _without(replace(raw, decisions=(*raw.decisions, decision)), sorted(gone))


def _places(raw: RawTable, position: int, label: str) -> list[int]:
    """Return the rows in which a column says its label."""
    found: list[int] = []
    first = 0
    for number, chunk in enumerate(raw.columns.column(position).chunks):
        if number % _OFTEN == 0:
            raw.give_back()
        alike = pc.fill_null(pc.equal(pc.utf8_trim(chunk, BLANK), label), fill_value=False)
        found += (pc.indices_nonzero(alike).to_numpy() + first).tolist()
        first += len(chunk)
    raw.give_back()
    return found


def _without(raw: RawTable, gone: list[int]) -> RawTable:
    kept = np.ones(raw.columns.num_rows, dtype=bool)
    kept[gone] = False
    return raw.keeping(kept)


def _without_blank_rows(raw: RawTable) -> RawTable:
    columns = raw.columns
    if any(column.null_count == 0 for column in columns.columns[1:]):
        return raw
    sparse: list[int] = []
    first = 0
    for number, batch in enumerate(columns.to_batches()):
        if number % _OFTEN == 0:
            raw.give_back()
        filled_cells = np.sum(
            [pc.is_valid(column).to_numpy(zero_copy_only=False) for column in batch], axis=0
        )
        sparse += (np.flatnonzero(filled_cells <= 1) + first).tolist()
        first += batch.num_rows
    blank = [
        index
        for index, row in zip(sparse, _rows_at(columns, sparse), strict=True)
        if not any(map(clean, row))
    ]
    if not blank:
        return raw
    lines = tuple(raw.first_line + index for index in blank[:MOST_LINES])
    decision = because.ROWS_BLANK.decide(rows=len(blank), lines=lines)
    return _without(replace(raw, decisions=(*raw.decisions, decision)), blank)


def without_blank_columns(raw: RawTable) -> RawTable:
    """Leave out columns that have neither a label nor a value."""
    gone = [
        position
        for position, label in enumerate(raw.header)
        if not label and raw.columns.column(position).null_count == raw.columns.num_rows
    ]
    if not gone or len(gone) == len(raw.header):
        return raw
    kept = [position for position in range(len(raw.header)) if position not in gone]
    decision = because.COLUMNS_BLANK.decide(columns=tuple(position + 1 for position in gone))
    return replace(
        raw,
        header=tuple(raw.header[position] for position in kept),
        units=tuple(raw.units[position] for position in kept) if raw.units else (),
        columns=raw.columns.select(kept).rename_columns(keys(len(kept))),
        decisions=(*raw.decisions, decision),
    )


def _rows_at(columns: pa.Table, places: Sequence[int]) -> list[Sequence[str | None]]:
    """Return a few rows, batch by batch: Arrow would join a column's batches first, which may be all the disk holds."""
    rows: list[Sequence[str | None]] = []
    wanted = np.asarray(places, np.int64)
    first = 0
    for batch in columns.to_batches() if len(wanted) else ():
        here = wanted[(wanted >= first) & (wanted < first + batch.num_rows)] - first
        if len(here):
            rows += _rows(pa.Table.from_batches([batch.take(pa.array(here))]))
        first += batch.num_rows
    return rows


def _rows(columns: pa.Table) -> list[Sequence[str | None]]:
    return list(zip(*(column.to_pylist() for column in columns.columns), strict=True))
