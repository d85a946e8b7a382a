"""Delimited text: CSV with any delimiter, TSV. The head is looked at in Python, the body read by Arrow."""

from __future__ import annotations

import csv
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import StringIO, TextIOWrapper
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO

import pyarrow as pa
from pyarrow import csv as arrow_csv

from praya.formats.encoding import open_bytes
from praya.formats.grid.cells import clean, filled
from praya.formats.grid.dialect import find_dialect, head_of
from praya.formats.grid.layout import HEAD_ROWS, Layout, find_layout, most_common_width
from praya.formats.grid.said import said_rows
from praya.formats.grid.trim import trim
from praya.formats.grid.whole import MOST_IN_MEMORY, has_gaps, read_whole, unsought
from praya.formats.raw import MOST_LINES, RawTable, from_columns
from praya.formats.shelf import IN_MEMORY, PART, Shelf, keys
from praya.model import errors
from praya.model.decisions import layout as because
from praya.model.override import NOTHING
from praya.model.progress import silence

if TYPE_CHECKING:
    from _csv import Reader as CsvReader
    from collections.abc import Iterator
    from pathlib import Path

    from praya.formats.grid.dialect import Dialect
    from praya.model.decisions import Decision
    from praya.model.override import Override
    from praya.model.progress import Tell

_CHUNK_ROWS = 20_000
_BLOCK = 2 << 20
"""So many bytes are parsed at once; what this needs stays in the processor's cache."""


@dataclass(frozen=True, slots=True)
class _Body:
    """The rows of data, and the short lines below them."""

    shelf: Shelf
    columns: pa.Table
    below: tuple[str, ...] = ()
    decisions: tuple[Decision, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rows:
    """Where the rows of data are in their file, and how they are written."""

    path: Path
    encoding: str
    dialect: Dialect
    offset: int
    """How many bytes stand before them, byte-order marks not counted."""
    width: int
    above: int
    """How many lines stand before them."""
    scratch: Path | None
    memory: int
    tell: Tell

    @contextmanager
    def opened(self) -> Iterator[BinaryIO]:
        """Open the file at the first row of data."""
        with open_bytes(self.path, self.encoding) as file:
            file.seek(self.offset, 1)
            yield file

    def shelf(self) -> Shelf:
        """Return an empty shelf of the right kind for them."""
        fits = self.path.stat().st_size <= self.memory
        return Shelf(self.scratch, self.memory if fits else min(PART, self.memory))

    def read_to(self, file: BinaryIO) -> None:
        """Tell how much of the file is read."""
        self.tell("read", file.tell(), self.path.stat().st_size)


def read_delimited(
    path: Path,
    encoding: str,
    *,
    scratch: Path | None = None,
    memory: int = IN_MEMORY,
    tell: Tell = silence,
    said: Override = NOTHING,
) -> list[RawTable]:
    """Read the tables of a delimited text file: one, unless there are blank lines and headers that part several.

    `scratch` is a folder for the rows of a table that take more than `memory` bytes.
    """
    head = head_of(path, encoding)
    dialect = find_dialect(head, said.delimiter)
    rows, ends = _head_rows(head, dialect)
    if not rows:
        raise errors.TableAbsent
    if dialect.said:
        rows[0] = []
    starts = [1, *(line + 1 for line, _ in ends)]
    meant = said_rows(said.at(""), starts[:-1])
    skipped = meant.notes(rows, dialect.delimiter)
    rows[: meant.skip] = [[] for _ in range(meant.skip)]
    layout = find_layout(rows, said=meant.header)
    first_line, characters = ends[layout.start - 1] if layout.start else (0, 0)
    is_small = path.stat().st_size <= MOST_IN_MEMORY
    gaps = is_small and has_gaps(path, encoding, dialect, characters)
    offset = len(head[:characters].encode(encoding))
    labels = max((at + 1 for at, label in enumerate(layout.header) if label), default=1)
    width = max(most_common_width([row for row in rows[layout.start :] if row] or rows), labels)
    where = _Rows(
        path=path,
        encoding=encoding,
        dialect=dialect,
        offset=offset,
        width=width,
        above=first_line,
        scratch=scratch,
        memory=memory,
        tell=tell,
    )
    body = None if gaps or dialect.spaced else _read_fast(where)
    if body is None and is_small and (found := read_whole(path, encoding, dialect, said.at(""))):
        return found
    if body is None:
        body = _read_patiently(where)
    raw = _raw(_on_lines(layout, starts), body, dialect, first_line + 1)
    raw = replace(raw, notes=(*skipped, *raw.notes), decisions=(*meant.decisions, *raw.decisions))
    if not is_small:
        raw = replace(raw, decisions=(*raw.decisions, *unsought(path, encoding, offset)))
    return [trim(raw, layout.header_cells, glue=dialect.delimiter)]


def _on_lines(layout: Layout, starts: list[int]) -> Layout:
    """Say on which lines of the file the header's rows begin: blank lines and cells of several lines count too."""
    lines = tuple(starts[row] for row in layout.header_rows)
    decisions = tuple(
        each.about(lines=lines) if each.code in because.HEADERS and lines else each
        for each in layout.decisions
    )
    return replace(layout, decisions=decisions)


def _raw(layout: Layout, body: _Body, dialect: Dialect, first_line: int) -> RawTable:
    width = body.columns.num_columns
    return RawTable(
        slug="",
        title=layout.title,
        header=_padded(layout.header, width),
        units=_padded(layout.units, width) if layout.units else (),
        columns=body.columns,
        shelf=body.shelf,
        notes=(*layout.notes, *body.below),
        first_line=first_line,
        decisions=(*dialect.decisions(), *layout.decisions, *body.decisions),
    )


def _padded(labels: tuple[str, ...], width: int) -> tuple[str, ...]:
    return labels[:width] + ("",) * (width - len(labels))


def _head_rows(head: str, dialect: Dialect) -> tuple[list[list[str]], list[tuple[int, int]]]:
    """Return the first rows, and for each the lines and the characters up to its end."""
    consumed = 0

    def lines() -> Iterator[str]:
        nonlocal consumed
        for line in StringIO(head, newline=""):
            consumed += len(line)
            yield line

    reader = dialect.reader(lines())
    rows, ends = [], []
    for row in islice(reader, HEAD_ROWS):
        rows.append(row)
        ends.append((reader.line_num, consumed))
    return rows, ends


def _read_fast(where: _Rows) -> _Body | None:
    """Read the rows by Arrow; None where rows of another width stand among them, or Arrow cannot."""
    strange: list[tuple[int, str]] = []

    def keep(row: arrow_csv.InvalidRow) -> str:
        strange.append((row.number, row.text))
        return "skip" if len(strange) <= HEAD_ROWS else "error"

    names = keys(where.width)
    shelf = where.shelf()
    try:
        with where.opened() as file:
            reader = arrow_csv.open_csv(
                file,
                read_options=arrow_csv.ReadOptions(
                    column_names=names, use_threads=False, encoding=where.encoding, block_size=_BLOCK
                ),
                parse_options=arrow_csv.ParseOptions(
                    delimiter=where.dialect.delimiter, newlines_in_values=True, invalid_row_handler=keep
                ),
                convert_options=arrow_csv.ConvertOptions(
                    check_utf8=False,  # every byte was decoded when the encoding was found out
                    column_types=dict.fromkeys(names, pa.string()),
                    strings_can_be_null=True,
                    null_values=[""],
                ),
            )
            for batch in reader:
                shelf.add(batch)
                where.read_to(file)
    except pa.ArrowInvalid:
        return None
    columns = shelf.table(where.width)
    if not strange:
        return _Body(shelf, columns)
    below = [_cells(text, where.dialect) for _, text in strange]
    if strange[0][0] != columns.num_rows + 1 or any(len(filled(cells)) > 1 for cells in below):
        return None
    return _Body(shelf, columns, *_below(below))


def _below(rows: list[list[str]]) -> tuple[tuple[str, ...], tuple[Decision, ...]]:
    notes = tuple(cell for row in rows for cell in row if cell)
    return notes, (because.NOTES_SHORT.decide(0.95, notes=len(notes)),)


def _cells(text: str, dialect: Dialect) -> list[str]:
    return [clean(cell) for row in dialect.reader(StringIO(text, newline="")) for cell in row]


def _read_patiently(where: _Rows) -> _Body:
    """Read rows of any width: short ones are filled up, long ones widen the table; nothing is dropped."""
    shelf, width = where.shelf(), where.width
    ragged: list[int] = []
    total = 0
    below: list[list[str]] = []
    with where.opened() as binary:
        file = TextIOWrapper(binary, encoding=where.encoding, newline="")
        rows = _whole_rows(where.dialect.reader(file), width, where.above, ragged)
        while chunk := list(islice(rows, _CHUNK_ROWS)):
            total += len(chunk)
            widest = max(width, *(_used(row) for row in chunk))
            while chunk and len(chunk[-1]) == 1 < width:
                below.insert(0, [clean(chunk.pop()[0])])
            cells = [[row[at] if at < len(row) else None for row in chunk] for at in range(widest)]
            for batch in from_columns(cells).to_batches():
                shelf.add(batch)
            where.read_to(binary)
    notes, decisions = _below(below) if below else ((), ())
    unfit = ragged[: len(ragged) - len(below)]
    if unfit:
        lines = tuple(unfit[:MOST_LINES])
        decisions = (*decisions, because.ROWS_RAGGED.decide(0.7, rows=len(unfit), total=total, lines=lines))
    return _Body(shelf, shelf.table(width), notes, decisions)


def _whole_rows(reader: CsvReader, width: int, above: int, ragged: list[int]) -> Iterator[list[str]]:
    """Yield the rows that are not empty lines, and note the lines of those that are not `width` cells wide.

    Raise FileBroken where a cell never ends.
    """
    line = above + 1
    try:
        for row in reader:
            if row:
                if len(row) != width:
                    ragged.append(line)
                yield row
            line = above + reader.line_num + 1
    except csv.Error as error:
        raise errors.FileBroken(format="CSV", reason=str(error)) from error


def _used(row: list[str]) -> int:
    return max((at + 1 for at, cell in enumerate(row) if clean(cell)), default=0)
