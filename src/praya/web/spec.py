"""Charts as Vega-Lite specifications: one for the browser and for the drawing made on the server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from praya.model.text import Lang
    from praya.services.chart import Chart
    from praya.web.language import Messages

Theme = Literal["light", "dark"]
Spec = dict[str, object]

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
MOST_TIME_BARS = 180
"""Sums and counts over time are bars up to this many, and a line beyond."""
WHOLE = 0.9
"""A period with a smaller share of its days measured is drawn faintly: its sum or mean is not comparable."""
YEARS_LONG, YEARS_SHORT = 5, 1
DAYS_OF_MONTHS = 100
YEARS_OF_TICKS, MOST_TICKS = (1, 2, 5, 10, 20, 50), 12
AMOUNT = ",.4~f"
"""Whole numbers as they are, however large, and no more decimals than say something."""
LINE_HEIGHT, BAR_HEIGHT = 280, 24
UNTELLING = frozenset({"value", "數值", "数值"})
"""Titles, in lower case, that say nothing of what is measured: the table's own title does."""
NARROW, MOST_LABEL = 500, 260
"""Pixels: a phone, and the widest label of a bar."""


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of one theme, as in the styles' tokens."""

    ink: str
    muted: str
    hairline: str
    accent: str


COLOURS: Mapping[Theme, Colours] = {
    "light": Colours(ink="#17211f", muted="#5a6663", hairline="#d8dcd5", accent="#0b6a72"),
    "dark": Colours(ink="#e6eae4", muted="#9ba7a3", hairline="#2b3735", accent="#62c4c3"),
}
FONTS: Mapping[Lang, str] = {
    "en": "Inter, Helvetica Neue, Arial, Liberation Sans, Noto Sans CJK HK, sans-serif",
    "zh-Hant": "PingFang HK, Microsoft JhengHei, Noto Sans CJK HK, Noto Sans CJK TC, sans-serif",
    "zh-Hans": "PingFang SC, Microsoft YaHei, Noto Sans CJK SC, sans-serif",
}
_MONTH: Mapping[Lang, str] = {"en": "%b %Y", "zh-Hant": "%Y年%-m月", "zh-Hans": "%Y年%-m月"}
_DAY: Mapping[Lang, str] = {"en": "%-d %b", "zh-Hant": "%-m月%-d日", "zh-Hans": "%-m月%-d日"}
_WHOLE_DAY: Mapping[Lang, str] = {"en": "%-d %B %Y", "zh-Hant": "%Y年%-m月%-d日", "zh-Hans": "%Y年%-m月%-d日"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """For whom and how large a chart is drawn; `width` 0 fills the page's own width."""

    lang: Lang
    theme: Theme
    width: int = 0


def spec(chart: Chart, x_title: str, y_title: str, look: Look) -> Spec:
    """Return a chart's specification, its points inside."""
    body = _over_time(chart, y_title, look) if chart.kind == "line" else _by_category(chart, y_title, look)
    return {
        "$schema": SCHEMA,
        "background": "transparent",
        "padding": {"left": 0, "right": 12, "top": 8, "bottom": 0},
        "autosize": {"type": "fit-x", "contains": "padding"},
        "width": look.width or "container",
        "description": f"{y_title} / {x_title}",
        "config": _config(look),
        **body,
    }


def value_title(chart: Chart, lang: Lang, words: Messages) -> str:
    """Say what a chart measures, with its unit and how it was put together."""
    if chart.y is None:
        return words.say("chart_count")
    title = chart.y.title.words(lang) or chart.y.name
    if title.lower() in UNTELLING:
        return words.say(f"amount_{chart.aggregate}")
    measured = words.say("with_unit", title=title, unit=chart.y.unit) if chart.y.unit else title
    return words.say(f"chart_{chart.aggregate}", title=measured)


def chart_title(chart: Chart, lang: Lang, words: Messages) -> str:
    """Say what a whole chart shows."""
    value = value_title(chart, lang, words)
    if chart.kind == "line" and chart.grain:
        return words.say(f"grain_{chart.grain}", value=value)
    return words.say("chart_by", value=value, by=chart.x.title.words(lang) or chart.x.name)


def is_partial(point: Mapping[str, object]) -> bool:
    """Say whether a point's period was measured only in part."""
    share = point.get("share")
    return isinstance(share, (int, float)) and 0 < share < WHOLE


def _over_time(chart: Chart, y_title: str, look: Look) -> Spec:
    """Draw amounts as bars while there is room for them, and everything else as a line that breaks at gaps."""
    bars = chart.aggregate in ("sum", "count") and len(chart.points) <= MOST_TIME_BARS
    accent = COLOURS[look.theme].accent
    whole = f"!isValid(datum.share) || datum.share >= {WHOLE}"
    x, y, tooltip = (
        _time_axis(chart, look),
        _value_axis(chart, from_zero=bars),
        _time_tooltip(chart, y_title, look),
    )
    data = {"values": list(chart.points), "format": {"parse": {"x": "utc:'%Y-%m-%d'"}}}
    if bars:
        x["timeUnit"] = f"utc{_unit(chart)}"
        faint = {"condition": {"test": whole, "value": 1}, "value": 0.35}
        return {
            "data": data,
            "height": LINE_HEIGHT,
            "mark": {"type": "bar", "color": accent, "binSpacing": 1},
            "encoding": {"x": x, "y": y, "opacity": faint, "tooltip": tooltip},
        }
    line = {"type": "line", "color": accent, "strokeWidth": 1.4, "invalid": "break-paths-show-domains"}
    return {
        "data": data,
        "height": LINE_HEIGHT,
        "transform": [{"calculate": f"{whole} ? datum.y : null", "as": "y"}],
        "encoding": {"x": x, "y": y},
        "layer": [
            {"mark": line},
            {"mark": {"type": "point", "opacity": 0, "size": 60}, "encoding": {"tooltip": tooltip}},
        ],
    }


def _time_axis(chart: Chart, look: Look) -> Spec:
    return {
        "field": "x",
        "type": "temporal",
        "scale": {"type": "utc"},
        "axis": {
            "title": None,
            "format": _time_format(chart, look.lang),
            "labelOverlap": "greedy",
            "grid": False,
            **_ticks(chart),
        },
    }


def _value_axis(chart: Chart, *, from_zero: bool) -> Spec:
    return {
        "field": "y",
        "type": "quantitative",
        "scale": {"zero": from_zero or chart.aggregate in ("sum", "count"), "nice": True},
        "axis": {"title": None, "tickCount": 4},
    }


def _time_tooltip(chart: Chart, y_title: str, look: Look) -> list[Spec]:
    return [
        {
            "field": "x",
            "type": "temporal",
            "title": "x",
            "format": _point_format(chart, look.lang),
            "scale": {"type": "utc"},
        },
        {"field": "y", "type": "quantitative", "title": y_title, "format": AMOUNT},
    ]


def _by_category(chart: Chart, y_title: str, look: Look) -> Spec:
    colours = COLOURS[look.theme]
    y = {
        "field": "x",
        "type": "nominal",
        "sort": None,
        "axis": {
            "title": None,
            "ticks": False,
            "domain": False,
            "labelLimit": look.width * 2 // 5 if 0 < look.width < NARROW else MOST_LABEL,
        },
    }
    x = {"field": "y", "type": "quantitative", "axis": None}
    tooltip = [
        {"field": "x", "type": "nominal", "title": "x"},
        {"field": "y", "type": "quantitative", "title": y_title, "format": AMOUNT},
    ]
    return {
        "data": {"values": list(chart.points)},
        "height": {"step": BAR_HEIGHT},
        "encoding": {"y": y, "x": x, "tooltip": tooltip},
        "layer": [
            {"mark": {"type": "bar", "color": colours.accent, "height": {"band": 0.62}}},
            {
                "mark": {"type": "text", "align": "left", "dx": 6, "color": colours.muted},
                "encoding": {"text": {"field": "y", "type": "quantitative", "format": AMOUNT}},
            },
        ],
    }


def _unit(chart: Chart) -> str:
    return {"year": "year", "month": "yearmonth", "day": "yearmonthdate", None: "yearmonthdate"}[chart.grain]


def _time_format(chart: Chart, lang: Lang) -> str:
    """Return how the axis writes time: the longer the reach, the shorter the words."""
    years = _years(chart)
    if chart.grain == "year" or years >= YEARS_LONG:
        return "%Y"
    if chart.grain == "month" or years > YEARS_SHORT or len(chart.points) > DAYS_OF_MONTHS:
        return _MONTH[lang]
    return _DAY[lang]


def _ticks(chart: Chart) -> Spec:
    """Return ticks at whole years where the axis names years only, so that no year is named twice."""
    years = _years(chart)
    if chart.grain == "year" or years < YEARS_LONG:
        return {}
    step = next((each for each in YEARS_OF_TICKS if years / each <= MOST_TICKS), YEARS_OF_TICKS[-1])
    return {"tickCount": {"interval": "year", "step": step}}


def _years(chart: Chart) -> int:
    return int(str(chart.points[-1]["x"])[:4]) - int(str(chart.points[0]["x"])[:4])


def _point_format(chart: Chart, lang: Lang) -> str:
    return {"year": "%Y", "month": _MONTH[lang], "day": _WHOLE_DAY[lang], None: _WHOLE_DAY[lang]}[chart.grain]


def _config(look: Look) -> Spec:
    colours = COLOURS[look.theme]
    axis = {
        "labelColor": colours.muted,
        "labelFontSize": 12,
        "gridColor": colours.hairline,
        "domainColor": colours.hairline,
        "tickColor": colours.hairline,
        "labelPadding": 6,
    }
    return {
        "font": FONTS[look.lang],
        "view": {"stroke": None},
        "axis": axis,
        "axisY": {"domain": False, "ticks": False},
        "text": {"fontSize": 12},
    }
