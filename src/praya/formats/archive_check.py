"""How much a ZIP file would unpack to: first as it says, then as it is, since it may lie.

Dangerous input stands here alone: a few kilobytes can unpack to gigabytes, and a cell reference can claim a sheet of
seventeen billion cells. Nothing of this file is opened by another library before it was measured here.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from typing import TYPE_CHECKING

from praya.model import errors

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_CHUNK = 1 << 20
_LOCAL_HEADER = 30
_MOST_CELLS = 25_000_000
"""The area of one sheet, from its first to its last filled cell."""
_REFERENCE = re.compile(rb'r="([A-Z]{1,4})([0-9]{1,9})"')


def members(path: Path, kind: str) -> list[zipfile.ZipInfo]:
    """List a ZIP file's members; raise FileBroken where it has no directory, or a member has no name."""
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise errors.FileBroken(format=kind, reason=str(error) or type(error).__name__) from error
    if not all(info.filename for info in infos):
        raise errors.FileBroken(format=kind, reason="a member without a name")
    return infos


def check_claims(infos: list[zipfile.ZipInfo], limit: int) -> None:
    """Raise FileBomb if a ZIP file says that it unpacks to more than `limit` bytes."""
    if sum(info.file_size for info in infos) > limit:
        raise errors.FileBomb(limit=limit)


def check_members(path: Path, infos: list[zipfile.ZipInfo], limit: int) -> None:
    """Unpack every member without keeping it; raise FileBomb beyond `limit` bytes, FileBroken where it is damaged."""
    total = 0
    for info in infos:
        reached = [0, 0]
        tail = b""
        checksum = 0
        for piece in unpacked(path, info):
            total += len(piece)
            checksum = zlib.crc32(piece, checksum)
            if total > limit:
                raise errors.FileBomb(limit=limit)
            if info.filename.startswith("xl/worksheets/"):
                tail = _measure(tail + piece, reached)
        if reached[0] * reached[1] > _MOST_CELLS:
            raise errors.FileBomb(limit=limit)
        if checksum != info.CRC:
            raise errors.FileBroken(format="ZIP", reason=f"{info.filename}: checksum differs")


def _measure(text: bytes, reached: list[int]) -> bytes:
    """Widen `reached` (row, column) by the references in a piece of a sheet; return what may be cut in half."""
    for letters, digits in set(_REFERENCE.findall(text)):
        column = 0
        for letter in letters:
            column = column * 26 + letter - 64
        reached[:] = max(reached[0], int(digits)), max(reached[1], column)
    return text[-24:]


def unpacked(path: Path, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield a member's bytes in pieces of at most a mebibyte, as far as they really go."""
    if info.flag_bits & 1:
        raise errors.FormatUnsupported(format="ZIP (password)")
    with path.open("rb") as file:
        file.seek(max(info.header_offset, 0))
        header = file.read(_LOCAL_HEADER)
        if len(header) < _LOCAL_HEADER or not header.startswith(b"PK\x03\x04"):
            raise errors.FileBroken(format="ZIP", reason=f"{info.filename}: no local header")
        file.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
        left = info.compress_size
        if info.compress_type == zipfile.ZIP_STORED:
            while left > 0 and (data := file.read(min(left, _CHUNK))):
                left -= len(data)
                yield data
            return
        if info.compress_type != zipfile.ZIP_DEFLATED:
            raise errors.FormatUnsupported(format=f"ZIP (method {info.compress_type})")
        decoder = zlib.decompressobj(-15)
        while left > 0 and not decoder.eof and (data := file.read(min(left, _CHUNK))):
            left -= len(data)
            yield from _inflate(decoder, data, info.filename)
        if not decoder.eof:
            raise errors.FileBroken(format="ZIP", reason=f"{info.filename}: ends too early")


def _inflate(decoder: zlib._Decompress, data: bytes, name: str) -> Iterator[bytes]:
    full = True
    while data or full:
        try:
            piece = decoder.decompress(data, _CHUNK)
        except zlib.error as error:
            raise errors.FileBroken(format="ZIP", reason=f"{name}: {error}") from error
        yield piece
        full = len(piece) == _CHUNK
        data = decoder.unconsumed_tail
