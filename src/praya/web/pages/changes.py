"""What changed between two versions of a table: counts first, then its columns, then its rows, cell by cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from praya.model import errors
from praya.model.moment import parse_as_of
from praya.model.query import Query, parse
from praya.services import diff as diffs
from praya.web import readable, urls
from praya.web.pager import Pager, pager
from praya.web.pages import grid, past
from praya.web.view import Frame, Site, render

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from praya.model.catalogue import Version
    from praya.model.moment import AsOf
    from praya.model.table import Column, Table
    from praya.model.text import Lang
    from praya.services.diff import Diff, RowChange
    from praya.services.read import DatasetView
    from praya.web.pages.grid import Cell
    from praya.web.pages.past import Seen

A_PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two versions."""

    version: Version
    when: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One value before and after; None where the row or its column was not there."""

    before: Cell | None
    after: Cell | None
    differs: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedRow:
    """One row that differs."""

    change: RowChange
    cells: tuple[Compared, ...]
    story: str
    """The address of the row through time; empty where no key tells which it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangesPage:
    """What the page of a comparison shows."""

    frame: Frame
    view: DatasetView
    table: Table
    diff: Diff
    sides: tuple[Side, Side]
    columns: tuple[Column, ...]
    """Those of the later version, then those it no longer has."""
    rows: tuple[ChangedRow, ...]
    total: int
    pager: Pager
    earlier: str
    later: str
    """Addresses of the comparisons before and after this one; empty at the ends."""
    versions: tuple[int, int]
    """The numbers of the first version and the last."""


def changes_page(site: Site, lang: Lang, name: str, pairs: Sequence[tuple[str, str]]) -> str:
    """Return the comparison of two versions of a dataset's table; raise Missing or Refused for what is not there."""
    given = dict(pairs)
    seen = past.seen(site.platform, name, [("table", given.get("table", ""))])
    if seen.table is None:
        raise errors.PageMissing
    page = parse([("page", given.get("page", ""))]).page
    before, after = _asked(seen, given)
    offset = (page - 1) * A_PAGE
    diff = diffs.diff(site.platform, seen.table.name, before, after, offset=offset, limit=A_PAGE)
    columns = _columns(diff)
    total = diff.added + diff.removed + diff.changed
    numbers = (diff.before.version, diff.after.version)
    title = seen.view.dataset.title.shown(lang)
    neighbours = _neighbours(seen, numbers, lang)
    return render(
        site,
        "changes.html",
        ChangesPage(
            frame=Frame(
                lang=lang,
                title=site.messages[lang].say("changes_of", title=title.words if title else name),
                title_lang=title.lang if title else "en",
                tail=urls.changes(lang, name, seen.table.name, numbers, page).removeprefix(f"/{lang}"),
                indexed=False,
            ),
            view=seen.view,
            table=seen.table,
            diff=diff,
            sides=_sides(seen, diff, lang),
            columns=columns,
            rows=tuple(_row(each, diff, columns, seen, lang) for each in diff.rows),
            total=total,
            pager=pager(
                page=page,
                size=A_PAGE,
                total=total,
                address=lambda wanted: (
                    urls.changes(lang, name, diff.after.name, numbers, wanted) + "#changed-rows"
                ),
            ),
            earlier=neighbours[0],
            later=neighbours[1],
            versions=(seen.timeline[0].number, seen.timeline[-1].number),
        ),
    )


def _asked(seen: Seen, given: Mapping[str, str]) -> tuple[AsOf, AsOf | None]:
    """Return the versions asked for: unless told, the latest, and the one before the later of the two."""
    after = parse_as_of(given.get("to", ""))
    before = parse_as_of(given.get("from", ""))
    if before is not None:
        return before, after
    numbers = [each.number for each in seen.timeline]
    until = after if isinstance(after, int) else numbers[-1]
    return next((each for each in reversed(numbers) if each < until), until), after


def _sides(seen: Seen, diff: Diff, lang: Lang) -> tuple[Side, Side]:
    def side(version: Version) -> Side:
        wanted = Query(as_of=str(version.number))
        return Side(
            version=version,
            when=readable.moment(version.retrieved_at, lang),
            href=urls.dataset(lang, seen.view.dataset.name, diff.after.name, wanted) + "#table",
        )

    return side(diff.versions[0]), side(diff.versions[1])


def _neighbours(seen: Seen, numbers: tuple[int, int], lang: Lang) -> tuple[str, str]:
    """Return the addresses of the comparisons of the two versions before, and the two after."""
    assert seen.table
    known = [each.number for each in seen.timeline]
    name, table = seen.view.dataset.name, seen.table.name
    first, last = known.index(min(numbers)), known.index(max(numbers))
    return (
        urls.changes(lang, name, table, (known[first - 1], known[first])) if first else "",
        urls.changes(lang, name, table, (known[last], known[last + 1])) if last + 1 < len(known) else "",
    )


def _columns(diff: Diff) -> tuple[Column, ...]:
    dropped = [each.before for each in diff.schema if each.kind == "dropped" and each.before]
    return (*diff.after.schema.columns, *dropped)


def _row(change: RowChange, diff: Diff, columns: Sequence[Column], seen: Seen, lang: Lang) -> ChangedRow:
    renamed = {
        each.after.name: each.before
        for each in diff.schema
        if each.kind == "renamed" and each.after and each.before
    }
    cells = []
    for column in columns:
        earlier = renamed.get(column.name) or diff.before.schema.column(column.name)
        later = diff.after.schema.column(column.name)
        cells.append(
            Compared(
                before=grid.cell(change.before, earlier) if change.before and earlier else None,
                after=grid.cell(change.after, later) if change.after and later else None,
                differs=column.name in change.columns,
            )
        )
    return ChangedRow(change=change, cells=tuple(cells), story=_story(change, diff, seen, lang))


def _story(change: RowChange, diff: Diff, seen: Seen, lang: Lang) -> str:
    held = change.after or change.before or {}
    if not diff.key or any(held.get(column) is None for column in diff.key):
        return ""
    key = {column: str(held[column]) for column in diff.key}
    return urls.row(lang, seen.view.dataset.name, diff.after.name, key)
