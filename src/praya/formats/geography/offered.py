"""The reference systems that places are given in, as OGC names them: from degrees to each, its axes in its own order.

EPSG:4326 says latitude before longitude, and the Hong Kong 1980 Grid northing before easting; only CRS84 and Web
Mercator begin with what runs eastwards.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import shapely
from pyproj import Transformer

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Shapes = NDArray[np.object_]

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
_EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
SYSTEMS = {
    CRS84: "OGC:CRS84",
    f"{_EPSG}4326": "EPSG:4326",
    f"{_EPSG}2326": "EPSG:2326",
    f"{_EPSG}3857": "EPSG:3857",
}
"""What each system's address stands for; the first is how places are stored."""
EDGE = 21
"""Points along each edge of a box whose degrees are asked: edges straight in one system bend in another."""

Box = tuple[float, float, float, float]


def from_degrees(shapes: Shapes, system: str) -> Shapes:
    """Return shapes of WGS84 degrees (longitude first) in another system; one outside its reach becomes None."""
    if system == CRS84:
        return shapes
    change = _change(system)

    def turned(positions: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(change.transform(positions[:, 0], positions[:, 1]))

    changed: Shapes = shapely.transform(shapes, turned)
    bounds = shapely.bounds(changed)
    lost = ~np.isfinite(bounds).all(axis=1) & ~shapely.is_empty(changed)
    changed[lost] = None
    return changed


def box_to_degrees(box: Box, system: str) -> Box:
    """Return west, south, east, north of the smallest box of degrees around a box whose axes are in system's order.

    Raise ValueError where the box lies outside the system's reach.
    """
    if system == CRS84:
        return box
    if SYSTEMS[system] == "EPSG:4326":
        south, west, north, east = box
        return west, south, east, north
    along = np.linspace(0, 1, EDGE)
    first, second = box[0] + along * (box[2] - box[0]), box[1] + along * (box[3] - box[1])
    firsts = np.concatenate([first, first, np.full(EDGE, box[0]), np.full(EDGE, box[2])])
    seconds = np.concatenate([np.full(EDGE, box[1]), np.full(EDGE, box[3]), second, second])
    longitudes, latitudes = _change(system).transform(firsts, seconds, direction="INVERSE")
    if not (np.isfinite(longitudes).all() and np.isfinite(latitudes).all()):
        raise ValueError(box)
    return (
        float(longitudes.min()),
        float(latitudes.min()),
        float(longitudes.max()),
        float(latitudes.max()),
    )


@cache
def _change(system: str) -> Transformer:
    return Transformer.from_crs(SYSTEMS[CRS84], SYSTEMS[system])
