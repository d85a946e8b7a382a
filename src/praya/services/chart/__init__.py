"""The chart of a table: chosen from its types and profile, or as a reader asks; its points computed beside the data."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from praya.model.decisions import subtotal_rows
from praya.model.query import Query
from praya.services.chart import grouped, periods
from praya.services.chart.choose import FINEST, NO_AXIS, NUMBERS, SPAN_DAYS, complete, first
from praya.services.chart.drawn import Chart, Group
from praya.services.chart.periods import following
from praya.services.chart.picked import pick

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from praya.model.plot import Plot
    from praya.model.query import Sql
    from praya.model.query.grouping import Span
    from praya.model.table import Table
    from praya.model.text import Lang
    from praya.platform import Platform
    from praya.services.chart.picked import Picked
    from praya.store.lake import Result

MOST_SERIES, MOST_FACETS, MOST_ROWS = 6, 9, 24
"""Series in colours of their own, small charts, and rows of a heat map."""
MOST_PERIODS, MOST_IN_ALL = 1000, 6000
"""Points of one series, and of all."""

__all__ = [
    "FINEST",
    "NO_AXIS",
    "NUMBERS",
    "SPAN_DAYS",
    "Chart",
    "Group",
    "chart",
    "chart_of",
    "complete",
    "first",
    "first_chart",
    "following",
]


def first_chart(platform: Platform, table: Table, lang: Lang = "en") -> Chart | None:
    """Return the table's first chart, or None where no chart would say anything true."""
    plot = first(table, lang)
    drawn = chart(platform, table, plot) if plot else None
    return drawn if drawn and (not drawn.over_time or len(drawn.points) > 1) else None


def chart(platform: Platform, table: Table, plot: Plot, query: Query | None = None) -> Chart:
    """Return a complete chart of the rows that a query's conditions let through; nobody changes it.

    Raise Refused where the conditions do not fit the table.
    """
    sums = subtotal_rows(table.decisions)
    with platform.history.source(platform.db, table.name, table.version) as held:
        source = (query or Query()).narrowed_sql(table.schema, held.sql)

        def draw() -> Chart:
            with platform.lake.session() as run:
                return replace(_drawn(run, table, plot, source, sums), sums_left_out=len(sums))

        what = (held.content, source.text, source.parameters, plot, table.schema, sums)
        return platform.charts.get(what, draw) if held.content else draw()


def chart_of(platform: Platform, table: Table, plot: Plot, rows: Sql) -> Chart:
    """Return a complete chart of rows that stand in no table: `table` tells of their columns."""
    with platform.lake.session() as run:
        return _drawn(run, table, plot, rows, ())


def _drawn(
    run: Callable[[Sql], Result], table: Table, plot: Plot, source: Sql, sums: Collection[int]
) -> Chart:
    picked = pick(run, table, plot, source, sums)
    if coarser := _too_many(picked):
        return replace(_chart(pick(run, table, replace(plot, step=coarser), source, sums)), coarser=True)
    return _chart(picked)


def _chart(picked: Picked) -> Chart:
    plot = picked.plot
    crowded = plot.kind == "scatter" and grouped.is_crowded(picked)
    facets = picked.groups("facet", MOST_FACETS, others=False) if picked.facet and not crowded else ()
    series = _series(picked) if picked.by and not crowded else ()
    left_out = 0
    if plot.kind == "histogram":
        points = grouped.histogram(picked, facets)
    elif plot.kind == "scatter":
        points = grouped.squares(picked) if crowded else grouped.dots(picked, series, facets)
    elif plot.kind == "box":
        points, left_out = grouped.boxes(picked)
    elif plot.step:
        points = periods.points(picked, series, facets)
    else:
        points, left_out = grouped.bars(picked, series, facets)
    ys = [y for point in points if isinstance(y := point["y"], (int, float))]
    single = plot.aggregate in ("sum", "avg", "median", "min", "max") and all(
        isinstance(n := point["n"], int) and n <= 1 for point in points
    )
    refused = plot.log and not (ys and min(ys) > 0)
    return Chart(
        plot=replace(plot, log=plot.log and not refused),
        x=picked.x,
        y=picked.y,
        by=picked.by if series else None,
        facet=picked.facet if facets else None,
        aggregate="value" if single else plot.aggregate or "count",
        points=points,
        series=series,
        facets=facets,
        rows=picked.rows,
        missing=picked.missing,
        left_out=left_out,
        facets_left_out=_unnamed(picked, facets),
        crowded=crowded,
        log_refused=refused,
    )


def _series(picked: Picked) -> tuple[Group, ...]:
    plot = picked.plot
    if plot.kind == "heat":
        return picked.groups("series", plot.top if plot.step and plot.top else MOST_ROWS, others=False)
    most = min(plot.top, MOST_SERIES) if plot.step and plot.top else MOST_SERIES
    return picked.groups("series", most, others=True)


def _unnamed(picked: Picked, facets: tuple[Group, ...]) -> int:
    named = sum(group.kind == "value" for group in facets)
    return picked.all_of("facet") - named if facets else 0


def _too_many(picked: Picked) -> Span | None:
    """Return longer periods where those asked for are too many to be seen, or None where they are not."""
    step = picked.plot.step
    if step is None:
        return None
    split = (MOST_SERIES if picked.by else 1) * (MOST_FACETS if picked.facet else 1)
    most = min(MOST_PERIODS, MOST_IN_ALL // split)
    steps: list[Span] = [each for each in SPAN_DAYS if SPAN_DAYS[each] >= SPAN_DAYS[step]]
    fitting: Span = next((each for each in steps if periods.count_periods(picked, each) <= most), "year")
    return fitting if fitting != step else None
