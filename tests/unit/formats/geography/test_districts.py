from __future__ import annotations

import numpy as np
import shapely

from praya.formats.geography.districts import basemap, rows_of_positions, rows_of_shapes, share_inside
from praya.model.districts import DISTRICTS


def area(code: str) -> shapely.Polygon:
    feature = next(each for each in basemap()["features"] if each["properties"]["code"] == code)
    return shapely.geometry.shape(feature["geometry"])


def test_the_outlines_are_those_of_the_canonical_list() -> None:
    assert {each["properties"]["code"] for each in basemap()["features"]} == {each.code for each in DISTRICTS}


def test_places_elsewhere_or_nowhere_are_in_no_district() -> None:
    x, y = np.array([0.0, np.nan, 113.5]), np.array([51.5, np.nan, 22.2])
    assert rows_of_positions(x, y) == {}
    assert share_inside(x, y) == 0
    assert share_inside(x[:0], y[:0]) == 0
    shapes = np.array([None, shapely.Polygon(), shapely.Point(), shapely.Point(0, 0)], dtype=object)
    assert rows_of_shapes(shapes) == {}


def test_every_district_holds_its_own_label() -> None:
    for feature in basemap()["features"]:
        x, y = feature["properties"]["label"]
        assert rows_of_positions(np.array([x]), np.array([y])) == {feature["properties"]["code"]: 1}


def test_a_district_is_in_itself_and_only_touches_its_neighbours() -> None:
    for code in ("wan-chai", "sha-tin", "islands"):
        assert rows_of_shapes(np.array([area(code)], dtype=object)) == {code: 1}


def test_what_reaches_far_counts_everywhere_and_what_is_small_once() -> None:
    lantau = shapely.LineString([(113.95, 22.25), (114.2, 22.28)])
    everything = shapely.box(113.7, 22.0, 114.6, 22.7)
    small = shapely.box(114.170, 22.277, 114.1705, 22.2775)
    found = rows_of_shapes(np.array([everything, small, lantau], dtype=object))
    assert len(found) == len(DISTRICTS)
    assert found["wan-chai"] >= 2
    assert found["north"] == 1


def test_shapes_that_cross_themselves_are_no_trouble() -> None:
    bow = shapely.Polygon([(114.1, 22.2), (114.3, 22.4), (114.3, 22.2), (114.1, 22.4)])
    assert rows_of_shapes(np.array([bow], dtype=object))
