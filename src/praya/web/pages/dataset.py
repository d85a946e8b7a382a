"""A dataset's page: the answers first, then its rows, its picture, its columns, its files, and how it was read."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from praya.model import errors
from praya.model.decisions import explain
from praya.model.personal import lines
from praya.model.query import OPERATORS, Filter, Query, parse
from praya.services import ask, places
from praya.services import chart as charts
from praya.services import timeline as timelines
from praya.services.stories import telling
from praya.web import spec, urls
from praya.web.api.metadata.heads import linked, others
from praya.web.pages import files, grades, grid, past
from praya.web.pages import history as histories
from praya.web.pages.facts import SURE, Facts, facts
from praya.web.pages.service import Service, service
from praya.web.pages.table import filters
from praya.web.snippets import of_table
from praya.web.view import Frame, Site, render

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from praya.model.decisions import Step, Told
    from praya.model.errors import Explained
    from praya.model.query import Operator
    from praya.model.stories import Story
    from praya.model.table import Table
    from praya.model.text import Lang, Text
    from praya.services.chart import Chart
    from praya.services.read import DatasetView
    from praya.web.pages.files import File
    from praya.web.pages.grades import Graded
    from praya.web.pages.grid import Grid, Header
    from praya.web.pages.history import History
    from praya.web.pages.past import Clock, Seen
    from praya.web.pages.table.filters import Chip, Choice
    from praya.web.snippets import Snippet

FILES_AT_ONCE = 8
TOP_VALUES = 5
MOST_DESCRIPTION = 300
MOST_VALUE = 60
"""Letters of a frequent value worth showing in a list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """One of a dataset's tables."""

    table: Table
    href: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TopValue:
    """A frequent value of a column and the address of the rows that have it."""

    value: str
    count: int
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnView:
    """One column as the column list tells of it."""

    header: Header
    top: tuple[TopValue, ...]
    meanings: Mapping[str, str]
    """What markers mean, empty where nothing says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The pictures of a table and the addresses they are drawn from; empty where there is none to draw."""

    chart: Chart | None
    told: spec.Told | None
    """The chart in words."""
    subject: Text
    """What the table is about: its own title, or its dataset's where it is the only one."""
    spec: str
    drawing: Callable[[str, str], str]
    """From a theme and a size to the drawn chart's address."""
    map: str
    """The drawn map's address."""
    places: str
    """The map's data."""
    builder: str
    """The address where the chart can be changed."""
    atlas: str
    """The address of the map on a page of its own."""
    most_places: int
    """How many rows a map draws at most."""
    titles: str
    """The columns' titles by name, as JSON, for what the map tells of a place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetPage:
    """What a dataset's page shows; what is about a table is None where the dataset has none."""

    frame: Frame
    view: DatasetView
    facts: Facts
    table: Table | None
    tabs: tuple[Tab, ...]
    grid: Grid | None
    refusal: Explained | None
    """Why the question to the table has no answer."""
    chips: tuple[Chip, ...]
    explore: str
    """The address of the same rows where they can be asked about."""
    choices: tuple[Choice, ...]
    """What can be asked of each column, where the same rows are explored."""
    operators: tuple[Operator, ...]
    kept: tuple[tuple[str, str], ...]
    """What the form of that carries along."""
    afresh: str
    """The address of the table without a question."""
    clock: Clock | None
    """The ways to move in time; None where there is only now."""
    history: History | None
    """None without a table."""
    quality: Graded
    service: Service | None
    """Of the file that the table is from, else of the first that was read; None where none ever was."""
    columns: tuple[ColumnView, ...]
    figures: Figures | None
    snippets: tuple[Snippet, ...]
    """How programs have the table; none without one."""
    files: tuple[File, ...]
    files_at_once: int
    decisions: tuple[tuple[Step, tuple[Told, ...]], ...]
    personal: Sequence[str]
    """What was examined and found of personal data in the table."""
    """Grouped by step."""
    sure: float
    download: Callable[[str], str]
    """From an ending ("csv") to the address of the rows that the filters let through; Parquet is whole."""
    report: str
    """The address of how the table was read."""
    stories: tuple[Story, ...]
    """Those that draw on it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A page and its status."""

    html: str
    status: int = 200


def dataset_page(
    site: Site, lang: Lang, name: str, pairs: Sequence[tuple[str, str]], *, base: str = ""
) -> Answer:
    """Answer for a dataset's page; a question that cannot be asked is explained in its place on the page.

    `base` is what absolute addresses begin with.
    """
    seen = past.seen(site.platform, name, pairs)
    table, then = seen.table, Query(as_of=seen.as_of)
    if table is None:
        return Answer(render(site, "dataset.html", _page(site, lang, seen, base, query=then, shown=None)))
    try:
        query = parse(pairs)
        rows = ask.rows(site.platform, table, replace(query.checked(table.schema), columns=()))
    except errors.Refused as failure:
        page = _page(site, lang, seen, base, query=then, shown=None, failure=failure)
        return Answer(render(site, "dataset.html", page), status=failure.status)
    return Answer(
        render(
            site,
            "dataset.html",
            _page(
                site,
                lang,
                seen,
                base,
                query=query,
                shown=grid.grid(rows, query, lang, lambda wanted: _explored(lang, table, wanted)),
            ),
        )
    )


def _page(
    site: Site,
    lang: Lang,
    seen: Seen,
    base: str,
    *,
    query: Query,
    shown: Grid | None,
    failure: errors.Refused | None = None,
) -> DatasetPage:
    view, table = seen.view, seen.table
    name, words = view.dataset.name, site.messages[lang]
    figures = _figures(site, lang, view, table, query) if table else None

    def address(wanted: Query) -> str:
        return urls.dataset(lang, name, table.name if table else "", wanted) + "#table"

    return DatasetPage(
        frame=_leading(_frame(lang, view, table, query, figures), seen, query, base),
        view=view,
        facts=facts(view, table, lang, words, site.now()),
        table=table,
        tabs=_tabs(lang, seen),
        grid=shown,
        refusal=errors.explain(failure.code, failure.fields, lang) if failure else None,
        chips=filters.chips(table, query, words, address) if table else (),
        choices=filters.choices(table, table.schema.for_reader(lang), lang) if table else (),
        operators=OPERATORS,
        kept=tuple(query.with_page(1).pairs()),
        explore=_explored(lang, table, query) if table else "",
        afresh=urls.dataset(lang, name, table.name, query.afresh()) + "#table" if table else "",
        clock=past.clock(
            seen,
            query,
            lang,
            address=address,
            kept=urls.table_pairs(table.name, query.with_page(1)) if table else [],
        ),
        history=_history(site, seen, lang),
        quality=grades.graded(site, name, lang),
        service=_service(site, seen, lang),
        columns=_columns(lang, shown) if shown else (),
        figures=figures,
        snippets=of_table(table.name, base, seen.as_of) if table else (),
        files=files.files(seen, lang, words),
        files_at_once=FILES_AT_ONCE,
        decisions=_decisions(table, lang) if table else (),
        personal=lines(table.profile.examined, lang) if table else [],
        sure=SURE,
        download=lambda ending: (
            urls.data(table.name, ending, query.afresh() if ending == "parquet" else query) if table else ""
        ),
        report=urls.report(table.name, lang, seen.as_of) if table else "",
        stories=telling(site.platform.settings, seen.view.dataset.name, lang),
    )


def _leading(frame: Frame, seen: Seen, query: Query, base: str) -> Frame:
    """Return a page's frame with what leads from it to other forms of the same."""
    view, table, lang = seen.view, seen.table, frame.lang
    return replace(
        frame,
        others=others(view.dataset.name),
        card=base + urls.table(lang, table.name, "card.png", query.afresh().pairs()) if table else "",
        followed=urls.feeds(urls.dataset(lang, view.dataset.name)),
        linked="" if query.pairs() else linked(view, base, lang),
    )


def _tabs(lang: Lang, seen: Seen) -> tuple[Tab, ...]:
    name = seen.view.dataset.name
    return tuple(
        Tab(
            table=each,
            href=urls.dataset(lang, name, each.name, Query(as_of=seen.as_of_beside(each))) + "#table",
            chosen=each == seen.table,
        )
        for each in seen.view.tables
    )


def _explored(lang: Lang, table: Table, query: Query) -> str:
    return urls.table(lang, table.name, "", query.pairs())


def _frame(
    lang: Lang, view: DatasetView, table: Table | None, query: Query, figures: Figures | None
) -> Frame:
    title = view.dataset.title.shown(lang)
    told = view.dataset.description.words(lang)
    first = table is None or table == view.tables[0]
    address = urls.dataset(lang, view.dataset.name, "" if first or table is None else table.name, query)
    islands = [
        *(["chart"] if figures and figures.chart else []),
        *(["map"] if figures and figures.map else []),
    ]
    return Frame(
        lang=lang,
        title=title.words if title else view.dataset.name,
        title_lang=title.lang if title else "en",
        description=told if len(told) <= MOST_DESCRIPTION else told[: MOST_DESCRIPTION - 1] + "…",
        tail=address.removeprefix(f"/{lang}"),
        islands=tuple(islands),
        indexed=not query.pairs(),
    )


def _figures(site: Site, lang: Lang, view: DatasetView, table: Table, query: Query) -> Figures:
    rows, then = query.only_rows().pairs(), query.afresh().pairs()
    chart = charts.first_chart(site.platform, table, lang)
    has_map = places.has_places(table.schema)
    titles = {each.name: each.title.words(lang) or each.name for each in table.schema.columns}
    return Figures(
        chart=chart,
        told=spec.told(chart, table, lang, site.messages[lang]) if chart else None,
        subject=view.dataset.title if len(view.tables) == 1 else table.title or view.dataset.title,
        spec=urls.table(lang, table.name, "chart.json", then) if chart else "",
        drawing=lambda theme, size: urls.table(
            lang,
            table.name,
            "chart.svg",
            [*then, *((key, value) for key, value in (("theme", theme), ("size", size)) if value)],
        ),
        map=urls.table(lang, table.name, "map.svg", rows) if has_map else "",
        places=urls.table(lang, table.name, "map.json", rows) if has_map else "",
        builder=urls.table(lang, table.name, "chart", then),
        atlas=urls.table(lang, table.name, "map", rows),
        most_places=places.MOST_PLACES,
        titles=json.dumps(titles, ensure_ascii=False) if has_map else "",
    )


def _history(site: Site, seen: Seen, lang: Lang) -> History | None:
    if seen.table is None:
        return None
    return histories.history(timelines.timeline(site.platform, seen.table.name, seen.timeline), seen, lang)


def _service(site: Site, seen: Seen, lang: Lang) -> Service | None:
    """Return the record of one file: to ask for those of all would be slow where there are hundreds."""
    tried = [each for each in seen.view.distributions if each.checked_at]
    wanted = seen.table.distribution_id if seen.table else ""
    chosen = next((each for each in tried if each.id == wanted), tried[0] if tried else None)
    return service(site, seen.view, chosen, lang) if chosen else None


def _decisions(table: Table, lang: Lang) -> tuple[tuple[Step, tuple[Told, ...]], ...]:
    """Return how a table was read, in words, by step."""
    told = (explain(each, lang) for each in table.decisions)
    return tuple((step, tuple(group)) for step, group in groupby(told, key=lambda each: each.step))


def _columns(lang: Lang, shown: Grid) -> tuple[ColumnView, ...]:
    return tuple(
        ColumnView(
            header=header,
            top=_top(lang, shown, header) if header.column.type == "string" else (),
            meanings=dict.fromkeys(header.column.markers, "") | dict(header.column.meanings),
        )
        for header in shown.headers
    )


def _top(lang: Lang, shown: Grid, header: Header) -> tuple[TopValue, ...]:
    table, column = shown.table, header.column.name
    return tuple(
        TopValue(
            value=value,
            count=count,
            href=_explored(
                lang, table, replace(shown.query.afresh(), filters=(Filter(column, "eq", value),))
            ),
        )
        for value, count in table.profile.columns[column].top[:TOP_VALUES]
        if count > 1 and len(value) <= MOST_VALUE
    )
