"""A page of a table's rows: headers that show what is below them, cells that show what is missing, links to ask on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Literal

from praya.model.decisions import subtotal_rows
from praya.model.query import Query, Sort
from praya.model.table import ROW
from praya.web import readable, small
from praya.web.pager import Pager, pager

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from praya.model.table import Column, Table
    from praya.model.text import Lang
    from praya.services.ask import Rows

CellKind = Literal["text", "number", "moment", "address", "shape", "missing", "marker"]
SORT_STATES = {None: "none", False: "ascending", True: "descending"}
NUMBERS = ("integer", "number", "year")
LINKABLE = ("http://", "https://")
NAMING = frozenset({"code", "identifier", "part", "district"})
"""Roles whose numbers count nothing: thousands are not grouped."""
PLACING = frozenset({"latitude", "longitude", "easting", "northing"})
GAPPY = 0.05
"""The share of missing values from which on a column is marked."""
FAR = 10_000
"""Rows passed over, from which on pages are found by their place in the order and not by counting."""
SPARK_WIDTH = 120
SPARK_HEIGHT = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The head of one column."""

    column: Column
    sort: str
    sort_href: str
    sort_place: int
    """Which of several columns that order the rows it is, from 1; 0 where it is none, or the only one."""
    numeric: bool
    path: str = ""
    """Its distribution as a path in a box of SPARK_WIDTH by SPARK_HEIGHT; empty where it has none to show."""
    low: str = ""
    high: str = ""
    distinct: int = 0
    """0 where it is not known."""
    missing: str = ""
    """The share of rows without a value, empty for none."""
    gappy: bool = False
    """Whether so much is missing that a reader should beware."""
    about: str = ""
    """The address that tells more of it, where there is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One value as it is shown."""

    kind: CellKind
    words: str = ""
    meaning: str = ""
    """What the source's notes say of a marker."""
    raw: str = ""
    """The value as conditions have it, where it is written otherwise for readers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """What the table preview shows."""

    table: Table
    query: Query
    headers: tuple[Header, ...]
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]
    """Each row's place in its source, and its cells."""
    sums: frozenset[int]
    """The places of rows that sum up others."""
    total: int
    pager: Pager
    drawn: bool
    """Whether any column has a distribution to show."""
    unsorted: str
    """The address in the source's own order; empty where it is in that order."""


def grid(rows: Rows, query: Query, lang: Lang, address: Callable[[Query], str]) -> Grid:
    """Return one page of a table; `address` gives that of a question to it."""
    table = rows.table
    columns = shown_columns(table, query, lang)
    headers = tuple(described(table, column, query, lang, address) for column in columns)
    return Grid(
        table=table,
        query=query,
        headers=headers,
        drawn=any(each.path for each in headers),
        rows=tuple((_place(row), tuple(cell(row, column, lang) for column in columns)) for row in rows.rows),
        sums=subtotal_rows(table.decisions),
        total=rows.total,
        pager=pages(rows, query, address),
        unsorted=address(query.with_sort()) if query.sorts else "",
    )


def header(column: Column, query: Query, address: Callable[[Query], str]) -> Header:
    """Return a column's head with how it orders the rows, and the way to let it."""
    names = [each.column for each in query.sorts]
    return Header(
        column=column,
        sort=SORT_STATES[_direction(query, column)],
        sort_href=address(_turned(query, column)),
        sort_place=names.index(column.name) + 1 if len(names) > 1 and column.name in names else 0,
        numeric=column.type in NUMBERS,
    )


def described(
    table: Table, column: Column, query: Query, lang: Lang, address: Callable[[Query], str]
) -> Header:
    """Return a column's head with what the column holds."""
    return replace(header(column, query, address), **_held(table, column, lang))  # type: ignore[arg-type]  # same types


def pages(rows: Rows, query: Query, address: Callable[[Query], str]) -> Pager:
    """Return the pages of an answer. Far behind its begin the next one is found by where this one ends."""
    numbered = pager(
        page=query.page,
        size=query.size,
        total=rows.total,
        address=lambda page: address(query.with_page(page)),
    )
    by_place = not (query.narrowed or query.sorts)  # its numbered pages are as fast
    if not rows.next or by_place or query.offset + query.size < FAR:
        following = numbered.after
    else:
        following = address(replace(query, offset=0, after=rows.next, as_of=query.as_of))
    if not query.after:
        return replace(numbered, after=following)
    first = (1, address(replace(query, offset=0, after=None)))
    following = address(replace(query, after=rows.next)) if rows.next else ""
    return replace(numbered, page=0, before="", after=following, links=(first,))


def shown_columns(table: Table, query: Query, lang: Lang) -> tuple[Column, ...]:
    """Return the columns that are asked for, or all in the reader's order."""
    chosen = tuple(each for each in map(table.schema.column, query.columns) if each)
    return chosen or table.schema.for_reader(lang)


def cell(row: Mapping[str, object], column: Column, lang: Lang | None = None) -> Cell:
    """Show one value; dates in the reader's language, or else as data has them.

    Where the source wrote a marker for "no value", its own words are shown as such.
    """
    value = row[column.name]
    if value is None:
        return _nothing(row.get(f"{column.name}_text"), column)
    if column.role == "geometry" or isinstance(value, (bytes, dict)):
        return Cell(kind="shape")
    if isinstance(value, bool):
        return Cell(kind="text", words=str(value).lower())
    if isinstance(value, (int, float)):
        plain = column.type == "year" or column.role in NAMING or column.role in PLACING
        words = readable.plain(value) if plain else readable.number(value, 12)
        return Cell(kind="number", words=words, raw="" if plain else readable.plain(value))
    if isinstance(value, (date, datetime, time)):
        words = readable.short(value, lang) if lang else readable.iso(value)
        return Cell(kind="moment", words=words, raw=value.isoformat())
    words = str(value)
    return Cell(kind="address" if words.startswith(LINKABLE) else "text", words=words)


def _nothing(written: object, column: Column) -> Cell:
    """Show that there is no value: by the source's own words and their meaning, if it wrote any."""
    words = str(written or "")
    if not words:
        return Cell(kind="missing")
    return Cell(kind="marker", words=words, meaning=dict(column.meanings).get(words.strip(), ""))


def _held(table: Table, column: Column, lang: Lang) -> dict[str, str | int]:
    profile = table.profile.columns[column.name]
    shows_edges = profile.min is not None and column.type not in ("string", "boolean", "geojson")
    return {
        "path": small.distribution(profile, SPARK_WIDTH, SPARK_HEIGHT),
        "low": _edge(profile.min, column, lang) if shows_edges else "",
        "high": _edge(profile.max, column, lang) if shows_edges else "",
        "distinct": profile.distinct,
        "missing": readable.share(profile.nulls, table.rows) if profile.nulls else "",
        "gappy": profile.nulls > table.rows * GAPPY,
    }


def _edge(value: str | float | None, column: Column, lang: Lang) -> str:
    """Write a column's smallest or largest value."""
    if value is None:
        return ""
    if column.role in {*NAMING, "easting", "northing"} and not isinstance(value, str):
        return readable.plain(value)
    return readable.bound(value, column.type, lang)


def _direction(query: Query, column: Column) -> bool | None:
    return next((each.descending for each in query.sorts if each.column == column.name), None)


def _turned(query: Query, column: Column) -> Query:
    """Sort by a column; once more turns the order, and a third time lets go of it. Others that order stay."""
    direction = _direction(query, column)
    if direction is None:
        return query.with_sort(Sort(column.name))
    turned = () if direction else (Sort(column.name, descending=True),)
    place = [each.column for each in query.sorts].index(column.name)
    return query.with_sort(*query.sorts[:place], *turned, *query.sorts[place + 1 :])


def _place(row: Mapping[str, object]) -> int:
    """Return a row's place in its source; 0 for rows that were taken together."""
    place = row.get(ROW, 0)
    assert isinstance(place, int), "every stored table begins with it"
    return place
