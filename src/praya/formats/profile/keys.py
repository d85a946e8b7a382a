"""Which columns, alone or in pairs, tell every row from all others."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

    from praya.model.table import Column, ColumnProfile

_KINDS = ("string", "integer", "date", "datetime", "year", "yearmonth", "time")
_MOST_PAIRED = 16
_MOST_PAIRS = 5
HEAD = 10_000
"""Pairs that repeat in so many rows need no further look."""


def candidates(columns: Sequence[Column], profiles: Mapping[str, ColumnProfile]) -> list[str]:
    """Return the columns that could be a key or a part of one, the likeliest first: no value missing, no measure."""
    found = [
        column
        for column in columns
        if column.type in _KINDS and not profiles[column.name].nulls and column.role != "measure"
    ]
    found.sort(key=lambda column: column.role != "identifier")
    return [column.name for column in found]


def single_keys(
    rows: int, names: Sequence[str], profiles: Mapping[str, ColumnProfile]
) -> list[tuple[str, ...]]:
    """Return the columns that have a value of its own in every row, for certain."""
    if rows < 2:  # noqa: PLR2004 - one row needs no key
        return []
    return [(name,) for name in names if profiles[name].exact and profiles[name].distinct == rows]


def pairs(
    rows: int, names: Sequence[str], profiles: Mapping[str, ColumnProfile], head: pa.Table
) -> list[tuple[str, ...]]:
    """Return the pairs of columns that are different in each of the first rows, those of fewest values first."""
    varied = [name for name in names if profiles[name].distinct > 1][:_MOST_PAIRED]
    codes = {name: _codes(head[name]) for name in varied}
    possible: list[tuple[str, ...]] = [
        pair
        for pair in itertools.combinations(varied, 2)
        if profiles[pair[0]].distinct * profiles[pair[1]].distinct >= rows
        and is_different(codes[pair[0]], codes[pair[1]])
    ]
    possible.sort(key=lambda pair: profiles[pair[0]].distinct * profiles[pair[1]].distinct)
    return possible[:_MOST_PAIRS] if rows > 1 else []


def is_different(one: NDArray[Any], other: NDArray[Any]) -> bool:
    """Say whether no two rows agree in both codes."""
    joined = one.astype(np.int64) * (int(other.max(initial=0)) + 1) + other
    return len(np.unique(joined)) == len(joined)


def _codes(values: pa.ChunkedArray) -> NDArray[Any]:
    codes: NDArray[Any] = values.combine_chunks().dictionary_encode().indices.to_numpy()
    return codes
