"""Answer a question as the portal asks it: at its word, and loosely where that finds little."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tantivy import FieldType, Occur, Query

from praya.store.search.found import Found, Hit
from praya.store.search.narrow import counts, narrowed, newer
from praya.store.search.question import Unit, loose, strict, units
from praya.store.search.spelling import meant

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from tantivy import DocAddress, Schema, Searcher

    from praya.model.search import Question

FEW = 5
"""Where fewer datasets fit at the question's word, near misses follow them."""
FIRST = 1000.0
"""What is added to what fits at the question's word: near misses come after all of it."""
FRESH = {31: 0.3, 365: 0.3}
"""What having changed in the last so many days adds to a score: less than a word of a title does."""
SOUND = {0.5: 0.5, 0.9: 0.2}
"""What standing so high at least adds."""


FUSED = 100
"""Datasets found by words that are ranked anew by meaning."""
RANK = 10
"""How slowly ranks fade: the first is worth twice the eleventh."""
MEANING = 0.5
"""What a rank by meaning counts beside one by words."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question as one query, and how it came to be."""

    query: Query
    exact: int
    meant: str = ""


@dataclass(frozen=True, slots=True)
class Reader:
    """What an answer is read from, and when; `near` are the ids of what means the same, the nearest first."""

    schema: Schema
    searcher: Searcher
    now: datetime
    near: Sequence[str] = ()


def answer(reader: Reader, question: Question) -> Found:
    """Return a page of what fits, with what each choice would leave of it."""
    units_asked = units(question.text)
    if units_asked:
        asked = _asked(reader, question, units_asked)
    else:
        asked = _Asked(Query.empty_query() if question.text.strip() else Query.all_query(), 0)
    query = asked.query
    if reader.near:
        same = Query.const_score_query(Query.term_set_query(reader.schema, "id", list(reader.near)), 0.0)
        query = Query.disjunction_max_query([asked.query, same])
        total, hits = _fused(reader, question, asked.query, same)
    else:
        total, hits = _ranked(reader, question, asked.query)
    return Found(
        total=total,
        hits=tuple(hits[: question.size]),
        facets=counts(reader.schema, reader.searcher, query, question, reader.now),
        exact=asked.exact if question.text.strip() else total,
        meant=asked.meant,
        fused=bool(reader.near),
    )


def _asked(reader: Reader, question: Question, asked: Sequence[Unit]) -> _Asked:
    schema, searcher = reader.schema, reader.searcher
    typing = question.typing and not question.text[-1:].isspace()
    query = strict(schema, asked, half_typed=typing)
    exact = _number(searcher, query)
    if not exact and not typing:
        query = strict(schema, asked, half_typed=True)
        exact = _number(searcher, query)
    if exact >= FEW:
        return _Asked(query, exact)
    others = meant(searcher, asked)
    words = " ".join(others.get(unit.text, (unit.text,))[0] for unit in asked) if others else ""
    first = Query.boolean_query([(Occur.Must, query), (Occur.Must, Query.const_score_query(query, FIRST))])
    return _Asked(Query.disjunction_max_query([first, loose(schema, asked, others)]), exact, words)


def _number(searcher: Searcher, query: Query) -> int:
    found: int = searcher.search(query, limit=1).count  # type: ignore[attr-defined]  # missing in its stubs
    return found


def _ranked(reader: Reader, question: Question, query: Query) -> tuple[int, list[Hit]]:
    """Return how many there are, and a page of them: the best first, or the newest where there are no words."""
    worded = bool(question.text.strip())
    chosen = narrowed(reader.schema, query, question, reader.now)
    result = reader.searcher.search(
        Query.boolean_query([(Occur.Must, chosen), *_merits(reader.schema, reader.now)])
        if worded
        else chosen,
        limit=max(question.size, 1),
        offset=question.offset,
        order_by_field=None if worded else "modified",
    )
    hits = [Hit(_id(reader, address), float(score or 0)) for score, address in result.hits]
    return result.count, hits  # type: ignore[attr-defined]  # missing in its stubs


def _fused(reader: Reader, question: Question, query: Query, same: Query) -> tuple[int, list[Hit]]:
    """Return how many fit by words or by meaning, and a page of them by both ranks (reciprocal rank fusion)."""
    close = narrowed(reader.schema, same, question, reader.now)
    allowed = {
        _id(reader, address) for _score, address in reader.searcher.search(close, limit=len(reader.near)).hits
    }
    reach = replace(question, start=0, size=max(FUSED, question.offset + question.size))
    total, worded = _ranked(reader, reach, query)
    scores = {hit.dataset_id: 1 / (RANK + place) for place, hit in enumerate(worded)}
    by_words = set(scores)
    for place, key in enumerate(reader.near):
        if key in allowed:
            scores[key] = scores.get(key, 0.0) + MEANING / (RANK + place)
    total += len(allowed) - _number(
        reader.searcher, Query.boolean_query([(Occur.Must, query), (Occur.Must, close)])
    )
    ranked = sorted(scores.items(), key=lambda each: (-each[1], each[0]))
    page = ranked[question.offset :][: question.size]
    return total, [Hit(key, score, by_words=key in by_words) for key, score in page]


def _id(reader: Reader, address: DocAddress) -> str:
    return str(reader.searcher.doc(address)["id"][0])


def _merits(schema: Schema, now: datetime) -> list[tuple[Occur, Query]]:
    """Return what counts beside the words."""
    merits = [(newer(schema, days, now), extra) for days, extra in FRESH.items()]
    merits += [
        (Query.range_query(schema, "standing", FieldType.Float, least, None), extra)
        for least, extra in SOUND.items()
    ]
    return [(Occur.Should, Query.const_score_query(merit, extra)) for merit, extra in merits]
