"""Parquet with the schema inside: what a table's file says of itself, without any catalogue."""

from __future__ import annotations

import json
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
import pyarrow.compute as pc
import shapely
from pyarrow import parquet as arrow_parquet

from praya.model.serial import schema_from_json, schema_to_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    import pyarrow as pa
    from numpy.typing import NDArray

    from praya.formats.infer import Typed
    from praya.model.table import Schema

SCHEMA_KEY = b"praya"
GEO_KEY = b"geo"
_GROUP_ROWS = 100_000
_HEAD = 10_000
_VARIED = 0.9
"""A column with more different values than this share of its first rows hardly repeats any."""


def write(
    typed: Typed, path: Path, *, metadata: Mapping[str, str], pieces: Iterable[pa.Table] | None = None
) -> Path:
    """Write a typed table (zstd) with its schema, its notes and `metadata` inside; return the path.

    `pieces` are its rows, if somebody looks at them on the way; else they are read here.
    """
    said = {"schema": schema_to_json(typed.schema), "title": typed.raw.title, "notes": list(typed.raw.notes)}
    keys: dict[bytes, bytes] = {SCHEMA_KEY: _json({**said, "metadata": dict(metadata)})}
    shape = typed.schema.role("geometry")
    places = Places()
    rows = iter(typed.pieces() if pieces is None else pieces)
    first = next(rows)
    schema = first.schema.with_metadata(keys)
    with arrow_parquet.ParquetWriter(
        path, schema, compression="zstd", write_page_index=True, use_dictionary=_repeating(first)
    ) as writer:
        for piece in chain([first], rows):
            writer.write_table(piece, row_group_size=_GROUP_ROWS)
            if shape:
                places.add(piece[shape.name])
        if shape:
            writer.add_key_value_metadata({GEO_KEY: _json(places.said(shape.name))})
    return path


def read_schema(path: Path) -> Schema:
    """Return the schema that `write` put into a file."""
    metadata = arrow_parquet.read_schema(path).metadata
    return schema_from_json(json.loads(metadata[SCHEMA_KEY])["schema"])


def _repeating(piece: pa.Table) -> list[str]:
    """Return the columns whose values come again: of others, a dictionary costs time and saves nothing."""
    head = piece.slice(0, _HEAD)
    return [
        name for name in head.column_names if pc.count_distinct(head[name]).as_py() <= _VARIED * len(head)
    ]


class Places:
    """What GeoParquet 1.1 says of a column; without a reference system it means longitude and latitude of WGS84."""

    def __init__(self) -> None:
        self._kinds: set[str] = set()
        self._bounds: list[NDArray[np.float64]] = []

    def add(self, values: pa.ChunkedArray) -> None:
        """Look at some more geometries."""
        shapes = shapely.from_wkb(values.drop_null().to_pylist())
        self._kinds.update(f"{shape.geom_type}{' Z' if shape.has_z else ''}" for shape in shapes)
        if len(shapes):
            self._bounds.append(shapely.bounds(shapes))

    def said(self, name: str) -> dict[str, object]:
        """Return the metadata of the file."""
        column: dict[str, object] = {"encoding": "WKB", "geometry_types": sorted(self._kinds)}
        if self._bounds:
            bounds = np.concatenate(self._bounds)
            edges = (*np.nanmin(bounds[:, :2], axis=0), *np.nanmax(bounds[:, 2:], axis=0))
            column["bbox"] = [float(each) for each in edges]
        return {"version": "1.1.0", "primary_column": name, "columns": {name: column}}


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
