"""Spreadsheets: XLSX, XLSB, XLS and ODS, the tables of each sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from praya.formats.archive_check import check_claims, check_members, members
from praya.formats.grid.apart import sheets
from praya.formats.grid.tables import Grid, tables

if TYPE_CHECKING:
    from pathlib import Path

    from praya.formats.raw import RawTable


def read_sheets(path: Path, kind: str, *, unpacked_limit: int) -> list[RawTable]:
    """Read the tables of every sheet, in the workbook's order."""
    if kind != "XLS":
        infos = members(path, kind)
        check_claims(infos, unpacked_limit)
        check_members(path, infos, unpacked_limit)
    return [
        table
        for name, rows, merged in sheets(path, kind)
        for table in tables(Grid(rows=rows, slug=name, title=name, merged=merged))
    ]
