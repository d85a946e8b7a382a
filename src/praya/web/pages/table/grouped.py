"""Rows taken together: as a table of groups, or with the second group across."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from praya.model.query import Filter, Sort
from praya.model.table import Column
from praya.model.text import LANGS, Text
from praya.services import ask
from praya.web import readable
from praya.web.pages.grid import Cell, Grid, cell, header, pages

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from praya.model.query import Aggregate, Group, Query
    from praya.model.table import Table
    from praya.model.text import Lang
    from praya.web.pages.table.state import State
    from praya.web.view import Site

LONGEST_ADDRESS = 6_000
"""Letters that servers and proxies on the way take for sure."""
CROSSED = 2
"""Groups of a table with one down and one across."""
MOST_CELLS = 20_000
MOST_ACROSS = 60
ADDITIVE = frozenset({"count", "sum"})
"""Measures of parts that give that of the whole when they are added up."""
_MONTHS = {"year": 12, "quarter": 3, "month": 1}
_HOURS = {"week": 7 * 24, "day": 24, "hour": 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouped:
    """A table of groups."""

    grid: Grid
    drills: tuple[str, ...]
    """For each row the address of the rows that it was made of; empty where there can be none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pivot:
    """A measure of two groups, one down and one across."""

    down: Column
    across: Column
    measure: Column
    heads: tuple[Cell, ...]
    rows: tuple[tuple[Cell, tuple[Cell, ...], Cell | None], ...]
    """Each row's head, its cells, and their sum."""
    sums: tuple[Cell, ...]
    """Of each column, and of all at the end; none where the measure cannot be added up, or not all is shown."""
    left_out: int
    """How many values would go across beyond those that do."""
    cut: bool
    """Whether there are more groups than were asked for."""


def group_column(site: Site, table: Table, part: Group) -> Column:
    """Return a group as a column of the answer."""
    column = table.schema.column(part.column)
    assert column is not None, "the question fits the table"
    if part.span is None:
        return column
    return replace(column, name=part.name, title=_said(site, f"span_{part.span}", column))


def aggregate_column(site: Site, table: Table, part: Aggregate) -> Column:
    """Return an aggregate as a column of the answer."""
    column = table.schema.column(part.column)
    key = f"aggregate_{part.function}" if part.column else "aggregate_rows"
    title = Text.of(part.alias) if part.alias else _said(site, key, column)
    counts = column is None or part.function in ("count", "distinct")
    keeps = column is not None and part.function in ("min", "max")
    return Column(
        name=part.name,
        header=part.name,
        title=title,
        type="integer" if counts else column.type if keeps and column else "number",
        role=column.role if keeps and column else None,
        unit="" if counts or column is None else column.unit,
    )


def _said(site: Site, key: str, column: Column | None) -> Text:
    names = {lang: (column.title.words(lang) or column.name) if column else "" for lang in LANGS}
    return Text.of(*(site.messages[lang].say(key, column=names[lang]) for lang in LANGS))


def grouped(site: Site, table: Table, state: State) -> Grouped:
    """Return a page of the groups; raise Refused where the question does not fit."""
    query = state.query
    columns = _columns(site, table, query)
    found = ask.rows(site.platform, table, query)

    def address(wanted: Query) -> str:
        return state.asking(wanted).address

    rows = tuple((0, tuple(_shown(row, each, query, state.lang) for each in columns)) for row in found.rows)
    grid = Grid(
        table=table,
        query=query,
        headers=tuple(header(each, query, address) for each in columns),
        rows=rows,
        sums=frozenset(),
        total=found.total,
        pager=pages(found, query, address),
        drawn=False,
        unsorted=address(query.with_sort()) if query.sorts else "",
    )
    return Grouped(grid=grid, drills=tuple(_drilled(state, row) for row in found.rows))


def _columns(site: Site, table: Table, query: Query) -> tuple[Column, ...]:
    return (
        *(group_column(site, table, each) for each in query.groups),
        *(aggregate_column(site, table, each) for each in query.aggregates),
    )


def _shown(row: Mapping[str, object], column: Column, query: Query, lang: Lang) -> Cell:
    """Show a value; spans of time by their names, numbers that were computed rounded to what they tell."""
    value = row[column.name]
    length = next((each.span for each in query.groups if each.name == column.name), None)
    if length and isinstance(value, date):
        return Cell(kind="moment", words=readable.span(value, length, lang), raw=value.isoformat())
    held = {column.name: float(f"{value:.8g}")} if isinstance(value, float) else row
    return cell(held, column, lang)


def _drilled(state: State, row: Mapping[str, object]) -> str:
    """Return the address of the rows of one group; empty where their value is too long for one."""
    query = state.query
    filters = [found for each in query.groups for found in _only(each, row[each.name])]
    rows = replace(query.only_rows(), filters=tuple(dict.fromkeys((*query.filters, *filters))))
    address = replace(state, query=rows, own=()).address
    return address if len(address) <= LONGEST_ADDRESS else ""


def _only(group: Group, value: object) -> Iterator[Filter]:
    """Give the conditions of a group's rows."""
    if value is None:
        yield Filter(group.column, "empty")
    elif group.span and isinstance(value, date):
        yield Filter(group.column, "ge", value.isoformat())
        yield Filter(group.column, "lt", _next(value, group.span).isoformat())
    else:
        text = value.isoformat() if isinstance(value, date) else str(value)
        yield Filter(group.column, "eq", text.lower() if isinstance(value, bool) else text)


def _next(start: date | datetime, span: str) -> date | datetime:
    """Return where the span after begins."""
    if span in _HOURS:
        return start + timedelta(hours=_HOURS[span])
    month = start.month - 1 + _MONTHS[span]
    return start.replace(year=start.year + month // 12, month=month % 12 + 1)


def crosses(query: Query) -> bool:
    """Tell whether a question can be shown with one group down and one across."""
    return len(query.groups) == CROSSED and bool(query.aggregates)


def pivot(site: Site, table: Table, state: State) -> Pivot:
    """Return two groups as a table of both ways; raise Refused where the question does not fit."""
    query, lang = state.query, state.lang
    down, across, measure = _columns(site, table, query)[:3]
    asked = replace(
        query.whole(),
        size=MOST_CELLS,
        aggregates=query.aggregates[:1],
        sorts=(Sort(down.name), Sort(across.name)),
    )
    found = ask.rows(site.platform, table, asked)
    values = sorted({row[across.name] for row in found.rows}, key=_in_order)
    heads = values[:MOST_ACROSS]
    cells = dict[object, dict[object, object]]()
    for row in found.rows:
        cells.setdefault(row[down.name], {})[row[across.name]] = row[measure.name]
    whole = len(heads) == len(values) and found.total <= MOST_CELLS
    adds = whole and query.aggregates[0].function in ADDITIVE

    def shown(value: object, column: Column) -> Cell:
        return _shown({column.name: value}, column, query, lang)

    return Pivot(
        down=down,
        across=across,
        measure=measure,
        heads=tuple(shown(each, across) for each in heads),
        rows=tuple(
            (
                shown(key, down),
                tuple(shown(held.get(each), measure) for each in heads),
                shown(_sum(held.values()), measure) if adds else None,
            )
            for key, held in cells.items()
        ),
        sums=tuple(shown(each, measure) for each in _sums(cells, heads)) if adds else (),
        left_out=len(values) - len(heads),
        cut=found.total > MOST_CELLS,
    )


def _sums(cells: Mapping[object, Mapping[object, object]], heads: Sequence[object]) -> Iterator[object]:
    """Give the sum of each column, and of all."""
    for each in heads:
        yield _sum(held.get(each) for held in cells.values())
    yield _sum(value for held in cells.values() for value in held.values())


def _sum(values: Iterable[object]) -> object:
    numbers = [each for each in values if isinstance(each, (int, float))]
    return sum(numbers) if numbers else None


def _in_order(value: object) -> tuple[bool, object]:
    """Order a group's values among themselves, what is missing last."""
    return (value is None, 0 if value is None else value)
