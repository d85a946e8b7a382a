"""Geometries: GeoJSON text to WKB, if its places are WGS84 degrees as the standard demands."""

from __future__ import annotations

import math

import pyarrow as pa
import shapely


def read_shapes(texts: pa.ChunkedArray) -> tuple[pa.ChunkedArray | None, str]:
    """Return WKB (null where missing) and the reason, or None and why the text stays as it is."""
    try:
        shapes = shapely.from_geojson(texts.to_pylist())
    except (shapely.errors.GEOSException, ValueError, TypeError) as error:
        return None, f"a geometry cannot be read: {error}"
    bounds = [float(each) for each in shapely.total_bounds(shapes)]
    if all(map(math.isfinite, bounds)) and not (
        -180 <= bounds[0] <= bounds[2] <= 180 and -90 <= bounds[1] <= bounds[3] <= 90  # noqa: PLR2004 - degrees
    ):
        return None, "places lie outside the degrees of WGS84, so they are in another reference system"
    return pa.chunked_array(
        [pa.array(shapely.to_wkb(shapes), pa.binary())]
    ), "GeoJSON geometries in WGS84 degrees"
