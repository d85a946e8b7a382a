"""Answer a question as the portal asks it: at its word, and loosely where that finds little."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tantivy import FieldType, Occur, Query

from praya.store.search.found import Found, Hit
from praya.store.search.narrow import counts, narrowed, newer
from praya.store.search.question import Unit, loose, strict, units
from praya.store.search.spelling import meant

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from tantivy import Schema, Searcher

    from praya.model.search import Question

FEW = 5
"""Where fewer datasets fit at the question's word, near misses follow them."""
FIRST = 1000.0
"""What is added to what fits at the question's word: near misses come after all of it."""
FRESH = {31: 0.3, 365: 0.3}
"""What having changed in the last so many days adds to a score: less than a word of a title does."""
SOUND = {0.5: 0.5, 0.9: 0.2}
"""What standing so high at least adds."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question as one query, and how it came to be."""

    query: Query
    exact: int
    meant: str = ""


def answer(schema: Schema, searcher: Searcher, question: Question, now: datetime) -> Found:
    """Return a page of what fits, with what each choice would leave of it."""
    asked = units(question.text)
    if not asked:
        everything = Query.empty_query() if question.text.strip() else Query.all_query()
        return _page(schema, searcher, _Asked(everything, 0), question, now)
    return _page(schema, searcher, _asked(schema, searcher, question, asked), question, now)


def _asked(schema: Schema, searcher: Searcher, question: Question, asked: Sequence[Unit]) -> _Asked:
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
    near = loose(schema, asked, others)
    first = Query.boolean_query([(Occur.Must, query), (Occur.Must, Query.const_score_query(query, FIRST))])
    return _Asked(Query.disjunction_max_query([first, near]), exact, words)


def _number(searcher: Searcher, query: Query) -> int:
    found: int = searcher.search(query, limit=1).count  # type: ignore[attr-defined]  # missing in its stubs
    return found


def _page(schema: Schema, searcher: Searcher, asked: _Asked, question: Question, now: datetime) -> Found:
    worded = bool(question.text.strip())
    merits = [(newer(schema, days, now), extra) for days, extra in FRESH.items()]
    merits += [
        (Query.range_query(schema, "standing", FieldType.Float, least, None), extra)
        for least, extra in SOUND.items()
    ]
    added = [(Occur.Should, Query.const_score_query(merit, extra)) for merit, extra in merits]
    query = narrowed(schema, asked.query, question, now)
    result = searcher.search(
        Query.boolean_query([(Occur.Must, query), *added]) if worded else query,
        limit=max(question.size, 1),
        offset=question.offset,
        order_by_field=None if worded else "modified",
    )
    hits = [Hit(str(searcher.doc(address)["id"][0]), float(score or 0)) for score, address in result.hits]
    return Found(
        total=result.count,  # type: ignore[attr-defined]  # missing in its stubs
        hits=tuple(hits[: question.size]),
        facets=counts(schema, searcher, asked.query, question, now),
        exact=asked.exact,
        meant=asked.meant,
    )
