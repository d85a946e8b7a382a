"""Bring the search index up to date with the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from praya.model import quality
from praya.services.index.dimensions import dimensions
from praya.store import catalogue
from praya.store.quality import facts
from praya.store.search import Entry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from praya.model.quality import Facts
    from praya.platform import Platform

BATCH = 500


def index(platform: Platform) -> int:
    """Index every dataset that changed since it was last indexed; return how many.

    What is indexed is noted after the index has committed, so a crash in between only repeats work. Only one process
    at a time does this: an older reading of a dataset must not overtake a newer one on its way into the index.
    """
    count = 0
    while _pending(platform):
        with platform.search.writing():
            count += _batch(platform)
    return count


def _pending(platform: Platform) -> list[tuple[str, int]]:
    with platform.db.connect() as connection:
        return catalogue.pending_index(connection, platform.search.id, BATCH)


def _batch(platform: Platform) -> int:
    index_id = platform.search.id
    with platform.db.connect() as connection:
        pending = catalogue.pending_index(connection, index_id, BATCH)
        found = entries(platform, connection, [key for key, _revision in pending])
    platform.search.update(
        list(found.values()), removed=[key for key, _revision in pending if key not in found]
    )
    with platform.db.begin() as connection:
        catalogue.indexed(connection, index_id, pending)
    return len(pending)


def entries(platform: Platform, connection: Connection, ids: Sequence[str]) -> dict[str, Entry]:
    """Return what the index is to hold of these datasets, by id; those that are gone are left out."""
    known = facts(connection, ids)
    return {key: _entry(platform, connection, known[key]) for key in ids if key in known}


def _entry(platform: Platform, connection: Connection, known: Facts) -> Entry:
    dataset = known.dataset
    return Entry.of(
        dataset,
        catalogue.publisher(connection, dataset.publisher_id),
        known.distributions,
        known.tables,
        themes=catalogue.themes(connection, dataset.theme_ids),
        versions=tuple(known.versions.values()),
        dimensions=dimensions(platform, known.tables),
        quality=quality.assess(known).level,
    )
