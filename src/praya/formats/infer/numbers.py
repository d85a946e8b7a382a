"""Which texts are numbers, and whether a number says all that its text said."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from praya.formats.infer.legend import BRACKETS
from praya.formats.infer.markers import MARKERS, MARKS
from praya.formats.infer.number_forms import MARKED, MONEY, PLAIN, SIGNS, UNITS, apply, digits
from praya.formats.infer.reading import Reading
from praya.model.decisions import Decision
from praya.model.decisions import infer as because

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

_LEADING_ZERO = r"^-?0\d"
_SAFE_DIGITS = 15
"""A double keeps every decimal number of this many digits."""
_SAFE = 10**_SAFE_DIGITS
_KEPT_FORMS = ("brackets", "minus behind")
"""Read by convention, so the text is kept beside."""
_FORMS = {
    "%": because.PERCENTS,
    **dict.fromkeys(MONEY, because.MONEY),
    "brackets": because.BRACKETS,
    "minus behind": because.MINUS_BEHIND,
    "plus": because.PLUS_SIGNS,
}
"""What is said of units and of signs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Odd:
    """Texts that are no plain numbers, looked at again."""

    texts: pa.Array
    plain: pa.Array
    """Plain numbers; null where the text is a marker or unread."""
    signs: pa.Array
    """The form of the sign; null where it is a plain one."""
    units: pa.Array
    """"%", "HK$", …; empty where there is none, null where there is no number."""
    marks: pa.Array
    """The mark behind a value; null where there is none."""
    markers: pa.Array
    """True for texts that stand for no value."""


def read_numbers(texts: pa.Array, explained: AbstractSet[str]) -> Reading | Decision | None:
    """Read distinct, trimmed texts as numbers.

    `explained` are values that the file's own legend explains. Return None where the texts do not look like numbers,
    and the decision that says why where they do but would not all survive.
    """
    matches = pc.match_substring_regex(texts, PLAIN)
    if pc.all(matches).as_py():
        return _typed(digits(texts)) if len(texts) else None
    odds = pc.invert(matches)
    plain = texts.filter(matches)
    odd = _look(texts.filter(odds), explained)
    if not len(plain) and odd.plain.null_count == len(odd.plain):
        return None
    doubt = _doubt(odd, plain, explained)
    strange = odd.texts.filter(pc.or_(doubt, pc.and_(pc.is_null(odd.plain), pc.invert(odd.markers))))
    if len(strange):
        return _mostly(strange, len(texts))
    refused = _refused(odd, plain, explained)
    read = refused or _typed(digits(pc.replace_with_mask(texts, odds, odd.plain)))
    return read if isinstance(read, Decision) else _told(read, odd, odds)


def as_figures(texts: pa.Array, *, whole: bool) -> tuple[pa.Array, pa.Array]:
    """Read each text as a number where it can be one; return the values, null where not, and what says more than them."""
    matches = pc.match_substring_regex(texts, PLAIN)
    odds = pc.invert(matches)
    plain = pc.replace_with_mask(texts, odds, _look(texts.filter(odds), frozenset()).plain)
    figures = digits(plain)
    fits = (
        pc.match_substring_regex(figures, rf"^-?\d{{1,{_SAFE_DIGITS}}}$") if whole else pc.is_valid(figures)
    )
    wanted = pc.if_else(fits, figures, pa.scalar(None, pa.string()))
    values = pc.cast(wanted, pa.int64() if whole else pa.float64())
    more = pc.or_(
        pc.match_substring_regex(figures, _LEADING_ZERO),
        pc.greater(pc.utf8_length(pc.replace_substring_regex(figures, r"^-|\.", "")), _SAFE_DIGITS),
    )
    return values, pc.or_(pc.or_(odds, pc.is_null(values)), pc.fill_null(more, fill_value=True))


def _look(texts: pa.Array, explained: AbstractSet[str]) -> _Odd:
    """Look at texts that are no plain numbers: markers, marks behind values, other forms."""
    markers = pc.or_(
        pc.is_in(pc.utf8_lower(texts), pa.array(sorted(MARKERS))),
        pc.is_in(texts, pa.array(sorted(explained), pa.string())),
    )
    parts = pc.extract_regex(texts, MARKED)
    value, gap, mark = (pc.struct_field(parts, each) for each in ("value", "gap", "mark"))
    known = [each for each in mark.drop_null().unique().to_pylist() if _is_mark(each, explained)]
    apart = pc.or_(pc.greater(pc.utf8_length(gap), 0), pc.invert(pc.utf8_is_alpha(mark)))
    marked = pc.fill_null(pc.and_(pc.is_in(mark, pa.array(known, pa.string())), apart), fill_value=False)
    signs = apply(pc.if_else(marked, value, texts), SIGNS)
    units = apply(signs.texts, UNITS)
    reads = pc.and_(pc.match_substring_regex(units.texts, PLAIN), pc.invert(markers))
    nothing = pa.scalar(None, pa.string())
    return _Odd(
        texts=texts,
        plain=pc.if_else(reads, units.texts, nothing),
        signs=pc.if_else(reads, signs.names, nothing),
        units=pc.if_else(reads, pc.fill_null(units.units, ""), nothing),
        marks=pc.if_else(pc.and_(reads, marked), mark, nothing),
        markers=markers,
    )


def _is_mark(mark: str, explained: AbstractSet[str]) -> bool:
    return mark.lower() in MARKS or _is_explained(mark, explained)


def _is_explained(mark: str, explained: AbstractSet[str]) -> bool:
    """Say whether the legend explains a mark, or each letter of one: "PZ" is P and Z."""
    return mark in explained or (mark.isalpha() and all(letter in explained for letter in mark))


def _doubt(odd: _Odd, plain: pa.Array, explained: AbstractSet[str]) -> pa.Array:
    """Return true for texts whose form nothing beside them supports.

    Letters behind every number are no marks but units or codes, brackets around every number no signs, and a plus is
    one only where minus stands on the other side and nothing stands bare.
    """
    doubt = pa.array([False] * len(odd.texts))
    unmarked = len(plain) or pc.any(pc.and_(pc.is_valid(odd.plain), pc.is_null(odd.marks))).as_py()
    if not unmarked:
        marks = odd.marks.drop_null().unique().to_pylist()
        unknown = [each for each in marks if each.isalpha() and not _is_explained(each, explained)]
        doubt = pc.or_(doubt, pc.is_in(odd.marks, pa.array(unknown, pa.string())))
    bare = len(plain) or pc.any(pc.and_(pc.is_null(odd.signs), pc.is_valid(odd.plain))).as_py()
    if not bare:
        doubt = pc.or_(doubt, pc.fill_null(pc.equal(odd.signs, "brackets"), fill_value=False))
    values = digits(
        pa.concat_arrays(
            [plain, odd.plain.filter(pc.fill_null(pc.not_equal(odd.signs, "plus"), fill_value=True))]
        )
    )
    signed = pc.match_substring_regex(values.drop_null(), r"^-|^[0.]+$")
    if not (pc.any(pc.starts_with(values, "-")).as_py() and pc.all(signed).as_py()):
        doubt = pc.or_(doubt, pc.fill_null(pc.equal(odd.signs, "plus"), fill_value=False))
    return doubt


def _refused(odd: _Odd, plain: pa.Array, explained: AbstractSet[str]) -> Decision | None:
    """Return why forms that each read make no column of numbers together."""
    if BRACKETS in explained and "brackets" in odd.signs.unique().to_pylist():
        return because.BRACKETS_UNCLEAR.decide(0.6)
    units = set(odd.units.drop_null().to_pylist())
    if len(plain) and not pc.all(pc.match_substring_regex(plain, r"^[0.]+$")).as_py():
        units.add("")
    if len(units) > 1:
        return (because.PERCENTS_MIXED if units == {"", "%"} else because.UNITS_MIXED).decide(0.9)
    return None


def _told(read: Reading, odd: _Odd, odds: pa.Array) -> Reading:
    """Add to a reading what its texts say beside their digits."""
    beside = pc.or_(odd.markers, pc.is_valid(odd.marks))
    beside = pc.or_(beside, pc.is_in(odd.signs, pa.array(_KEPT_FORMS)))
    markers = tuple(pc.if_else(odd.markers, odd.texts, odd.marks).drop_null().unique().to_pylist())
    unit = next((each for each in odd.units.drop_null().unique().to_pylist() if each), "")
    forms = {*odd.units.drop_null().to_pylist(), *odd.signs.drop_null().to_pylist()}
    told = [
        kind.decide(unit=unit) if kind is because.MONEY else kind.decide()
        for name, kind in _FORMS.items()
        if name in forms
    ]
    if markers:
        told.append(because.MARKERS.decide(markers=markers))
    return replace(
        read,
        kept=pc.or_(read.kept, pc.replace_with_mask(odds, odds, beside)),
        markers=markers,
        unit=unit,
        decisions=(*read.decisions, *told),
    )


def _typed(numbers: pa.Array) -> Reading | Decision:
    """Read digits (null where there is no value) as whole or decimal numbers."""
    if pc.any(pc.match_substring_regex(numbers, _LEADING_ZERO)).as_py():
        return because.ZEROS_LEADING.decide(0.9)
    kept = pa.array([False] * len(numbers), pa.bool_())
    if not pc.any(pc.match_substring_regex(numbers, r"[.eE]")).as_py():
        lengths = pc.utf8_length(pc.replace_substring(numbers, "-", ""))
        if (pc.max(lengths).as_py() or 0) > _SAFE_DIGITS:
            return because.WHOLE_LONG.decide(0.9, digits=_SAFE_DIGITS)
        whole = pc.cast(numbers, pa.int64())
        return Reading(type="integer", values=whole, kept=kept, decisions=(because.WHOLE.decide(),))
    values = pc.cast(numbers, pa.float64())
    decisions = [because.DECIMAL.decide()]
    lossy = _lossy(numbers, values)
    if any(not abs(values[position].as_py()) < _SAFE for position in lossy):
        return because.DIGITS_MANY.decide(0.9, digits=_SAFE_DIGITS)
    if lossy:
        kept = pc.is_in(pa.array(range(len(numbers))), pa.array(lossy, pa.int64()))
        decisions.append(because.DIGITS_KEPT.decide(values=len(lossy)))
    return Reading(type="number", values=values, kept=kept, decisions=tuple(decisions))


def _lossy(numbers: pa.Array, values: pa.Array) -> list[int]:
    """Return the positions of numbers that do not come back as they were written."""
    significant = pc.replace_substring_regex(numbers, r"^-?0*\.?0*|[eE].*$|[-.]", "")
    long = pc.or_(pc.greater(pc.utf8_length(significant), _SAFE_DIGITS), pc.is_inf(values))
    changed = pc.and_(long, pc.not_equal(pc.cast(values, pa.string()), numbers))
    return [
        position
        for position in pc.indices_nonzero(pc.fill_null(changed, fill_value=False)).to_pylist()
        if Decimal(numbers[position].as_py()) != Decimal(repr(values[position].as_py()))
    ]


def _mostly(strange: pa.Array, distinct: int) -> Decision | None:
    """Say why a column of mostly numbers stays text; None for a column that is simply text."""
    if len(strange) * 2 > distinct:
        return None
    examples = tuple(text[:30] for text in strange[:3].to_pylist())
    return because.NUMBERS_MOSTLY.decide(0.9, values=len(strange), examples=examples)
