"""Charts as Vega-Lite specifications: one for the browser and for the drawing made on the server."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from praya.services.chart import following
from praya.web import readable
from praya.web.spec.look import COLOURS, Look, Spec, Theme, config
from praya.web.spec.marks import marks
from praya.web.spec.parts import MOST_LABEL, Drawing
from praya.web.spec.words import Told, is_partial, range_of, told

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from praya.services.chart import Chart

__all__ = ["COLOURS", "Look", "Spec", "Theme", "Told", "is_partial", "range_of", "spec", "told"]

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
BAR = 0.86
"""How much of a period its bar covers."""
FACET_GAP, FACET_AXIS = 28, 52


def spec(chart: Chart, said: Told, look: Look) -> Spec:
    """Return a chart's specification, its points inside."""
    drawing = Drawing(
        chart=chart, told=said, look=look, points=tuple(_named(chart, said)), range=range_of(chart)
    )
    made = marks(drawing)
    data = {"values": list(drawing.points), **_parsed(chart)}
    common: Spec = {
        "$schema": SCHEMA,
        "background": "transparent",
        "padding": {"left": 0, "right": 12, "top": 8, "bottom": 0},
        "description": f"{said.title}. {said.summary}",
        "config": config(look),
        "data": data,
    }
    if chart.facets:
        return {**common, **_facets(drawing, made)}
    return {
        **common,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "width": look.width or "container",
        **made,
    }


def _named(chart: Chart, said: Told) -> Iterator[Mapping[str, object]]:
    """Give the points as they are drawn: with names of series, ends of bars, and dots where a line has no length."""
    step, kind = chart.plot.step, chart.plot.kind
    drawn = [_settled(point, said) for point in chart.points]
    for place, point in enumerate(drawn):
        if step and kind in ("bar", "stacked", "heat"):
            point["x2"] = _end(str(point["x"]), chart)
        if step and kind in ("line", "area") and is_partial(point):
            point["y"] = None
        if kind in ("histogram", "scatter") and "x2" in point:
            point["span"] = f"{_short(point['x'])}–{_short(point['x2'])}"
        point["place"] = place
    if step and kind == "line":
        for place, point in enumerate(drawn):
            around = [drawn[each] for each in (place - 1, place + 1) if 0 <= each < len(drawn)]
            same = [each for each in around if _line_of(each) == _line_of(point) and each["y"] is not None]
            if point["y"] is not None and not same:
                point["lone"] = True
    yield from drawn


def _settled(point: Mapping[str, object], said: Told) -> dict[str, object]:
    made = dict(point)
    for name, names in (("by", said.series), ("facet", said.facets)):
        if name in made:
            made[name] = names[int(str(made[name]))]
    if said.categories:
        made["x"] = said.category(made["x"])
    return made


def _line_of(point: Mapping[str, object]) -> tuple[object, object]:
    return point.get("by"), point.get("facet")


def _end(x: str, chart: Chart) -> str:
    """Return where the bar of a period ends: a little before the period does."""
    step = chart.plot.step
    assert step is not None, "only periods have ends"
    begin = datetime.fromisoformat(x)
    stop = following(begin if step == "hour" else date.fromisoformat(x), step)
    length = (datetime.fromisoformat(stop.isoformat()) - begin).total_seconds()
    whole = BAR if chart.plot.kind != "heat" else 1
    return (begin + timedelta(seconds=round(length * whole))).isoformat(timespec="seconds")


def _short(value: object) -> str:
    return readable.number(value, 4) if isinstance(value, (int, float)) else str(value)


def _parsed(chart: Chart) -> Spec:
    if not chart.plot.step:
        return {}
    day = "utc:'%Y-%m-%dT%H:%M:%S'" if chart.plot.step == "hour" else "utc:'%Y-%m-%d'"
    ends = {"x2": "utc:'%Y-%m-%dT%H:%M:%S'"} if chart.plot.kind in ("bar", "stacked", "heat") else {}
    return {"format": {"parse": {"x": day, **ends}}}


def _facets(drawing: Drawing, made: Spec) -> Spec:
    """Draw each facet small, all on the same scales."""
    columns = min(drawing.look.columns, len(drawing.chart.facets))
    room = (drawing.look.width or 1120) - 12
    labels = MOST_LABEL * 0.6 if isinstance(made["height"], dict) else FACET_AXIS
    width = max(90, round((room - labels - FACET_GAP * (columns - 1)) / columns))
    facet = {"field": "facet", "type": "nominal", "sort": list(drawing.told.facets), "title": None}
    room_above = made.pop("padding", None)
    return {
        **({"padding": room_above} if room_above else {}),
        "facet": facet,
        "columns": columns,
        "spacing": FACET_GAP,
        "spec": {"width": width, **made},
        "resolve": {"axis": {"x": "independent"}},
    }
