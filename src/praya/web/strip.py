"""The front page's picture: the longest series among the tables read lately, one bar a period."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from praya.services import chart as charts
from praya.web import readable, small

if TYPE_CHECKING:
    from collections.abc import Iterator

    from praya.model.catalogue import Dataset, Publisher
    from praya.model.table import Column, Table
    from praya.model.text import Lang
    from praya.services.chart import Chart
    from praya.services.read import Home
    from praya.web.view import Site

WIDTH = 1200
HEIGHT = 150
MOST_BARS = 300
FEWEST_BARS = 40
YEARS_OF_LABELS = (5, 10, 20, 25, 50, 100)
MOST_LABELS = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """A long series as bars in a box of WIDTH by HEIGHT."""

    dataset: Dataset
    publisher: Publisher
    table: Table
    chart: Chart
    path: str
    labels: tuple[tuple[int, str], ...]
    """(place from the left in thousandths, year) along the foot."""
    first: str
    last: str
    top: str
    """The largest value, with its period in `top_at`."""
    top_at: str


def of_home(site: Site, home: Home, lang: Lang) -> Strip | None:
    """Return the strip of the table whose dates reach over the most years, or None where none is long enough."""
    found = max(_dated(home), key=lambda each: each[0], default=None)
    if found is None:
        return None
    _, dataset, publisher, table = found
    chart = charts.chart(site.platform, table)
    return draw(dataset, publisher, table, chart, lang) if chart and chart.kind == "line" else None


def draw(dataset: Dataset, publisher: Publisher, table: Table, chart: Chart, lang: Lang) -> Strip | None:
    """Draw a series; None where it is too short or has nothing above zero."""
    values = [_number(point["y"]) for point in chart.points]
    shown = small.gathered(values, MOST_BARS)
    path = small.bars(shown, WIDTH, HEIGHT, gap=0.28)
    if len(shown) < FEWEST_BARS or not path:
        return None
    moments = [str(point["x"]) for point in chart.points]
    highest = max(range(len(values)), key=values.__getitem__)
    return Strip(
        dataset=dataset,
        publisher=publisher,
        table=table,
        chart=chart,
        path=path,
        labels=tuple(_labels(moments)),
        first=moments[0][:4],
        last=moments[-1][:4],
        top=readable.rounded(values[highest]),
        top_at=period(moments[highest], chart, lang),
    )


def period(moment: str, chart: Chart, lang: Lang) -> str:
    """Write a point's period: a year, a month or a day."""
    kind = {"year": "year", "month": "yearmonth", "day": "date", None: "date"}[chart.grain]
    return moment[:4] if kind == "year" else readable.bound(moment, kind, lang)


def _dated(home: Home) -> Iterator[tuple[int, Dataset, Publisher, Table]]:
    for recent in home.recent:
        for table in recent.tables:
            spans = [_span(table, column) for column in table.schema.columns if column.type == "date"]
            if spans:
                yield max(spans), recent.dataset, recent.publisher, table


def _span(table: Table, column: Column) -> int:
    held = table.profile.columns[column.name]
    return int(str(held.max)[:4]) - int(str(held.min)[:4]) if held.min and held.max else 0


def _number(value: object) -> float:
    return float(value) if isinstance(value, (int, float)) else 0.0


def _labels(moments: list[str]) -> Iterator[tuple[int, str]]:
    """Give a label for each round year, at most MOST_LABELS of them."""
    first, last = int(moments[0][:4]), int(moments[-1][:4])
    step = next(
        (each for each in YEARS_OF_LABELS if (last - first) / each <= MOST_LABELS), YEARS_OF_LABELS[-1]
    )
    places = {moment[:4]: place for place, moment in reversed(list(enumerate(moments)))}
    for year in range(-(-first // step) * step, last + 1, step):
        if str(year) in places:
            yield places[str(year)] * 1000 // len(moments), str(year)
