"""A table's way through time: what each version added, removed and changed, and what became of its columns."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from praya.model.evolution import evolution
from praya.model.query import Sql, quote
from praya.store import catalogue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from praya.model.catalogue import Version
    from praya.model.evolution import ColumnChange
    from praya.model.table import Table
    from praya.platform import Platform
    from praya.store.history import Span

KEYS = frozenset({"string", "integer"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Rows that differ from the version before."""

    added: int = 0
    removed: int = 0
    changed: int = 0
    """Rows whose key stayed; none are told where no column is a key: such a row is one removed and one added."""

    @property
    def all(self) -> int:
        """Return how many rows differ."""
        return self.added + self.removed + self.changed


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One version of a table, and what it did."""

    version: Version
    rows: int
    before: int | None
    """The version before it, None for the first."""
    counts: Counts | None
    """None for the first version, and where rows of the two versions have other columns."""
    columns: tuple[ColumnChange, ...]
    """What became of the columns, what matters most first; a new name counts as one dropped and one added."""


def timeline(platform: Platform, name: str, versions: Sequence[Version]) -> tuple[Step, ...]:
    """Return what each of a table's versions (`read.timeline`) did, the first first."""
    what = ("steps", name, *(each.number for each in versions))
    return platform.remembered.get(what, lambda: _steps(platform, name, versions))


def _steps(platform: Platform, name: str, versions: Sequence[Version]) -> tuple[Step, ...]:
    with platform.db.connect() as connection:
        latest = catalogue.table(connection, name)
        read = {each.version: each for each in catalogue.table_readings(connection, name)}
    counts = _counts(platform, name, latest) if len(versions) > 1 else {}
    standing = [each for each in versions if each.number in read]
    return tuple(
        Step(
            version=version,
            rows=read[version.number].rows,
            before=before.number if before else None,
            counts=counts.get(version.number),
            columns=evolution(read[before.number].schema, read[version.number].schema, {}) if before else (),
        )
        for before, version in zip((None, *standing), standing, strict=False)
    )


def _counts(platform: Platform, name: str, latest: Table | None) -> dict[int, Counts]:
    """Count what each version did to the rows, but for the first of each generation."""
    found = {}
    with platform.history.spans(platform.db, name) as spans:
        for span in spans:
            began = _by_version(platform, span, "_from")
            ended = _by_version(platform, span, "_to")
            kept = _kept(platform, span, _key(latest, span) if latest else "")
            for number in range(span.first + 1, span.last + 1):
                found[number] = Counts(
                    added=began[number] - kept[number],
                    removed=ended[number] - kept[number],
                    changed=kept[number],
                )
    return found


def _by_version(platform: Platform, span: Span, edge: str) -> Counter[int]:
    held = span.source.sql
    return _numbers(
        platform,
        f"SELECT {edge}, count(*) FROM {held} WHERE {edge} IS NOT NULL GROUP BY ALL",  # noqa: S608 - names are ours
    )


def _kept(platform: Platform, span: Span, key: str) -> Counter[int]:
    """Count the rows that ended and began again, otherwise, under the same key."""
    if not key:
        return Counter()
    held = span.source.sql
    return _numbers(
        platform,
        f"SELECT v, count(*) FROM (SELECT _to AS v, {key} AS k FROM {held} WHERE _to IS NOT NULL) "  # noqa: S608 - name quoted
        f"SEMI JOIN (SELECT _from AS v, {key} AS k FROM {held} WHERE _from > {span.first}) USING (v, k) GROUP BY v",
    )


def _numbers(platform: Platform, sql: str) -> Counter[int]:
    return Counter(
        {int(str(version)): int(str(count)) for version, count in platform.lake.rows(Sql(sql)).rows}
    )


def _key(table: Table, span: Span) -> str:
    """Return the first column, quoted, whose values tell the latest rows apart; empty where none does."""
    return next(
        (
            quote(column.name)
            for column in table.schema.columns
            if column.type in KEYS and column.role != "measure" and not column.derived
            if column.name in span.columns
            if table.profile.columns[column.name].distinct == table.rows
        ),
        "",
    )
