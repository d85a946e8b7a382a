"""What a chart shows, in words: its title, its names, what it leaves out, and what stands out in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from praya.model.districts import reader
from praya.web import readable
from praya.web.spec.scale import Range, reach

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from praya.model.query.grouping import Span
    from praya.model.table import Column, Table
    from praya.model.text import Lang
    from praya.services.chart import Chart, Group
    from praya.web.language import Messages

WHOLE = 0.9
"""A period with a smaller share of its days measured is drawn faintly: its sum or mean is not comparable."""
UNTELLING = frozenset({"value", "數值", "数值"})
"""Titles, in lower case, that say nothing of what is measured: the table's own title does."""
LONGEST = 60
QUARTER = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A chart's words in one language."""

    title: str
    x: str
    y: str
    """What is measured, with its unit and how it was put together."""
    by: str
    series: tuple[str, ...]
    facets: tuple[str, ...]
    categories: Mapping[object, str]
    """How each category is written."""
    notes: tuple[str, ...]
    """What is left out, and what the picture does not say by itself."""
    summary: str
    """What stands out, for who does not see it."""

    def category(self, x: object) -> str:
        """Return a category's words."""
        return self.categories.get(x, str(x))


def told(chart: Chart, table: Table, lang: Lang, words: Messages) -> Told:
    """Put a chart of a table into words."""
    names = _Names(chart, table, lang, words)
    y = value_title(chart, lang, words)
    return Told(
        title=chart_title(chart, lang, words),
        x=_with_unit(chart.x, lang, words),
        y=y,
        by=_title(chart.by, lang) if chart.by else "",
        series=_distinct(names.group(chart.by, each) for each in chart.series),
        facets=_distinct(names.group(chart.facet, each) for each in chart.facets),
        categories=names.categories(),
        notes=tuple(_notes(chart, lang, words)),
        summary=_summary(chart, names, lang, words),
    )


def value_title(chart: Chart, lang: Lang, words: Messages) -> str:
    """Say what a chart measures, with its unit and how it was put together."""
    if chart.y is None:
        return words.say("chart_count")
    amount = words.say(f"amount_{chart.aggregate}")
    if chart.y.title.words(lang).lower() in UNTELLING | {amount.lower()}:
        return amount
    if chart.aggregate == "count":
        return words.say("chart_filled", title=_title(chart.y, lang))
    return words.say(f"chart_{chart.aggregate}", title=_with_unit(chart.y, lang, words))


def chart_title(chart: Chart, lang: Lang, words: Messages) -> str:
    """Say what a whole chart shows."""
    value, x = value_title(chart, lang, words), _title(chart.x, lang)
    kind = chart.plot.kind
    if kind == "histogram":
        title = words.say("chart_spread", title=_with_unit(chart.x, lang, words))
    elif kind == "scatter":
        title = words.say("chart_against", y=value, x=x)
    elif chart.plot.step:
        title = words.say(f"grain_{chart.plot.step}", value=value)
    else:
        title = words.say("chart_by", value=value, by=x)
    for each in (chart.by, chart.facet):
        title = words.say("chart_apart", title=title, by=_title(each, lang)) if each else title
    return title


def is_partial(point: Mapping[str, object]) -> bool:
    """Say whether a point's period was measured only in part."""
    share = point.get("share")
    return isinstance(share, (int, float)) and 0 < share < WHOLE


def range_of(chart: Chart) -> Range:
    """Return the values that a chart's axis of numbers reaches over."""
    kind = chart.plot.kind
    from_zero = kind not in ("line", "scatter") or chart.aggregate in ("sum", "count")
    stacked = kind in ("stacked", "area") and bool(chart.series)
    values: list[float] = []
    sums: dict[tuple[object, object, bool], float] = {}
    for point in chart.points:
        y = point["y"]
        if isinstance(y, (int, float)) and not (kind == "line" and is_partial(point)):
            values.append(y)
            key = (point["x"], point.get("facet"), y < 0)
            sums[key] = sums.get(key, 0) + y
    return reach(sums.values() if stacked else values, zero=from_zero, log=chart.plot.log)


def period(value: object, step: Span, lang: Lang) -> str:
    """Write a point's period: a year, a month, a day or an hour."""
    text = str(value)
    if step == "year":
        return text[:4]
    if step == "hour":
        return readable.moment(datetime.fromisoformat(text), lang)
    if step == "quarter":
        quarter = (int(text[5:7]) - 1) // QUARTER + 1
        return f"{text[:4]} Q{quarter}" if lang == "en" else f"{text[:4]}年第{quarter}季"
    return readable.bound(text, "yearmonth" if step == "month" else "date", lang)


def _title(column: Column | None, lang: Lang) -> str:
    return one_line(column.title.words(lang) or column.name) if column else ""


def _with_unit(column: Column, lang: Lang, words: Messages) -> str:
    title, unit = _title(column, lang), column.unit_beside(lang)
    return words.say("with_unit", title=title, unit=unit) if unit else title


def one_line(text: str) -> str:
    """Return a text without its breaks, cut where it is too long to stand beside a mark."""
    plain = " ".join(text.split())
    return plain if len(plain) <= LONGEST else plain[: LONGEST - 1] + "…"


def _distinct(names: Iterator[str]) -> tuple[str, ...]:
    """Return names that are all different, as scales tell series apart by them."""
    kept: list[str] = []
    for name in names:
        while name in kept:
            name += "\u200b"  # noqa: PLW2901 - a mark that nobody sees
        kept.append(name)
    return tuple(kept)


class _Names:
    """How values are written: districts by their names in the reader's language, all others as they are."""

    def __init__(self, chart: Chart, table: Table, lang: Lang, words: Messages) -> None:
        self.chart, self.lang, self.words = chart, lang, words
        columns = (each for each in (chart.x, chart.by, chart.facet) if each and each.role == "district")
        self.districts = {
            each.name: reader(value for value, _ in table.profile.columns[each.name].top) for each in columns
        }

    def group(self, column: Column | None, group: Group) -> str:
        if group.kind == "value":
            return self._value(column, group.value)
        return self.words.say(f"series_{group.kind}", n=readable.number(group.count))

    def categories(self) -> Mapping[object, str]:
        if self.chart.plot.step or self.chart.plot.kind in ("scatter", "histogram"):
            return {}
        held = list(dict.fromkeys(point["x"] for point in self.chart.points))
        names = _distinct(self._value(self.chart.x, each) for each in held)
        return dict(zip(held, names, strict=True))

    def _value(self, column: Column | None, value: object) -> str:
        if isinstance(value, (int, float)):
            return readable.plain(int(value) if value == int(value) else value)
        text = str(value)
        if column and column.name in self.districts:
            found = self.districts[column.name](text)
            if found:
                return found.name.words(self.lang)
        return one_line(text) or self.words.say("series_empty")


def _notes(chart: Chart, lang: Lang, words: Messages) -> Iterator[str]:
    def number(count: int) -> str:
        return readable.number(count)

    if chart.missing:
        yield words.say("note_missing", n=number(chart.missing), total=number(chart.rows))
    in_order = chart.plot.order == "name" or chart.x.type in ("integer", "number", "year")
    if chart.left_out and (chart.plot.kind == "box" or in_order):
        yield words.count("chart_left_out_rare", chart.left_out, number(chart.left_out))
    elif chart.left_out:
        yield words.count("chart_left_out", chart.left_out, number(chart.left_out))
    other = next((each.count for each in chart.series if each.kind == "other"), 0)
    if other:
        yield words.say("note_other", n=number(other), by=_title(chart.by, lang))
    if chart.facets_left_out:
        yield words.count("note_facets", chart.facets_left_out, number(chart.facets_left_out))
    if chart.sums_left_out:
        yield words.count("chart_without_sums", chart.sums_left_out, number(chart.sums_left_out))
    if any(is_partial(point) for point in chart.points):
        yield words.say("chart_partial")
    yield from _of_the_picture(chart, words)


def _of_the_picture(chart: Chart, words: Messages) -> Iterator[str]:
    if chart.coarser:
        yield words.say("note_coarser")
    if chart.crowded:
        yield words.say("note_crowded", n=readable.number(chart.rows - chart.missing))
    if chart.log_refused:
        yield words.say("note_log_refused")
    if chart.plot.log:
        yield words.say("note_log")
    if chart.plot.kind == "box":
        yield words.say("note_box")
    if chart.plot.kind == "line" and range_of(chart).truncated:
        yield words.say("note_truncated")


def _summary(chart: Chart, names: _Names, lang: Lang, words: Messages) -> str:
    """Say where a chart is highest and lowest, or how many points it has."""
    if chart.plot.kind in ("scatter", "histogram"):
        drawn = chart.rows - chart.missing
        return words.count("summary_points", drawn, readable.number(drawn))
    if chart.plot.kind == "heat" or chart.series or chart.facets:
        return words.count("summary_points", len(chart.points), readable.number(len(chart.points)))
    measured = [
        (y, point["x"])
        for point in chart.points
        if isinstance(y := point["y"], (int, float)) and not is_partial(point)
    ]
    if not measured:
        return words.say("summary_nothing")
    categories = names.categories()

    def where(x: object) -> str:
        return period(x, chart.plot.step, lang) if chart.plot.step else categories.get(x, str(x))

    (most, at_most), (least, at_least) = (
        max(measured, key=lambda each: each[0]),
        min(measured, key=lambda each: each[0]),
    )
    return words.say(
        "summary_range",
        most=readable.rounded(most),
        at_most=where(at_most),
        least=readable.rounded(least),
        at_least=where(at_least),
    )
