"""A table's history: its calendar, and its versions one by one with what each of them did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from praya.model import errors
from praya.model.query import Query, parse
from praya.services import timeline as timelines
from praya.services.read import file_name
from praya.web import readable, urls
from praya.web.almanac import Almanac, almanac
from praya.web.pager import Pager, pager
from praya.web.pages import past
from praya.web.view import Frame, Site, render

if TYPE_CHECKING:
    from collections.abc import Sequence

    from praya.model.table import Table
    from praya.model.text import Lang
    from praya.services.read import DatasetView
    from praya.services.timeline import Step
    from praya.web.pages.past import Seen

AT_ONCE = 6
"""Versions listed on the dataset's own page."""
A_PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One version in the list, and where to go from it."""

    step: Step
    when: str
    shown: bool
    """Whether the page shows the table as of this version."""
    table: str
    original: str
    changes: str
    """The address of what it changed; empty for the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What a page shows of a table's history."""

    table: Table
    versions: int
    since: str
    until: str
    almanac: Almanac
    entries: tuple[Entry, ...]
    """The latest first."""
    shown: int
    """The number of the version that the page shows."""
    at: str
    """An address to which a version's number is added: the page as of it."""
    all: str
    """The address of the whole list."""
    every: str
    """The address of every version as one file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryPage:
    """What the page of a whole history shows."""

    frame: Frame
    view: DatasetView
    history: History
    pager: Pager


def history(steps: tuple[Step, ...], seen: Seen, lang: Lang, *, page: int | None = None) -> History:
    """Return a table's history with the versions around the one that is seen, or a page of them all."""
    table, name = seen.table, seen.view.dataset.name
    assert table, "there is no history without a table"
    at = urls.dataset(lang, name, table.name) + "&as_of="
    return History(
        table=table,
        versions=len(steps),
        since=readable.moment(steps[0].version.retrieved_at, lang),
        until=readable.moment(steps[-1].version.retrieved_at, lang),
        almanac=almanac(steps, lang),
        entries=tuple(_entry(each, seen, lang) for each in _listed(steps, table.version, page)),
        shown=table.version,
        at=at,
        all=urls.history(lang, name, table.name),
        every=urls.every_version(table.name),
    )


def history_page(site: Site, lang: Lang, name: str, pairs: Sequence[tuple[str, str]]) -> str:
    """Return the page of every version of a table."""
    seen = past.seen(site.platform, name, pairs)
    if seen.table is None:
        raise errors.PageMissing
    query = parse([(key, value) for key, value in pairs if key == "page"])
    steps = timelines.timeline(site.platform, seen.table.name, seen.timeline)
    table = seen.table.name
    address = urls.history(lang, name, table)
    title = seen.view.dataset.title.shown(lang)
    words = site.messages[lang].say("history_of", title=title.words if title else name)
    return render(
        site,
        "history.html",
        HistoryPage(
            frame=Frame(
                lang=lang,
                title=words,
                title_lang=title.lang if title else "en",
                tail=urls.history(lang, name, table, query.page).removeprefix(f"/{lang}"),
                indexed=False,
            ),
            view=seen.view,
            history=history(steps, seen, lang, page=query.page),
            pager=pager(
                page=query.page,
                size=A_PAGE,
                total=len(steps),
                address=lambda page: urls.history(lang, name, table, page) if page > 1 else address,
            ),
        ),
    )


def _listed(steps: tuple[Step, ...], number: int, page: int | None) -> tuple[Step, ...]:
    """Return a page of the steps, or those around a version; the latest first."""
    if page is not None:
        return steps[::-1][(page - 1) * A_PAGE : page * A_PAGE]
    place = next(index for index, each in enumerate(steps) if each.version.number == number)
    first = max(0, min(place - AT_ONCE // 2, len(steps) - AT_ONCE))
    return steps[first : first + AT_ONCE][::-1]


def _entry(step: Step, seen: Seen, lang: Lang) -> Entry:
    assert seen.table
    version, name, table = step.version, seen.view.dataset.name, seen.table.name
    return Entry(
        step=step,
        when=readable.moment(version.retrieved_at, lang),
        shown=seen.moment is not None and version.number == seen.table.version,
        table=urls.dataset(lang, name, table, Query(as_of=str(version.number))) + "#table",
        original=urls.file(version.distribution_id, file_name(version), version.number),
        changes=urls.changes(lang, name, table, (step.before, version.number)) if step.before else "",
    )
