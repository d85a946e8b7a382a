"""What is asked of the catalogue: which datasets, in which order, which of them, and what is counted beside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from praya.model.search.condition import Condition, ValueField

OrderField = Literal["relevance", "name", "title", "created", "modified"]


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a reader is looking for; empty fields ask nothing. Without text the newest come first.

    Words that stand nowhere are met nearly. A `condition` is met exactly or not at all; it comes with orders and counts
    of its own, in place of the portal's facets.
    """

    text: str = ""
    theme: str = ""
    publisher: str = ""
    format: str = ""
    has_table: bool | None = None
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

    def chosen(self) -> dict[str, str]:
        """Return the facets that narrow this question, with their values."""
        table = {True: "yes", False: "no", None: ""}[self.has_table]
        values = {"theme": self.theme, "publisher": self.publisher, "format": self.format, "table": table}
        return {facet: value for facet, value in values.items() if value}
