"""Values and how often they come, counted exactly until they are given up."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from numpy.typing import NDArray

_ENTRY_BYTES = 16
_PENDING = 1 << 16
FEW = 1_000
"""Columns of more different texts have no meaningful most frequent ones."""


@dataclass(slots=True)
class Numbers:
    """Different numbers, rising, and their counts; not-a-number is one of them, and the last."""

    values: NDArray[Any] = field(default_factory=lambda: np.empty(0, np.int64))
    counts: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    given_up: bool = False
    _pending: list[NDArray[Any]] = field(default_factory=list)
    _waiting: int = 0

    def add(self, values: NDArray[Any]) -> None:
        """Count some more values."""
        if self.given_up or not len(values):
            return
        self._pending.append(values)
        self._waiting += len(values)
        if self._waiting > max(len(self.values) // 2, _PENDING):
            self.settle()

    def settle(self) -> None:
        """Bring what was added last in among the rest; this takes little more memory than the two together."""
        if not self._pending:
            return
        added = np.concatenate(self._pending)
        self._pending, self._waiting = [], 0
        added.sort()
        added, counts = _runs(added)
        places = np.searchsorted(self.values, added)
        known = places < len(self.values)
        held = self.values[places[known]]
        known[known] = (held == added[known]) | ((held != held) & (added[known] != added[known]))  # noqa: PLR0124 - not-a-number
        self.counts[places[known]] += counts[known]
        fresh = ~known
        if fresh.any():
            self.values = np.insert(self.values.astype(added.dtype, copy=False), places[fresh], added[fresh])
            self.counts = np.insert(self.counts, places[fresh], counts[fresh])

    @property
    def bytes(self) -> int:
        """How much memory is taken."""
        return len(self.values) * _ENTRY_BYTES + self._waiting * _ENTRY_BYTES // 2

    def give_up(self) -> None:
        """Count no more, and forget what was counted."""
        self.given_up = True
        self.values, self.counts, self._pending, self._waiting = self.values[:0], self.counts[:0], [], 0


def _runs(ordered: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Return each of some ordered values once, and how often it comes."""
    starts = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    if ordered.dtype.kind == "f":  # not-a-number differs from itself
        first = int(np.searchsorted(ordered, np.nan))
        starts = np.concatenate([starts[starts < first], [first]] if first < len(ordered) else [starts])
    return ordered[starts], np.diff(np.append(starts, len(ordered))).astype(np.int64)


@dataclass(slots=True)
class Prints:
    """Different fingerprints, rising; how often each comes is not asked."""

    values: NDArray[np.uint64] = field(default_factory=lambda: np.empty(0, np.uint64))
    _pending: list[NDArray[np.uint64]] = field(default_factory=list)
    _waiting: int = 0

    def add(self, prints: NDArray[np.uint64]) -> None:
        """Take in some more."""
        self._pending.append(prints)
        self._waiting += len(prints)
        if self._waiting > max(len(self.values) // 2, _PENDING):
            self.settle()

    def settle(self) -> None:
        """Bring what was added last in among the rest."""
        together = np.concatenate([self.values, *self._pending])
        self.values, self._pending, self._waiting = together[:0], [], 0
        together.sort()
        self.values = together[np.concatenate([[True], together[1:] != together[:-1]])[: len(together)]]

    @property
    def bytes(self) -> int:
        """How much memory is taken."""
        return self.values.nbytes + self._waiting * self.values.itemsize


@dataclass(slots=True)
class Texts:
    """Different texts (or bytes, or truths) in order of appearance, and their counts.

    Of more than a few, only fingerprints of 64 bits are held, which are as good for telling how many there are: among
    ten million texts, the chance that any two share one is three in a million.
    """

    given_up: bool = False
    _parts: list[pa.Table] = field(default_factory=list)
    _prints: Prints | None = None

    def add(self, values: pa.ChunkedArray) -> None:
        """Count some more values."""
        if self.given_up:
            return
        if self._prints is not None:
            self._prints.add(_fingerprints(values.drop_null()))
            return
        found = pc.value_counts(values.drop_null())
        self._parts.append(pa.table({"value": found.field("values"), "count": found.field("counts")}))
        if sum(part.num_rows for part in self._parts) > FEW and self._joined().num_rows > FEW:
            self._prints = Prints()
            self._prints.add(_fingerprints(self._parts[0]["value"]))
            self._parts = []

    def settle(self) -> None:
        """Bring what was added last in among the rest."""
        if self._prints is not None:
            self._prints.settle()

    def counted(self) -> pa.Table:
        """Return the different values and their counts, in columns of these names; none where there are too many."""
        return self._joined()

    @property
    def different(self) -> int:
        """How many different values there are, once they are settled."""
        return self._joined().num_rows if self._prints is None else len(self._prints.values)

    @property
    def bytes(self) -> int:
        """How much memory is taken."""
        return sum(part.nbytes for part in self._parts) if self._prints is None else self._prints.bytes

    def give_up(self) -> None:
        """Count no more, and forget what was counted."""
        self.given_up = True
        self._parts, self._prints = [], None

    def _joined(self) -> pa.Table:
        if not self._parts:
            return pa.table({"value": pa.array([], pa.string()), "count": pa.array([], pa.int64())})
        if len(self._parts) > 1:
            together = pa.concat_tables(self._parts)
            found = together.group_by("value", use_threads=False).aggregate([("count", "sum")])
            self._parts = [found.rename_columns({"count_sum": "count"}).select(["value", "count"])]
        return self._parts[0]


def _fingerprints(values: pa.ChunkedArray) -> NDArray[np.uint64]:
    table = pa.table({"value": values})
    with _hashing().cursor() as cursor:
        found: NDArray[np.uint64] = (
            cursor.from_arrow(table).project("hash(value) AS print").fetchnumpy()["print"]
        )
    return found


@cache
def _hashing() -> DuckDBPyConnection:
    """Return a database without tables, for its hash."""
    return duckdb.connect(config={"threads": "1", "python_enable_replacements": "false"})
