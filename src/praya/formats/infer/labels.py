"""What a column's label announces, before its values are looked at: rules as data."""

from __future__ import annotations

import re

_CHINESE_CODE = re.compile("編號|编号|號碼|号码|代碼|代码|代號|代号")
_DISTRICT = re.compile(
    r"district|(^|[\W_])dist_|地區|地区|分區|分区|區議會|区议会|^dc$|^dcd?_?code$", re.IGNORECASE
)
_STOP = re.compile(r"station|stop|站", re.IGNORECASE)
_CODE = re.compile(
    r"(^|[\W_])(id|no(?![\W_]*of([\W_]|$))|code|seq|sequence|serial|objectid|key|fid|gmid|uuid|guid)([\W_]|$)"
    r"|編號|编号|號碼|号码|代碼|代码|代號|代号",
    re.IGNORECASE,
)
_COUNT = re.compile(
    r"(^|[\W_])(no|nos|num|number|count|total|sum)[\W_]*of([\W_]|$)|人[數数]|[數数]目|宗[數数]|[總总][數数]",
    re.IGNORECASE,
)
_WORDS = re.compile(
    r"(^|[\W_])(desc(ription)?|name|remarks?|notes?|meaning|label|title)([\W_]|$)|說明|说明|描述|備註|备注|名稱|名称",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"tele?phone|hotline|whatsapp|(^|[\W_])(tel|fax|phone|mobile|pager|contactno|contact no\.?)([\W_]|$)"
    r"|電話|电话|傳真|传真|熱線|热线",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(^|[\W_])(years?|ccyy|yyyy|period)([\W_]|$)|年份|年度|^年$|年[/\s]", re.IGNORECASE)
_MONTH = re.compile(r"(^|[\W_])(months?|yyyymm|ccyymm|period)([\W_]|$)|年月|月份", re.IGNORECASE)
_DATE = re.compile(r"date|(^|[\W_])(day|time|timestamp|yyyymmdd\w*)([\W_]|$)|日期|時間|时间", re.IGNORECASE)
_DURATION = re.compile(
    r"duration|elapsed|(^|[\W_])(length|took|wait(ing)?|journey|travel|running)([\W_]|$)|時長|时长|歷時|历时|需時|需时",
    re.IGNORECASE,
)
_QUARTER = re.compile(r"quarter|(^|[\W_])qtr([\W_]|$)|季", re.IGNORECASE)
_PART = {
    "year": re.compile(r"year|ccyy|yyyy|年|年份", re.IGNORECASE),
    "month": re.compile(r"month|mm|月|月份", re.IGNORECASE),
    "day": re.compile(r"day|dd|日", re.IGNORECASE),
    "hour": re.compile(r"hour|hh|時|时|小時|小时", re.IGNORECASE),
    "minute": re.compile(r"minute|分|分鐘|分钟", re.IGNORECASE),
}
_LANGUAGE = {
    "en": re.compile(r"(_|\b)(en|eng|english)$|[a-z]EN$"),
    "zh-Hant": re.compile(r"(_|\b)(tc|zh_?hant|trad)$|[a-z]TC$"),
    "zh-Hans": re.compile(r"(_|\b)(sc|zh_?hans|simp)$|[a-z]SC$"),
}


def says_code(label: str) -> bool:
    """Say whether a label announces identifiers or codes; "No. of vehicles" announces a count."""
    return bool(_CODE.search(label)) and not _COUNT.search(label)


def says_district(label: str) -> bool:
    """Say whether a label announces districts by name."""
    return bool(_DISTRICT.search(label))


def says_stop(label: str) -> bool:
    """Say whether a label announces stations and stops, many of which are called like the district they stand in."""
    return bool(_STOP.search(label))


def says_words(label: str) -> bool:
    """Say whether a label announces words for people, even where they are "Yes" and "No"."""
    return bool(_WORDS.search(label))


def says_phone(label: str) -> bool:
    """Say whether a label announces telephone numbers."""
    return bool(_PHONE.search(label))


def says_year(label: str) -> bool:
    """Say whether a label announces years."""
    return bool(_YEAR.search(label))


def says_month(label: str) -> bool:
    """Say whether a label announces months."""
    return bool(_MONTH.search(label))


def says_date(label: str) -> bool:
    """Say whether a label announces dates or times."""
    return bool(_DATE.search(label))


def says_duration(label: str) -> bool:
    """Say whether a label announces how long something takes."""
    return bool(_DURATION.search(label))


def says_quarter(label: str) -> bool:
    """Say whether a label announces quarters of years."""
    return bool(_QUARTER.search(label))


def language_in(label: str) -> str:
    """Return the language that a label's end announces ("name_tc"), or nothing."""
    return next((language for language, pattern in _LANGUAGE.items() if pattern.search(label)), "")


def part_of(name: str) -> str | None:
    """Return which part of a date a column of this name is: "year", "month", "day", "hour", "minute", or None."""
    return next((part for part, pattern in _PART.items() if pattern.fullmatch(name)), None)
