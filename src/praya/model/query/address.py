"""A question as an address has it, read with care: whatever is wrong is named."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from praya.model import errors
from praya.model.query.condition import OPERATORS, Filter, Inside, Near, all_of
from praya.model.query.cursor import Cursor
from praya.model.query.expression import parse_expression
from praya.model.query.grouping import parse_aggregate, parse_group
from praya.model.query.question import Query, Sort

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

MAX_PAGE_SIZE = 500
MAX_FILTERS = 20
MOST_COLUMNS = 100
"""Of one question's columns, groups or aggregates."""
DEEPEST = 1_000_000_000
LONGEST_TEXT = 200
_BOX = 4
_NEAR = 3


def parse(pairs: Iterable[tuple[str, str]]) -> Query:
    """Read a question from an address's parameters, passing over those of others; raise Refused where it is wrong."""
    query = Query()
    page = 0
    for name, value in pairs:
        if name == "page" and value:
            page = _parse_count(name, value, DEEPEST)
        elif name in PARTS and value:
            query = PARTS[name](query, value)
    if len(query.filters) > MAX_FILTERS:
        raise errors.ParameterInvalid(name="where", value=len(query.filters), expected=f"≤ {MAX_FILTERS}")
    if query.after and (query.offset or page or query.grouped or query.distinct):
        raise errors.ParameterInvalid(
            name="after", value=str(query.after)[:40], expected="no page, offset or group"
        )
    return query.with_page(page) if page else query


def _parse_where(query: Query, text: str) -> Query:
    column, _, rest = text.partition(",")
    called, _, value = rest.partition(",")
    operator = next((each for each in OPERATORS if each == called), None)
    if not column or operator is None:
        raise errors.FilterInvalid(filter=text)
    return replace(query, filters=(*query.filters, Filter(column, operator, value)))


def _parse_filter(query: Query, text: str) -> Query:
    condition = parse_expression(text)
    return replace(query, condition=all_of(query.condition, condition) if query.condition else condition)


def _parse_box(query: Query, text: str) -> Query:
    west, south, east, north = _parse_numbers("bbox", text, _BOX)
    return _parse_filter(query, str(Inside(west, south, east, north)))


def _parse_near(query: Query, text: str) -> Query:
    longitude, latitude, metres = _parse_numbers("near", text, _NEAR)
    return _parse_filter(query, str(Near(longitude, latitude, metres)))


def _parse_text(query: Query, text: str) -> Query:
    if len(text) > LONGEST_TEXT:
        raise errors.ParameterInvalid(name="q", value=text[:40], expected=f"≤ {LONGEST_TEXT}")
    return replace(query, text=" ".join(text.split()))


def _parse_after(query: Query, text: str) -> Query:
    cursor = Cursor.parse(text)
    return replace(query, after=cursor, as_of=query.as_of or str(cursor.version))


PARTS: dict[str, Callable[[Query, str], Query]] = {
    "where": _parse_where,
    "filter": _parse_filter,
    "bbox": _parse_box,
    "near": _parse_near,
    "q": _parse_text,
    "columns": lambda query, text: replace(query, columns=_listed("columns", text)),
    "distinct": lambda query, text: replace(query, distinct=_parse_truth("distinct", text)),
    "group": lambda query, text: replace(query, groups=tuple(map(parse_group, _listed("group", text)))),
    "aggregate": lambda query, text: replace(
        query, aggregates=tuple(map(parse_aggregate, _listed("aggregate", text)))
    ),
    "sort": lambda query, text: replace(
        query,
        sorts=tuple(Sort(each.removeprefix("-"), each.startswith("-")) for each in _listed("sort", text)),
    ),
    "offset": lambda query, text: replace(query, offset=_parse_count("offset", text, DEEPEST, least=0)),
    "after": _parse_after,
    "size": lambda query, text: replace(query, size=_parse_count("size", text, MAX_PAGE_SIZE)),
    "as_of": lambda query, text: replace(query, as_of=text.strip()),
}
"""What each parameter adds to a question; `page` is read beside them, as it needs the size."""


def _parse_count(name: str, text: str, most: int, *, least: int = 1) -> int:
    if not (text.isascii() and text.isdigit() and least <= int(text[:12]) <= most):
        raise errors.ParameterInvalid(name=name, value=text, expected=f"{least}–{most}")
    return int(text)


def _parse_truth(name: str, text: str) -> bool:
    if text not in ("true", "false"):
        raise errors.ParameterInvalid(name=name, value=text, expected="true, false")
    return text == "true"


def _parse_numbers(name: str, text: str, count: int) -> list[float]:
    try:
        numbers = [float(each) for each in text.split(",")]
    except ValueError as error:
        raise errors.ParameterInvalid(name=name, value=text, expected=f"{count} numbers") from error
    if len(numbers) != count:
        raise errors.ParameterInvalid(name=name, value=text, expected=f"{count} numbers")
    return numbers


def _listed(name: str, text: str) -> tuple[str, ...]:
    parts = tuple(each for each in text.split(",") if each)
    if len(parts) > MOST_COLUMNS:
        raise errors.ParameterInvalid(name=name, value=len(parts), expected=f"≤ {MOST_COLUMNS}")
    return parts
