"""Small pictures in running text, as SVG path data: columns' distributions, long series, shares.

Paths are drawn in a box of given width and height with the origin at the top left; a template scales the box.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from praya.model.table import ColumnProfile

LEAST = 0.6
"""What is there stays visible: the least height of a bar that stands for something."""

FRESH_STEPS = (2, 14, 100, 400, 1500)
"""Days: since yesterday, this fortnight, this season, this year, these few years; then old."""


def bars(values: Sequence[float], width: float, height: float, *, gap: float = 0.15, top: float = 0) -> str:
    """Draw one upright bar a value, `top` (or the largest) as high as the box; empty for nothing to draw."""
    top = top or max(values, default=0)
    if top <= 0:
        return ""
    step = width / len(values)
    bar = step * (1 - gap)
    parts = []
    for place, value in enumerate(values):
        if value > 0:
            high = max(LEAST, height * value / top)
            parts.append(
                f"M{_short(place * step)} {_short(height)}v-{_short(high)}h{_short(bar)}v{_short(high)}z"
            )
    return "".join(parts)


def distribution(profile: ColumnProfile, width: float, height: float) -> str:
    """Draw what a column holds: its histogram, or its most frequent values, the commonest first."""
    if profile.histogram:
        return bars([each.count for each in profile.histogram], width, height, gap=0.08)
    if len(profile.top) > 1 and profile.top[0][1] > 1:
        return bars([count for _, count in profile.top[:24]], width, height)
    return ""


def line(points: Sequence[tuple[float, float | None]], edges: tuple[float, float], height: float) -> str:
    """Draw (place, value) as a line between the edges' heights; None breaks it."""
    low, high = edges
    parts, pen = [], "M"
    for place, value in points:
        if value is None:
            pen = "M"
            continue
        parts.append(f"{pen}{_short(place)} {_short(height - height * (value - low) / (high - low))}")
        pen = "L"
    return "".join(parts)


def freshness(then: date | None, now: datetime) -> int:
    """Return from 5 (days old) down to 0 (many years old, or unknown) how fresh something is."""
    if then is None:
        return 0
    days = (now.date() - date(then.year, then.month, then.day)).days
    return sum(days <= step for step in FRESH_STEPS)


def _short(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
