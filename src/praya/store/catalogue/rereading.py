"""Which readings are older than the reader or what their publishers say, and how new ones take their place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from praya.model.override import override_from_json, override_to_json
from praya.store import db
from praya.store.catalogue.outbox import touch_owner
from praya.store.catalogue.readings import rewritten
from praya.store.catalogue.rows import table_values, version_values

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from praya.model.catalogue import Version
    from praya.model.override import Override
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a publisher says of a distribution, since when."""

    said: Override
    set_at: datetime


def override(connection: Connection, distribution_id: str) -> Standing | None:
    """Return what is said of a distribution's files, if anything is."""
    found = sa.select(db.override).where(db.override.c.distribution_id == distribution_id)
    row = connection.execute(found).first()
    return Standing(said=override_from_json(row.said), set_at=row.set_at) if row else None


def set_override(connection: Connection, distribution_id: str, said: Override, now: datetime) -> None:
    """Keep what is said of a distribution's files; nothing, to leave all to the reader again."""
    if not said.digest:
        connection.execute(sa.delete(db.override).where(db.override.c.distribution_id == distribution_id))
        return
    values = {
        "distribution_id": distribution_id,
        "said": override_to_json(said),
        "digest": said.digest,
        "set_at": now,
    }
    db.upsert(connection, db.override, [values])


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
