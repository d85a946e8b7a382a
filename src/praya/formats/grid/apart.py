"""Workbooks are opened apart, in a child process with bounded memory and time: `python -m praya.formats.grid.apart`.

calamine believes the numbers it finds in a file. Four wrong bytes in a workbook of 30 kB can make it ask for a hundred
gigabytes, and then the system ends the process that asked. So it asks from a process that may end.

The child writes one JSON value a line: `{"sheet": name, "merged": ranges}`, then a list of texts for each row; or at
last `{"error": reason}` or `{"password": true}`.
"""

from __future__ import annotations

import subprocess
import sys
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import orjson

from praya.model import errors

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from praya.formats.grid.header import Range

Cell = int | float | str | bool | time | date | datetime | timedelta

MEMORY = 3 << 30
SECONDS = 300
MOST_CELLS = 25_000_000
"""The area of one sheet, from its first to its last filled cell."""
MOST_MERGED = 100_000
_EXACT = 1e15
"""Whole numbers below this are shown by Excel with every digit."""


def sheets(path: Path, kind: str) -> Iterator[tuple[str, list[list[str]], list[Range]]]:
    """Yield each worksheet's name, rows (cells as text) and merged cells; raise FileBroken or FormatUnsupported."""
    command = [sys.executable, "-m", "praya.formats.grid.apart", str(path)]
    with subprocess.Popen(  # noqa: S603 - our own interpreter, our own module
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL
    ) as child:
        assert child.stdout is not None, "it was asked for"
        name = ""
        rows: list[list[str]] = []
        merged: list[Range] = []
        for line in child.stdout:
            said = orjson.loads(line)
            if isinstance(said, list):
                rows.append(said)
                continue
            if name:
                yield name, rows, merged
            name, rows = _sheet(said, kind), []
            merged = [(top, left, bottom, right) for (top, left), (bottom, right) in said["merged"]]
    if child.returncode:
        raise errors.FileBroken(
            format=kind, reason="opening it takes more memory or time than any workbook needs"
        )
    if name:
        yield name, rows, merged


def _sheet(said: dict[str, Any], kind: str) -> str:
    """Return the name of the sheet that begins, or raise what the child met."""
    if "password" in said:
        raise errors.FormatUnsupported(format=f"{kind} (password)")
    if "error" in said:
        raise errors.FileBroken(format=kind, reason=str(said["error"]))
    return str(said["sheet"])


def _text(cell: Cell) -> str:
    """Return a cell as text: whole numbers without a point, dates and times in ISO 8601."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < _EXACT else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)


def _lines(path: str) -> Iterator[dict[str, Any] | list[str]]:
    import python_calamine as calamine  # noqa: PLC0415 - only the child may load it

    try:
        with calamine.CalamineWorkbook.from_path(path) as book:
            for each in book.sheets_metadata:
                if each.typ != calamine.SheetTypeEnum.WorkSheet:
                    continue
                sheet = book.get_sheet_by_name(each.name)
                if sheet.total_height * sheet.total_width > MOST_CELLS:
                    yield {"error": f"the sheet {each.name!r} has more than {MOST_CELLS:,} cells"}
                    return
                yield {"sheet": each.name, "merged": (sheet.merged_cell_ranges or [])[:MOST_MERGED]}
                for row in sheet.to_python(skip_empty_area=False):
                    yield [_text(cell) for cell in row]
    except calamine.PasswordError:
        yield {"password": True}
    except BaseException as error:  # noqa: BLE001 - a fault in Rust arrives as a BaseException of its own
        yield {"error": str(error) or type(error).__name__}


def main(path: str) -> None:
    """Write a workbook's sheets to standard output, with bounded memory and time."""
    import resource  # noqa: PLC0415 - only the child limits itself

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    for line in _lines(path):
        sys.stdout.buffer.write(orjson.dumps(line) + b"\n")


if __name__ == "__main__":
    main(sys.argv[1])
