"""Which datasets: conditions on what their records say, joined by and, or, and not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime

TextField = Literal[
    "any",
    "title",
    "keywords",
    "tables",
    "columns",
    "values",
    "themes",
    "publisher",
    "files",
    "description",
    "contact",
    "frequency",
    "remarks",
]
"""Words for people, in all languages; `any` is wherever a search looks, `remarks` are the files' descriptions."""
ValueField = Literal[
    "id",
    "name",
    "keyword",
    "theme",
    "publisher_id",
    "format",
    "address",
    "licence",
    "table",
    "source",
    "file_id",
]
"""Values as they are, to be met exactly; `table` is `yes` or `no`, `address` that of a file."""
TimeField = Literal["created", "modified"]

MOST_CONDITIONS = 200
"""Conditions in one question."""


@dataclass(frozen=True, slots=True)
class Words:
    """Words that a text has: each of them, or as a phrase one after the other with at most `slop` moves between."""

    field: TextField
    text: str
    phrase: bool = False
    slop: int = 0


@dataclass(frozen=True, slots=True)
class Value:
    """A value that is met exactly."""

    field: ValueField
    value: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """Part of a text's word, or of a value: `*` stands for any characters, `?` for one; a backslash takes the next as it is."""

    field: TextField | ValueField
    pattern: str


@dataclass(frozen=True, slots=True)
class Span:
    """A time from `low` to `high`; without one of them it is open there, without both it only has to be known."""

    field: TimeField
    low: datetime | None = None
    high: datetime | None = None
    with_low: bool = True
    with_high: bool = True


@dataclass(frozen=True, slots=True)
class Negated:
    """Datasets that the condition does not hold for."""

    condition: Condition


@dataclass(frozen=True, slots=True)
class AllOf:
    """Datasets that every condition holds for: all where there is none."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Datasets that at least one condition holds for: none where there is none."""

    conditions: tuple[Condition, ...]


Condition = Words | Value | Pattern | Span | Negated | AllOf | AnyOf

EVERYTHING = AllOf(())
NOTHING = AnyOf(())


def all_of(*conditions: Condition) -> Condition:
    """Return the conditions joined by and; one alone stays itself."""
    wanted = tuple(each for each in conditions if each != EVERYTHING)
    return wanted[0] if len(wanted) == 1 else AllOf(wanted)


def any_of(*conditions: Condition) -> Condition:
    """Return the conditions joined by or; one alone stays itself."""
    wanted = tuple(each for each in conditions if each != NOTHING)
    return wanted[0] if len(wanted) == 1 else AnyOf(wanted)
