"""Text that outsiders wrote, for readers that may take it for something else: terminals, and language models.

Titles, descriptions and cells come from publishers' files. Nobody reads a direction mark or a letter without a shape,
but a model does, so they may hide an instruction. What is not seen is taken out; what is seen stays as it is.
"""

from __future__ import annotations

import re
import unicodedata

_KEPT = frozenset("\n\t")
_HIDDEN_KINDS = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_HIDDEN_LETTERS = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
"""Joiners, fillers and variation selectors: letters and marks by their kind, and nothing to see."""
_LINES = re.compile("[\u2028\u2029\r]")


def cleaned(text: str) -> str:
    """Return the text without control, direction, and invisible characters; lines and tabs stay."""
    if text.isascii() and text.isprintable():
        return text
    seen = _HIDDEN_LETTERS.sub("", _LINES.sub(" ", text))
    return "".join(each for each in seen if each in _KEPT or unicodedata.category(each) not in _HIDDEN_KINDS)


def on_one_line(text: str, longest: int) -> str:
    """Return the text cleaned, on one line, and cut with `…` where it is longer."""
    line = " ".join(cleaned(text).split())
    return line if len(line) <= longest else line[: longest - 1] + "…"
