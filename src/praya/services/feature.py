"""What the front page may show of the data itself: the series that reach over the most years."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from praya.store import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from praya.model.catalogue import Dataset, Publisher
    from praya.model.table import Table
    from praya.platform import Platform

CANDIDATES = 12
"""Only the largest tables are looked at, so that the front page stays quick however many there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A table with dates, and the years they reach over."""

    dataset: Dataset
    publisher: Publisher
    table: Table
    years: int


def longest_series(platform: Platform) -> tuple[Series, ...]:
    """Return the large tables with dates, those that reach over the most years first."""
    return platform.remembered.get("longest_series", lambda: _longest(platform))


def _longest(platform: Platform) -> tuple[Series, ...]:
    with platform.db.connect() as connection:
        largest = catalogue.largest_tables(connection, CANDIDATES)
        owners = catalogue.datasets(connection, {owner for owner, _table in largest})
        publishers = catalogue.publishers(connection, {each.publisher_id for each in owners.values()})
    by_id = {each.id: each for each in publishers}
    series = [
        Series(dataset=owners[owner], publisher=by_id[owners[owner].publisher_id], table=table, years=years)
        for owner, table in largest
        if (years := max(_spans(table), default=0))
    ]
    return tuple(sorted(series, key=lambda each: (-each.years, each.table.name)))


def _spans(table: Table) -> Iterator[int]:
    for column in table.schema.columns:
        held = table.profile.columns[column.name]
        if column.type == "date" and held.min and held.max:
            yield int(str(held.max)[:4]) - int(str(held.min)[:4])
