"""The story of a file: fetched, kept, recognised, read, typed, profiled, written, registered.

One conductor; every step it calls is pure or does one thing and returns a value. A failure anywhere leaves what was
published before untouched, and is remembered on the distribution so that its page can say why there is no table.
"""

from __future__ import annotations

import errno
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Literal

from praya.formats import parquet
from praya.formats.describe import describe
from praya.formats.infer import infer
from praya.formats.infer.names import split
from praya.formats.profile import Tally
from praya.formats.read import read
from praya.formats.sniff import sniff
from praya.model import errors
from praya.model.catalogue import Problem, Version
from praya.model.table import Table
from praya.store import catalogue, jobs
from praya.store.history import Incoming

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from praya.formats.infer import Typed
    from praya.formats.sniff import Sniffed
    from praya.model.catalogue import Distribution
    from praya.model.decisions import Decision
    from praya.model.table import Profile, Schema
    from praya.model.text import Text
    from praya.platform import Platform
    from praya.store.archive import Kept


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalFile:
    """A file at hand instead of one to fetch."""

    path: Path
    name: str
    url: str
    """Where it came from, for the record."""
    retrieved_at: datetime
    media_type: str = ""
    table_name: str = ""
    """The name wanted for its first table; empty to derive one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How an ingest ended."""

    status: Literal["ready", "unchanged", "failed"]
    tables: tuple[Table, ...] = ()
    problem: Problem | None = None
    passing: bool = False
    """True for a failure that may be gone later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Arrived:
    """Bytes on our disk, and what is known of them before looking inside."""

    file: LocalFile
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """One table of the file, typed and written beside what is published."""

    slug: str
    title: Text
    schema: Schema
    profile: Profile
    notes: tuple[str, ...]
    decisions: tuple[Decision, ...]
    written: Path


def ingest(
    platform: Platform, distribution_id: str, *, local: LocalFile | None = None, now: datetime
) -> Outcome:
    """Read a distribution's current file into a new version; raise only DistributionMissing."""
    with platform.db.connect() as connection:
        distribution = catalogue.distribution(connection, distribution_id)
    if distribution is None:
        raise errors.DistributionMissing(id=distribution_id)
    try:
        with _named_failures(), TemporaryDirectory(dir=platform.scratch) as folder:
            arrived = _Arrived(file=local) if local else _fetch(platform, distribution, Path(folder), now)
            if arrived is None:
                return _unchanged(platform, distribution, now)
            with platform.reading, platform.archive.held():
                return _take(platform, distribution, arrived, Path(folder), now)
    except errors.Failure as failure:
        return _failed(platform, distribution, failure, now, again=local is None)


def _fetch(platform: Platform, distribution: Distribution, folder: Path, now: datetime) -> _Arrived | None:
    """Fetch the distribution's file, or return None if the origin says that it has not changed."""
    known = distribution.status == "ready"
    target = folder / "fetched"
    fetched = platform.fetcher.fetch(
        distribution.url,
        target,
        etag=distribution.etag if known else "",
        last_modified=distribution.last_modified if known else "",
    )
    if fetched.status == "unchanged":
        return None
    file = LocalFile(
        path=target, name=fetched.name, url=fetched.url, retrieved_at=now, media_type=fetched.media_type
    )
    return _Arrived(file=file, etag=fetched.etag, last_modified=fetched.last_modified)


def _take(
    platform: Platform, distribution: Distribution, arrived: _Arrived, folder: Path, now: datetime
) -> Outcome:
    file = arrived.file
    with platform.db.connect() as connection:
        latest = catalogue.latest_version(connection, distribution.id)
    kept = platform.archive.keep(file.path, after=latest.sha256 if latest else "")
    if latest and latest.sha256 == kept.sha256:
        return _unchanged(platform, distribution, now, arrived)
    sniffed, readings = _read(platform, distribution, file, kept, folder, before=latest)
    version = _version(distribution, file, kept, sniffed)
    if not readings:
        version = replace(version, about=describe(file.path, sniffed.format))
    with platform.db.begin() as connection:
        names = _name_tables(connection, distribution, file.table_name, readings)
    while True:
        with TemporaryDirectory(dir=folder) as scratch:
            outcome = _publish(
                platform, arrived, version, dict(zip(names, readings, strict=True)), Path(scratch)
            )
        if outcome == "unchanged":
            return _unchanged(platform, distribution, now, arrived)
        if outcome is not None:
            return Outcome(status="ready", tables=outcome)


def _read(
    platform: Platform,
    distribution: Distribution,
    file: LocalFile,
    kept: Kept,
    folder: Path,
    *,
    before: Version | None,
) -> tuple[Sniffed, list[_Reading]]:
    """Recognise the file, and read every table in it into a Parquet file of its own.

    A file of a kind that holds none gives none, but where there were tables before: there it is refused, so that
    those stay in sight.
    """
    limit = platform.settings.max_unpacked_bytes
    sniffed = sniff(
        file.path,
        declared=distribution.format,
        media_type=file.media_type,
        name=file.name,
        unpacked_limit=limit,
    )
    try:
        tables = read(file.path, sniffed, unpacked_limit=limit, scratch=folder)
    except errors.FormatUnsupported:
        with platform.db.connect() as connection:
            if before and catalogue.tables_of(connection, [before]):
                raise
        return sniffed, []
    return sniffed, [
        _reading(infer(raw), folder / f"{position}.parquet", distribution, sniffed, kept)
        for position, raw in enumerate(tables)
    ]


def _reading(typed: Typed, path: Path, distribution: Distribution, sniffed: Sniffed, kept: Kept) -> _Reading:
    """Write a table's rows, and count on the way what they hold."""
    raw, tally = typed.raw, Tally(typed)
    metadata = {"distribution": distribution.id, "sha256": kept.sha256}
    written = parquet.write(typed, path, metadata=metadata, pieces=tally.watch(typed.pieces()))
    return _Reading(
        slug=raw.slug,
        title=split(raw.title) or distribution.title,
        schema=typed.schema,
        profile=tally.profile(written),
        notes=raw.notes,
        decisions=(*sniffed.decisions, *raw.decisions, *typed.decisions),
        written=written,
    )


def _publish(
    platform: Platform,
    arrived: _Arrived,
    version: Version,
    readings: Mapping[str, _Reading],
    scratch: Path,
) -> tuple[Table, ...] | Literal["unchanged"] | None:
    """Make the new version visible at once: its tables' files in place, then one commit that points to them.

    What takes time is done before the transaction. Return None if another worker published in between: then this
    has to be done again on top of that version.
    """
    with platform.db.connect() as connection:
        latest = catalogue.latest_version(connection, version.distribution_id)
    before = latest.number if latest else 0
    if latest and latest.sha256 == version.sha256:
        return "unchanged"
    tables = tuple(
        _table(version.distribution_id, before + 1, position, name, reading)
        for position, (name, reading) in enumerate(readings.items())
    )
    changes = [
        platform.history.prepare(platform.db, _incoming(table, before, readings[table.name].written), scratch)
        for table in tables
    ]
    with platform.db.begin() as connection:
        if catalogue.next_version(connection, version.distribution_id) != before + 1:
            return None
        for change in changes:
            platform.history.publish(connection, change)
        catalogue.register(
            connection,
            replace(version, number=before + 1),
            tables,
            etag=arrived.etag,
            last_modified=arrived.last_modified,
        )
    return tables


def _incoming(table: Table, before: int, written: Path) -> Incoming:
    return Incoming(
        name=table.name,
        version=table.version,
        before=before,
        written=written,
        columns=tuple(column.name for column in table.schema.columns),
    )


def _table(distribution_id: str, number: int, position: int, name: str, reading: _Reading) -> Table:
    return Table(
        name=name,
        distribution_id=distribution_id,
        version=number,
        position=position,
        title=reading.title,
        rows=reading.profile.rows,
        schema=reading.schema,
        profile=reading.profile,
        notes=reading.notes,
        decisions=reading.decisions,
    )


def _version(distribution: Distribution, file: LocalFile, kept: Kept, sniffed: Sniffed) -> Version:
    """Return the version to be; its number is settled when it is registered."""
    return Version(
        distribution_id=distribution.id,
        number=0,
        sha256=kept.sha256,
        bytes=kept.bytes,
        url=file.url,
        media_type=file.media_type,
        format=sniffed.format,
        encoding=sniffed.encoding,
        retrieved_at=file.retrieved_at,
    )


def _name_tables(
    connection: Connection, distribution: Distribution, wanted: str, readings: list[_Reading]
) -> list[str]:
    """Return each table's lasting name; a file with several tables adds each one's own place in it."""
    stem = wanted or distribution.url.rsplit("/", 1)[-1].partition(".")[0] or "table"
    slugs = [reading.slug for reading in readings]
    return [
        catalogue.name_table(connection, distribution.id, slug, stem if len(slugs) == 1 else f"{stem}_{slug}")
        for slug in slugs
    ]


def _unchanged(
    platform: Platform, distribution: Distribution, now: datetime, arrived: _Arrived | None = None
) -> Outcome:
    """Note that the latest version still holds; bytes that came again may carry new validators."""
    with platform.db.begin() as connection:
        catalogue.set_status(
            connection,
            distribution.id,
            "ready",
            checked_at=now,
            etag=arrived.etag if arrived else None,
            last_modified=arrived.last_modified if arrived else None,
        )
    return Outcome(status="unchanged")


def _failed(
    platform: Platform, distribution: Distribution, failure: errors.Failure, now: datetime, *, again: bool
) -> Outcome:
    """Remember why; what may be gone later is left to the workers, unless one is at it already.

    On a disk so full that even this cannot be noted, the outcome alone says it.
    """
    problem = Problem(code=failure.code, fields=failure.fields, at=now)
    with suppress(errors.StorageFull), platform.db.begin() as connection:
        catalogue.set_status(connection, distribution.id, "failed", problem=problem, checked_at=now)
        if failure.passing and again:
            jobs.enqueue(
                connection,
                "ingest",
                {"distribution": distribution.id},
                now=now + jobs.delay(1),
                key=f"ingest:{distribution.id}",
                host=distribution.host,
            )
    return Outcome(status="failed", problem=problem, passing=failure.passing)


@contextmanager
def _named_failures() -> Iterator[None]:
    """Turn a full disk and whatever nobody foresaw into failures with a name."""
    try:
        yield
    except errors.Failure:
        raise
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise errors.StorageFull from error
        raise errors.Unexpected(kind=type(error).__name__) from error
