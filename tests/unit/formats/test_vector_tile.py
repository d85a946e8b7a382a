"""Vector tiles as another program decodes them: parts, holes, spots that coincide, values, and what has no room."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyogrio
import pytest
import shapely

from praya.formats.vector_tile import MOST_BYTES, Place, Tile, encode

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    Decode = Callable[[Tile, Place], list[dict[str, Any]]]

WORLD = Place(0, 0, 0)
"""One unit of its grid is about 0.09 degrees."""


@pytest.fixture
def decode(tmp_path: Path) -> Decode:
    def decoded(tile: Tile, place: Place) -> list[dict[str, Any]]:
        path = tmp_path / str(place.z) / str(place.x) / f"{place.y}.pbf"
        path.parent.mkdir(parents=True)
        path.write_bytes(tile.body)
        meta, table = pyogrio.read_arrow(f"MVT:{path}", layer="t", CLIP="NO")
        name = meta["geometry_name"] or "wkb_geometry"
        rows: list[dict[str, Any]] = table.to_pylist()
        return [{"shape": shapely.from_wkb(row.pop(name)), **row} for row in rows]

    return decoded


def drawn(shapes: Sequence[object], place: Place = WORLD, told: Sequence[dict[str, object]] = ()) -> Tile:
    held = np.empty(len(shapes), object)
    held[:] = shapes
    numbers = list(range(1, len(shapes) + 1))
    return encode("t", place, numbers, held, told or [{} for _ in shapes])


@pytest.mark.parametrize("place", [Place(-1, 0, 0), Place(1, 2, 0), Place(1, 0, 2), Place(23, 0, 0)], ids=str)
def test_places_that_no_tile_has(place: Place):
    assert not place.valid


def test_nothing_to_see_is_an_empty_tile():
    unseen = [None, shapely.Point(), shapely.Point(170, 10), shapely.box(0, 0, 1e-5, 1e-5)]
    tile = drawn(unseen, Place(2, 0, 0))
    assert (tile.body, tile.features, tile.left_off) == (b"", 0, 0)


def test_holes_and_parts_stay(decode: Decode):
    holed = shapely.box(0, 0, 40, 40).difference(shapely.box(10, 10, 20, 20))
    parts = shapely.union_all([holed, shapely.box(60, 0, 80, 20)])
    lines = shapely.MultiLineString([[(0, 0), (10, 10)], [(20, 0), (30, 10)]])
    points = shapely.MultiPoint([(0, 0), (50, 50)])
    found = {row["mvt_id"]: row["shape"] for row in decode(drawn([parts, lines, points]), WORLD)}
    assert [found[key].geom_type for key in (1, 2, 3)] == ["MultiPolygon", "MultiLineString", "MultiPoint"]
    assert sorted(len(each.interiors) for each in found[1].geoms) == [0, 1]
    assert [len(found[key].geoms) for key in (2, 3)] == [2, 2]


def test_a_shape_that_crosses_itself_is_drawn_valid(decode: Decode):
    (row,) = decode(drawn([shapely.Polygon([(0, 0), (40, 40), (40, 0), (0, 40)])]), WORLD)
    assert row["shape"].is_valid
    assert row["shape"].area > 0


def test_values_keep_their_types_and_what_is_missing_is_not_told(decode: Decode):
    told: dict[str, object] = {
        "words": "大埔 <b>",
        "count": -(2**40),
        "share": 0.1,
        "open": True,
        "none": None,
        "huge": 2**70,
    }
    (row,) = decode(drawn([shapely.Point(1, 1)], told=[told]), WORLD)
    del row["shape"], row["mvt_id"]
    assert row == {"words": "大埔 <b>", "count": -(2**40), "share": 0.1, "open": True, "huge": str(2**70)}


def test_points_on_one_spot_are_one_from_far_and_each_from_near():
    spot = [shapely.Point(0.001, 0.001)] * 3
    assert drawn(spot).features == 1
    assert drawn(spot, Place(14, 8192, 8191)).features == 3


def test_a_tile_stays_small_and_says_what_had_no_room(decode: Decode):
    shapes = [shapely.Point(x / 12, y / 12) for x in range(200) for y in range(200)]
    told: list[dict[str, object]] = [{"words": f"{number} " * 50} for number in range(len(shapes))]
    place = Place(3, 4, 3)
    tile = drawn(shapes, place, told)
    assert tile.left_off > 0
    assert len(tile.body) < MOST_BYTES * 1.2
    rows = decode(tile, place)
    assert len(rows) == tile.features
    assert rows[0]["words"].startswith("0 0")
    assert rows[-1]["words"] is None
