"""What is asked of the catalogue: which datasets, in which order, which of them, and what is counted beside."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from praya.model.search.condition import Condition, ValueField

OrderField = Literal["relevance", "name", "title", "created", "modified"]
FACETS = (
    "table",
    "map",
    "history",
    "theme",
    "publisher",
    "format",
    "freshness",
    "frequency",
    "language",
    "licence",
    "quality",
)
"""What a search can be narrowed by, in the order in which people are shown it."""


@dataclass(frozen=True, slots=True)
class Order:
    """One thing to order by; what is not known comes last."""

    field: OrderField
    descending: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A field whose values are counted among all that is found, the most first."""

    field: ValueField
    most: int
    """Values at most."""
    least: int = 1
    """Datasets that a value must have to be told."""


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the earth in WGS84 degrees."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a reader is looking for; empty fields ask nothing. Without text the newest come first.

    Words that stand nowhere are met nearly. A `condition` in place of words is met exactly or not at all; it comes with
    orders and counts of its own.
    """

    text: str = ""
    facets: Mapping[str, str] = field(default_factory=dict)
    """What narrows it: one value of each facet in `FACETS` that is chosen, none of them empty."""
    district: str = ""
    """One of the city's districts, by its code: datasets that name it or lie in it."""
    box: Box | None = None
    """Datasets with something in this part of the earth."""
    since: int | None = None
    """Datasets that reach into this year or beyond it."""
    until: int | None = None
    """Datasets that begin in this year or before it."""
    typing: bool = False
    """Whether the last word may be but half of one."""
    by_meaning: bool = True
    """Whether what means the same counts too, where a model for that is installed."""
    condition: Condition | None = None
    orders: tuple[Order, ...] = ()
    """Of what a condition finds: the most relevant or else the newest first, unless told."""
    counted: tuple[Counted, ...] = ()
    page: int = 1
    size: int = 20
    """Datasets a page."""
    start: int | None = None
    """How many datasets to pass over, where that is not a number of pages."""

    @property
    def offset(self) -> int:
        """Return how many datasets the earlier pages hold."""
        return (self.page - 1) * self.size if self.start is None else self.start

    @property
    def narrowed(self) -> int:
        """Return by how many things it is narrowed beside its words."""
        places = (self.district, self.box, self.since, self.until)
        return len(self.facets) + sum(each not in ("", None) for each in places)

    def with_facet(self, facet: str, value: str) -> Question:
        """Return the question with another value of a facet, or none if it is empty; from its first page."""
        others = {name: each for name, each in self.facets.items() if name != facet}
        return replace(self, facets=others | ({facet: value} if value else {}), page=1)
