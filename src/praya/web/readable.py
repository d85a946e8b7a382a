"""Numbers, dates and sizes as readers of each language write them."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

from praya.model.moment import CITY_TIME

if TYPE_CHECKING:
    from praya.model.text import Lang

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October")
MONTHS = (*_MONTHS, "November", "December")

_UNITS = ("B", "kB", "MB", "GB", "TB")
_THOUSAND = 1000


def number(value: float, digits: int = 6) -> str:
    """Write a number with grouped thousands and at most this many significant decimals, none that say nothing."""
    if isinstance(value, int):
        return f"{value:,}".replace("-", "−")
    written = f"{value:,.{digits}f}".rstrip("0").rstrip(".")
    return written.replace("-", "−") if written not in {"-0", ""} else "0"


def plain(value: float) -> str:
    """Write a number that counts nothing, an identifier or a coordinate, as data has it."""
    return str(value) if isinstance(value, int) else f"{value:.12g}"


def rounded(value: float) -> str:
    """Write a number short: as many decimals as its size makes worth reading."""
    if value == int(value) and abs(value) < 1e15:  # noqa: PLR2004 - above it floats count no units any more
        return number(int(value))
    size = abs(value)
    return number(value, 0 if size >= 1000 else 1 if size >= 10 else 2 if size >= 0.1 else 4)  # noqa: PLR2004 - steps


def share(part: int, whole: int) -> str:
    """Write a share in percent; never 0 % for something, nor 100 % for less than all."""
    if not whole or not part:
        return "0%"
    percent = 100 * part / whole
    if percent < 0.1:  # noqa: PLR2004 - one digit after the point
        return "<0.1%"
    if part < whole and percent > 99.9:  # noqa: PLR2004 - one digit after the point
        return ">99.9%"
    return f"{percent:.1f}".rstrip("0").rstrip(".") + "%"


def size(count: int) -> str:
    """Write a number of bytes in decimal units."""
    value, unit = float(count), 0
    while value >= _THOUSAND and unit < len(_UNITS) - 1:
        value, unit = value / _THOUSAND, unit + 1
    return f"{value:.1f}".removesuffix(".0") + "\u00a0" + _UNITS[unit]


def day(value: date, lang: Lang) -> str:
    """Write a date; of a moment, its date in the city."""
    if isinstance(value, datetime) and value.tzinfo:
        value = value.astimezone(CITY_TIME)
    if lang == "en":
        return f"{value.day} {MONTHS[value.month - 1]} {value.year}"
    return f"{value.year}年{value.month}月{value.day}日"


def month(year: int, number_: int, lang: Lang) -> str:
    """Write a month of a year."""
    return f"{MONTHS[number_ - 1]} {year}" if lang == "en" else f"{year}年{number_}月"


def moment(value: datetime, lang: Lang) -> str:
    """Write a date with the city's time of day."""
    local = value.astimezone(CITY_TIME) if value.tzinfo else value
    return f"{day(local, lang)} {local:%H:%M}"


def iso(value: date | time) -> str:
    """Write a date or time as data tables do: sortable, of even width."""
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes" if not value.second else "seconds")
    return value.isoformat()


def short(value: date | time, lang: Lang) -> str:
    """Write a date or time for a column of them: in the reader's language, of nearly even width."""
    if not isinstance(value, date):
        return value.isoformat()
    local = value.astimezone(CITY_TIME) if isinstance(value, datetime) and value.tzinfo else value
    written = f"{local.day} {MONTHS[local.month - 1][:3]} {local.year}" if lang == "en" else day(local, lang)
    if not isinstance(local, datetime):
        return written
    return f"{written} {local:%H:%M:%S}" if local.second else f"{written} {local:%H:%M}"


def span(start: date, length: str, lang: Lang) -> str:
    """Write a span of time (year, quarter, month, week, day, hour) by where it begins."""
    if length == "year":
        return str(start.year)
    if length == "quarter":
        number_ = (start.month + 2) // 3
        return f"Q{number_} {start.year}" if lang == "en" else f"{start.year}年第{number_}季"
    if length == "month":
        return month(start.year, start.month, lang)
    return short(start if length == "hour" or not isinstance(start, datetime) else start.date(), lang)


def bound(value: str | float, kind: str, lang: Lang) -> str:
    """Write a column's smallest or largest value, which a profile keeps as a number or ISO 8601."""
    if isinstance(value, str):
        if kind == "date":
            return day(date.fromisoformat(value[:10]), lang)
        if kind == "yearmonth" and len(value) >= len("2024-01"):
            return month(int(value[:4]), int(value[5:7]), lang)
        return value.replace("T", " ")
    return str(int(value)) if kind == "year" else rounded(value)
