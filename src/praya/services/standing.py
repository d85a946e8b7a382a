"""Tables of any version as Parquet files that stand, made when they are first asked for: programs read them in parts.

The same table of the same reading, of which the same is said, gives the same bytes, whoever asks and whenever, so that a hash can name them.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha1, sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from praya.model import errors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from praya.model.catalogue import Version
    from praya.model.table import Table
    from praya.platform import Platform

MOST_BYTES = 4 * 1024**3
"""Of all such files together; those asked for least lately go first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A file that stands, and the hash of its bytes."""

    path: Path
    sha256: str
    bytes: int


def standing(
    platform: Platform,
    table: Table,
    version: Version,
    carried: Mapping[str, str],
    make: Callable[[], Iterable[bytes]],
) -> Standing:
    """Return the file of a table as of a version, written with what `make` gives unless it stands already.

    `carried` is what the file says of itself: saying something else, it is another file.

    Raise StorageFull where it cannot be written.
    """
    folder = platform.settings.home.absolute() / "made"
    said = f"{version.read_by} {sorted(carried.items())}"
    read = sha1(said.encode(), usedforsecurity=False).hexdigest()[:8]
    stem = f"{table.name}-{table.version}-{read}"
    for path in folder.glob(f"{_escaped(stem)}-*.parquet"):
        with suppress(FileNotFoundError):  # somebody else has just let go of it
            os.utime(path)
            return Standing(path=path, sha256=path.stem.rpartition("-")[2], bytes=path.stat().st_size)
    folder.mkdir(exist_ok=True)
    hashed = sha256()
    with TemporaryDirectory(dir=platform.scratch) as scratch:
        written = Path(scratch) / "table"
        try:
            with written.open("wb") as file:
                for chunk in make():
                    hashed.update(chunk)
                    file.write(chunk)
        except OSError as error:
            raise errors.StorageFull from error
        path = folder / f"{stem}-{hashed.hexdigest()}.parquet"
        written.replace(path)
    _make_room(folder, path)
    return Standing(path=path, sha256=hashed.hexdigest(), bytes=path.stat().st_size)


def _escaped(stem: str) -> str:
    return "".join(f"[{char}]" if char in "*?[" else char for char in stem)


def _make_room(folder: Path, newest: Path) -> None:
    """Let go of the files asked for least lately until the others fit; the newest stays however large it is."""
    found = []
    for path in folder.iterdir():
        with suppress(FileNotFoundError):
            found.append((path.stat().st_mtime, path.stat().st_size, path))
    left = sum(size for _, size, _ in found)
    for _, size, path in sorted(found):
        if left <= MOST_BYTES:
            return
        if path != newest:
            path.unlink(missing_ok=True)
            left -= size
