"""One patch of the archive: pieces of zstd, and before them a skippable frame that says what they lean on.

    magic 0x184D2A5B · size · depth (u16) · below (u64) · count of parts (u8) ·
    the first PART bytes of each part's SHA-256, nearest first · for each piece its start, end (u64) and size (u32),
    unless there is but one

The dictionary of a small file is all of its parts. A large one is cut into pieces, each leaning on the region of its
part where the same text stood before: zstd finds little in dictionaries of many megabytes, and this way memory and
time stay bounded. Where much was moved around, a patch does not pay, and the file is kept whole.
"""

from __future__ import annotations

import struct
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

import zstandard

from praya.model import errors

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_MAGIC = 0x184D2A5B
"""One of the sixteen numbers that any zstd reader skips."""
_OPENING = struct.Struct("<II")
_FIELDS = struct.Struct("<HQB")
_PIECE = struct.Struct("<QQI")
_LONGEST = 1 << 16
"""Bytes of the longest header: some three thousand pieces."""
_SMALL = 2 << 20
_PIECE_BYTES = 4 << 20
_LARGEST_FRAME = 2 * _PIECE_BYTES
"""Bytes that one frame was made of at most."""
_MARGIN = 1 << 20
"""How far before and after its own place a piece looks for its text."""
_SAMPLE = 64
_STEP = 1 << 14
_HARDEST, _HARD = 19, 12
"""Levels below 9 hardly use large dictionaries."""
_LARGEST_WINDOW = 27


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A zstd frame and the range of the joined parts that is its dictionary."""

    start: int
    end: int
    frame: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Patch:
    """Pieces and the contents they lean on; without parts it stands for a file that is kept whole."""

    PART: ClassVar[int] = 12
    parts: tuple[bytes, ...] = ()
    """The beginnings of the hashes of what it leans on, nearest first."""
    depth: int = 0
    """How many patches one after the other lead here from a keyframe."""
    below: int = 0
    """Bytes of the contents along that way."""
    pieces: tuple[Piece, ...] = field(default=(), repr=False)

    @property
    def size(self) -> int:
        """Return about how many bytes the patch takes."""
        return len(self.parts) * self.PART + sum(len(each.frame) for each in self.pieces)


def read_patch(path: Path, *, whole: bool = False) -> Patch:
    """Read a patch, or all but its frames; raise VersionMissing where it is damaged."""
    with path.open("rb") as file:
        opening = file.read(_OPENING.size)
        magic, size = _OPENING.unpack(opening) if len(opening) == _OPENING.size else (0, 0)
        header = file.read(min(size, _LONGEST))
        if magic != _MAGIC or len(header) != size or size < _FIELDS.size:
            raise errors.VersionMissing(sha256=path.stem)
        depth, below, count = _FIELDS.unpack_from(header)
        listed = _FIELDS.size + count * Patch.PART
        if not count or (size - listed) % _PIECE.size:
            raise errors.VersionMissing(sha256=path.stem)
        starts = range(_FIELDS.size, listed, Patch.PART)
        told = list(_PIECE.iter_unpack(header[listed:])) or [(0, sys.maxsize, path.stat().st_size)]
        return Patch(
            parts=tuple(header[start : start + Patch.PART] for start in starts),
            depth=depth,
            below=below,
            pieces=tuple(
                Piece(start=start, end=end, frame=file.read(length) if whole else b"")
                for start, end, length in told
            ),
        )


def write_patch(patch: Patch) -> bytes:
    """Return a patch's file."""
    header = _FIELDS.pack(patch.depth, patch.below, len(patch.parts)) + b"".join(patch.parts)
    if len(patch.pieces) > 1:
        header += b"".join(_PIECE.pack(each.start, each.end, len(each.frame)) for each in patch.pieces)
    frames = (each.frame for each in patch.pieces)
    return b"".join((_OPENING.pack(_MAGIC, len(header)), header, *frames))


def restore(patch: Patch, parts: tuple[bytes, ...]) -> bytes:
    """Return the bytes a patch stands for, given the contents of its parts; raise ZstdError."""
    joined = join(parts)
    return b"".join(_unpack(each.frame, joined[each.start : each.end]) for each in patch.pieces)


def cut(content: bytes, joined: bytes) -> tuple[Piece, ...]:
    """Return the pieces that make `content` of the joined contents of earlier files."""
    if len(content) + len(joined) <= _LARGEST_FRAME:
        return (Piece(start=0, end=sys.maxsize, frame=shrink(content[:], joined)),)
    return tuple(_pieces(content, joined))


def join(parts: tuple[bytes, ...]) -> bytes:
    """Return contents one after the other, the nearest last: what is near costs least to point at."""
    return b"".join(reversed(parts))


def shrink(content: bytes, dictionary: bytes = b"") -> bytes:
    """Return content as one zstd frame."""
    size = len(content) + len(dictionary)
    parameters = zstandard.ZstdCompressionParameters.from_level(
        _HARDEST if size <= _SMALL else _HARD,
        source_size=len(content),
        dict_size=len(dictionary),
        window_log=min(max(size.bit_length(), 10), _LARGEST_WINDOW),
        write_checksum=True,
    )
    return zstandard.ZstdCompressor(
        compression_params=parameters, dict_data=_dictionary(dictionary)
    ).compress(content)


def _pieces(content: bytes, joined: bytes) -> Iterator[Piece]:
    drift = 0
    for at in range(0, len(content), _PIECE_BYTES):
        piece = content[at : at + _PIECE_BYTES]
        start = min(max(0, at + drift - _MARGIN), len(joined))
        end = max(start, min(len(joined), at + drift + len(piece) + _MARGIN))
        yield Piece(start=start, end=end, frame=shrink(piece, joined[start:end]))
        offset, found = _sighted(piece, joined[start:end])
        if found >= 0:
            drift = start + found - (at + offset)


def _sighted(piece: bytes, region: bytes) -> tuple[int, int]:
    """Return where some text near a piece's end stands in it, and where in the region; -1 where none does."""
    offset = found = -1
    for offset in range(len(piece) - _SAMPLE, 0, -_STEP):
        found = region.find(piece[offset : offset + _SAMPLE])
        if found >= 0:
            break
    return offset, found


def _unpack(frame: bytes, dictionary: bytes) -> bytes:
    if zstandard.frame_content_size(frame) > _LARGEST_FRAME:
        raise zstandard.ZstdError("a damaged frame claims more than any was made of")
    decompressor = zstandard.ZstdDecompressor(
        dict_data=_dictionary(dictionary), max_window_size=1 << _LARGEST_WINDOW
    )
    return decompressor.decompress(frame)


def _dictionary(content: bytes) -> zstandard.ZstdCompressionDict | None:
    if not content:
        return None
    return zstandard.ZstdCompressionDict(content, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
