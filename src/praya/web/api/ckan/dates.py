"""Solr's dates: moments in UTC, `NOW`, and sums on them such as `NOW-6MONTHS/DAY`."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from praya.web.api.ckan.answers import QueryRefused

if TYPE_CHECKING:
    from collections.abc import Mapping

_DATE = re.compile(
    r"(NOW|\d{4}(?:-\d\d(?:-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)?)?)?)(Z?)((?:[+-]\d{1,6}\w+|/\w+)*)"
)
_STEP = re.compile(r"([+-]\d+|/)([A-Z]+)")
_SPANS: Mapping[str, timedelta] = {
    "DAY": timedelta(days=1),
    "DATE": timedelta(days=1),
    "HOUR": timedelta(hours=1),
    "MINUTE": timedelta(minutes=1),
    "SECOND": timedelta(seconds=1),
    "MILLI": timedelta(milliseconds=1),
    "MILLISECOND": timedelta(milliseconds=1),
}
_FIELDS = {"YEAR": 1, "MONTH": 2, "DAY": 3, "DATE": 3, "HOUR": 4, "MINUTE": 5, "SECOND": 6}
_WRITTEN = {4: "YEAR", 7: "MONTH", 10: "DAY", 16: "MINUTE"}


def span(text: str, now: datetime) -> tuple[datetime, datetime]:
    """Return when a date begins and ends: the same for a moment, less so for `2020-05`; raise QueryRefused."""
    found = _DATE.fullmatch(text.strip())
    if found is None:
        raise QueryRefused(f"{text[:40]!r} is no date")
    try:
        begins, steps = found[1], found[3]
        moment = now if begins == "NOW" else _moment(begins)
        unit = "" if begins == "NOW" or steps else _WRITTEN.get(len(begins), "")
        for amount, step in _STEP.findall(steps):
            moment = _stepped(moment, amount, step.removesuffix("S"))
        return moment, _added(moment, unit, 1) - timedelta(microseconds=1) if unit else moment
    except (ValueError, OverflowError, KeyError) as error:
        raise QueryRefused(f"{text[:40]!r} is no date") from error


def _moment(text: str) -> datetime:
    padded = text + "0001-01-01T00:00:00"[len(text) :] if len(text) < len("0001-01-01T00:00:00") else text
    return datetime.fromisoformat(padded).replace(tzinfo=UTC)


def _stepped(moment: datetime, amount: str, unit: str) -> datetime:
    if amount != "/":
        return _added(moment, unit, int(amount))
    kept = moment.timetuple()[: _FIELDS[unit]]
    return datetime(*(*kept, 1, 1)[:3], *kept[3:], tzinfo=UTC)  # type: ignore[arg-type, misc]  # year to second


def _added(moment: datetime, unit: str, amount: int) -> datetime:
    if unit not in ("YEAR", "MONTH"):
        return moment + amount * _SPANS[unit]
    months = moment.year * 12 + moment.month - 1 + amount * (12 if unit == "YEAR" else 1)
    year, month = divmod(months, 12)
    day = min(moment.day, monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)
