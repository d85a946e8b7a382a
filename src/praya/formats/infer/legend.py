"""Which values a file's own notes explain: "*** unavailable", "Trace means rainfall less than 0.05 mm"."""

from __future__ import annotations

import re

_SIGN = re.compile(r"[^\w\s(（.,]{1,5}|(?![AI]\b)[A-Z]{1,2}(?=[\s:=：])")
_MEANS = re.compile(
    r"(?:^|[/（(;；])\s*[“\"']?([A-Za-z*#-]{1,20}|[\u3400-\u9fff]{1,6}?)[”\"']?\s*(?:means|denotes|refers to|=|表示|代表|指)"
)


def explained(notes: tuple[str, ...]) -> frozenset[str]:
    """Return the values that notes explain."""
    found = set()
    for note in notes:
        sign = _SIGN.match(note)
        if sign:
            found.add(sign[0])
        found.update(_MEANS.findall(note))
    return frozenset(found)
