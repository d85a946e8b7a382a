"""The child: `python -m praya.formats.apart.child KIND PATH LIMIT`. See the package for what it says."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import orjson
import pyarrow as pa

from praya.confine import limits
from praya.formats.apart.gdal import layers
from praya.formats.apart.texts import declared, shape_texts, texts
from praya.formats.features.geojson import GEOMETRY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from praya.formats.apart.texts import Found

MEMORY = 4 << 30
SECONDS = 300
_WIDEST = 2_000
_BATCH = 50_000
_DECLARING = ("parquet", "arrow")
"""What the types of maps' attributes say is how wide they are stored."""


def main(kind: str, path: str, limit: int) -> None:
    """Write a file's tables to standard output, with bounded memory and time."""
    limits.bind(memory=MEMORY, seconds=SECONDS)
    left = limit
    try:
        for found in _READERS[kind](path):
            left = _write(found, left, declares=kind in _DECLARING)
            if left < 0:
                _say({"bomb": True})
                return
        _say({"done": True})
    except BaseException as error:  # noqa: BLE001 - whatever a library's own tongue throws
        _say({"error": (str(error) or type(error).__name__)[:500]})


def _write(found: Found, left: int, *, declares: bool) -> int:
    """Write one table; return how many bytes of text are left, below zero where nothing was written."""
    slug, table, geometry, crs = found
    if table.num_columns > _WIDEST:
        _say({"slug": slug, "header": table.column_names, "geometry": None, "crs": "", "declared": []})
        return left
    columns = []
    for position, column in enumerate(table.columns):
        columns.append(shape_texts(column) if position == geometry else texts(column))
        left -= columns[-1].nbytes
        if left < 0:
            return left
    header = [GEOMETRY if at == geometry else name for at, name in enumerate(table.column_names)]
    kinds = [None if at == geometry else declared(column.type) for at, column in enumerate(table.columns)]
    said = kinds if declares else []
    _say({"slug": slug, "header": header, "geometry": geometry, "crs": crs, "declared": said})
    plain = pa.table(columns, names=[f"c{at}" for at in range(len(columns))])
    with pa.ipc.new_stream(sys.stdout.buffer, plain.schema) as stream:
        stream.write_table(plain, max_chunksize=_BATCH)
    return left


def _say(what: dict[str, Any]) -> None:
    sys.stdout.buffer.write(orjson.dumps(what) + b"\n")
    sys.stdout.buffer.flush()


def _parquet(path: str) -> Iterator[Found]:
    from pyarrow import parquet  # noqa: PLC0415 - only the child may load it

    with parquet.ParquetFile(path) as file:
        table = file.read()
    table.validate(full=True)
    yield _placed(table)


def _placed(table: pa.Table) -> Found:
    """Return a table with its geometry last: the one that GeoParquet or GeoArrow names, if any."""
    held, said = _geometry(table.schema)
    if held not in table.column_names:
        return "", table, None, ""
    order = [each for each in table.column_names if each != held] + [held]
    return "", table.select(order), len(order) - 1, _system(said)


def _geometry(schema: pa.Schema) -> tuple[str, dict[str, Any]]:
    """Return the name of the geometry's column and what is said of it."""
    said = json.loads((schema.metadata or {}).get(b"geo", b"{}"))
    if said:
        return said["primary_column"], said["columns"][said["primary_column"]]
    for field in schema:
        about = field.metadata or {}
        if about.get(b"ARROW:extension:name") == b"geoarrow.wkb":
            return field.name, json.loads(about.get(b"ARROW:extension:metadata") or b"{}")
    return "", {}


def _system(column: dict[str, Any]) -> str:
    """Return the reference system of a GeoParquet column by its code, else as WKT; unsaid means degrees."""
    crs = column.get("crs")
    if not isinstance(crs, dict):
        return ""
    known = crs.get("id")
    if isinstance(known, dict):
        return f"{known.get('authority')}:{known.get('code')}"
    from pyproj import CRS  # noqa: PLC0415 - rarely needed

    return str(CRS.from_json_dict(crs).to_wkt())


def _arrow(path: str) -> Iterator[Found]:
    with pa.memory_map(path) as source:
        try:
            table = pa.ipc.open_file(source).read_all()
        except pa.ArrowInvalid:
            source.seek(0)
            table = pa.ipc.open_stream(source).read_all()
        table.validate(full=True)
        yield _placed(table)


_READERS = {"parquet": _parquet, "arrow": _arrow, "gpkg": layers, "gdb": layers, "shp": layers}


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
