"""The city's districts: which of them places lie in, by the outlines in this package."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

_LEAST_SHARE = 0.05
"""A shape that reaches less than this into a district, and fills less of it, only touches it: outlines are rough."""
_POINT = 0
_DETAIL = 0.0005
"""Degrees; large shapes are compared without finer detail than the outlines have."""


@dataclass(frozen=True, slots=True)
class _Outlines:
    codes: Sequence[str]
    areas: NDArray[Any]


@cache
def basemap() -> Mapping[str, Any]:
    """Return the districts' outlines: a FeatureCollection; each has its `code`, names by language, and `label`, a position."""
    text = resources.files(__package__).joinpath("outlines", "districts.geojson").read_text("utf-8")
    held: Mapping[str, Any] = json.loads(text)
    return held


@cache
def _outlines() -> _Outlines:
    features = basemap()["features"]
    areas = np.array([shapely.from_geojson(json.dumps(each["geometry"])) for each in features])
    shapely.prepare(areas)
    return _Outlines([each["properties"]["code"] for each in features], areas)


def share_inside(x: NDArray[np.float64], y: NDArray[np.float64]) -> float:
    """Return the share of positions (degrees of longitude and latitude) that lie in any district."""
    if not len(x):
        return 0.0
    inside = np.zeros(len(x), dtype=bool)
    for area in _outlines().areas:
        inside |= shapely.contains_xy(area, x, y)
    return float(inside.mean())


def rows_of_positions(x: NDArray[np.float64], y: NDArray[np.float64]) -> dict[str, int]:
    """Count positions by district's code, in the districts' order; districts without any are left out."""
    held = _outlines()
    counts: dict[str, int] = {}
    for code, area in zip(held.codes, held.areas, strict=True):
        inside = _inside(area, x, y)
        if len(inside):
            counts[code] = len(inside)
            x, y = np.delete(x, inside), np.delete(y, inside)  # no two districts share a place
    return counts


def _inside(area: Any, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.intp]:  # noqa: ANN401 - shapely has no types of its own
    """Return which positions are in an area; most are ruled out by its bounds, which is far cheaper."""
    west, south, east, north = shapely.bounds(area)
    near = np.flatnonzero((x >= west) & (x <= east) & (y >= south) & (y <= north))
    inside: NDArray[np.intp] = near[shapely.contains_xy(area, x[near], y[near])]
    return inside


def rows_of_shapes(shapes: NDArray[Any]) -> dict[str, int]:
    """Count shapes by district's code; one that reaches into several counts in each, one that only touches does not."""
    held = _outlines()
    shapes = shapes[~shapely.is_missing(shapes) & ~shapely.is_empty(shapes)]
    if len(shapes) and (shapely.get_type_id(shapes) == _POINT).all():
        return rows_of_positions(shapely.get_x(shapes), shapely.get_y(shapes))
    tree = shapely.STRtree(shapes)
    counts: dict[str, int] = {}
    for code, area in zip(held.codes, held.areas, strict=True):
        near = shapes[tree.query(area)]
        count = sum(_reaches(shape, area) for shape in near)
        if count:
            counts[code] = count
    return counts


def _reaches(shape: Any, area: Any) -> bool:  # noqa: ANN401 - shapely has no types of its own
    if shapely.contains_properly(area, shape):
        return True
    if not shapely.intersects(area, shape):
        return False
    if shape.geom_type in ("Point", "MultiPoint"):
        return True
    rough = shapely.make_valid(shapely.simplify(shape, _DETAIL))
    common = shapely.intersection(rough, area)
    whole = shape.area or shape.length
    part = common.area if shape.area else common.length
    return bool(part > _LEAST_SHARE * whole or (shape.area and part > _LEAST_SHARE * area.area))
