"""Which columns are coordinates: WGS84 degrees or the Hong Kong 1980 grid, by label and range; exchanged axes are seen."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

    from praya.model.table import Role

_IN_RANGE = 0.95


@dataclass(frozen=True, slots=True)
class Told:
    """What tells a column of numbers' axis: its label, its distinct values, its first rows (None where missing)."""

    label: str
    distinct: pa.Array
    head: Sequence[Any]


@dataclass(frozen=True, slots=True)
class _Axis:
    """One axis: what its labels look like, where its values lie."""

    role: Role
    label: re.Pattern[str]
    low: float
    high: float


_AXES = (
    _Axis(
        "latitude",
        re.compile(r"(^|[\W_])lat(itude)?([\W_]|$)|latitude$|緯度|纬度", re.IGNORECASE),
        -90,
        90,
    ),
    _Axis(
        "longitude",
        re.compile(r"(^|[\W_])(lon(gitude)?|long|lng|lgt)([\W_]|$)|longitude$|經度|经度", re.IGNORECASE),
        -180,
        180,
    ),
    _Axis(
        "easting",
        re.compile(
            r"(^|[\W_])east(ing)?([\W_]|$)|(^|grid[\W_]?|hk80[\W_]?)e$|坐標東|东坐标|東坐標|坐标东",
            re.IGNORECASE,
        ),
        795_000,
        875_000,
    ),
    _Axis(
        "northing",
        re.compile(
            r"(^|[\W_])north(ing)?([\W_]|$)|(^|grid[\W_]?|hk80[\W_]?)n$|坐標北|北坐标|北坐標|坐标北",
            re.IGNORECASE,
        ),
        795_000,
        855_000,
    ),
)
_LETTERS = tuple(
    re.compile(
        rf"(^|[\W_])(point|coord)?[\W_]?{letter}[\W_]?(coord(inate)?s?|座標|坐標|坐标)?$", re.IGNORECASE
    )
    for letter in ("y", "x")
)
_CITY = {"latitude": (21.9, 22.7), "longitude": (113.6, 114.6)}
"""Where "y" and "x" are degrees."""
_BY_ROLE = {axis.role: axis for axis in _AXES}
_PAIRS: tuple[tuple[Role, Role], ...] = (("latitude", "longitude"), ("easting", "northing"))
_UP_AND_RIGHT: tuple[tuple[Role, Role], ...] = (("latitude", "longitude"), ("northing", "easting"))
"""What "y" and "x" may be."""
_ORIGIN = (22.312133, 114.178556, 819_069.80, 836_694.05)
"""The grid's own origin: its latitude and longitude, its northing and easting in metres."""
_METRES = (110_750.0, 103_000.0)
"""How long a degree of latitude and of longitude is there; within a kilometre over the whole territory."""
_NEAR = 1_000.0


@dataclass(frozen=True, slots=True)
class Place:
    """A column's axis; `exchanged` where its label says the other one of its pair."""

    role: Role
    exchanged: bool = False


def places_among(columns: Sequence[Told | None]) -> list[Place | None]:
    """Return each column's axis, None for what is none; `columns` holds None for what are no numbers."""
    announced = [_announced(column.label) if column else None for column in columns]
    if not any(announced):
        announced = _by_letters(columns)
    found = [
        Place(axis.role) if column and axis and _lies_within(column.distinct, axis) else None
        for column, axis in zip(columns, announced, strict=True)
    ]
    degrees: tuple[Told, Told] | None = None
    for pair in _PAIRS:
        at = [_only(announced, role) for role in pair]
        told = [columns[each] for each in at if each is not None]
        if at[0] is None or at[1] is None or told[0] is None or told[1] is None:
            continue
        both = (told[0], told[1])
        believed = found[at[0]] is not None and found[at[1]] is not None
        if (degrees and _is_turned(both, degrees)) if believed else _fit_exchanged(both, pair):
            found[at[0]], found[at[1]] = Place(pair[1], exchanged=True), Place(pair[0], exchanged=True)
            both = (both[1], both[0])
            believed = True
        if believed and pair is _PAIRS[0]:
            degrees = both
    return found


def _only(announced: Sequence[_Axis | None], role: Role) -> int | None:
    """Return where the only column of an axis stands."""
    places = [at for at, axis in enumerate(announced) if axis and axis.role == role]
    return places[0] if len(places) == 1 else None


def _announced(label: str) -> _Axis | None:
    return next((axis for axis in _AXES if axis.label.search(label)), None)


def _by_letters(columns: Sequence[Told | None]) -> list[_Axis | None]:
    """Return the axes of columns called "x" and "y" if both lie in the city, on its grid or in degrees."""
    found: list[_Axis | None] = [None] * len(columns)
    held = [
        [at for at, column in enumerate(columns) if column and letter.search(column.label)]
        for letter in _LETTERS
    ]
    if [len(each) for each in held] != [1, 1]:
        return found
    at = [places[0] for places in held]
    told = [column for each in at if (column := columns[each])]
    for roles in _UP_AND_RIGHT:
        axes = [_BY_ROLE[role] for role in roles]
        limits = [
            replace(axis, low=_CITY[axis.role][0], high=_CITY[axis.role][1]) if axis.role in _CITY else axis
            for axis in axes
        ]
        if all(_lies_within(each.distinct, limit) for each, limit in zip(told, limits, strict=True)):
            for each, axis in zip(at, axes, strict=True):
                found[each] = axis
    return found


def _lies_within(values: pa.Array, axis: _Axis) -> bool:
    inside = pc.and_(pc.greater_equal(values, axis.low), pc.less_equal(values, axis.high))
    return bool(len(values)) and (pc.sum(inside).as_py() or 0) >= _IN_RANGE * len(values)


def _fit_exchanged(told: tuple[Told, Told], pair: tuple[Role, Role]) -> bool:
    """Say whether two columns that are not both what their labels say are both the other."""
    return all(
        _lies_within(each.distinct, _BY_ROLE[role]) for each, role in zip(told, pair[::-1], strict=True)
    )


def _is_turned(grid: tuple[Told, Told], degrees: tuple[Told, Told]) -> bool:
    """Say whether, row by row, the "easting" is where the degrees say the northing is, and the other way round."""
    turned = straight = 0
    for easting, northing, latitude, longitude in zip(
        *(each.head for each in (*grid, *degrees)), strict=True
    ):
        if None in (easting, northing, latitude, longitude):
            continue
        north = _ORIGIN[2] + (latitude - _ORIGIN[0]) * _METRES[0]
        east = _ORIGIN[3] + (longitude - _ORIGIN[1]) * _METRES[1]
        straight += max(abs(easting - east), abs(northing - north)) < _NEAR
        turned += max(abs(easting - north), abs(northing - east)) < _NEAR
    return turned > straight
