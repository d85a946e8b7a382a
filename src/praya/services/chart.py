"""The first chart of a table: chosen from its types and profile, its points computed beside the data."""

from __future__ import annotations

from calendar import isleap, monthrange
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

from praya.model.decisions import subtotal_rows
from praya.model.query import Sql, quote
from praya.model.table import ROW

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from praya.model.table import Column, Table
    from praya.model.text import Lang
    from praya.platform import Platform

Aggregate = Literal["value", "sum", "mean", "count"]
Grain = Literal["day", "month", "year"]

MOST_POINTS = 1000
MOST_BARS = 20
MOST_CATEGORIES = 60
FEWEST_MOMENTS = 12
ADDS_UP = ("rainfall", "雨量", "total", "number", "passenger", "cases", "總計", "合計")
"""Words in a column's title or its table's that say its values add up over time; others are averaged."""
PREFERRED = ("total", "value", "population", "number")
"""Words in the name of the measure that a table is most likely about."""
TRACES = frozenset({"trace", "tr", "微量"})
"""Marks, in lower case, for an amount that is there but too small to measure."""
DATE_PARTS = frozenset({"year", "month", "day"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A chart's data.

    Each point has `x` (an ISO date, or a category's own words) and `y` (None where nothing was measured: a gap);
    points of a sum or mean over time also have `share`, the part of the period's days that were measured.
    """

    kind: Literal["line", "bar"]
    x: Column
    y: Column | None
    """The column measured, or None where rows are counted."""
    aggregate: Aggregate
    grain: Grain | None
    points: tuple[Mapping[str, object], ...]
    left_out: int
    """Categories that exist but are not among the points (those with the lowest values)."""
    sums_left_out: int = 0
    """Rows that sum up others: drawn beside those, they would count twice."""


def chart(platform: Platform, table: Table, lang: Lang = "en") -> Chart | None:
    """Return the table's first chart, or None where no chart would say anything true.

    Of columns that say the same in several languages, the reader's is drawn.
    """
    moment = _moment(table)
    category = None if moment else _category(table, lang)
    sums = subtotal_rows(table.decisions)
    with platform.history.source(platform.db, table.name, table.version) as held:
        counted = _without(held.sql, sums)
        drawn = None
        if moment:
            drawn = _over_time(platform, table, counted, moment, rows=table.rows - len(sums))
        elif category:
            drawn = _by_category(platform, table, counted, category)
        return replace(drawn, sums_left_out=len(sums)) if drawn else None


def _without(held: str, rows: Collection[int]) -> str:
    """Return a table's rows but these, as the statement that reads them has it."""
    if not rows:
        return held
    listed = ", ".join(map(str, sorted(rows)))
    return f"(SELECT * FROM {held} WHERE {ROW} NOT IN ({listed}))"  # noqa: S608 - numbers, a name of ours


def _moment(table: Table) -> Column | None:
    """Return the column to draw time along: a date or moment with enough different values."""
    return next(
        (
            column
            for column in table.schema.columns
            if column.type in ("date", "datetime", "yearmonth")
            and table.profile.columns[column.name].distinct >= FEWEST_MOMENTS
        ),
        None,
    )


def _measure(table: Table) -> Column | None:
    """Return the number that the table is most likely about."""
    candidates = [
        column
        for column in table.schema.columns
        if column.type in ("number", "integer")
        and column.role in (None, "measure")
        and column.name not in DATE_PARTS
        and not column.name.endswith(("_id", "id", "_no", "no_", "code", "rotation"))
        and table.profile.columns[column.name].distinct > 1
    ]
    preferred = (each for word in PREFERRED for each in candidates if word in each.name)
    return next(preferred, candidates[0] if candidates else None)


def _category(table: Table, lang: Lang) -> Column | None:
    """Return the column whose values make the bars: districts if there are any, else the first with few values."""
    candidates = [
        column
        for column in table.schema.for_reader(lang)
        if column.type == "string"
        and MOST_CATEGORIES >= table.profile.columns[column.name].distinct > 1
        and table.profile.columns[column.name].nulls < table.rows / 2
    ]
    districts = (each for each in candidates if each.role == "district" or "district" in each.name)
    return next(districts, candidates[0] if candidates else None)


def _over_time(platform: Platform, table: Table, held: str, moment: Column, *, rows: int) -> Chart | None:
    measure = None if moment.type == "datetime" else _measure(table)
    grain = _grain(table, moment)
    aggregate = _aggregate_over_time(table, moment, measure, grain, rows=rows)
    value = {
        "count": "count(*)",
        "sum": f"sum({quote(measure.name)})" if measure else "",
        "mean": f"avg({quote(measure.name)})" if measure else "",
        "value": f"any_value({quote(measure.name)})" if measure else "",
    }[aggregate]
    x = quote(moment.name)
    day = f"CAST({x} || '-01' AS DATE)" if moment.type == "yearmonth" else f"CAST({x} AS DATE)"
    measured = _measured(measure) if measure else "true"
    found = platform.lake.rows(
        Sql(
            f"SELECT date_trunc('{grain}', {day}) AS period, {value}, "  # noqa: S608 - names quoted, words ours
            f"count(DISTINCT {day}) FILTER ({measured}) FROM {held} WHERE {x} IS NOT NULL GROUP BY period ORDER BY period"
        )
    ).rows
    if len(found) < FEWEST_MOMENTS:
        return None
    by_period = {_as_date(period): (y, int(str(days))) for period, y, days in found}
    daily = moment.type == "date" and aggregate in ("sum", "mean")
    return Chart(
        kind="line",
        x=moment,
        y=measure,
        aggregate=aggregate,
        grain=grain,
        points=tuple(_points(by_period, grain, daily=daily)),
        left_out=0,
    )


def _measured(measure: Column) -> str:
    """Return the condition for a day that was measured; too little to write as a number was measured all the same."""
    name = quote(measure.name)
    traces = [marker for marker in measure.markers if marker.lower() in TRACES]
    if not traces:
        return f"{name} IS NOT NULL"
    written = quote(f"{measure.name}_text")
    listed = ", ".join("'" + each.replace("'", "''") + "'" for each in traces)
    return f"({name} IS NOT NULL OR {written} IN ({listed}))"


def _aggregate_over_time(
    table: Table, moment: Column, measure: Column | None, grain: Grain, *, rows: int
) -> Aggregate:
    if measure is None:
        return "count"
    moments = table.profile.columns[moment.name].distinct
    finest: Grain = "month" if moment.type == "yearmonth" else "day"
    if moments == rows and grain == finest:
        return "value"
    words = " ".join(
        (
            measure.name,
            measure.header,
            *(wording.words for _, wording in table.title.items()),
            *table.notes[:3],
        )
    ).lower()
    return "sum" if any(word in words for word in ADDS_UP) else "mean"


def _grain(table: Table, moment: Column) -> Grain:
    """Return the finest step that keeps the number of points readable."""
    held = table.profile.columns[moment.name]
    first, last = (
        _as_date(f"{edge}-01"[:10] if len(str(edge)) == len("2024-01") else edge)
        for edge in (held.min, held.max)
    )
    days = (last - first).days + 1
    if moment.type != "yearmonth" and days <= MOST_POINTS:
        return "day"
    return "month" if days <= MOST_POINTS * 30 and days < 40 * 366 else "year"


def _points(
    by_period: Mapping[date, tuple[object, int]], grain: Grain, *, daily: bool
) -> Iterator[Mapping[str, object]]:
    """Give a point for every period from first to last; one without data keeps its place, empty."""
    period, last = min(by_period), max(by_period)
    while period <= last:
        y, days = by_period.get(period, (None, 0))
        point: dict[str, object] = {"x": period.isoformat(), "y": y}
        if daily:
            point["share"] = round(days / _days_in(period, grain), 4)
        yield point
        period = _next(period, grain)


def _days_in(period: date, grain: Grain) -> int:
    if grain == "year":
        return 366 if isleap(period.year) else 365
    return monthrange(period.year, period.month)[1] if grain == "month" else 1


def _next(period: date, grain: Grain) -> date:
    return date.fromordinal(period.toordinal() + _days_in(period, grain))


def _as_date(value: object) -> date:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])


def _by_category(platform: Platform, table: Table, held: str, category: Column) -> Chart | None:
    """Draw each category's number of rows, or its one value where each category has just one row."""
    one_row_each = table.profile.columns[category.name].distinct == table.rows
    measure = _measure(table) if one_row_each else None
    if one_row_each and measure is None:
        return None
    x = quote(category.name)
    value = f"any_value({quote(measure.name)})" if measure else "count(*)"
    found = platform.lake.rows(
        Sql(
            f"SELECT {x} AS x, {value} AS y FROM {held} WHERE {x} IS NOT NULL "  # noqa: S608 - names quoted
            "GROUP BY x ORDER BY y DESC NULLS LAST, x"
        )
    ).rows
    return Chart(
        kind="bar",
        x=category,
        y=measure,
        aggregate="value" if measure else "count",
        grain=None,
        points=tuple({"x": x, "y": y} for x, y in found[:MOST_BARS]),
        left_out=max(0, len(found) - MOST_BARS),
    )
