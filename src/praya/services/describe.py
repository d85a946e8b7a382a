"""Describe datasets whole: one, a page of the catalogue, and which of them changed when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from praya.formats.metadata.description import Description
from praya.model import errors
from praya.model.licence import LICENCES, UNSTATED
from praya.model.search import Question
from praya.store import catalogue, quality
from praya.store.catalogue import Stamp

__all__ = ["Page", "Stamp", "described", "many", "one", "owner", "page", "stamps", "state", "themes"]

Box = tuple[float, float, float, float]
"""West, south, east, north in degrees."""

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from praya.model.catalogue import Theme
    from praya.model.table import Table
    from praya.platform import Platform


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A part of the catalogue."""

    total: int
    modified: datetime | None
    """When a record last changed."""
    datasets: tuple[Description, ...]


def one(platform: Platform, key: str) -> Description:
    """Describe the dataset of this name or id; raise DatasetMissing."""
    with platform.db.connect() as connection:
        found = catalogue.dataset(connection, key) or catalogue.dataset_by_id(connection, key)
        if found is None:
            raise errors.DatasetMissing(name=key[:100])
        return described(connection, [found.id])[0]


def page(
    platform: Platform,
    *,
    offset: int,
    size: int,
    since: datetime | None = None,
    text: str = "",
    keys: Collection[str] | None = None,
    inside: Box | None = None,
) -> Page:
    """Describe a part of the catalogue, by name; with words only what a search finds, the best first.

    With `keys` only datasets of these names or ids; with `inside` only those with a table that reaches into this box.
    """
    with platform.db.connect() as connection:
        stamps = catalogue.stamps(connection, since=since)
        ids = [each.id for each in stamps]
        if text:
            kept = frozenset(ids)
            question = Question(text=text, size=max(1, len(catalogue.dataset_names(connection))))
            ids = [hit.dataset_id for hit in platform.search.search(question).hits if hit.dataset_id in kept]
        if keys is not None:
            named = {each.id for each in stamps if each.id in keys or each.name in keys}
            ids = [each for each in ids if each in named]
        if inside:
            ids = _reaching(connection, ids, inside)
        return Page(
            total=len(ids),
            modified=max((each.saved_at for each in stamps), default=None),
            datasets=described(connection, ids[offset : offset + size]),
        )


def _reaching(connection: Connection, ids: Sequence[str], box: Box) -> list[str]:
    west, south, east, north = box
    tables = catalogue.all_tables_of(connection, ids)
    return [
        key
        for key in ids
        if any(
            (held := each.profile.bbox)
            and held[0] <= east
            and west <= held[2]
            and held[1] <= north
            and south <= held[3]
            for each in tables.get(key, ())
        )
    ]


def stamps(
    platform: Platform, *, since: datetime | None = None, until: datetime | None = None, theme: str = ""
) -> list[Stamp]:
    """Return which datasets' records changed in this time, by name."""
    with platform.db.connect() as connection:
        return catalogue.stamps(connection, since=since, until=until, theme=theme)


def many(platform: Platform, ids: Sequence[str]) -> tuple[Description, ...]:
    """Describe these datasets, in this order; one that is gone is left out."""
    with platform.db.connect() as connection:
        return described(connection, ids)


def owner(platform: Platform, table: Table) -> Description:
    """Describe the dataset that a table belongs to."""
    with platform.db.connect() as connection:
        found = catalogue.distribution(connection, table.distribution_id)
        assert found is not None, "a foreign key holds it"
        return described(connection, [found.dataset_id])[0]


def state(platform: Platform) -> str:
    """Return words that differ as soon as anything described here does."""
    with platform.db.connect() as connection:
        return catalogue.fingerprint(connection)


def themes(platform: Platform) -> tuple[Theme, ...]:
    """Return every theme, in the portal's order."""
    with platform.db.connect() as connection:
        return catalogue.themes(connection)


def described(connection: Connection, ids: Sequence[str]) -> tuple[Description, ...]:
    """Describe these datasets, in this order."""
    datasets = catalogue.datasets(connection, ids)
    publishers = {each.id: each for each in catalogue.publishers(connection)}
    themes = {each.id: each for each in catalogue.themes(connection)}
    distributions = catalogue.distributions_of(connection, ids)
    versions = catalogue.versions_of(connection, ids)
    tables = catalogue.all_tables_of(connection, ids)
    scores = quality.shares(connection, ids)
    return tuple(
        Description(
            dataset=held,
            publisher=publishers[held.publisher_id],
            themes=tuple(themes[theme] for theme in held.theme_ids if theme in themes),
            licence=LICENCES.get(held.licence_id, UNSTATED),
            distributions=distributions.get(key, ()),
            versions={
                each.id: versions[each.id] for each in distributions.get(key, ()) if each.id in versions
            },
            tables=tables.get(key, ()),
            quality=scores.get(key, {}),
        )
        for key in ids
        if (held := datasets.get(key))
    )
