"""Units of measure in labels: "Flat Size (m2)", "Rainfall (mm)"."""

from __future__ import annotations

import re

_UNIT = re.compile(
    r"[(（\[]\s*(mm|cm|m|km|m2|m²|sq\.? ?m|km2|km²|sq\.? ?km|ha|kg|g|tonnes?|t|°c|℃|hpa|kpa|%|hk\$[^)）\]]*|\$|kwh?|mwh?|gwh|tj"
    r"|µg/m3|μg/m3|km/h|m/s|persons?|no\.?|毫米|米|公里|平方米|平方公里|公頃|公斤|公噸|攝氏度|度|元|港元|百萬元|千元|人|人數)\s*[)）\]]",
    re.IGNORECASE,
)


def unit_in(label: str) -> str:
    """Return the unit that a label names in brackets, or nothing."""
    found = _UNIT.search(label)
    return found[1] if found else ""
