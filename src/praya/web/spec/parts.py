"""What marks of all kinds share: what they are made from, axes, colours, and what is told of a point."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from praya.web.spec import look as looks
from praya.web.spec.look import AMOUNT, width_of
from praya.web.spec.words import WHOLE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from praya.services.chart import Chart
    from praya.web.spec.look import Look, Spec
    from praya.web.spec.scale import Range
    from praya.web.spec.words import Told

LINE_HEIGHT, BAR_HEIGHT, FACET_HEIGHT, CELL_HEIGHT = 300, 24, 150, 22
MOST_LABEL = 260
"""Pixels: the widest label of a bar."""
MOST_BESIDE = 230
"""Pixels: the widest label of a line."""
WHOLE_TEST = f"!isValid(datum.share) || datum.share >= {WHOLE}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """What a chart's marks are made from."""

    chart: Chart
    told: Told
    look: Look
    points: tuple[Mapping[str, object], ...]
    """With names in place of numbers of series and facets."""
    range: Range
    """Of the values."""

    @property
    def height(self) -> int:
        """Return how high the drawn area is, in pixels."""
        return self.look.height or (FACET_HEIGHT if self.chart.facets else LINE_HEIGHT)

    @property
    def labelled(self) -> bool:
        """Say whether lines have their names beside them rather than in a legend."""
        lines = self.chart.plot.kind == "line" and bool(self.chart.series)
        return lines and not self.chart.facets and not self.look.narrow

    @property
    def beside(self) -> int:
        """Return how much room names beside lines take, in pixels."""
        return min(MOST_BESIDE, round(max(map(width_of, self.told.series), default=0)) + 12)


def time(drawing: Drawing) -> Spec:
    """Return the axis of what is drawn along time."""
    chart, lang = drawing.chart, drawing.look.lang
    step = chart.plot.step
    assert step is not None, "only what is drawn along time has periods"
    moments = [str(point["x"]) for point in drawing.points]
    years = int(max(moments)[:4]) - int(min(moments)[:4]) if moments else 0
    return {
        "field": "x",
        "type": "temporal",
        "scale": {"type": "utc"},
        "axis": {
            "title": None,
            "format": looks.times(lang, step, years, len(set(moments))),
            "labelOverlap": "greedy",
            "grid": False,
            **looks.year_ticks(step, years),
        },
    }


def values(drawing: Drawing, *, title: str | None = None) -> Spec:
    """Return the axis of what is measured."""
    range_ = drawing.range
    largest = max(abs(range_.low), abs(range_.high))
    return {
        "field": "y",
        "type": "quantitative",
        "scale": {"domain": [range_.low, range_.high], **({"type": "log"} if range_.log else {})},
        "axis": {
            "title": title,
            "tickCount": 3 if drawing.chart.facets else 5,
            **looks.numbers(drawing.look.lang, largest),
            **(FLAT if title else {}),
        },
    }


TITLED: Spec = {"left": 0, "right": 12, "top": 24, "bottom": 0}
"""Room above for the title of an axis."""
FLAT: Spec = {"titleAngle": 0, "titleAlign": "left", "titleAnchor": "end", "titleX": -30, "titleY": -14}


def colour(drawing: Drawing, *, legend: bool = True, orient: str = "top") -> Spec:
    """Return the colours of the series; the accent alone where there are none."""
    colours, told = drawing.look.colours, drawing.told
    if not drawing.chart.series:
        return {"value": colours.accent}
    held = [
        colours.muted if group.kind == "other" else colours.hairline if group.kind == "missing" else colour
        for group, colour in zip(
            drawing.chart.series, (*colours.series, *(colours.muted,) * 30), strict=False
        )
    ]
    widest = max(map(width_of, told.series), default=0) + 34
    room = drawing.look.width or drawing.look.room or 700
    shown: Spec = {
        "orient": orient,
        "title": None,
        "columns": max(1, min(len(held), int(room // widest))),
        "labelLimit": 300,
    }
    return {
        "field": "by",
        "type": "nominal",
        "sort": None,
        "scale": {"domain": list(told.series), "range": held},
        "legend": shown if legend else None,
    }


def tooltip(drawing: Drawing, *fields: Spec) -> list[Spec]:
    """Return what is told of a point: where it is, its series, and what is measured."""
    chart, lang = drawing.chart, drawing.look.lang
    where: Spec = {"field": "x", "type": "nominal", "title": "x"}
    if chart.plot.step:
        written = looks.whole_time(lang, chart.plot.step)
        where = {"field": "x", "type": "temporal", "title": "x", "format": written, "scale": {"type": "utc"}}
    series: list[Spec] = (
        [{"field": "by", "type": "nominal", "title": drawing.told.by}] if chart.series else []
    )
    value: Spec = {"field": "y", "type": "quantitative", "title": drawing.told.y, "format": AMOUNT}
    return [where, *series, *(fields or (value,))]


def category(drawing: Drawing) -> Spec:
    """Return the axis of what is drawn by category, a row each."""
    look = drawing.look
    narrow = (look.width or look.room) * 2 // 5 if look.narrow else MOST_LABEL
    return {
        "field": "x",
        "type": "nominal",
        "sort": None,
        "axis": {"title": None, "ticks": False, "domain": False, "labelLimit": narrow},
    }
