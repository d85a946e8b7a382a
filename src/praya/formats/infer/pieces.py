"""A large table in pieces: views of its rows, each small enough to be worked on in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, overload

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Iterator

    from praya.formats.raw import RawTable

WHOLE = 64 << 20
"""Tables of up to so many bytes are one piece."""
PIECE = 16 << 20


_OFTEN = 8
"""So many pieces of one column are looked at before their memory is given back."""


@dataclass(frozen=True, slots=True)
class ColumnPieces(Sequence[pa.ChunkedArray]):
    """One column of a table in pieces; memory is given back on the way along it."""

    raw: RawTable
    cut: Sequence[pa.Table]
    position: int

    def __len__(self) -> int:
        return len(self.cut)

    @overload
    def __getitem__(self, index: int) -> pa.ChunkedArray: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[pa.ChunkedArray]: ...
    def __getitem__(self, index: int | slice) -> pa.ChunkedArray | Sequence[pa.ChunkedArray]:
        if isinstance(index, slice):
            return ColumnPieces(self.raw, self.cut[index], self.position)
        if index % _OFTEN == 0:
            self.raw.give_back()
        return self.cut[index].column(self.position)


def pieces(columns: pa.Table, *, whole: int = WHOLE, piece: int = PIECE) -> list[pa.Table]:
    """Cut a table into views of about `piece` bytes, along the chunks it comes in; a small one stays whole."""
    size = columns.get_total_buffer_size()  # unlike nbytes, this looks into no column, and so maps no pages
    if size <= whole:
        return [columns]
    most = max(piece * columns.num_rows // size, 1)
    return [pa.Table.from_batches(batches) for batches in _gathered(columns, most)]


def _gathered(columns: pa.Table, most: int) -> Iterator[list[pa.RecordBatch]]:
    gathered: list[pa.RecordBatch] = []
    rows = 0
    for batch in columns.to_batches(max_chunksize=most):
        if gathered and rows + batch.num_rows > most:
            yield gathered
            gathered, rows = [], 0
        gathered.append(batch)
        rows += batch.num_rows
    yield gathered
