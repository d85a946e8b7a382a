"""Which tables have places, and whose they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from praya.model import errors
from praya.store import catalogue

if TYPE_CHECKING:
    from praya.model.catalogue import Dataset
    from praya.model.moment import AsOf
    from praya.model.table import Table
    from praya.platform import Platform


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """A table whose rows can be drawn on a map, with the dataset it belongs to."""

    table: Table
    dataset: Dataset


def located(platform: Platform) -> tuple[Located, ...]:
    """Return every table with places, by name, each as its latest version is."""
    with platform.db.connect() as connection:
        ids = [each.id for each in catalogue.stamps(connection)]
        datasets = catalogue.datasets(connection, ids)
        tables = catalogue.all_tables_of(connection, ids)
    found = [
        Located(table=table, dataset=datasets[key])
        for key, held in tables.items()
        for table in held
        if table.schema.locating
    ]
    return tuple(sorted(found, key=lambda each: each.table.name))


def one(platform: Platform, name: str, as_of: AsOf | None = None) -> Located:
    """Return the table of this name, the latest or as of a version or moment.

    Raise TableMissing where there is none, or none with places, and what `catalogue.table_at` says.
    """
    with platform.db.connect() as connection:
        table = catalogue.table_at(connection, name, as_of)
        held = catalogue.distribution(connection, table.distribution_id)
        dataset = catalogue.dataset_by_id(connection, held.dataset_id) if held else None
    if not table.schema.locating or dataset is None:
        raise errors.TableMissing(name=name)
    return Located(table=table, dataset=dataset)
