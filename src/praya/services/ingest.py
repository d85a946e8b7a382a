"""The story of a file: fetched, kept, recognised, read, typed, profiled, written, registered.

One conductor; every step it calls is pure or does one thing and returns a value. A failure anywhere leaves what was
published before untouched, and is remembered on the distribution so that its page can say why there is no table.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Literal

from praya.formats.reading import Origin, read_file
from praya.model import errors
from praya.model.catalogue import Problem, Version
from praya.model.failing import named_failures
from praya.model.override import NOTHING
from praya.model.progress import silence
from praya.store import catalogue, jobs, watchlist
from praya.store.history import Incoming
from praya.store.measure import measure

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from praya.formats.reading import FileReading, WrittenTable
    from praya.model.catalogue import Distribution
    from praya.model.progress import Tell
    from praya.model.table import Table
    from praya.platform import Platform
    from praya.store.measure import Kept

OTHERS = 3
"""Hosts of other files that are tried where one cannot be reached: if none answers, the line is ours to mend."""


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


def ingest(
    platform: Platform,
    distribution_id: str,
    *,
    local: LocalFile | None = None,
    now: datetime,
    tell: Tell = silence,
) -> Outcome:
    """Read a distribution's current file into a new version; raise only DistributionMissing."""
    with platform.db.connect() as connection:
        distribution = catalogue.distribution(connection, distribution_id)
    if distribution is None:
        raise errors.DistributionMissing(id=distribution_id)
    try:
        with named_failures(), TemporaryDirectory(dir=platform.scratch) as folder:
            arrived = _Arrived(file=local) if local else _fetch(platform, distribution, Path(folder), now)
            if arrived is None:
                return _unchanged(platform, distribution, now)
            with platform.reading, platform.archive.held():
                return _take(platform, distribution, arrived, Path(folder), now, tell=tell)
    except errors.Failure as failure:
        return _failed(platform, distribution, failure, now, again=local is None)


def _fetch(platform: Platform, distribution: Distribution, folder: Path, now: datetime) -> _Arrived | None:
    """Fetch the distribution's file, or return None if the origin says that it has not changed."""
    known = distribution.status == "ready"
    target = folder / "fetched"
    try:
        fetched = platform.fetcher.fetch(
            distribution.url,
            target,
            etag=distribution.etag if known else "",
            last_modified=distribution.last_modified if known else "",
        )
    except (errors.OriginUnreachable, errors.OriginTimeout) as failure:
        if _cut_off(platform, distribution):
            raise errors.Offline(host=distribution.host or distribution.url) from failure
        raise
    if fetched.status == "unchanged":
        return None
    file = LocalFile(
        path=target, name=fetched.name, url=fetched.url, retrieved_at=now, media_type=fetched.media_type
    )
    return _Arrived(file=file, etag=fetched.etag, last_modified=fetched.last_modified)


def _cut_off(platform: Platform, distribution: Distribution) -> bool:
    """Say whether other hosts cannot be reached from here either: then it is not this one's fault."""
    with platform.db.connect() as connection:
        others = watchlist.elsewhere(connection, distribution.host or "", OTHERS)
    return bool(others) and not any(map(platform.fetcher.reaches, others))


def _take(
    platform: Platform,
    distribution: Distribution,
    arrived: _Arrived,
    folder: Path,
    now: datetime,
    *,
    tell: Tell,
) -> Outcome:
    file = arrived.file
    with platform.db.connect() as connection:
        latest = catalogue.latest_version(connection, distribution.id)
        had_tables = latest is not None and bool(catalogue.tables_of(connection, [latest]))
        standing = catalogue.override(connection, distribution.id)
    kept = measure(file.path, tell)
    with _unchanging(file.path, kept), _keeping(platform, file.path, kept, latest):
        if latest and latest.sha256 == kept.sha256:
            return _unchanged(platform, distribution, now, arrived)
        reading = read_file(
            file.path,
            _origin(distribution, file, kept),
            unpacked_limit=platform.settings.max_unpacked_bytes,
            folder=folder,
            needs_tables=had_tables,  # what had some is not to hide them
            tell=tell,
            said=standing.said if standing else NOTHING,
        )
    version = _version(distribution, file, kept, reading)
    slugs = [each.slug for each in reading.tables]
    with platform.db.begin() as connection:
        names = catalogue.name_tables(connection, distribution, slugs, file.table_name)
    tables = dict(zip(names, reading.tables, strict=True))
    while True:
        with TemporaryDirectory(dir=folder) as scratch:
            outcome = _publish(platform, arrived, version, tables, Path(scratch))
        if outcome == "unchanged":
            return _unchanged(platform, distribution, now, arrived)
        if outcome is not None:
            return Outcome(status="ready", tables=outcome)


@contextmanager
def _unchanging(path: Path, kept: Kept) -> Iterator[None]:
    """Tell that a file was written to meanwhile, whatever else went wrong with it then; raise FileChanged."""
    try:
        yield
    finally:
        kept.check(path)


@contextmanager
def _keeping(platform: Platform, path: Path, kept: Kept, latest: Version | None) -> Iterator[None]:
    """Keep a file's bytes while it is read; that they cannot be kept is told before that they cannot be read.

    What may lean on earlier bytes takes memory of its own, so that reading waits for it.
    """
    if latest:
        platform.archive.keep(path, after=latest.sha256, known=kept)
        yield
        return
    with ThreadPoolExecutor(1, "keep") as beside:
        keeping = beside.submit(platform.archive.keep, path, known=kept)
        try:
            yield
        finally:
            keeping.result()


def _origin(distribution: Distribution, file: LocalFile, kept: Kept) -> Origin:
    return Origin(
        declared=distribution.format,
        media_type=file.media_type,
        name=file.name,
        title=distribution.title,
        metadata={"distribution": distribution.id, "sha256": kept.sha256},
    )


def _publish(
    platform: Platform,
    arrived: _Arrived,
    version: Version,
    written: Mapping[str, WrittenTable],
    scratch: Path,
) -> tuple[Table, ...] | Literal["unchanged"] | None:
    """Make the new version visible at once: its tables' files in place, then one commit that points to them.

    What takes time is done before the transaction. Return None if another worker changed the history in between: then
    this has to be done again on top of that.
    """
    with platform.db.connect() as connection:
        before = catalogue.state(connection, version.distribution_id)
        latest = catalogue.latest_version(connection, version.distribution_id)
    if latest and latest.sha256 == version.sha256:
        return "unchanged"
    number = before.latest + 1
    tables = tuple(
        each.table(name, version.distribution_id, number, position)
        for position, (name, each) in enumerate(written.items())
    )
    changes = [
        platform.history.prepare(
            platform.db, Incoming.of(table, before.latest, written[table.name].written), scratch
        )
        for table in tables
    ]
    with platform.db.begin() as connection:
        if catalogue.state(connection, version.distribution_id, hold=True) != before:
            return None
        for change in changes:
            platform.history.publish(connection, change)
        catalogue.register(
            connection,
            replace(version, number=number),
            tables,
            etag=arrived.etag,
            last_modified=arrived.last_modified,
        )
    return tables


def _version(distribution: Distribution, file: LocalFile, kept: Kept, reading: FileReading) -> Version:
    """Return the version to be; its number is settled when it is registered."""
    return Version(
        distribution_id=distribution.id,
        number=0,
        sha256=kept.sha256,
        bytes=kept.bytes,
        url=file.url,
        media_type=file.media_type,
        format=reading.format,
        encoding=reading.encoding,
        retrieved_at=file.retrieved_at,
        about=reading.about,
        read_by=reading.read_by,
    )


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
    asked = None if isinstance(failure, errors.Offline) else now
    with suppress(errors.StorageFull), platform.db.begin() as connection:
        catalogue.set_status(connection, distribution.id, "failed", problem=problem, checked_at=asked)
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
