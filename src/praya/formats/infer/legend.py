"""Which values a file's own notes explain: "*** unavailable", "Trace means rainfall less than 0.05 mm"."""

from __future__ import annotations

import re

BRACKETS = "( )"
"""Stands among the explained where notes give brackets around numbers a meaning of their own."""
_SIGN = re.compile(r"[^\w\s(（.,]{1,5}|[(（]\d{1,2}[)）]|(?![AI]\b)[A-Z]{1,2}(?=[\s:=：])")
_MEANS = re.compile(
    r"(?:^|[/（(;；])\s*[“\"']?([A-Za-z*#-]{1,20}|[\u3400-\u9fff]{1,6}?)[”\"']?\s*(?:means|denotes|refers to|=|表示|代表|指)"
)

_ON_BRACKETS = re.compile(r"brackets|parenthes[ei]s|[括刮][號号弧]", re.IGNORECASE)
_NEGATIVE = re.compile(r"negative|minus|deficit|loss|decrease|負|负|赤字|虧|亏|減|减", re.IGNORECASE)


def meanings_of(notes: tuple[str, ...]) -> dict[str, str]:
    """Return what notes say of the values that they explain, in the notes' own words."""
    found: dict[str, str] = {}
    for note in notes:
        sign = _SIGN.match(note)
        if sign:
            found.setdefault(sign[0], note[sign.end() :].strip(" :：=-–—"))
        means = list(_MEANS.finditer(note))
        for at, each in enumerate(means):
            end = means[at + 1].start() if at + 1 < len(means) else len(note)
            found.setdefault(each[1], note[each.end() : end].strip(" /;；(（"))
    return {value: meaning for value, meaning in found.items() if meaning}


def explained(notes: tuple[str, ...]) -> frozenset[str]:
    """Return the values that notes explain."""
    found = set()
    for note in notes:
        sign = _SIGN.match(note)
        if sign:
            found.add(sign[0])
        found.update(_MEANS.findall(note))
        if _ON_BRACKETS.search(note) and not _NEGATIVE.search(note):
            found.add(BRACKETS)
    return frozenset(found)
