"""A shapefile: shapes by GDAL, apart; attributes from the dBASE table beside, with their own text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from praya.formats.apart import read_apart
from praya.formats.features.dbf import read_dbf
from praya.formats.features.geojson import GEOMETRY
from praya.formats.raw import RawTable
from praya.formats.shelf import keys
from praya.model import errors
from praya.model.decisions import container as because

if TYPE_CHECKING:
    from pathlib import Path

    from praya.formats.features.dbf import Attributes
    from praya.model.decisions import Decision

_LONGEST_SIDE_FILE = 20_000


def read_shapefile(path: Path, *, limit: int) -> RawTable:
    """Read `layer.shp` with `layer.dbf`, `.shx`, `.prj` and `.cpg` beside it, as far as they are there."""
    beside = (
        path.with_suffix(".dbf").rename(path.with_name("attributes.dbf"))
        if path.with_suffix(".dbf").exists()
        else None
    )
    system = _side(path.with_suffix(".prj"))
    layer = next(read_apart(path, "shp", limit=limit), None)
    if layer is None or layer.geometry is None:
        raise errors.FileBroken(format="Shapefile", reason="it holds no shapes")
    shapes = layer.columns.column(layer.geometry)
    if beside is None:
        columns = pa.table([shapes], names=keys(1))
        return RawTable(slug="", title="", header=(GEOMETRY,), columns=columns, geometry=0, crs=system)
    return _joined(shapes, read_dbf(beside, _side(path.with_suffix(".cpg"))), system)


def _joined(shapes: pa.ChunkedArray, attributes: Attributes, system: str) -> RawTable:
    """Put shapes beside their attributes, record by record; what one of the two lacks is missing."""
    records = len(attributes.kept)
    decisions: tuple[Decision, ...] = (attributes.decision,)
    if records != len(shapes):
        told = because.PARTS_DIFFER.decide(0.5, shapes=len(shapes), records=records)
        decisions = (*decisions, told)
    kept = pa.array(attributes.kept)
    fitting = pa.concat_arrays(
        [*shapes.slice(0, records).chunks, pa.nulls(max(records - len(shapes), 0), pa.string())]
    )
    further = shapes.slice(records)
    columns = [
        pa.chunked_array([*column.chunks, pa.nulls(len(further), pa.string())])
        for column in attributes.columns.columns
    ]
    columns.append(pa.chunked_array([fitting.filter(kept), *further.chunks]))
    return RawTable(
        slug="",
        title="",
        header=(*attributes.header, GEOMETRY),
        columns=pa.table(columns, names=keys(len(columns))),
        geometry=len(columns) - 1,
        crs=system,
        decisions=decisions,
    )


def _side(path: Path) -> str:
    """Return what a small file of text beside the shapes says; nothing if it is not there."""
    if not path.exists():
        return ""
    return path.read_bytes()[:_LONGEST_SIDE_FILE].decode(errors="replace").strip("\ufeff\0 \r\n\t")
