"""What one cell looks like, before its column is known."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

BLANK = " \t\r\n\f\v\xa0\u2007\u202f\u3000\ufeff\u200b"
"""What a cell may hold and still be empty."""

_NUMBER = re.compile(r"[-+−]?[$]?\d[\d,  \xa0]*(\.\d+)?([eE][-+]?\d+)?%?|[-+−]?\.\d+")
_DATE = re.compile(r"\d{1,4}([-/.])\d{1,2}\1\d{1,4}([ T]\d{1,2}:\d{2}.*)?|\d{1,2}:\d{2}(:\d{2})?")
_YEAR = re.compile(r"(1[89]|20)\d\d")
_UNIT = re.compile(
    r"no\.?|number|hk\$.*|us\$.*|\$|%|per ?cent|['’]000|thousands?|millions?|persons?|hectares?|minutes?|hours?|days?"
    r"|[百十]?[萬万]?[港]?元|千元|公頃|公顷|人數|人数|數目|数目|宗數|宗数|人次?|[戶户宗間间個个輛辆艘]|架次|毫米|厘米|公里|米|攝氏度|度|百帕|公斤|公噸|小時|分鐘"
    r"|[(（\[]?(mm|cm|m|km|m2|m²|sq\.? ?m|km2|km²|sq\.? ?km|ha|kg|g|t|tonnes?|°|°[cfnews]|℃|deg(rees?)?|hpa|kpa|pa|w|kw|kwh|mw"
    r"|mwh|gwh|tj|l|ml|m3|m³|[µμ]g/m[3³]|mg/l|km/h|m/s|ppm|ppb|db(\(a\))?|s|sec|min|h|hr)[)）\]]?",
    re.IGNORECASE,
)
_TWICE = re.compile(r"([^()（）]+?) ?[(（]([^()（）]+)[)）]|([^/]+?) ?/ ?([^/]+)")
_NOTE = re.compile(
    r"(notes?|remarks?|source|legend|release date|last (update|revision)|n\.?b\.?|symbols?|abbreviations?)\b"
    r"|[註注备備附]|資料來源|数据来源|最後更新|最后更新|說明|说明|[*#@§†‡^~]|\(\d+\)|（\d+）",
    re.IGNORECASE,
)


def clean(cell: str | None) -> str:
    """Return a cell without the blanks and byte-order marks around it."""
    return cell.strip(BLANK) if cell else ""


def filled(row: Sequence[str]) -> list[int]:
    """Return the positions of a cleaned row's cells that hold something."""
    return [position for position, cell in enumerate(row) if cell]


def is_value(cell: str) -> bool:
    """Say whether a cell looks like data, not like a label: a number, a date, a time."""
    return bool(_NUMBER.fullmatch(cell) or _DATE.fullmatch(cell))


def is_year(cell: str) -> bool:
    """Say whether a cell is a year, which may well be a label."""
    return bool(_YEAR.fullmatch(cell))


def is_unit(cell: str) -> bool:
    """Say whether a cell is a unit of measure, alone or said again in another language in brackets."""
    twice = _TWICE.fullmatch(cell)
    return bool(
        _UNIT.fullmatch(cell) or (twice and all(_UNIT.fullmatch(each) for each in twice.groups() if each))
    )


def is_note(cell: str) -> bool:
    """Say whether a cell begins like a note or a legend: "Notes:", "* provisional", "(1) …"."""
    return bool(_NOTE.match(cell))


def is_chinese(text: str) -> bool:
    """Say whether a text has Chinese characters."""
    return any("\u3400" <= character <= "\u9fff" or character >= "\U00020000" for character in text)
