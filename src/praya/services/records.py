"""Datasets as whole records, one or many: each with its publisher, themes, terms, files and tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from praya.model import errors
from praya.model.licence import LICENCES, UNSTATED
from praya.store import catalogue, harvests

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from praya.model.catalogue import Dataset, Holding, Kind, Publisher, Theme, Version
    from praya.model.licence import Licence
    from praya.model.search import Question
    from praya.platform import Platform


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A dataset and all that hangs on it, its tables by name alone."""

    dataset: Dataset
    publisher: Publisher
    themes: tuple[Theme, ...]
    licence: Licence
    files: tuple[Holding, ...]
    vanished_at: datetime | None
    """Since when the portal it came from no longer lists it; None while it does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a question found: the datasets of one page, and each counted field's values with their counts."""

    total: int
    records: tuple[Whole, ...]
    counts: Mapping[str, tuple[tuple[str, int], ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A new version of one of a dataset's files."""

    dataset: Dataset
    publisher: Publisher
    version: Version


def record(platform: Platform, key: str) -> Whole:
    """Return the dataset of this name or id; raise DatasetMissing."""
    with platform.db.connect() as connection:
        return _whole(connection, [_dataset(connection, key)])[0]


def names(platform: Platform) -> list[str]:
    """Return every dataset's name, sorted."""
    with platform.db.connect() as connection:
        return catalogue.dataset_names(connection)


def search(platform: Platform, question: Question) -> Page:
    """Return the datasets that a question finds; raise ParameterInvalid where it asks too much."""
    found = platform.search.search(question)
    ids = [hit.dataset_id for hit in found.hits]
    with platform.db.connect() as connection:
        return Page(total=found.total, records=_several(connection, ids), counts=found.facets)


def file(platform: Platform, distribution_id: str) -> tuple[Whole, Holding]:
    """Return a distribution and its dataset; raise DistributionMissing."""
    with platform.db.connect() as connection:
        held = catalogue.holding(connection, distribution_id)
        if held is None:
            raise errors.DistributionMissing(id=distribution_id)
        return _several(connection, [held.distribution.dataset_id])[0], held


def files_like(platform: Platform, words: Mapping[str, str]) -> list[Holding]:
    """Return the distributions that may hold these words in these fields (name, description, url, format, id)."""
    with platform.db.connect() as connection:
        return catalogue.holdings_like(connection, dict(words))


def themes(platform: Platform) -> tuple[tuple[Theme, int], ...]:
    """Return every theme with its number of datasets, in the portal's order."""
    with platform.db.connect() as connection:
        counts = catalogue.datasets_by_theme(connection)
        return tuple((each, counts.get(each.id, 0)) for each in catalogue.themes(connection))


def publishers(platform: Platform) -> tuple[tuple[Publisher, int], ...]:
    """Return every publisher with its number of datasets, by id."""
    with platform.db.connect() as connection:
        counts = catalogue.datasets_by_publisher(connection)
        return tuple((each, counts.get(each.id, 0)) for each in catalogue.publishers(connection))


def changes(
    platform: Platform, limit: int, offset: int = 0, *, key: str = "", part: tuple[Kind, str] | None = None
) -> list[Change]:
    """Return the newest versions: of one dataset every one, else the latest of each file, of all or of a part.

    Raise DatasetMissing.
    """
    with platform.db.connect() as connection:
        if key:
            found = _dataset(connection, key)
            versions = catalogue.dataset_versions(connection, found.id, limit, offset)
            changed = [(found, each) for each in versions]
        else:
            of = catalogue.Part(kind=part[0], id=part[1]) if part else None
            changed = catalogue.recent(connection, limit + offset, of)[offset:]
        wanted = {dataset.publisher_id for dataset, _version in changed}
        publishers = {each.id: each for each in catalogue.publishers(connection, wanted)}
    return [
        Change(dataset=dataset, publisher=publishers[dataset.publisher_id], version=version)
        for dataset, version in changed
    ]


def table_name(platform: Platform, asked: str) -> str:
    """Return the table that a name or a distribution's id stands for; raise TableMissing."""
    with platform.db.connect() as connection:
        found = catalogue.first_table(connection, asked)
    if found is None:
        raise errors.TableMissing(name=asked)
    return found


def _dataset(connection: Connection, key: str) -> Dataset:
    found = catalogue.dataset(connection, key) or catalogue.dataset_by_id(connection, key)
    if found is None:
        raise errors.DatasetMissing(name=key)
    return found


def _several(connection: Connection, ids: Sequence[str]) -> tuple[Whole, ...]:
    found = catalogue.datasets(connection, ids)
    return _whole(connection, [found[key] for key in ids if key in found])  # one deleted since is passed over


def _whole(connection: Connection, datasets: Sequence[Dataset]) -> tuple[Whole, ...]:
    ids = [each.id for each in datasets]
    held = catalogue.holdings(connection, ids)
    bodies = {each.publisher_id for each in datasets}
    publishers = {each.id: each for each in catalogue.publishers(connection, bodies)}
    named = {theme for each in datasets for theme in each.theme_ids}
    themes = {each.id: each for each in catalogue.themes(connection, named)}
    vanished = harvests.all_vanished(connection, ids)
    return tuple(
        Whole(
            dataset=each,
            publisher=publishers[each.publisher_id],
            themes=tuple(themes[theme] for theme in each.theme_ids),
            licence=LICENCES.get(each.licence_id, UNSTATED),
            files=held[each.id],
            vanished_at=vanished.get(each.id),
        )
        for each in datasets
    )
