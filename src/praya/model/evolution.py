"""How a table's columns changed from one version to another, and how much that matters to whoever uses them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from praya.model.table import Column, Schema

Kind = Literal["added", "widened", "narrowed", "renamed", "dropped", "retyped"]
Severity = Literal["compatible", "careful", "breaking"]
"""What worked goes on working; it may have to be looked at; it will fail, or be wrong."""

SEVERITY: dict[Kind, Severity] = {
    "added": "compatible",
    "narrowed": "compatible",
    "widened": "careful",
    "renamed": "breaking",
    "dropped": "breaking",
    "retyped": "breaking",
}
_WIDER = frozenset({("integer", "number"), ("year", "integer"), ("year", "number"), ("date", "datetime")})
"""Types, each with one that holds all its values and more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnChange:
    """One column that is not what it was; `before` is missing for an added one, `after` for a dropped one."""

    kind: Kind
    before: Column | None
    after: Column | None

    @property
    def severity(self) -> Severity:
        """Return how much it matters."""
        return SEVERITY[self.kind]

    @property
    def name(self) -> str:
        """Return the column's name, the later one where it has two."""
        column = self.after or self.before
        assert column, "a change has at least one side"
        return column.name


def evolution(before: Schema, after: Schema, renamed: Mapping[str, str]) -> tuple[ColumnChange, ...]:
    """Return what changed, what matters most first; `renamed` gives later names their earlier ones."""
    if before == after:
        return ()
    order = list(SEVERITY)
    found = list(_changes(before, after, renamed))
    return tuple(sorted(found, key=lambda each: -order.index(each.kind)))


def could_be_renamed(before: Schema, after: Schema) -> list[tuple[Column, Column]]:
    """Return the pairs of a column that is gone and a new one of its type, those at the same place first."""
    gone = [(at, each) for at, each in enumerate(before.columns) if after.column(each.name) is None]
    new = [(at, each) for at, each in enumerate(after.columns) if before.column(each.name) is None]
    pairs = [(abs(was - at), old, each) for was, old in gone for at, each in new if old.type == each.type]
    return [(old, each) for _, old, each in sorted(pairs, key=lambda pair: pair[0])]


def _changes(before: Schema, after: Schema, renamed: Mapping[str, str]) -> Iterator[ColumnChange]:
    for column in after.columns:
        old = before.column(renamed.get(column.name, column.name))
        if old is None:
            yield ColumnChange(kind="added", before=None, after=column)
        elif old.name != column.name:
            yield ColumnChange(kind="renamed", before=old, after=column)
        elif old.type != column.type:
            yield ColumnChange(kind=_retyping(old.type, column.type), before=old, after=column)
    for column in before.columns:
        if after.column(column.name) is None and column.name not in renamed.values():
            yield ColumnChange(kind="dropped", before=column, after=None)


def _retyping(before: str, after: str) -> Kind:
    if (before, after) in _WIDER:
        return "widened"
    return "narrowed" if (after, before) in _WIDER else "retyped"
