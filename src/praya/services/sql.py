"""One SELECT over every open table, by readable names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from praya.store import catalogue

if TYPE_CHECKING:
    from praya.platform import Platform
    from praya.store.catalogue import TableName
    from praya.store.lake import Result

MAX_ROWS = 1_000_000


def query(platform: Platform, text: str, *, limit: int = MAX_ROWS) -> Result:
    """Run one SELECT; raise SqlRefused or SqlFailed."""
    views = {each.name: platform.history.path(each.name, each.version) for each in tables(platform)}
    return platform.lake.query(text, views, limit=limit)


def tables(platform: Platform) -> list[TableName]:
    """Return the names that can be asked for, with their datasets."""
    with platform.db.connect() as connection:
        return catalogue.table_names(connection)
