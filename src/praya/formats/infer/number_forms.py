"""The forms in which numbers are written, each brought back to plain digits by one rule.

A rule is a pattern for a whole text (RE2, so that Arrow applies it to all distinct texts at once) and what it becomes.
Rules for signs come first, rules for units see their outcome: "($1,234)" becomes "-$1,234", and that "-1,234" in "$".
"""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

_BLANK = r" \x{a0}\x{2007}\x{2009}\x{202f}"
_MINUS = r"-\x{2212}\x{2013}\x{ff0d}"
_GROUPED = rf"\d{{1,3}}(?:,\d{{3}})+|\d{{1,3}}(?:[{_BLANK}]\d{{3}})+"
_CORE = rf"(?:(?:\d+|{_GROUPED})(?:\.\d+)?|\.\d+)"
_MONEY = {
    "HK$": r"HK\$|HKD",
    "US$": r"US\$|USD",
    "MOP$": r"MOP\$?",
    "RMB": "RMB ?¥?|CNY|人民幣|人民币",
    "¥": "[¥￥]",
    "€": "€|EUR",
    "£": "£|GBP",
    "$": r"[$＄]",
}
_MONEY_BEHIND = {"港元": "港元|港幣|港币", "美元": "美元", "元": "元"}
MONEY = (*_MONEY, *_MONEY_BEHIND)
_SYMBOL = "(?:" + "|".join(_MONEY.values()) + ")"
PLAIN = rf"^[{_MINUS}]?{_CORE}$|^[{_MINUS}]?\d+(?:\.\d+)?[eE][-+]\d+$"
"""A number as it stands: grouped or not, with its minus before it."""
MARKED = (
    rf"^(?P<value>.*\d[^\d\sA-Za-z*#@§†‡^]?)(?P<gap>[{_BLANK}]*)"
    r"(?P<mark>[A-Za-z]{1,2}|[*#@§†‡^]{1,3}|[(\[（][A-Za-z0-9]{1,2}[)\]）])$"
)
"""A value and the mark behind it."""


@dataclass(frozen=True, slots=True)
class Form:
    """One rule; `unit` is what the text says beside its digits."""

    name: str
    pattern: str
    becomes: str
    unit: str = ""


SIGNS = (
    Form("brackets", rf"^({_SYMBOL}?)[(（] ?((?:{_SYMBOL} ?)?{_CORE}(?: ?[%％])?) ?[)）]$", r"-\1\2"),
    Form("minus behind", rf"^((?:{_SYMBOL} ?)?{_CORE}) ?[{_MINUS}]$", r"-\1"),
    Form("minus apart", rf"^[{_MINUS}] ({_CORE}(?: ?[%％])?)$", r"-\1"),
    Form("plus", rf"^\+ ?({_CORE}(?: ?[%％])?)$", r"\1"),
)
UNITS = (
    Form("percents", rf"^([{_MINUS}]?{_CORE}) ?[%％]$", r"\1", "%"),
    *(
        Form("money", rf"^([{_MINUS}]?)(?:{symbol}) ?([{_MINUS}]?{_CORE})$", r"\1\2", unit)
        for unit, symbol in _MONEY.items()
    ),
    *(
        Form("money", rf"^([{_MINUS}]?{_CORE}) ?(?:{word})$", r"\1", unit)
        for unit, word in _MONEY_BEHIND.items()
    ),
)


@dataclass(frozen=True, slots=True)
class Applied:
    """Texts brought to plain numbers where a form fitted, and which form it was (null where none)."""

    texts: pa.Array
    names: pa.Array
    units: pa.Array


def apply(texts: pa.Array, forms: tuple[Form, ...]) -> Applied:
    """Apply the first form that fits to each text."""
    plain = texts
    names = pa.nulls(len(texts), pa.string())
    units = pa.nulls(len(texts), pa.string())
    for form in forms:
        fits = pc.and_(
            pc.is_null(names), pc.fill_null(pc.match_substring_regex(texts, form.pattern), fill_value=False)
        )
        if not pc.any(fits).as_py():
            continue
        plain = pc.if_else(fits, pc.replace_substring_regex(texts, form.pattern, form.becomes), plain)
        names = pc.if_else(fits, form.name, names)
        units = pc.if_else(fits, form.unit, units)
    return Applied(plain, names, units)


def digits(texts: pa.Array) -> pa.Array:
    """Return plain numbers as digits that any machine reads: no groups, a hyphen for minus."""
    bare = pc.replace_substring_regex(texts, rf"[,{_BLANK}]", "")
    return pc.replace_substring_regex(bare, rf"^[{_MINUS}]", "-")
