"""Rows as lines of text, a column at a time: what Arrow can write alike is never made into Python's values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Callable

    Write = Callable[[object], str]

PLAIN_FROM: Final = 1e-4
PLAIN_BELOW: Final = 1e10
"""Numbers in between are written without an exponent by both Python and Arrow."""
_SECOND: Final = 1_000_000
_ESCAPED: Final = r'["\\\x00-\x1f]'
"""What a text in JSON must not hold as it is."""


def separated(batch: pa.RecordBatch, delimiter: str, ending: str, write: Write) -> bytes:
    """Return the rows as separated values, quoted where they must be; `write` writes values of rare types."""
    special = f'["\r\n{delimiter}]'
    cells = [_marked(_texts(column, write), special) for column in batch.columns]
    if len(cells) == 1:  # else a missing value would be no line at all
        only = cells[0].fill_null("")
        cells = [pc.if_else(pc.equal(only, ""), '""', only)]
    rows = pc.binary_join_element_wise(*cells, delimiter, null_handling="replace", null_replacement="")
    return _bytes(pc.binary_join_element_wise(rows, ending, ""))


def objects(batch: pa.RecordBatch, between: str, write: Write) -> bytes:
    """Return the rows as JSON objects, each followed by `between`; `write` gives values of rare types as JSON."""
    if not batch.num_columns:
        return f"{{}}{between}".encode() * int(batch.num_rows)
    parts: list[pa.Array | str] = []
    for number, (name, column) in enumerate(zip(batch.schema.names, batch.columns, strict=True)):
        parts += [f"{',' if number else '{'}{orjson.dumps(name).decode()}:", _json(column, write)]
    lines = pc.binary_join_element_wise(
        *parts, f"}}{between}", "", null_handling="replace", null_replacement="null"
    )
    return _bytes(lines)


def _texts(column: pa.Array, write: Write) -> pa.Array:
    """Return each value as text, as Python writes it; missing where it is missing."""
    kind = column.type
    if pa.types.is_string(kind):
        return column
    if pa.types.is_integer(kind) or pa.types.is_boolean(kind) or pa.types.is_date32(kind):
        return column.cast(pa.string())
    if pa.types.is_floating(kind):
        return _numbers(column.cast(pa.float64()))
    if kind == pa.timestamp("us") and _whole_seconds(column):
        return pc.strftime(column.cast(pa.timestamp("s")), format="%Y-%m-%dT%H:%M:%S")
    return pa.array([None if each is None else write(each) for each in column.to_pylist()], pa.string())


def _json(column: pa.Array, write: Write) -> pa.Array:
    kind = column.type
    if pa.types.is_integer(kind) or pa.types.is_boolean(kind):
        return column.cast(pa.string())
    if pa.types.is_floating(kind):
        numbers = column.cast(pa.float64())
        return _numbers(pc.if_else(pc.is_finite(numbers), numbers, None))
    dated = pa.types.is_date32(kind) or (kind == pa.timestamp("us") and _whole_seconds(column))
    plain = pa.types.is_string(kind) and not pc.any(pc.match_substring_regex(column, _ESCAPED)).as_py()
    if dated or plain:
        return pc.binary_join_element_wise('"', _texts(column, write), '"', "")
    return pa.array([None if each is None else write(each) for each in column.to_pylist()], pa.string())


def _numbers(column: pa.Array) -> pa.Array:
    """Return numbers as Python writes them."""
    sizes = pc.abs(column)
    usual = pc.or_(
        pc.equal(sizes, 0), pc.and_(pc.greater_equal(sizes, PLAIN_FROM), pc.less(sizes, PLAIN_BELOW))
    )
    if not pc.all(usual, min_count=0).as_py():
        return pa.array([None if each is None else repr(each) for each in column.to_pylist()], pa.string())
    texts = column.cast(pa.string())
    return pc.if_else(pc.match_substring(texts, "."), texts, pc.binary_join_element_wise(texts, ".0", ""))


def _whole_seconds(column: pa.Array) -> bool:
    ticks = column.cast(pa.int64())
    return bool(pc.all(pc.equal(pc.multiply(pc.divide(ticks, _SECOND), _SECOND), ticks), min_count=0).as_py())


def _marked(texts: pa.Array, special: str) -> pa.Array:
    """Return texts in quotation marks where they hold something special."""
    found = pc.match_substring_regex(texts, special)
    if not pc.any(found).as_py():
        return texts
    quoted = pc.binary_join_element_wise('"', pc.replace_substring(texts, '"', '""'), '"', "")
    return pc.if_else(found, quoted, texts)


def _bytes(lines: pa.Array) -> bytes:
    """Return texts one after the other."""
    _valid, offsets, held = lines.buffers()
    if not len(lines) or held is None:
        return b""
    ends = np.frombuffer(offsets, np.int32)[lines.offset : lines.offset + len(lines) + 1]
    return bytes(held.slice(int(ends[0]), int(ends[-1] - ends[0])))
