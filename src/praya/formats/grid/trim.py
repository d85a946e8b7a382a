"""What is in a grid but not of its table: blank rows, blank columns, notes below. Pure."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from praya.formats.grid.cells import clean, filled
from praya.formats.raw import RawTable, keys
from praya.model.decisions import layout as because

if TYPE_CHECKING:
    from collections.abc import Sequence

_TAIL_ROWS = 300
_NOTE = re.compile(
    r"(notes?|remarks?|source|legend|release date|last (update|revision)|n\.?b\.?|symbols?|abbreviations?)\b"
    r"|[註注备備附]|資料來源|数据来源|最後更新|說明|[*#@§†‡^~]|\(\d+\)|（\d+）",
    re.IGNORECASE,
)


def trim(raw: RawTable) -> RawTable:
    """Return the table without blank rows and nameless blank columns, the notes below it moved to its notes."""
    return _without_blank_columns(_without_blank_rows(_without_notes(raw)))


def _without_notes(raw: RawTable) -> RawTable:
    rows, width = raw.columns.num_rows, raw.columns.num_columns
    if width < 2:  # noqa: PLR2004 - a note cannot be told from data where every row is one cell
        return raw
    tail = [[clean(cell) for cell in row] for row in _rows(raw.columns.slice(max(rows - _TAIL_ROWS, 0)))]
    cut = _cut(tail)
    if cut is None:
        return raw
    notes = tuple(" ".join(cell for cell in row if cell) for row in tail[cut:] if filled(row))
    kept = rows - (len(tail) - cut)
    decision = because.NOTES_SPARSE.decide(0.9, notes=len(notes), line=raw.first_line + kept)
    return replace(
        raw,
        columns=raw.columns.slice(0, kept),
        notes=(*raw.notes, *notes),
        decisions=(*raw.decisions, decision),
    )


def _cut(tail: list[list[str]]) -> int | None:
    """Return where the notes begin among the last rows, or None where there are none."""
    top = len(tail)
    while top and filled(tail[top - 1]) in ([], [0]):
        top -= 1
    for index in range(top, len(tail)):
        if not filled(tail[index]):
            return index if any(filled(row) for row in tail[index:]) else None
        if _NOTE.match(tail[index][0]):
            return index
    return None


def _without_blank_rows(raw: RawTable) -> RawTable:
    columns = raw.columns
    if any(column.null_count == 0 for column in columns.columns[1:]):
        return raw
    counts = pa.chunked_array([pa.nulls(columns.num_rows, pa.int32()).fill_null(0)])
    for column in columns.columns:
        counts = pc.add(counts, pc.cast(pc.is_valid(column), pa.int32()))
    sparse = pc.indices_nonzero(pc.less_equal(counts, 1)).to_pylist()
    blank = [
        index
        for index, row in zip(sparse, _rows(columns.take(pa.array(sparse, pa.int64()))), strict=True)
        if not any(map(clean, row))
    ]
    if not blank:
        return raw
    gone = set(blank)
    kept = [index not in gone for index in range(columns.num_rows)]
    decision = because.ROWS_BLANK.decide(rows=len(blank))
    return replace(raw, columns=columns.filter(pa.array(kept)), decisions=(*raw.decisions, decision))


def _without_blank_columns(raw: RawTable) -> RawTable:
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


def _rows(columns: pa.Table) -> list[Sequence[str | None]]:
    return list(zip(*(column.to_pylist() for column in columns.columns), strict=True))
