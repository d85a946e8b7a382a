"""The words publishers use for how often data changes, as patterns over folded text.

Folded: compatibility forms, lower case, Simplified script (only the characters that these patterns need).
"""

from __future__ import annotations

import re
import unicodedata
from datetime import time, timedelta
from typing import TYPE_CHECKING

from praya.model.rhythm.period import DAY, HOUR, Period

if TYPE_CHECKING:
    from collections.abc import Mapping

_SIMPLIFIED = str.maketrans(
    "當時週個兩鐘點實後約發佈紀記錄冊動調變訂與應會樣隨過無於財報間聞單總數據據資監視禮續須術這從並",
    "当时周个两钟点实后约发布纪记录册动调变订与应会样随过无于财报间闻单总数据据资监视礼续须术这从并",
)
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九十")} | {"两": 2, "〇": 0, "单": 1}
_N = r"\d+|[零一二两三四五六七八九十]+"
_WORD_NUMBERS = {
    name: value
    for value, names in enumerate(
        ("", "once one", "twice two", "thrice three", "four", "five", "six", "seven", "eight", "nine", "ten")
    )
    for name in names.split()
} | {"twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30}
_EN_N = rf"\d+|{'|'.join(_WORD_NUMBERS)}"

_UNITS: Mapping[str, Period] = {
    **dict.fromkeys(("分钟", "分", "minute", "min"), Period(minutes=1)),
    **dict.fromkeys(("小时", "钟头", "hour", "hr"), Period(minutes=HOUR)),
    **dict.fromkeys(("日", "天", "工作日", "working day", "business day", "day"), Period(minutes=DAY)),
    **dict.fromkeys(("周", "星期", "礼拜", "week"), Period(minutes=7 * DAY)),
    "旬": Period(minutes=10 * DAY),
    **dict.fromkeys(("月", "month"), Period(months=1)),
    **dict.fromkeys(("季", "季度", "quarter"), Period(months=3)),
    **dict.fromkeys(("年", "年度", "year"), Period(months=12)),
}
_ADVERBS: Mapping[str, Period] = {
    "minutely": Period(minutes=1),
    "hourly": Period(minutes=HOUR),
    "daily": Period(minutes=DAY),
    "weekly": Period(minutes=7 * DAY),
    "fortnightly": Period(minutes=14 * DAY),
    "biweekly": Period(minutes=14 * DAY),
    "monthly": Period(months=1),
    "bimonthly": Period(months=2),
    "quarterly": Period(months=3),
    "half yearly": Period(months=6),
    "semi annually": Period(months=6),
    "semi annual": Period(months=6),
    "biannually": Period(months=6),
    "biannual": Period(months=6),
    "yearly": Period(months=12),
    "annually": Period(months=12),
    "annual": Period(months=12),
    "biennially": Period(months=24),
    "biennial": Period(months=24),
    "triennially": Period(months=36),
    "triennial": Period(months=36),
}
_ZH_UNIT = "工作日|分钟|小时|钟头|季度|年度|星期|礼拜|分|日|天|周|旬|月|季|年"
_EN_UNIT = r"working\ day|business\ day|minute|min|hour|hr|day|week|month|quarter|year"
_ADVERB = "|".join(map(re.escape, sorted(_ADVERBS, key=len, reverse=True)))

EVERY = re.compile(
    rf"""
    (?:每|约每|隔)隔?(?:(?P<zh_half>半)|(?P<zh_n>{_N}))?个?(?P<zh_unit>{_ZH_UNIT})
        (?:更新|发布|公布|修订|提供)?(?:约)?(?:(?P<zh_times>{_N})次)?
    | (?:(?P<en_times>{_EN_N})\s+(?:times?\s+)?)?(?:every|each|per|\ba)\s+
        (?:(?P<en_half>half)(?:\s+an?)?\s+|(?P<en_other>other)\s+|(?P<en_n>{_EN_N})\s+)?(?P<en_unit>{_EN_UNIT})s?\b
    | (?:\b(?P<adverb_times>{_EN_N})\s+(?:times?\s+)?)?\b(?P<adverb>{_ADVERB})\b
    """,
    re.VERBOSE,
)
BARE = re.compile(rf"(?P<zh_half>半)?(?P<zh_n>{_N})?个?(?P<zh_unit>{_ZH_UNIT})(?:更新)?(?:一次)?")
"""A period without “every”: taken only where it is all there is."""

ONCE = re.compile(
    r"一次性|不再更新|不会更新|停止更新|已停止|静态|只提供.*期间"
    r"|\bone[ -]?off\b|\bone[ -]?time\b|^once( only)?\.?$|\bnever\b|\bno (further |longer )?updat|\bnot (be )?updated"
    r"|\bstatic\b|\bdiscontinued\b"
)
CONTINUOUS = re.compile(r"实时|即时更新|即时|\breal[ -]?time\b|\bcontinuous|\blive\b")
AS_NEEDED = re.compile(
    r"(?:当有|有|按|视乎|因应|如有)?需要(?:时)?|必要时|(?:当|如|会?在?)有[^。;,/、()]{0,12}(?:时|后|名单)|有[^。;,/、()]{0,8}时"
    r"|\bas and when\b[a-z ]*|\bas (needed|required|necessary)\b|\b(when|where|if)(ever)? (and where )?"
    r"(necessary|needed|required|available|there (is|are)\b[a-z ]*)|\bupon (any )?(update|change|request)s?\b"
    r"|\bon demand\b|\bad[ -]?hoc\b|\bwhen(ever)? [a-z ]*\b(updated|changes?|changed|released|revised|amended)\b"
)
ON_EVENT = re.compile(
    r"[^。;,/、()]{0,20}(?:更新|改动|变动|更改|修订|调整|公布|发布|批准|结算表|名单|加入|样本)[^。;,/、()]{0,2}(?:时|后)"
    r"|\b(after|upon|following)\b[a-z ,]*"
)
IRREGULAR = re.compile(r"不定[时期]|不时|\birregular|\bfrom time to time\b|\bnon[ -]?periodic|\boccasional")

_DAYS = {char: number for number, char in enumerate("一二三四五六日")} | {"天": 6}
_DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ZH_DAY = r"(?:(?:星期|周|礼拜)?[一二三四五六日天])"
WEEKDAYS = re.compile(
    rf"(?:逢|每)(?:星期|周|礼拜)[一二三四五六日天](?!次|年|个|月)(?:(?:及|、|和|,|与|至|或)\s*{_ZH_DAY})*"
    rf"|(?:\b(?:every|each|on)\s+)?\b(?:{'|'.join(_DAY_NAMES)})s?\b"
    rf"(?:\s*(?:,|and|&|to|-)+\s*(?:{'|'.join(_DAY_NAMES)})s?\b)*"
)

_TIME = re.compile(
    rf"(?P<zh_part>上午|早上|凌晨|下午|晚上|中午|正午|午夜)\s*(?P<zh_hour>{_N})\s*(?:时|点|:)"
    rf"\s*(?:(?P<zh_minute>{_N})\s*分|(?P<zh_half>半))?"
    r"|\b(?P<en_hour>\d{1,2})(?:[:.](?P<en_minute>\d\d))?\s*(?P<en_part>a\.?m\.?|p\.?m\.?)"
    r"|\b(?P<hour>\d{1,2}):(?P<minute>\d\d)\b|(?P<noon>\bnoon\b)|(?P<midnight>\bmidnight\b)"
)
_AFTERNOON = frozenset({"下午", "晚上", "中午", "正午"})

_MONTH_NAMES = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTH = re.compile(rf"(?<![每个\d])(?P<zh>{_N})月|\b(?P<en>{'|'.join(_MONTH_NAMES)})\b")
_QUARTER = re.compile(
    r"第(?P<zh>[一二三四1-4])季|\b(?P<en>first|second|third|fourth|1st|2nd|3rd|4th) quarter\b"
)
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
_EXCEPT = re.compile(r"[((]?([^()]*)除外|\bexcept(?:ing)?\b([^()]*)")
MOST_DIGITS = 4
ABSURD = 10**6
LONGEST = timedelta(days=366 * 100)
HOURS = 24
NOON = 12


def folded(text: str) -> str:
    """Return the text as the patterns expect it."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_SIMPLIFIED)
    plain = re.sub(r"\b(semi|bi|half)[ -](?=[a-z])", lambda found: _prefix(found[1]), plain)
    return " ".join(plain.split())


def _prefix(word: str) -> str:
    return "bi" if word == "bi" else f"{word} "


def number(text: str) -> int:
    """Return the value of digits, Chinese numerals up to 99, or an English word; ABSURD for what nobody means."""
    if len(text) > MOST_DIGITS and text not in _WORD_NUMBERS:
        return ABSURD
    if text.isdecimal():
        return int(text)
    if text in _WORD_NUMBERS:
        return _WORD_NUMBERS[text]
    tens, ten, ones = text.partition("十")
    if not ten or len(tens) > 1 or len(ones) > 1:
        return int("".join(str(_DIGITS[char]) for char in text))
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)


def period(match: re.Match[str]) -> Period | None:
    """Return the period that EVERY or BARE found, before it is shared by how many times; None for an absurd one."""
    found = match.groupdict()
    if adverb := found.get("adverb"):
        return _ADVERBS[adverb]
    unit = _UNITS[found.get("zh_unit") or found["en_unit"]]
    if found.get("zh_half") or found.get("en_half"):
        return _halved(unit)
    said = found.get("zh_n") or found.get("en_n")
    factor = 2 if found.get("en_other") else number(said) if said else 1
    whole = Period(months=unit.months * factor, minutes=unit.minutes * factor)
    return whole if factor > 0 and whole.length <= LONGEST else None


def _halved(unit: Period) -> Period:
    if unit.months == 1:
        return Period(minutes=15 * DAY)
    return Period(months=unit.months // 2, minutes=unit.minutes // 2)


def count(match: re.Match[str]) -> int:
    """Return how many times in a period, as EVERY found it."""
    found = match.groupdict()
    said = found.get("zh_times") or found.get("en_times") or found.get("adverb_times")
    value = number(said) if said else 1
    return value if 0 < value < ABSURD else 1


def times(text: str) -> tuple[time, ...]:
    """Return the times of day that the text names, the earliest first."""
    return tuple(sorted({found for match in _TIME.finditer(text) if (found := _time(match))}))


def _time(match: re.Match[str]) -> time | None:
    found = match.groupdict()
    if found["noon"] or found["midnight"]:
        return time(NOON if found["noon"] else 0)
    hour = number(found["zh_hour"] or found["en_hour"] or found["hour"])
    minute = number(found["zh_minute"] or found["en_minute"] or found["minute"] or "0")
    if found["zh_half"]:
        minute = 30
    part = found["zh_part"] or (found["en_part"] or "")[:1]
    if part and hour <= NOON:
        hour = hour % NOON + (NOON if part in _AFTERNOON or part == "p" else 0)
    return time(hour, minute) if hour < HOURS and minute < HOUR else None


def weekdays(text: str) -> tuple[int, ...]:
    """Return the days of the week that the text names, Monday first."""
    match = WEEKDAYS.search(text)
    if match is None:
        return ()
    names = re.findall("|".join(_DAY_NAMES), match[0])
    days = [_DAY_NAMES.index(name) for name in names]
    days += [_DAYS[char] for char in re.findall(r"[一二三四五六日天]", match[0])]
    if len(days) == 2 and re.search(r"至| to |-", match[0]):  # noqa: PLR2004 - from one day to another
        return tuple(range(days[0], days[1] + 1))
    return tuple(sorted(set(days)))


def months(text: str) -> tuple[tuple[int, int], ...]:
    """Return the parts of the year that the text names, as first and last month."""
    text = _EXCEPT.sub("", text)
    spans = {(month, month) for month in _months(text)}
    for match in _QUARTER.finditer(text):
        quarter = _ORDINALS[match["en"]] if match["en"] else number(match["zh"])
        spans.add((quarter * 3 - 2, quarter * 3))
    return tuple(sorted(spans))


def without_months(text: str) -> tuple[int, ...]:
    """Return the months that the text excepts."""
    return tuple(
        sorted({month for match in _EXCEPT.finditer(text) for month in _months(match[1] or match[2] or "")})
    )


def _months(text: str) -> list[int]:
    found = [
        number(match["zh"]) if match["zh"] else _MONTH_NAMES.index(match["en"]) + 1
        for match in _MONTH.finditer(text)
    ]
    return [month for month in found if 1 <= month <= 12]  # noqa: PLR2004 - of a year
