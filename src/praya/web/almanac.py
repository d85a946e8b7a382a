"""A history as a calendar: a line a day, month or year, on it a mark for each version, where its time lies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby, pairwise
from statistics import median
from typing import TYPE_CHECKING, Literal

from praya.model.moment import CITY_TIME
from praya.web import readable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from praya.model.text import Lang
    from praya.services.timeline import Step

Unit = Literal["day", "month", "year"]
SLOTS: dict[Unit, int] = {"day": 1440, "month": 31, "year": 12}
"""How finely a line is divided: minutes of a day, days of a month, months of a year."""
MOST_MINUTES = 60
"""The widest mark of a day's line."""
MOST_MARKS = 3000
"""Versions; more of them are not shown by the minute."""
FINER: tuple[Unit, ...] = ("day", "month", "year")
OFTEN = {"day": timedelta(hours=12), "month": timedelta(days=20)}
"""Versions nearer to each other than this are shown on lines of this length."""
MOST_LINES = 40
FILLED = 0.84
"""The part of its place that a mark fills."""
LEVELS = (0.02, 0.2, 0.6)
"""Shares of the rows that differ, from which on a mark is darker."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """The versions of one slot of a line, told by the last of them."""

    slot: int
    step: Step
    versions: int
    level: int
    """From 0 (nothing changed but the file) to 3 (most rows changed)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One day, month or year with versions."""

    label: str
    marks: tuple[Mark, ...]
    versions: int
    skipped: int
    """How many lines without a version lie between this and the one before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Almanac:
    """A whole history, the first line first."""

    unit: Unit
    slots: int
    width: float
    """Of a mark, in slots."""
    lines: tuple[Line, ...]
    left_out: int
    """How many lines, the earliest, are not shown."""
    axis: tuple[tuple[str, str], ...]
    """(place from the left in percent, words)."""


def almanac(steps: Sequence[Step], lang: Lang) -> Almanac:
    """Lay a history out on the shortest lines that its pace and their number make readable."""
    usual = _usual(steps)
    unit = _unit(steps, usual)
    minutes = min(usual, timedelta(minutes=MOST_MINUTES)).total_seconds() / 60
    lines = list(_lines(steps, unit, lang))
    return Almanac(
        unit=unit,
        slots=SLOTS[unit],
        width=round(FILLED * max(1, minutes) if unit == "day" else FILLED, 2),
        lines=tuple(lines[-MOST_LINES:]),
        left_out=max(0, len(lines) - MOST_LINES),
        axis=_axis(unit, lang),
    )


def _usual(steps: Sequence[Step]) -> timedelta:
    """Return the usual time from one version to the next."""
    apart = [
        (later.version.retrieved_at - earlier.version.retrieved_at).total_seconds()
        for earlier, later in pairwise(steps)
    ]
    return timedelta(seconds=median(apart)) if apart else timedelta.max


def _unit(steps: Sequence[Step], usual: timedelta) -> Unit:
    times = [each.version.retrieved_at for each in steps]
    for unit in FINER[:-1]:
        if unit == "day" and len(steps) > MOST_MARKS:
            continue
        if usual < OFTEN[unit] and len({_line(each, unit) for each in times}) <= MOST_LINES:
            return unit
    return "year"


def _lines(steps: Sequence[Step], unit: Unit, lang: Lang) -> Iterator[Line]:
    before = None
    for start, held in groupby(steps, key=lambda each: _line(each.version.retrieved_at, unit)):
        found = list(held)
        yield Line(
            label=_label(start, unit, lang),
            marks=tuple(
                _mark(slot, list(group))
                for slot, group in groupby(found, key=lambda each: _slot(each.version.retrieved_at, unit))
            ),
            versions=len(found),
            skipped=_between(before, start, unit) if before else 0,
        )
        before = start


def _mark(slot: int, steps: list[Step]) -> Mark:
    share = max(each.counts.all / max(each.rows, 1) if each.counts else 1.0 for each in steps)
    level = sum(share >= edge for edge in LEVELS)
    return Mark(slot=slot, step=steps[-1], versions=len(steps), level=level)


def _line(moment: datetime, unit: Unit) -> datetime:
    """Return when the line begins on which a moment lies."""
    day = moment.astimezone(CITY_TIME).replace(hour=0, minute=0, second=0, microsecond=0)
    if unit == "day":
        return day
    return day.replace(day=1) if unit == "month" else day.replace(day=1, month=1)


def _slot(moment: datetime, unit: Unit) -> int:
    local = moment.astimezone(CITY_TIME)
    if unit == "day":
        return local.hour * 60 + local.minute
    return local.day - 1 if unit == "month" else local.month - 1


def _between(before: datetime, after: datetime, unit: Unit) -> int:
    if unit == "day":
        return (after - before).days - 1
    months = (after.year - before.year) * 12 + after.month - before.month
    return (months if unit == "month" else after.year - before.year) - 1


def _label(start: datetime, unit: Unit, lang: Lang) -> str:
    if unit == "day":
        return readable.day(start, lang)
    return readable.month(start.year, start.month, lang) if unit == "month" else str(start.year)


def _axis(unit: Unit, lang: Lang) -> tuple[tuple[str, str], ...]:
    if unit == "day":
        marks = [(hour / 24, f"{hour:02}:00") for hour in (0, 6, 12, 18)]
    elif unit == "month":
        marks = [((day - 1) / 31, str(day)) for day in (1, 8, 15, 22, 29)]
    else:
        short = readable.MONTHS if lang == "en" else [f"{number}月" for number in range(1, 13)]
        marks = [((number - 1) / 12, short[number - 1][:3]) for number in (1, 4, 7, 10)]
    return tuple((f"{100 * place:.2f}%", words) for place, words in marks)
