"""Maps drawn on the server: places over the outlines of the city's districts, as SVG that follows the reader's theme."""

from __future__ import annotations

import math
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from praya.formats.geography.districts import basemap
from praya.web import readable

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
NEAR = 0.008
"""Degrees around a place that is gone to."""
MOST_APART = 400
"""Points that are drawn each; of more, those that lie close stand as one."""
CELL = 46
LOWER = ' dy="18"'
THOUSAND = 1000
LETTER = 9
"""The width of a label's letter, about; a Chinese character takes twice that."""

STYLE = """
path{fill:none;stroke-linejoin:round;stroke-linecap:round}
.district{fill:#e9ece6;stroke:#c3cac2;stroke-width:1.2}
text{font:15px system-ui,"PingFang HK","Microsoft JhengHei","Noto Sans CJK HK",sans-serif;fill:#77827e;text-anchor:middle}
.area{fill:#0b6a72;fill-opacity:.14;stroke:#0b6a72;stroke-width:1.6}
.line{stroke:#0b6a72;stroke-width:2}
.point{stroke:#0b6a72;stroke-opacity:.75}
.crowd{fill:#0b6a72;fill-opacity:.86}
.n{fill:#fff;font-weight:600}
.none{fill:url(#hatch)}
.hatch{stroke:#5a6663;stroke-opacity:.5;stroke-width:2}
.c0{fill:#d3e5e1}.c1{fill:#9fcbc7}.c2{fill:#62a6a7}.c3{fill:#2b7f86}.c4{fill:#0a4d56}
.over{fill:#17211f;stroke:#f6f7f3;stroke-width:3.5;paint-order:stroke}
.at{fill:none;stroke:#9a3f13;stroke-width:3}
@media (prefers-color-scheme:dark){
.district{fill:#1a2422;stroke:#35423f}
text{fill:#81908b}
.area{fill:#62c4c3;stroke:#62c4c3}
.line,.point{stroke:#62c4c3}
.crowd{fill:#62c4c3}
.n{fill:#101716}
.hatch{stroke:#9ba7a3}
.c0{fill:#1e3a3a}.c1{fill:#285a5a}.c2{fill:#368282}.c3{fill:#56afae}.c4{fill:#a4e6e2}
.over{fill:#e6eae4;stroke:#101716}
.at{stroke:#eda071}
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


HATCH = (
    '<defs><pattern id="hatch" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<line class="hatch" y2="8"/></pattern></defs>'
)


def map_svg(places: Places, lang: Lang, *, at: Position | None = None, named: bool = False) -> str:
    """Draw a table's places; those too close to be told apart as one with their number. `at` is marked.

    With `named`, a point's `label` stands beside it.
    """
    features: list[Mapping[str, Any]] = list(places.collection["features"])  # type: ignore[call-overload]  # GeoJSON has it
    geometries = [feature["geometry"] for feature in features]
    positions = [position for geometry in geometries for position in _positions(geometry["coordinates"])]
    box = _box([(at[0] - NEAR, at[1] - NEAR), (at[0] + NEAR, at[1] + NEAR)]) if at else None
    window = _window(box or (_box(positions) if positions else _box(_district_positions())))
    points = list(_parts(geometries, "Point"))
    counts = [int(feature["properties"].get("count", 1)) for feature in features]
    many = places.crowded or len(points) > MOST_APART
    paths = {
        "area": "".join(_path(window, each, closed=True) for each in _parts(geometries, "Polygon")),
        "line": "".join(_path(window, each, closed=False) for each in _parts(geometries, "LineString")),
        "point": "" if many else "".join(f"M{_at(window, each)}h0" for each in points),
    }
    drawn = "".join(
        f'<path class="{kind}" d="{path}"' + (' stroke-width="8"' if kind == "point" else "") + "/>"
        for kind, path in paths.items()
        if path
    )
    crowds = _crowds(window, points, counts if places.crowded else [1] * len(points)) if many else ""
    labels = _labels(window, features) if named and not many else ""
    return _whole(window, _districts(window, lang) + drawn + crowds + labels + _mark(window, at))


def _labels(window: Window, features: list[Mapping[str, Any]]) -> str:
    """Write what each point says beside it, but where another one's words stand already; the first come first."""
    taken: list[tuple[float, float, float, float]] = []
    parts = []
    for feature in features:
        words = str(feature["properties"].get("label") or "")
        x, y = window.place(feature["geometry"]["coordinates"])
        wide = sum(1 if char.isascii() else 2 for char in words) * LETTER * 0.95
        for left, base in (
            (x - wide / 2, y - 9),
            (x - wide / 2, y + 22),
            (x + 8, y + 5),
            (x - wide - 8, y + 5),
        ):
            box = (left, base - 14, left + wide, base + 3)
            if all(
                box[2] < each[0] or each[2] < box[0] or box[3] < each[1] or each[3] < box[1] for each in taken
            ):
                taken.append(box)
                middle = left + wide / 2
                parts.append(f'<text class="over" x="{middle:.0f}" y="{base:.0f}">{escape(words)}</text>')
                break
    return "".join(parts)


def areas_svg(shades: Mapping[str, int], told: Mapping[str, str], lang: Lang, *, named: bool = True) -> str:
    """Draw the districts, each in its class from 0 to 4; one without a class is hatched.

    With `named`, each one's name and value stand in it.
    """
    window = _window(_box(_district_positions()))
    parts = []
    for feature in basemap()["features"]:
        code = feature["properties"]["code"]
        path = "".join(_path(window, ring, closed=True) for ring in feature["geometry"]["coordinates"])
        shade = f"c{shades[code]}" if code in shades else "none"
        title = f"{feature['properties'][lang]}: {told.get(code, '')}"
        parts.append(f'<path class="district {shade}" d="{path}"><title>{escape(title)}</title></path>')
    for feature in basemap()["features"] if named else ():
        x, y = window.place(feature["properties"]["label"])
        value = told.get(feature["properties"]["code"], "")
        wide = _fits(window, feature["geometry"]["coordinates"][0], feature["properties"][lang])
        name = f'<tspan x="{x:.0f}">{escape(feature["properties"][lang])}</tspan>' if wide else ""
        parts.append(
            f'<text class="over" x="{x:.0f}" y="{y:.0f}">{name}'
            f'<tspan x="{x:.0f}"{LOWER if name else ""}>{escape(value)}</tspan></text>'
        )
    return _whole(window, "".join(parts))


def _whole(window: Window, inner: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{window.height}" '
        f'viewBox="0 0 {WIDTH} {window.height}"><style>{STYLE}</style>{HATCH}{inner}</svg>'
    )


def _crowds(window: Window, points: list[Any], counts: list[int]) -> str:
    """Draw points that lie close to each other as one disc with their number."""
    cells: dict[tuple[int, int], list[tuple[float, float, int]]] = {}
    for point, count in zip(points, counts, strict=True):
        x, y = window.place(point)
        if -CELL < x < WIDTH + CELL and -CELL < y < window.height + CELL:
            cells.setdefault((int(x // CELL), int(y // CELL)), []).append((x, y, count))
    parts = []
    for held in cells.values():
        total = sum(count for _, _, count in held)
        x, y = (sum(each[axis] * each[2] for each in held) / total for axis in (0, 1))
        if total == 1:
            parts.append(f'<circle class="crowd" cx="{x:.1f}" cy="{y:.1f}" r="4"/>')
            continue
        radius = min(CELL / 2, 9 + 3.2 * math.log10(total) ** 1.5)
        parts.append(
            f'<circle class="crowd" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"/>'
            f'<text class="n" x="{x:.1f}" y="{y + 4:.1f}" font-size="12">{_brief(total)}</text>'
        )
    return "".join(parts)


def _brief(count: int) -> str:
    return readable.number(count) if count < THOUSAND else f"{count / THOUSAND:.1f}".removesuffix(".0") + "k"


def _mark(window: Window, at: Position | None) -> str:
    if at is None:
        return ""
    x, y = window.place(at)
    return f'<path class="at" d="M{x:.1f} {y - 14:.1f}v28M{x - 14:.1f} {y:.1f}h28"/>'


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
