"""Geometries: GeoJSON text to WKB, if its places are WGS84 degrees as the standard demands."""

from __future__ import annotations

import math

import pyarrow as pa
import shapely

from praya.model.decisions import Decision
from praya.model.decisions import infer as because


def read_shapes(texts: pa.ChunkedArray) -> tuple[pa.ChunkedArray | None, Decision]:
    """Return WKB (null where missing) and the reason, or None and why the text stays as it is."""
    try:
        shapes = shapely.from_geojson(texts.to_pylist())
    except (shapely.errors.GEOSException, ValueError, TypeError) as error:
        return None, because.SHAPES_UNREAD.decide(reason=str(error))
    bounds = [float(each) for each in shapely.total_bounds(shapes)]
    if all(map(math.isfinite, bounds)) and not (
        -180 <= bounds[0] <= bounds[2] <= 180 and -90 <= bounds[1] <= bounds[3] <= 90  # noqa: PLR2004 - degrees
    ):
        return None, because.SHAPES_ELSEWHERE.decide()
    return pa.chunked_array([pa.array(shapely.to_wkb(shapes), pa.binary())]), because.SHAPES.decide()
