"""The story of one row: what it was, version by version, and its numbers as lines through time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from praya.model import errors
from praya.model.query import Query, parse
from praya.services import story as stories
from praya.web import readable, small, urls
from praya.web.pager import Pager, pager
from praya.web.pages import grid, past
from praya.web.view import Frame, Site, render

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from praya.model.catalogue import Version
    from praya.model.table import Column, Table
    from praya.model.text import Lang
    from praya.services.read import DatasetView
    from praya.services.story import Chapter, Story
    from praya.web.pages.grid import Cell

A_PAGE = 50
WIDTH, HEIGHT = 1200.0, 90.0
LONGEST_PAUSE = 6
"""A pause is drawn as long as this many usual steps at most."""
FEWEST_POINTS = 3
LABEL_WIDTH = WIDTH / 8


@dataclass(frozen=True, slots=True, kw_only=True)
class ChapterView:
    """A while in which the row was one thing, or was not there."""

    since: str
    until: str
    """Empty where it was so in one version only."""
    versions: tuple[int, int]
    href: str
    cells: tuple[tuple[Cell, bool], ...]
    """Each value, and whether it differs from the chapter before; none while the row was not there."""
    several: int
    """How many rows the key found, where it found more than one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """A number through time, in a box of WIDTH by HEIGHT."""

    column: Column
    path: str
    low: str
    high: str
    high_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RowPage:
    """What the page of a row's story shows."""

    frame: Frame
    view: DatasetView
    table: Table
    story: Story
    called: bool
    """Whether the heading is the row's name when it was last there; else it is the key."""
    key: tuple[tuple[Column | None, str, str], ...]
    """The columns that tell which row it is (as they are now, or None), their names and its values in them."""
    columns: tuple[Column, ...]
    chapters: tuple[ChapterView, ...]
    """A page of them, the latest first."""
    curves: tuple[Curve, ...]
    labels: tuple[tuple[str, str], ...]
    """(place from the left in percent, words) along the foot of the curves."""
    pager: Pager


def row_page(site: Site, lang: Lang, name: str, pairs: Sequence[tuple[str, str]]) -> str:
    """Return the story of one row; raise Missing or Refused for what is not there."""
    given = dict(pairs)
    seen = past.seen(site.platform, name, [("table", given.get("table", ""))])
    if seen.table is None:
        raise errors.PageMissing
    table = seen.table
    page = parse([("page", given.get("page", ""))]).page
    key = dict(_key(pairs))
    story = stories.story(site.platform, table.name, seen.timeline, key)
    told = story.chapters[::-1][(page - 1) * A_PAGE : page * A_PAGE]
    places = _places([each.first for each in story.chapters])
    address = urls.row(lang, name, table.name, key)
    name_in, called = _called(table, story, lang)
    title = called or " · ".join(key.values())
    return render(
        site,
        "row.html",
        RowPage(
            frame=Frame(
                lang=lang,
                title=title,
                title_lang=name_in,
                tail=address.removeprefix(f"/{lang}"),
                indexed=False,
            ),
            view=seen.view,
            table=table,
            story=story,
            called=bool(called),
            key=tuple((table.schema.column(column), column, value) for column, value in key.items()),
            columns=table.schema.columns,
            chapters=tuple(_chapter(each, name, table, lang) for each in told),
            curves=tuple(_curves(story, table, places, lang)),
            labels=tuple(_labels(story.chapters, places, lang)),
            pager=pager(
                page=page,
                size=A_PAGE,
                total=len(story.chapters),
                address=lambda wanted: f"{address}&page={wanted}#chapters",
            ),
        ),
    )


def _called(table: Table, story: Story, lang: Lang) -> tuple[Lang, str]:
    """Return the name of a row and its language; empty where its key is its name, or it has none of its own."""
    column = table.schema.naming(lang)
    last = next((each.rows for each in story.chapters[::-1] if each.rows), ())
    if column is None or column.name in story.key or len(last) != 1:
        return lang, ""
    tells = table.profile.columns[column.name].distinct > table.rows / 2
    name = str(last[0].get(column.name) or "") if tells else ""
    return (column.lang or lang, name) if name else (lang, "")


def _key(pairs: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Read `key=column,value`, once for each column of the key."""
    for name, value in pairs:
        if name == "key":
            column, comma, held = value.partition(",")
            if not comma:
                raise errors.ParameterInvalid(name="key", value=value, expected="column,value")
            yield column, held


def _chapter(chapter: Chapter, name: str, table: Table, lang: Lang) -> ChapterView:
    first, last = chapter.first, chapter.last
    query = Query(as_of=str(first.number))
    return ChapterView(
        since=readable.moment(first.retrieved_at, lang),
        until=readable.moment(last.retrieved_at, lang) if last.number > first.number else "",
        versions=(first.number, last.number),
        href=urls.dataset(lang, name, table.name, query) + "#table",
        cells=tuple(_cells(chapter.rows[0], chapter.changed, table)) if chapter.rows else (),
        several=len(chapter.rows) if len(chapter.rows) > 1 else 0,
    )


def _cells(row: Mapping[str, object], changed: Sequence[str], table: Table) -> Iterator[tuple[Cell, bool]]:
    for column in table.schema.columns:
        held = grid.cell(row, column) if column.name in row else grid.Cell(kind="missing")
        yield held, column.name in changed


def _places(versions: Sequence[Version]) -> list[tuple[float, bool]]:
    """Return where each version lies along a line of WIDTH, and whether a pause before it was cut short."""
    times = [each.retrieved_at for each in versions]
    steps = [later - earlier for earlier, later in pairwise(times)]
    usual = timedelta(seconds=median(each.total_seconds() for each in steps)) if steps else timedelta(1)
    places, at = [(0.0, False)], 0.0
    for each in steps:
        at += min(each, LONGEST_PAUSE * usual).total_seconds()
        places.append((at, each > LONGEST_PAUSE * usual))
    return [(WIDTH * place / at if at else 0.0, cut) for place, cut in places]


def _curves(story: Story, table: Table, places: Sequence[tuple[float, bool]], lang: Lang) -> Iterator[Curve]:
    for column in table.schema.columns:
        if (
            column.type not in ("integer", "number")
            or column.name in story.key
            or column.role not in (None, "measure")
        ):
            continue
        values = [_value(each, column) for each in story.chapters]
        known = [
            (value, each.first)
            for value, each in zip(values, story.chapters, strict=True)
            if value is not None
        ]
        if len(known) < FEWEST_POINTS or len({value for value, _ in known}) == 1:
            continue
        high, version = max(known, key=lambda each: each[0])
        low = min(value for value, _ in known)
        yield Curve(
            column=column,
            path=small.line(_points(places, values), (min(low, 0), high), HEIGHT),
            low=readable.rounded(low),
            high=readable.rounded(high),
            high_at=readable.moment(version.retrieved_at, lang),
        )


def _value(chapter: Chapter, column: Column) -> float | None:
    held = chapter.rows[0].get(column.name) if len(chapter.rows) == 1 else None
    return float(held) if isinstance(held, (int, float)) and not isinstance(held, bool) else None


def _points(
    places: Sequence[tuple[float, bool]], values: Sequence[float | None]
) -> list[tuple[float, float | None]]:
    """Return the points of a line, broken where a pause was cut short."""
    points = list[tuple[float, float | None]]()
    for (place, cut), value in zip(places, values, strict=True):
        points += [(place, None)] if cut else []
        points.append((place, value))
    return points


def _labels(
    chapters: Sequence[Chapter], places: Sequence[tuple[float, bool]], lang: Lang
) -> Iterator[tuple[str, str]]:
    """Give a label for each day that has room for one; what follows a pause that was cut short comes first."""
    labels = list[tuple[float, str]]()
    before = ""
    for chapter, (place, cut) in zip(chapters, places, strict=True):
        day = readable.day(chapter.first.retrieved_at, lang)
        near = bool(labels) and place - labels[-1][0] < LABEL_WIDTH
        if near and cut:
            labels.pop()
        if (day != before and not near) or cut:
            labels.append((place, day))
        before = day
    for place, day in labels:
        if place < WIDTH - LABEL_WIDTH / 2:
            yield f"{100 * place / WIDTH:.2f}%", day
