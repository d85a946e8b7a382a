"""Typed columns as texts: what a reader of text would have found in their place."""

from __future__ import annotations

import base64
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.compute as pc
import shapely

Found = tuple[str, pa.Table, int | None, str]
"""A table's slug, its typed columns, where among them the geometry stands (WKB), and its reference system."""

_EMPTY_FRACTION = r"\.0+(Z|[+-]\d{4})?$"
_BLANK = r"^\s*$"

_DECLARED = {
    "string": (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view),
    "integer": (pa.types.is_integer,),
    "number": (pa.types.is_floating,),
    "list": (pa.types.is_list, pa.types.is_large_list, pa.types.is_fixed_size_list),
    "object": (pa.types.is_struct,),
}


def texts(values: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column's values as texts: numbers the shortest way, moments in ISO 8601, what nests as JSON."""
    kind = values.type
    if pa.types.is_dictionary(kind):
        return texts(pc.cast(values, kind.value_type))
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        found = pc.cast(values, pa.string())
        return pc.if_else(pc.match_substring_regex(found, _BLANK), pa.scalar(None, pa.string()), found)
    if pa.types.is_floating(kind):
        values = pc.if_else(pc.is_nan(values), pa.scalar(None, kind), values)
    if pa.types.is_timestamp(kind):
        return pc.replace_substring_regex(pc.cast(values, pa.string()), _EMPTY_FRACTION, r"\1")
    if pa.types.is_null(kind) or pa.types.is_nested(kind) or _is_binary(kind):
        return pa.chunked_array([pa.array([_text(each) for each in values.to_pylist()], pa.string())])
    try:
        return pc.cast(values, pa.string())
    except (pa.ArrowNotImplementedError, pa.ArrowInvalid):
        return pa.chunked_array([pa.array([_text(each) for each in values.to_pylist()], pa.string())])


def declared(kind: pa.DataType) -> str | None:
    """Return the field type that a type of Arrow says, or None where it says none."""
    if pa.types.is_dictionary(kind):
        return declared(kind.value_type)
    return next((name for name, checks in _DECLARED.items() if any(check(kind) for check in checks)), None)


def shape_texts(values: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return WKB as GeoJSON; what is none as missing."""
    shapes = shapely.from_wkb(values.to_pylist(), on_invalid="ignore")
    measured = shapely.has_m(shapes)
    flat = shapely.force_2d(shapes)
    shapes[measured] = flat[measured]
    return pa.chunked_array([pa.array(shapely.to_geojson(shapes).tolist(), pa.string())])


def _is_binary(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind)
    )


def _text(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, bytes):
        return _readable(value)
    if isinstance(value, str):
        return value
    if isinstance(value, (list, dict, tuple)):
        return orjson.dumps(value, default=_plain, option=orjson.OPT_NON_STR_KEYS).decode()
    return str(value)


def _plain(value: Any) -> str:  # noqa: ANN401 - whatever Arrow can nest
    return _readable(value) if isinstance(value, bytes) else str(value)


def _readable(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return base64.b64encode(value).decode()
