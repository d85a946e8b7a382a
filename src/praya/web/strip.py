"""The front page's picture: the longest series there is, one bar a period."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from praya.services import chart as charts
from praya.services import feature
from praya.web import readable, small
from praya.web.spec.words import is_partial, period

if TYPE_CHECKING:
    from collections.abc import Iterator

    from praya.model.catalogue import Dataset, Publisher
    from praya.model.table import Table
    from praya.model.text import Lang
    from praya.services.chart import Chart
    from praya.services.feature import Series
    from praya.web.language import Messages
    from praya.web.view import Site

WIDTH = 1200
HEIGHT = 150
MOST_BARS = 300
FEWEST_BARS = 24
YEARS_OF_LABELS = (1, 2, 5, 10, 20, 25, 50, 100)
MOST_LABELS = 9
EDGE = 2
"""A label this near to an end, in percent of the width, begins or ends there; others stand in the middle of their year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """A long series as bars in a box of WIDTH by HEIGHT."""

    dataset: Dataset
    publisher: Publisher
    table: Table
    what: str
    """What a bar stands for, in words."""
    path: str
    faint: str
    """The bars of periods that were measured only in part."""
    labels: tuple[tuple[str, str, str], ...]
    """(place from the left in percent, year, whether the label starts or ends there) along the foot."""
    first: str
    last: str
    top: str
    """The largest value of a whole period, with that period in `top_at`."""
    top_at: str


def longest(site: Site, lang: Lang) -> Strip | None:
    """Return the strip of the longest series of amounts there is, or None where none is long enough.

    Means are passed over: bars that begin at zero would say nothing of them.
    """
    for series in feature.longest_series(site.platform):
        plot = charts.first(series.table, lang)
        if plot is None or plot.aggregate not in (None, "sum", "count"):
            continue
        chart = charts.first_chart(site.platform, series.table, lang)
        if chart and chart.over_time and chart.aggregate in ("sum", "count"):
            return draw(series, chart, lang, site.messages[lang])
    return None


def draw(series: Series, chart: Chart, lang: Lang, words: Messages) -> Strip | None:
    """Draw a series; None where it is too short or has nothing above zero."""
    points = chart.points[-MOST_BARS:]
    values = [_number(point["y"]) for point in points]
    partial = [is_partial(point) for point in points]
    whole = [0.0 if hides else value for value, hides in zip(values, partial, strict=True)]
    if len(points) < FEWEST_BARS or max(whole) <= 0:
        return None
    top = max(values)
    faint = [value if hides else 0.0 for value, hides in zip(values, partial, strict=True)]
    highest = max(range(len(whole)), key=whole.__getitem__)
    moments = [str(point["x"]) for point in points]
    return Strip(
        dataset=series.dataset,
        publisher=series.publisher,
        table=series.table,
        what=words.say(f"grain_{chart.plot.step}", value=words.say(f"amount_{chart.aggregate}")),
        path=small.bars(whole, WIDTH, HEIGHT, gap=0.28, top=top),
        faint=small.bars(faint, WIDTH, HEIGHT, gap=0.28, top=top),
        labels=tuple(_labels(moments)),
        first=moments[0][:4],
        last=moments[-1][:4],
        top=readable.rounded(whole[highest]),
        top_at=period(moments[highest], chart.plot.step, lang) if chart.plot.step else "",
    )


def _number(value: object) -> float:
    return float(value) if isinstance(value, (int, float)) else 0.0


def _labels(moments: list[str]) -> Iterator[tuple[str, str, str]]:
    """Give a label for each round year, at most MOST_LABELS of them."""
    first, last = int(moments[0][:4]), int(moments[-1][:4])
    step = next(
        (each for each in YEARS_OF_LABELS if (last - first) / each <= MOST_LABELS), YEARS_OF_LABELS[-1]
    )
    bars = {moment[:4]: place for place, moment in reversed(list(enumerate(moments)))}
    for year in range(-(-first // step) * step, last + 1, step):
        if str(year) not in bars:
            continue
        place = 100 * (bars[str(year)] + 0.5) / len(moments)
        anchor = "start" if place < EDGE else "end" if place > 100 - EDGE else "middle"
        yield f"{place:.1f}%", str(year), anchor
