"""Where axes of numbers begin and end, and where labels stand beside the ends of lines."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

STEPS = 7
NEAR_ZERO = 0.35
"""A range that begins below this share of its end shows zero as well: it costs little."""


@dataclass(frozen=True, slots=True)
class Range:
    """The values that an axis reaches over."""

    low: float
    high: float
    log: bool = False

    @property
    def truncated(self) -> bool:
        """Say whether zero is not on the axis."""
        return not self.log and (self.low > 0 or self.high < 0)

    def share(self, value: float) -> float:
        """Return how high a value stands, from 0 to 1."""
        low, high, at = (math.log10(each) if self.log else each for each in (self.low, self.high, value))
        return (at - low) / (high - low)

    def at(self, share: float) -> float:
        """Return the value that stands so high."""
        if self.log:
            low, high = math.log10(self.low), math.log10(self.high)
            return float(10 ** (low + share * (high - low)))
        return self.low + share * (self.high - self.low)


def reach(values: Iterable[float], *, zero: bool, log: bool = False) -> Range:
    """Return a range of round ends that holds all values, and zero where it must or lies near."""
    held = list(values) or [0.0]
    least, most = min(held), max(held)
    if log and least > 0:
        low, high = 10 ** math.floor(math.log10(least)), 10 ** math.ceil(math.log10(most))
        return Range(low, high if high > low else low * 10, log=True)
    if zero or 0 <= least < NEAR_ZERO * most:
        least = min(0.0, least)
    if zero or NEAR_ZERO * least < most <= 0:
        most = max(0.0, most)
    if least == most:
        return Range(least - 1, most + 1) if least else Range(0, 1)
    raw = (most - least) / STEPS
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(each * power for each in (1, 2, 2.5, 5, 10) if each * power >= raw * 0.999)
    return Range(math.floor(least / step) * step, math.ceil(most / step - 1e-9) * step)


def beside(ends: Sequence[float], range_: Range, height: float, gap: float = 15) -> list[float]:
    """Return values to write labels at so that none stands over another, each as near to its line's end as can be."""
    order = sorted(range(len(ends)), key=lambda place: ends[place])
    heights = [range_.share(ends[place]) * height for place in order]
    for _ in range(len(heights) * 4):
        for lower, upper in zip(range(len(heights)), range(1, len(heights)), strict=False):
            short = gap - (heights[upper] - heights[lower])
            if short > 0:
                heights[lower] -= short / 2
                heights[upper] += short / 2
        if heights and heights[0] < 0:
            heights[0] = 0
        if heights and heights[-1] > height:
            heights[-1] = height
    placed = dict(zip(order, heights, strict=True))
    return [range_.at(placed[place] / height) for place in range(len(ends))]
