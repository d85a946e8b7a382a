"""The archive as data.gov.hk's clients ask it: files that have versions of some days, and a file's versions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from praya.model import errors
from praya.store import catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from praya.model.catalogue import Dataset, Distribution, Holding, Publisher, Theme, Version
    from praya.platform import Platform


@dataclass(frozen=True, slots=True, kw_only=True)
class Archived:
    """A file of which versions are kept, and the dataset it belongs to."""

    dataset: Dataset
    publisher: Publisher
    themes: tuple[Theme, ...]
    distribution: Distribution


def files(platform: Platform, since: datetime, until: datetime) -> list[Archived]:
    """Return the files with a version that was retrieved from `since` on and before `until`."""
    with platform.db.connect() as connection:
        held = [each.distribution for each in catalogue.holdings_between(connection, since, until)]
        datasets = catalogue.datasets(connection, {each.dataset_id for each in held})
        publishers = {each.id: each for each in catalogue.publishers(connection)}
        themes = {each.id: each for each in catalogue.themes(connection)}
    return [_archived(each, datasets[each.dataset_id], publishers, themes) for each in held]


def _archived(
    held: Distribution, dataset: Dataset, publishers: Mapping[str, Publisher], themes: Mapping[str, Theme]
) -> Archived:
    return Archived(
        dataset=dataset,
        publisher=publishers[dataset.publisher_id],
        themes=tuple(themes[each] for each in dataset.theme_ids if each in themes),
        distribution=held,
    )


def located(platform: Platform, url: str) -> Holding:
    """Return the file that is announced at an address, one that was read if there are several; nothing is fetched.

    Raise FileMissing.
    """
    with platform.db.connect() as connection:
        found = catalogue.holdings_at(connection, url)
    if not found:
        raise errors.FileMissing(path=url[:500])
    return next(
        (each for each in found if each.tables), next((each for each in found if each.version), found[0])
    )


def versions(platform: Platform, held: Holding, since: datetime, until: datetime) -> tuple[Version, ...]:
    """Return the versions of a file that are kept and were retrieved from `since` on and before `until`, in order."""
    with platform.db.connect() as connection:
        every = catalogue.versions(connection, held.distribution.id)
    return tuple(each for each in reversed(every) if since <= each.retrieved_at < until)


def changes_of_columns(platform: Platform, held: Holding) -> tuple[Version, ...]:
    """Return the versions that a file's columns changed with, the first first: its first among them."""
    with platform.db.connect() as connection:
        every = {each.number: each for each in catalogue.versions(connection, held.distribution.id)}
        readings = catalogue.table_readings(connection, held.tables[0]) if held.tables else ()
    changed = []
    before = None
    for each in readings:
        if each.schema != before and each.version in every:
            changed.append(every[each.version])
        before = each.schema
    return tuple(changed)
