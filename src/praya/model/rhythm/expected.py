"""When the next version is due, when it is late, and how often to look."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from praya.model.moment import CITY_TIME
from praya.model.rhythm.period import MONTHS_A_YEAR, Period

if TYPE_CHECKING:
    from collections.abc import Iterator

    from praya.model.rhythm.rhythm import Rhythm

LEAST_TOLERANCE = timedelta(minutes=15)
MOST_TOLERANCE = timedelta(days=45)
STALE_PERIODS = 4
"""So many periods without a change are far past any rhythm."""
LEAST_INTERVAL = timedelta(minutes=5)
MOST_INTERVAL = timedelta(days=7)
INTERVALS = {
    "continuous": timedelta(minutes=15),
    "once": timedelta(days=30),
}
USUAL_INTERVAL = timedelta(days=1)
_YEARS_AHEAD = 3
_DAYS_AHEAD = 22


@dataclass(frozen=True, slots=True)
class Expected:
    """The next version, as a rhythm promises it; all moments are in Hong Kong time."""

    begins: datetime
    """From when on it may come."""
    ends: datetime
    """When it is promised to be there."""
    late: datetime
    """When it is late: a tolerance after that."""
    missing: datetime
    """When a whole period has gone without it."""
    stale: datetime
    """When several have, counted from the last change: it may come first where the same is published again and again."""


def expect(rhythm: Rhythm, published: datetime, *, changed: datetime | None = None) -> Expected | None:
    """Return when the version after the one `published` then is due; None where the rhythm promises no time.

    `changed` is when the content last changed, if that was before the last publication.
    """
    longest = rhythm.longest
    if rhythm.kind != "periodic" or longest is None:
        return None
    due = _plain(rhythm, published, longest)
    begins, ends = _windows(rhythm, published) or (due, due)
    tolerance = min(max(longest.length / 4, LEAST_TOLERANCE), MOST_TOLERANCE)
    since = (changed or published).astimezone(CITY_TIME)
    stale = since + STALE_PERIODS * longest.length + tolerance
    missing = longest.after(ends) + tolerance
    return Expected(begins, ends, ends + tolerance, missing, stale)


def interval(rhythm: Rhythm) -> timedelta:
    """Return how long to wait between two looks: a quarter of the period, within bounds."""
    if rhythm.period:
        return min(max(rhythm.period.length / 4, LEAST_INTERVAL), MOST_INTERVAL)
    return INTERVALS.get(rhythm.kind, USUAL_INTERVAL)


def _plain(rhythm: Rhythm, published: datetime, longest: Period) -> datetime:
    """Return one period later, or later still where that falls into a month without a promise."""
    due = longest.after(published)
    while due.month in rhythm.without_months and len(rhythm.without_months) < MONTHS_A_YEAR:
        due = longest.after(due)
    return due


def _windows(rhythm: Rhythm, published: datetime) -> tuple[datetime, datetime] | None:
    """Return the named part of the year, day or time that is the next version's, not the last one's.

    What came nearer to a named time than half the way between two was that time's version, come early.
    """
    here = published.astimezone(CITY_TIME)
    if rhythm.months:
        found = list(_months(rhythm, here))
    elif rhythm.weekdays or rhythm.times:
        found = list(_days(rhythm, here))
    else:
        return None
    apart = min(later[0] - earlier[0] for earlier, later in pairwise(found))
    return next(each for each in found if each[0] >= here + apart / 2)


def _months(rhythm: Rhythm, here: datetime) -> Iterator[tuple[datetime, datetime]]:
    for year in range(here.year, here.year + _YEARS_AHEAD):
        for first, last in rhythm.months:
            end = datetime(year, last, monthrange(year, last)[1], tzinfo=CITY_TIME) + timedelta(days=1)
            yield datetime(year, first, 1, tzinfo=CITY_TIME), end


def _days(rhythm: Rhythm, here: datetime) -> Iterator[tuple[datetime, datetime]]:
    today = here.replace(hour=0, minute=0, second=0, microsecond=0)
    for day in (today + timedelta(days=number) for number in range(_DAYS_AHEAD)):
        if rhythm.weekdays and day.weekday() not in rhythm.weekdays:
            continue
        if not rhythm.times:
            yield day, day + timedelta(days=1)
        for each in rhythm.times:
            moment = datetime.combine(day, time(each.hour, each.minute), CITY_TIME)
            yield moment, moment
