"""Spreadsheets: XLSX and XLS, one table for each sheet that holds one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

import python_calamine as calamine

from praya.formats.archive_check import check_claims, check_members, members
from praya.formats.grid.cells import clean, filled
from praya.formats.grid.layout import HEAD_ROWS, find_layout
from praya.formats.grid.trim import trim
from praya.formats.raw import RawTable, from_columns, keys
from praya.model import errors

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

Cell = int | float | str | bool | time | date | datetime | timedelta
_MOST_ERRORS = (calamine.CalamineError, OSError, ValueError, OverflowError)


def read_sheets(path: Path, kind: str, *, unpacked_limit: int) -> list[RawTable]:
    """Read every sheet that holds a table, in the workbook's order."""
    if kind == "XLSX":
        infos = members(path, kind)
        check_claims(infos, unpacked_limit)
        check_members(path, infos, unpacked_limit)
    tables = []
    for name, rows in _sheets(path, kind):
        table = _table(name, rows)
        if table is not None:
            tables.append(table)
    if len(tables) == 1 and tables[0].title == tables[0].slug:
        return [replace(tables[0], title="")]  # the name of an only sheet ("Sheet1") says nothing
    return tables


def _sheets(path: Path, kind: str) -> list[tuple[str, list[list[Cell]]]]:
    try:
        with calamine.CalamineWorkbook.from_path(str(path)) as book:
            wanted = [
                each.name for each in book.sheets_metadata if each.typ == calamine.SheetTypeEnum.WorkSheet
            ]
            return [(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in wanted]
    except calamine.PasswordError as error:
        raise errors.FormatUnsupported(format=f"{kind} (password)") from error
    except _MOST_ERRORS as error:
        raise errors.FileBroken(format=kind, reason=str(error) or type(error).__name__) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        # calamine is written in Rust, and a fault in it arrives as a BaseException of its own
        raise errors.FileBroken(format=kind, reason=str(error)) from error


def _table(name: str, cells: Sequence[Sequence[Cell]]) -> RawTable | None:
    """Return a sheet's table, or None for a sheet without two rows that hold something."""
    rows = [[_text(cell) for cell in row] for row in cells]
    if sum(any(map(clean, row)) for row in rows) < 2:  # noqa: PLR2004 - a header and a row of data
        return None
    layout = find_layout(rows[:HEAD_ROWS])
    body = rows[layout.start :]
    width = max((max(filled(row), default=-1) + 1 for row in body), default=0)
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


def _text(cell: Cell) -> str:
    """Return a cell as text: whole numbers without a point, dates and times in ISO 8601."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)  # noqa: PLR2004 - Excel's digits
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)
