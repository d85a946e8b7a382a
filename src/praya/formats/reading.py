"""From a file to tables that only have to be put in place: recognised, read, typed, profiled, written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from praya.formats import parquet
from praya.formats.describe import describe
from praya.formats.infer import infer
from praya.formats.infer.names import split
from praya.formats.profile import Tally
from praya.formats.read import read
from praya.formats.sniff import sniff
from praya.formats.steps import read_by
from praya.model import errors
from praya.model.progress import silence
from praya.model.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import pyarrow as pa

    from praya.formats.infer import Typed
    from praya.formats.sniff import Sniffed
    from praya.model.decisions import Decision
    from praya.model.progress import Tell
    from praya.model.table import Profile, Schema
    from praya.model.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What is known of a file before looking inside."""

    declared: str
    """The format that its publisher announced."""
    media_type: str
    name: str
    title: Text
    """What a table without a title of its own is called."""
    metadata: Mapping[str, str]
    """What its Parquet files are to say of where they come from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenTable:
    """One table of a file, typed and written."""

    slug: str
    title: Text
    schema: Schema
    profile: Profile
    notes: tuple[str, ...]
    decisions: tuple[Decision, ...]
    written: Path

    def table(self, name: str, distribution_id: str, version: int, position: int) -> Table:
        """Return the table of a version under its name."""
        return Table(
            name=name,
            distribution_id=distribution_id,
            version=version,
            position=position,
            title=self.title,
            rows=self.profile.rows,
            schema=self.schema,
            profile=self.profile,
            notes=self.notes,
            decisions=self.decisions,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReading:
    """A file as it was read."""

    format: str
    encoding: str
    tables: tuple[WrittenTable, ...]
    about: Mapping[str, str | int] = field(default_factory=dict)
    """What is known of a file without tables."""
    read_by: str
    """The versions of the steps that read it."""


def read_file(
    path: Path,
    origin: Origin,
    *,
    unpacked_limit: int,
    folder: Path,
    needs_tables: bool,
    tell: Tell = silence,
) -> FileReading:
    """Recognise a file, and read every table in it into a Parquet file in `folder`; raise Unreadable.

    A file of a kind that holds none gives none; where that `needs_tables`, it is refused.
    """
    sniffed = sniff(
        path,
        declared=origin.declared,
        media_type=origin.media_type,
        name=origin.name,
        unpacked_limit=unpacked_limit,
    )
    about: Mapping[str, str | int] = {}
    try:
        tables = read(path, sniffed, unpacked_limit=unpacked_limit, scratch=folder, tell=tell)
    except errors.FormatUnsupported:
        if needs_tables:
            raise
        tables, about = [], describe(path, sniffed.format)
    written = tuple(
        _written(infer(raw, tell=tell), folder / f"{position}.parquet", sniffed, origin, tell)
        for position, raw in enumerate(tables)
    )
    return FileReading(
        format=sniffed.format, encoding=sniffed.encoding, tables=written, about=about, read_by=read_by()
    )


def _written(typed: Typed, path: Path, sniffed: Sniffed, origin: Origin, tell: Tell) -> WrittenTable:
    """Write a table's rows, and count on the way what they hold."""
    raw, tally = typed.raw, Tally(typed)
    pieces = _told(tally.watch(typed.pieces()), typed.rows, tell)
    written = parquet.write(typed, path, metadata=origin.metadata, pieces=pieces)
    return WrittenTable(
        slug=raw.slug,
        title=split(raw.title) or origin.title,
        schema=typed.schema,
        profile=tally.profile(written),
        notes=raw.notes,
        decisions=(*sniffed.decisions, *raw.decisions, *typed.decisions),
        written=written,
    )


def _told(pieces: Iterator[pa.Table], total: int, tell: Tell) -> Iterator[pa.Table]:
    """Pass rows on, and tell how many have gone by."""
    written = 0
    for piece in pieces:
        yield piece
        written += piece.num_rows
        tell("write", written, total)
