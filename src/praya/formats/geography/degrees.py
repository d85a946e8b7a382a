"""Shapes and positions brought to degrees of longitude and latitude in WGS84, their axes put right where evidence is plain."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from praya.formats.geography.districts import share_inside
from praya.formats.geography.reference import HONG_KONG, name_of, system
from praya.model.decisions import geography as because

if TYPE_CHECKING:
    from collections.abc import Callable

    from praya.model.decisions import Decision

Numbers = NDArray[np.float64]
Positions = tuple[Numbers, Numbers]

EASTINGS, NORTHINGS = (799_000, 870_000), (799_000, 848_000)
"""Where the city lies on its own grid, in metres."""
_WGS84 = ("EPSG:4326", "OGC:CRS84", "EPSG:4979")
_PLACES = 9
"""Decimals of degrees kept of a conversion: a tenth of a millimetre, so that no release of PROJ changes every row."""
_MARGIN = 0.5
_MOST_LOOKED_AT = 5_000
_HARDLY, _ALMOST_ALL = 0.5, 0.9


@dataclass(frozen=True, slots=True)
class Way:
    """How to bring shapes to degrees: from which system (none where they are degrees), coordinates exchanged or not."""

    system: str
    crossed: bool
    decision: Decision

    @property
    def changes(self) -> bool:
        """Say whether coordinates will not be what they were."""
        return bool(self.system) or self.crossed

    def go(self, shapes: NDArray[np.object_]) -> NDArray[np.object_]:
        """Return shapes in degrees; None for those whose positions no conversion reaches."""
        turned = _turned(shapes) if self.crossed else shapes
        return _converted(turned, self.system) if self.system else turned


def positions(shapes: NDArray[np.object_]) -> Positions:
    """Return x and y of shapes' positions, at most some thousands of them, evenly taken; the outermost are in."""
    found = shapely.get_coordinates(shapes)
    some = found[:: max(len(found) // _MOST_LOOKED_AT, 1)]
    corners = [found.min(axis=0), found.max(axis=0)] if len(found) else []
    held = np.vstack([some, *corners]) if corners else np.empty((0, 2))
    return held[:, 0], held[:, 1]


def find_way(held: Positions, words: str) -> Way | Decision:
    """Settle, by positions and by how a file names their system (WGS84 if it does not), the way to degrees.

    Return the decision alone where there is none.
    """
    x, y = held
    if words and system(words) is None:
        return because.SYSTEM_UNKNOWN.decide(system=words[:100])
    if not len(x):
        return Way("", crossed=False, decision=because.SHAPES.decide())
    if not words:
        return _unnamed(x, y)
    if not _is_geographic(words) and _are_degrees(x, y):
        return Way("", crossed=False, decision=because.SYSTEM_CONTRADICTED.decide(0.8, system=name_of(words)))
    crossed = _are_crossed(x, y, words)
    if _is_wgs84(words):
        decision = because.SHAPES_EXCHANGED.decide(0.9) if crossed else because.SHAPES.decide()
        return Way("", crossed=crossed, decision=decision)
    kind = because.SHAPES_CONVERTED_CROSSED if crossed else because.SHAPES_CONVERTED
    return Way(words, crossed=crossed, decision=kind.decide(0.9 if crossed else 1.0, system=name_of(words)))


def grid_to_degrees(eastings: Numbers, northings: Numbers) -> Positions:
    """Return longitudes and latitudes of positions on the Hong Kong 1980 Grid, not-a-number outside the city."""
    inside = on_grid(eastings, northings)
    x, y = _transformer(HONG_KONG).transform(
        np.where(inside, eastings, np.nan), np.where(inside, northings, np.nan)
    )
    return _degrees(x, inside), _degrees(y, inside)


def on_grid(eastings: Numbers, northings: Numbers) -> NDArray[np.bool_]:
    """Say which positions the grid has."""
    return _within(eastings, EASTINGS) & _within(northings, NORTHINGS)


def grid_is_crossed(eastings: Numbers, northings: Numbers) -> bool:
    """Say whether eastings and northings were exchanged: nearly all lie in the city only the other way round."""
    known = np.flatnonzero(np.isfinite(eastings) & np.isfinite(northings))
    known = known[:: max(len(known) // _MOST_LOOKED_AT, 1)]
    return bool(len(known)) and _are_crossed(eastings[known], northings[known], HONG_KONG)


def _degrees(values: Numbers, inside: NDArray[np.bool_]) -> Numbers:
    """Return degrees to a centimetre, more than the conversion is good for; not-a-number where there are none."""
    return np.where(inside & np.isfinite(values), np.round(values, 7), np.nan)


def _unnamed(x: Numbers, y: Numbers) -> Way | Decision:
    """Settle for shapes whose file names no system: degrees as the standard demands, exchanged, or the city's grid."""
    if _are_degrees(x, y):
        return Way("", crossed=False, decision=because.SHAPES.decide())
    if _are_degrees(y, x):
        return Way("", crossed=True, decision=because.SHAPES_EXCHANGED.decide(0.9))
    if not (on_grid(x, y).all() or on_grid(y, x).all()):
        return because.SHAPES_ELSEWHERE.decide()
    crossed = _are_crossed(x, y, HONG_KONG)
    kind = because.GRID_BY_RANGE_CROSSED if crossed else because.GRID_BY_RANGE
    return Way(HONG_KONG, crossed=crossed, decision=kind.decide(0.8, system=name_of(HONG_KONG)))


def _are_crossed(x: Numbers, y: Numbers, words: str) -> bool:
    """Say whether positions lie where their system is used only with their coordinates exchanged."""
    return _share_at_home(x, y, words) < _HARDLY and _share_at_home(y, x, words) > _ALMOST_ALL


def _share_at_home(x: Numbers, y: Numbers, words: str) -> float:
    """Return the share of positions that lie where their system is used: for the city's grid, in its districts."""
    if words == HONG_KONG or _code(words) == HONG_KONG:
        longitudes, latitudes = grid_to_degrees(x, y)
        return share_inside(longitudes, latitudes)
    reference = system(words)
    area = reference.area_of_use if reference else None
    if area is None:
        return 1.0
    longitudes, latitudes = (x, y) if _is_wgs84(words) else _transformer(words).transform(x, y)
    inside = (
        _within(longitudes, (area.west - _MARGIN, area.east + _MARGIN)) if area.west <= area.east else True
    )
    return float((inside & _within(latitudes, (area.south - _MARGIN, area.north + _MARGIN))).mean())


def _converted(shapes: NDArray[np.object_], words: str) -> NDArray[np.object_]:
    """Return shapes in degrees, heights as they are; None for those whose positions no conversion reaches."""
    transformer = _transformer(words)

    def degrees(positions: Numbers) -> Numbers:
        x, y = transformer.transform(positions[:, 0], positions[:, 1])
        return np.column_stack([np.round(x, _PLACES), np.round(y, _PLACES), positions[:, 2:]])

    return _transformed(shapes, degrees)


def _turned(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    return _transformed(shapes, lambda held: np.column_stack([held[:, 1], held[:, 0], held[:, 2:]]))


def _transformed(shapes: NDArray[np.object_], change: Callable[[Numbers], Numbers]) -> NDArray[np.object_]:
    result = shapes.copy()
    tall = shapely.has_z(shapes)
    for mask, include_z in ((tall, True), (~tall & ~shapely.is_missing(shapes), False)):
        if mask.any():
            result[mask] = shapely.transform(shapes[mask], change, include_z=include_z)
    bounds = shapely.bounds(result)
    lost = ~np.isfinite(bounds).all(axis=1) & ~shapely.is_empty(result)
    result[lost] = None
    return result


@cache
def _transformer(words: str) -> Transformer:
    return Transformer.from_crs(system(words), "EPSG:4326", always_xy=True)


def _within(values: Numbers, limits: tuple[float, float]) -> NDArray[np.bool_]:
    inside: NDArray[np.bool_] = (values >= limits[0]) & (values <= limits[1])
    return inside


def _are_degrees(x: Numbers, y: Numbers) -> bool:
    return bool(_within(x, (-180, 180)).all() and _within(y, (-90, 90)).all())


def _is_geographic(words: str) -> bool:
    found = system(words)
    return bool(found and found.is_geographic)


@cache
def _code(words: str) -> str:
    found = system(words)
    authority = found.to_authority() if found else None
    return ":".join(authority) if authority else ""


def _is_wgs84(words: str) -> bool:
    return _code(words) in _WGS84
