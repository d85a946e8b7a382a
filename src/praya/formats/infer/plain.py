"""Numbers and moments written the plainest way: checked and read in bulk, without looking at distinct texts.

Most values of most large tables are written so. What this module does not read is not thereby refused: it only has to
be looked at more closely.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Callable

PLAIN = r"^-?(?:0|[1-9]\d*)(?:\.\d+)?$"
SAFE_DIGITS = 15
"""A double keeps every decimal number of this many digits."""
_LARGEST_WHOLE = 10**SAFE_DIGITS - 1
_YEARS = (pa.scalar("1800-01-01").cast(pa.date32()), pa.scalar("2199-12-31").cast(pa.date32()))


def read_plain(texts: pa.Array, wanted: pa.DataType) -> pa.Array | None:
    """Return the values of texts (null where missing) if every one is plainly of this type, else None."""
    check = _CHECKS.get(wanted)
    if check is None:
        return None
    try:
        return check(texts)
    except pa.ArrowInvalid:
        return None


def _whole(texts: pa.Array) -> pa.Array | None:
    """Read whole numbers that come back exactly as they were written, and that a double could hold."""
    values = pc.cast(texts, pa.int64())
    limits = pc.min_max(values).as_py()
    if limits["min"] is not None and max(-limits["min"], limits["max"]) > _LARGEST_WHOLE:
        return None
    return values if _all(pc.equal(pc.cast(values, pa.string()), texts)) else None


def _decimal(texts: pa.Array) -> pa.Array | None:
    """Read numbers that are either short and plain, or come back exactly as they were written."""
    values = pc.cast(texts, pa.float64())
    if (pc.max(pc.binary_length(texts)).as_py() or 0) > SAFE_DIGITS:
        if not _all(pc.is_finite(values)):
            return None
        texts = texts.filter(pc.not_equal(pc.cast(values, pa.string()), texts))
        if (pc.max(pc.binary_length(texts)).as_py() or 0) > SAFE_DIGITS:
            return None
    return values if _all(pc.match_substring_regex(texts, PLAIN)) else None


def _day(texts: pa.Array) -> pa.Array | None:
    return _moment(texts, pa.date32(), len("2024-03-01"))


def _second(texts: pa.Array) -> pa.Array | None:
    return _moment(texts, pa.timestamp("us"), len("2024-03-01 12:00:00"))


def _moment(texts: pa.Array, wanted: pa.DataType, length: int) -> pa.Array | None:
    """Read ISO 8601 of one length: Arrow's own reading of it is as strict as the pattern it would have to match."""
    lengths = pc.min_max(pc.binary_length(texts)).as_py()
    if not lengths["min"] == lengths["max"] == length:
        return None
    values = pc.cast(texts, wanted)
    limits = pc.min_max(values)
    first, last = (pc.cast(limits[each], pa.date32(), safe=False) for each in ("min", "max"))
    return values if first.as_py() >= _YEARS[0].as_py() and last.as_py() <= _YEARS[1].as_py() else None


def _all(truths: pa.Array) -> bool:
    return pc.all(truths).as_py() is not False


_CHECKS: dict[pa.DataType, Callable[[pa.Array], pa.Array | None]] = {
    pa.int64(): _whole,
    pa.float64(): _decimal,
    pa.date32(): _day,
    pa.timestamp("us"): _second,
}
