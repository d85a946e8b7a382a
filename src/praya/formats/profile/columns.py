"""What one column holds, gathered piece by piece."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from praya.formats.profile.counted import FEW, Numbers, Texts
from praya.model.table import Bin, ColumnProfile

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from praya.model.table import Column, FieldType

    Plain = str | int | float

BINS = 20
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
_MOST_TOP = 20
_UNORDERED = ("geojson", "list", "object")
"""Values of these types are not smaller or larger than others, and too long to be listed."""
_AS_NUMBERS: dict[FieldType, pa.DataType] = {
    "integer": pa.int64(),
    "year": pa.int64(),
    "number": pa.float64(),
    "date": pa.int32(),
    "datetime": pa.int64(),
    "time": pa.int64(),
}
DAY = 86_400_000_000
"""In microseconds, which moments are counted in."""


@dataclass(slots=True)
class ColumnTally:
    """One column's figures so far; pieces are added in the order of the rows."""

    column: Column
    rows: int = 0
    nulls: int = 0
    rising: bool = True
    """Whether each value so far is above the one before."""
    _limits: list[Any] = field(default_factory=list)
    _sums: list[Any] = field(default_factory=list)
    _last: Any = None
    _numbers: Numbers = field(default_factory=Numbers)
    _texts: Texts = field(default_factory=Texts)
    _type: pa.DataType | None = None

    @property
    def numeric(self) -> bool:
        """Whether its values are counted as numbers."""
        return self.column.type in _AS_NUMBERS

    @property
    def exact(self) -> bool:
        """Whether all its different values were counted."""
        return not (self._numbers if self.numeric else self._texts).given_up

    @property
    def bytes(self) -> int:
        """How much memory the counting takes."""
        return (self._numbers if self.numeric else self._texts).bytes

    def settled_bytes(self) -> int:
        """How much memory it takes once all that was added is counted."""
        (self._numbers if self.numeric else self._texts).settle()
        return self.bytes

    @property
    def _different(self) -> int:
        return len(self._numbers.values) if self.numeric else self._texts.different

    def give_up(self) -> None:
        """Count different values no more: there are too many."""
        (self._numbers if self.numeric else self._texts).give_up()

    def add(self, values: pa.ChunkedArray) -> None:
        """Add the next piece of the column."""
        self.rows += len(values)
        self.nulls += values.null_count
        self._type = values.type
        if self.column.type not in _UNORDERED and values.null_count < len(values):
            limits = pc.min_max(values)
            self._limits += [limits["min"], limits["max"]]
        if self.column.type in ("integer", "number"):
            self._sums.append(pc.sum(values).as_py() or 0)
        if self.numeric:
            numbers = _numbers(values.drop_null(), self.column.type)
            self._watch(numbers)
            self._numbers.add(numbers)
        else:
            self._texts.add(values)

    def _watch(self, numbers: NDArray[Any]) -> None:
        """Note whether the values still rise: then they are all different, however many there are."""
        if not self.rising or not len(numbers):
            return
        above = self._last is None or bool(numbers[0] > self._last)
        self.rising = above and bool(np.all(numbers[1:] > numbers[:-1]))
        self._last = numbers[-1]

    def profile(self) -> ColumnProfile:
        """Return the figures; those of values that were given up are missing, and `exact` is false."""
        (self._numbers if self.numeric else self._texts).settle()
        if self.nulls == self.rows:
            return ColumnProfile(nulls=self.nulls, distinct=0)
        low, high = self._low_and_high()
        filled = self.rows - self.nulls
        counted = self._counted()
        known = self.exact or (self.numeric and self.rising)
        return ColumnProfile(
            nulls=self.nulls,
            distinct=(self._different if self.exact else filled) if known else 0,
            exact=known,
            min=None if low is None else plain(low),
            max=None if high is None else plain(high),
            mean=math.fsum(self._sums) / filled if self._sums else None,
            histogram=self.histogram(*counted) if self.exact and self.numeric else (),
            quantiles=self._quantiles(*counted) if self.exact and self.numeric else (),
            top=self._top(*counted) if self.exact else (),
        )

    def bounds(self) -> tuple[float, float] | None:
        """Return between which numbers a histogram lies, or None where there is none."""
        low, high = self._low_and_high()
        if low is None or self.column.type == "time":
            return None
        edges = _numbers(pa.chunked_array([pa.array([low, high], self._type)]), self.column.type)
        first, last = (float(edge) for edge in edges)
        return (first, last) if math.isfinite(last - first) else None

    def histogram(self, values: NDArray[Any], counts: NDArray[np.int64]) -> tuple[Bin, ...]:
        """Return bars of equal width over numbers, years, dates and moments (these two as days since 1970-01-01)."""
        limits = self.bounds()
        if limits is None:
            return ()
        low, high = limits
        bins = self.bins(low, high)
        unit = DAY if self.column.type == "datetime" else 1
        if low == high:
            return (Bin(low=low / unit, high=high / unit, count=int(counts.sum())),)
        width = (high - low) / bins
        places = np.minimum(np.floor((values.astype(np.float64) - low) / width), bins - 1).astype(np.int64)
        held = np.bincount(places, weights=counts, minlength=bins)
        return bars(low / unit, high / unit, [int(count) for count in held])

    def bins(self, low: float, high: float) -> int:
        """Return how many bars there are between these numbers: whole ones have none between them."""
        whole = self.column.type in ("integer", "year", "date")
        return BINS if not whole or high - low >= BINS else int(high - low) + 1

    def _low_and_high(self) -> tuple[Any, Any]:
        if not self._limits:
            return None, None
        found = pc.min_max(pa.array([each.as_py() for each in self._limits], self._type)).as_py()
        return found["min"], found["max"]

    def _counted(self) -> tuple[Any, NDArray[np.int64]]:
        if self.numeric:
            return self._numbers.values, self._numbers.counts
        found = self._texts.counted()
        return found["value"], found["count"].to_numpy()

    def _quantiles(self, values: NDArray[Any], counts: NDArray[np.int64]) -> tuple[tuple[float, Plain], ...]:
        """Return the smallest value that this share of all values does not exceed, for each share."""
        reached = np.cumsum(counts)
        places = np.searchsorted(reached, [share * reached[-1] for share in QUANTILES])
        return tuple(zip(QUANTILES, self.said(values[np.minimum(places, len(values) - 1)]), strict=True))

    def _top(self, values: Any, counts: NDArray[np.int64]) -> tuple[tuple[str, int], ...]:  # noqa: ANN401 - numpy's or Arrow's
        """Return the most frequent values; of equally frequent ones, the smaller number or the earlier text first."""
        if self.column.type in _UNORDERED or not 0 < len(values) <= FEW or len(values) >= self.rows:
            return ()
        order = np.argsort(-counts, kind="stable")[:_MOST_TOP]
        taken = (
            self.said(values[order])
            if self.numeric
            else [plain(each) for each in values.take(order).to_pylist()]
        )
        return tuple((str(value), int(count)) for value, count in zip(taken, counts[order], strict=True))

    def said(self, values: NDArray[Any]) -> list[Plain]:
        """Return counted numbers as the values they stand for."""
        kind: Literal["number"] | pa.DataType = self._type
        array = pa.array(values, _AS_NUMBERS[self.column.type])
        return [plain(each) for each in pc.cast(array, kind).to_pylist()]


def bars(low: float, high: float, counts: list[int]) -> tuple[Bin, ...]:
    """Return bars of equal width from `low` to `high`."""
    width = (high - low) / len(counts)
    edges = [low + width * place for place in range(len(counts))] + [high]
    return tuple(
        Bin(low=left, high=right, count=count)
        for left, right, count in zip(edges, edges[1:], counts, strict=False)
    )


def plain(value: object) -> Plain:
    """Return a value as a profile keeps it: dates and times in ISO 8601."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    assert isinstance(value, str | int | float), "every other type was turned into one of these"
    return value


def _numbers(values: pa.ChunkedArray, kind: FieldType) -> NDArray[Any]:
    numbers: NDArray[Any] = pc.cast(values, _AS_NUMBERS[kind]).to_numpy()
    return numbers
