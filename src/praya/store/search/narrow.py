"""What narrows a search beside its words, and how many datasets each choice would leave."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tantivy import FieldType, Occur, Query

from praya.model.search import FACETS
from praya.store.search.document import microseconds

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from tantivy import Schema, Searcher

    from praya.model.search import Question

    Counts = dict[str, tuple[tuple[str, int], ...]]

FIELDS: Mapping[str, str] = {"publisher": "publisher_id", "frequency": "rhythm"}
"""The fields of those facets that are not called like theirs."""
AGES = {"day": 1, "week": 7, "month": 31, "year": 365}
"""The last days of each value of `freshness`; what is beyond them all is older."""
OLDER = "older"
FACET_VALUES = 1000


def narrowed(schema: Schema, query: Query, question: Question, now: datetime, *, but: str = "") -> Query:
    """Return the query narrowed by all that was chosen, which does not count for the score, `but` for one facet."""
    parts = [
        _facet(schema, facet, value, now)
        for facet, value in question.facets.items()
        if facet not in ("", but)
    ]
    parts += _place(schema, question)
    if question.since is not None:
        parts.append(Query.range_query(schema, "last_year", FieldType.Integer, question.since, None))
    if question.until is not None:
        parts.append(Query.range_query(schema, "first_year", FieldType.Integer, None, question.until))
    if not parts:
        return query
    silent = [(Occur.Must, Query.const_score_query(each, 0.0)) for each in parts]
    return Query.boolean_query([(Occur.Must, query), *silent])


def counts(schema: Schema, searcher: Searcher, query: Query, question: Question, now: datetime) -> Counts:
    """Count each facet's values among what the others leave: one aggregation for all those not chosen."""
    chosen = [facet for facet in FACETS if facet in question.facets]
    counted = _count(
        searcher,
        narrowed(schema, query, question, now),
        [facet for facet in FACETS if facet not in chosen],
        now,
    )
    for facet in chosen:
        counted |= _count(searcher, narrowed(schema, query, question, now, but=facet), [facet], now)
    return {facet: counted[facet] for facet in FACETS}


def newer(schema: Schema, days: int, now: datetime) -> Query:
    """Return the query for what changed in the last days."""
    return Query.range_query(
        schema, "changed", FieldType.Integer, microseconds(now - timedelta(days=days)), None
    )


def _facet(schema: Schema, facet: str, value: str, now: datetime) -> Query:
    if facet not in FACETS:
        return Query.empty_query()
    if facet != "freshness":
        return Query.term_query(schema, FIELDS.get(facet, facet), value, "basic")
    if value in AGES:
        return newer(schema, AGES[value], now)
    if value != OLDER:
        return Query.empty_query()
    long_ago = microseconds(now - timedelta(days=max(AGES.values()))) - 1
    return Query.range_query(schema, "changed", FieldType.Integer, None, long_ago)


def _place(schema: Schema, question: Question) -> list[Query]:
    parts = []
    if question.district:
        parts.append(Query.term_query(schema, "district", question.district, "basic"))
    if box := question.box:
        parts += [
            Query.range_query(schema, "west", FieldType.Float, None, box.east),
            Query.range_query(schema, "east", FieldType.Float, box.west, None),
            Query.range_query(schema, "south", FieldType.Float, None, box.north),
            Query.range_query(schema, "north", FieldType.Float, box.south, None),
        ]
    return parts


def _count(searcher: Searcher, query: Query, facets: Iterable[str], now: datetime) -> Counts:
    wanted: dict[str, Any] = {
        facet: {"terms": {"field": FIELDS.get(facet, facet), "size": FACET_VALUES}}
        if facet != "freshness"
        else _ages(now)
        for facet in facets
    }
    if not wanted:
        return {}
    answered: Any = searcher.aggregate(query, wanted)
    return {
        facet: _freshness(answered[facet]["buckets"])
        if facet == "freshness"
        else tuple(
            sorted(
                ((bucket["key"], bucket["doc_count"]) for bucket in answered[facet]["buckets"]),
                key=lambda counted: (-counted[1], counted[0]),
            )
        )
        for facet in wanted
    }


def _ages(now: datetime) -> dict[str, Any]:
    starts = [float(microseconds(now - timedelta(days=days))) for days in AGES.values()]
    ranges = [
        {"key": name, "from": start, **({"to": end} if end else {})}
        for name, start, end in zip(AGES, starts, (None, *starts), strict=False)
    ]
    return {"range": {"field": "changed", "ranges": [*ranges, {"key": OLDER, "to": starts[-1]}]}}


def _freshness(buckets: list[dict[str, Any]]) -> tuple[tuple[str, int], ...]:
    """Add up: what changed in the last week did so in the last month too."""
    within = {bucket["key"]: bucket["doc_count"] for bucket in buckets}
    told, sofar = [], 0
    for age in AGES:
        sofar += within.get(age, 0)
        told.append((age, sofar))
    return tuple((age, count) for age, count in (*told, (OLDER, within.get(OLDER, 0))) if count)
