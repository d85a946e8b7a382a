"""`select`, `group_by` and `order_by`: what an answer's columns are, and what they are called."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from praya.model.query import Aggregate, Group, Query, Sort
from praya.model.query.address import MOST_COLUMNS
from praya.web.api.opendatasoft import times
from praya.web.api.opendatasoft.failing import malformed
from praya.web.api.opendatasoft.words import Reader

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from praya.model.query.grouping import Function
    from praya.model.query.grouping import Span as SpanOf
    from praya.web.api.opendatasoft.where import About

AGGREGATES: Mapping[str, Function] = {
    "count": "count",
    "sum": "sum",
    "avg": "avg",
    "min": "min",
    "max": "max",
    "median": "median",
    "stddev": "stddev",
}
FORMATS: Mapping[str, tuple[SpanOf, str]] = {
    "yyyy": ("year", "%Y"),
    "yyyy-mm": ("month", "%Y-%m"),
    "yyyy-mm-dd": ("day", "%Y-%m-%d"),
}
"""Patterns of `date_format` that name a span of time, and how Python writes them."""
LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Output:
    """One column of an answer: what the question calls it, what the answer calls it, and how its values are told."""

    name: str
    shown: str
    told: Callable[[object], object] | None = None


@dataclass(frozen=True, slots=True)
class Shape:
    """A question without its conditions, and the columns of its answer."""

    query: Query
    outputs: tuple[Output, ...]


@dataclass(frozen=True, slots=True)
class _Expression:
    """What one part of a clause names; `text` is how an answer calls it unless told."""

    text: str
    column: str = ""
    function: Function | None = None
    span: SpanOf | None = None
    told: Callable[[object], object] | None = None
    shown: str = ""
    falling: bool = False

    @property
    def key(self) -> tuple[str, str, str]:
        """Return what tells it from others, whatever it is called."""
        return (self.column, self.function or "", self.text if self.span else "")


class _Clause(Reader):
    """Reads a list of expressions."""

    def __init__(self, text: str, about: About) -> None:
        super().__init__(text)
        self._about = about

    def expressions(self, *, ordering: bool = False) -> list[_Expression]:
        """Read the whole clause; with `ordering` each may say which way, else what it is called."""
        found: list[_Expression] = []
        while self.next.kind != "end":
            falls = ordering and self.took("-")
            read = self._expression(known=not ordering)
            if ordering:
                falls = self.took("desc") or falls
                _ = falls or self.took("asc")
                found.append(replace(read, falling=falls))
            else:
                found.append(replace(read, shown=self._alias()))
            if len(found) > MOST_COLUMNS:
                raise malformed(f"a clause has more than {MOST_COLUMNS} parts")
            if not self.took(","):
                self.ended()
        return found

    def _alias(self) -> str:
        if not self.took("as"):
            return ""
        name = self.field()
        if len(name) > LONGEST_NAME:
            raise malformed(f"a name has more than {LONGEST_NAME} characters")
        return name

    def _expression(self, *, known: bool) -> _Expression:
        if self.took("*"):
            return _Expression("*")
        if not self.calls():
            column = self.field()
            if known:
                self._about.kind(column)
            return _Expression(column, column)
        called = self.take().text.lower()
        self.need("(")
        found = self._called(called)
        self.need(")")
        return found

    def _called(self, called: str) -> _Expression:
        if called in AGGREGATES:
            return self._aggregate(called)
        if called in ("include", "exclude"):
            column = self._column()
            return _Expression(column, column) if called == "include" else _Expression("exclude", column)
        if called == "year":
            return _Expression(f"year({(column := self._time())})", column, span="year", told=_year)
        if called == "date_format":
            column = self._time()
            self.need(",")
            pattern = self.text()
            if pattern.lower() not in FORMATS:
                raise malformed(f"`{pattern[:40]}` cannot be asked here: {', '.join(FORMATS)} can")
            span, written = FORMATS[pattern.lower()]
            told = _written(written)
            return _Expression(f"date_format({column}, '{pattern}')", column, span=span, told=told)
        raise malformed(f"`{called[:40]}()` cannot be asked here")

    def _aggregate(self, called: str) -> _Expression:
        function = AGGREGATES[called]
        if self.took("*"):
            if function != "count":
                raise self.wrong()
            return _Expression("count(*)", function="count")
        if called == "count" and self.took("distinct"):
            column = self._column()
            return _Expression(f"count(distinct {column})", column, function="distinct")
        column = self._column()
        return _Expression(f"{called}({column})", column, function=function)

    def _column(self) -> str:
        column = self.field()
        self._about.kind(column)
        return column

    def _time(self) -> str:
        column = self._column()
        if self._about.kind(column) not in times.TIMES:
            raise malformed(f"`{column[:100]}` holds no dates")
        return column


def shape(about: About, select: str, group_by: str, order_by: str) -> Shape:
    """Read the three clauses; raise Answered for what cannot be asked, or asked together."""
    wanted = _Clause(select, about).expressions()
    groups = _Clause(group_by, about).expressions()
    order = _Clause(order_by, about).expressions(ordering=True)
    grouped = bool(groups) or any(each.function for each in wanted)
    found = _grouped(wanted, groups, order) if grouped else _plain(about, wanted, order)
    shown = [each.shown for each in found.outputs]
    if len({*shown}) < len(shown):
        raise malformed("two columns of the answer have the same name")
    return found


def _plain(about: About, wanted: Sequence[_Expression], order: Sequence[_Expression]) -> Shape:
    every = [each.name for each in about.schema.columns]
    left = {each.column for each in wanted if each.text == "exclude"}
    named = [each for each in wanted if each.text != "exclude"] or [_Expression("*")]
    outputs: dict[tuple[str, str], Output] = {}
    for each in named:
        if each.span or (each.text == "*" and each.shown):
            raise malformed(f"`{each.text}` can only be asked together with group_by")
        for name in every if each.text == "*" else [each.column]:
            if name not in left:
                outputs[name, each.shown] = Output(name, each.shown or name)
    if not outputs:
        raise malformed("no field is left")
    names = {each.shown: each.name for each in outputs.values()}
    sorts = []
    for each in order:
        column = names.get(each.column, each.column)
        if not each.column or each.function or each.span:
            raise malformed(f"rows cannot be ordered by `{each.text}` here")
        about.kind(column)
        sorts.append(Sort(column, each.falling))
    columns = tuple(dict.fromkeys(each.name for each in outputs.values()))
    return Shape(Query(columns=columns, sorts=tuple(sorts)), tuple(outputs.values()))


def _grouped(
    wanted: Sequence[_Expression], groups: Sequence[_Expression], order: Sequence[_Expression]
) -> Shape:
    if any(each.function or not each.column for each in groups):
        raise malformed("group_by takes fields, year() and date_format()")
    keys = {each.key for each in groups}
    names = {each.key: each.shown for each in wanted if each.shown}
    counted = [each for each in wanted if each.function]
    if alone := [each.text for each in wanted if not each.function and each.key not in keys]:
        raise malformed(f"`{alone[0][:100]}` is neither in group_by nor counted")
    outputs = {each.key: _group_output(each, names) for each in groups}
    aggregates: dict[tuple[str, str, str], Aggregate] = {}
    for each in (*counted, *(one for one in order if one.function)):
        if each.key not in aggregates:  # a name with a space is no column's
            alias = f"aggregate {len(aggregates)}"
            aggregates[each.key] = Aggregate(cast("Function", each.function), each.column, alias)
    told = [
        *outputs.values(),
        *(Output(aggregates[each.key].alias, each.shown or each.text) for each in counted),
    ]
    made = [Group(each.column, each.span) for each in groups]
    if len({each.name for each in made}) < len(made):
        raise malformed("a field stands twice in group_by")
    query = Query(
        groups=tuple(made),
        aggregates=tuple(aggregates.values()),
        sorts=tuple(Sort(_ordering(each, told, outputs, aggregates), each.falling) for each in order),
    )
    return Shape(query, tuple(told))


def _group_output(group: _Expression, names: Mapping[tuple[str, str, str], str]) -> Output:
    shown = names.get(group.key) or group.shown or group.text
    return Output(Group(group.column, group.span).name, shown, group.told)


def _ordering(
    each: _Expression,
    told: Sequence[Output],
    outputs: Mapping[tuple[str, str, str], Output],
    aggregates: Mapping[tuple[str, str, str], Aggregate],
) -> str:
    """Return what the question calls a column of the answer that orders it."""
    if each.key in aggregates:
        return aggregates[each.key].alias
    if each.key in outputs:
        return outputs[each.key].name
    named = next((one.name for one in told if one.shown == each.text), None)
    if named is None:
        raise malformed(f"`{each.text[:100]}` is no column of the answer")
    return named


def _year(value: object) -> object:
    return None if value is None else cast("date", value).year


def _written(pattern: str) -> Callable[[object], object]:
    return lambda value: None if value is None else cast("date", value).strftime(pattern)
