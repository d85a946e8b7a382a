"""Mapbox Vector Tiles, version 2.1: one layer of shapes on the grid of one tile of the Web Mercator square.

A shape is projected, cut at the tile's edge and a little beyond, simplified to what the grid can show, and left out
where nothing of it can be seen. What would make a tile larger than `MOST_BYTES` is left off, properties first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely.geometry.polygon import orient

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

EXTENT = 4096
BUFFER = 64
"""How far shapes reach beyond the tile, so that lines and labels do not end at its edge."""
DEEPEST = 22
CLOSE = 14
"""From this depth on, points on one spot stand there each for itself."""
MOST_BYTES = 1_000_000
PLAIN_FROM = MOST_BYTES // 2
"""From this size on, features have no properties."""
NORTHMOST = 85.0511287798066
_MOVE, _LINE, _CLOSE = 1, 2, 7
_POINT, _LINESTRING, _POLYGON = 1, 2, 3
_RING = 4
"""Positions of the smallest ring, its first said again at its end."""


@dataclass(frozen=True, slots=True)
class Place:
    """One tile: how deep, and which column and row from the north-west."""

    z: int
    x: int
    y: int

    @property
    def valid(self) -> bool:
        """Say whether there is such a tile."""
        return 0 <= self.z <= DEEPEST and 0 <= self.x < 2**self.z and 0 <= self.y < 2**self.z

    def bounds(self) -> tuple[float, float, float, float]:
        """Return west, south, east, north in degrees of what is drawn on it, the buffer with it."""
        spare = BUFFER / EXTENT
        side = 2**self.z
        west, east = ((each / side) * 360 - 180 for each in (self.x - spare, self.x + 1 + spare))
        north, south = (
            float(np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * each / side)))))
            for each in (self.y - spare, self.y + 1 + spare)
        )
        return max(west, -180.0), max(south, -90.0), min(east, 180.0), min(north, 90.0)


@dataclass(frozen=True, slots=True)
class Tile:
    """A tile's bytes; `left_off` counts features that had no room."""

    body: bytes
    features: int
    left_off: int


def encode(
    name: str,
    place: Place,
    ids: Sequence[int],
    shapes: NDArray[np.object_],
    properties: Sequence[Mapping[str, object]],
) -> Tile:
    """Draw shapes of WGS84 degrees (longitude first) as the one layer of a tile; without any the tile is empty."""
    layer = _Layer(name)
    drawn = _on_grid(shapes, place)
    seen: set[bytes] = set()
    left_off = 0
    for number, shape, told in zip(ids, drawn, properties, strict=True):
        kind, commands = _drawing(shape)
        written = _packed(commands)
        if not commands or (kind == _POINT and written in seen and place.z < CLOSE):
            continue  # from far, points on one spot of the grid cannot be told from each other
        seen.add(written)
        if layer.size + len(written) > MOST_BYTES:
            left_off += 1
        else:
            layer.add(number, kind, written, told if layer.size < PLAIN_FROM else {})
    return Tile(layer.body(), layer.features, left_off)


def _on_grid(shapes: NDArray[np.object_], place: Place) -> NDArray[np.object_]:
    def gridded(positions: NDArray[np.float64]) -> NDArray[np.float64]:
        latitudes = np.radians(np.clip(positions[:, 1], -NORTHMOST, NORTHMOST))
        across = (positions[:, 0] + 180) / 360 * 2**place.z - place.x
        down = (1 - np.arcsinh(np.tan(latitudes)) / np.pi) / 2 * 2**place.z - place.y
        return np.column_stack([across, down]) * EXTENT

    low, high = -BUFFER, EXTENT + BUFFER
    projected = shapely.make_valid(shapely.simplify(shapely.transform(shapes, gridded), 0.5))
    cut = shapely.clip_by_rect(projected, low, low, high, high)
    drawn: NDArray[np.object_] = shapely.set_precision(shapely.make_valid(cut), 1)
    return drawn


def _drawing(shape: Any) -> tuple[int, list[int]]:  # noqa: ANN401 - shapely has no types of its own
    """Return the kind of a shape on the grid and the commands that draw it; of a mixed one its widest parts."""
    parts = [] if shape is None else [each for each in _parts(shape) if not each.is_empty]
    if not parts:
        return _POINT, []
    widest = max(shapely.get_dimensions(parts))
    kept = [each for each in parts if shapely.get_dimensions(each) == widest]
    if widest == 0:
        return _POINT, _Pen().points([(each.x, each.y) for each in kept])
    pen = _Pen()
    if widest == 1:
        for line in kept:
            pen.line(line.coords)
        return _LINESTRING, pen.commands
    for area in kept:
        turned = orient(area)  # positive on a grid that runs downwards: clockwise to who looks at it
        for ring in (turned.exterior, *turned.interiors):
            pen.ring(ring.coords)
    return _POLYGON, pen.commands


def _parts(shape: Any) -> Iterator[Any]:  # noqa: ANN401 - see above
    if hasattr(shape, "geoms"):
        for each in shape.geoms:
            yield from _parts(each)
    else:
        yield shape


class _Pen:
    """Draws with commands, each position said as the way from the one before."""

    def __init__(self) -> None:
        self.commands: list[int] = []
        self._x = self._y = 0

    def points(self, positions: Sequence[tuple[float, float]]) -> list[int]:
        """Set every position, and return the commands."""
        self._go(_MOVE, positions)
        return self.commands

    def line(self, positions: Iterable[Sequence[float]]) -> None:
        """Draw through positions."""
        first, *others = positions
        self._go(_MOVE, [first])
        self._go(_LINE, others)

    def ring(self, positions: Iterable[Sequence[float]]) -> None:
        """Draw around positions of which the last is the first."""
        listed = list(positions)
        if len(listed) >= _RING:
            self.line(listed[:-1])
            self.commands.append(_CLOSE | 1 << 3)

    def _go(self, command: int, positions: Sequence[Sequence[float]]) -> None:
        self.commands.append(command | len(positions) << 3)
        for position in positions:
            x, y = round(position[0]), round(position[1])
            self.commands += [_zigzag(x - self._x), _zigzag(y - self._y)]
            self._x, self._y = x, y


class _Layer:
    """A layer as it is written: features one after another, every key and value once."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._features: list[bytes] = []
        self._keys: dict[str, int] = {}
        self._values: dict[bytes, int] = {}
        self.size = 0

    @property
    def features(self) -> int:
        """Return how many there are."""
        return len(self._features)

    def add(self, number: int, kind: int, geometry: bytes, told: Mapping[str, object]) -> None:
        """Write one feature; what is missing is not told."""
        tags: list[int] = []
        for key, value in told.items():
            if value is not None:
                tags += [self._key(key), self._value(value)]
        body = _field(1, number) + _bytes(2, _packed(tags)) + _field(3, kind) + _bytes(4, geometry)
        self._features.append(_bytes(2, body))
        self.size += len(self._features[-1])

    def body(self) -> bytes:
        """Return the tile with this one layer, or an empty one."""
        if not self._features:
            return b""
        parts = [_field(15, 2), _bytes(1, self._name.encode()), *self._features]
        parts += [_bytes(3, each.encode()) for each in self._keys]
        parts += [_bytes(4, each) for each in self._values]
        return _bytes(3, b"".join([*parts, _field(5, EXTENT)]))

    def _key(self, key: str) -> int:
        if key not in self._keys:
            self.size += len(key.encode())
        return self._keys.setdefault(key, len(self._keys))

    def _value(self, value: object) -> int:
        written = _written(value)
        if written not in self._values:
            self.size += len(written)
        return self._values.setdefault(written, len(self._values))


def _written(value: object) -> bytes:
    if isinstance(value, bool):
        return _field(7, int(value))
    if isinstance(value, int) and -(2**63) <= value < 2**63:
        return _field(6, _zigzag(value))
    if isinstance(value, float):
        return _varint(3 << 3 | 1) + np.float64(value).tobytes()
    return _bytes(1, str(value).encode())


def _zigzag(value: int) -> int:
    return value << 1 if value >= 0 else (-value << 1) - 1


def _varint(value: int) -> bytes:
    written = bytearray()
    while value >> 7:
        written.append(value & 0x7F | 0x80)
        value >>= 7
    written.append(value)
    return bytes(written)


def _packed(values: Iterable[int]) -> bytes:
    return b"".join(map(_varint, values))


def _field(number: int, value: int) -> bytes:
    return _varint(number << 3) + _varint(value)


def _bytes(number: int, value: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(value)) + value
