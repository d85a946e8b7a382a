"""Maps drawn on the server: places over the outlines of the city's districts, as SVG that follows the reader's theme."""

from __future__ import annotations

import math
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from praya.formats.geography.districts import basemap

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from praya.model.text import Lang
    from praya.services.places import Places

Position = tuple[float, float]
Box = tuple[float, float, float, float]

WIDTH = 1200
LEAST_HEIGHT, MOST_HEIGHT = 420, 820
MARGIN = 0.06
LEAST_SPAN = 0.02
"""Degrees; a single place is shown with about a kilometre around it."""
MANY = 1000
LETTER = 9
"""The width of a label's letter, about; a Chinese character takes twice that."""

STYLE = """
path{fill:none;stroke-linejoin:round;stroke-linecap:round}
.district{fill:#e9ece6;stroke:#c3cac2;stroke-width:1.2}
text{font:15px system-ui,"PingFang HK","Microsoft JhengHei","Noto Sans CJK HK",sans-serif;fill:#77827e;text-anchor:middle}
.area{fill:#0b6a72;fill-opacity:.14;stroke:#0b6a72;stroke-width:1.6}
.line{stroke:#0b6a72;stroke-width:2}
.point{stroke:#0b6a72;stroke-opacity:.75}
@media (prefers-color-scheme:dark){
.district{fill:#1a2422;stroke:#35423f}
text{fill:#81908b}
.area{fill:#62c4c3;stroke:#62c4c3}
.line,.point{stroke:#62c4c3}
}
"""


@dataclass(frozen=True, slots=True)
class Window:
    """The part of the earth that is drawn, and its scale."""

    west: float
    north: float
    across: float
    """Pixels a degree of longitude."""
    down: float
    """Pixels a degree of latitude."""
    height: int

    def place(self, position: Position) -> Position:
        """Return where a position in degrees is drawn, in pixels."""
        return (position[0] - self.west) * self.across, (self.north - position[1]) * self.down


def map_svg(places: Places, lang: Lang) -> str:
    """Draw a table's places."""
    features: list[Mapping[str, Any]] = list(places.collection["features"])  # type: ignore[call-overload]  # GeoJSON has it
    geometries = [feature["geometry"] for feature in features]
    positions = [position for geometry in geometries for position in _positions(geometry["coordinates"])]
    window = _window(_box(positions) if positions else _box(_district_positions()))
    paths = {
        "area": "".join(_path(window, each, closed=True) for each in _parts(geometries, "Polygon")),
        "line": "".join(_path(window, each, closed=False) for each in _parts(geometries, "LineString")),
        "point": "".join(f"M{_at(window, each)}h0" for each in _parts(geometries, "Point")),
    }
    width = 5 if len(geometries) > MANY else 8
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{window.height}" '
        f'viewBox="0 0 {WIDTH} {window.height}"><style>{STYLE}</style>{_districts(window, lang)}'
        + "".join(
            f'<path class="{kind}" d="{path}"'
            + (f' stroke-width="{width}"' if kind == "point" else "")
            + "/>"
            for kind, path in paths.items()
            if path
        )
        + "</svg>"
    )


def _districts(window: Window, lang: Lang) -> str:
    parts = []
    for feature in basemap()["features"]:
        rings = feature["geometry"]["coordinates"]
        path = "".join(_path(window, ring, closed=True) for ring in rings)
        parts.append(f'<path class="district" d="{path}"/>')
    parts += [
        f'<text x="{x:.0f}" y="{y:.0f}">{escape(name)}</text>'
        for feature in basemap()["features"]
        for name in [feature["properties"][lang]]
        for x, y in [window.place(feature["properties"]["label"])]
        if _fits(window, feature["geometry"]["coordinates"][0], name)
    ]
    return "".join(parts)


def _fits(window: Window, ring: list[Position], name: str) -> bool:
    """Say whether a district is drawn wide enough for its name."""
    west, _, east, _ = _box(ring)
    letters = sum(1 if char.isascii() else 2 for char in name)
    return (east - west) * window.across > letters * LETTER


def _window(box: Box) -> Window:
    west, south, east, north = box
    wide, high = max(east - west, LEAST_SPAN), max(north - south, LEAST_SPAN)
    shrink = math.cos(math.radians((north + south) / 2))
    height = min(MOST_HEIGHT, max(LEAST_HEIGHT, round(WIDTH * high / (wide * shrink))))
    down = min(height / (high * (1 + 2 * MARGIN)), WIDTH / (wide * shrink * (1 + 2 * MARGIN)))
    across = down * shrink
    middle = (west + east) / 2, (north + south) / 2
    return Window(middle[0] - WIDTH / across / 2, middle[1] + height / down / 2, across, down, height)


def _box(positions: Iterable[Position]) -> Box:
    xs, ys = zip(*((position[0], position[1]) for position in positions), strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _district_positions() -> Iterator[Position]:
    for feature in basemap()["features"]:
        yield from _positions(feature["geometry"]["coordinates"])


def _positions(coordinates: Any) -> Iterator[Position]:  # noqa: ANN401 - GeoJSON nests them one to four deep
    if coordinates and isinstance(coordinates[0], (int, float)):
        yield coordinates[0], coordinates[1]
        return
    for part in coordinates:
        yield from _positions(part)


def _parts(geometries: list[Any], kind: str) -> Iterator[Any]:
    """Give the rings, lines or positions of all geometries of a kind, single and multiple."""
    for geometry in geometries:
        held = geometry["coordinates"]
        if geometry["type"] == kind:
            yield from held if kind == "Polygon" else [held]
        elif geometry["type"] == f"Multi{kind}":
            for part in held:
                yield from part if kind == "Polygon" else [part]


def _path(window: Window, positions: list[Position], *, closed: bool) -> str:
    return "M" + "L".join(_at(window, each) for each in positions) + ("Z" if closed else "")


def _at(window: Window, position: Position) -> str:
    x, y = window.place(position)
    return f"{x:.1f} {y:.1f}"
