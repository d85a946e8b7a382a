"""GPX: waypoints, routes and tracks, and every point of the last two with its time and height."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import orjson

from praya.formats.features.geojson import GEOMETRY
from praya.formats.tree.columns import Gathered
from praya.formats.tree.xml import local_name, parse, values
from praya.model import errors
from praya.model.decisions import layout as because

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from lxml.etree import _Element

    from praya.formats.raw import RawTable

Row = list[tuple[str, str | None]]

_POINTS = {"rtept", "trkseg"}


def read_gpx(path: Path, encoding: str) -> list[RawTable]:
    """Read the tables of a GPX file: those of waypoints, routes, tracks and their points that it has."""
    root = parse(path, encoding)
    routes, tracks = ([each for each in root if local_name(each) == name] for name in ("rte", "trk"))
    tables = [
        *_table("waypoints", (list(values(each)) for each in root if local_name(each) == "wpt")),
        *_lines("routes", routes),
        *_table("route_points", _points(routes)),
        *_lines("tracks", tracks),
        *_table("track_points", _points(tracks)),
    ]
    if not tables:
        raise errors.RecordsAbsent(path="wpt, trk, rte")
    return tables


def _table(slug: str, rows: Iterable[Row]) -> Iterator[RawTable]:
    gathered = Gathered[str]()
    for row in rows:
        gathered.add(row)
    if gathered.rows:
        decision = because.RECORDS_FEATURES.decide(path=slug, rows=gathered.rows)
        yield gathered.table(slug=slug, header=tuple(gathered.columns), decisions=(decision,))


def _lines(slug: str, lines: list[_Element]) -> Iterator[RawTable]:
    """Yield the table of routes or tracks, one row for each, its line last."""
    gathered = Gathered[str]()
    for line in lines:
        own = [
            (name if label == "value" else f"{name}.{label}", text)
            for child in line
            if (name := local_name(child)) not in _POINTS
            for label, text in values(child)
        ]
        gathered.add([*own, ("\0", _shape(line))])
    if lines:
        order = [label for label in gathered.columns if label != "\0"] + ["\0"]
        decision = because.RECORDS_FEATURES.decide(path=slug, rows=len(lines))
        table = gathered.table(slug=slug, header=(*order[:-1], GEOMETRY), order=order, decisions=(decision,))
        yield replace(table, geometry=len(order) - 1)


def _segments(line: _Element) -> list[list[_Element]]:
    """Return a line's points: those of each segment of a track, all of a route."""
    segments = [list(each) for each in line if local_name(each) == "trkseg"]
    return segments or [[each for each in line if local_name(each) == "rtept"]]


def _points(lines: list[_Element]) -> Iterator[Row]:
    for number, line in enumerate(lines, 1):
        name = next((child.text for child in line if local_name(child) == "name"), None)
        for place, segment in enumerate(_segments(line), 1):
            for point in segment:
                yield [("line", str(number)), ("line name", name), ("segment", str(place)), *values(point)]


def _shape(line: _Element) -> str | None:
    """Return a line as GeoJSON text, or None where a point is no place."""
    try:
        lines = [
            [[float(point.get("lon", "")), float(point.get("lat", ""))] for point in segment]
            for segment in _segments(line)
        ]
    except ValueError:
        return None
    lines = [each for each in lines if len(each) > 1]
    if not lines:
        return None
    kind, held = ("LineString", lines[0]) if len(lines) == 1 else ("MultiLineString", lines)
    return orjson.dumps({"type": kind, "coordinates": held}).decode()
