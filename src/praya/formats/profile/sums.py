"""Which columns are the sum of others: found in a table's first rows, and believed only if every row agrees."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import numpy as np

from praya.model.table import Sum

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
    """Values of one column, not-a-number where missing."""

_FEWEST_ROWS = 5
"""Fewer rows that agree may be chance."""
_MOST_ROWS = 1_000
_TELLING_ROWS = 5
_MOST_COLUMNS = 60
_CLOSE = 1e-9
"""Sums of decimals are not exact in binary: so much may be lost of the largest part."""


def find_sums(columns: Mapping[str, Numbers]) -> list[Sum]:
    """Return the sums that hold in some rows: of columns that stand together, or of any two."""
    names = list(columns)[:_MOST_COLUMNS]
    if len(names) < 3:  # noqa: PLR2004 - a total and two parts
        return []
    rows = np.column_stack([columns[name][:_MOST_ROWS] for name in names])
    rows = rows[np.isfinite(rows).all(axis=1)]
    if len(rows) < _FEWEST_ROWS:
        return []
    varied = [position for position in range(len(names)) if len(np.unique(rows[:, position])) > 2]  # noqa: PLR2004 - a flag
    found: dict[int, Sequence[int]] = {}
    for total, parts in _candidates(rows, varied):
        longest = len(found.get(total, ()))
        if len(parts) > longest and _agree(rows[:, total], rows[:, list(parts)]):
            found[total] = parts
    return [
        Sum(total=names[total], parts=tuple(names[part] for part in parts)) for total, parts in found.items()
    ]


def holds(found: Sum, columns: Mapping[str, Numbers]) -> bool:
    """Say whether a sum holds in every row where nothing is missing."""
    rows = np.column_stack([columns[name] for name in (found.total, *found.parts)])
    rows = rows[np.isfinite(rows).all(axis=1)]
    return _agree(rows[:, 0], rows[:, 1:])


def _candidates(rows: NDArray[Any], varied: list[int]) -> Iterator[tuple[int, Sequence[int]]]:
    """Yield totals with their parts that agree in a few rows, spread over all."""
    few = rows[:: max(len(rows) // _TELLING_ROWS, 1)][:_TELLING_ROWS]
    before = np.concatenate([np.zeros((len(few), 1)), np.cumsum(few, axis=1)], axis=1)
    for start, end in itertools.combinations(range(before.shape[1]), 2):
        parts = [each for each in range(start, end) if each in varied]
        if len(parts) > 1:
            yield from _totals(few, before[:, end] - before[:, start], varied, range(start, end))
    for pair in itertools.combinations(varied, 2):
        yield from _totals(few, few[:, pair[0]] + few[:, pair[1]], varied, pair)


def _totals(
    few: NDArray[Any], sums: NDArray[Any], varied: list[int], parts: Sequence[int]
) -> Iterator[tuple[int, Sequence[int]]]:
    same = np.isclose(few, sums[:, None], rtol=_CLOSE, atol=_CLOSE).all(axis=0)
    for total in varied:
        if same[total] and total not in parts:
            yield total, parts


def _agree(total: NDArray[Any], parts: NDArray[Any]) -> bool:
    room = _CLOSE * np.maximum(np.abs(parts).max(axis=1, initial=0), np.abs(total)) * parts.shape[1]
    return bool((np.abs(total - parts.sum(axis=1)) <= room).all())
