"""The marks of charts along time and categories, as parts of a Vega-Lite specification."""

from __future__ import annotations

from typing import TYPE_CHECKING

from praya.web.spec import look as looks
from praya.web.spec import parts, spread
from praya.web.spec.look import AMOUNT
from praya.web.spec.scale import beside

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from praya.model.plot import Kind
    from praya.web.spec.look import Spec
    from praya.web.spec.parts import Drawing


def marks(drawing: Drawing) -> Spec:
    """Return the marks and what they stand for, without data, size or configuration."""
    kind = drawing.chart.plot.kind or "bar"
    over_time = drawing.chart.plot.step is not None
    makers: Mapping[Kind, Callable[[Drawing], Spec]] = {
        "line": _line if over_time else _line_of_categories,
        "area": _area if over_time else _bars,
        "bar": _time_bars if over_time else _bars,
        "stacked": _time_bars if over_time else _bars,
        "heat": spread.heat,
        "scatter": spread.squares if drawing.chart.crowded else spread.dots,
        "histogram": spread.histogram,
        "box": spread.boxes,
    }
    return makers[kind](drawing)


def _line(drawing: Drawing) -> Spec:
    """Draw lines that break at gaps; a point between two gaps stands as a dot."""
    colour = parts.colour(drawing, legend=not drawing.labelled)
    shared = {"x": parts.time(drawing), "y": parts.values(drawing), "color": colour}
    line = {"type": "line", "strokeWidth": 1.6, "invalid": "break-paths-show-domains"}
    near: Spec = {
        "name": "near",
        "select": {"type": "point", "nearest": True, "on": "pointerover", "clear": "pointerout"},
    }
    layers: list[Spec] = [
        {"mark": line},
        {
            "transform": [{"filter": "datum.lone"}],
            "mark": {"type": "point", "filled": True, "size": 14, "opacity": 1, "aria": False},
        },
        {
            "params": [near],
            "transform": [{"filter": "isValid(datum.y)"}],
            "mark": {"type": "point", "filled": True, "size": 46},
            "encoding": {
                "opacity": {"condition": {"param": "near", "empty": False, "value": 1}, "value": 0},
                "tooltip": parts.tooltip(drawing),
            },
        },
    ]
    if drawing.labelled:
        layers.append(_names(drawing, colour))
    return {"height": drawing.height, "encoding": shared, "layer": layers}


def _names(drawing: Drawing, colour: Spec) -> Spec:
    """Write each line's name beside its end."""
    last = {point["by"]: point["y"] for point in drawing.points if point["y"] is not None}
    named = [name for name in drawing.told.series if name in last]
    heights = beside([float(str(last[name])) for name in named], drawing.range, drawing.height)
    values = [{"by": name, "y": at} for name, at in zip(named, heights, strict=True)]
    text = {"type": "text", "align": "left", "dx": 8, "limit": drawing.beside, "fontWeight": 600}
    return {
        "data": {"values": values},
        "mark": text,
        "encoding": {
            "x": {"value": "width"},
            "text": {"field": "by"},
            "color": {**colour, "legend": None},
        },
    }


def _line_of_categories(drawing: Drawing) -> Spec:
    """Draw a line along numbers in order, such as the hours of a day."""
    x = {
        "field": "x",
        "type": "ordinal",
        "sort": None,
        "axis": {"title": drawing.told.x, "labelAngle": 0, "labelOverlap": "greedy", "grid": False},
    }
    shared = {"x": x, "y": parts.values(drawing), "color": parts.colour(drawing)}
    line = {"type": "line", "strokeWidth": 1.6, "invalid": "break-paths-show-domains", "point": {"size": 20}}
    return {
        "height": drawing.height,
        "mark": line,
        "encoding": {**shared, "tooltip": parts.tooltip(drawing)},
    }


def _area(drawing: Drawing) -> Spec:
    area = {"type": "area", "opacity": 0.85, "invalid": "break-paths-show-domains", "line": False}
    y = {**parts.values(drawing), "stack": "zero" if drawing.chart.series else None}
    return {
        "height": drawing.height,
        "mark": area,
        "encoding": {
            "x": parts.time(drawing),
            "y": y,
            "color": parts.colour(drawing),
            "order": {"field": "place", "type": "quantitative"},
            "tooltip": parts.tooltip(drawing),
        },
    }


def _time_bars(drawing: Drawing) -> Spec:
    """Draw a bar over each period, faint where it was measured only in part."""
    faint = {"condition": {"test": parts.WHOLE_TEST, "value": 1}, "value": 0.35}
    return {
        "height": drawing.height,
        "mark": {"type": "bar", "orient": "vertical"},
        "encoding": {
            "x": parts.time(drawing),
            "x2": {"field": "x2"},
            "y": {**parts.values(drawing), "stack": "zero" if drawing.chart.series else None},
            "color": parts.colour(drawing),
            "opacity": faint,
            "order": {"field": "place", "type": "quantitative"},
            "tooltip": parts.tooltip(drawing),
        },
    }


def _bars(drawing: Drawing) -> Spec:
    """Draw a bar for each category with its value beside it; series beside each other, or one upon the other."""
    chart, colours = drawing.chart, drawing.look.colours
    stacked = chart.plot.kind in ("stacked", "area") and bool(chart.series)
    grouped = bool(chart.series) and not stacked
    x = {
        "field": "y",
        "type": "quantitative",
        "axis": {"title": None, "tickCount": 4, **looks.numbers(drawing.look.lang, drawing.range.high)}
        if stacked
        else None,
        "scale": {"domain": [drawing.range.low, drawing.range.high]} if not stacked else {},
        "stack": "zero" if stacked else None,
    }
    offset: Spec = {"yOffset": {"field": "by", "type": "nominal", "sort": list(drawing.told.series)}}
    bar = {"type": "bar", **({"height": {"band": 0.62}} if not chart.series else {})}
    layers: list[Spec] = [
        {"mark": bar, "encoding": {"color": parts.colour(drawing), "order": {"field": "place"}}},
    ]
    if not stacked:
        written: Spec = {"text": {"field": "y", "type": "quantitative", "format": AMOUNT}}
        beside_bar = {"type": "text", "color": colours.muted, "fontSize": 11 if grouped else 12}
        layers += [
            {
                "transform": [{"filter": test}],
                "mark": {**beside_bar, "align": align, "dx": dx},
                "encoding": written,
            }
            for test, align, dx in (("datum.y >= 0", "left", 6), ("datum.y < 0", "right", -6))
        ]
    step = max(1, len(chart.series)) * 15 + 10 if grouped else parts.BAR_HEIGHT
    return {
        "height": {"step": step, "for": "position"},
        "encoding": {
            "y": parts.category(drawing),
            "x": x,
            **(offset if grouped else {}),
            "tooltip": parts.tooltip(drawing),
        },
        "layer": layers,
    }
