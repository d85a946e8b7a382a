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
    r"no\.?|number|hk\$.*|\$|%|per ?cent|'000|thousands?|millions?|百萬元|千元|港元|元|公頃|hectares?"
    r"|\(?(mm|cm|m|km|m2|m²|km2|km²|kg|tonnes?|°c|hpa|kw|kwh|mw|mwh|gwh|tj)\)?|人數|數目|宗數",
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
    """Say whether a cell is a unit of measure, alone."""
    return bool(_UNIT.fullmatch(cell))


def is_chinese(text: str) -> bool:
    """Say whether a text has Chinese characters."""
    return any("\u3400" <= character <= "\u9fff" or character >= "\U00020000" for character in text)
