"""A file's tables: one door to every reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from praya.formats.features import read_geojson
from praya.formats.grid.delimited import read_delimited
from praya.formats.grid.sheets import read_sheets
from praya.formats.tree.json import read_json
from praya.formats.tree.xml import read_xml
from praya.model import errors

if TYPE_CHECKING:
    from pathlib import Path

    from praya.formats.raw import RawTable
    from praya.formats.sniff import Sniffed


def read(path: Path, sniffed: Sniffed, *, unpacked_limit: int) -> list[RawTable]:
    """Read a file's tables, at least one; raise Unreadable with the reason where there is none."""
    match sniffed.format:
        case "csv" | "tsv":
            tables = [read_delimited(path, sniffed.encoding)]
        case "xlsx" | "xls":
            tables = read_sheets(path, sniffed.format.upper(), unpacked_limit=unpacked_limit)
        case "json":
            tables = read_json(path, sniffed.encoding)
        case "xml":
            tables = read_xml(path)
        case "geojson":
            tables = read_geojson(path, sniffed.encoding)
    tables = [table for table in tables if _holds_something(table)]
    if not any(table.columns.num_rows for table in tables) and all(len(each.header) < 2 for each in tables):  # noqa: PLR2004 - one line of prose is no table
        raise errors.TableAbsent
    return tables


def _holds_something(table: RawTable) -> bool:
    """Say whether a table has a value, or at least a header."""
    columns = table.columns.columns
    if not table.columns.num_rows:
        return bool(columns)
    return any(column.null_count < len(column) for column in columns)
