"""The explorer's tools: which columns, in which order, taken together how; each choice a link or a plain form."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from praya.model.query import Aggregate, Filter, Group, Sort
from praya.model.query.grouping import FUNCTIONS, SPANS
from praya.web.pages import grid
from praya.web.pages.table.filters import operators, suggested
from praya.web.pages.table.layout import arranged, with_layout

if TYPE_CHECKING:
    from praya.model.query import Operator, Query
    from praya.model.query.grouping import Function
    from praya.model.table import Column, Table
    from praya.web.pages.grid import Header
    from praya.web.pages.table.layout import Layout
    from praya.web.pages.table.state import State

SIZES = (25, 50, 100, 250, 500)
MEASURES = 2
"""How many measures the form of groups asks for."""
TIMES = ("date", "datetime")
TOP_VALUES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A column in the list of columns, and the ways to move it; those that are not shown come last."""

    column: Column
    shown: bool
    earlier: str
    later: str
    """Addresses; empty where it cannot be moved so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A column that orders the rows, and the addresses that turn it or let go of it."""

    title: str
    sort: Sort
    turned: str
    without: str


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What is told of one column, and what can be done with it."""

    header: Header
    operators: tuple[Operator, ...]
    top: tuple[tuple[str, int, str], ...]
    """Frequent values, how often they come, and the address of their rows."""
    meanings: tuple[tuple[str, str], ...]
    values: tuple[str, ...]
    rising: str
    falling: str
    hidden: str
    """The address without the column; empty for the last one."""
    by: str
    """The address of the rows taken together by it."""
    closed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What the explorer's tools show."""

    places: tuple[Place, ...]
    orders: tuple[Order, ...]
    spans: tuple[str, ...]
    functions: tuple[Function, ...]
    measures: tuple[tuple[str, str], ...]
    """The function and the column of each measure of the form."""
    groups: tuple[str, str]
    sizes: tuple[tuple[int, str], ...]
    """Page sizes and their addresses."""
    full: str
    """The address with, or without, the whole window."""
    about: About | None


def tools(table: Table, state: State, layout: Layout) -> Tools:
    """Return the tools for a state."""
    query = state.query
    measures = [(each.function, each.column) for each in query.aggregates]
    by = [str(each) for each in query.groups]
    return Tools(
        places=_places(table, state),
        orders=_orders(table, state),
        spans=SPANS,
        functions=FUNCTIONS,
        measures=tuple([*measures, *[("", "")] * MEASURES][: max(MEASURES, len(measures))]),
        groups=((by[0] if by else ""), (by[1] if len(by) > 1 else "")),
        sizes=tuple((each, state.asking(replace(query.whole(), size=each)).address) for each in SIZES),
        full=with_layout(state, replace(layout, full=not layout.full)).address,
        about=_about(table, state, layout),
    )


def _places(table: Table, state: State) -> tuple[Place, ...]:
    shown = grid.shown_columns(table, state.query, state.lang)
    names = [each.name for each in shown]

    def swapped(first: int) -> str:
        if not 0 <= first < len(names) - 1:
            return ""
        wanted = [*names[:first], names[first + 1], names[first], *names[first + 2 :]]
        return state.asking(arranged(state.query, wanted, table, state.lang)).address

    hidden = [each for each in table.schema.for_reader(state.lang) if each.name not in names]
    return (
        *(
            Place(column=each, shown=True, earlier=swapped(index - 1), later=swapped(index))
            for index, each in enumerate(shown)
        ),
        *(Place(column=each, shown=False, earlier="", later="") for each in hidden),
    )


def _orders(table: Table, state: State) -> tuple[Order, ...]:
    query, found = state.query, []
    for place, each in enumerate(query.sorts):
        before, after = query.sorts[:place], query.sorts[place + 1 :]
        column = table.schema.column(each.column)
        turned = query.with_sort(*before, Sort(each.column, not each.descending), *after)
        found.append(
            Order(
                title=(column.title.words(state.lang) if column else "") or each.column,
                sort=each,
                turned=state.asking(turned).address,
                without=state.asking(query.with_sort(*before, *after)).address,
            )
        )
    return tuple(found)


def _about(table: Table, state: State, layout: Layout) -> About | None:
    column = table.schema.column(layout.about)
    if column is None:
        return None
    plain = with_layout(state, replace(layout, about=""))
    query, profile = state.query, table.profile.columns[column.name]

    def address(wanted: Query) -> str:
        return plain.asking(wanted).address

    others = [each.name for each in grid.shown_columns(table, query, state.lang) if each != column]
    only = [Filter(column.name, "eq", value) for value, _ in profile.top[:TOP_VALUES]]
    return About(
        header=grid.described(table, column, query, state.lang, address),
        operators=operators(column.type),
        top=tuple(
            (value, count, address(replace(query.whole(), filters=(*query.without(each).filters, each))))
            for (value, count), each in zip(profile.top, only, strict=False)
            if column.type == "string"
        ),
        meanings=tuple((dict.fromkeys(column.markers, "") | dict(column.meanings)).items()),
        values=suggested(column, profile),
        rising=address(query.with_sort(Sort(column.name))),
        falling=address(query.with_sort(Sort(column.name, descending=True))),
        hidden=address(arranged(query, others, table, state.lang)) if others else "",
        by=_by(state, query.only_rows(), column),
        closed=plain.address,
    )


def _by(state: State, query: Query, column: Column) -> str:
    """Return the address of the rows counted by a column; of a time, by its months."""
    if column.type == "geojson":
        return ""
    group = Group(column.name, "month" if column.type in TIMES else None)
    wanted = replace(query, groups=(group,), aggregates=(Aggregate("count"),))
    return replace(state, query=wanted, own=()).address
