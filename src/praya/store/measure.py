"""What the archive knows of a file before it keeps it."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from praya.model import errors
from praya.model.progress import silence

if TYPE_CHECKING:
    from pathlib import Path

    from praya.model.progress import Tell

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What the archive knows of a file: the hash and size of the bytes as they came."""

    sha256: str
    bytes: int
    changed: int = field(default=0, compare=False)
    """When the file was last written to, in nanoseconds since 1970."""

    def check(self, path: Path) -> None:
        """Raise FileChanged where the file is no longer the one that was measured."""
        try:
            found = path.stat()
        except FileNotFoundError as error:
            raise errors.FileChanged(name=path.name) from error
        if (found.st_size, found.st_mtime_ns) != (self.bytes, self.changed):
            raise errors.FileChanged(name=path.name)


def measure(path: Path, tell: Tell = silence) -> Kept:
    """Return a file's hash and size."""
    found = hashlib.sha256()
    with path.open("rb") as source:
        told = os.fstat(source.fileno())
        size, total = 0, told.st_size
        while chunk := source.read(_CHUNK):
            found.update(chunk)
            size += len(chunk)
            tell("measure", size, total)
    return Kept(sha256=found.hexdigest(), bytes=size, changed=told.st_mtime_ns)
