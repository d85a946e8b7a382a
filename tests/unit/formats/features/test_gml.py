from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import shapely

from praya.formats.infer import infer
from praya.model import errors

if TYPE_CHECKING:
    from collections.abc import Callable

    from praya.formats.raw import RawTable

STRICT = "urn:ogc:def:crs:EPSG::{}"


def gml(*features: str, version: str = "/3.2") -> str:
    members = "".join(f"<gml:featureMember>{each}</gml:featureMember>" for each in features)
    return (
        f'<wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs/2.0" xmlns:app="a" '
        f'xmlns:gml="http://www.opengis.net/gml{version}">{members}</wfs:FeatureCollection>'
    )


def pier(shape: str, name: str = "中環") -> str:
    return f'<app:Pier gml:id="p.1"><gml:boundedBy/><app:name>{name}</app:name><app:no>007</app:no><app:geom>{shape}</app:geom></app:Pier>'


def point(position: str, system: str = "EPSG:2326") -> str:
    return f'<gml:Point srsName="{system}"><gml:pos>{position}</gml:pos></gml:Point>'


def shape(table: RawTable) -> dict[str, object]:
    text = table.columns.columns[-1][0].as_py()
    found: dict[str, object] = json.loads(text)
    return found


def test_a_collection_without_features_has_no_table(raw: Callable[..., RawTable]) -> None:
    with pytest.raises(errors.RecordsAbsent):
        raw(gml())


@pytest.mark.parametrize("position", ["here there", "1"])
def test_a_position_that_is_none_stays_text(raw: Callable[..., RawTable], position: str) -> None:
    typed = infer(raw(gml(pier(point(position)))))
    assert typed.schema.columns[-1].role is None


def test_features_in_two_systems_stay_text(raw: Callable[..., RawTable]) -> None:
    content = gml(pier(point("834000 816500")), pier(point("114.1 22.2", "EPSG:4326")))
    typed = infer(raw(content))
    assert typed.schema.columns[-1].type == "string"
    assert [each.code for each in typed.decisions if each.code == "system_unknown"]


def test_each_type_of_feature_is_a_table(raw_tables: Callable[..., list[RawTable]]) -> None:
    tables = raw_tables(
        gml(pier(point("834000 816500")), '<app:Note gml:id="n"><app:text>x</app:text></app:Note>')
    )
    assert [(table.slug, table.header) for table in tables] == [
        ("Pier", ("id", "name", "no", "geometry")),
        ("Note", ("id", "text")),
    ]
    assert tables[0].columns["c2"][0].as_py() == "007"


@pytest.mark.parametrize(
    ("position", "system"),
    [
        ("834000 816500", "EPSG:2326"),
        ("816500 834000", STRICT.format(2326)),
        ("816500 834000", "http://www.opengis.net/def/crs/EPSG/0/2326"),
        ("114.1549 22.2874", "EPSG:4326"),
        ("22.2874 114.1549", STRICT.format(4326)),
        ("22.2874 114.1549", "EPSG:4326"),
        ("114.1549 22.2874", STRICT.format(4326)),
        ("114.1549 22.2874", "urn:ogc:def:crs:OGC:1.3:CRS84"),
    ],
)
def test_axes_come_right_as_promised_or_against_the_promise(
    raw: Callable[..., RawTable], position: str, system: str
) -> None:
    typed = infer(raw(gml(pier(point(position, system)))))
    found = shapely.from_wkb(typed.data["geometry"][0].as_py())
    assert (found.x, found.y) == pytest.approx((114.1549, 22.2874), abs=0.001)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (
            '<gml:LineString srsDimension="3"><gml:posList>1 2 3 4 5 6</gml:posList></gml:LineString>',
            {"type": "LineString", "coordinates": [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]},
        ),
        (
            '<gml:LineString><gml:coordinates decimal="," cs=";" ts="|">1,5;2|3;4,5</gml:coordinates></gml:LineString>',
            {"type": "LineString", "coordinates": [[1.5, 2.0], [3.0, 4.5]]},
        ),
        (
            "<gml:Point><gml:coord><gml:X>1</gml:X><gml:Y>2</gml:Y></gml:coord></gml:Point>",
            {"type": "Point", "coordinates": [1.0, 2.0]},
        ),
        (
            (
                "<gml:MultiSurface><gml:surfaceMember><gml:Surface><gml:patches><gml:PolygonPatch><gml:exterior>"
                "<gml:LinearRing><gml:posList>0 0 1 0 1 1 0 0</gml:posList></gml:LinearRing></gml:exterior>"
                "</gml:PolygonPatch></gml:patches></gml:Surface></gml:surfaceMember></gml:MultiSurface>"
            ),
            {
                "type": "GeometryCollection",
                "geometries": [
                    {
                        "type": "MultiPolygon",
                        "coordinates": [[[[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 0.0]]]],
                    }
                ],
            },
        ),
        (
            (
                "<gml:Curve><gml:segments><gml:LineStringSegment><gml:posList>0 0 1 1</gml:posList></gml:LineStringSegment>"
                "<gml:LineStringSegment><gml:posList>1 1 2 0</gml:posList></gml:LineStringSegment></gml:segments></gml:Curve>"
            ),
            {"type": "LineString", "coordinates": [[0.0, 0.0], [1.0, 1.0], [2.0, 0.0]]},
        ),
    ],
)
def test_shapes_of_every_edition(raw: Callable[..., RawTable], written: str, expected: object) -> None:
    assert shape(raw(gml(pier(written), version=""))) == expected
