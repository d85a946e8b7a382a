"""Thin out old versions by rule: by default nothing is ever let go.

Versions leave the catalogue in one transaction; the bytes follow. What others lean on is stored anew before it goes,
and a crash in between leaves bytes that nobody needs, never a version without its bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from praya.model import errors
from praya.model.moment import CITY_TIME
from praya.model.retention import parse_rules, thin
from praya.store import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from datetime import datetime

    from praya.model.catalogue import Version
    from praya.platform import Platform
    from praya.store.history import Thinning

    Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Retained:
    """What was let go, or would be."""

    versions: tuple[Version, ...]
    kept: int
    """Versions that stay."""
    bytes: int
    """Bytes of raw files that became free."""


def retain(platform: Platform, *, now: datetime, dry_run: bool, progress: Progress) -> Retained:
    """Apply each distribution's rule; raise VersionMissing, changing nothing, where the archive is damaged."""
    if not dry_run:
        platform.archive.leaning()
    with platform.db.connect() as connection:
        ids = catalogue.kept_distributions(connection)
    gone: list[Version] = []
    kept = 0
    for done, distribution_id in enumerate(ids):
        progress(done, len(ids), distribution_id)
        with platform.db.connect() as connection:
            versions = catalogue.versions(connection, distribution_id)
            rule = catalogue.retention(connection, distribution_id)
        rules = parse_rules(platform.settings.retention if rule is None else rule)
        leaving = thin(versions, rules, now, CITY_TIME)
        if leaving and not dry_run and not _let_go(platform, distribution_id, versions, leaving):
            leaving = ()
        gone += leaving
        kept += len(versions) - len(leaving)
    progress(len(ids), len(ids), "")
    return Retained(versions=tuple(gone), kept=kept, bytes=0 if dry_run else _free(platform))


def set_rule(platform: Platform, dataset_name: str, rule: str | None) -> int:
    """Give all files of a dataset a rule of their own (None: the platform's); return how many there are.

    Raise DatasetMissing or ParameterInvalid.
    """
    parse_rules(rule or "")
    with platform.db.begin() as connection:
        dataset = catalogue.dataset(connection, dataset_name)
        if dataset is None:
            raise errors.DatasetMissing(name=dataset_name)
        distributions = catalogue.distributions(connection, dataset.id)
        for each in distributions:
            catalogue.set_retention(connection, each.id, rule)
    return len(distributions)


def _let_go(
    platform: Platform, distribution_id: str, versions: Sequence[Version], leaving: Sequence[Version]
) -> bool:
    """Drop versions, or (False) none if a new one came meanwhile."""
    numbers = {each.number for each in leaving}
    with platform.db.connect() as connection:
        before = catalogue.state(connection, distribution_id)
    if before.latest != versions[0].number:
        return False
    with TemporaryDirectory(dir=platform.scratch) as folder:
        thinnings = _prepared(platform, distribution_id, numbers, Path(folder))
        with platform.db.begin() as connection:
            if catalogue.state(connection, distribution_id, hold=True) != before:
                return False
            catalogue.drop_versions(connection, distribution_id, numbers)
            catalogue.rewritten(connection, distribution_id)
            for each in thinnings:
                platform.history.publish_thinning(connection, each)
    with platform.db.begin() as connection:
        for each in thinnings:
            platform.history.sweep(connection, each.name)
    return True


def _prepared(
    platform: Platform, distribution_id: str, numbers: Collection[int], folder: Path
) -> list[Thinning]:
    with platform.db.connect() as connection:
        names = catalogue.kept_tables(connection, distribution_id)
    return [
        platform.history.prepare_thinning(platform.db, name, numbers, folder / str(at))
        for at, name in enumerate(names)
    ]


def _free(platform: Platform) -> int:
    """Remove the bytes of versions that were let go, now or by a thinning that was interrupted; return how many.

    What leaned on them leans on the next older version that stays.
    """
    with platform.archive.held(alone=True):
        with platform.db.connect() as connection:
            claimed = catalogue.kept_bytes(connection)
            unwanted = catalogue.let_go_bytes(connection) - claimed.keys()
            leaning = platform.archive.leaning()
            moving = {
                distribution_id
                for sha256 in leaning.keys() - unwanted
                if not unwanted.isdisjoint(leaning[sha256])
                for distribution_id, _ in claimed.get(sha256, ())
            }
            histories = [catalogue.versions(connection, each) for each in sorted(moving)]
        for staying in histories:
            for at, version in enumerate(staying):
                if not unwanted.isdisjoint(leaning.get(version.sha256, ())):
                    older = staying[at + 1].sha256 if at + 1 < len(staying) else ""
                    platform.archive.again(version.sha256, after=older)
        return platform.archive.remove(unwanted)
