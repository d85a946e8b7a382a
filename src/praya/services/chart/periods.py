"""Points along time: a point for every period from first to last; one without data keeps its place, empty."""

from __future__ import annotations

from calendar import isleap, monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from praya.services.chart.choose import SPAN_DAYS, as_date
from praya.services.chart.picked import PICKED, number, place

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from praya.model.query.grouping import Span
    from praya.services.chart.drawn import Group
    from praya.services.chart.picked import Picked

DENSE = 0.8
"""A table with rows on a larger share of its days is one of every day: days without rows were not measured."""
FEWEST_PERIODS = 3
MONTHS: Mapping[Span, int] = {"month": 1, "quarter": 3, "year": 12}
Period = date | datetime


@dataclass(frozen=True, slots=True)
class _Cell:
    y: int | float | None
    n: int


def points(
    picked: Picked, series: Sequence[Group], facets: Sequence[Group]
) -> tuple[Mapping[str, object], ...]:
    """Return the points of every series of every facet, period by period."""
    step = picked.plot.step
    assert step is not None, "only what is drawn along time has periods"
    by, by_values = place("series", series)
    facet, facet_values = place("facet", facets)
    found = picked.ask(
        f"SELECT x, {by} AS s, {facet} AS f, {picked.value}, count(*) FROM {PICKED} "  # noqa: S608 - words of ours
        "WHERE x IS NOT NULL AND measured GROUP BY x, s, f HAVING s >= 0 AND f >= 0",
        (*by_values, *facet_values),
    )
    if not found:
        return ()
    cells = {(_period(x), int(str(s)), int(str(f))): _Cell(number(y), int(str(n))) for x, s, f, y, n in found}
    shares = _shares(picked, step)
    kept = tuple(_filled(cells, step, shares))
    keys = {(point["by"], point["facet"]) for point in kept}
    bare = tuple(name for name, groups in (("by", series), ("facet", facets)) if not groups)
    assert keys, "there is a cell"
    return tuple({name: value for name, value in point.items() if name not in bare} for point in kept)


def _filled(
    cells: Mapping[tuple[Period, int, int], _Cell], step: Span, shares: Mapping[Period, float]
) -> Iterator[Mapping[str, object]]:
    first, last = min(key[0] for key in cells), max(key[0] for key in cells)
    for facet, series in sorted({(key[2], key[1]) for key in cells}):
        period = first
        while period <= last:
            cell = cells.get((period, series, facet), _Cell(None, 0))
            point: dict[str, object] = {"x": period.isoformat(), "y": cell.y, "n": cell.n}
            if period in shares:
                point["share"] = shares[period]
            yield {**point, "by": series, "facet": facet}
            period = following(period, step)


def count_periods(picked: Picked, step: Span) -> int:
    """Return how many periods of a length the rows reach over, about."""
    ((least, most),) = picked.ask(f"SELECT min(day), max(day) FROM {PICKED}")  # noqa: S608 - words of ours
    if least is None:
        return 0
    return int(((as_date(most) - as_date(least)).days + 1) / SPAN_DAYS[step]) + 1


def _shares(picked: Picked, step: Span) -> Mapping[Period, float]:
    """Return how much of each period is covered, where that can be told.

    Of a table with rows of nearly every day, the share of days measured; of another, only its first and last period
    are known to be cut off: by where its days begin and end.
    """
    if step in ("hour", "day") or picked.plot.aggregate == "value":
        return {}
    held = picked.ask(
        f"SELECT x, count(DISTINCT day) FROM {PICKED} WHERE x IS NOT NULL AND measured GROUP BY x"  # noqa: S608 - words of ours
    )
    ((least, most, distinct),) = picked.ask(
        f"SELECT min(day), max(day), count(DISTINCT day) FROM {PICKED} WHERE measured"  # noqa: S608 - see above
    )
    if least is None:
        return {}
    begins, ends, days = as_date(least), as_date(most), int(str(distinct))
    reach = (ends - begins).days + 1
    if days > DENSE * reach and reach > 1:
        return {_period(x): round(int(str(n)) / _days(_period(x), step), 4) for x, n in held}
    periods = sorted(_period(x) for x, _ in held)
    if len(periods) < FEWEST_PERIODS:
        return {}
    ends += timedelta(days=reach // max(1, days - 1) - 1)  # what stands for a month stands on its first day
    edges = {}
    for period in (periods[0], periods[-1]):
        start = max(begins, as_date(period))
        stop = min(ends + timedelta(days=1), as_date(following(period, step)))
        edges[period] = round((stop - start).days / _days(period, step), 4)
    return edges


def following(period: Period, step: Span) -> Period:
    """Return the period after one."""
    if step == "hour":
        return period + timedelta(hours=1)
    return period + timedelta(days=_days(period, step))


def _days(period: Period, step: Span) -> int:
    if step == "year":
        return 366 if isleap(period.year) else 365
    if step in MONTHS:
        months = range(period.month, period.month + MONTHS[step])
        return sum(monthrange(period.year, month)[1] for month in months)
    return 7 if step == "week" else 1


def _period(value: object) -> Period:
    return value if isinstance(value, datetime) else as_date(value)
