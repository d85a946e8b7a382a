from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import shapely

from praya.formats.features.geojson import geojson_geometry
from praya.formats.infer import infer
from praya.formats.profile import profile

if TYPE_CHECKING:
    from collections.abc import Callable

    from praya.formats.infer import Typed
    from praya.formats.raw import RawTable

SQUARE = {"type": "Polygon", "coordinates": [[[114.1, 22.2], [114.2, 22.2], [114.2, 22.3], [114.1, 22.2]]]}


def collection(*geometries: object, **properties: str) -> str:
    features = [
        {"type": "Feature", "geometry": each, "properties": {"n": at, **properties}}
        for at, each in enumerate(geometries)
    ]
    return json.dumps(
        {"type": "FeatureCollection", "name": "Districts", "features": features}, ensure_ascii=False
    )


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Point", "coordinates": [1e6, 5e6]},
        {"type": "Nonsense", "coordinates": []},
        {"type": "Point", "coordinates": ["a", "b"]},
        [1, 2],
        "POINT (1 2)",
    ],
)
def test_a_geometry_that_is_not_wgs84_or_none_at_all_stays_text(
    typed: Callable[..., Typed], geometry: object
) -> None:
    found = typed(collection(geometry))
    last = found.schema.columns[-1]
    assert (last.name, last.type, last.role) == ("geometry", "string", None)


@pytest.mark.parametrize(
    "crs",
    [
        None,
        {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2326"}},
        {"type": "link"},
        "EPSG:2326",
    ],
)
def test_coordinates_of_the_citys_grid_become_degrees_and_stay_beside(
    typed: Callable[..., Typed], crs: object
) -> None:
    point = {"type": "Point", "coordinates": [836000.5, 818000.0]}
    told = {} if crs is None else {"crs": crs}
    found = typed(json.dumps({**json.loads(collection(point)), **told}))
    place = shapely.from_wkb(found.data["geometry"][0].as_py())
    assert (place.x, place.y) == pytest.approx((114.174, 22.301), abs=0.001)
    assert json.loads(found.data["geometry_text"][0].as_py()) == point


def test_latitude_before_longitude_is_put_right(typed: Callable[..., Typed]) -> None:
    found = typed(collection({"type": "LineString", "coordinates": [[22.3, 114.1], [22.4, 114.2]]}))
    assert profile(found).bbox == (114.1, 22.3, 114.2, 22.4)
    assert [each.code for each in found.decisions if each.code == "shapes_exchanged"]


def test_json_that_only_resembles_geojson_is_json(raw: Callable[..., RawTable]) -> None:
    assert raw('{"type": "FeatureCollection", "rows": [{"a": 1}]}').header == ("a",)


def test_features_are_rows_and_their_geometry_comes_last(typed: Callable[..., Typed]) -> None:
    found = typed(collection(SQUARE, None, {"type": "Point", "coordinates": [114.0, 22.5]}, 地區="離島"))
    assert [column.name for column in found.schema.columns] == ["n", "地區", "geometry"]
    assert found.raw.title == "Districts"
    assert found.schema.columns[-1].role == "geometry"
    held = found.data["geometry"].to_pylist()
    assert geojson_geometry(held[0]) == SQUARE
    assert held[1] is None
    assert profile(found).bbox == (114.0, 22.2, 114.2, 22.5)


def test_a_single_feature_and_a_list_of_features(raw: Callable[..., RawTable]) -> None:
    feature = {"type": "Feature", "id": 7, "geometry": SQUARE, "properties": None}
    for content in (feature, [feature]):
        table = raw(json.dumps(content))
        assert table.header == ("id", "geometry")
        assert table.columns.num_rows == 1


def test_heights_are_kept(typed: Callable[..., Typed]) -> None:
    found = typed(collection({"type": "Point", "coordinates": [114.1, 22.3, 12.5]}))
    shape = shapely.from_wkb(found.data["geometry"][0].as_py())
    assert shape.z == 12.5
    assert infer(found.raw).schema == found.schema
