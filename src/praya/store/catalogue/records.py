"""Records as they are read: datasets, distributions, publishers, themes."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import sqlalchemy as sa

from praya.store import db
from praya.store.catalogue.rows import dataset_of, distribution_of, publisher_of, theme_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import ColumnElement, Connection

    from praya.model.catalogue import Dataset, Distribution, Publisher, Theme


def dataset(connection: Connection, name: str) -> Dataset | None:
    """Return the dataset of this name."""
    return next(iter(_datasets(connection, db.dataset.c.name == name)), None)


def dataset_by_id(connection: Connection, dataset_id: str) -> Dataset | None:
    """Return the dataset of this id."""
    return next(iter(_datasets(connection, db.dataset.c.id == dataset_id)), None)


def datasets(connection: Connection, ids: Collection[str]) -> dict[str, Dataset]:
    """Return those of the datasets that exist, by id."""
    return {each.id: each for each in _datasets(connection, db.dataset.c.id.in_(ids))}


def dataset_names(connection: Connection) -> list[str]:
    """Return every dataset's name, sorted."""
    return sorted(connection.scalars(sa.select(db.dataset.c.name)))


def distributions(connection: Connection, dataset_id: str) -> tuple[Distribution, ...]:
    """Return a dataset's distributions in their order."""
    rows = connection.execute(
        sa.select(db.distribution)
        .where(db.distribution.c.dataset_id == dataset_id)
        .order_by(db.distribution.c.position, db.distribution.c.id)
    )
    return tuple(distribution_of(row) for row in rows)


def distribution(connection: Connection, distribution_id: str) -> Distribution | None:
    """Return the distribution of this id."""
    row = connection.execute(
        sa.select(db.distribution).where(db.distribution.c.id == distribution_id)
    ).first()
    return distribution_of(row) if row else None


def distributions_by_id(connection: Connection, ids: Collection[str]) -> dict[str, Distribution]:
    """Return those of the distributions that exist, by id."""
    rows = connection.execute(sa.select(db.distribution).where(db.distribution.c.id.in_(ids)))
    return {row.id: distribution_of(row) for row in rows}


def distribution_at(connection: Connection, url: str) -> Distribution | None:
    """Return a distribution that is announced at this address; of several the first by id."""
    row = connection.execute(
        sa.select(db.distribution).where(db.distribution.c.url == url).order_by(db.distribution.c.id)
    ).first()
    return distribution_of(row) if row else None


def publisher(connection: Connection, publisher_id: str) -> Publisher | None:
    """Return the publisher of this id."""
    row = connection.execute(sa.select(db.publisher).where(db.publisher.c.id == publisher_id)).first()
    return publisher_of(row) if row else None


def publishers(connection: Connection, ids: Collection[str] | None = None) -> tuple[Publisher, ...]:
    """Return every publisher, or those of these ids that exist, by id."""
    asked = sa.select(db.publisher)
    asked = asked if ids is None else asked.where(db.publisher.c.id.in_(ids))
    found = (publisher_of(row) for row in connection.execute(asked))
    return tuple(sorted(found, key=lambda each: each.id))


def themes(connection: Connection, ids: Collection[str] | None = None) -> tuple[Theme, ...]:
    """Return every theme, or those of these ids that exist, in the portal's order."""
    asked = sa.select(db.theme)
    asked = asked if ids is None else asked.where(db.theme.c.id.in_(ids))
    found = (theme_of(row) for row in connection.execute(asked))
    return tuple(sorted(found, key=lambda each: (each.position, each.id)))


def _datasets(connection: Connection, condition: ColumnElement[bool]) -> list[Dataset]:
    rows = connection.execute(sa.select(db.dataset).where(condition)).all()
    links = (
        sa.select(db.dataset_theme).join(db.dataset).where(condition).order_by(db.dataset_theme.c.position)
    )
    theme_ids = defaultdict[str, list[str]](list)
    for link in connection.execute(links):
        theme_ids[link.dataset_id].append(link.theme_id)
    return [dataset_of(row, tuple(theme_ids[row.id])) for row in rows]
