"""Spreadsheets: XLSX, XLSB, XLS and ODS, the tables of each sheet."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from praya.formats.archive_check import check_claims, check_members, members
from praya.formats.grid.apart import sheets
from praya.formats.grid.cells import clean
from praya.formats.grid.tables import Grid, tables
from praya.model.decisions import layout as because
from praya.model.override import NOTHING

if TYPE_CHECKING:
    from pathlib import Path

    from praya.formats.raw import RawTable
    from praya.model.decisions import Decision
    from praya.model.override import Override

_MOST_WORDS = 100
"""So many cells of a sheet without a table are told."""


def read_sheets(path: Path, kind: str, *, unpacked_limit: int, said: Override = NOTHING) -> list[RawTable]:
    """Read the tables of every sheet, in the workbook's order."""
    if kind != "XLS":
        infos = members(path, kind)
        check_claims(infos, unpacked_limit)
        check_members(path, infos, unpacked_limit)
    found: list[RawTable] = []
    skipped: list[Decision] = []
    for name, rows, merged in sheets(path, kind):
        held = tables(Grid(rows=rows, slug=name, title=name, merged=merged, said=said.at(name)))
        words = [] if held else [word for row in rows for cell in row if (word := clean(cell))]
        if words:
            skipped.append(because.SHEETS_SKIPPED.decide(sheet=name, words=tuple(words[:_MOST_WORDS])))
        found += held
    if found:
        found[0] = replace(found[0], decisions=(*found[0].decisions, *skipped))
    return found
