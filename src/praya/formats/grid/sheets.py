"""Spreadsheets: XLSX, XLSB, XLS and ODS, one table for each sheet that holds one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from praya.formats.archive_check import check_claims, check_members, members
from praya.formats.grid.apart import sheets
from praya.formats.grid.cells import clean, filled
from praya.formats.grid.layout import HEAD_ROWS, find_layout
from praya.formats.grid.trim import trim
from praya.formats.raw import RawTable, from_columns, keys

if TYPE_CHECKING:
    from pathlib import Path


def read_sheets(path: Path, kind: str, *, unpacked_limit: int) -> list[RawTable]:
    """Read every sheet that holds a table, in the workbook's order."""
    if kind != "XLS":
        infos = members(path, kind)
        check_claims(infos, unpacked_limit)
        check_members(path, infos, unpacked_limit)
    tables = [_table(name, rows) for name, rows in sheets(path, kind)]
    return [table for table in tables if table is not None]


def _table(name: str, rows: list[list[str]]) -> RawTable | None:
    """Return a sheet's table, or None for a sheet without two rows that hold something."""
    if sum(any(map(clean, row)) for row in rows) < 2:  # noqa: PLR2004 - a header and a row of data
        return None
    layout = find_layout(rows[:HEAD_ROWS])
    body = rows[layout.start :]
    width = max((max(filled(list(map(clean, row))), default=-1) + 1 for row in body), default=0)
    width = max(width, len(layout.header))
    keys(width)
    raw = RawTable(
        slug=name,
        title=layout.title or name,
        header=layout.header + ("",) * (width - len(layout.header)),
        units=layout.units + ("",) * (width - len(layout.units)) if layout.units else (),
        columns=from_columns([[row[at] if at < len(row) else None for row in body] for at in range(width)]),
        notes=layout.notes,
        first_line=layout.start + 1,
        decisions=layout.decisions,
    )
    trimmed = trim(raw)
    return trimmed if trimmed.columns.num_rows else None
