"""A table's chart, as its reader asks for it: the picture, the form that changes it, and the values it draws."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from praya.model import errors
from praya.model.plot import KINDS, ORDERS, SUMMARIES, Plot, parse_plot
from praya.model.query.grouping import SPANS
from praya.services import chart as charts
from praya.web import spec, urls
from praya.web.pages import past
from praya.web.pages.table import asked
from praya.web.pages.table.frame import Answer, around, sheet
from praya.web.pages.table.pictures import Pictured, rows_asked, values
from praya.web.pages.table.state import State
from praya.web.view import Site, render

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from praya.model.query.grouping import Span
    from praya.model.table import Table
    from praya.model.text import Lang
    from praya.services.chart import Chart
    from praya.web.language import Messages
    from praya.web.pages.table.frame import Sheet
    from praya.web.spec import Told
    from praya.web.view import Frame

MOST_VALUES = 400
"""Rows of the table beneath the chart."""
MOST_SPLIT = 1000
"""Different values of a column that is offered for splitting."""
FORM = frozenset({"kind", "x", "step", "y", "aggregate", "by", "facet", "order", "top", "log"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One choice of the form."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    """Values and their words."""
    chosen: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A drawn chart and the addresses of its files."""

    chart: Chart
    told: Told
    subject: str
    drawings: Mapping[tuple[str, str], str]
    """By theme and size."""
    spec: str
    png: str
    csv: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    more: int
    """Rows of values that are only in the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartPage:
    """What the page of a table's chart shows."""

    frame: Frame
    sheet: Sheet
    fields: tuple[Field, ...]
    top: str | None
    """None where it would change nothing."""
    log: bool | None
    """Whether the axis is logarithmic; None where it cannot be."""
    kept: tuple[tuple[str, str], ...]
    """What the form carries along."""
    afresh: str
    """The address of the first chart of the same rows."""
    picture: Picture | None
    """None where nothing can be drawn; the frame says why."""


def chart_page(site: Site, lang: Lang, table: str, pairs: Sequence[tuple[str, str]], *, base: str) -> Answer:
    """Answer for a table's chart; what is wrong with it is said in its place, the rest of it kept.

    `base` is what absolute addresses begin with. Raise what is Missing.
    """
    given = dict(pairs)
    held = past.held(site.platform, table, given.get("as_of", "").strip())
    query, failure, wrong = asked.question(rows_asked(pairs), held.table.schema)
    wanted, plot = Plot(), Plot()
    chart: Chart | None = None
    try:
        wanted = parse_plot(pairs)
        plot = charts.complete(held.table, wanted, lang)
        chart = charts.chart(site.platform, held.table, plot, query)
    except errors.Refused as error:
        if wanted != Plot() or not isinstance(error, errors.ChartUnfit):  # nobody asked for what cannot be
            failure = failure or _in_words(error, site.messages[lang])
    state = State(
        lang=lang,
        table=table,
        view="chart",
        query=query,
        own=tuple(wanted.pairs()),
        embed=given.get("embed") == "1",
    )
    if chart and any(name in FORM and not value for name, value in pairs):
        return Answer(location=replace(state, own=tuple(plot.pairs())).address)
    if not failure and (moved := asked.moved(state, pairs)):
        return Answer(location=moved.address)
    found = None
    if chart:
        told = spec.told(chart, held.table, lang, site.messages[lang])
        found = Pictured(held=held, query=query, chart=chart, told=told, lang=lang)
    page = ChartPage(
        frame=replace(
            around(site, state, held.view, islands=("chart",), styles=("chart.css",)),
            card=base + urls.table(lang, table, "card.png", replace(state, embed=False).pairs()),
        ),
        sheet=sheet(site, state, held, base, entered=asked.entered(pairs, wrong), failure=failure),
        fields=tuple(_fields(held.table, chart.plot if chart else wanted, lang, site.messages[lang])),
        top=None if plot.kind in ("scatter", "histogram") else str(plot.top or ""),
        log=plot.log if plot.kind in ("line", "scatter") else None,
        kept=tuple(replace(state, own=()).kept()),
        afresh=replace(state, own=()).address,
        picture=_picture(site, found, state) if found else None,
    )
    return Answer(render(site, "table/chart.html", page), failure.status if failure else 200)


def _in_words(error: errors.Refused, words: Messages) -> errors.Refused:
    """Name a kind of chart as the reader calls it."""
    kind = str(error.fields.get("kind", ""))
    if isinstance(error, errors.ChartUnfit) and kind in KINDS:
        return errors.ChartUnfit(kind=words.say(f"kind_{kind}"))
    return error


def _picture(site: Site, found: Pictured, state: State) -> Picture:
    plain = replace(state, embed=False).pairs()

    def address(ending: str, *more: tuple[str, str]) -> str:
        return urls.table(state.lang, state.table, f"chart.{ending}", [*plain, *more])

    head, rows = values(found, site, shown=True)
    shown = tuple(tuple(row) for row in islice(rows, MOST_VALUES))
    return Picture(
        chart=found.chart,
        told=found.told,
        subject=found.title,
        drawings={
            (theme, size): address("svg", *_given(theme=theme, size=size))
            for theme in ("light", "dark")
            for size in ("", "medium", "small")
        },
        spec=address("json"),
        png=address("png"),
        csv=address("csv"),
        head=tuple(head),
        rows=shown,
        more=max(0, len(found.chart.points) - len(shown)),
    )


def _given(*, theme: str, size: str) -> list[tuple[str, str]]:
    return [*([("theme", theme)] if theme != "light" else []), *([("size", size)] if size else [])]


def _fields(table: Table, plot: Plot, lang: Lang, words: Messages) -> Iterator[Field]:
    """Give the choices that apply to what is drawn; others would change nothing."""
    columns = [each for each in table.schema.for_reader(lang) if each.type not in charts.NO_AXIS]
    named = [(each.name, each.title.words(lang) or each.name) for each in columns]
    numbers = [each.name for each in columns if each.type in charts.NUMBERS]
    few = [each.name for each in columns if 1 < table.profile.columns[each.name].distinct <= MOST_SPLIT]

    def of(names: Sequence[str]) -> tuple[tuple[str, str], ...]:
        return tuple(each for each in named if each[0] in names)

    kinds = tuple((each, words.say(f"kind_{each}")) for each in KINDS)
    yield Field(name="kind", label=words.say("ask_kind"), options=kinds, chosen=plot.kind or "bar")
    along = of(numbers) if plot.kind in ("scatter", "histogram") else tuple(named)
    yield Field(name="x", label=words.say("ask_x"), options=along, chosen=plot.x)
    if plot.step:
        steps = tuple((each, words.say(f"step_of_{each}")) for each in _steps(table, plot.x))
        yield Field(name="step", label=words.say("ask_step"), options=steps, chosen=plot.step)
    if plot.kind != "histogram":
        counted = () if plot.kind in ("scatter", "box") else (("", words.say("chart_count")),)
        yield Field(name="y", label=words.say("ask_y"), options=(*counted, *of(numbers)), chosen=plot.y)
    if plot.y and plot.kind not in ("scatter", "box"):
        together = tuple(
            (each, words.say(f"amount_{each}"))
            for each in SUMMARIES
            if each not in ("value", "count") or each == plot.aggregate
        )
        yield Field(
            name="aggregate", label=words.say("ask_aggregate"), options=together, chosen=plot.aggregate or ""
        )
    none = ("", words.say("ask_none"))
    if plot.kind not in ("histogram", "box"):
        yield Field(name="by", label=words.say("ask_by"), options=(none, *of(few)), chosen=plot.by)
    yield Field(name="facet", label=words.say("ask_facet"), options=(none, *of(few)), chosen=plot.facet)
    if not plot.step and plot.kind not in ("scatter", "histogram"):
        orders = tuple((each, words.say(f"order_{each}")) for each in ORDERS)
        automatic = ("", words.say("order_own"))
        yield Field(
            name="order",
            label=words.say("ask_order"),
            options=(automatic, *orders),
            chosen=plot.order or "",
        )


def _steps(table: Table, x: str) -> tuple[Span, ...]:
    column = table.schema.column(x)
    finest = charts.FINEST[column.type] if column else "day"
    return tuple(each for each in SPANS if charts.SPAN_DAYS[each] >= charts.SPAN_DAYS[finest])
