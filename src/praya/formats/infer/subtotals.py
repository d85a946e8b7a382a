"""Rows that sum up others: marked, never dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow.compute as pc

from praya.formats.infer.types import Values
from praya.model.decisions import infer as because

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pyarrow as pa

    from praya.model.decisions import Decision
    from praya.model.table import Column

MOST = 2_000
"""Beyond so many rows, sums are a value of their column like others, and are found by asking for it."""
_MOST_LABELS = 4
_MOST_DIFFERENT = 5_000
"""A piece of a large table with more different texts in a column has names there, not labels of sums."""
_FIRST = 2 * _MOST_DIFFERENT
"""So many first rows often show already that there are more."""
_SUM = (
    r"(?:grand[ -]?totals?|sub[ -]?totals?|totals?|overall|sum|(?:all|both) (?:districts|regions|areas|ages|sexes|types|classes)"
    r"|[總合小共总]\s?[計计]|[總总][數数和]|全港|男女合計|男女合计)"
)
_REGION = r"(?i)^\W*(?:香港[島岛]|九[龍龙]|新界|hong kong island|kowloon|(?:the )?new territories)[\s/|(（]*(?:hong kong island|kowloon|(?:the )?new territories)?\W*$"
"""The three parts of the city: among its districts, each stands above those that lie in it."""
_ROUNDED = 0.002
"""How far the sum of rounded numbers may be from the rounded sum."""
_PATTERN = rf"(?i)^\s*{_SUM}\s*[:：]?\s*(?:[/|(（]?\s*{_SUM}\s*[)）]?)?\s*$"


def find_subtotals(
    columns: Sequence[Column],
    sources: Sequence[Sequence[pa.ChunkedArray]],
    read: Callable[[int], pa.ChunkedArray],
) -> Decision | None:
    """Return which rows (from 1) a table's labels call sums, if some but not most are.

    `sources` are the columns' texts in pieces; `read` gives typed values, where there is one piece.
    """
    measures = [at for at, column in enumerate(columns) if column.type in ("integer", "number")]
    labels = [at for at, column in enumerate(columns) if column.type == "string"][:_MOST_LABELS]
    if not measures or not labels:
        return None
    total = sum(map(len, sources[0]))
    found: dict[int, int] = {}
    for at in labels:
        first = 1
        for piece in sources[at]:
            for row in _sums(piece, many=len(sources[at]) > 1):
                found.setdefault(first + row, at)
            if len(found) > MOST:
                return None
            first += len(piece)
    if not found and len(sources[0]) == 1 and total <= MOST:
        found = _regions(columns, sources, [read(at).to_pylist() for at in measures])
        if found:
            named = tuple(columns[at].name for at in sorted(set(found.values())))
            return because.SUBTOTALS_ADD_UP.decide(0.95, rows=tuple(found), count=len(found), columns=named)
    if not found or len(found) * 2 > total:
        return None
    rows = tuple(sorted(found))
    named = tuple(columns[at].name for at in sorted(set(found.values())))
    agree = (
        any(_adds_up(read(at).to_pylist(), set(rows)) for at in measures) if len(sources[0]) == 1 else False
    )
    kind, confidence = (because.SUBTOTALS_ADD_UP, 0.99) if agree else (because.SUBTOTALS_NAMED, 0.9)
    return kind.decide(confidence, rows=rows, count=len(rows), columns=named)


def _sums(texts: pa.ChunkedArray, *, many: bool) -> list[int]:
    """Return the rows that are called sums; each different text is looked at once."""
    if many and pc.count_distinct(texts[:_FIRST]).as_py() > _MOST_DIFFERENT:
        return []
    seen = Values.of(texts)
    if many and len(seen.distinct) > _MOST_DIFFERENT:
        return []
    called = pc.indices_nonzero(pc.match_substring_regex(seen.distinct, _PATTERN))
    if not len(called):
        return []
    rows: list[int] = pc.indices_nonzero(pc.is_in(seen.places, called.cast(seen.places.type))).to_pylist()
    return rows


def _regions(
    columns: Sequence[Column],
    sources: Sequence[Sequence[pa.ChunkedArray]],
    measures: Sequence[Sequence[float | None]],
) -> dict[int, int]:
    """Return the rows (from 1) of the city's parts above their districts, where their numbers add up, and the column."""
    for at, column in enumerate(columns):
        if column.role != "district":
            continue
        rows = pc.indices_nonzero(pc.match_substring_regex(sources[at][0], _REGION)).to_pylist()
        if len(rows) > 1 and any(_heads(values, rows) for values in measures):
            return {row + 1: at for row in rows}
    return {}


def _heads(values: Sequence[float | None], rows: Sequence[int]) -> bool:
    """Say whether each of these rows is the sum of those that follow it, up to the next of them."""
    for row, after in zip(rows, [*rows[1:], len(values)], strict=True):
        head, below = values[row], [each or 0 for each in values[row + 1 : after]]
        if head is None or not below[1:] or abs(head - sum(below)) > abs(head) * _ROUNDED:
            return False
    return True


def _adds_up(values: list[float | None], sums: set[int]) -> bool:
    """Say whether each sum is that of the rows since the last one, of all rows, or of all other sums."""
    since = everything = of_sums = 0.0
    for row, value in enumerate(values, 1):
        if row not in sums:
            since += value or 0
            everything += value or 0
        elif value is None or not any(
            abs(value - other) <= max(abs(value), 1) * 1e-6 for other in (since, everything, of_sums)
        ):
            return False
        else:
            of_sums += value
            since = 0.0
    return True
