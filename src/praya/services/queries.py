"""Queries that are kept under a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from praya.model import errors
from praya.store import kept

if TYPE_CHECKING:
    from praya.model.kept import KeptQuery
    from praya.platform import Platform


def keep(platform: Platform, query: KeptQuery) -> None:
    """Keep a query under its name, in place of what had that name before."""
    with platform.db.begin() as connection:
        kept.save(connection, query)


def forget(platform: Platform, slug: str) -> None:
    """Let a query go; raise QueryMissing."""
    with platform.db.begin() as connection:
        if not kept.remove(connection, slug):
            raise errors.QueryMissing(name=slug)


def find(platform: Platform, slug: str) -> KeptQuery:
    """Return the query of this name; raise QueryMissing."""
    with platform.db.connect() as connection:
        found = kept.query(connection, slug)
    if found is None:
        raise errors.QueryMissing(name=slug)
    return found


def every(platform: Platform) -> tuple[KeptQuery, ...]:
    """Return all queries, by name."""
    with platform.db.connect() as connection:
        return kept.queries(connection)
