"""The frame of a table's pages: what it is, how fresh, as of when, which rows, and the ways to take it along."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from praya.model import errors
from praya.model.personal import verdict
from praya.model.query import OPERATORS
from praya.services import places
from praya.web import urls
from praya.web.pages import past
from praya.web.pages.facts import freshness
from praya.web.pages.table import filters
from praya.web.pages.table.code import shared
from praya.web.pages.table.state import VIEWS
from praya.web.view import Frame

if TYPE_CHECKING:
    from collections.abc import Mapping

    from praya.model.errors import Explained
    from praya.model.query import Operator
    from praya.model.table import Table
    from praya.model.text import Lang
    from praya.services.read import TableView
    from praya.web.pages.past import Clock, Held
    from praya.web.pages.table.code import Shared
    from praya.web.pages.table.filters import Chip, Choice
    from praya.web.pages.table.state import State, View
    from praya.web.view import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """One of the views of a table."""

    view: View
    href: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What the views of a table share; a page of one has it as `sheet`, beside its own."""

    state: State
    view: TableView
    dataset: str
    """The address of the dataset's page, standing at this table."""
    tabs: tuple[Tab, ...]
    freshness: int
    """From 5 (days old) to 0 (many years old, or unknown)."""
    fresh: str
    personal: str
    """That the table may hold personal data; empty where nothing says so."""
    clock: Clock | None
    choices: tuple[Choice, ...]
    """The columns in the reader's order, and what can be asked of each."""
    chips: tuple[Chip, ...]
    afresh: str
    """The address without any condition."""
    operators: tuple[Operator, ...]
    """Every condition there is, for as long as no column is chosen."""
    entered: Mapping[str, str]
    """What the filter's form holds: `column`, `operator`, `value`."""
    shared: Shared
    refusal: Explained | None
    """What of the question was wrong; the rest of it is answered."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A page and its status, or an address to go to."""

    html: str = ""
    status: int = 200
    location: str = ""


def sheet(
    site: Site,
    state: State,
    held: Held,
    base: str,
    *,
    entered: Mapping[str, str] | None = None,
    failure: errors.Refused | None = None,
) -> Sheet:
    """Return the frame's part of a page; `base` is what absolute addresses begin with."""
    view, table, lang = held.view, held.table, state.lang
    words = site.messages[lang]
    level, fresh = freshness(view.dataset, table, view.version.retrieved_at, words, site.now())
    return Sheet(
        state=state,
        view=view,
        dataset=urls.dataset(lang, view.dataset.name, table.name, state.query.only_rows()),
        tabs=tuple(
            Tab(view=each, href=state.beside(each).address, chosen=each == state.view)
            for each in views(table)
        ),
        freshness=level,
        fresh=fresh,
        personal=_personal(table, lang),
        clock=past.clock(
            held, state.query, lang, address=lambda wanted: state.asking(wanted).address, kept=state.kept()
        ),
        choices=filters.choices(table, table.schema.for_reader(lang), lang),
        chips=filters.chips(table, state.query, words, lambda wanted: state.asking(wanted).address),
        afresh=state.asking(replace(state.query.whole(), filters=(), condition=None, text="")).address,
        operators=OPERATORS,
        entered={"column": "", "operator": "", "value": "", "until": ""} | dict(entered or {}),
        shared=shared(state, table, view.title.words(lang) or table.name, base),
        refusal=errors.explain(failure.code, failure.fields, lang) if failure else None,
    )


def _personal(table: Table, lang: Lang) -> str:
    examined = table.profile.examined
    return verdict([examined], lang) if examined and examined.sensitive else ""


def views(table: Table) -> tuple[View, ...]:
    """Return the views that a table has."""
    located = places.has_places(table.schema) or table.schema.role("district") is not None
    return tuple(each for each in VIEWS if each != "map" or located)


def around(
    site: Site, state: State, view: TableView, *, islands: tuple[str, ...] = (), styles: tuple[str, ...] = ()
) -> Frame:
    """Return what the browser's tab says of a view; `styles` are its sheets beside the frame's own."""
    lang: Lang = state.lang
    title = view.title.words(lang) or view.table.name
    named = [title, view.dataset.title.words(lang)]
    if state.view:
        named.insert(0, site.messages[lang].say(f"view_{state.view}"))
    return Frame(
        lang=lang,
        title=" · ".join(dict.fromkeys(each for each in named if each)),
        title_lang=lang,
        description=view.dataset.description.words(lang)[:300],
        tail=state.address.removeprefix(f"/{lang}"),
        islands=islands,
        styles=("frame.css", *styles),
        indexed=not state.pairs(),
        embedded=state.embed,
    )
