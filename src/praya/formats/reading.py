"""From a file to tables that only have to be put in place: recognised, read, typed, profiled, written."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from praya.formats import parquet
from praya.formats.describe import describe
from praya.formats.infer import bare_columns, infer
from praya.formats.infer.names import split
from praya.formats.infer.said import positions
from praya.formats.personal import Examiner
from praya.formats.profile import Tally
from praya.formats.read import read
from praya.formats.sniff import sniff
from praya.formats.steps import read_by
from praya.model import errors
from praya.model.decisions import said as because
from praya.model.override import NOTHING, is_at
from praya.model.progress import silence
from praya.model.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    import pyarrow as pa

    from praya.formats.infer import Typed
    from praya.formats.raw import RawTable
    from praya.formats.sniff import Sniffed
    from praya.model.decisions import Decision
    from praya.model.override import Override
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
    said: Override = NOTHING,
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
        said=said,
    )
    about: Mapping[str, str | int] = {}
    try:
        tables = read(path, sniffed, unpacked_limit=unpacked_limit, scratch=folder, tell=tell, said=said)
    except errors.FormatUnsupported:
        if needs_tables:
            raise
        tables, about = [], describe(path, sniffed.format)
    written = tuple(
        _written(typed, folder / f"{position}.parquet", sniffed, origin, tell)
        for position, typed in enumerate(typed_tables(tables, sniffed, said, tell))
    )
    return FileReading(
        format=sniffed.format,
        encoding=sniffed.encoding,
        tables=written,
        about=about,
        read_by=read_by(said.digest),
    )


def typed_tables(
    raws: Sequence[RawTable], sniffed: Sniffed, said: Override, tell: Tell = silence
) -> Iterator[Typed]:
    """Type the tables of a file, those that its publisher wants; the first one tells what fits none of them."""
    wanted = [raw for raw in raws if any(is_at(raw.slug, place) for place in said.only)] or list(raws)
    if wanted and said != NOTHING:
        told = tuple(_on_file(raws, sniffed, said))
        wanted[0] = replace(wanted[0], decisions=(*wanted[0].decisions, *told))
    for raw in wanted:
        yield infer(raw, said=said.at(raw.slug), tell=tell)


def _on_file(raws: Sequence[RawTable], sniffed: Sniffed, said: Override) -> Iterator[Decision]:
    """Yield what was used of an override that is about the file, and what fits nothing in it."""
    places = [raw.slug for raw in raws]
    found = tuple(each for each in said.only if any(is_at(place, each) for place in places))
    if found:
        yield because.ONLY.decide(places=found)
    for point, wanted in (("only", said.only), ("tables", said.tables)):
        for each in wanted:
            if not any(is_at(place, each) for place in places):
                yield because.UNFIT.decide(0.5, point=point, wanted=each)
    codes = {each.code for raw in raws for each in (*sniffed.decisions, *raw.decisions)}
    if said.encoding and not codes & {because.ENCODING.code, because.UNFIT_ENCODING.code}:
        yield because.UNFIT.decide(0.5, point="encoding", wanted=said.encoding)
    told = {
        each.fields.get("point") for raw in raws for each in raw.decisions if each.code == because.UNFIT.code
    }
    for point, value, used in (
        ("delimiter", said.delimiter, {because.DELIMITER.code}),
        ("skip", said.every.skip, {because.SKIPPED.code}),
        ("header", said.every.header, {because.HEADER.code, because.HEADLESS.code}),
    ):
        if value not in ("", 0, None) and not codes & used and point not in told:
            yield because.UNFIT.decide(0.5, point=point, wanted=value)
    yield from _missing_columns(raws, said)


def _missing_columns(raws: Sequence[RawTable], said: Override) -> Iterator[Decision]:
    """Yield the columns that are spoken of and in no table that they could be in."""
    columns = [(raw.slug, bare_columns(raw)) for raw in raws]
    for place, table in (("", said.every), *said.tables.items()):
        there = {
            each
            for slug, held in columns
            if not place or is_at(slug, place)
            for each in positions(held, table.columns)
        }
        for each in table.columns:
            if each not in there:
                yield because.UNFIT_COLUMN.decide(0.5, point="column", wanted=each)


def _written(typed: Typed, path: Path, sniffed: Sniffed, origin: Origin, tell: Tell) -> WrittenTable:
    """Write a table's rows, and count and examine on the way what they hold."""
    raw, tally, examiner = typed.raw, Tally(typed), Examiner(typed.schema)
    pieces = _told(examiner.watch(tally.watch(typed.pieces())), typed.rows, tell)
    written = parquet.write(typed, path, metadata=origin.metadata, pieces=pieces)
    return WrittenTable(
        slug=raw.slug,
        title=split(raw.title) or origin.title,
        schema=typed.schema,
        profile=replace(tally.profile(written), examined=examiner.examination()),
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
