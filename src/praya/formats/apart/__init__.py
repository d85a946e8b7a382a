"""Parquet, Arrow and what GDAL opens, asked in a child process with bounded memory and time.

These libraries are written for speed in languages where a lying file can make them ask for a hundred gigabytes, or do
worse. So they are asked from a process that may end, that sees none of our secrets, and that gives back nothing but
texts: for each table a line of JSON (`Head`) and one stream of Arrow whose columns are strings; or at last one line
`{"error": reason}` or `{"bomb": true}`. GDAL has no driver in it but those that are needed: `gdal.DRIVERS`.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, Literal

import orjson
import pyarrow as pa

from praya.confine.limits import environment
from praya.formats.apart.gdal import SKIPPED
from praya.formats.kinds import label
from praya.formats.raw import RawTable
from praya.formats.shelf import keys
from praya.model import errors
from praya.model.decisions import layout as because

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from praya.model.table import FieldType

Kind = Literal["parquet", "arrow", "gpkg", "gdb", "shp"]


@dataclass(frozen=True, slots=True)
class Apart:
    """One table as the child gives it."""

    slug: str
    header: tuple[str, ...]
    columns: pa.Table
    """Strings only, named c0, c1, …"""
    declared: tuple[FieldType | None, ...]
    """The types that the file says, or nothing."""
    geometry: int | None
    crs: str


def tables_apart(path: Path, kind: Kind, *, limit: int) -> list[RawTable]:
    """Read a file's tables, at most `limit` bytes of text; raise FileBroken or FileBomb."""
    return [
        RawTable(
            slug=each.slug,
            title="",
            header=each.header,
            columns=each.columns,
            declared=each.declared,
            geometry=each.geometry,
            crs=each.crs,
            decisions=(because.RECORDS_STORED.decide(path=each.slug or "/", rows=each.columns.num_rows),),
        )
        for each in read_apart(path, kind, limit=limit)
    ]


def read_apart(path: Path, kind: Kind, *, limit: int) -> Iterator[Apart]:
    """Yield what the child reads; raise FileBroken or FileBomb."""
    command = [sys.executable, "-m", "praya.formats.apart.child", kind, str(path), str(limit)]
    with subprocess.Popen(  # noqa: S603 - our own interpreter, our own module
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
        env=environment() | {"GDAL_SKIP": SKIPPED},
    ) as child:
        assert child.stdout is not None, "it was asked for"
        done = False
        try:
            while line := child.stdout.readline():
                said = orjson.loads(line)
                done = "done" in said
                if not done:
                    yield _table(said, child.stdout, kind, limit)
        except (pa.ArrowInvalid, orjson.JSONDecodeError, OSError):
            done = False
        finally:
            child.kill()
    if not done:
        reason = "opening it takes more memory or time than any such file needs"
        raise errors.FileBroken(format=label(kind), reason=reason)


def _table(said: dict[str, Any], stream: IO[bytes], kind: Kind, limit: int) -> Apart:
    """Return the table whose head was read, or raise what the child met."""
    if "bomb" in said:
        raise errors.FileBomb(limit=limit)
    if "error" in said:
        raise errors.FileBroken(format=label(kind), reason=str(said["error"]))
    keys(len(said["header"]))
    columns = pa.ipc.open_stream(stream).read_all()
    return Apart(
        slug=said["slug"],
        header=tuple(said["header"]),
        columns=columns,
        declared=tuple(said["declared"]),
        geometry=said["geometry"],
        crs=said["crs"],
    )
