"""The bar of filters that a table's views share: conditions at work, and the forms that ask for more."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from praya.model.query import NO_VALUE, OPERATORS, Filter, Operator, Query

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from praya.model.table import Column, ColumnProfile, FieldType, Table
    from praya.model.text import Lang
    from praya.web.language import Messages

_ALWAYS: tuple[Operator, ...] = ("empty", "filled")
_TEXTS: tuple[Operator, ...] = (
    "contains",
    "eq",
    "ne",
    "starts",
    "ends",
    "not_contains",
    "not_starts",
    "not_ends",
    "in",
    "not_in",
    "like",
)
_ORDERED: tuple[Operator, ...] = ("eq", "ne", "ge", "le", "gt", "lt", "between", "in", "not_in")
_ORDERED_TYPES = frozenset({"integer", "number", "date", "time", "datetime", "year", "yearmonth"})
MOST_SUGGESTED = 60
LONGEST_SUGGESTED = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """A condition at work in words, and the address without it."""

    words: str
    without: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A column that can be asked about."""

    column: Column
    title: str
    operators: tuple[Operator, ...]
    values: tuple[str, ...]
    """All the values it has, where they are few; none where they are many."""


def operators(kind: FieldType) -> tuple[Operator, ...]:
    """Return the conditions that make sense for a column of this type, the likeliest first."""
    if kind == "boolean":
        return ("eq", "ne", *_ALWAYS)
    if kind == "geojson":
        return _ALWAYS
    return (*(_ORDERED if kind in _ORDERED_TYPES else _TEXTS), *_ALWAYS)


def choices(table: Table, columns: Sequence[Column], lang: Lang) -> tuple[Choice, ...]:
    """Return what can be asked of each column."""
    return tuple(
        Choice(
            column=each,
            title=each.title.words(lang) or each.name,
            operators=operators(each.type),
            values=suggested(each, table.profile.columns[each.name]),
        )
        for each in columns
    )


def suggested(column: Column, profile: ColumnProfile) -> tuple[str, ...]:
    """Return a column's different values where they are few and short, in their order; else none."""
    if column.type == "boolean":
        return ("true", "false")
    values = [value for value, _ in profile.top]
    complete = 1 < profile.distinct <= min(len(values), MOST_SUGGESTED)
    short = all(len(value) <= LONGEST_SUGGESTED for value in values)
    return tuple(sorted(values)) if complete and short and column.type == "string" else ()


def chips(table: Table, query: Query, words: Messages, address: Callable[[Query], str]) -> tuple[Chip, ...]:
    """Return every condition at work, with the way out of it; `address` gives that of a question."""
    found = [
        Chip(words=told(each, table, words), without=address(query.without(each))) for each in query.filters
    ]
    if query.condition:
        without = replace(query, condition=None, offset=0, after=None)
        found.append(Chip(words=str(query.condition), without=address(without)))
    if query.text:
        without = replace(query, text="", offset=0, after=None)
        found.append(Chip(words=words.say("chip_text", text=query.text), without=address(without)))
    return tuple(found)


def told(wanted: Filter, table: Table, words: Messages) -> str:
    """Put a filter into words."""
    column = table.schema.column(wanted.column)
    title = (column.title.words(words.lang) if column else "") or wanted.column
    values = [each or words.say("nothing_written") for each in wanted.values]
    joint = words.say("chip_between" if wanted.operator == "between" else "comma")
    return words.say(
        "chip", column=title, operator=words.say(f"op_{wanted.operator}"), value=joint.join(values)
    ).strip()


def asked(query: Query, given: Mapping[str, str]) -> Query | None:
    """Return the question with the condition that a form asks for, or None if it asks none (yet)."""
    operator: Operator | None = next((each for each in OPERATORS if each == given.get("operator")), None)
    value = given.get("value", "").strip()
    if not given.get("column") or operator is None or (not value and operator not in NO_VALUE):
        return None
    if operator == "between" and (until := given.get("until", "").strip()):
        value = f"{value}|{until}"
    wanted = Filter(given["column"], operator, "" if operator in NO_VALUE else value)
    return replace(query, filters=(*query.without(wanted).filters, wanted), offset=0, after=None)
