"""The forms in which dates, times and months are written: patterns as data, and the parts that each one names.

Groups: `y` a year of four digits, `t` one of two; `m` `d` month and day; `a` `b` the two of them in an order still to be
found; `w` a month's name; `cy` `cm` `cd` Chinese numerals; `H` `M` `S` `f` the clock, `p` and `q` its half of the day;
`z` the zone; `s` what stands between.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from praya.model.table import FieldType

_MONTH_WORDS = (
    "jan january",
    "feb february",
    "mar march",
    "apr april",
    "may",
    "jun june",
    "jul july",
    "aug august",
    "sep sept september",
    "oct october",
    "nov november",
    "dec december",
)
MONTHS = {name: number for number, names in enumerate(_MONTH_WORDS, 1) for name in names.split()}
_WORD = "(?P<w>" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\.?"
_DAY = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?"
_NUMERAL = "〇零○一二三四五六七八九"
_HALF = r"(?:(?P<q>上午|下午|[中正]午|[早晚]上|凌晨) ?)?"
_CLOCK = rf"{_HALF}(?P<H>\d{{1,2}}):(?P<M>\d{{2}})(?::(?P<S>\d{{2}})(?:[.,](?P<f>\d{{1,6}}))?)?(?: ?(?P<p>[ap]\.?m\.?))?"
_CLOCK_CHINESE = rf"{_HALF}(?P<H>\d{{1,2}}) ?[時时](?: ?(?P<M>\d{{1,2}}) ?分)?(?: ?(?P<S>\d{{1,2}}) ?秒)?"
_CLOCK_HOUR = r"(?P<H>\d{1,2}) ?(?P<p>[ap]\.?m\.?)"
_ZONE = r"(?: ?(?P<z>Z|UTC|GMT|HKT|[+-]\d{2}:?\d{2}))?"


@dataclass(frozen=True, slots=True)
class Form:
    """One form; `name` is said in decisions."""

    kind: FieldType
    name: str
    pattern: re.Pattern[str]


_DAYS = {
    "year-month-day": r"(?P<y>\d{4})(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})",
    "two parts and a year": r"(?P<a>\d{1,2})(?P<s>[-/.])(?P<b>\d{1,2})(?P=s)(?P<y>\d{4})",
    "three parts of two digits": r"(?P<a>\d{1,2})(?P<s>[-/.])(?P<b>\d{1,2})(?P=s)(?P<t>\d{2})",
    "年月日": r"(?P<y>\d{4}) ?年 ?(?P<m>\d{1,2}) ?月 ?(?P<d>\d{1,2}) ?[日號号]",
    "年月日 in numerals": rf"(?P<cy>[{_NUMERAL}]{{4}})年(?P<cm>[{_NUMERAL}十]{{1,2}})月(?P<cd>[{_NUMERAL}十廿卅]{{1,3}})[日號号]",
    "day, month's name, year": rf"{_DAY}[ \-/.]?{_WORD},?[ \-/.]?(?P<y>\d{{4}})",
    "day, month's name, two digits": rf"{_DAY}[ \-/.]?{_WORD}[ \-/.']{{1,2}}(?P<t>\d{{2}})",
    "month's name, day, year": rf"{_WORD} {_DAY},? (?P<y>\d{{4}})",
}
_MONTHS_ALONE = {
    "year-month": r"(?P<y>\d{4})(?P<s>[-/.])(?P<m>\d{1,2})",
    "month-year": r"(?P<m>\d{1,2})(?P<s>[-/])(?P<y>\d{4})",
    "年月": r"(?P<y>\d{4}) ?年 ?(?P<m>\d{1,2}) ?月(?:份)?",
    "年月 in numerals": rf"(?P<cy>[{_NUMERAL}]{{4}})年(?P<cm>[{_NUMERAL}十]{{1,2}})月(?:份)?",
    "month's name, year": rf"{_WORD},?[ -](?P<y>\d{{4}})",
    "year, month's name": rf"(?P<y>\d{{4}})[ -]{_WORD}",
}
_CLOCKS = {
    "hours and minutes": _CLOCK,
    "hours and minutes in Chinese": _CLOCK_CHINESE,
    "hours of half a day": _CLOCK_HOUR,
}


def _form(kind: FieldType, name: str, pattern: str) -> Form:
    return Form(kind, name, re.compile(pattern, re.IGNORECASE))


FORMS = (
    *(_form("date", name, day) for name, day in _DAYS.items()),
    *(
        _form("datetime", name, rf"{day}(?:[ T,]+|(?<=日))(?:{clock}){_ZONE}")
        for name, day in _DAYS.items()
        for clock in _CLOCKS.values()
    ),
    *(_form("yearmonth", name, month) for name, month in _MONTHS_ALONE.items()),
    *(_form("time", name, clock) for name, clock in _CLOCKS.items()),
)
COMPACT = {
    6: _form("yearmonth", "digits", r"(?P<y>\d{4})(?P<m>\d{2})"),
    8: _form("date", "digits", r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})"),
    12: _form("datetime", "digits", r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?P<H>\d{2})(?P<M>\d{2})"),
    14: _form(
        "datetime", "digits", r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?P<H>\d{2})(?P<M>\d{2})(?P<S>\d{2})"
    ),
}
"""Digits alone, by how many they are."""
QUARTER = re.compile(
    r"\d{4} ?[-/]? ?Q[1-4]|Q[1-4] ?[-/,]? ?\d{4}|\d{4} ?年 ?第? ?[一二三四1-4] ?季度?"
    r"|(?:1st|2nd|3rd|4th|first|second|third|fourth) (?:quarter|qtr\.?),? (?:of )?\d{4}",
    re.IGNORECASE,
)
_WEEKDAYS = ("mon 一", "tue 二", "wed 三", "thu 四", "fri 五", "sat 六", "sun 日")
_BY_WEEKDAY = {name: number for number, names in enumerate(_WEEKDAYS) for name in names.split()}
_NAMED_DAY = r"(?P<k>mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs|ur)?(?:day)?\.?"
_WEEKDAY = re.compile(
    rf"{_NAMED_DAY},? (?P<before>.*\d.*)|(?P<after>.*[\d日]) ?[(（]?(?:{_NAMED_DAY.replace('<k>', '<l>')}|(?:星期|週|周|禮拜)(?P<c>[一二三四五六日]))[)）]?"
    r"|(?P<bare>.*[\d日]) ?[(（](?P<b>[一二三四五六日])[)）]",
    re.IGNORECASE,
)


def without_weekday(text: str) -> tuple[str, int | None]:
    """Return a date without the day of the week before or behind it, and that day (0 is Monday)."""
    found = _WEEKDAY.fullmatch(text)
    if not found:
        return text, None
    day = found["k"] or found["l"] or found["c"] or found["b"]
    return (found["before"] or found["after"] or found["bare"]), _BY_WEEKDAY[day.lower()]


def numeral(text: str) -> int:
    """Return the number that Chinese numerals write: digit by digit ("二〇二四"), or with tens ("廿五", "三十一")."""
    text = text.replace("廿", "二十").replace("卅", "三十")
    if "十" not in text:
        return int("".join(str(max(_NUMERAL.index(each) - 2, 0)) for each in text))
    tens, _, ones = text.partition("十")
    return (numeral(tens) if tens else 1) * 10 + (numeral(ones) if ones else 0)
