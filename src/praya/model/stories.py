"""A story: words of its writer, with queries, charts, maps and tables of the data between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from praya.model.text import Lang

FigureKind = Literal["chart", "map", "table"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose:
    """Words in Markdown, without HTML; `{{ query.column }}` stands for what a query says."""

    markdown: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A picture or a table of what the data says."""

    kind: FigureKind
    given: tuple[tuple[str, str], ...]
    """What is drawn of which table, in the words of the table's own chart and map, or of which query (`query`)."""
    title: str = ""
    note: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    """What columns are called here."""
    line: int = 0
    """Where it stands in its file, from 1."""

    @property
    def query(self) -> str:
        """Return the name of the query that it is drawn from; empty for one of a table."""
        return dict(self.given).get("query", "")

    @property
    def table(self) -> str:
        """Return the name of the table that it is drawn from; empty for one of a query."""
        return dict(self.given).get("table", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One story in one language."""

    slug: str
    lang: Lang
    """That it is written in."""
    title: str
    summary: str
    date: date | None
    datasets: tuple[str, ...]
    """Names of the datasets that it draws on."""
    as_of: str
    """The time that it tells of for ever, as in an address; empty for what stands now."""
    blocks: tuple[Prose | Figure, ...]
    queries: Mapping[str, str]
    """SQL by name."""

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Return its pictures and tables, in order."""
        return tuple(each for each in self.blocks if isinstance(each, Figure))
