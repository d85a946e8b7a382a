"""Read again what is kept: where a step of the reader has changed since, or what the publisher says of a file.

Each version's archived bytes are read as if they came now, the oldest first, into a history beside the one that stands;
one commit puts it in its place. Versions keep their numbers, times and bytes, tables their names. A version that can no
longer be read keeps the reading it had, and says why; a reader who holds files keeps them until he is done.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from praya.formats.reading import Origin, read_file
from praya.formats.steps import read_by, rows_stand, steps
from praya.model import errors
from praya.model.catalogue import Problem
from praya.model.failing import named_failures
from praya.model.override import NOTHING
from praya.store import catalogue, jobs
from praya.store.history import Incoming, Rebuilt

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from praya.formats.reading import FileReading
    from praya.model.catalogue import Distribution, Version
    from praya.model.override import Override
    from praya.model.table import Table
    from praya.platform import Platform
    from praya.store.catalogue import State

    Progress = Callable[[int, int, str], None]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reread:
    """What came of reading a distribution's versions again."""

    versions: int
    """How many were read again; 0 where all was up to date."""
    troubles: Mapping[int, Problem] = field(default_factory=dict)
    """Why versions keep the reading they had, by number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ground:
    """What the work stands on: done again where it is another in the end."""

    distribution: Distribution
    state: State
    versions: tuple[Version, ...]
    """The oldest first."""
    said: Override

    @property
    def reader(self) -> str:
        return read_by(self.said.digest)

    @property
    def outdated(self) -> bool:
        return any(self.reader not in (each.read_by, each.tried_by) for each in self.versions)

    @property
    def rows_stand(self) -> bool:
        """Whether nothing but profiles can have changed."""
        return all(rows_stand(each.read_by, self.reader) for each in self.versions)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """Versions read again so far."""

    ground: _Ground
    folder: Path
    now: datetime
    versions: list[Version] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    rebuilt: dict[str, Rebuilt] = field(default_factory=dict)

    def goes_on(self, ground: _Ground) -> bool:
        """Say whether nothing but further versions came."""
        old = self.ground
        return ground.versions[: len(self.versions)] == old.versions[: len(self.versions)] and (
            ground.reader,
            ground.rows_stand,
            ground.state.rewritten,
        ) == (old.reader, old.rows_stand, old.state.rewritten)


def plan(platform: Platform, *, now: datetime) -> int:
    """Queue every distribution whose readings are older than the reader; return how many were not queued already."""
    with platform.db.connect() as connection:
        found = catalogue.outdated(connection, steps())
    return sum(queue(platform, each, now=now) for each in found)


def kept(platform: Platform) -> tuple[str, ...]:
    """Return the ids of the distributions that have versions."""
    with platform.db.connect() as connection:
        return catalogue.kept_distributions(connection)


def queue(platform: Platform, distribution_id: str, *, now: datetime) -> bool:
    """Leave reading a distribution again to the workers, when nothing else waits."""
    with platform.db.begin() as connection:
        return jobs.enqueue(
            connection,
            "reread",
            {"distribution": distribution_id},
            now=now,
            key=f"reread:{distribution_id}",
            patient=True,
        )


def reread(
    platform: Platform, distribution_id: str, *, now: datetime, anyway: bool = False, progress: Progress
) -> Reread:
    """Read a distribution's versions again where that is due (or `anyway`).

    Raise DistributionMissing, or StorageFull: then all is as it was.
    """
    with named_failures(), TemporaryDirectory(dir=platform.scratch) as folder, platform.archive.held():
        ground = _ground(platform, distribution_id)
        if not (ground.outdated or (anyway and ground.versions)):
            return Reread(versions=0)
        work = _Work(ground=ground, folder=Path(folder) / "0", now=now)
        attempt = 0
        while not _published(platform, ground, work, progress):
            attempt += 1
            ground = _ground(platform, distribution_id)
            if not work.goes_on(ground):
                work = _Work(ground=ground, folder=Path(folder) / str(attempt), now=now)
    with platform.db.begin() as connection:
        for name in catalogue.kept_tables(connection, distribution_id):
            platform.history.sweep(connection, name)
    troubles = {each.number: each.trouble for each in work.versions if each.trouble}
    return Reread(versions=len(work.versions), troubles=troubles)


def _ground(platform: Platform, distribution_id: str) -> _Ground:
    with platform.db.connect() as connection:
        distribution = catalogue.distribution(connection, distribution_id)
        if distribution is None:
            raise errors.DistributionMissing(id=distribution_id)
        standing = catalogue.override(connection, distribution_id)
        return _Ground(
            distribution=distribution,
            state=catalogue.state(connection, distribution_id),
            versions=catalogue.versions(connection, distribution_id)[::-1],
            said=standing.said if standing else NOTHING,
        )


def _published(platform: Platform, ground: _Ground, work: _Work, progress: Progress) -> bool:
    """Read what is left, and put all in place; return False if the ground has changed meanwhile."""
    work.folder.mkdir(exist_ok=True)
    for version in ground.versions[len(work.versions) :]:
        progress(len(work.versions), len(ground.versions), str(version.number))
        _again(platform, work, version)
    for made in work.rebuilt.values():
        platform.history.finish(made)
    distribution_id = ground.distribution.id
    with platform.db.begin() as connection:
        if catalogue.state(connection, distribution_id, hold=True) != ground.state:
            return False
        if not ground.rows_stand:
            for name in catalogue.kept_tables(connection, distribution_id):
                platform.history.publish_rebuilt(connection, name, work.rebuilt.get(name))
        catalogue.replace_readings(connection, distribution_id, work.versions, work.tables)
    progress(len(work.versions), len(ground.versions), "")
    return True


def _again(platform: Platform, work: _Work, version: Version) -> None:
    """Read one version again, or let it keep the reading it has."""
    with platform.db.connect() as connection:
        old = catalogue.tables_of(connection, [version])
    with TemporaryDirectory(dir=work.folder) as folder:
        scratch = Path(folder)
        try:
            with named_failures(), platform.reading:
                reading = _read(platform, work.ground, version, scratch, needs_tables=bool(old))
        except errors.StorageFull:
            raise
        except errors.Failure as failure:
            problem = Problem(code=failure.code, fields=failure.fields, at=work.now)
        except Exception as error:
            log.exception("version %s of %s could not be read again", version.number, version.distribution_id)
            problem = Problem(code=errors.Unexpected.code, fields={"kind": type(error).__name__}, at=work.now)
        else:
            _take(platform, work, version, reading, scratch)
            return
        changed = replace(version, tried_by=work.ground.reader, trouble=problem)
        _add(platform, work, changed, _kept(platform, work, old, scratch), scratch)


def _read(
    platform: Platform, ground: _Ground, version: Version, scratch: Path, *, needs_tables: bool
) -> FileReading:
    path, distribution = scratch / "archived", ground.distribution
    platform.archive.copy(version.sha256, path)
    origin = Origin(
        declared=distribution.format,
        media_type=version.media_type,
        title=distribution.title,
        name=unquote(urlsplit(version.url).path.rsplit("/", 1)[-1]),
        metadata={"distribution": distribution.id, "sha256": version.sha256},
    )
    return read_file(
        path,
        origin,
        unpacked_limit=platform.settings.max_unpacked_bytes,
        folder=scratch,
        needs_tables=needs_tables,
        said=ground.said,
    )


def _take(platform: Platform, work: _Work, version: Version, reading: FileReading, scratch: Path) -> None:
    """Take in a version as it was read again."""
    distribution = work.ground.distribution
    with platform.db.begin() as connection:
        names = catalogue.name_tables(connection, distribution, [each.slug for each in reading.tables])
    tables = [
        (each.table(name, distribution.id, version.number, position), each.written)
        for position, (name, each) in enumerate(zip(names, reading.tables, strict=True))
    ]
    changed = replace(
        version,
        format=reading.format,
        encoding=reading.encoding,
        about=reading.about,
        read_by=reading.read_by,
        tried_by="",
        trouble=None,
    )
    _add(platform, work, changed, tables, scratch)


def _kept(platform: Platform, work: _Work, old: tuple[Table, ...], scratch: Path) -> list[tuple[Table, Path]]:
    """Return a version's tables as they are, with their rows."""
    paths = [scratch / f"kept-{position}.parquet" for position in range(len(old))]
    if not work.ground.rows_stand:
        for table, path in zip(old, paths, strict=True):
            platform.history.copy(platform.db, table.name, table.version, path)
    return list(zip(old, paths, strict=True))


def _add(
    platform: Platform, work: _Work, version: Version, tables: Sequence[tuple[Table, Path]], scratch: Path
) -> None:
    before = work.versions[-1].number if work.versions else 0
    for position, (table, written) in enumerate(tables):
        if work.ground.rows_stand:
            break
        made = work.rebuilt.get(table.name)
        if made is None:
            made = Rebuilt(name=table.name, folder=work.folder / f"table-{len(work.rebuilt)}")
            work.rebuilt[table.name] = made
        own = scratch / f"joined-{position}"
        own.mkdir()
        platform.history.rebuild(made, Incoming.of(table, before, written), own)
    work.tables.extend(table for table, _ in tables)
    work.versions.append(version)
