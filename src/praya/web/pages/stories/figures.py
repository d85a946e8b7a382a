"""A story's figures: what each draws, where that comes from, and, where it cannot be drawn, why."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import orjson

from praya.model import errors
from praya.model.moment import parse_as_of
from praya.model.plot import parse_plot
from praya.services import chart as charts
from praya.services import read
from praya.web import cartography, drawing, readable, spec, urls
from praya.web.pages.stories import answered
from praya.web.pages.stories.answers import LANG
from praya.web.pages.stories.prose import written
from praya.web.pages.table import pictures
from praya.web.pages.table.map import map_svg

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from praya.model.errors import Explained
    from praya.model.stories import Figure, Story
    from praya.model.text import Lang, Text
    from praya.services.chart import Chart
    from praya.web.pages.stories.answers import Told
    from praya.web.spec import Spec
    from praya.web.view import Site

Pairs = list[tuple[str, str]]
MOST_SHOWN = 60
"""Rows of a table in a story."""
LONGEST = 4000
"""Characters of an address that asks SQL."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A table that a figure draws on."""

    title: Text
    dataset: str
    table: str
    version: str
    """When its version came, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One figure as the page shows it."""

    figure: Figure
    number: int
    title: str
    told: str = ""
    """What it draws, in words of its own."""
    summary: str = ""
    notes: tuple[str, ...] = ()
    drawings: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """Of a chart, by theme and size."""
    spec: str = ""
    map: str = ""
    head: tuple[tuple[str, bool], ...] = ()
    """Of a table: what its columns are called, and whether they hold numbers."""
    rows: tuple[tuple[str, ...], ...] = ()
    sources: tuple[Source, ...] = ()
    sql: str = ""
    open: str = ""
    """Where the same can be looked at, asked anew and taken."""
    csv: str = ""
    bench: str = ""
    """Where its statement can be changed and asked again."""
    places: str = ""
    """Of a table's map of points, where they are as GeoJSON; what a query finds is drawn with its names, and stays so."""
    called: str = ""
    """What their columns are called here, as JSON."""
    failure: Explained | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A story that is being read: by whom, and until when its queries may run."""

    site: Site
    story: Story
    lang: Lang
    """The reader's."""
    until: float

    def ask(self, name: str) -> Told:
        """Return what a query says; raise why it says nothing."""
        return self.site.answers.ask(self.site.platform, self.story, name, self.until)


def shown(asking: Asking, figure: Figure, number: int) -> Shown:
    """Return a figure as the page shows it; one that fails says why in its place."""
    title = figure.title
    try:
        if figure.table:
            return _of_table(asking, figure, number)
        return _of_query(asking, figure, number)
    except errors.Failure as failure:
        explained = errors.explain(failure.code, failure.fields, asking.lang)
        text = asking.story.queries.get(figure.query, "")
        return Shown(figure=figure, number=number, title=title, sql=text, failure=explained)


def _of_table(asking: Asking, figure: Figure, number: int) -> Shown:
    site, lang = asking.site, asking.lang
    pairs = table_pairs(asking.story, figure)
    view = "" if figure.kind == "table" else figure.kind
    common = {
        "figure": figure,
        "number": number,
        "sources": (source(asking, figure.table),),
        "open": urls.table(lang, figure.table, view, pairs),
        "csv": urls.data(figure.table, "csv"),
    }
    if figure.kind == "map":
        map_svg(site, lang, figure.table, pairs)
        shaded = ("show", "districts") in pairs
        return Shown(
            **common,  # type: ignore[arg-type]  # as named above
            title=figure.title,
            map=urls.table(lang, figure.table, "map.svg", pairs),
            places="" if shaded else urls.table(lang, figure.table, "map.json", pairs),
            called=orjson.dumps(_called(asking, figure)).decode(),
        )
    if figure.kind == "table":
        raise errors.StoryBroken(line=figure.line, reason="a table needs query=")
    found = pictures.pictured(site, lang, figure.table, pairs)
    return Shown(
        **common,  # type: ignore[arg-type]  # as named above
        title=figure.title or found.title,
        told=found.told.title,
        summary=found.told.summary,
        notes=found.told.notes,
        drawings={
            (theme, size): urls.table(lang, figure.table, "chart.svg", [*pairs, *_look(theme, size)])
            for theme in ("light", "dark")
            for size in ("", "medium", "small")
        },
        spec=urls.table(lang, figure.table, "chart.json", pairs),
    )


def _of_query(asking: Asking, figure: Figure, number: int) -> Shown:
    story, lang = asking.story, asking.lang
    told = asking.ask(figure.query)
    text = story.queries[figure.query]
    pairs = [("q", text), *(("version", f"{name}:{of}") for name, of in told.versions.items())]
    if LANG in text:
        pairs.append(("parameters", orjson.dumps({"lang": story.lang}).decode()))
    common = {
        "figure": figure,
        "number": number,
        "title": figure.title,
        "sources": tuple(source(asking, name) for name in told.versions),
        "sql": text,
        "open": _short(f"/api/v1/sql?{urlencode(pairs)}"),
        "csv": _short(f"/api/v1/sql?{urlencode([*pairs, ('format', 'csv')])}"),
        "bench": workbench(story, figure.query, lang),
    }
    if figure.kind == "table":
        head, rows = _listed(asking, figure, told)
        return Shown(**common, head=head, rows=rows)  # type: ignore[arg-type]  # as named above
    if figure.kind == "map":
        answered.places_of(told, figure)
        return Shown(**common, map=urls.story_picture(lang, story.slug, number, "svg"))  # type: ignore[arg-type]
    chart, words = _chart(asking, figure, told)
    return Shown(
        **common,  # type: ignore[arg-type]  # as named above
        told=words.title,
        summary=words.summary,
        notes=tuple(each for each in words.notes if chart.missing or chart.left_out or chart.series),
        drawings={
            (theme, size): urls.story_picture(lang, story.slug, number, "svg", _look(theme, size))
            for theme in ("light", "dark")
            for size in ("", "medium", "small")
        },
        spec=urls.story_picture(lang, story.slug, number, "json", [("size", "")]),
    )


def picture(asking: Asking, number: int, ending: str, pairs: Sequence[tuple[str, str]]) -> bytes:
    """Return a figure that is drawn of a query, as SVG, or a chart as its specification; raise what is Missing."""
    figures = asking.story.figures
    if not 1 <= number <= len(figures):
        raise errors.PageMissing
    figure = figures[number - 1]
    if figure.table:
        return _picture_of_table(asking, figure, ending, pairs)
    told = asking.ask(figure.query)
    if figure.kind == "map" and ending == "svg":
        return cartography.map_svg(answered.places_of(told, figure), asking.lang, named=True).encode()
    if figure.kind != "chart":
        raise errors.PageMissing
    chart, words = _chart(asking, figure, told)
    look = pictures.look(asking.lang, pairs, alive=ending == "json" and not chart.facets)
    made: Spec = spec.spec(chart, words, look)
    if ending == "json":
        return orjson.dumps(made)
    return drawing.drawn(made, asking.site.platform.scratch.parent / "pictures", "svg")


def _picture_of_table(asking: Asking, figure: Figure, ending: str, pairs: Sequence[tuple[str, str]]) -> bytes:
    site, lang = asking.site, asking.lang
    asked = [*table_pairs(asking.story, figure), *(pair for pair in pairs if pair[0] in ("theme", "size"))]
    if ending != "svg" or figure.kind == "table":
        raise errors.PageMissing
    if figure.kind == "map":
        return map_svg(site, lang, figure.table, asked).encode()
    return pictures.chart_svg(site, lang, figure.table, asked)


def workbench(story: Story, query: str, lang: Lang) -> str:
    """Return the address of the workbench with a story's query; empty where it is too long for one."""
    text = story.queries[query]
    given = [("q", text), *([("$lang", story.lang)] if LANG in text else [])]
    return _short(urls.sql(lang, [*given, *([("as_of", story.as_of)] if story.as_of else [])]))


def _called(asking: Asking, figure: Figure) -> dict[str, str]:
    """Return what the columns of a figure's table are called, by name."""
    table = read.table(asking.site.platform, figure.table, parse_as_of(asking.story.as_of))
    titles = {each.name: each.title.words(asking.lang) or each.name for each in table.schema.columns}
    return titles | dict(figure.labels)


def table_pairs(story: Story, figure: Figure) -> Pairs:
    """Return what a figure of a table asks, in the words of the table's own pages."""
    pairs = [pair for pair in figure.given if pair[0] != "table"]
    return [*pairs, *([("as_of", story.as_of)] if story.as_of else [])]


def source(asking: Asking, table: str) -> Source:
    """Return what a table is part of, as of the story's time."""
    view = read.table_view(asking.site.platform, table, parse_as_of(asking.story.as_of))
    return Source(
        title=view.dataset.title,
        dataset=view.dataset.name,
        table=table,
        version=readable.day(view.version.retrieved_at, asking.lang),
    )


def _chart(asking: Asking, figure: Figure, told: Told) -> tuple[Chart, spec.Told]:
    table = answered.table_of(told, figure, asking.lang)
    plot = charts.complete(table, parse_plot(figure.given), asking.lang)
    chart = charts.chart_of(asking.site.platform, table, plot, answered.rows_of(told))
    return chart, spec.told(chart, table, asking.lang, asking.site.messages[asking.lang])


def _listed(
    asking: Asking, figure: Figure, told: Told
) -> tuple[tuple[tuple[str, bool], ...], tuple[tuple[str, ...], ...]]:
    numbers = [answered.type_of(kind)[0] in ("integer", "number") for kind in told.types]
    head = tuple(
        (figure.labels.get(name, name), number) for name, number in zip(told.columns, numbers, strict=True)
    )
    plain = frozenset(dict(figure.given).get("plain", "").split(","))
    rows = tuple(
        tuple(
            written(value, "plain" if name in plain else "", asking.lang, asking.site.messages[asking.lang])
            for name, value in zip(told.columns, row, strict=True)
        )
        for row in told.rows[:MOST_SHOWN]
    )
    return head, rows


def _look(theme: str, size: str) -> Pairs:
    return [*([("theme", theme)] if theme != "light" else []), *([("size", size)] if size else [])]


def _short(address: str) -> str:
    return address if len(address) <= LONGEST else ""
