"""Delimited text of a modest size as a grid in memory: rows of any width, several tables, notes with separators."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from praya.formats.encoding import open_bytes, open_text
from praya.formats.grid.cells import clean, is_value
from praya.formats.grid.layout import most_common_width
from praya.formats.grid.tables import Grid, tables
from praya.formats.raw import MOST_LINES
from praya.model import errors
from praya.model.decisions import layout as because

if TYPE_CHECKING:
    from pathlib import Path

    from praya.formats.grid.dialect import Dialect
    from praya.formats.grid.header import Rows
    from praya.formats.raw import RawTable
    from praya.model.decisions import Decision
    from praya.model.override import TableOverride

MOST_IN_MEMORY = 16 << 20
"""Files of up to so many bytes may be held as rows of cells, where their layout asks for it."""
_CHUNK = 1 << 20
_NOTHING = b"\r\n\t \0"
_ONE_END = re.compile(r"\r\n?")
_BEFORE = 60
"""So many rows before show how wide a row is."""
_SENTENCE = re.compile(r"\w+\W+\w+\W+\w+.*[.。!?！？]$")


def has_gaps(path: Path, encoding: str, dialect: Dialect, start: int) -> bool:
    """Say whether blank lines, or lines of separators, stand below the header: they may part tables and notes."""
    with open_text(path, encoding) as file:
        text = file.read()
    gap = re.compile(rf"\n[{re.escape(dialect.delimiter)}\s\"]*\n")
    return bool(gap.search(_ONE_END.sub("\n", text[max(start - 1, 0) :].rstrip())))


def unsought(path: Path, encoding: str, offset: int) -> tuple[Decision, ...]:
    """Say of a large file that blank lines stand in it, at which no other tables were looked for.

    `offset` is where its rows begin, in bytes behind its marks. Gigabytes take a second.
    """
    gaps = [gap.encode(encoding) for gap in ("\n\n", "\n\r\n")]
    before, found = b"", False
    with open_bytes(path, encoding) as file:
        file.seek(offset, 1)
        while chunk := file.read(_CHUNK):
            held = before + chunk
            places = [at for gap in gaps if _may_hold(held, gap) and (at := held.find(gap)) >= 0]
            found = found or bool(places)
            if found and held[min(places, default=0) :].strip(_NOTHING):
                return (because.TABLES_UNSOUGHT.decide(0.7, limit=MOST_IN_MEMORY >> 20),)
            before = held[-8:]
    return ()


def _may_hold(held: bytes, gap: bytes) -> bool:
    """Say whether a gap may be there; that none is, is nearly always so and told far faster than by searching."""
    if b"\r" in gap:
        return b"\r" in held
    if gap != b"\n\n":
        return True
    ends = np.frombuffer(held, np.uint8) == ord("\n")
    return bool(np.any(ends[1:] & ends[:-1]))


def read_whole(path: Path, encoding: str, dialect: Dialect, said: TableOverride) -> list[RawTable]:
    """Read a file's tables; none where no row of data is found. Raise TableAbsent for prose."""
    with open_text(path, encoding) as file:
        lines = file.readlines()
    rows, starts, unclosed = _rows(lines, dialect)
    if _is_prose(rows):
        raise errors.TableAbsent
    if dialect.said:
        rows[0] = []
    decisions = list(dialect.decisions())
    if unclosed:
        decisions.append(because.QUOTES_UNCLOSED.decide(0.6, lines=tuple(unclosed)))
    grid = Grid(rows=rows, lines=starts, glue=dialect.delimiter, ragged=True, said=said)
    return [replace(table, decisions=(*decisions, *table.decisions)) for table in tables(grid)]


def _rows(lines: list[str], dialect: Dialect) -> tuple[Rows, list[int], list[int]]:
    """Return the rows, the line each begins on, and the lines with a quote that never closes.

    Such a quote would swallow the lines after it: its line is read as if it had none.
    """
    rows: Rows = []
    starts: list[int] = []
    unclosed: list[int] = []
    at = 0
    while at < len(lines):
        begin = at
        reader = dialect.reader((lines[line] for line in range(begin, len(lines))), strict=True)
        try:
            for row in reader:
                rows.append(row)
                starts.append(at + 1)
                at = begin + reader.line_num
        except csv.Error:
            row, taken = _loosely(lines, at, dialect)
            width = most_common_width(rows[-_BEFORE:])
            if taken > 1 and len(row) != width and len(unclosed) < MOST_LINES:
                unclosed.append(at + 1)
                row, taken = next(iter(dialect.reader([lines[at]], quoted=False)), []), 1
            rows.append(row)
            starts.append(at + 1)
            at += taken
    return rows, starts, unclosed


def _loosely(lines: list[str], at: int, dialect: Dialect) -> tuple[list[str], int]:
    """Read one row whose quotes break the rules; return it and how many lines it takes."""
    reader = dialect.reader(lines[line] for line in range(at, len(lines)))
    try:
        return next(iter(reader), []), max(reader.line_num, 1)
    except csv.Error as error:
        raise errors.FileBroken(format="CSV", reason=str(error)) from error


def _is_prose(rows: Rows) -> bool:
    """Say whether lines are sentences below a title, not values: commas in them part nothing."""
    texts = [", ".join(cell for each in row if (cell := clean(each))) for row in rows]
    filled = [text for text in texts if text]
    if len(filled) < 2 or "" not in texts[1:] or any(is_value(clean(cell)) for row in rows for cell in row):  # noqa: PLR2004 - a title and a sentence
        return False
    lone = [len([cell for cell in row if clean(cell)]) <= 1 for row in rows]
    sentences = [bool(_SENTENCE.search(text)) for text in texts]
    return (
        lone[0] and any(sentences) and all(one or other for one, other in zip(lone, sentences, strict=True))
    )
