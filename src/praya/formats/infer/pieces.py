"""A large table in pieces: views of its rows, each small enough to be worked on in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Iterator

WHOLE = 64 << 20
"""Tables of up to so many bytes are one piece."""
PIECE = 16 << 20


def pieces(columns: pa.Table, *, whole: int = WHOLE, piece: int = PIECE) -> list[pa.Table]:
    """Cut a table into views of about `piece` bytes, along the chunks it comes in; a small one stays whole."""
    if columns.nbytes <= whole:
        return [columns]
    most = max(piece * columns.num_rows // columns.nbytes, 1)
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
