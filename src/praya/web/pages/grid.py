"""A page of a table's rows: headers that show what is below them, cells that show what is missing, links to ask on."""

from __future__ import annotations

from dataclasses import dataclass
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
SPARK_WIDTH = 120
SPARK_HEIGHT = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The head of one column."""

    column: Column
    path: str
    """Its distribution as a path in a box of SPARK_WIDTH by SPARK_HEIGHT; empty where it has none to show."""
    low: str
    high: str
    distinct: int
    missing: str
    """The share of rows without a value, empty for none."""
    gappy: bool
    """Whether so much is missing that a reader should beware."""
    sort: str
    sort_href: str
    numeric: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One value as it is shown."""

    kind: CellKind
    words: str = ""
    meaning: str = ""
    """What the source's notes say of a marker."""


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
    headers = tuple(
        Header(
            column=column,
            **_held(table, column, lang),  # type: ignore[arg-type]  # the same names and types
            sort=SORT_STATES[_direction(query, column)],
            sort_href=address(_turned(query, column)),
            numeric=column.type in NUMBERS,
        )
        for column in columns
    )
    return Grid(
        table=table,
        query=query,
        headers=headers,
        drawn=any(each.path for each in headers),
        rows=tuple((_place(row), tuple(cell(row, column) for column in columns)) for row in rows.rows),
        sums=subtotal_rows(table.decisions),
        total=rows.total,
        pager=pager(
            page=query.page,
            size=query.size,
            total=rows.total,
            address=lambda page: address(query.with_page(page)),
        ),
        unsorted=address(query.with_sort()) if query.sorts else "",
    )


def shown_columns(table: Table, query: Query, lang: Lang) -> tuple[Column, ...]:
    """Return the columns that are asked for, or all in the reader's order."""
    chosen = tuple(each for each in map(table.schema.column, query.columns) if each)
    return chosen or table.schema.for_reader(lang)


def cell(row: Mapping[str, object], column: Column) -> Cell:
    """Show one value. Where the source wrote a marker for "no value", its own words are shown as such."""
    value = row[column.name]
    if value is None:
        return _nothing(row.get(f"{column.name}_text"), column)
    if column.role == "geometry" or isinstance(value, (bytes, dict)):
        return Cell(kind="shape")
    if isinstance(value, bool):
        return Cell(kind="text", words=str(value).lower())
    if isinstance(value, (int, float)):
        plain = column.type == "year" or column.role in NAMING or column.role in PLACING
        return Cell(kind="number", words=readable.plain(value) if plain else readable.number(value, 12))
    if isinstance(value, (date, datetime, time)):
        return Cell(kind="moment", words=readable.iso(value))
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
    """Sort by a column; once more turns the order, and a third time gives the source's own order back."""
    direction = _direction(query, column)
    if direction is None:
        return query.with_sort(Sort(column.name))
    return query.with_sort() if direction else query.with_sort(Sort(column.name, descending=True))


def _place(row: Mapping[str, object]) -> int:
    place = row[ROW]
    assert isinstance(place, int), "every stored table begins with it"
    return place
