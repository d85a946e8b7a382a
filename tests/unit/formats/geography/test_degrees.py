from __future__ import annotations

import math

import numpy as np
import pytest
import shapely

from praya.formats.geography.degrees import Way, find_way, grid_is_crossed, grid_to_degrees, positions

KOWLOON = (835_900.0, 817_500.0)
"""A place in Tsim Sha Tsui, on the grid."""
IN_DEGREES = (114.1733, 22.2964)


def points(*positions: tuple[float, ...]) -> np.ndarray:
    return np.array([shapely.Point(*each) for each in positions], dtype=object)


def way_of(shapes: np.ndarray, words: str) -> Way:
    found = find_way(positions(shapes), words)
    assert isinstance(found, Way)
    return found


def at(shape: shapely.Point) -> tuple[float, float]:
    return shape.x, shape.y


@pytest.mark.parametrize("shapes", [np.array([], dtype=object), np.array([None, None], dtype=object)])
@pytest.mark.parametrize("words", ["", "EPSG:2326"])
def test_no_shapes_are_no_trouble(shapes: np.ndarray, words: str) -> None:
    found = way_of(shapes, words)
    assert found.decision.code == "shapes"
    assert not found.changes
    assert len(found.go(shapes)) == len(shapes)


@pytest.mark.parametrize(
    ("position", "words", "code"),
    [
        ((1e6, 5e6), "", "shapes_elsewhere"),
        ((1e300, 5.0), "", "shapes_elsewhere"),
        ((1.0, 2.0), "LOCAL:1", "system_unknown"),
    ],
)
def test_what_cannot_be_placed_stays_as_it_is(position: tuple[float, float], words: str, code: str) -> None:
    found = find_way(positions(points(position)), words)
    assert not isinstance(found, Way)
    assert found.code == code


def test_a_position_that_no_conversion_reaches_is_lost_alone() -> None:
    found = way_of(points(KOWLOON), "EPSG:2326").go(points(KOWLOON, (1e30, 1e30)))
    assert found[0] is not None
    assert found[1] is None


@pytest.mark.parametrize(
    ("position", "words", "code"),
    [
        (IN_DEGREES, "", "shapes"),
        (IN_DEGREES, "EPSG:4326", "shapes"),
        (IN_DEGREES[::-1], "", "shapes_exchanged"),
        (IN_DEGREES[::-1], "EPSG:4326", "shapes_exchanged"),
        (KOWLOON, "EPSG:2326", "shapes_converted"),
        (KOWLOON, "", "grid_by_range"),
        (IN_DEGREES, "EPSG:2326", "system_contradicted"),
        ((12_709_713.6, 2_547_149.0), "EPSG:3857", "shapes_converted"),
        ((208_751.1, 2_468_362.1), "EPSG:32650", "shapes_converted"),
    ],
)
def test_places_come_to_the_same_degrees_from_everywhere(
    position: tuple[float, float], words: str, code: str
) -> None:
    found = way_of(points(position), words)
    assert found.decision.code == code
    assert at(found.go(points(position))[0]) == pytest.approx(IN_DEGREES, abs=0.001)


def test_grid_coordinates_in_the_wrong_order_are_seen_by_where_the_city_is() -> None:
    sheung_shui = (829_500.0, 840_500.0)
    places = [sheung_shui, (KOWLOON[0] + 9_000, KOWLOON[1] - 1_500), (816_000.0, 804_000.0)]
    crossed = [(north, east) for east, north in places]
    assert not grid_is_crossed(*np.array(places).T)
    assert way_of(points(*crossed), "").decision.code in ("grid_by_range", "grid_by_range_crossed")
    far = [(862_000.0, 818_000.0), (861_000.0, 829_000.0)]
    assert grid_is_crossed(*np.array([each[::-1] for each in far]).T)
    found = way_of(points(*(each[::-1] for each in far)), "EPSG:2326")
    assert found.decision.code == "shapes_converted_crossed"


def test_heights_stay_as_they_are() -> None:
    found = way_of(points(KOWLOON), "EPSG:2326").go(points((*KOWLOON, 55.5)))
    assert found[0].z == 55.5


def test_positions_outside_the_city_have_no_degrees() -> None:
    x, y = grid_to_degrees(np.array([KOWLOON[0], 0.0, math.nan]), np.array([KOWLOON[1], 0.0, 817_500.0]))
    assert (x[0], y[0]) == pytest.approx(IN_DEGREES, abs=0.001)
    assert np.isnan(x[1:]).all()
    assert np.isnan(y[1:]).all()
