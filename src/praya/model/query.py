"""A question to a table as a value: `parse(pairs) -> Query`, `str(query)` for addresses, `query.sql()` for DuckDB.

In an address a question reads `?where=district,eq,Sha Tin&where=year,ge,2020&sort=-year,name&page=2&size=50`, and
`&as_of=2025-09-08` where it is about the table as it was.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Literal, get_args
from urllib.parse import urlencode

from praya.model import errors
from praya.model.table import ROW, Column, Schema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

Operator = Literal["eq", "ne", "lt", "le", "gt", "ge", "contains", "in", "empty", "filled"]
OPERATORS: tuple[Operator, ...] = get_args(Operator)
NO_VALUE: frozenset[Operator] = frozenset({"empty", "filled"})

_SQL: dict[Operator, str] = {
    "eq": "=",
    "ne": "IS DISTINCT FROM",
    "lt": "<",
    "le": "<=",
    "gt": ">",
    "ge": ">=",
}
_CASTS = {
    "integer": "BIGINT",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "time": "TIME",
    "datetime": "TIMESTAMP",
    "year": "BIGINT",
}

_PARSERS: dict[str, Callable[[str], object]] = {
    "integer": int,
    "number": float,
    "boolean": {"true": True, "false": False}.__getitem__,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "datetime": datetime.fromisoformat,
    "year": int,
}

MAX_PAGE_SIZE = 500
MAX_FILTERS = 20


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition on one column; `value` is text as in the address (for `in`: values separated by `|`)."""

    column: str
    operator: Operator
    value: str = ""

    def __str__(self) -> str:
        parts = (
            (self.column, self.operator)
            if self.operator in NO_VALUE
            else (self.column, self.operator, self.value)
        )
        return ",".join(parts)


@dataclass(frozen=True, slots=True)
class Sort:
    """One column to order by; missing values come last either way."""

    column: str
    descending: bool = False

    def __str__(self) -> str:
        return f"-{self.column}" if self.descending else self.column


@dataclass(frozen=True, slots=True)
class Sql:
    """A statement with its positional parameters."""

    text: str
    parameters: tuple[str | int, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """Which rows of a table, in which order, which page of them, and as of when."""

    filters: tuple[Filter, ...] = ()
    sorts: tuple[Sort, ...] = ()
    page: int = 1
    size: int = 50
    as_of: str = ""
    """A version or a moment as in the address (`moment.parse_as_of` reads it); empty for now.

    It says which reading of the table is asked; its SQL is the same for all of them.
    """

    def pairs(self) -> list[tuple[str, str]]:
        """Return the query's parameters for an address, defaults left out."""
        pairs = [("as_of", self.as_of)] if self.as_of else []
        pairs += [("where", str(each)) for each in self.filters]
        if self.sorts:
            pairs.append(("sort", ",".join(str(each) for each in self.sorts)))
        if self.page != 1:
            pairs.append(("page", str(self.page)))
        if self.size != Query.size_default():
            pairs.append(("size", str(self.size)))
        return pairs

    def __str__(self) -> str:
        return urlencode(self.pairs())

    @staticmethod
    def size_default() -> int:
        """Return how many rows a page has unless told."""
        return 50

    def with_page(self, page: int) -> Query:
        """Return the same question about another page."""
        return replace(self, page=page)

    def with_sort(self, *sorts: Sort) -> Query:
        """Return the same question in another order, from its first page."""
        return replace(self, sorts=sorts, page=1)

    def without(self, unwanted: Filter) -> Query:
        """Return the question without one filter, from its first page."""
        return replace(self, filters=tuple(each for each in self.filters if each != unwanted), page=1)

    def only_rows(self) -> Query:
        """Return the question which rows, without their order or a page of them."""
        return Query(filters=self.filters, as_of=self.as_of)

    def afresh(self) -> Query:
        """Return the question for everything, as of the same time."""
        return Query(as_of=self.as_of)

    def checked(self, schema: Schema) -> Query:
        """Return the query itself if every column it names exists; raise ColumnUnknown otherwise."""
        for name in (*(each.column for each in self.filters), *(each.column for each in self.sorts)):
            _column(schema, name)
        return self

    def count_sql(self, schema: Schema, source: str) -> Sql:
        """Return the statement that counts the rows; `source` is a trusted SQL expression, such as a view's name."""
        where, parameters = self._where(schema)
        return Sql(f"SELECT count(*) FROM {source}{where}", parameters)  # noqa: S608 - names quoted, values bound

    def rows_sql(self, schema: Schema, source: str) -> Sql:
        """Return the statement that gives the page's rows, all stored columns."""
        every = self.all_rows_sql(schema, source)
        return Sql(f"{every.text} LIMIT {self.size} OFFSET {(self.page - 1) * self.size}", every.parameters)

    def all_rows_sql(self, schema: Schema, source: str, columns: Sequence[str] = ()) -> Sql:
        """Return the statement that gives every row the filters let through, in order: these columns or all."""
        where, parameters = self._where(schema)
        order = ", ".join(
            f"{quote(_column(schema, each.column).name)} {'DESC' if each.descending else 'ASC'} NULLS LAST"
            for each in self.sorts
        )
        order = f"{order}, {quote(ROW)}" if order else quote(ROW)
        wanted = ", ".join(map(quote, columns)) or "*"
        return Sql(f"SELECT {wanted} FROM {source}{where} ORDER BY {order}", parameters)  # noqa: S608 - see count_sql

    def _where(self, schema: Schema) -> tuple[str, tuple[str | int, ...]]:
        if not self.filters:
            return "", ()
        conditions, parameters = zip(*(_condition(schema, each) for each in self.filters), strict=True)
        return " WHERE " + " AND ".join(conditions), tuple(value for values in parameters for value in values)


def parse(pairs: Iterable[tuple[str, str]]) -> Query:
    """Read a question from an address's parameters, passing over those of others; raise Refused where it is wrong."""
    query = Query()
    for name, value in pairs:
        if name == "where" and value:
            query = replace(query, filters=(*query.filters, _parse_filter(value)))
        elif name == "sort" and value:
            query = replace(query, sorts=tuple(_parse_sort(part) for part in value.split(",") if part))
        elif name == "as_of":
            query = replace(query, as_of=value.strip())
        elif name == "page" and value:
            query = replace(query, page=_parse_count(name, value, 1_000_000))
        elif name == "size" and value:
            query = replace(query, size=_parse_count(name, value, MAX_PAGE_SIZE))
    if len(query.filters) > MAX_FILTERS:
        raise errors.ParameterInvalid(name="where", value=len(query.filters), expected=f"≤ {MAX_FILTERS}")
    return query


def quote(name: str) -> str:
    """Quote a name for SQL."""
    return '"' + name.replace('"', '""') + '"'


def _parse_filter(text: str) -> Filter:
    column, _, rest = text.partition(",")
    operator, _, value = rest.partition(",")
    if not column or operator not in OPERATORS:
        raise errors.FilterInvalid(filter=text)
    return Filter(column, operator, value)


def _parse_sort(text: str) -> Sort:
    return Sort(text.removeprefix("-"), text.startswith("-"))


def _parse_count(name: str, text: str, most: int) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= most):
        raise errors.ParameterInvalid(name=name, value=text, expected=f"1–{most}")
    return int(text)


def _column(schema: Schema, name: str) -> Column:
    column = schema.column(name)
    if column is None:
        raise errors.ColumnUnknown(column=name, columns=", ".join(each.name for each in schema.columns))
    return column


def _condition(schema: Schema, wanted: Filter) -> tuple[str, tuple[str | int, ...]]:
    column = _column(schema, wanted.column)
    name = quote(column.name)
    if wanted.operator == "empty":
        return f"{name} IS NULL", ()
    if wanted.operator == "filled":
        return f"{name} IS NOT NULL", ()
    if wanted.operator == "contains":
        return f"contains(lower(CAST({name} AS VARCHAR)), lower(?))", (wanted.value,)
    kind = _CASTS.get(column.type, "VARCHAR")
    values = tuple(wanted.value.split("|")) if wanted.operator == "in" else (wanted.value,)
    _check_values(column, wanted, values)
    if wanted.operator == "in":
        return f"{name} IN ({', '.join([f'CAST(? AS {kind})'] * len(values))})", values
    return f"{name} {_SQL[wanted.operator]} CAST(? AS {kind})", values


def _check_values(column: Column, wanted: Filter, values: tuple[str, ...]) -> None:
    parse_value = _PARSERS.get(column.type, str)
    try:
        for value in values:
            parse_value(value)
    except (ValueError, KeyError) as error:
        raise errors.FilterInvalid(filter=str(wanted)) from error
