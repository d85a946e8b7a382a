"""Rows on their way into a table: held in memory while they are few, and on disk from there on.

What is on disk is mapped, not read: a table of it is like any other, and its memory can be given back as soon as it
was looked at. The files have no names, so that nothing is left behind however we end.
"""

from __future__ import annotations

import mmap
from dataclasses import dataclass, field
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

import pyarrow as pa

from praya.model import errors

if TYPE_CHECKING:
    from pathlib import Path

COLUMN_LIMIT = 2_000
"""More columns than this are no table for people or programs."""
IN_MEMORY = 256 << 20
PART = 64 << 20


def keys(width: int) -> list[str]:
    """Return the keys of a raw table's columns; raise FileTooWide beyond the limit."""
    if width > COLUMN_LIMIT:
        raise errors.FileTooWide(columns=width, limit=COLUMN_LIMIT)
    return [f"c{position}" for position in range(width)]


@dataclass(slots=True)
class Shelf:
    """Rows of text, added batch by batch; later ones may be wider."""

    folder: Path | None = None
    """Where what does not fit into memory goes; the system's own place for such files if None."""
    limit: int = IN_MEMORY
    """How many bytes stay in memory."""
    _held: list[pa.RecordBatch] = field(default_factory=list)
    _bytes: int = 0
    _stored: list[pa.RecordBatch] = field(default_factory=list)
    _maps: list[mmap.mmap] = field(default_factory=list)

    def add(self, batch: pa.RecordBatch) -> None:
        """Put some more rows on the shelf."""
        self._held.append(batch)
        self._bytes += batch.nbytes
        if self._bytes > (PART if self._maps else self.limit):
            self._store()

    def table(self, width: int = 0) -> pa.Table:
        """Return all rows, at least `width` columns wide; where a batch has fewer, values are missing."""
        if self._maps and self._held:
            self._store()
        batches = [*self._stored, *self._held]
        return _table(batches, max([width, *(each.num_columns for each in batches)]))

    def filtered(self, columns: pa.Table, kept: pa.Array) -> tuple[pa.Table, Shelf]:
        """Return the rows of a table on this shelf that are kept, and the shelf that these are on."""
        other = Shelf(self.folder, PART if self._maps else self.limit)
        first = 0
        for batch in columns.to_batches():
            other.add(batch.filter(kept.slice(first, batch.num_rows)))
            first += batch.num_rows
            self.give_back()
        return other.table(columns.num_columns), other

    def give_back(self) -> None:
        """Let go of the memory of mapped rows; it comes again when they are looked at again."""
        for each in self._maps:
            each.madvise(mmap.MADV_DONTNEED)

    def _store(self) -> None:
        """Move what is held in memory to the disk."""
        table = _table(self._held, max(each.num_columns for each in self._held))
        with TemporaryFile(dir=self.folder) as file:
            with pa.ipc.new_file(file, table.schema) as writer:
                writer.write_table(table)
            file.flush()
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._maps.append(mapped)
        self._stored += pa.ipc.open_file(pa.py_buffer(mapped)).read_all().to_batches()
        self._held, self._bytes = [], 0


def _table(batches: list[pa.RecordBatch], width: int) -> pa.Table:
    """Join batches, narrow ones filled up with missing values (the same ones everywhere: there may be many)."""
    names = keys(width)
    missing: dict[int, pa.Array] = {}
    widened = []
    for batch in batches:
        if batch.schema.names == names:  # making one anew would look into every column, and so map its pages
            widened.append(batch)
            continue
        columns = batch.columns
        if len(columns) < width:
            nothing = missing.setdefault(batch.num_rows, pa.nulls(batch.num_rows, pa.string()))
            columns = [*columns, *[nothing] * (width - len(columns))]
        widened.append(pa.RecordBatch.from_arrays(columns, names))
    return pa.Table.from_batches(widened, pa.schema([(name, pa.string()) for name in names]))
