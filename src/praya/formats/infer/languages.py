"""Which language the words of a column are in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from praya.formats.chinese import simplified, traditional
from praya.formats.grid.cells import is_chinese
from praya.formats.infer.labels import language_in

if TYPE_CHECKING:
    from collections.abc import Sequence

_WORD = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{3,}(?![A-Za-z0-9])")
_ENOUGH = 0.9
_SHARE = 0.5
_LONGEST = 4_000
"""So many characters show the script."""


def language_of(texts: Sequence[str], label: str) -> str:
    """Return the language of texts: "en", "zh-Hant", "zh-Hans", "mul" for several, nothing where there are no words."""
    chinese = [text for text in texts if is_chinese(text)]
    latin = [text for text in texts if not is_chinese(text) and _WORD.search(text)]
    worded = len(chinese) + len(latin)
    if not worded or worded < _SHARE * len(texts):
        return ""
    if len(latin) >= _ENOUGH * worded:
        return "en"
    both = sum(bool(_WORD.search(text)) for text in chinese)
    if len(chinese) < _ENOUGH * worded or both > _SHARE * len(chinese):
        return "mul"
    return _script("".join(chinese)[:_LONGEST], label)


def _script(text: str, label: str) -> str:
    """Return which Chinese it is, by the characters that only one has; where there are none, the label decides."""
    to_simplified = sum(map(str.__ne__, text, simplified(text)))
    to_traditional = sum(map(str.__ne__, text, traditional(text)))
    if to_simplified == to_traditional:
        told = language_in(label)
        return told if told.startswith("zh") else "zh-Hant"
    return "zh-Hant" if to_simplified > to_traditional else "zh-Hans"
