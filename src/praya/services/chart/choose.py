"""What to draw of a table where a reader has not said it: by its columns' types and what they hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from praya.model import errors
from praya.model.plot import Plot
from praya.model.query.sql import column_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from praya.model.plot import Kind, Summary
    from praya.model.query.grouping import Span
    from praya.model.table import Column, Table
    from praya.model.text import Lang

MOST_POINTS = 1000
MOST_CATEGORIES = 60
MOST_TIME_BARS = 180
"""Sums and counts over time are bars up to this many, and a line beyond."""
FEWEST_MOMENTS = 12
MOST_HOURS_OF_DAYS = 14
ADDS_UP = ("rainfall", "雨量", "total", "number", "passenger", "cases", "總計", "合計")
"""Words in a column's title or its table's that say its values add up over time; others are averaged."""
PREFERRED = ("total", "value", "population", "number")
"""Words in the name of the measure that a table is most likely about."""
DATE_PARTS = frozenset({"year", "month", "day"})
TIMES = frozenset({"date", "datetime", "yearmonth", "year"})
NUMBERS = frozenset({"integer", "number"})
ADDING: frozenset[Summary] = frozenset({"sum", "count", "value"})
"""What may stand one upon the other."""
NO_AXIS = frozenset({"geojson", "list", "object"})
NEEDS_NUMBERS: frozenset[Kind] = frozenset({"scatter", "histogram", "box"})
_NAMING = ("_id", "id", "_no", "no_", "code", "rotation")
FINEST: dict[str, Span] = {"year": "year", "yearmonth": "month", "date": "day", "datetime": "hour"}
"""The shortest period that a type of time can tell apart."""
SPAN_DAYS: dict[Span, float] = {
    "hour": 1 / 24,
    "day": 1,
    "week": 7,
    "month": 30.4,
    "quarter": 91.3,
    "year": 365.25,
}
"""Days of each span, about."""


def first(table: Table, lang: Lang) -> Plot | None:
    """Return the first chart of a table, or None where none would say anything true.

    Of columns that say the same in several languages, the reader's is drawn.
    """
    moment = _moment(table)
    if moment:
        return _over_time(table, moment)
    category = _category(table, lang)
    if category is None:
        return None
    if table.profile.columns[category.name].distinct < table.rows:
        return Plot(kind="bar", x=category.name, aggregate="count")
    measure = _measure(table)
    return Plot(kind="bar", x=category.name, y=measure.name, aggregate="value") if measure else None


def complete(table: Table, asked: Plot, lang: Lang) -> Plot:
    """Return what is drawn where this is asked: all of it, but for a split that nobody asked for.

    Raise ColumnUnknown for a column the table has not, ChartUnfit for what makes no chart.
    """
    for name in filter(None, (asked.x, asked.y, asked.by, asked.facet)):
        if column_of(table.schema, name).type in NO_AXIS:
            raise errors.ChartUnfit(kind=asked.kind or name)
    if asked.kind is None and not asked.x:
        suggested = first(table, lang)
        if suggested is None:
            raise errors.ChartUnfit(kind="")
        asked = replace(asked, kind=suggested.kind, x=suggested.x)
        if not asked.y and asked.aggregate is None:
            asked = replace(asked, y=suggested.y)
    x = table.schema.column(asked.x) or _x(table, asked, lang)
    asked = replace(asked, x=x.name, kind=asked.kind or _kind(table, x))
    return _settled(table, asked, x, lang)


def _settled(table: Table, asked: Plot, x: Column, lang: Lang) -> Plot:
    """Return the rest of what is drawn along `x`; parts that do not apply are dropped."""
    kind = asked.kind or "bar"
    if kind in ("scatter", "histogram") and x.type not in NUMBERS:
        raise errors.ChartUnfit(kind=kind)
    y = _y(table, asked, x)
    by = asked.by
    if kind in ("stacked", "heat") and not by:
        by = _split(table, x, lang)
    if kind in ("histogram", "box"):
        by = ""
    step = _step(table, asked, x) if x.type in TIMES and kind not in NEEDS_NUMBERS else None
    plot = replace(asked, kind=kind, y=y.name if y else "", by=by, step=step)
    aggregate = _aggregate(table, plot, x, y, step)
    if kind in ("stacked", "area") and by and aggregate not in ADDING:
        if asked.aggregate is None:
            return replace(plot, aggregate="sum")
        raise errors.ChartUnfit(kind=kind)
    return replace(
        plot,
        aggregate=aggregate,
        order=None if step or kind in ("scatter", "histogram") else asked.order,
        log=asked.log and kind in ("line", "scatter"),
        top=0 if kind == "histogram" else asked.top,
    )


def _y(table: Table, asked: Plot, x: Column) -> Column | None:
    """Return the column measured; None where rows are counted."""
    if asked.kind == "histogram":
        return None
    named = table.schema.column(asked.y)
    if asked.kind in ("scatter", "box") and named is None:
        named = next((each for each in measures(table) if each.name != x.name), None)
        if named is None:
            raise errors.ChartUnfit(kind=asked.kind)
    if named and named.type not in NUMBERS and (asked.kind in NEEDS_NUMBERS or asked.aggregate != "count"):
        raise errors.ChartUnfit(kind=asked.kind or "")
    return named


def _x(table: Table, asked: Plot, lang: Lang) -> Column:
    """Return what a kind of chart is drawn along where nobody said it."""
    kind = asked.kind
    found: Column | None
    if kind in ("scatter", "histogram"):
        found = next((each for each in measures(table) if each.name != asked.y), None)
    elif kind in ("line", "area"):
        found = _moment(table, fewest=2)
    elif kind == "box":
        found = _category(table, lang)
    else:
        found = _moment(table) or _category(table, lang)
    if found is None:
        raise errors.ChartUnfit(kind=kind or "")
    return found


def _kind(table: Table, x: Column) -> Kind:
    if x.type in TIMES:
        return "line"
    few = table.profile.columns[x.name].distinct <= MOST_CATEGORIES
    return "bar" if x.type not in NUMBERS or few else "histogram"


def _split(table: Table, x: Column, lang: Lang) -> str:
    """Return the column to draw apart by where a kind needs one."""
    found = next((each for each in categories(table, lang) if x.name not in (each.name, each.of)), None)
    if found is None:
        raise errors.ChartUnfit(kind="stacked")
    return found.name


def _moment(table: Table, fewest: int = FEWEST_MOMENTS) -> Column | None:
    """Return the column to draw time along: a date or moment with enough different values."""
    return next(
        (
            column
            for column in table.schema.columns
            if column.type in ("date", "datetime", "yearmonth")
            and table.profile.columns[column.name].distinct >= fewest
        ),
        None,
    )


def measures(table: Table) -> Iterator[Column]:
    """Give the columns of numbers that count or measure something."""
    for column in table.schema.columns:
        if (
            column.type in NUMBERS
            and column.role in (None, "measure")
            and column.name not in DATE_PARTS
            and not column.name.endswith(_NAMING)
            and table.profile.columns[column.name].distinct > 1
        ):
            yield column


def _measure(table: Table) -> Column | None:
    """Return the number that the table is most likely about."""
    candidates = list(measures(table))
    preferred = (each for word in PREFERRED for each in candidates if word in each.name)
    return next(preferred, candidates[0] if candidates else None)


def categories(table: Table, lang: Lang) -> Iterator[Column]:
    """Give the columns of words with few different values, the reader's of those that say the same."""
    told: set[str] = set()
    for column in table.schema.for_reader(lang):
        held = table.profile.columns[column.name]
        if column.type == "string" and MOST_CATEGORIES >= held.distinct > 1 and held.nulls < table.rows / 2:
            if column.of not in told or not column.of:
                yield column
            told.add(column.of)


def _category(table: Table, lang: Lang) -> Column | None:
    """Return the column whose values make the bars: districts if there are any, else the first with few values."""
    candidates = list(categories(table, lang))
    districts = (each for each in candidates if each.role == "district" or "district" in each.name)
    return next(districts, candidates[0] if candidates else None)


def _over_time(table: Table, moment: Column) -> Plot:
    measure = None if moment.type == "datetime" else _measure(table)
    plot = Plot(x=moment.name, y=measure.name if measure else "")
    step = _step(table, plot, moment)
    aggregate = _aggregate(table, plot, moment, measure, step)
    few = days(table, moment) / SPAN_DAYS[step] <= MOST_TIME_BARS
    kind: Kind = "bar" if few and aggregate in ("sum", "count") else "line"
    return replace(plot, kind=kind, step=step, aggregate=aggregate)


def _aggregate(table: Table, asked: Plot, x: Column, y: Column | None, step: Span | None) -> Summary:
    """Return what becomes of a group's values; where every row is a group of its own, its value stays."""
    if asked.kind in ("scatter", "box"):
        return "value"
    if y is None or asked.aggregate == "count":
        return "count"
    if asked.aggregate and asked.aggregate != "value":
        return asked.aggregate
    one_each = table.profile.columns[x.name].distinct == table.rows and not asked.by and not asked.facet
    if one_each and (step is None or step == FINEST.get(x.type)):
        return "value"
    told = (y.name, y.header, *(wording.words for _, wording in table.title.items()), *table.notes[:3])
    words = " ".join(told).lower()
    return "sum" if any(word in words for word in ADDS_UP) else "avg"


def _step(table: Table, asked: Plot, x: Column) -> Span:
    """Return the periods asked for where the column tells them apart, else those that keep the points readable."""
    finest = FINEST[x.type]
    if asked.step and SPAN_DAYS[asked.step] >= SPAN_DAYS[finest]:
        return asked.step
    reach = days(table, x)
    if finest == "hour" and reach <= MOST_HOURS_OF_DAYS:
        return "hour"
    if finest in ("hour", "day") and reach <= MOST_POINTS:
        return "day"
    return "month" if finest != "year" and reach < 40 * 366 else "year"


def days(table: Table, x: Column) -> int:
    """Return how many days a column of time reaches over."""
    held = table.profile.columns[x.name]
    if held.min is None or held.max is None:
        return 0
    return (as_date(held.max) - as_date(held.min)).days + 1


def as_date(value: object) -> date:
    """Read a day from what a profile or a row holds: a date, a moment, a month or a year."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = str(value)[:10]
    return date.fromisoformat(f"{text}-01-01"[:10] if len(text) <= len("2024") else f"{text}-01"[:10])
