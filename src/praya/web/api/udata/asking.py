"""From the tabular service's parameters to a question: `column__operator=value`, `or=(…)`, and pages."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, cast
from urllib.parse import unquote_plus

from praya.model.query import Aggregate, Filter, Group, Query, Sort, all_of, any_of
from praya.model.query.address import MOST_COLUMNS
from praya.model.table import ROW
from praya.web.api.udata.failing import Answered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from praya.model.query import Condition, Operator
    from praya.model.query.grouping import Function

PLACE = "__id"
"""What the dialect calls a row's place."""
PAGE_SIZE, MOST_PAGE_SIZE = 20, 50
DEEPEST = 1_000_000_000
MOST_ARGUMENTS = 100
MOST_NESTED = 10
LONGEST = 8_000
OPERATORS: Mapping[str, Operator] = {
    "exact": "eq",
    "differs": "ne",
    "contains": "contains",
    "notcontains": "not_contains",
    "in": "in",
    "notin": "not_in",
    "less": "le",
    "greater": "ge",
    "strictly_less": "lt",
    "strictly_greater": "gt",
    "isnull": "empty",
    "isnotnull": "filled",
}
AGGREGATORS = ("count", "avg", "min", "max", "sum")
_COUNT = re.compile(r"[0-9]{1,10}")


@dataclass(frozen=True, slots=True)
class Page:
    """A question, and which page of its answer is asked for, counting from 1."""

    query: Query
    page: int


@dataclass(slots=True)
class _Said:
    """What has been read so far."""

    conditions: list[Condition] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    aggregates: list[Aggregate] = field(default_factory=list)
    sorts: list[Sort] = field(default_factory=list)
    columns: tuple[str, ...] = ()
    as_of: str = ""
    page: int = 1
    size: int = PAGE_SIZE


def asked(query: str) -> Page:
    """Read an address's question; raise Answered where it is wrong."""
    arguments = [each for each in query.split("&") if each]
    if len(query) > LONGEST or len(arguments) > MOST_ARGUMENTS:
        raise malformed("too many arguments")
    said = _Said()
    for each in arguments:
        name, given, value = each.partition("=")
        _read(said, unquote_plus(name), unquote_plus(value) if given else None)
    grouped = said.groups or said.aggregates
    if grouped and said.columns:
        raise malformed("the argument `columns` cannot be set alongside aggregators")
    wanted = Query(
        condition=all_of(*said.conditions) if said.conditions else None,
        columns=said.columns,
        groups=tuple(said.groups),
        aggregates=tuple(said.aggregates),
        sorts=tuple(said.sorts),
        as_of=said.as_of,
        size=said.size,
    )
    if (said.page - 1) * said.size > DEEPEST:
        raise malformed(f"argument 'page={said.page}' is too large")
    return Page(replace(wanted, offset=(said.page - 1) * said.size), said.page)


def malformed(what: str) -> Answered:
    """Return the failure of a question that cannot be read."""
    return Answered(400, "Invalid query string", f"Malformed query: {what}")


def _read(said: _Said, name: str, value: str | None) -> None:
    if name in ("page", "page_size"):
        most = MOST_PAGE_SIZE if name == "page_size" else DEEPEST
        if value is None or not _COUNT.fullmatch(value) or not 1 <= int(value) <= most:
            raise Answered(400, "Invalid query string", f"`{name}` must be a number from 1 to {most}")
        said.page, said.size = (int(value), said.size) if name == "page" else (said.page, int(value))
    elif name == "as_of":
        said.as_of = value or ""
    elif name == "columns":
        said.columns = tuple(dict.fromkeys(_column(each) for each in _listed(value or "")))
        if not 0 < len(said.columns) <= MOST_COLUMNS:
            raise malformed(f"argument 'columns={(value or '')[:100]}' could not be parsed")
    elif name == "or":
        said.conditions.append(_Nested(value or "").read())
    else:
        _about(said, name, value)


def _about(said: _Said, name: str, value: str | None) -> None:
    """Read what is asked of one column."""
    column, operator = _split(name)
    if operator == "sort":
        if value not in ("asc", "desc"):
            raise malformed(f"argument '{name[:100]}={(value or '')[:100]}' could not be parsed")
        said.sorts.append(Sort(column, descending=value == "desc"))
    elif operator == "groupby":
        said.groups.append(Group(column))
    elif operator in AGGREGATORS:
        said.aggregates.append(Aggregate(cast("Function", operator), column, f"{column}__{operator}"))
    else:
        said.conditions.append(_condition(column, operator, value, name))


def _condition(column: str, operator: str, value: str | None, told: str) -> Condition:
    known = OPERATORS.get(operator)
    needs = known not in ("empty", "filled")
    if known is None or (needs and value is None):
        raise malformed(f"argument '{told[:200]}' could not be parsed")
    if known in ("in", "not_in"):
        return Filter.many(column, known, _listed(value or ""))
    return Filter(column, known, (value or "") if needs else "")


def _split(name: str) -> tuple[str, str]:
    """Return the column and the operator of `column__operator`; a column may hold `__` itself."""
    column, _, operator = name.rpartition("__")
    if not column or not operator:
        raise malformed(f"argument '{name[:200]}' could not be parsed")
    return _column(column), operator.lower()


def _column(name: str) -> str:
    return ROW if name == PLACE else name


def _listed(text: str) -> list[str]:
    """Return values separated by commas; one in double quotes may hold commas."""
    return [_unquoted(each) for each in _apart(text)]


def _apart(text: str) -> list[str]:
    """Part a text at commas that stand neither in double quotes nor in brackets."""
    parts, start, depth, quoted = list[str](), 0, 0, False
    for at, char in enumerate(text):
        if char == '"':
            quoted = not quoted
        elif not quoted and char in "()":
            depth += 1 if char == "(" else -1
        elif not quoted and not depth and char == ",":
            parts.append(text[start:at])
            start = at + 1
    if quoted or depth:
        raise malformed(f"argument '{text[:200]}' could not be parsed")
    return [*parts, text[start:]] if text else []


def _unquoted(text: str) -> str:
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text


@dataclass(frozen=True, slots=True)
class _Nested:
    """Conditions joined by or: `(a__exact.1,and(b__less.2,c__isnull))`."""

    text: str

    def read(self) -> Condition:
        """Return the condition."""
        return self._joined(self.text, any_of, 0)

    def _joined(self, text: str, join: Callable[..., Condition], depth: int) -> Condition:
        if depth > MOST_NESTED or not (text.startswith("(") and text.endswith(")")):
            raise malformed(f"argument 'or={self.text[:200]}' could not be parsed")
        parts = _apart(text[1:-1])
        if not 0 < len(parts) <= MOST_ARGUMENTS:
            raise malformed(f"argument 'or={self.text[:200]}' could not be parsed")
        return join(*self._parts(parts, depth + 1))

    def _parts(self, parts: Iterable[str], depth: int) -> list[Condition]:
        found: list[Condition] = []
        for part in parts:
            if part.startswith("or("):
                found.append(self._joined(part[2:], any_of, depth))
            elif part.startswith("and("):
                found.append(self._joined(part[3:], all_of, depth))
            else:
                found.append(self._one(part))
        return found

    def _one(self, text: str) -> Condition:
        """Read `column__operator.value`; either side may stand in double quotes, so that it may hold dots."""
        if text.startswith('"'):
            named, _, rest = text[1:].partition('"')
            operator, dot, value = rest.removeprefix("__").partition(".")
            column = _column(named)
        else:
            name, dot, value = text.partition(".")
            column, operator = _split(name)
        return _condition(column, operator.lower(), _unquoted(value) if dot else None, text)
