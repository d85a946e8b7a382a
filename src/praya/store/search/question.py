"""A question to the index as Tantivy queries, and what is found.

A question is first taken at its word: every word of it must be somewhere in a dataset's texts. Where nothing is, it is
taken loosely: most words, half-known runs of Chinese characters, and English words with a typing mistake.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tantivy import Occur, Query, Schema

from praya.store.search import synonyms
from praya.store.search.entry import WEIGHTS
from praya.store.search.fold import Word, bigrams, stem, words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FACETS: Mapping[str, str] = {
    "theme": "theme",
    "publisher": "publisher_id",
    "format": "format",
    "table": "table",
}
"""Each facet's name and its field."""
MAX_LENGTH = 400
"""Characters of a question that are looked at."""
MAX_WORDS = 24
ENOUGH = 0.5
"""The share of a question's parts that must be found when it is taken loosely."""
FUZZY_LENGTH = 4
"""Shorter words have too many neighbours."""
TIE = 0.2
"""How much the other fields count beside the one where a word fits best."""
HALF_TYPED = 0.5
SMALL_WORDS = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "by",
        "for",
        "from",
        "in",
        "is",
        "it",
        "of",
        "on",
        "or",
        "the",
        "to",
        "with",
    ]
)


@dataclass(frozen=True, slots=True)
class Hit:
    """One dataset found; scores compare within one answer only."""

    dataset_id: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One page of an answer. `facets` holds each facet's values with their counts, the most first."""

    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[tuple[str, int], ...]]
    loose: bool = False
    """True where nothing fitted the question at its word, and near misses are shown instead."""


def strict(schema: Schema, text: str) -> Query | None:
    """Return the query in which every word must be found, or None if there is no word."""
    asked = _asked(text)
    if not asked:
        return None
    parts = [
        (Occur.Must, met(schema, word, half_typed=at == len(asked) and not text[-1:].isspace()))
        for at, word in enumerate(asked, 1)
    ]
    return Query.boolean_query(parts)


def loose(schema: Schema, text: str) -> Query:
    """Return the query in which most parts must be found, more or less."""
    parts: list[Query] = []
    for word in _asked(text):
        if word.kind == "han":
            parts += [anywhere(schema, [pair]) for pair in bigrams(word.text)]
        else:
            parts.append(_nearly(schema, word.text))
    enough = math.ceil(ENOUGH * len(parts))
    return Query.boolean_query([(Occur.Should, part) for part in parts], minimum_number_should_match=enough)


def narrowed(schema: Schema, query: Query, chosen: Mapping[str, str]) -> Query:
    """Return the query narrowed by facets, which do not count for the score."""
    if not chosen:
        return query
    parts = [
        (Occur.Must, Query.const_score_query(Query.term_query(schema, FACETS[facet], value, "basic"), 0.0))
        for facet, value in chosen.items()
    ]
    return Query.boolean_query([(Occur.Must, query), *parts])


def _asked(text: str) -> list[Word]:
    """Return the question's words; small ones only where there are no others."""
    every = list(words(text[:MAX_LENGTH]))[:MAX_WORDS]
    return [word for word in every if word.text not in SMALL_WORDS] or every


def met(schema: Schema, word: Word, *, half_typed: bool) -> Query:
    """Return the query for a word or its synonyms in any searched field; `half_typed` also for what it may become."""
    if word.kind == "han":
        if len(word.text) == 1:
            return Query.term_query(schema, "characters", word.text, "basic")
        return Query.disjunction_max_query(
            [anywhere(schema, bigrams(wording)) for wording in synonyms.wordings(word.text)]
        )
    ways = [anywhere(schema, [each]) for each in synonyms.stems(word.text)]
    if half_typed and len(word.text) > 1:
        begun = Query.fuzzy_term_query(schema, "beginnings", word.text, distance=0, prefix=True)
        ways.append(Query.const_score_query(begun, HALF_TYPED))
    return Query.disjunction_max_query(ways)


def _nearly(schema: Schema, word: str) -> Query:
    exact = anywhere(schema, [stem(word)])
    if len(word) < FUZZY_LENGTH:
        return exact
    near = Query.fuzzy_term_query(
        schema, "beginnings", word, distance=1 if len(word) < 2 * FUZZY_LENGTH else 2
    )
    return Query.disjunction_max_query([exact, Query.const_score_query(near, HALF_TYPED)])


def anywhere(schema: Schema, following: Sequence[str], slop: int = 0) -> Query:
    """Return the query for tokens that follow one another in any searched field, the best field counting."""
    return Query.disjunction_max_query(
        [
            Query.boost_query(
                Query.phrase_query(schema, field, list(following), slop)
                if len(following) > 1
                else Query.term_query(schema, field, following[0], "freq"),
                weight,
            )
            for field, weight in WEIGHTS.items()
        ],
        TIE,
    )
