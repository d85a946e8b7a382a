"""One column's type, from its distinct values and its label."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from praya.formats.grid.cells import BLANK
from praya.formats.infer import dates, labels, numbers
from praya.formats.infer.booleans import read_booleans
from praya.formats.infer.reading import Reading
from praya.model.decisions import Decision
from praya.model.decisions import infer as because

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from praya.model.table import FieldType

_YEARS = (1800, 2199)
_LONG_CODE = 9
"""Whole numbers of at least this many digits, all of one length, under a label like "No." are identifiers."""
_FEWEST_COMPACT = 5
"""So many different eight-digit numbers that are all dates are no chance."""
_SAMPLE = 200
_LIKE_A_DATE = (
    r"\d{1,4} ?[-/.:年月時时 ] ?[\dA-Za-z]?|^[A-Za-z]{3,9}[., -]{1,2}\d|^\d{1,2}(?:st|nd|rd|th)? ?[A-Za-z]{3}|^\d{1,2}:\d"
    r"|[〇零○一二三四五六七八九]{4}年|[Qq][1-4]"
)
_NESTING = (r"(?s)^\[.*\]$", r"(?s)^\{.*\}$")
_HOLLOW = r"[^ \t\r\n\f\v]"
Orders = dict[str, dates.Order]
"""Which part of a date comes first, by the separator between the parts."""


@dataclass(frozen=True, slots=True)
class Values:
    """A column as its distinct values, trimmed (null where blank), and the place of each row's value among them."""

    distinct: pa.Array
    trimmed: pa.Array
    filled: pa.Array
    """What is trimmed and not blank, each text once."""
    places: pa.Array

    @classmethod
    def of(cls, column: pa.Array | pa.ChunkedArray) -> Values:
        """Look at a column of strings."""
        encoded = column.dictionary_encode()
        if isinstance(encoded, pa.ChunkedArray):
            encoded = encoded.unify_dictionaries().combine_chunks()
        distinct = encoded.dictionary
        trimmed = pc.utf8_trim(distinct, BLANK)
        if trimmed.equals(distinct):
            return cls(distinct, distinct, distinct, encoded.indices)
        trimmed = pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.string()), trimmed)
        return cls(distinct, trimmed, pc.unique(trimmed.drop_null()), encoded.indices)

    @property
    def hollow(self) -> pa.Array:
        """The texts that only look empty: blanks that are no plain spaces."""
        if not self.trimmed.null_count:
            return pa.array([], pa.string())
        blank = self.distinct.filter(pc.and_(pc.is_null(self.trimmed), pc.is_valid(self.distinct)))
        return blank.filter(pc.match_substring_regex(blank, _HOLLOW))

    @property
    def is_plain(self) -> bool:
        """Whether trimming changed nothing."""
        return self.filled is self.distinct

    def spread(self, values: pa.Array) -> pa.ChunkedArray:
        """Give every row its value of `values`, which has one for each distinct text."""
        return pa.chunked_array([values.take(self.places)])


@dataclass(frozen=True, slots=True)
class Guess:
    """A type with its reason; `values` and `kept` are given for each distinct text, or not at all for text."""

    type: FieldType
    decisions: tuple[Decision, ...]
    values: pa.Array | None = None
    kept: pa.Array | None = None
    markers: tuple[str, ...] = ()
    unit: str = ""

    @property
    def keeps(self) -> bool:
        """Whether any text says more than its typed value."""
        return self.kept is not None and bool(pc.any(self.kept).as_py())


def orders_in(columns: list[Values]) -> Orders:
    """Return, by separator, which part of a date comes first, where columns show it and none contradicts."""
    found: dict[str, set[dates.Order]] = {}
    for values in columns:
        texts = values.filled
        known = dates.order_of(texts.to_pylist()) if _may_be_date(texts) else None
        if known:
            found.setdefault(known[0], set()).add(known[1])
    return {separator: orders.pop() for separator, orders in found.items() if len(orders) == 1}


def guess(values: Values, label: str, explained: AbstractSet[str], orders: dict[str, dates.Order]) -> Guess:
    """Return a column's type."""
    return with_hollow(values, _filled(values, label, explained, orders))


def with_hollow(values: Values, found: Guess) -> Guess:
    """Return a type with what only looks empty kept beside."""
    hollow = values.hollow
    if found.kept is None or not len(hollow):
        return found
    return replace(
        found,
        kept=pc.or_(found.kept, pc.is_in(values.distinct, hollow)),
        markers=(*found.markers, *hollow.to_pylist()),
        decisions=(*found.decisions, because.BLANKS.decide()),
    )


def _filled(values: Values, label: str, explained: AbstractSet[str], orders: Orders) -> Guess:
    """Return the type of a column by what is not blank in it."""
    filled = values.filled
    if not len(filled):
        return Guess("string", (because.EMPTY.decide(0.5),))
    answers = read_booleans(filled.to_pylist()) if len(filled) <= 2 else None  # noqa: PLR2004 - a pair
    if answers and not labels.says_words(label):
        return _placed(values, filled, answers)
    if labels.says_phone(label):
        return Guess("string", (because.PHONES.decide(0.9),))
    return _figures(values, filled, label, explained, orders)


def _figures(
    values: Values, filled: pa.Array, label: str, explained: AbstractSet[str], orders: Orders
) -> Guess:
    """Return the type of a column of numbers, dates or words."""
    found = numbers.read_numbers(filled, explained) if _may_be_number(filled) else None
    if isinstance(found, Reading):
        return _number(values, filled, found, label)
    dated = None
    if _may_be_date(filled):
        dated = dates.read_iso(filled) or dates.read_dates(filled.to_pylist(), explained, orders, label)
    if isinstance(dated, Reading):
        return _placed(values, filled, dated)
    if _are_nesting(filled):
        kind: FieldType = "list" if filled[0].as_py().startswith("[") else "object"
        return Guess(kind, (because.NESTING.decide(0.9),))
    return Guess("string", (dated or found or because.WORDS.decide(),))


def _are_nesting(filled: pa.Array) -> bool:
    """Say whether all texts are JSON lists, or all objects; one number in brackets is a footnote."""
    if not any(pc.all(pc.match_substring_regex(filled, form)).as_py() for form in _NESTING):
        return False
    try:
        values = [orjson.loads(text) for text in filled.to_pylist()]
    except orjson.JSONDecodeError:
        return False
    return any(len(value) > 1 or any(map(_is_word, value)) for value in values)


def _is_word(value: object) -> bool:
    return isinstance(value, str | list | dict)


def _number(values: Values, filled: pa.Array, found: Reading, label: str) -> Guess:
    """Tell whole numbers that are identifiers, years or dates from those that count."""
    if found.type == "number" or found.unit:
        return _placed(values, filled, found)
    lengths = pc.min_max(pc.utf8_length(filled)).as_py()
    length = lengths["min"] if lengths["min"] == lengths["max"] else 0
    if labels.says_code(label) and length >= _LONG_CODE:
        return Guess("string", (because.CODES_LONG.decide(0.8),))
    compact = _compact(filled, length, label)
    if compact:
        return _placed(values, filled, compact)
    if labels.says_year(label) and _are_years(found.values):
        years = (because.YEARS.decide(0.95), *found.decisions[1:])
        return _placed(values, filled, replace(found, type="year", decisions=years))
    return _placed(values, filled, found)


def _compact(filled: pa.Array, length: int, label: str) -> Reading | None:
    """Read digits alone, all of one length, as dates, if the label says so or chance can be ruled out."""
    says = labels.says_month(label) if length == 6 else labels.says_date(label)  # noqa: PLR2004 - yyyymm
    if says or (length == 8 and len(filled) >= _FEWEST_COMPACT):  # noqa: PLR2004 - yyyymmdd
        return dates.read_compact(filled.to_pylist())
    return None


def _are_years(values: pa.Array) -> bool:
    limits = pc.min_max(values).as_py()
    return limits["min"] is not None and _YEARS[0] <= limits["min"] and limits["max"] <= _YEARS[1]


def _placed(values: Values, filled: pa.Array, found: Reading) -> Guess:
    """Bring what was found for the trimmed values to the place of each distinct text."""
    if values.is_plain:
        return Guess(found.type, found.decisions, found.values, found.kept, found.markers, found.unit)
    places = pc.index_in(values.trimmed, filled)
    kept = pc.fill_null(found.kept.take(places), fill_value=False)
    return Guess(found.type, found.decisions, found.values.take(places), kept, found.markers, found.unit)


def _may_be_number(filled: pa.Array) -> bool:
    """Say whether a sample has digits often enough for the rest to be looked at."""
    return _share(filled, r"^\W{0,3}(?:[A-Z]{2,3}[$ ]{1,2})?\W{0,2}\d") >= 1 / 3


def _may_be_date(filled: pa.Array) -> bool:
    return _share(filled, _LIKE_A_DATE) >= 1 / 3


def _share(filled: pa.Array, pattern: str) -> float:
    if not len(filled):
        return 0.0
    sample = filled.take(pa.array(range(0, len(filled), max(len(filled) // _SAMPLE, 1))))
    return (pc.sum(pc.match_substring_regex(sample, pattern)).as_py() or 0) / len(sample)
