"""What the archive knows of a file before it keeps it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

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


def measure(path: Path, tell: Tell = silence) -> Kept:
    """Return a file's hash and size."""
    found = hashlib.sha256()
    size, total = 0, path.stat().st_size
    with path.open("rb") as source:
        while chunk := source.read(_CHUNK):
            found.update(chunk)
            size += len(chunk)
            tell("measure", size, total)
    return Kept(sha256=found.hexdigest(), bytes=size)
