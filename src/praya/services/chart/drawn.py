"""What a chart draws, as a value: its points, and what they leave out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from praya.model.plot import Plot, Summary
    from praya.model.table import Column

GroupKind = Literal["value", "other", "missing"]


@dataclass(frozen=True, slots=True)
class Group:
    """One of the values that are drawn apart: itself, all that are not named, or the rows without one."""

    kind: GroupKind
    value: str = ""
    count: int = 1
    """How many values it stands for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A chart's data.

    Each point has `x` (an ISO date or moment, a number, or a category's own words), `y` (None where nothing was
    measured: a gap) and `n`, the rows it stands for; `by` and `facet` are places in `series` and `facets`. A point
    of time also has `share`, the part of its period that is covered, where that can be told. A box has `low`, `q1`,
    `q3` and `high` beside its median `y`; a bar of a histogram, and a square of a crowded scatter, reach from `x` to
    `x2` (and `y` to `y2`).
    """

    plot: Plot
    """With everything chosen."""
    x: Column
    y: Column | None
    """The column measured, or None where rows are counted."""
    by: Column | None = None
    facet: Column | None = None
    aggregate: Summary
    """What `y` is; `value` where each point stands for one row."""
    points: tuple[Mapping[str, object], ...]
    series: tuple[Group, ...] = ()
    facets: tuple[Group, ...] = ()
    rows: int
    """Rows that the conditions let through."""
    missing: int
    """Those of them that are not drawn, since a value they are drawn by is missing."""
    left_out: int = 0
    """Categories that exist but are not among the points."""
    facets_left_out: int = 0
    sums_left_out: int = 0
    """Rows that sum up others: drawn beside those, they would count twice."""
    coarser: bool = False
    """Whether the periods asked for would be too many, and longer ones are drawn."""
    crowded: bool = False
    """Whether a scatter has too many points, and draws their number in squares."""
    log_refused: bool = False
    """Whether a logarithmic axis was asked for and cannot be: not all values are above zero."""

    @property
    def over_time(self) -> bool:
        """Say whether the points are periods."""
        return self.plot.step is not None
