"""A table's rows, asked in every way there is: the explorer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from praya.model import errors
from praya.services import ask
from praya.web import urls
from praya.web.pages import grid, past
from praya.web.pages.table import asked, layout
from praya.web.pages.table.frame import Answer, around, sheet
from praya.web.pages.table.grouped import crosses, grouped, pivot
from praya.web.pages.table.layout import Layout, with_layout
from praya.web.pages.table.state import State
from praya.web.pages.table.tools import tools
from praya.web.view import Site, render

if TYPE_CHECKING:
    from collections.abc import Sequence

    from praya.model.table import Table
    from praya.model.text import Lang
    from praya.web.pages.grid import Grid
    from praya.web.pages.past import Held
    from praya.web.pages.table.asked import Pair
    from praya.web.pages.table.frame import Sheet
    from praya.web.pages.table.grouped import Grouped, Pivot
    from praya.web.pages.table.tools import Tools
    from praya.web.view import Frame


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsPage:
    """What the explorer shows: rows as they are, groups of them, or groups both ways."""

    frame: Frame
    sheet: Sheet
    layout: Layout
    tools: Tools
    action: str
    """Where its forms lead."""
    grid: Grid | None
    grouped: Grouped | None
    pivot: Pivot | None


def rows_page(site: Site, lang: Lang, table: str, pairs: Sequence[Pair], *, base: str) -> Answer:
    """Answer for the explorer; what is wrong with a question is said in its place, the rest of it is answered.

    `base` is what absolute addresses begin with. Raise what is Missing.
    """
    given = dict(pairs)
    held = past.held(site.platform, table, given.get("as_of", "").strip())
    query, failure, wrong = asked.question(pairs, held.table.schema)
    laid = Layout.read(given)
    state = State(lang=lang, table=table, query=query, own=laid.pairs(), embed=given.get("embed") == "1")
    if not failure:
        try:
            wanted = layout.moved(state, laid, held.table, pairs) or asked.moved(state, pairs)
        except errors.Refused as refused:
            failure, wanted = refused, None
        if wanted:
            return Answer(location=wanted.address)
    entered = asked.entered(pairs, wrong)
    page = _page(site, state, laid, held, base, entered=entered, failure=failure)
    return Answer(render(site, "table/rows.html", page), failure.status if failure else 200)


def _page(
    site: Site,
    state: State,
    laid: Layout,
    held: Held,
    base: str,
    *,
    entered: dict[str, str],
    failure: errors.Refused | None,
) -> RowsPage:
    query, table = state.query, held.table
    crossed = laid.across and crosses(query)
    crossing = urls.table(state.lang, table.name, "pivot.csv", query.whole().pairs()) if crossed else ""
    around_it = sheet(site, state, held, base, entered=entered, failure=failure)
    return RowsPage(
        frame=replace(
            around(site, state, held.view, islands=("explorer",), styles=("explorer.css",)),
            full=laid.full,
            card=base + urls.table(state.lang, table.name, "card.png", query.only_rows().pairs()),
        ),
        sheet=replace(around_it, shared=replace(around_it.shared, crossed=crossing)),
        layout=laid,
        tools=tools(table, state, laid),
        action=urls.table(state.lang, state.table),
        grid=None if query.grouped else _rows(site, table, state, laid),
        grouped=grouped(site, table, state) if query.grouped and not crossed else None,
        pivot=pivot(site, table, state) if crossed else None,
    )


def _rows(site: Site, table: Table, state: State, laid: Layout) -> Grid:
    query = state.query
    whole = query if query.distinct else replace(query, columns=())
    found = ask.rows(site.platform, table, whole)  # what the source wrote stands beside its columns
    shown = grid.grid(found, query, state.lang, lambda wanted: state.asking(wanted).address)
    headers = tuple(
        replace(each, about=with_layout(state, replace(laid, about=each.column.name)).address + "#about")
        for each in shown.headers
    )
    return replace(shown, headers=headers)
