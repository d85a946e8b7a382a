"""What the front page may show of the data itself: the series that reach over the most years."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from praya.store import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from praya.model.catalogue import Dataset, Publisher
    from praya.model.table import Table
    from praya.platform import Platform
    from praya.store.catalogue import TableName

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
    with platform.db.connect() as connection:
        largest = sorted(catalogue.table_names(connection), key=lambda each: (-each.rows, each.name))[
            :CANDIDATES
        ]
        series = [found for each in largest if (found := _series(connection, each))]
    return tuple(sorted(series, key=lambda each: (-each.years, each.table.name)))


def _series(connection: Connection, named: TableName) -> Series | None:
    table = catalogue.table(connection, named.name)
    dataset = catalogue.dataset(connection, named.dataset_name)
    publisher = catalogue.publisher(connection, dataset.publisher_id) if dataset else None
    years = max(_spans(table), default=0) if table else 0
    if not years or table is None or dataset is None or publisher is None:
        return None
    return Series(dataset=dataset, publisher=publisher, table=table, years=years)


def _spans(table: Table) -> Iterator[int]:
    for column in table.schema.columns:
        held = table.profile.columns[column.name]
        if column.type == "date" and held.min and held.max:
            yield int(str(held.max)[:4]) - int(str(held.min)[:4])
