"""When a question is about: a version by its number, or the one in force at a moment."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone

from praya.model import errors

AsOf = int | datetime
CITY_ZONE = "Asia/Hong_Kong"
"""Where moments that tell no zone are meant."""
CITY_TIME = timezone(timedelta(hours=8), "HKT")
"""The same as an offset: Hong Kong keeps one time all year, and has since 1979."""
_EXPECTED = "12, 2025-09-23, 2025-09-23T09:50, 2025-09-23T09:50+08:00"
_MOST_DIGITS = 6


def parse_as_of(text: str) -> AsOf | None:
    """Read an address's `as_of`: nothing, a version's number, a day (its end), or a moment; raise ParameterInvalid.

    Days and moments that tell no zone are meant in the city's time.
    """
    if not text:
        return None
    if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS:
        return int(text)
    try:
        if len(text) == len("2025-09-23"):
            return datetime.combine(date.fromisoformat(text), time.max, CITY_TIME).astimezone(UTC)
        moment = datetime.fromisoformat(text.replace(" ", "+"))
        return (moment if moment.tzinfo else moment.replace(tzinfo=CITY_TIME)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise errors.ParameterInvalid(name="as_of", value=text, expected=_EXPECTED) from error
