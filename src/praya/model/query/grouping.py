"""Rows taken together: columns, or spans of time in them, and what is counted of each group."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from praya.model import errors
from praya.model.query.sql import quote, type_of

if TYPE_CHECKING:
    from praya.model.table import Schema

Function = Literal["count", "distinct", "sum", "avg", "min", "max", "median", "stddev"]
FUNCTIONS: tuple[Function, ...] = get_args(Function)
Span = Literal["year", "quarter", "month", "week", "day", "hour"]
SPANS: tuple[Span, ...] = get_args(Span)

_SQL: dict[Function, str] = {
    "count": "count({})",
    "distinct": "count(DISTINCT {})",
    "sum": "sum({})",
    "avg": "avg({})",
    "min": "min({})",
    "max": "max({})",
    "median": "median({})",
    "stddev": "stddev_samp({})",
}
_NUMERIC = frozenset({"integer", "number", "year"})
_COUNTING = frozenset({"sum", "avg", "median", "stddev"})
_TIMES = frozenset({"date", "datetime"})
_NAME = re.compile(r"\w{1,60}")


@dataclass(frozen=True, slots=True)
class Group:
    """A column to take rows together by; of a date or moment also its `span`."""

    column: str
    span: Span | None = None

    @property
    def name(self) -> str:
        """Return its name in the answer."""
        return f"{self.column}_{self.span}" if self.span else self.column

    def __str__(self) -> str:
        return f"{self.column}:{self.span}" if self.span else self.column

    def sql(self, schema: Schema) -> str:
        """Return the expression for DuckDB; raise ColumnUnknown, or ParameterInvalid for a span of what is no time."""
        kind = type_of(schema, self.column)
        if self.span is None:
            return quote(self.column)
        if kind not in _TIMES:
            raise errors.ParameterInvalid(name="group", value=str(self), expected="a date or a moment")
        return f"CAST(date_trunc('{self.span}', {quote(self.column)}) AS {'DATE' if kind == 'date' else 'TIMESTAMP'})"


@dataclass(frozen=True, slots=True)
class Aggregate:
    """What is counted of each group: `count` alone counts rows, with a column its values that are not missing."""

    function: Function
    column: str = ""
    alias: str = ""

    @property
    def name(self) -> str:
        """Return its name in the answer."""
        return self.alias or (f"{self.function}_{self.column}" if self.column else self.function)

    def __str__(self) -> str:
        told = f"{self.function}:{self.column}" if self.column else self.function
        return f"{told}:{self.alias}" if self.alias else told

    def sql(self, schema: Schema) -> str:
        """Return the expression for DuckDB; raise ColumnUnknown, or ParameterInvalid where it does not fit."""
        if not self.column:
            if self.function != "count":
                raise errors.ParameterInvalid(
                    name="aggregate", value=str(self), expected=f"{self.function}:COLUMN"
                )
            return "count(*)"
        kind = type_of(schema, self.column)
        if self.function in _COUNTING and kind not in _NUMERIC:
            raise errors.ParameterInvalid(name="aggregate", value=str(self), expected="a column of numbers")
        return _SQL[self.function].format(quote(self.column))


def parse_group(text: str) -> Group:
    """Read `column` or `column:span`; raise ParameterInvalid."""
    column, _, span = text.partition(":")
    known = next((each for each in SPANS if each == span), None)
    if not column or (span and not known):
        raise errors.ParameterInvalid(name="group", value=text, expected=f"column:({'|'.join(SPANS)})")
    return Group(column, known)


def parse_aggregate(text: str) -> Aggregate:
    """Read `function`, `function:column` or `function:column:name`; raise ParameterInvalid."""
    called, _, rest = text.partition(":")
    column, _, alias = rest.partition(":")
    function = next((each for each in FUNCTIONS if each == called), None)
    if function is None or (alias and not _NAME.fullmatch(alias)):
        raise errors.ParameterInvalid(
            name="aggregate", value=text, expected=f"({'|'.join(FUNCTIONS)}):column:name"
        )
    return Aggregate(function, column, alias)
