"""What meets a condition exactly: in any order, with any fields' values counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tantivy import Order as Direction

from praya.model import errors
from praya.model.search import Order
from praya.store.search.condition import query_of, scored
from praya.store.search.document import VALUES
from praya.store.search.found import Found, Hit
from praya.store.search.narrow import narrowed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from tantivy import DocAddress, Query, Schema, Searcher

    from praya.model.search import Condition, Counted, OrderField, Question

MOST_SORTED = 50_000
"""Datasets that are sorted by more than one thing; of more, the first thing decides."""
_FIELDS: Mapping[OrderField, str] = {
    "name": "name",
    "title": "title_order",
    "created": "created",
    "modified": "modified",
}
_NEWEST = (Order("relevance", descending=True), Order("modified", descending=True))


def met(schema: Schema, searcher: Searcher, question: Question, condition: Condition, now: datetime) -> Found:
    """Answer a question from what meets its condition; raise ParameterInvalid for a pattern of too many ways."""
    try:
        query = narrowed(schema, query_of(schema, condition), question, now)
        total: int = searcher.search(query, limit=1).count  # type: ignore[attr-defined]  # missing in its stubs
    except ValueError as error:
        raise errors.ParameterInvalid(name="q", value=str(error)[:80], expected="fewer * and ?") from error
    orders = [each for each in question.orders or _NEWEST if each.field != "relevance" or scored(condition)]
    found: list[tuple[float, DocAddress]] = []
    if question.offset < total and question.size:
        found = _page(searcher, query, orders or _NEWEST[1:], question, total)
    return Found(
        total=total,
        hits=tuple(Hit(str(searcher.doc(address)["id"][0]), score) for score, address in found),
        facets=_counts(searcher, query, question.counted),
    )


def _page(
    searcher: Searcher, query: Query, orders: Sequence[Order], question: Question, total: int
) -> list[tuple[float, DocAddress]]:
    if len(orders) == 1 or total > MOST_SORTED:
        hits = _ordered(searcher, query, orders[0], question.size, question.offset)
        return [(0.0, address) for _key, address in hits]
    every = [address for _key, address in _ordered(searcher, query, orders[-1], total, 0)]
    for order in orders[-2::-1]:
        keys = {_place(address): key for key, address in _ordered(searcher, query, order, total, 0)}
        known = [each for each in every if keys[_place(each)] is not None]
        known.sort(key=lambda each, keys=keys: keys[_place(each)], reverse=order.descending)  # type: ignore[misc]  # bound at once
        every = known + [each for each in every if keys[_place(each)] is None]
    return [(0.0, address) for address in every[question.offset :][: question.size]]


def _place(address: DocAddress) -> tuple[int, int]:
    return address.segment_ord, address.doc


def _ordered(
    searcher: Searcher, query: Query, order: Order, limit: int, offset: int
) -> list[tuple[Any, DocAddress]]:
    if order.field == "relevance":
        return list(searcher.search(query, limit=limit, offset=offset).hits)
    direction = Direction.Desc if order.descending else Direction.Asc
    found = searcher.search(
        query, limit=limit, offset=offset, order_by_field=_FIELDS[order.field], order=direction
    )
    return list(found.hits)


def _counts(
    searcher: Searcher, query: Query, counted: Sequence[Counted]
) -> dict[str, tuple[tuple[str, int], ...]]:
    wanted = {
        each.field: {"terms": {"field": each.field, "size": each.most, "min_doc_count": each.least}}
        for each in counted
        if each.field in VALUES and each.most
    }
    answered: Any = searcher.aggregate(query, wanted) if wanted else {}
    return {
        each.field: tuple(
            sorted(
                ((bucket["key"], bucket["doc_count"]) for bucket in answered[each.field]["buckets"]),
                key=lambda value: (-value[1], value[0]),
            )
        )
        if each.field in wanted
        else ()
        for each in counted
    }
