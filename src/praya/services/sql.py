"""One SELECT over every open table, by readable names."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from praya.store import catalogue

if TYPE_CHECKING:
    from praya.model.moment import AsOf
    from praya.model.table import Table
    from praya.platform import Platform
    from praya.store.catalogue import TableName
    from praya.store.lake import Result

MAX_ROWS = 1_000_000


def query(platform: Platform, text: str, *, limit: int = MAX_ROWS, as_of: AsOf | None = None) -> Result:
    """Run one SELECT, on the latest tables or all of them as of a moment (or of their versions of one number).

    Raise SqlRefused or SqlFailed; Missing where a table it names is not there.
    """
    with ExitStack() as stack:
        views = {
            found.name: stack.enter_context(platform.history.source(platform.db, found.name, found.version))
            for name in sorted(platform.lake.named(text))
            for found in [_table(platform, name, as_of)]
        }
        return platform.lake.query(text, views, limit=limit)


def tables(platform: Platform) -> list[TableName]:
    """Return the names that can be asked for, with their datasets."""
    with platform.db.connect() as connection:
        return catalogue.table_names(connection)


def _table(platform: Platform, name: str, as_of: AsOf | None) -> Table:
    with platform.db.connect() as connection:
        return catalogue.table_at(connection, name.casefold(), as_of)
