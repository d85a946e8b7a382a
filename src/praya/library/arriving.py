"""Arrow as it arrives: bytes from anywhere become rows, counted and checked; kept on disk under what they answer."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from praya.model import errors

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class _Flow:
    """Chunks as the file that Arrow reads from: it never holds more than was asked for and has come."""

    closed = False

    def __init__(self, chunks: Iterator[bytes], most: int) -> None:
        self._chunks = chunks
        self._most = most
        self._held = bytearray()
        self._came = 0

    def read(self, size: int = -1) -> bytes:
        """Return so many bytes, or what there is; raise AnswerTooLarge."""
        while size < 0 or len(self._held) < size:
            chunk = next(self._chunks, None)
            if chunk is None:
                break
            self._came += len(chunk)
            if self._came > self._most:
                raise errors.AnswerTooLarge(limit=self._most)
            self._held += chunk
        taken = bytes(self._held if size < 0 else self._held[:size])
        del self._held[: len(taken)]
        return taken

    def close(self) -> None:
        """Is called by Arrow; whoever holds the chunks ends them."""


def batches(chunks: Iterator[bytes], *, origin: str, most_bytes: int) -> Iterator[pa.RecordBatch]:
    """Yield the rows of an Arrow stream, the first batch even without a row; each is checked in all its parts.

    Raise AnswerInvalid where it is none, AnswerTooLarge where more than `most_bytes` come, packed or not.
    """
    flow = _Flow(chunks, most_bytes)
    unpacked = 0
    try:
        reader = pa.ipc.open_stream(flow)
        yield pa.RecordBatch.from_pylist([], reader.schema)
        for batch in reader:
            batch.validate(full=True)
            unpacked += batch.nbytes
            if unpacked > most_bytes:
                raise errors.AnswerTooLarge(limit=most_bytes)
            yield batch
        if flow.read(1):  # and who broke off behind the last row is found out
            raise errors.AnswerInvalid(url=origin, reason="Arrow: bytes behind the end")
    except (pa.ArrowException, OSError, MemoryError) as error:
        reason = f"Arrow: {str(error).splitlines()[0][:200]}" if str(error) else type(error).__name__
        raise errors.AnswerInvalid(url=origin, reason=reason) from error


def limited(found: Iterable[pa.RecordBatch], limit: int | None) -> Iterator[pa.RecordBatch]:
    """Yield the first rows; those who send them are told to stop by whoever holds them."""
    left = limit
    for batch in found:
        yield batch if left is None else batch.slice(0, left)
        if left is not None:
            left -= batch.num_rows
            if left <= 0:
                return


def gathered(found: Iterator[pa.RecordBatch]) -> pa.Table:
    """Return all rows in memory."""
    first = next(found)
    return pa.Table.from_batches([first, *found], first.schema)


def kept(path: Path) -> pa.Table | None:
    """Return the rows that are kept under a path, read from the disk as they are looked at; None if there are none."""
    if not path.exists():
        return None
    with pa.ipc.open_stream(pa.memory_map(str(path))) as reader:
        return reader.read_all()


def keep(found: Iterator[pa.RecordBatch], path: Path) -> None:
    """Write rows where `kept` finds them, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(descriptor, "wb") as file:
            first = next(found)
            with pa.ipc.new_stream(file, first.schema) as writer:
                for batch in found:
                    writer.write_batch(batch)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
