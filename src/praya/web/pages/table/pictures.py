"""A table's pictures as files: its chart as a specification, drawn, as values and as a share card; its map drawn."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast, get_args

from praya.model import errors
from praya.model.plot import parse_plot
from praya.model.query import parse
from praya.services import chart as charts
from praya.web import card, drawing, readable, spec
from praya.web.pages import past
from praya.web.spec import Look, Spec, Theme, Told
from praya.web.spec.words import period

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from praya.model.query import Query
    from praya.model.text import Lang
    from praya.services.chart import Chart
    from praya.web.pages.past import Held
    from praya.web.view import Site

ASKED = frozenset({"where", "filter", "bbox", "near", "q", "as_of"})
"""What of a table's question applies to its pictures: which rows, as of when."""
SIZES: Mapping[str, tuple[int, int, int]] = {
    "": (1120, 0, 3),
    "medium": (700, 0, 2),
    "small": (360, 0, 1),
    "card": (420, 240, 1),
}
"""By the name of a size: how wide a chart is drawn, how high (0 for the usual), how many small charts stand beside each other."""
BOX = {"low": "5%", "q1": "25%", "y": "50%", "q3": "75%", "high": "95%"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictured:
    """A chart of a table with its words."""

    held: Held
    query: Query
    chart: Chart
    told: Told
    lang: Lang

    @property
    def title(self) -> str:
        """Return what the table is about."""
        return self.held.view.title.words(self.lang) or self.held.table.name


def rows_asked(pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the part of an address that says which rows."""
    return [pair for pair in pairs if pair[0] in ASKED]


def pictured(site: Site, lang: Lang, name: str, pairs: Sequence[tuple[str, str]]) -> Pictured:
    """Return the chart that an address asks for; raise Refused where it asks for none that can be, or what is Missing."""
    held = past.held(site.platform, name, dict(pairs).get("as_of", "").strip())
    query = parse(rows_asked(pairs)).checked(held.table.schema)
    plot = charts.complete(held.table, parse_plot(pairs), lang)
    chart = charts.chart(site.platform, held.table, plot, query)
    told = spec.told(chart, held.table, lang, site.messages[lang])
    return Pictured(held=held, query=query, chart=chart, told=told, lang=lang)


def chart_spec(site: Site, lang: Lang, name: str, pairs: Sequence[tuple[str, str]]) -> Spec:
    """Return a chart for the browser to draw, or for others to draw anew."""
    found = pictured(site, lang, name, pairs)
    seen = look(lang, pairs, alive=not found.chart.facets)
    return spec.spec(found.chart, found.told, seen)


def chart_svg(site: Site, lang: Lang, name: str, pairs: Sequence[tuple[str, str]]) -> bytes:
    """Return a chart as drawn here."""
    seen = look(lang, pairs)
    found = pictured(site, lang, name, pairs)
    return drawing.drawn(spec.spec(found.chart, found.told, seen), _folder(site), "svg")


def chart_png(site: Site, lang: Lang, name: str, pairs: Sequence[tuple[str, str]]) -> bytes:
    """Return a chart as drawn here, on the page's ground."""
    seen = look(lang, pairs)
    found = pictured(site, lang, name, pairs)
    made = spec.spec(found.chart, found.told, seen) | {"background": seen.colours.ground}
    return drawing.drawn(made, _folder(site), "png")


def card_png(site: Site, lang: Lang, name: str, pairs: Sequence[tuple[str, str]]) -> bytes:
    """Return the picture that stands beside a link to the page: its title, its chart if it has one, source and date."""
    try:
        found: Pictured | None = pictured(site, lang, name, pairs)
        held = found.held if found else past.held(site.platform, name, "")
    except errors.ChartUnfit:
        found, held = None, past.held(site.platform, name, dict(pairs).get("as_of", "").strip())
    drawn = ""
    if found:
        look = Look(lang=lang, theme="light", width=card.WIDE, height=card.HIGH, columns=3)
        drawn = drawing.drawn(spec.spec(found.chart, found.told, look), _folder(site), "svg").decode()
    words = site.messages[lang]
    made = card.svg(
        card.Card(
            lang=lang,
            site=words.say("site_name"),
            title=held.view.title.words(lang) or held.table.name,
            told=found.told.title if found else "",
            source=held.view.publisher.title.words(lang),
            date=readable.day(held.view.version.retrieved_at, lang),
            chart=drawn,
        )
    )
    return drawing.card(made, _folder(site))


def look(lang: Lang, pairs: Sequence[tuple[str, str]], *, alive: bool = False) -> Look:
    """Return how an address asks for a chart to look: as drawn here, or alive, as wide as the page has room."""
    width, height, columns = _size(pairs)
    shared = Look(lang=lang, theme=_theme(pairs), height=height, columns=columns)
    return replace(shared, room=width) if alive else replace(shared, width=width)


def chart_csv(site: Site, lang: Lang, name: str, pairs: Sequence[tuple[str, str]]) -> bytes:
    """Return the values that a chart draws, with a byte order mark for spreadsheets."""
    found = pictured(site, lang, name, pairs)
    written = io.StringIO()
    writer = csv.writer(written)
    head, rows = values(found, site)
    writer.writerow(head)
    writer.writerows(rows)
    return ("\ufeff" + written.getvalue()).encode()


def values(found: Pictured, site: Site, *, shown: bool = False) -> tuple[list[str], Iterator[list[str]]]:
    """Return the heads and rows of the values that a chart draws; as a page shows them, or plain for programs."""
    chart, told, lang = found.chart, found.told, found.lang
    words = site.messages[lang]
    box = chart.plot.kind == "box"
    ends = [end for end in ("x2", "y2") if any(end in point for point in chart.points)]
    head = [
        told.x,
        *(["→ " + told.x] if "x2" in ends else []),
        *([told.by] if chart.series else []),
        *([found_title(chart, lang)] if chart.facets else []),
        *(BOX.values() if box else [told.y]),
        *(["→ " + told.y] if "y2" in ends else []),
        words.say("chart_rows"),
    ]

    def number(value: object) -> str:
        if value is None:
            return words.say("missing_mark") if shown else ""
        return readable.number(value) if shown and isinstance(value, (int, float)) else str(value)

    def rows() -> Iterator[list[str]]:
        for point in chart.points:
            x = point["x"]
            if chart.plot.step and shown:
                first = period(x, chart.plot.step, lang)
            else:
                first = told.category(x) if told.categories else number(x)
            yield [
                first,
                *([number(point["x2"])] if "x2" in ends else []),
                *([told.series[int(str(point["by"]))]] if chart.series else []),
                *([told.facets[int(str(point["facet"]))]] if chart.facets else []),
                *([number(point[name]) for name in BOX] if box else [number(point["y"])]),
                *([number(point["y2"])] if "y2" in ends else []),
                number(point["n"]),
            ]

    return head, rows()


def found_title(chart: Chart, lang: Lang) -> str:
    """Return what the small charts stand for."""
    return (chart.facet.title.words(lang) or chart.facet.name) if chart.facet else ""


def _size(pairs: Sequence[tuple[str, str]]) -> tuple[int, int, int]:
    size = dict(pairs).get("size", "")
    if size not in SIZES:
        raise errors.ParameterInvalid(name="size", value=size[:60], expected=", ".join(filter(None, SIZES)))
    return SIZES[size]


def _theme(pairs: Sequence[tuple[str, str]]) -> Theme:
    theme = dict(pairs).get("theme", "light")
    if theme not in get_args(Theme):
        raise errors.ParameterInvalid(name="theme", value=theme[:60], expected=", ".join(get_args(Theme)))
    return cast("Theme", theme)


def _folder(site: Site) -> Path:
    return site.platform.scratch.parent / "pictures"
