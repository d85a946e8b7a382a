"""Which readings are older than the reader or what their publishers say, and how new ones take their place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from praya.store import db
from praya.store.catalogue.outbox import touch_owner
from praya.store.catalogue.readings import rewritten
from praya.store.catalogue.rows import table_values, version_values

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from praya.model.catalogue import Version
    from praya.model.table import Table


def outdated(connection: Connection, steps: str) -> tuple[str, ...]:
    """Return the distributions with versions that neither a reader of these steps read nor has tried to.

    What reads a version is its steps, a slash, and the digest of the override in force, if there is one.
    """
    held, said = db.version.c, db.override.c
    reader = sa.literal(f"{steps}/") + sa.func.coalesce(said.digest, "")
    joined = sa.outerjoin(db.version, db.override, said.distribution_id == held.distribution_id)
    found = (
        sa.select(held.distribution_id)
        .select_from(joined)
        .where(held.read_by != reader, held.tried_by != reader)
        .distinct()
        .order_by(held.distribution_id)
    )
    return tuple(connection.scalars(found))


def replace_readings(
    connection: Connection, distribution_id: str, versions: Sequence[Version], tables: Sequence[Table]
) -> None:
    """Put new readings of these versions in the place of the old ones; numbers, times and bytes stay."""
    numbers = [each.number for each in versions]
    held = db.table_version.c
    connection.execute(
        sa.delete(db.table_version).where(held.distribution_id == distribution_id, held.version.in_(numbers))
    )
    if tables:
        connection.execute(sa.insert(db.table_version), [table_values(each) for each in tables])
    for each in versions:
        values = version_values(each)
        changed = ("format", "encoding", "about", "read_by", "tried_by", "trouble")
        connection.execute(
            sa.update(db.version)
            .where(db.version.c.distribution_id == distribution_id, db.version.c.number == each.number)
            .values({key: values[key] for key in changed})
        )
    rewritten(connection, distribution_id)
    touch_owner(connection, distribution_id)
