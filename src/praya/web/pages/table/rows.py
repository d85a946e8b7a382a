"""A table's rows, asked in every way there is: the explorer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from praya.services import ask
from praya.web.pages import grid, past
from praya.web.pages.table import asked
from praya.web.pages.table.frame import Answer, around, sheet
from praya.web.pages.table.state import State
from praya.web.view import Site, render

if TYPE_CHECKING:
    from collections.abc import Sequence

    from praya.model.text import Lang
    from praya.web.pages.grid import Grid
    from praya.web.pages.table.frame import Sheet
    from praya.web.view import Frame


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsPage:
    """What the explorer shows."""

    frame: Frame
    sheet: Sheet
    grid: Grid


def rows_page(site: Site, lang: Lang, table: str, pairs: Sequence[tuple[str, str]], *, base: str) -> Answer:
    """Answer for the explorer; what is wrong with a question is said in its place, the rest of it is answered.

    `base` is what absolute addresses begin with. Raise what is Missing.
    """
    given = dict(pairs)
    held = past.held(site.platform, table, given.get("as_of", "").strip())
    query, failure, wrong = asked.question(pairs, held.table.schema)
    state = State(lang=lang, table=table, query=query, embed=given.get("embed") == "1")
    if not failure and (wanted := asked.moved(state, pairs)):
        return Answer(location=wanted.address)
    companions = query if query.distinct else replace(query, columns=())
    found = ask.rows(site.platform, held.table, companions)  # what the source wrote stands beside its columns
    page = RowsPage(
        frame=around(site, state, held.view, styles=("explorer.css",)),
        sheet=sheet(site, state, held, base, entered=asked.entered(pairs, wrong), failure=failure),
        grid=grid.grid(found, query, lang, lambda asked: state.asking(asked).address),
    )
    return Answer(render(site, "table/rows.html", page), failure.status if failure else 200)
