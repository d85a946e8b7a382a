"""Shapes in markup: the geometries of KML and of GML, which share their ancestors, as GeoJSON."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

import orjson

from praya.formats.tree.xml import local_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

Position = list[float]
Shape = dict[str, object]

POINTS = frozenset({"Point"})
LINES = frozenset({"LineString", "LinearRing", "Curve", "CompositeCurve", "Track"})
AREAS = frozenset({"Polygon", "PolygonPatch", "Rectangle", "Triangle"})
MANY = frozenset(
    {
        "MultiGeometry", "MultiPoint", "MultiLineString", "MultiCurve", "MultiPolygon", "MultiSurface", "MultiTrack",
        "Surface", "PolyhedralSurface", "CompositeSurface", "GeometryCollection",
    }
)  # fmt: skip
SHAPES = POINTS | LINES | AREAS | MANY
_POSITIONS = frozenset({"coordinates", "pos", "posList", "coord"})
_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?")


def shape_text(element: _Element, *, north_first: bool = False) -> str:
    """Return a shape as GeoJSON text; where it cannot be understood, its coordinates as they are written."""
    try:
        shape = _shape(element)
    except ValueError:
        shape = None
    if shape is None:
        return " ".join(" ".join(element.itertext()).split())
    if north_first:
        shape = _turned(shape)
    return orjson.dumps(shape).decode()


def _shape(element: _Element) -> Shape | None:
    """Return a shape; raise ValueError where its coordinates are none."""
    name = local_name(element)
    if name in POINTS:
        positions = list(_positions(element))
        return {"type": "Point", "coordinates": positions[0]} if positions else None
    if name in LINES:
        positions = _line(element)
        return {"type": "LineString", "coordinates": positions} if positions else None
    if name in AREAS:
        rings = [_line(ring) for ring in _rings(element)]
        return {"type": "Polygon", "coordinates": rings} if any(rings) else None
    return _joined([shape for part in _parts(element) if (shape := _shape(part))])


def _parts(element: _Element) -> Iterator[_Element]:
    """Yield the outermost shapes inside a shape of several."""
    for child in element:
        if local_name(child) in SHAPES:
            yield child
        else:
            yield from _parts(child)


def _joined(shapes: list[Shape]) -> Shape | None:
    """Return several shapes as one: of one kind as GeoJSON's own Multi…, else as a collection."""
    if not shapes:
        return None
    kinds = {str(shape["type"]) for shape in shapes}
    if len(kinds) > 1 or not kinds <= {"Point", "LineString", "Polygon"}:
        return {"type": "GeometryCollection", "geometries": shapes}
    return {"type": f"Multi{kinds.pop()}", "coordinates": [shape["coordinates"] for shape in shapes]}


def _rings(area: _Element) -> Iterator[_Element]:
    """Yield an area's rings, the outer one first."""
    for wanted in (("outerBoundaryIs", "exterior"), ("innerBoundaryIs", "interior")):
        for child in area:
            if local_name(child) in wanted:
                yield from child


def _line(element: _Element) -> list[Position]:
    """Return a line's positions; where pieces meet, once."""
    positions = list(_positions(element))
    return positions[:1] + [right for left, right in pairwise(positions) if left != right]


def _positions(element: _Element) -> Iterator[Position]:
    for each in element.iter():
        name = local_name(each) if isinstance(each.tag, str) else ""
        if name == "coord" and len(each):
            yield [_number(part.text or "") for part in each]
        elif name == "coord":
            yield [_number(part) for part in (each.text or "").split()]
        elif name == "coordinates":
            yield from _tuples(each)
        elif name in _POSITIONS:
            numbers = [_number(part) for part in (each.text or "").split()]
            size = _dimension(each, len(numbers), single=name == "pos")
            yield from (numbers[at : at + size] for at in range(0, len(numbers), size))


def _tuples(element: _Element) -> Iterator[Position]:
    """Yield the positions of `coordinates`: tuples apart by blanks, numbers in them by commas, or as it says itself."""
    between, apart, point = (
        element.get(key, other) for key, other in (("cs", ","), ("ts", " "), ("decimal", "."))
    )
    text = (element.text or "").strip()
    text = re.sub(rf"\s*{re.escape(between)}\s*", between, text) if between.strip() else text
    for part in text.split() if not apart.strip() else text.split(apart):
        yield [_number(number.replace(point, ".")) for number in part.strip().split(between) if number]


def _dimension(element: _Element, count: int, *, single: bool) -> int:
    """Return how many numbers make a position: as it or what is around it says, else two, or three where only that fits."""
    around: _Element | None = element
    while around is not None:
        said = around.get("srsDimension", "")
        if said in ("2", "3"):
            return int(said)
        around = around.getparent()
    if single:
        return max(count, 1)
    return 2 if count % 2 == 0 else 3


def _number(text: str) -> float:
    if not _NUMBER.fullmatch(text.strip()):
        raise ValueError(text)
    return float(text)


def _turned(shape: Shape) -> Shape:
    """Return a shape with its first two coordinates exchanged."""
    if "geometries" in shape:
        inner = shape["geometries"]
        assert isinstance(inner, list), "made above"
        return {"type": shape["type"], "geometries": [_turned(each) for each in inner]}
    return {"type": shape["type"], "coordinates": _turned_positions(shape["coordinates"])}


def _turned_positions(held: object) -> object:
    assert isinstance(held, list), "made above"
    if held and isinstance(held[0], float):
        return [*reversed(held[:2]), *held[2:]]
    return [_turned_positions(each) for each in held]
