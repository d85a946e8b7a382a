"""The publishers' own bytes, kept under their SHA-256, compressed with zstd."""

from __future__ import annotations

import errno
import hashlib
import io
import os
from dataclasses import dataclass
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, BinaryIO, cast

import zstandard

from praya.model import errors
from praya.store.folder import sync_folder

if TYPE_CHECKING:
    from pathlib import Path

CHUNK = 1024 * 1024
LEVEL = 6
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What the archive knows of a file: the hash and size of the bytes as they came."""

    sha256: str
    bytes: int


class Archive:
    """A folder of files that are never changed: each is there whole under its hash, or not at all."""

    def __init__(self, root: Path) -> None:
        self._root = root
        root.mkdir(parents=True, exist_ok=True)

    def keep(self, path: Path) -> Kept:
        """Keep a file's bytes; keeping them again does nothing. Raise StorageFull, leaving nothing behind."""
        try:
            with NamedTemporaryFile(dir=self._root, suffix=".part", delete=False) as target:
                try:
                    kept = _compress(path, cast("BinaryIO", target))
                    self._settle(target.name, kept.sha256)
                finally:
                    _remove(target.name)
        except OSError as error:
            if error.errno in NO_ROOM:
                raise errors.StorageFull from error
            raise
        return kept

    def open(self, sha256: str) -> BinaryIO:
        """Open kept bytes to read from their beginning; raise VersionMissing."""
        try:
            compressed = self._path(sha256).open("rb")
        except FileNotFoundError as error:
            raise errors.VersionMissing(sha256=sha256) from error
        stream = zstandard.ZstdDecompressor().stream_reader(compressed, closefd=True)
        return io.BufferedReader(cast("io.RawIOBase", stream), CHUNK)

    def copy(self, sha256: str, target: Path) -> None:
        """Write kept bytes to a file; raise VersionMissing if they are not there, or no longer what they were."""
        found = hashlib.sha256()
        try:
            with self.open(sha256) as source, target.open("wb") as copy:
                while chunk := source.read(CHUNK):
                    found.update(chunk)
                    copy.write(chunk)
        except zstandard.ZstdError as error:
            target.unlink(missing_ok=True)
            raise errors.VersionMissing(sha256=sha256) from error
        if found.hexdigest() != sha256:
            target.unlink()
            raise errors.VersionMissing(sha256=sha256)

    def _settle(self, part: str, sha256: str) -> None:
        """Give finished bytes their name, in a way that survives a loss of power."""
        path = self._path(sha256)
        if path.exists():
            return
        path.parent.mkdir(exist_ok=True)
        os.replace(part, path)  # noqa: PTH105 - the temporary file's name is a string
        sync_folder(path.parent)
        sync_folder(self._root)

    def _path(self, sha256: str) -> Path:
        return self._root / sha256[:2] / f"{sha256}.zst"


def _compress(path: Path, target: BinaryIO) -> Kept:
    found = hashlib.sha256()
    size = 0
    compressor = zstandard.ZstdCompressor(level=LEVEL, write_checksum=True)
    with path.open("rb") as source, compressor.stream_writer(target, closefd=False) as compressed:
        while chunk := source.read(CHUNK):
            found.update(chunk)
            size += len(chunk)
            compressed.write(chunk)
    target.flush()
    os.fsync(target.fileno())
    return Kept(sha256=found.hexdigest(), bytes=size)


def _remove(name: str) -> None:
    try:
        os.unlink(name)  # noqa: PTH108 - the temporary file's name is a string
    except FileNotFoundError:
        return
