"""Conditions on the catalogue as Tantivy queries: words count for the order of what is found, all else does not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, get_args

from tantivy import FieldType, Occur, Query

from praya.model.search import AllOf, AnyOf, Negated, Pattern, Span, Value, ValueField, Words
from praya.store.search.document import microseconds
from praya.store.search.fold import folded, stem, tokens, words
from praya.store.search.question import TIE, anywhere, is_small, met, units

if TYPE_CHECKING:
    from tantivy import Schema

    from praya.model.search import Condition, TextField

VALUES: frozenset[str] = frozenset(get_args(ValueField))
_EARLIEST = -(2**62)
_WILDCARDS = re.compile(r"\\(.)|([*]+)|([?])|(.)", re.DOTALL)
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]")


def query_of(schema: Schema, condition: Condition) -> Query:
    """Return what Tantivy is asked; raise ValueError for a pattern with too many ways to be met."""
    if isinstance(condition, AllOf):
        return _all_of(schema, condition.conditions)
    if isinstance(condition, AnyOf):
        parts = [(Occur.Should, query_of(schema, each)) for each in condition.conditions]
        return Query.boolean_query(parts) if parts else Query.empty_query()
    if isinstance(condition, Negated):
        return _all_of(schema, (condition,))
    return _leaf(schema, condition)


def _leaf(schema: Schema, condition: Words | Value | Pattern | Span) -> Query:
    if isinstance(condition, Words):
        return _words(schema, condition)
    if isinstance(condition, Pattern):
        return _pattern(schema, condition)
    if isinstance(condition, Span):
        return _span(schema, condition)
    return _silent(Query.term_query(schema, condition.field, condition.value, "basic"))


def scored(condition: Condition) -> bool:
    """Say whether what is found fits more or less well."""
    if isinstance(condition, (AllOf, AnyOf)):
        return any(scored(each) for each in condition.conditions)
    return isinstance(condition, Words)


def _all_of(schema: Schema, conditions: tuple[Condition, ...]) -> Query:
    said = [each for each in conditions if not _small(each)]
    if any(isinstance(each, Words) and each.field == "any" for each in said):
        conditions = tuple(said)
    parts = [
        (Occur.MustNot, query_of(schema, each.condition))
        if isinstance(each, Negated)
        else (Occur.Must, query_of(schema, each))
        for each in conditions
    ]
    return Query.boolean_query([(Occur.Must, _silent(Query.all_query())), *parts])


def _small(condition: Condition) -> bool:
    """Say whether it is a word like “of”, which beside others asks nothing."""
    if not isinstance(condition, Words) or condition.field != "any" or condition.phrase:
        return False
    return is_small(condition.text)


def _words(schema: Schema, asked: Words) -> Query:
    if asked.phrase:
        following = tokens(asked.text).split()
        return _following(schema, asked.field, following, asked.slop) if following else Query.empty_query()
    if asked.field == "any":
        parts = [met(schema, unit) for unit in units(asked.text)]
    else:
        parts = [_following(schema, asked.field, tokens(word.text).split()) for word in words(asked.text)]
    return Query.boolean_query([(Occur.Must, part) for part in parts]) if parts else Query.empty_query()


def _following(schema: Schema, field: TextField, following: list[str], slop: int = 0) -> Query:
    if field == "any":
        return anywhere(schema, following, slop)
    if len(following) > 1:
        return Query.phrase_query(schema, field, list(following), slop)
    exact = Query.term_query(schema, field, following[0], "freq")
    if len(following[0]) == 1 and _HAN.match(following[0]):  # longer runs are held as pairs
        return Query.disjunction_max_query([exact, _matching(schema, field, f".*{following[0]}.*")])
    return exact


def _pattern(schema: Schema, asked: Pattern) -> Query:
    if asked.field in VALUES:
        return _matching(schema, asked.field, _expression(asked.pattern))
    pattern = folded(asked.pattern)
    if not pattern.strip("*"):
        if asked.field == "any":
            return _silent(Query.all_query())
        return _matching(schema, asked.field, ".+")
    letters = re.sub(r"[*?\\]", "", pattern)
    if _HAN.search(letters):  # words of Chinese have no ends: part of a text is met wherever it stands
        return query_of(schema, Words(asked.field, letters, phrase=True))  # type: ignore[arg-type]  # no value's field
    ways = [_matching(schema, "beginnings" if asked.field == "any" else asked.field, _expression(pattern))]
    if asked.field != "any" and re.fullmatch(r"\w+\*", pattern):  # texts hold stems
        ways.append(_silent(Query.term_query(schema, asked.field, stem(pattern[:-1]), "basic")))
    return Query.disjunction_max_query(ways, TIE)


def _expression(pattern: str) -> str:
    def part(found: re.Match[str]) -> str:
        return ".*" if found[2] else "." if found[3] else re.escape(found[1] or found[4])

    return _WILDCARDS.sub(part, pattern)


def _matching(schema: Schema, field: str, expression: str) -> Query:
    return _silent(Query.regex_query(schema, field, expression))


def _span(schema: Schema, asked: Span) -> Query:
    low = _EARLIEST if asked.low is None else microseconds(asked.low) + (not asked.with_low)
    high = None if asked.high is None else microseconds(asked.high) - (not asked.with_high)
    return _silent(Query.range_query(schema, asked.field, FieldType.Integer, low, high))


def _silent(query: Query) -> Query:
    return Query.const_score_query(query, 0.0)
