"""Values and how often they come, counted exactly until they are given up."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from numpy.typing import NDArray

_ENTRY_BYTES = 16
_PENDING = 1 << 16


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
        if self._waiting > max(len(self.values), _PENDING):
            self.settle()

    def settle(self) -> None:
        """Bring what was added last in among the rest."""
        if not self._pending:
            return
        values, counts = _runs(np.sort(np.concatenate(self._pending)))
        self._pending, self._waiting = [], 0
        if len(self.values):
            together = np.concatenate([self.values, values])
            order = np.argsort(together, kind="stable")
            counts = np.concatenate([self.counts, counts])[order]
            values, lengths = _runs(together[order])
            counts = np.add.reduceat(counts, np.cumsum(lengths) - lengths)
        self.values, self.counts = values, counts

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
class Texts:
    """Different texts (or bytes, or truths) in order of appearance, and their counts."""

    given_up: bool = False
    _parts: list[pa.Table] = field(default_factory=list)
    _waiting: int = 0

    def add(self, values: pa.ChunkedArray) -> None:
        """Count some more values."""
        if self.given_up:
            return
        found = pc.value_counts(values.drop_null())
        self._parts.append(pa.table({"value": found.field("values"), "count": found.field("counts")}))
        self._waiting += len(found)
        if len(self._parts) > 1 and self._waiting > max(self._parts[0].num_rows, _PENDING):
            self.settle()

    def settle(self) -> pa.Table:
        """Return the different values and their counts, in columns of these names."""
        if not self._parts:
            return pa.table({"value": pa.array([], pa.string()), "count": pa.array([], pa.int64())})
        if len(self._parts) > 1:
            together = pa.concat_tables(self._parts)
            found = together.group_by("value", use_threads=False).aggregate([("count", "sum")])
            self._parts = [found.rename_columns({"count_sum": "count"}).select(["value", "count"])]
        self._waiting = 0
        return self._parts[0]

    @property
    def bytes(self) -> int:
        """How much memory is taken."""
        return sum(part.nbytes for part in self._parts)

    def give_up(self) -> None:
        """Count no more, and forget what was counted."""
        self.given_up = True
        self._parts = []
