"""The marks of charts of numbers against numbers, and of pairs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from praya.web.spec import look as looks
from praya.web.spec import parts
from praya.web.spec.look import AMOUNT
from praya.web.spec.scale import Range

if TYPE_CHECKING:
    from praya.web.spec.look import Spec
    from praya.web.spec.parts import Drawing


def heat(drawing: Drawing) -> Spec:
    """Draw a square for each pair; a pair without a value stays empty."""
    chart, colours = drawing.chart, drawing.look.colours
    angle = {
        "labelAngle": -90 if drawing.look.narrow else -40,
        "labelLimit": 110,
        "title": None,
        "ticks": False,
        "domain": False,
    }
    along: Spec = {"x": {"field": "x", "type": "nominal", "sort": None, "axis": angle}}
    if chart.plot.step:
        along = {"x": parts.time(drawing), "x2": {"field": "x2"}}
    rows = {
        "field": "by",
        "type": "nominal",
        "sort": list(drawing.told.series),
        "axis": {
            "title": None,
            "ticks": False,
            "labelLimit": 110 if drawing.look.narrow else parts.MOST_LABEL,
        },
    }
    colour = {
        "field": "y",
        "type": "quantitative",
        "scale": {"range": list(colours.classes), "zero": chart.aggregate in ("sum", "count")},
        "legend": {
            "orient": "top",
            "title": drawing.told.y,
            "gradientLength": 200,
            "format": AMOUNT,
            "tickCount": 3,
        },
    }
    return {
        "height": {"step": parts.CELL_HEIGHT},
        "transform": [{"filter": "isValid(datum.y)"}],
        "mark": {"type": "rect", "stroke": colours.ground, "strokeWidth": 1},
        "encoding": {**along, "y": rows, "color": colour, "tooltip": parts.tooltip(drawing)},
    }


def _number_axis(drawing: Drawing, field: str, title: str, range_: Range) -> Spec:
    return {
        "field": field,
        "type": "quantitative",
        "scale": {"domain": [range_.low, range_.high], "nice": False},
        "axis": {
            "title": title,
            "grid": False,
            "tickCount": 6,
            **looks.numbers(drawing.look.lang, range_.high),
        },
    }


def dots(drawing: Drawing) -> Spec:
    """Draw a dot for each row, in the colour and shape of its series."""
    colour = parts.colour(drawing, orient="bottom")
    shape: Spec = (
        {"shape": {"field": "by", "type": "nominal", "scale": {"domain": list(drawing.told.series)}}}
        if drawing.chart.series
        else {}
    )
    return {
        "height": drawing.height,
        "padding": parts.TITLED,
        "mark": {"type": "point", "filled": True, "size": 34, "opacity": 0.6},
        "encoding": {
            "x": {
                "field": "x",
                "type": "quantitative",
                "scale": {"zero": False},
                "axis": {"title": drawing.told.x, "grid": False, "tickCount": 6},
            },
            "y": parts.values(drawing, title=drawing.told.y),
            "color": colour,
            **shape,
            "tooltip": parts.tooltip(drawing),
        },
    }


def squares(drawing: Drawing) -> Spec:
    """Draw how many points lie in each square, as there are too many to draw each."""
    colours, told = drawing.look.colours, drawing.told
    xs = [float(str(point[name])) for point in drawing.points for name in ("x", "x2")] or [0, 1]
    ys = [float(str(point[name])) for point in drawing.points for name in ("y", "y2")] or [0, 1]
    colour = {
        "field": "n",
        "type": "quantitative",
        "scale": {"type": "log", "range": list(colours.classes)},
        "legend": {"orient": "bottom", "title": None, "gradientLength": 160, "format": ",d", "tickCount": 3},
    }
    y = _number_axis(drawing, "y", told.y, Range(min(ys), max(ys)))
    axis = y["axis"]
    assert isinstance(axis, dict), "just made"
    axis.update(parts.FLAT)
    count: Spec = {"field": "n", "type": "quantitative", "title": "n", "format": ",d"}
    return {
        "height": drawing.height,
        "padding": parts.TITLED,
        "mark": {"type": "rect"},
        "encoding": {
            "x": _number_axis(drawing, "x", told.x, Range(min(xs), max(xs))),
            "x2": {"field": "x2"},
            "y": y,
            "y2": {"field": "y2"},
            "color": colour,
            "tooltip": [{"field": "span", "type": "nominal", "title": "x"}, count],
        },
    }


def histogram(drawing: Drawing) -> Spec:
    """Draw a bar over each bin."""
    xs = [float(str(point[name])) for point in drawing.points for name in ("x", "x2")] or [0, 1]
    x = _number_axis(drawing, "x", drawing.told.x, Range(min(xs), max(xs)))
    where: Spec = {"field": "span", "type": "nominal", "title": "x"}
    value: Spec = {"field": "y", "type": "quantitative", "title": drawing.told.y, "format": ",d"}
    return {
        "height": drawing.height,
        "mark": {"type": "bar", "binSpacing": 1, "color": drawing.look.colours.accent},
        "encoding": {
            "x": {**x, "bin": {"binned": True}},
            "x2": {"field": "x2"},
            "y": parts.values(drawing),
            "tooltip": [where, value],
        },
    }


def boxes(drawing: Drawing) -> Spec:
    """Draw the middle half of each category's values as a box, its median, and where a twentieth lies beyond."""
    colours = drawing.look.colours
    axis = {"title": drawing.told.y, "grid": True, "tickCount": 6}

    def part(mark: Spec, *fields: str) -> Spec:
        ends = zip(("x", "x2"), fields, strict=False)
        return {
            "mark": mark,
            "encoding": {
                end: {"field": field, **({"type": "quantitative", "axis": axis} if end == "x" else {})}
                for end, field in ends
            },
        }

    told: list[Spec] = [
        {"field": field, "type": "quantitative", "title": field, "format": AMOUNT}
        for field in ("low", "q1", "y", "q3", "high")
    ]
    return {
        "height": {"step": parts.BAR_HEIGHT + 4},
        "encoding": {"y": parts.category(drawing), "tooltip": parts.tooltip(drawing, *told)},
        "layer": [
            part({"type": "rule", "color": colours.muted}, "low", "high"),
            part({"type": "bar", "height": {"band": 0.5}, "color": colours.classes[1]}, "q1", "q3"),
            part({"type": "tick", "color": colours.ink, "thickness": 2, "height": {"band": 0.5}}, "y"),
        ],
    }
