"""What the catalogue knows of the files that tables are made of: which there are, and what they hold."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

import sqlalchemy as sa

from praya.store import db

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy import Connection, Row

Kind = Literal["whole", "current", "closed"]
"""A version as it was written; rows that stand, with `_from`; rows that ended, with `_from` and `_to`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One Parquet file of a table. `low` is the version it was written for; of closed rows, the least `_to`."""

    file: str
    """Below the table's folder."""
    generation: int
    kind: Kind
    low: int
    high: int
    """Of closed rows, the greatest `_to`; else as `low`."""
    parts: int
    """How many versions' closed rows were joined in it; 1 for the other kinds."""
    rows: int
    bytes: int
    since: int | None
    """The least `_from` of its rows; None where it is not known."""
    sha256: str | None = None
    """None for files written before this was noted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Where a table's rows of one version are to be found."""

    version: int
    generation: int
    stored: Mapping[str, str] | None
    """DuckDB's types of the version's columns by name, in order; None: those of the file."""
    appeared: int | None = None
    """Rows that the version before did not have; None for versions of before this was counted."""
    ended: int | None = None
    """Rows of the version before that this one does not have."""


def content(connection: Connection, name: str, version: int) -> Content | None:
    """Return where the rows of a version are, or None where the table is not part of it."""
    row = connection.execute(
        sa.select(db.table_content).where(
            db.table_content.c.name == name, db.table_content.c.version == version
        )
    ).first()
    return _content_of(row) if row else None


def contents(connection: Connection, name: str) -> tuple[Content, ...]:
    """Return where the rows of every version are, the first first."""
    rows = connection.execute(
        sa.select(db.table_content)
        .where(db.table_content.c.name == name)
        .order_by(db.table_content.c.version)
    )
    return tuple(_content_of(row) for row in rows)


def segments(connection: Connection, name: str, generation: int | None = None) -> tuple[Segment, ...]:
    """Return the files of a table (or of one generation), oldest rows first, the standing ones last."""
    held = db.table_segment.c
    found = sa.select(db.table_segment).where(held.name == name, held.retired.is_(False))
    if generation is not None:
        found = found.where(held.generation == generation)
    rows = connection.execute(found.order_by(held.generation, held.high, held.low)).all()
    every = [_segment_of(row) for row in rows]
    return tuple(sorted(every, key=lambda each: (each.generation, each.kind != "closed")))


def last_generation(connection: Connection, name: str) -> int:
    """Return the number of the youngest generation, those of replaced files included; 0 if there is none."""
    numbers = (
        sa.select(sa.func.max(table.c.generation)).where(table.c.name == name)
        for table in (db.table_content, db.table_segment)
    )
    return max(connection.scalar(found) or 0 for found in numbers)


def add(connection: Connection, name: str, held: Content, new: Sequence[Segment]) -> None:
    """Note a version's rows and the files that were written for it."""
    stored = [list(each) for each in held.stored.items()] if held.stored is not None else None
    connection.execute(
        sa.insert(db.table_content).values(
            name=name,
            version=held.version,
            generation=held.generation,
            stored=stored,
            appeared=held.appeared,
            ended=held.ended,
        )
    )
    add_segments(connection, name, new)


def add_segments(connection: Connection, name: str, new: Sequence[Segment]) -> None:
    """Note files."""
    if new:
        rows = [{"name": name, "retired": False, **asdict(each)} for each in new]
        connection.execute(sa.insert(db.table_segment), rows)


def retire(connection: Connection, name: str, files: Collection[str]) -> None:
    """Note that nobody new will read these files."""
    connection.execute(
        sa.update(db.table_segment)
        .where(db.table_segment.c.name == name, db.table_segment.c.file.in_(files))
        .values(retired=True)
    )


def retired(connection: Connection, name: str) -> list[str]:
    """Return the files that nobody new will read."""
    held = db.table_segment.c
    return list(connection.scalars(sa.select(held.file).where(held.name == name, held.retired)))


def forget(connection: Connection, name: str, files: Collection[str]) -> None:
    """Drop the notes of files that are gone."""
    connection.execute(
        sa.delete(db.table_segment).where(db.table_segment.c.name == name, db.table_segment.c.file.in_(files))
    )


def forget_contents(connection: Connection, name: str, versions: Collection[int]) -> None:
    """Drop versions of a table."""
    connection.execute(
        sa.delete(db.table_content).where(
            db.table_content.c.name == name, db.table_content.c.version.in_(versions)
        )
    )


def _content_of(row: Row[Any]) -> Content:
    stored = dict(row.stored) if row.stored is not None else None
    return Content(
        version=row.version,
        generation=row.generation,
        stored=stored,
        appeared=row.appeared,
        ended=row.ended,
    )


def _segment_of(row: Row[Any]) -> Segment:
    return Segment(
        file=row.file,
        generation=row.generation,
        kind=row.kind,
        low=row.low,
        high=row.high,
        parts=row.parts,
        rows=row.rows,
        bytes=row.bytes,
        since=row.since,
        sha256=row.sha256,
    )
