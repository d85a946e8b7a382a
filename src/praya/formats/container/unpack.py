"""Members brought to the disk, one unit at a time, under names of our own."""

from __future__ import annotations

import gzip
import zlib
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from praya.formats.archive_check import unpacked
from praya.model import errors

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator

    from praya.formats.container.budget import Budget
    from praya.formats.container.units import Unit

_CHUNK = 1 << 20


@contextmanager
def on_disk(archive: Path, unit: Unit, budget: Budget, scratch: Path | None) -> Iterator[Path]:
    """Unpack a unit's members; the path is its file, its `.shp`, or its folder `.gdb`, and gone afterwards."""
    with TemporaryDirectory(dir=scratch) as name:
        folder = Path(name)
        if unit.kind == "gdb":
            folder = folder / "layers.gdb"
            folder.mkdir()
        for member, info in unit.members.items():
            _unpack(archive, info, folder / member, budget)
        yield (
            folder / "layer.shp"
            if unit.kind == "shp"
            else folder / "member"
            if unit.kind == "file"
            else folder
        )


@contextmanager
def gunzipped(path: Path, budget: Budget, scratch: Path | None) -> Iterator[Path]:
    """Unpack a gzip file, all members joined; raise FileBroken where it is damaged or ends too early."""
    with TemporaryDirectory(dir=scratch) as name:
        target = Path(name) / "member"
        try:
            with gzip.open(path) as source, target.open("wb") as out:
                while piece := source.read(_CHUNK):
                    budget.take(len(piece))
                    out.write(piece)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise errors.FileBroken(format="GZIP", reason=str(error)) from error
        yield target


def _unpack(archive: Path, info: zipfile.ZipInfo, target: Path, budget: Budget) -> None:
    checksum = 0
    with target.open("wb") as out:
        for piece in unpacked(archive, info):
            budget.take(len(piece))
            checksum = zlib.crc32(piece, checksum)
            out.write(piece)
    if checksum != info.CRC:
        raise errors.FileBroken(format="ZIP", reason=f"{info.filename}: checksum differs")
