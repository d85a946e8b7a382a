"""An answer as a chart or a map, where its columns are those of one: a time or a text beside a number; places."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from praya.model.plot import Plot
from praya.model.table import Column
from praya.model.text import Text
from praya.services.chart import Chart, following
from praya.services.places import Places
from praya.web.pages.sql.answer import NUMBERS
from praya.web.spec import Told

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from praya.model.query.grouping import Span
    from praya.model.table import FieldType
    from praya.services.sql import Result

MOST_BARS = 40
MOST_PERIODS = 2_000
YEARS = range(1600, 2201)
TIMES = ("DATE", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS")
LONGITUDES, LATITUDES = ("longitude", "lon", "lng", "long"), ("latitude", "lat")
FOUR = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Axes:
    """The columns that an answer is drawn by."""

    x: int
    y: int
    years: bool
    """Whether x holds years as numbers."""
    times: bool


def axes(result: Result) -> Axes | None:
    """Return the columns of a chart, or None where the answer has none to draw or too few rows."""
    kinds = result.types
    numbers = [place for place, kind in enumerate(kinds) if NUMBERS.fullmatch(kind)]
    times = [place for place, kind in enumerate(kinds) if kind in TIMES]
    years = [place for place in numbers if result.columns[place].casefold() == "year"]
    texts = [place for place, kind in enumerate(kinds) if kind == "VARCHAR"]
    x = next(iter((*times, *years, *texts)), None)
    measures = [place for place in numbers if place not in (x, *years) and _measures(result.columns[place])]
    if x is None or not measures or len(result.rows) < 2:  # noqa: PLR2004 - one point is no picture
        return None
    held = [row[x] for row in result.rows if row[x] is not None]
    if len(set(held)) < len(held) or len(held) < 2:  # noqa: PLR2004 - one point is no picture
        return None
    if x in years and not all(isinstance(each, int) and each in YEARS for each in held):
        return None
    return Axes(x=x, y=measures[0], years=x in years, times=x in times)


def chart(result: Result) -> Chart | None:
    """Return an answer's chart: a line along time, where places without a value stay empty, or bars."""
    chosen = axes(result)
    if chosen is None:
        return None
    pairs = [(row[chosen.x], _number(row[chosen.y])) for row in result.rows if row[chosen.x] is not None]
    along = chosen.times or chosen.years
    points, step = _periods(pairs) if along else (_bars(pairs), None)
    if not points:
        return None
    kind: FieldType = "date" if chosen.times else "year" if chosen.years else "string"
    return Chart(
        plot=Plot(kind="line" if along else "bar", x=result.columns[chosen.x], step=step, order="value"),
        x=_column(result.columns[chosen.x], kind),
        y=_column(result.columns[chosen.y], "number"),
        aggregate="value",
        points=points,
        rows=len(result.rows),
        missing=sum(row[chosen.x] is None or row[chosen.y] is None for row in result.rows),
        left_out=0 if along else max(len(pairs) - MOST_BARS, 0),
    )


def told(drawn: Chart, title: str, notes: tuple[str, ...]) -> Told:
    """Return a chart's words: what its columns are called, as the statement calls them."""
    assert drawn.y is not None, "an answer's chart measures a column"
    return Told(
        title=title,
        x=drawn.x.name,
        y=drawn.y.name,
        by="",
        series=(),
        facets=(),
        categories={},
        notes=notes,
        summary="",
    )


def places(result: Result) -> Places | None:
    """Return the places of an answer, or None where it has no longitude and latitude in degrees."""
    names = [name.casefold() for name in result.columns]
    east = next((names.index(each) for each in LONGITUDES if each in names), None)
    north = next((names.index(each) for each in LATITUDES if each in names), None)
    if east is None or north is None:
        return None
    features = []
    for place, row in enumerate(result.rows, 1):
        longitude, latitude = _number(row[east]), _number(row[north])
        if longitude is None or latitude is None or abs(longitude) > 180 or abs(latitude) > 90:  # noqa: PLR2004 - degrees
            continue
        held = {
            name: value if value is None or isinstance(value, (int, float, bool)) else str(value)
            for at, (name, value) in enumerate(zip(result.columns, row, strict=True))
            if at not in (east, north)
        }
        point = {"type": "Point", "coordinates": [longitude, latitude]}
        features.append({"type": "Feature", "id": place, "geometry": point, "properties": held})
    collection: Mapping[str, object] = {"type": "FeatureCollection", "features": features}
    return (
        Places(collection=collection, bbox=None, shown=len(features), total=len(result.rows))
        if features
        else None
    )


def _measures(name: str) -> bool:
    return name.casefold() not in (*LONGITUDES, *LATITUDES, "_row", "id") and not name.endswith(
        ("_id", "_no")
    )


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        return None
    number = float(value)
    return number if math.isfinite(number) else None


def _bars(pairs: Sequence[tuple[object, float | None]]) -> tuple[Mapping[str, object], ...]:
    return tuple({"x": str(x), "y": y, "n": 1} for x, y in pairs[:MOST_BARS])


def _periods(
    pairs: Sequence[tuple[object, float | None]],
) -> tuple[tuple[Mapping[str, object], ...], Span | None]:
    """Return a point for every period from first to last, and how long the periods are."""
    moments = {_moment(x): y for x, y in pairs}
    days = all(moment == moment.replace(hour=0, minute=0, second=0, microsecond=0) for moment in moments)
    step = _step([each.date() for each in moments]) if days else "hour"
    held: dict[date, float | None] = {(at.date() if days else at): y for at, y in moments.items()}
    at, last, points = min(held), max(held), []
    while at <= last:
        points.append({"x": at.isoformat(), "y": held.pop(at, None), "n": 1})
        at = following(at, step)
        if len(points) > MOST_PERIODS:
            return (), None
    if held:  # moments that are no beginnings of periods
        return tuple({"x": x.isoformat(), "y": y, "n": 1} for x, y in sorted(moments.items())), "hour"
    return tuple(points), step


def _step(held: Sequence[date]) -> Span:
    """Return the longest period that each of these days begins one of, none of them the same one."""
    ordered = sorted(held)
    nearest = min(after - before for before, after in pairwise(ordered))
    if all(each.day == 1 for each in ordered):
        if all(each.month == 1 for each in ordered):
            return "year"
        quarters = all(each.month in (1, 4, 7, 10) for each in ordered)
        return "quarter" if quarters and len({each.month for each in ordered}) == FOUR else "month"
    weeks = all((each - ordered[0]).days % 7 == 0 for each in ordered)
    return "week" if weeks and nearest >= timedelta(days=7) and ordered[0].weekday() == 0 else "day"


def _moment(value: object) -> datetime:
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, date):
        return datetime.combine(value, datetime.min.time())
    return datetime(int(str(value)), 1, 1)  # noqa: DTZ001 - a year has no zone


def _column(name: str, kind: FieldType) -> Column:
    return Column(name=name, header=name, title=Text.of(name), type=kind)
