"""A question's words as Tantivy queries.

A question is first taken at its word: everything it names must be somewhere in a dataset's texts, in its own words or in
synonyms of them. Where that finds little, it is also taken loosely: most of what it names, half-known runs of Chinese
characters, and English words with a typing mistake.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tantivy import Occur, Query, Schema

from praya.store.search import synonyms
from praya.store.search.document import WEIGHTS
from praya.store.search.fold import Word, bigrams, folded, stem, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

MAX_LENGTH = 400
"""Characters of a question that are looked at."""
MAX_UNITS = 24
ENOUGH = 1 / 3
"""The share of a question's parts that must be found when it is taken loosely."""
TIE = 0.2
"""How much the other fields count beside the one where a word fits best."""
HALF_TYPED = 0.5
OTHER_WORDS = 0.8
"""What a synonym counts beside the word itself."""
MISTYPED = 0.7
"""What a word counts that may have been meant."""
TOGETHER = 2.0
"""What it counts that words stand together as they were asked."""
NAMED = 1.5
"""What each token of a value counts, however long the list is that it stands in."""
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
        "的",
        "在",
        "和",
        "与",
        "或",
    ]
)
"""Words that ask nothing beside others."""
LOOSE_WORDS = frozenset(
    [
        "data",
        "dataset",
        "datasets",
        "information",
        "list",
        "statistics",
        "figures",
        "record",
        "records",
        "number",
        "map",
        "hong",
        "kong",
        "hk",
        "数据",
        "数据集",
        "资料",
        "资讯",
        "信息",
        "统计",
        "数字",
        "名单",
        "清单",
        "一览表",
        "列表",
        "记录",
        "纪录",
        "数目",
        "地图",
        "香港",
        "情况",
        "历史",
        "位置",
        "最新",
    ]
)
"""Words that most records would fit: beside others they count, but need not be there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One thing that a question names."""

    text: str
    """Folded."""
    han: bool
    ways: tuple[tuple[str, ...], ...]
    """The tokens of each way to say it, its own first."""
    known: bool
    """Whether it is a term of its own; an unknown run of Chinese characters may hold several."""
    free: bool = False
    """Whether it need not be there."""


def units(text: str) -> list[Unit]:
    """Return what a question names; small words only where there are no others."""
    every = list(words(text[:MAX_LENGTH]))
    chosen = [word for word in every if word.text not in SMALL_WORDS] or every
    found = list(_units(chosen))[:MAX_UNITS]
    bound = [each for each in found if each.text not in LOOSE_WORDS and (len(each.text) > 1 or not each.han)]
    if not bound:
        return found
    return [each if each in bound else replace(each, free=True) for each in found]


def _units(chosen: Sequence[Word]) -> Iterator[Unit]:
    at = 0
    while at < len(chosen):
        word = chosen[at]
        if word.kind == "han":
            for piece, known in synonyms.pieces(word.text):
                yield Unit(text=piece, han=True, ways=synonyms.ways(tuple(bigrams(piece))), known=known)
            at += 1
            continue
        following = [stem(each.text) for each in _latin(chosen[at : at + synonyms.LONGEST_PHRASE])]
        size = synonyms.phrase(following) or 1
        said = " ".join(each.text for each in chosen[at : at + size])
        yield Unit(text=said, han=False, ways=synonyms.ways(tuple(following[:size])), known=True)
        at += size


def _latin(following: Sequence[Word]) -> Iterator[Word]:
    for word in following:
        if word.kind == "han":
            return
        yield word


def strict(schema: Schema, asked: Sequence[Unit], *, half_typed: bool = False) -> Query:
    """Return the query in which everything named must be found; the last word may be half typed."""
    parts = [
        (
            Occur.Should if unit.free else Occur.Must,
            met(schema, unit, half_typed=half_typed and unit is asked[-1]),
        )
        for unit in asked
    ]
    return Query.boolean_query([*parts, *_together(schema, asked)])


def loose(schema: Schema, asked: Sequence[Unit], meant: Mapping[str, Sequence[str]]) -> Query:
    """Return the query in which most of what is named must be found; `meant` gives mistyped words others."""
    parts: list[Query] = []
    extra: list[Query] = []
    for unit in asked:
        if unit.han and not unit.known and len(unit.text) > 1:
            parts += [anywhere(schema, [pair]) for pair in bigrams(unit.text)]
        else:
            (extra if unit.free else parts).append(_nearly(schema, unit, meant.get(unit.text, ())))
    enough = math.ceil(ENOUGH * len(parts))
    needed = Query.boolean_query([(Occur.Should, part) for part in parts], minimum_number_should_match=enough)
    return Query.boolean_query(
        [(Occur.Must, needed), *((Occur.Should, part) for part in extra), *_together(schema, asked)]
    )


def met(schema: Schema, unit: Unit, *, half_typed: bool = False) -> Query:
    """Return the query for one thing named, in any searched field; `half_typed` also for what it may become."""
    if unit.han and len(unit.text) == 1:
        return Query.term_query(schema, "characters", unit.text, "basic")
    found = [anywhere(schema, unit.ways[0])]
    found += [Query.boost_query(anywhere(schema, way), OTHER_WORDS) for way in unit.ways[1:]]
    last = unit.text.rpartition(" ")[2]
    if half_typed and not unit.han and len(last) > 1:
        begun = Query.fuzzy_term_query(schema, "beginnings", last, distance=0, prefix=True)
        found.append(Query.const_score_query(begun, HALF_TYPED))
    return Query.disjunction_max_query(found)


def _nearly(schema: Schema, unit: Unit, meant: Sequence[str]) -> Query:
    exact = met(schema, unit)
    others = [Query.boost_query(anywhere(schema, [stem(word)]), MISTYPED) for word in meant]
    return Query.disjunction_max_query([exact, *others]) if others else exact


def _together(schema: Schema, asked: Sequence[Unit]) -> list[tuple[Occur, Query]]:
    """Return what makes words count more where they stand together."""
    own = [token for unit in asked for token in unit.ways[0]]
    if len(asked) == 1 or len({unit.han for unit in asked}) > 1:
        return []
    if asked[0].han:
        own = bigrams("".join(unit.text for unit in asked))
    return [(Occur.Should, Query.boost_query(anywhere(schema, own), TOGETHER))]


def anywhere(schema: Schema, following: Sequence[str], slop: int = 0) -> Query:
    """Return the query for tokens that follow one another in any searched field, the best field counting."""
    return Query.disjunction_max_query(
        [_in_field(schema, field, weight, following, slop) for field, weight in WEIGHTS.items()], TIE
    )


def _in_field(schema: Schema, field: str, weight: float, following: Sequence[str], slop: int) -> Query:
    if len(following) > 1:
        found = Query.phrase_query(schema, field, list(following), slop)
    else:
        found = Query.term_query(schema, field, following[0], "freq")
    if field == "values":
        return Query.const_score_query(found, NAMED * len(following))
    return Query.boost_query(found, weight)


def is_small(text: str) -> bool:
    """Say whether this is one of the words that ask nothing beside others."""
    return folded(text) in SMALL_WORDS
