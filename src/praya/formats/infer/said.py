"""Columns as their publisher says that they are: named, titled, and typed even where some values do not fit.

What cannot be read as the type that was said counts as missing, its text stays beside; only where not one value can,
the reader's own evidence is used.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from praya.formats.infer import dates
from praya.formats.infer.booleans import PAIRS
from praya.formats.infer.markers import MARKERS
from praya.formats.infer.names import COMPANION
from praya.formats.infer.numbers import as_figures
from praya.formats.infer.types import Guess
from praya.model.decisions import infer, said
from praya.model.decisions.words import SHOWN
from praya.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from praya.formats.infer.reading import Settled
    from praya.formats.infer.types import Orders, Values
    from praya.model.decisions import Decision
    from praya.model.override import ColumnOverride
    from praya.model.table import Column

ORDERS: Mapping[str, dates.Order] = {"dmy": "day first", "mdy": "month first", "ymd": "year first"}
_YES = {pair[0]: True for pair in PAIRS} | {"1": True}
_NO = {pair[1]: False for pair in PAIRS} | {"0": False}
_ANSWERS = _YES | _NO
_YEAR = r"^(?:1[89]|2[01])\d{2}$"
_MOST_TOLD = 100


def positions(columns: Sequence[Column], wanted: Collection[str]) -> dict[str, int]:
    """Return where the columns are that are called so: by their label, a wording of it, or their name."""
    found: dict[str, int] = {}
    for position, column in enumerate(columns):
        wordings = (wording.words for _, wording in column.title.items())
        for each in (" ".join(column.header.split()), *wordings, column.name):
            found.setdefault(each, position)
    called = {each: found.get(" ".join(each.split())) for each in wanted}
    return {each: position for each, position in called.items() if position is not None}


def named(
    columns: Sequence[Column], meant: Mapping[int, ColumnOverride]
) -> tuple[list[Column], list[Decision]]:
    """Return the columns under the names and titles that were said."""
    result, decisions = list(columns), []
    for position, told in meant.items():
        column = columns[position]
        if told.name and told.name != column.name:
            taken = {each.name for each in result} - {column.name}
            if {told.name, f"{told.name}{COMPANION}"} & taken:
                decisions.append(
                    said.UNFIT_NAME.decide(0.5, column=column.name, point="name", wanted=told.name)
                )
            else:
                column = replace(column, name=told.name)
                decisions.append(
                    said.NAME.decide(column=told.name, label=" ".join(column.header.split())[:100])
                )
        if told.title:
            title = Text.of(*(told.title.get(lang) for lang in ("en", "zh-Hant", "zh-Hans")), origin="edited")
            column = replace(column, title=title.or_else(column.title))
            decisions.append(said.TITLE.decide(column=column.name, title=tuple(told.title.values())))
        result[position] = column
    return result, decisions


def as_said(
    values: Values, told: ColumnOverride, explained: AbstractSet[str], orders: Orders
) -> Guess | None:
    """Read texts as the type that was said; None where not one of them can be."""
    if told.type == "string":
        return Guess("string", (said.TYPE.decide(),))
    filled = values.filled
    if not len(filled):
        return None
    read, kept = _read(filled, told, orders)
    if read.null_count == len(read):
        return None
    unread = filled.filter(pc.is_null(read)).to_pylist()
    markers = tuple(text for text in unread if text in explained or text.lower() in MARKERS)
    places = pc.index_in(values.trimmed, filled)
    return Guess(
        told.type or "string",
        (said.TYPE.decide(),),
        read.take(places),
        pc.fill_null(kept.take(places), fill_value=False),
        markers,
    )


def with_said_order(found: Guess) -> Guess:
    """Return a type whose dates are in the order that the publisher said, if nothing else told it."""
    told = tuple(
        said.ORDER.decide().about(**each.fields) if each.code == infer.DATES_ELSEWHERE.code else each
        for each in found.decisions
    )
    return replace(found, decisions=told)


def _read(filled: pa.Array, told: ColumnOverride, orders: Orders) -> tuple[pa.Array, pa.Array]:
    """Return the values of texts, null where they cannot be read, and which texts say more than their value."""
    if told.type in ("integer", "number"):
        return as_figures(filled, whole=told.type == "integer")
    if told.type == "year":
        fits = pc.match_substring_regex(filled, _YEAR)
        return pc.cast(pc.if_else(fits, filled, pa.scalar(None, pa.string())), pa.int64()), pc.invert(fits)
    texts = filled.to_pylist()
    if told.type == "boolean":
        answers = pa.array([_ANSWERS.get(text) for text in texts], pa.bool_())
        return answers, pc.is_null(answers)
    order = ORDERS.get(told.order or "")
    return dates.read_each(texts, told.type or "date", order, orders)


def decisions_on(
    column: Column, told: ColumnOverride, plan: Settled, sources: Sequence[pa.ChunkedArray]
) -> Iterator[Decision]:
    """Yield what was used of what was said of a column's values, and what no longer fits."""
    own = plan.decisions
    was_typed = any(each.code == said.TYPE.code for each in own)
    if told.type and not was_typed:
        yield said.UNFIT_TYPE.decide(0.5, wanted=told.type)
    if told.order and not any(each.code == said.ORDER.code for each in own):
        yield _order_decision(told.order, own, was_typed=was_typed)
    used = tuple(each for each in told.markers if each in column.markers)
    if used:
        yield said.MARKERS.decide(markers=used)
    if told.unit:
        yield said.UNIT.decide(unit=told.unit)
    if was_typed and told.type != "string":
        yield from _unread(column, plan, sources)


def _order_decision(order: str, own: Sequence[Decision], *, was_typed: bool) -> Decision:
    wanted = ORDERS[order]
    settled = [each.fields["order"] for each in own if "order" in each.fields]
    plain = any(each.code in (infer.DATES.code, infer.DATES_ALIKE.code) for each in own)
    if settled == [wanted] or was_typed or (not settled and plain):
        return said.ORDER.decide(order=wanted)
    return said.UNFIT_ORDER.decide(0.5, wanted=order)


def _unread(column: Column, plan: Settled, sources: Sequence[pa.ChunkedArray]) -> Iterator[Decision]:
    """Say which values are none of the type that was said."""
    markers = pa.array(column.markers, pa.string())
    rows: list[int] = []
    examples: dict[str, None] = {}
    count, first = 0, 1
    for index, source in enumerate(sources):
        cells = plan.read(source, index)
        if cells.companion is not None:
            lost = pc.and_(pc.is_null(cells.data), pc.is_valid(cells.companion))
            trimmed = pc.utf8_trim_whitespace(cells.companion)
            lost = pc.and_(lost, pc.invert(pc.is_in(trimmed, markers))).combine_chunks()
            count += pc.sum(lost).as_py() or 0
            found = pc.indices_nonzero(lost)[:_MOST_TOLD]
            rows += [each + first for each in found.to_pylist()]
            examples |= dict.fromkeys(text[:30] for text in trimmed.take(found).to_pylist())
        first += len(source)
    if count:
        told, shown = tuple(rows[:_MOST_TOLD]), tuple(examples)[:SHOWN]
        yield said.UNFIT_VALUES.decide(0.5, values=count, rows=told, examples=shown)
