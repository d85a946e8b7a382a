"""What is published: the portal's front, a dataset, a table and how it was read, and files to take away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import unquote, urlsplit

from praya.formats.kinds import ending
from praya.model import errors
from praya.model.citation import Cited
from praya.model.licence import LICENCES, UNSTATED, Licence
from praya.model.report import Report, TableReport
from praya.store import catalogue, harvests

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from praya.model.catalogue import Dataset, Distribution, Kind, Publisher, Theme, Version
    from praya.model.moment import AsOf
    from praya.model.table import Table
    from praya.model.text import Text
    from praya.platform import Platform
    from praya.store.catalogue import Counts

RECENT = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Recent:
    """A file that was read lately."""

    dataset: Dataset
    publisher: Publisher
    version: Version
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """What the front page tells."""

    counts: Counts
    themes: tuple[tuple[Theme, int], ...]
    publishers: tuple[tuple[Publisher, int], ...]
    """Those with datasets, the most first."""
    recent: tuple[Recent, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelved:
    """A publisher or a theme in the list of all."""

    of: Publisher | Theme
    datasets: int
    tables: int
    """Those that can be read here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """What one publisher or one theme holds."""

    of: Publisher | Theme
    counts: Counts
    recent: tuple[Recent, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetView:
    """A dataset with all that hangs on it."""

    dataset: Dataset
    publisher: Publisher
    themes: tuple[Theme, ...]
    licence: Licence
    distributions: tuple[Distribution, ...]
    tables: tuple[Table, ...]
    versions: Mapping[str, Version]
    """The version of each distribution that has one, by distribution id."""
    vanished_at: datetime | None
    """Since when the portal it came from no longer lists it; None while it does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableView:
    """A table with what it is part of, as of one time."""

    table: Table
    dataset: Dataset
    publisher: Publisher
    version: Version
    """The one the table is a reading of."""
    timeline: tuple[Version, ...]
    """Every version that the table is part of, the first first."""

    @property
    def title(self) -> Text:
        """Return what the table is called: by its own title, or by its dataset's where it has none."""
        return self.table.title or self.dataset.title


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """The publisher's own bytes; the reader closes the stream."""

    name: str
    media_type: str
    sha256: str
    bytes: int
    stream: BinaryIO


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One version of a table, and what it changed."""

    version: Version
    rows: int
    generation: int
    """Versions of one generation have the same columns."""
    appeared: int | None
    """Rows that the version before did not have; None where that was not counted."""
    ended: int | None
    """Rows of the version before that this one does not have."""


def home(platform: Platform) -> Home:
    """Return what the front page tells."""
    return platform.remembered.get("home", lambda: _home(platform))


def _home(platform: Platform) -> Home:
    with platform.db.connect() as connection:
        themes = catalogue.datasets_by_theme(connection)
        publishers = catalogue.datasets_by_publisher(connection)
        by_id = {each.id: each for each in catalogue.publishers(connection)}
        ranked = sorted(publishers.items(), key=lambda item: (-item[1], item[0]))
        return Home(
            counts=catalogue.counts(connection),
            themes=tuple((each, themes.get(each.id, 0)) for each in catalogue.themes(connection)),
            publishers=tuple((by_id[key], count) for key, count in ranked if count),
            recent=_recent(connection),
        )


def shelves(platform: Platform, kind: Kind) -> tuple[Shelved, ...]:
    """Return every publisher or theme with what it holds: publishers by how much, themes in their order."""
    with platform.db.connect() as connection:
        if kind == "publisher":
            datasets = catalogue.datasets_by_publisher(connection)
            tables = catalogue.tables_by_publisher(connection)
            found: Sequence[Publisher | Theme] = sorted(
                catalogue.publishers(connection), key=lambda each: (-datasets.get(each.id, 0), each.id)
            )
        else:
            datasets = catalogue.datasets_by_theme(connection)
            tables = catalogue.tables_by_theme(connection)
            found = catalogue.themes(connection)
    return tuple(
        Shelved(of=each, datasets=datasets.get(each.id, 0), tables=tables.get(each.id, 0)) for each in found
    )


def shelf(platform: Platform, kind: Kind, key: str) -> Shelf:
    """Return what a publisher or a theme holds; raise PublisherMissing or ThemeMissing."""
    with platform.db.connect() as connection:
        if kind == "publisher":
            of: Publisher | Theme | None = catalogue.publisher(connection, key)
        else:
            of = next(iter(catalogue.themes(connection, [key])), None)
        if of is None:
            raise (errors.PublisherMissing if kind == "publisher" else errors.ThemeMissing)(id=key)
        part = catalogue.Part(kind=kind, id=key)
        return Shelf(of=of, counts=catalogue.counts(connection, part), recent=_recent(connection, part))


def _recent(connection: Connection, part: catalogue.Part | None = None) -> tuple[Recent, ...]:
    found = catalogue.recent(connection, RECENT, part)
    by_id = {
        each.id: each for each in catalogue.publishers(connection, {one.publisher_id for one, _ in found})
    }
    return tuple(
        Recent(
            dataset=dataset,
            publisher=by_id[dataset.publisher_id],
            version=version,
            tables=catalogue.tables_of(connection, [version]),
        )
        for dataset, version in found
    )


def dataset(platform: Platform, name: str, moment: datetime | None = None) -> DatasetView:
    """Return a dataset with its distributions and tables, now or as of a moment; raise DatasetMissing.

    Its record and how reading went are as they are now.
    """
    if moment is None:
        return platform.remembered.get(("dataset", name), lambda: _dataset(platform, name, None))
    return _dataset(platform, name, moment)


def _dataset(platform: Platform, name: str, moment: datetime | None) -> DatasetView:
    with platform.db.connect() as connection:
        found = catalogue.dataset(connection, name)
        if found is None:
            raise errors.DatasetMissing(name=name)
        publisher = catalogue.publisher(connection, found.publisher_id)
        assert publisher is not None, "a foreign key holds it"
        distributions = catalogue.distributions(connection, found.id)
        held = {each.id: catalogue.version_at(connection, each.id, moment) for each in distributions}
        versions = {key: version for key, version in held.items() if version}
        return DatasetView(
            dataset=found,
            publisher=publisher,
            themes=tuple(each for each in catalogue.themes(connection) if each.id in found.theme_ids),
            licence=LICENCES.get(found.licence_id, UNSTATED),
            distributions=distributions,
            tables=catalogue.tables_of(connection, tuple(versions.values()))
            if moment
            else catalogue.tables(connection, found.id),
            versions=versions,
            vanished_at=harvests.vanished_at(connection, found.id),
        )


def table(platform: Platform, name: str, as_of: AsOf | None = None) -> Table:
    """Return the table of this name, the latest or as of a version or moment; raise Missing.

    Everything that is asked of the table it returns is answered as of its version.
    """

    def look() -> Table:
        with platform.db.connect() as connection:
            return catalogue.table_at(connection, name, as_of)

    return look() if as_of is not None else platform.remembered.get(("table", name), look)


def owner(platform: Platform, table: Table) -> tuple[Dataset, Version]:
    """Return the dataset a table belongs to, and the version it is a reading of."""
    what = ("owner", table.distribution_id, table.version)
    return platform.remembered.get(what, lambda: _owner(platform, table))


def _owner(platform: Platform, table: Table) -> tuple[Dataset, Version]:
    with platform.db.connect() as connection:
        version = catalogue.version_at(connection, table.distribution_id, table.version)
        held = catalogue.distribution(connection, table.distribution_id)
        found = catalogue.dataset_by_id(connection, held.dataset_id) if held else None
    assert found is not None, "a foreign key holds it"
    assert version is not None, "a table is a reading of it"
    return found, version


def cited(platform: Platform, table: Table, address: str) -> Cited:
    """Return what is to be named of a table as of its version; `address` is the page of its dataset."""
    held, version = owner(platform, table)
    with platform.db.connect() as connection:
        publisher = catalogue.publisher(connection, held.publisher_id)
    assert publisher is not None, "a foreign key holds it"
    return Cited(
        dataset=held,
        publisher=publisher,
        version=version,
        licence=LICENCES.get(held.licence_id, UNSTATED),
        address=f"{address}{held.name}?as_of={version.number}",
    )


def table_view(platform: Platform, name: str, as_of: AsOf | None = None) -> TableView:
    """Return the table of this name with what it is part of, the latest or as of a version or moment; raise Missing."""
    with platform.db.connect() as connection:
        found = catalogue.table_at(connection, name, as_of)
        held = catalogue.distribution(connection, found.distribution_id)
        dataset = catalogue.dataset_by_id(connection, held.dataset_id) if held else None
        assert dataset is not None, "a foreign key holds it"
        publisher = catalogue.publisher(connection, dataset.publisher_id)
    assert publisher is not None, "a foreign key holds it"
    versions = timeline(platform, name)
    version = next((each for each in versions if each.number == found.version), None)
    if version is None:  # let go since
        raise errors.VersionMissing(table=name, version=found.version)
    return TableView(
        table=found,
        dataset=dataset,
        publisher=publisher,
        version=version,
        timeline=versions,
    )


def versions(platform: Platform, distribution_id: str) -> tuple[Version, ...]:
    """Return every version of a distribution that is kept, the newest first; raise DistributionMissing."""
    with platform.db.connect() as connection:
        if catalogue.distribution(connection, distribution_id) is None:
            raise errors.DistributionMissing(id=distribution_id)
        return catalogue.versions(connection, distribution_id)


def report(platform: Platform, name: str, as_of: AsOf | None = None) -> Report:
    """Return how the table of this name was read; raise Missing."""
    found = table(platform, name, as_of)
    with platform.db.connect() as connection:
        versions = catalogue.versions(connection, found.distribution_id)
    version = next(each for each in versions if each.number == found.version)
    told = TableReport(
        name=found.name,
        title=found.title,
        rows=found.rows,
        schema=found.schema,
        notes=found.notes,
        decisions=found.decisions,
        districts=found.profile.districts,
        examined=found.profile.examined,
    )
    trouble = version.trouble
    return Report(
        format=version.format,
        encoding=version.encoding,
        tables=(told,),
        failure=(trouble.code, trouble.fields) if trouble else None,
    )


def steps(platform: Platform, name: str) -> tuple[Step, ...]:
    """Return how much each version of a table changed, the first first; raise TableMissing."""
    with platform.db.connect() as connection:
        versions = catalogue.table_versions(connection, name)
        rows = {each.version: each.rows for each in catalogue.table_readings(connection, name)}
        contents = {each.version: each for each in platform.history.contents(connection, name)}
    if not versions:
        raise errors.TableMissing(name=name)
    return tuple(
        Step(
            version=each,
            rows=rows[each.number],
            generation=contents[each.number].generation,
            appeared=contents[each.number].appeared,
            ended=contents[each.number].ended,
        )
        for each in versions
    )


def timeline(platform: Platform, name: str) -> tuple[Version, ...]:
    """Return the versions that a table is part of, the first first; raise TableMissing."""

    def look() -> tuple[Version, ...]:
        with platform.db.connect() as connection:
            return catalogue.table_versions(connection, name)

    found = platform.remembered.get(("timeline", name), look)
    if not found:
        raise errors.TableMissing(name=name)
    return found


def original(platform: Platform, distribution_id: str, as_of: AsOf | None = None) -> Original:
    """Open the publisher's own bytes, the latest or as of a version or moment.

    Raise DistributionMissing, or what else is Missing.
    """
    with platform.db.connect() as connection:
        version = catalogue.version_at(connection, distribution_id, as_of)
        if catalogue.distribution(connection, distribution_id) is None:
            raise errors.DistributionMissing(id=distribution_id)
        if version is None and as_of is not None:
            raise catalogue.why_missing(connection, distribution_id, distribution_id, as_of)
    if version is None:
        raise errors.VersionMissing(id=distribution_id)
    return Original(
        name=file_name(version),
        media_type=version.media_type,
        sha256=version.sha256,
        bytes=version.bytes,
        stream=platform.archive.open(version.sha256),
    )


def file_name(version: Version) -> str:
    """Return the name under which a version's bytes are offered: the address's own, with a fitting ending."""
    last = unquote(urlsplit(version.url).path.rsplit("/", 1)[-1])
    stem = "".join(char for char in last if char.isalnum() or char in "-_. ").strip(". ")[:120]
    own = ending(version.format)
    return stem if stem.lower().endswith(f".{own}") else f"{stem or 'data'}.{own}"
