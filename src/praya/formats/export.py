"""Rows out again, streamed: CSV, TSV, JSON, NDJSON, GeoJSON, Parquet, GeoParquet, Arrow."""

from __future__ import annotations

import base64
import csv as python_csv
from datetime import date, datetime, time
from decimal import Decimal
from io import RawIOBase, StringIO
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc
import shapely
from pyarrow import parquet as pq

from praya.formats.columnar import objects, separated
from praya.formats.features.geojson import geojson_geometry
from praya.formats.parquet import GEO_KEY, Places

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from _typeshed import ReadableBuffer

_GROUP_ROWS = 100_000
_MARK = "\ufeff"
"""Excel takes a CSV file without it for the machine's own encoding."""


def csv(batches: Iterable[pa.RecordBatch], *, delimiter: str = ",", marked: bool = True) -> Iterator[bytes]:
    """Write rows as CSV (UTF-8 with mark, CRLF, header first); geometries as GeoJSON, missing values as nothing."""
    return _separated(batches, delimiter, "\r\n", mark=_MARK if marked else "")


def tsv(batches: Iterable[pa.RecordBatch]) -> Iterator[bytes]:
    """Write rows as tab-separated values (UTF-8, header first), otherwise as CSV."""
    return _separated(batches, "\t", "\n")


def _separated(
    batches: Iterable[pa.RecordBatch], delimiter: str, ending: str, *, mark: str = ""
) -> Iterator[bytes]:
    for number, batch in enumerate(batches):
        head = ""
        if not number:
            buffer = StringIO()
            python_csv.writer(buffer, delimiter=delimiter, lineterminator=ending).writerow(batch.schema.names)
            head = mark + buffer.getvalue()
        yield head.encode() + separated(batch, delimiter, ending, cell_text)


def json(batches: Iterable[pa.RecordBatch]) -> Iterator[bytes]:
    """Write rows as one JSON array of objects; dates and times in ISO 8601, geometries as GeoJSON objects."""
    before = b"["
    for batch in batches:
        if batch.num_rows:
            yield before + objects(batch, ",\n", _json_of).removesuffix(b",\n")
            before = b",\n"
    yield b"[]\n" if before == b"[" else b"]\n"


def ndjson(batches: Iterable[pa.RecordBatch]) -> Iterator[bytes]:
    """Write rows as one JSON object a line, as `json` writes them."""
    for batch in batches:
        yield objects(batch, "\n", _json_of)


def arrow(batches: Iterable[pa.RecordBatch]) -> Iterator[bytes]:
    """Write rows as an Arrow IPC stream."""
    sink = _Pieces()
    writer: pa.ipc.RecordBatchStreamWriter | None = None
    for batch in batches:
        writer = writer or pa.ipc.new_stream(sink, batch.schema)
        writer.write_batch(batch)
        yield sink.taken()
    if writer:
        writer.close()
    yield sink.taken()


def parquet(batches: Iterable[pa.RecordBatch]) -> Iterator[bytes]:
    """Write rows as one Parquet file (zstd), GeoParquet where there are shapes; a row group for every so many rows."""
    return _parquet(batches, dict, _with_places)


def geoparquet(
    batches: Iterable[pa.RecordBatch], *, geometry: str = "", latitude: str = "", longitude: str = ""
) -> Iterator[bytes]:
    """Write rows as GeoParquet 1.1: shapes from the column `geometry`, or points from two columns as `geometry`."""
    places = Places()
    name = geometry or _free("geometry", longitude)

    def located() -> Iterator[pa.RecordBatch]:
        for batch in batches:
            whole = batch if geometry else batch.append_column(name, _points(batch, longitude, latitude))
            places.add(pa.chunked_array([whole.column(name)]))
            yield whole

    return _parquet(located(), lambda: {GEO_KEY: orjson.dumps(places.said(name))}, lambda schema: schema)


def _points(batch: pa.RecordBatch, longitude: str, latitude: str) -> pa.Array:
    """Return points as WKB; missing where a coordinate is."""
    x, y = (
        pc.cast(batch.column(name), pa.float64()).to_numpy(zero_copy_only=False)
        for name in (longitude, latitude)
    )
    shapes = shapely.points(x, y)
    shapes[np.isnan(x) | np.isnan(y)] = None
    return pa.array(shapely.to_wkb(shapes).tolist(), pa.binary())


def _free(name: str, other: str) -> str:
    return name if other != name else f"{name}_"


def _parquet(
    batches: Iterable[pa.RecordBatch],
    metadata: Callable[[], dict[bytes, bytes]],
    told: Callable[[pa.Schema], pa.Schema],
) -> Iterator[bytes]:
    sink = _Pieces()
    writer: pq.ParquetWriter | None = None
    waiting: list[pa.RecordBatch] = []
    for batch in batches:
        writer = writer or pq.ParquetWriter(sink, told(batch.schema), compression="zstd")
        waiting.append(batch)
        if sum(each.num_rows for each in waiting) >= _GROUP_ROWS:
            writer.write_table(pa.Table.from_batches(waiting), row_group_size=_GROUP_ROWS)
            waiting = []
            yield sink.taken()
    if writer:
        writer.write_table(pa.Table.from_batches(waiting, writer.schema))
        writer.add_key_value_metadata(metadata())
        writer.close()
    yield sink.taken()


def _with_places(schema: pa.Schema) -> pa.Schema:
    """Return a schema that says, as GeoParquet does, which of its columns are shapes: those of bytes."""
    shapes = [field.name for field in schema if pa.types.is_binary(field.type)]
    if not shapes:
        return schema
    about = {"encoding": "WKB", "geometry_types": list[str]()}
    said = {"version": "1.1.0", "primary_column": shapes[0], "columns": dict.fromkeys(shapes, about)}
    return schema.with_metadata({**(schema.metadata or {}), GEO_KEY: orjson.dumps(said)})


class _Pieces(RawIOBase):
    """A file that is written to and emptied."""

    def __init__(self) -> None:
        self._held = bytearray()

    def writable(self) -> bool:
        """Say that this file is for writing."""
        return True

    def write(self, content: ReadableBuffer) -> int:
        """Take bytes in."""
        held = bytes(content)
        self._held += held
        return len(held)

    def taken(self) -> bytes:
        """Return what was written since this was last asked."""
        held, self._held = bytes(self._held), bytearray()
        return held


def geojson(
    batches: Iterable[pa.RecordBatch], *, geometry: str = "", latitude: str = "", longitude: str = ""
) -> Iterator[bytes]:
    """Write rows as one FeatureCollection: shapes from the column `geometry`, or points from two columns."""
    rows = (
        orjson.dumps(_feature(row, geometry, latitude, longitude), default=plain)
        for batch in batches
        for row in batch.to_pylist()
    )
    yield from _joined(b'{"type":"FeatureCollection","features":[', rows, b"]}\n")


def _feature(row: dict[str, object], geometry: str, latitude: str, longitude: str) -> dict[str, object]:
    shape: object = None
    if geometry:
        held = row.pop(geometry)
        shape = geojson_geometry(held) if isinstance(held, bytes) else None
    elif row[latitude] is not None and row[longitude] is not None:
        shape = {"type": "Point", "coordinates": [row[longitude], row[latitude]]}
    return {"type": "Feature", "geometry": shape, "properties": row}


def _joined(opening: bytes, parts: Iterator[bytes], closing: bytes) -> Iterator[bytes]:
    """Yield parts with commas between, a thousand or so at a time."""
    pending = [opening]
    separated = chain.from_iterable(
        (b",\n", part) if number else (part,) for number, part in enumerate(parts)
    )
    for part in separated:
        pending.append(part)
        if len(pending) > 2_000:  # noqa: PLR2004 - so many parts make a piece worth sending
            yield b"".join(pending)
            pending = []
    yield b"".join([*pending, closing])


def cell_text(value: object) -> str:
    """Return a value as a cell of separated values has it."""
    cell = _cell(value)
    return repr(cell) if isinstance(cell, float) else str(cell)


def _json_of(value: object) -> str:
    return orjson.dumps(value, default=plain).decode()


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, bytes):
        found = shape_or_text(value)
        return found if isinstance(found, str) else orjson.dumps(found).decode()
    if isinstance(value, list | dict):
        return orjson.dumps(value, default=plain, option=orjson.OPT_NON_STR_KEYS).decode()
    return value


def plain(value: object) -> object:
    """Return as JSON has it what orjson does not know: shapes as GeoJSON, decimals as numbers with every digit."""
    if isinstance(value, bytes):
        return shape_or_text(value)
    if isinstance(value, Decimal):
        return orjson.Fragment(f"{value:f}".encode()) if value.is_finite() else None
    raise TypeError


def shape_or_text(value: bytes) -> object:
    """Return a shape in WKB as GeoJSON, other bytes as base64."""
    try:
        return geojson_geometry(value)
    except shapely.errors.ShapelyError:
        return base64.b64encode(value).decode()
