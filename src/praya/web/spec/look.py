"""How charts look: colours, typefaces, sizes, and how axes write numbers and times in each language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from praya.model.query.grouping import Span
    from praya.model.text import Lang

Theme = Literal["light", "dark"]
Spec = dict[str, object]

AMOUNT = ",.4~f"
"""Whole numbers as they are, however large, and no more decimals than say something."""
NARROW = 500
"""Pixels: a phone."""
LARGE = 100_000
"""From here on an axis writes numbers short."""


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of one theme, as in the styles' tokens."""

    ground: str
    ink: str
    muted: str
    hairline: str
    accent: str
    series: tuple[str, ...]
    """Told apart by readers who see fewer colours, too; the first is the accent."""
    classes: tuple[str, ...]
    """From little to much."""


COLOURS: Mapping[Theme, Colours] = {
    "light": Colours(
        ground="#f6f7f3",
        ink="#17211f",
        muted="#5a6663",
        hairline="#d8dcd5",
        accent="#0b6a72",
        series=("#0b6a72", "#752f18", "#1c057a", "#b82060", "#755914", "#0570c0", "#34090b"),
        classes=("#d3e5e1", "#9fcbc7", "#62a6a7", "#2b7f86", "#0a4d56"),
    ),
    "dark": Colours(
        ground="#101716",
        ink="#e6eae4",
        muted="#9ba7a3",
        hairline="#2b3735",
        accent="#62c4c3",
        series=("#62c4c3", "#f3a117", "#6478ea", "#af6e96", "#e3f2a0", "#41a0d7", "#cb745e"),
        classes=("#1e3a3a", "#285a5a", "#368282", "#56afae", "#a4e6e2"),
    ),
}
FONTS: Mapping[Lang, str] = {
    "en": "Inter, Helvetica Neue, Arial, Liberation Sans, Noto Sans CJK HK, sans-serif",
    "zh-Hant": "PingFang HK, Microsoft JhengHei, Noto Sans CJK HK, Noto Sans CJK TC, sans-serif",
    "zh-Hans": "PingFang SC, Microsoft YaHei, Noto Sans CJK SC, sans-serif",
}
_LETTER, _IDEOGRAPH = 6.6, 12.2
"""Pixels of a letter and of an ideograph at twelve pixels, about."""
_MONTH: Mapping[Lang, str] = {"en": "%b %Y", "zh-Hant": "%Y年%-m月", "zh-Hans": "%Y年%-m月"}
_DAY: Mapping[Lang, str] = {"en": "%-d %b", "zh-Hant": "%-m月%-d日", "zh-Hans": "%-m月%-d日"}
_HOUR: Mapping[Lang, str] = {"en": "%-d %b %H:%M", "zh-Hant": "%-m月%-d日%H時", "zh-Hans": "%-m月%-d日%H时"}
_WHOLE_DAY: Mapping[Lang, str] = {"en": "%-d %B %Y", "zh-Hant": "%Y年%-m月%-d日", "zh-Hans": "%Y年%-m月%-d日"}
_SHORT: Mapping[Lang, tuple[tuple[float, str], ...]] = {
    "en": ((1e9, " bn"), (1e6, " m"), (1e3, "k")),
    "zh-Hant": ((1e8, "億"), (1e4, "萬")),
    "zh-Hans": ((1e8, "亿"), (1e4, "万")),
}
YEARS_LONG, YEARS_SHORT = 5, 1
DAYS_OF_MONTHS = 100
YEARS_OF_TICKS, MOST_TICKS = (1, 2, 5, 10, 20, 50), 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """For whom and how large a chart is drawn; `width` 0 fills the page's own width."""

    lang: Lang
    theme: Theme
    width: int = 0
    room: int = 0
    """How wide the page is, about, where the chart fills it."""
    height: int = 0
    """Of the drawn area, in pixels; 0 for the usual."""
    columns: int = 3
    """Small charts beside each other."""

    @property
    def colours(self) -> Colours:
        """Return the theme's colours."""
        return COLOURS[self.theme]

    @property
    def narrow(self) -> bool:
        """Say whether there is no room beside the drawn area."""
        return 0 < (self.width or self.room) < NARROW


def width_of(text: str, size: float = 12) -> float:
    """Return how many pixels a text takes, about."""
    return sum(_LETTER if char.isascii() else _IDEOGRAPH for char in text) * size / 12


def numbers(lang: Lang, largest: float) -> Spec:
    """Return how an axis writes numbers: large ones short, in the units the language counts in."""
    if largest < LARGE:
        return {"format": AMOUNT}
    written = f"format(datum.value, '{AMOUNT}')"
    for size, word in reversed(_SHORT[lang]):
        short = f"format(datum.value / {size:.0f}, ',.4~f') + '{word}'"
        written = f"abs(datum.value) >= {size:.0f} ? {short} : {written}"
    return {"labelExpr": written}


def times(lang: Lang, step: Span, years: int, count: int) -> str:
    """Return how an axis writes time: the longer the reach, the shorter the words."""
    if step == "year" or years >= YEARS_LONG:
        return "%Y"
    if step in ("month", "quarter") or years > YEARS_SHORT or (step != "hour" and count > DAYS_OF_MONTHS):
        return _MONTH[lang]
    return _HOUR[lang] if step == "hour" and count <= DAYS_OF_MONTHS else _DAY[lang]


def whole_time(lang: Lang, step: Span) -> str:
    """Return how the period of one point is written."""
    if step == "year":
        return "%Y"
    return (
        _MONTH[lang] if step in ("month", "quarter") else _HOUR[lang] if step == "hour" else _WHOLE_DAY[lang]
    )


def year_ticks(step: Span, years: int) -> Spec:
    """Return ticks at whole years where the axis names years only, so that no year is named twice."""
    if step == "year" or years < YEARS_LONG:
        return {}
    every = next((each for each in YEARS_OF_TICKS if years / each <= MOST_TICKS), YEARS_OF_TICKS[-1])
    return {"tickCount": {"interval": "year", "step": every}}


def config(look: Look) -> Spec:
    """Return what all marks and axes have in common."""
    colours = look.colours
    return {
        "font": FONTS[look.lang],
        "view": {"stroke": None},
        "axis": {
            "labelColor": colours.muted,
            "labelFontSize": 12,
            "titleColor": colours.muted,
            "titleFontSize": 12,
            "titleFontWeight": "normal",
            "gridColor": colours.hairline,
            "domainColor": colours.hairline,
            "tickColor": colours.hairline,
            "labelPadding": 6,
        },
        "axisY": {"domain": False, "ticks": False},
        "text": {"fontSize": 12},
        "legend": {
            "labelColor": colours.ink,
            "labelFontSize": 12,
            "titleColor": colours.muted,
            "titleFontSize": 12,
            "titleFontWeight": "normal",
            "symbolSize": 90,
        },
        "header": {
            "labelColor": colours.ink,
            "labelFontSize": 13,
            "labelFontWeight": 600,
            "labelAnchor": "start",
            "labelLimit": 320,
            "title": None,
        },
    }
