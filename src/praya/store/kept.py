"""Queries that are kept under a name, in the catalogue's database."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import sqlalchemy as sa

from praya.model.kept import KeptQuery, Parameter
from praya.store import db

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row


def save(connection: Connection, query: KeptQuery) -> None:
    """Keep a query, in place of what had its name."""
    db.upsert(connection, db.saved_query, [asdict(query)])


def remove(connection: Connection, slug: str) -> bool:
    """Let a query go; tell whether there was one."""
    gone = sa.delete(db.saved_query).where(db.saved_query.c.slug == slug)
    return connection.execute(gone).rowcount > 0


def query(connection: Connection, slug: str) -> KeptQuery | None:
    """Return the query of this name."""
    row = connection.execute(sa.select(db.saved_query).where(db.saved_query.c.slug == slug)).first()
    return _query(row) if row else None


def queries(connection: Connection) -> tuple[KeptQuery, ...]:
    """Return all queries, by name."""
    return tuple(map(_query, connection.execute(sa.select(db.saved_query).order_by(db.saved_query.c.slug))))


def _query(row: Row[tuple[object, ...]]) -> KeptQuery:
    values = dict(row._mapping)  # noqa: SLF001 - the public name of a row's mapping
    values["parameters"] = tuple(Parameter(**each) for each in values["parameters"])
    return KeptQuery(**values)
