"""What an address or a form of a table's page asks, read so that what is wrong costs no more than itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from praya.model import errors
from praya.model.query import Query, parse
from praya.web.pages.table import filters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from praya.model.table import Schema
    from praya.web.pages.table.state import State

Pair = tuple[str, str]
LAST = ("sort", "size", "page", "offset", "after")
"""What leans on the rest of a question."""
FORMS = frozenset({"column", "operator", "value", "until"})
"""What only the filter's form sends."""


def question(pairs: Sequence[Pair], schema: Schema) -> tuple[Query, errors.Refused | None, Pair | None]:
    """Return the question; where parts are wrong or do not fit, the rest of it, the first failure and its pair."""
    try:
        return parse(pairs).checked(schema), None, None
    except errors.Refused:
        return _what_fits(pairs, schema)


def _what_fits(pairs: Sequence[Pair], schema: Schema) -> tuple[Query, errors.Refused | None, Pair | None]:
    query, kept = Query(), list[Pair]()
    failure: errors.Refused | None = None
    wrong: Pair | None = None
    for pair in sorted(pairs, key=lambda pair: LAST.index(pair[0]) + 1 if pair[0] in LAST else 0):
        try:
            query = parse([*kept, pair]).checked(schema)
            kept.append(pair)
        except errors.Refused as error:
            failure, wrong = failure or error, wrong or pair
    return query, failure, wrong


def moved(state: State, pairs: Sequence[Pair]) -> State | None:
    """Return the state that the filter's form asks for, or None where an address was followed.

    A column alone asks nothing yet: the page offers what can be asked of it.
    """
    given = dict(pairs)
    query = filters.asked(state.query, given)
    if query is not None:
        return state.asking(query)
    blank = any(not value for name, value in pairs if name in ("q", "value", "until"))
    return state if blank and (given.get("column", "") == "" or "operator" in given) else None


def entered(pairs: Sequence[Pair], wrong: Pair | None) -> dict[str, str]:
    """Return what the filter's form holds: what it was sent with, or the condition that was wrong."""
    given = {name: value for name, value in pairs if name in FORMS}
    if wrong and wrong[0] == "where":
        return dict(zip(("column", "operator", "value"), wrong[1].split(",", 2), strict=False))
    return given
