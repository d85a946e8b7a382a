"""A rhythm as it was seen: from the times at which versions came."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from praya.model.rhythm.period import FREQUENCIES, Period
from praya.model.rhythm.rhythm import Rhythm

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

LEAST_ALIKE = 5
"""Gaps of about one length, before there is a rhythm."""
MOST_GAPS = 60
"""Only the latest count: publishers change their ways."""
NEAR = 0.5
"""How far from the median a gap may be, as a share of it, to be like it."""
LIKE = 0.6
"""The share of gaps that must be alike; of gaps at random a third would be."""
NAMED = 0.2
"""How far a median may be from a period with a name to be called by it."""


def observed(moments: Sequence[datetime]) -> Rhythm | None:
    """Return the rhythm of versions that came at these moments, oldest first; None without enough evidence."""
    gaps = [(later - earlier) / timedelta(minutes=1) for earlier, later in pairwise(moments)][-MOST_GAPS:]
    middle = median(gaps) if gaps else 0
    alike = sum(abs(gap - middle) <= NEAR * middle for gap in gaps)
    if middle <= 0 or alike < max(LEAST_ALIKE, LIKE * len(gaps)):
        return None
    code, period = _named(middle)
    return Rhythm(
        kind="periodic",
        code=code,
        period=period,
        longest=period,
        evidence=(f"{alike} of {len(gaps)} gaps near {period.iso}",),
    )


def settled(promised: Rhythm, seen: Rhythm | None) -> Rhythm:
    """Return the rhythm to expect: the promise where it is one period; what was seen where words leave it open."""
    if seen is None or (promised.kind == "periodic" and promised.period == promised.longest):
        return promised
    if promised.kind == "periodic":
        assert promised.period
        assert promised.longest
        assert seen.period
        within = promised.period.length / 2 <= seen.period.length <= promised.longest.length * 3 / 2
        return seen if within else promised
    return seen


def _named(minutes: float) -> tuple[str, Period]:
    """Return the nearest period that has a name, or one of just this length."""

    def distance(period: Period) -> float:
        return abs(period.length / timedelta(minutes=1) - minutes) / minutes

    code, nearest = min(FREQUENCIES.items(), key=lambda item: distance(item[1]))
    if distance(nearest) <= NAMED:
        return code, nearest
    return "OTHER", Period(minutes=max(1, round(minutes)))
