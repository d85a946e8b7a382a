"""A piece of Hong Kong's open data to begin with: the recorded catalogue, and real files on their datasets.

Everything goes the way that harvested records and fetched files go; only the network is left out. Loading can be stopped
at any time and run again: what is there is not read twice.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from praya.demo import curation, package
from praya.formats.metadata import ckan
from praya.formats.metadata.wordings import completed_record
from praya.model.text import Text
from praya.services.ingest import LocalFile, ingest
from praya.store import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from sqlalchemy import Connection

    from praya.demo.curation import DatasetEntry, DistributionEntry
    from praya.model.catalogue import Problem, Record
    from praya.platform import Platform

    Progress = Callable[[int, int, str], None]
    """Told how many steps are done, of how many, and what was done last."""

FIRST_DATASET = "hko-daily-rainfall"
FIRST_QUERY = (
    "SELECT year, round(sum(value)) AS mm FROM hko_daily_rainfall GROUP BY year ORDER BY mm DESC LIMIT 5"
)
"""What a newcomer is shown first."""

STORIES = Path(__file__).parent / "stories"

SOURCE = "https://data.gov.hk"
"""Where the recorded catalogue came from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoReport:
    """What loading did."""

    created: int
    changed: int
    unchanged: int
    """Dataset records."""
    files: int
    """Files that became versions just now."""
    failed: Mapping[str, Problem]
    """Files that could not be read, with the problem that is kept on their distributions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """One file that is to become a version of its distribution."""

    distribution_id: str
    url: str
    table: str
    told: str
    """What it is called while it is read."""
    name: str
    media_type: str
    retrieved: datetime
    unpack: Callable[[Path], object]
    """Writes its bytes to a path."""


def loaded(platform: Platform) -> bool:
    """Tell whether nothing is left to do: every record is there, and every file was read or is known to be unreadable."""
    entries = curation.curation()
    wanted = {each.name for each in entries} | {each["name"] for each in package.packages()}
    with platform.db.connect() as connection:
        if not wanted.issubset(catalogue.dataset_names(connection)):
            return False
        left = [
            catalogue.distribution(connection, each.distribution_id) for each in _left(connection, entries)
        ]
    return all(each is not None and each.status == "failed" for each in left)


def load(
    platform: Platform,
    *,
    progress: Progress,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    chosen: Collection[str] | None = None,
) -> DemoReport:
    """Save every record and read every file that is not there yet; of these datasets only, if some are chosen."""
    entries = [each for each in curation.curation() if chosen is None or each.name in chosen]
    records = [
        each for each in _records(platform, entries, now()) if chosen is None or each.dataset.name in chosen
    ]
    steps = len(records) + sum(len(_files(each)) for entry in entries for each in entry.distribution)
    saved: Counter[str] = Counter()
    for done, record in enumerate(records, 1):
        with platform.db.begin() as connection:
            saved[catalogue.save_record(connection, record, now())] += 1
        progress(done, steps, record.dataset.name)
    with platform.db.connect() as connection:
        left = _left(connection, entries)
    failed: dict[str, Problem] = {}
    for done, reading in enumerate(left, steps - len(left) + 1):
        if problem := _read(platform, reading, now()):
            failed[reading.told] = problem
        progress(done, steps, reading.told)
    return DemoReport(
        created=saved["created"],
        changed=saved["changed"],
        unchanged=saved["unchanged"],
        files=len(left) - len(failed),
        failed=failed,
    )


def tell(folder: Path) -> None:
    """Put the demo's stories into a folder; what is there already stays as it is."""
    for story in sorted(STORIES.iterdir()):
        for file in sorted(story.glob("*.*")):
            target = folder / story.name / file.name
            target.parent.mkdir(parents=True, exist_ok=True)
            if not target.exists():
                target.write_bytes(file.read_bytes())


def _records(platform: Platform, entries: Sequence[DatasetEntry], now: datetime) -> list[Record]:
    """Return every record, having saved the publishers and themes that the portal lists."""
    publishers = {each.id: each for each in package.publishers()}
    themes = {each.id: each for each in package.themes()}
    with platform.db.begin() as connection:
        for publisher in publishers.values():
            catalogue.save_publisher(connection, publisher)
        for theme in themes.values():
            catalogue.save_theme(connection, theme)
    existing = {each.name: each for each in entries if each.existing}
    former = curation.former_publishers()
    records = []
    for recorded in package.packages():
        page = f"{SOURCE}/tc-data/dataset/{recorded['name']}"
        record = ckan.record({"zh-Hant": recorded}, source=SOURCE, now=now, page=page)
        if entry := existing.get(record.dataset.name):
            record = curation.with_words(entry, record)
        title = record.publisher.title.or_else(former.get(record.publisher.id, Text()))
        publisher = publishers.get(record.publisher.id) or replace(record.publisher, title=title)
        listed = tuple(themes[each.id] for each in record.themes)
        records.append(completed_record(replace(record, publisher=publisher, themes=listed)))
    return records + [curation.record(each, publishers, themes) for each in entries if not each.existing]


def _left(connection: Connection, entries: Sequence[DatasetEntry]) -> list[_Reading]:
    """Return the files that are not versions of their distributions yet, those of one distribution in order."""
    left = []
    for entry in entries:
        dataset = catalogue.dataset(connection, entry.name)
        distributions = catalogue.distributions(connection, dataset.id) if dataset else ()
        ids = {each.url: each.id for each in distributions}
        for each in entry.distribution:
            distribution_id = ids.get(each.url, "")
            read = len(catalogue.versions(connection, distribution_id))
            left += [replace(file, distribution_id=distribution_id) for file in _files(each)[read:]]
    return left


def _files(entry: DistributionEntry) -> list[_Reading]:
    """Return a distribution's files, the oldest first."""
    common = {"distribution_id": "", "url": entry.url, "table": entry.table}
    found = [
        _Reading(
            **common,
            told=file.path,
            name=file.name,
            media_type=file.media_type,
            retrieved=file.retrieved.astimezone(UTC),
            unpack=partial(package.unpack, file.path),
        )
        for file in entry.file
    ]
    if held := entry.history:
        found += [
            _Reading(
                **common,
                told=f"{held.path} {retrieved:%Y-%m-%d %H:%M}",
                name=held.name,
                media_type=held.media_type,
                retrieved=retrieved,
                unpack=partial(_write, content),
            )
            for retrieved, content in package.history(held.path)
        ]
    return found


def _write(content: bytes, path: Path) -> None:
    path.write_bytes(content)


def _read(platform: Platform, reading: _Reading, now: datetime) -> Problem | None:
    """Unpack one file and take it in; return the problem if it cannot be read."""
    with TemporaryDirectory(dir=platform.scratch) as folder:
        path = Path(folder) / reading.name
        reading.unpack(path)
        local = LocalFile(
            path=path,
            name=reading.name,
            url=reading.url,
            retrieved_at=reading.retrieved,
            media_type=reading.media_type,
            table_name=reading.table,
        )
        return ingest(platform, reading.distribution_id, local=local, now=now).problem
