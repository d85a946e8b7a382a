"""A Parquet file under other words of its own: all its bytes as they are, but for the metadata at its end.

What a file says of itself (its licence, what was found in it) can change while its rows do not. So the rows stay in
place, and only the end is made anew: the field of keys and values in Parquet's footer (Thrift, compact protocol).
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import dataclass
from functools import lru_cache
from io import RawIOBase
from typing import TYPE_CHECKING

import pyarrow as pa
from pyarrow import parquet

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import BinaryIO

    from _typeshed import WriteableBuffer

_MAGIC = b"PAR1"
_SCHEMA = b"ARROW:schema"
_END = 8
"""The length of the footer, and the magic."""
_KEYS = 5
"""The number of the field of keys and values."""
_TRUE, _FALSE, _BYTE, _DOUBLE, _TEXT, _LIST, _SET, _MAP, _STRUCT = 1, 2, 3, 7, 8, 9, 10, 11, 12
_FIXED = {_TRUE: 0, _FALSE: 0, _BYTE: 1, _DOUBLE: 8}
"""Types whose values are always so long; what is true or false stands in the field's head."""
_LONG_LIST = 15


@dataclass(frozen=True, slots=True)
class _Cut:
    """A file's end, in parts."""

    kept: int
    """Bytes before the footer."""
    before: bytes
    """Of the footer, what is before the keys and values."""
    after: bytes
    """What is after them, without the head of the next field."""
    last: int
    """The field before."""
    next: tuple[int, int]
    """The number and type of the next field; 0 where there is none."""


def told(path: Path, words: Mapping[str, str]) -> tuple[int, bytes]:
    """Return how many bytes of a file stay, and the end that follows them with these words beside its own."""
    status = path.stat()
    cut = _cut(path, status.st_mtime_ns, status.st_size)
    added = {key.encode(): value.encode() for key, value in words.items()}
    held = dict(parquet.read_metadata(path).metadata or {}) | added
    if schema := held.get(_SCHEMA):
        held[_SCHEMA] = _with(schema, added)
    pairs = b"".join(b"\x18" + _bytes(key) + b"\x18" + _bytes(value) + b"\x00" for key, value in held.items())
    size = bytes([len(held) << 4 | _STRUCT]) if len(held) < _LONG_LIST else b"\xfc" + _varint(len(held))
    number, kind = cut.next
    following = bytes([(number - _KEYS) << 4 | kind]) if number else b""
    footer = b"".join(
        (cut.before, bytes([(_KEYS - cut.last) << 4 | _LIST]), size, pairs, following, cut.after)
    )
    return cut.kept, footer + len(footer).to_bytes(4, "little") + _MAGIC


def _with(schema: bytes, words: Mapping[bytes, bytes]) -> bytes:
    """Return Arrow's own copy of the schema, as Parquet files hold it, with more words: its readers look there."""
    read = pa.ipc.read_schema(pa.BufferReader(b64decode(schema)))
    told_schema = read.with_metadata({**(read.metadata or {}), **words})
    return b64encode(told_schema.serialize().to_pybytes())


@lru_cache(maxsize=256)
def _cut(path: Path, changed: int, size: int) -> _Cut:
    """Find the keys and values in a file's footer; a file that was replaced is another one."""
    del changed
    with path.open("rb") as file:
        file.seek(size - _END)
        length = int.from_bytes(file.read(4), "little")
        file.seek(size - _END - length)
        footer = file.read(length)
    place, last, cut_at, cut_last = 0, 0, None, 0
    while footer[place]:
        head = place
        number, kind = last + (footer[place] >> 4), footer[place] & 15
        place = _skipped(footer, place + 1, kind)
        if number < _KEYS:
            cut_at, cut_last = place, number
        elif number > _KEYS:
            return _Cut(
                size - _END - length, footer[: cut_at or 0], footer[head + 1 :], cut_last, (number, kind)
            )
        last = number
    return _Cut(size - _END - length, footer[: cut_at or 0], footer[place:], cut_last, (0, 0))


def _skipped(data: bytes, place: int, kind: int) -> int:
    """Return where a value of this type, begun here, ends."""
    if kind in _FIXED:
        return place + _FIXED[kind]
    if kind == _TEXT:
        length, place = _number(data, place)
        return place + length
    if kind in (_LIST, _SET):
        return _skipped_list(data, place)
    if kind == _STRUCT:
        while data[place]:
            inner = data[place] & 15
            place = _skipped(data, place + 1 if data[place] >> 4 else _number(data, place + 1)[1], inner)
        return place + 1
    if kind == _MAP:
        raise ValueError  # Parquet's footer has none
    return _number(data, place)[1]


def _skipped_list(data: bytes, place: int) -> int:
    size, kind = data[place] >> 4, data[place] & 15
    place += 1
    if size == _LONG_LIST:
        size, place = _number(data, place)
    for _ in range(size):
        place = place + 1 if kind in (_TRUE, _FALSE) else _skipped(data, place, kind)
    return place


def _number(data: bytes, place: int) -> tuple[int, int]:
    """Return a number of variable length, and where it ends."""
    value = shift = 0
    while True:
        byte = data[place]
        value |= (byte & 127) << shift
        place, shift = place + 1, shift + 7
        if byte < 128:  # noqa: PLR2004 - the high bit says that more follows
            return value, place


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:  # noqa: PLR2004 - seven bits a byte
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])


def _bytes(value: bytes) -> bytes:
    return _varint(len(value)) + value


class Retold(RawIOBase):
    """The first bytes of a file, and another end; to be read in parts."""

    def __init__(self, file: BinaryIO, kept: int, end: bytes) -> None:
        self._file, self._kept, self._end = file, kept, end
        self._place = 0

    def readable(self) -> bool:
        """Say that this file can be read."""
        return True

    def seekable(self) -> bool:
        """Say that it can be read in parts."""
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to a place, counted from the start, from here, or from the end."""
        self._place = offset + (0, self._place, self._kept + len(self._end))[whence]
        return self._place

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Read on from the place."""
        view = memoryview(buffer).cast("B")
        if self._place < self._kept:
            self._file.seek(self._place)
            found = self._file.read(min(len(view), self._kept - self._place))
        else:
            start = self._place - self._kept
            found = self._end[start : start + len(view)]
        view[: len(found)] = found
        self._place += len(found)
        return len(found)

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        super().close()
