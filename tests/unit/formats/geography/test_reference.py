from __future__ import annotations

import pytest

from praya.formats.geography.reference import name_of, north_first, system

ESRI = (
    'PROJCS["Hong_Kong_1980_Grid",GEOGCS["GCS_Hong_Kong_1980",DATUM["D_Hong_Kong_1980",'
    'SPHEROID["International_1924",6378388.0,297.0]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],'
    'PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",836694.05],PARAMETER["False_Northing",819069.8],'
    'PARAMETER["Central_Meridian",114.178555555556],PARAMETER["Scale_Factor",1.0],'
    'PARAMETER["Latitude_Of_Origin",22.3121333333333],UNIT["Meter",1.0]]'
)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "nonsense",
        "EPSG:",
        "EPSG:999999",
        "EPSG:2326; DROP",
        "+proj=longlat +nadgrids=/etc/passwd",
        "PROJCS[",
        ESRI[:200],
        ESRI.replace("UNIT", 'EXTENSION["PROJ4","+proj=tmerc +nadgrids=/etc/passwd"],UNIT'),
        "G" * 100_000 + "[",
    ],
)
def test_what_nobody_knows_is_no_system(words: str) -> None:
    assert system(words) is None


@pytest.mark.parametrize(
    "words",
    [
        "EPSG:2326",
        "epsg:2326",
        "urn:ogc:def:crs:EPSG::2326",
        "urn:ogc:def:crs:EPSG:6.9:2326",
        "urn:x-ogc:def:crs:EPSG:2326",
        "http://www.opengis.net/def/crs/EPSG/0/2326",
        "http://www.opengis.net/gml/srs/epsg.xml#2326",
        ESRI,
    ],
)
def test_the_hong_kong_grid_is_known_by_all_its_names(words: str) -> None:
    found = system(words)
    assert found
    assert found.to_epsg() == 2326
    assert name_of(words) == "Hong Kong 1980 Grid System"


@pytest.mark.parametrize(
    "words", ["urn:ogc:def:crs:OGC:1.3:CRS84", "http://www.opengis.net/def/crs/OGC/1.3/CRS84"]
)
def test_degrees_are_known(words: str) -> None:
    found = system(words)
    assert found
    assert found.is_geographic


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("urn:ogc:def:crs:EPSG::4326", True),
        ("urn:ogc:def:crs:EPSG::2326", True),
        ("http://www.opengis.net/def/crs/EPSG/0/4326", True),
        ("urn:ogc:def:crs:EPSG::3857", False),
        ("EPSG:4326", False),
        ("http://www.opengis.net/gml/srs/epsg.xml#4326", False),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", False),
        ("", False),
    ],
)
def test_only_strict_names_promise_the_order_of_axes(words: str, expected: bool) -> None:
    assert north_first(words) is expected
