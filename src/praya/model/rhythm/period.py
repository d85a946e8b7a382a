"""Lengths of time as calendars have them, and the EU's names for how often something happens."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from praya.model.moment import CITY_TIME

if TYPE_CHECKING:
    from collections.abc import Mapping

MONTH = timedelta(days=365.2425 / 12)
MONTHS_A_YEAR = 12
HOUR = 60
DAY = 24 * HOUR
EU_FREQUENCY = "http://publications.europa.eu/resource/authority/frequency/"


@dataclass(frozen=True, slots=True)
class Period:
    """So many calendar months, or so many minutes; never both."""

    months: int = 0
    minutes: int = 0

    @property
    def iso(self) -> str:
        """Return the ISO 8601 duration, in the largest unit that says it in whole numbers."""
        if self.months:
            years, rest = divmod(self.months, MONTHS_A_YEAR)
            return f"P{self.months}M" if rest else f"P{years}Y"
        for unit, length in (("W", 7 * DAY), ("D", DAY)):
            if self.minutes % length == 0:
                return f"P{self.minutes // length}{unit}"
        hours, rest = divmod(self.minutes, HOUR)
        return f"PT{self.minutes}M" if rest else f"PT{hours}H"

    @property
    def length(self) -> timedelta:
        """Return how long it is; a month counts as a twelfth of a year."""
        return self.months * MONTH + timedelta(minutes=self.minutes)

    def after(self, moment: datetime) -> datetime:
        """Return the moment one period later, in Hong Kong time: a month after 31 January is the end of February."""
        here = moment.astimezone(CITY_TIME)
        if not self.months:
            return here + timedelta(minutes=self.minutes)
        years, month = divmod(here.month - 1 + self.months, MONTHS_A_YEAR)
        year = here.year + years
        return here.replace(year=year, month=month + 1, day=min(here.day, monthrange(year, month + 1)[1]))


FREQUENCIES: Mapping[str, Period] = {
    "1MIN": Period(minutes=1),
    "5MIN": Period(minutes=5),
    "10MIN": Period(minutes=10),
    "15MIN": Period(minutes=15),
    "30MIN": Period(minutes=30),
    "HOURLY": Period(minutes=HOUR),
    "BIHOURLY": Period(minutes=2 * HOUR),
    "TRIHOURLY": Period(minutes=3 * HOUR),
    "12HRS": Period(minutes=12 * HOUR),
    "DAILY": Period(minutes=DAY),
    "WEEKLY_3": Period(minutes=7 * DAY // 3),
    "WEEKLY_2": Period(minutes=7 * DAY // 2),
    "WEEKLY": Period(minutes=7 * DAY),
    "MONTHLY_3": Period(minutes=10 * DAY),
    "BIWEEKLY": Period(minutes=14 * DAY),
    "MONTHLY_2": Period(minutes=15 * DAY),
    "MONTHLY": Period(months=1),
    "BIMONTHLY": Period(months=2),
    "QUARTERLY": Period(months=3),
    "ANNUAL_3": Period(months=4),
    "ANNUAL_2": Period(months=6),
    "ANNUAL": Period(months=12),
    "BIENNIAL": Period(months=24),
    "TRIENNIAL": Period(months=36),
    "QUADRENNIAL": Period(months=48),
    "QUINQUENNIAL": Period(months=60),
    "DECENNIAL": Period(months=120),
}
"""The EU's frequency codes that name a period, the shortest first."""

CODES: Mapping[Period, str] = {period: code for code, period in FREQUENCIES.items()}


def share(whole: Period, times: int) -> Period:
    """Return the period of something that happens so many times in a whole one."""
    if times == 1:
        return whole
    if whole.months % times == 0 and whole.months:
        return Period(months=whole.months // times)
    if whole.months == 1:
        return Period(minutes=30 * DAY // times)
    minutes = whole.minutes or round(whole.length / timedelta(minutes=1))
    return Period(minutes=max(1, minutes // times))
