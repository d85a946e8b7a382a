"""Parquet with the schema inside: what a table's file says of itself, without any catalogue."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import shapely
from pyarrow import parquet as arrow_parquet

from praya.model.serial import schema_from_json, schema_to_json

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pyarrow as pa

    from praya.formats.infer import Typed
    from praya.model.table import Schema

SCHEMA_KEY = b"praya"
_GEO_KEY = b"geo"
_GROUP_ROWS = 100_000


def write(typed: Typed, path: Path, *, metadata: Mapping[str, str]) -> Path:
    """Write a typed table (zstd) with its schema, its notes and `metadata` inside; return the path."""
    said = {"schema": schema_to_json(typed.schema), "title": typed.raw.title, "notes": list(typed.raw.notes)}
    keys: dict[bytes, bytes] = {SCHEMA_KEY: _json({**said, "metadata": dict(metadata)})}
    shape = typed.schema.role("geometry")
    if shape:
        keys[_GEO_KEY] = _json(_geo(shape.name, typed.data[shape.name]))
    data = typed.data.replace_schema_metadata(keys)
    arrow_parquet.write_table(
        data, path, compression="zstd", row_group_size=_GROUP_ROWS, write_page_index=True
    )
    return path


def read_schema(path: Path) -> Schema:
    """Return the schema that `write` put into a file."""
    metadata = arrow_parquet.read_schema(path).metadata
    return schema_from_json(json.loads(metadata[SCHEMA_KEY])["schema"])


def _geo(name: str, values: pa.ChunkedArray) -> dict[str, object]:
    """Return the metadata of GeoParquet 1.1; without a reference system it means longitude and latitude of WGS84."""
    shapes = shapely.from_wkb(values.drop_null().to_pylist())
    kinds = sorted({f"{shape.geom_type}{' Z' if shape.has_z else ''}" for shape in shapes})
    column = {"encoding": "WKB", "geometry_types": kinds}
    bounds = [float(each) for each in shapely.total_bounds(shapes)] if len(shapes) else []
    return {
        "version": "1.1.0",
        "primary_column": name,
        "columns": {name: {**column, "bbox": bounds} if bounds else column},
    }


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
