"""DuckDB's rows in types that every reader of Arrow knows: no dictionaries, durations as ISO 8601, no types of its own."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Iterator

_PARTS = struct.Struct("=iiq")
_WIDTH = _PARTS.size
_UNFIT = ("BIT", "BIGNUM", "UNION", "VARIANT", "TIME WITH TIME ZONE")


def unfit(kind: str) -> bool:
    """Tell whether a type, in DuckDB's words, has no plain form."""
    return kind.upper().startswith(_UNFIT) and not kind.upper().startswith("BIGINT")


def plain(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Return the same rows in plain types."""
    return pa.RecordBatch.from_arrays([_column(each) for each in batch.columns], names=batch.schema.names)


def _column(values: pa.Array) -> pa.Array:
    if pa.types.is_dictionary(values.type):
        return values.dictionary_decode()
    if pa.types.is_interval(values.type):
        return pa.array(_durations(values), pa.string())
    if isinstance(values.type, pa.BaseExtensionType):
        return values.storage
    return values


def _durations(values: pa.Array) -> Iterator[str | None]:
    """Yield each duration as text, from the bytes: months, days, nanoseconds."""
    held = values.buffers()[1].slice(_WIDTH * values.offset, _WIDTH * len(values))
    for parts, there in zip(_PARTS.iter_unpack(held), values.is_valid().to_pylist(), strict=True):
        yield _duration(*parts) if there else None


def _duration(months: int, days: int, nanoseconds: int) -> str:
    """Write a duration as ISO 8601 does; its parts have signs of their own."""
    years, months = _parted(months, 12)
    seconds, rest = _parted(nanoseconds, 1_000_000_000)
    minutes, seconds = _parted(seconds, 60)
    hours, minutes = _parted(minutes, 60)
    date = "".join(f"{count}{unit}" for count, unit in ((years, "Y"), (months, "M"), (days, "D")) if count)
    time = "".join(f"{count}{unit}" for count, unit in ((hours, "H"), (minutes, "M")) if count)
    if seconds or rest:
        sign = "-" if nanoseconds < 0 else ""
        fraction = f".{abs(rest):09d}".rstrip("0") if rest else ""
        time += f"{sign}{abs(seconds)}{fraction}S"
    return f"P{date}{'T' if time else ''}{time}" if date or time else "PT0S"


def _parted(value: int, by: int) -> tuple[int, int]:
    """Divide towards nought."""
    whole, rest = divmod(abs(value), by)
    return (whole, rest) if value >= 0 else (-whole, -rest)
