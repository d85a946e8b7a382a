"""Types that a file declares: kept wherever its values bear them out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from praya.formats.infer.types import Guess
from praya.model.decisions import infer as because

if TYPE_CHECKING:
    from praya.formats.infer.types import Values
    from praya.model.table import FieldType

NESTING = frozenset[str](["list", "object"])
_LARGEST_WHOLE = 10**15 - 1
_FIGURES = ("integer", "number", "year", "boolean")


def as_declared(declared: FieldType, values: Values, found: Guess) -> Guess:
    """Return a column's type as its file declares it, or as it was `found` where that says more, or loses less.

    Text is never made numbers: who could have written numbers and wrote text meant text. It may still be dates.
    """
    if declared == "string" and found.type in _FIGURES:
        return kept(declared)
    if declared == "number" or (declared == "integer" and found.type != "year"):
        return _numbers(declared, values) or found
    return found


def kept(declared: FieldType) -> Guess:
    """Return the type of a column whose values stay as they are written: lists, objects, text."""
    return Guess(declared, (because.DECLARED.decide(),))


def _numbers(declared: FieldType, values: Values) -> Guess | None:
    """Read texts that were numbers before; None where some are no numbers for people and programs everywhere."""
    is_whole = declared == "integer"
    try:
        numbers = pc.cast(values.trimmed, pa.int64() if is_whole else pa.float64())
    except pa.ArrowInvalid:
        return None
    sound = pc.less_equal(pc.abs(numbers), _LARGEST_WHOLE) if is_whole else pc.is_finite(numbers)
    if not len(values.filled) or pc.all(sound).as_py() is False:
        return None
    none = pa.array([False] * len(numbers))
    return Guess(declared, (because.DECLARED.decide(),), numbers, none)
