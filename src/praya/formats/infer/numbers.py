"""Which texts are numbers, and whether a number says all that its text said."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from praya.formats.infer.reading import Reading
from praya.model.decisions import Decision
from praya.model.decisions import infer as because

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

MARKERS = frozenset(
    [
        "n/a",
        "na",
        "n.a.",
        "n.a",
        "n/a.",
        "-",
        "--",
        "---",
        "–",
        "—",
        "―",
        ".",
        "..",
        "...",
        "…",
        "*",
        "**",
        "***",
        "#",
        "##",
        "###",
        "§",
        "@",
        "x",
        "xx",
        "nil",
        "none",
        "null",
        "nan",
        "trace",
        "unavailable",
        "tbc",
        "tbd",
        "m",
        "missing",
        "不適用",
        "不适用",
        "沒有數據",
        "没有数据",
        "無",
        "无",
        "沒有",
        "没有",
        "待定",
        "微量",
        "不詳",
        "不详",
        "暫缺",
        "缺",
    ]
)
"""What is known to stand for "no value", lower case."""

MARKS = frozenset(
    ["p", "r", "e", "z", "pz", "rp", "pr", "*", "**", "#", "@", "§", "†", "^", "(p)", "(r)", "(e)"]
)
"""What is known to stand behind a value that is provisional, revised, estimated …, lower case."""

_GROUPED = r"\d{1,3}(?:,\d{3})+|\d{1,3}(?:[ \x{a0}\x{202f}\x{2009}]\d{3})+"
_NUMBER = rf"^[-\x{{2212}}]?(?:\d+|{_GROUPED})(?:\.\d+)?(?:[eE][-+]\d+)?%?$|^[-\x{{2212}}]?\.\d+%?$"
_SEPARATORS = r"[, \x{a0}\x{202f}\x{2009}%]"
_LEADING_ZERO = r"^[-\x{2212}]?0\d"
_MARKED = re.compile(
    r"(?P<value>[-−]?\d[\d,  ]*?(?:\.\d+)?)\s*(?P<mark>[A-Za-z]{1,2}|[*#@§†^]{1,2}|\([A-Za-z]\))"
)
_MOST_ODD = 64
_SAFE_DIGITS = 15
"""A double keeps every decimal number of this many digits."""
_SAMPLE = 200


def read_numbers(texts: pa.Array, explained: AbstractSet[str]) -> Reading | Decision | None:
    """Read distinct, trimmed texts as numbers.

    `explained` are values that the file's own legend explains. Return None where the texts do not look like numbers,
    and the decision that says why where they do but would not all survive.
    """
    matches = pc.match_substring_regex(texts, _NUMBER)
    odd = texts.filter(pc.invert(matches))
    if len(odd) == len(texts) or len(odd) > _MOST_ODD:
        return None
    marked, unread = _explain(odd.to_pylist(), explained)
    if unread:
        return _unread(unread, len(texts))
    plain = pc.if_else(matches, texts, pa.nulls(len(texts), pa.string()))
    if marked:
        plain = pa.array(
            [
                marked.get(text, value)
                for text, value in zip(texts.to_pylist(), plain.to_pylist(), strict=True)
            ]
        )
    percents = pc.sum(pc.ends_with(plain, "%")).as_py() or 0
    if 0 < percents < len(plain) - plain.null_count:
        return because.PERCENTS_MIXED.decide(0.9)
    if pc.any(pc.match_substring_regex(plain, _LEADING_ZERO)).as_py():
        return because.ZEROS_LEADING.decide(0.9)
    digits = pc.replace_substring_regex(plain, _SEPARATORS, "")
    digits = pc.replace_substring(digits, "\u2212", "-")
    read = _typed(digits)
    if isinstance(read, Decision):
        return read
    markers = tuple(dict.fromkeys(_mark(text) if text in marked else text for text in odd.to_pylist()))
    return replace(
        read,
        kept=pc.or_(read.kept, pc.invert(matches)),
        markers=markers,
        unit="%" if percents else "",
        decisions=(*read.decisions, because.MARKERS.decide(markers=markers)) if markers else read.decisions,
    )


def _typed(digits: pa.Array) -> Reading | Decision:
    """Read plain digits (null where there is no value) as whole or decimal numbers."""
    kept = pa.array([False] * len(digits), pa.bool_())
    if not pc.any(pc.match_substring_regex(digits, r"[.eE]")).as_py():
        lengths = pc.utf8_length(pc.replace_substring(digits, "-", ""))
        if (pc.max(lengths).as_py() or 0) > _SAFE_DIGITS:
            return because.WHOLE_LONG.decide(0.9, digits=_SAFE_DIGITS)
        whole = pc.cast(digits, pa.int64())
        return Reading(type="integer", values=whole, kept=kept, decisions=(because.WHOLE.decide(),))
    values = pc.cast(digits, pa.float64())
    decisions = [because.DECIMAL.decide()]
    lossy = _lossy(digits, values)
    if lossy:
        kept = pc.is_in(pa.array(range(len(digits))), pa.array(lossy, pa.int64()))
        decisions.append(because.DIGITS_KEPT.decide(values=len(lossy)))
    return Reading(type="number", values=values, kept=kept, decisions=tuple(decisions))


def _lossy(digits: pa.Array, values: pa.Array) -> list[int]:
    """Return the positions of numbers that do not come back as they were written."""
    significant = pc.replace_substring_regex(digits, r"^-?0*\.?0*|[eE].*$|[-.]", "")
    long = pc.greater(pc.utf8_length(significant), _SAFE_DIGITS)
    changed = pc.and_(long, pc.not_equal(pc.cast(values, pa.string()), digits))
    lossy = []
    for position in pc.indices_nonzero(pc.fill_null(changed, fill_value=False)).to_pylist():
        try:
            same = Decimal(digits[position].as_py()) == Decimal(repr(values[position].as_py()))
        except InvalidOperation:
            same = False
        if not same:
            lossy.append(position)
    return lossy


def _explain(odd: list[str], explained: AbstractSet[str]) -> tuple[dict[str, str], list[str]]:
    """Return the marked values (text to number) and the texts that nothing explains."""
    marked, unread = {}, []
    for text in odd:
        if text.lower() in MARKERS or text in explained:
            continue
        found = _MARKED.fullmatch(text)
        if found and (found["mark"].lower() in MARKS or found["mark"] in explained):
            apart = text[found.end("value")].isspace() or not found["mark"].isalpha()
            if apart and _is_grouped(found["value"]):
                marked[text] = found["value"]
                continue
        unread.append(text)
    return marked, unread


def _is_grouped(value: str) -> bool:
    return bool(re.fullmatch(r"[-−]?(\d+|\d{1,3}(,\d{3})+|\d{1,3}([  ]\d{3})+)(\.\d+)?", value))


def _mark(text: str) -> str:
    found = _MARKED.fullmatch(text)
    return found["mark"] if found else text


def _unread(unread: list[str], distinct: int) -> Decision | None:
    """Say why a column of mostly numbers stays text; None for a column that is simply text."""
    if len(unread) * 2 > distinct:
        return None
    return because.NUMBERS_MOSTLY.decide(
        0.9, values=len(unread), examples=tuple(text[:30] for text in unread[:3])
    )
