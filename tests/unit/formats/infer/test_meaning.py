"""What a column means: by its label, checked by its values; never by its label alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from praya.formats.infer import infer
from praya.formats.raw import RawTable, from_columns
from praya.model.decisions import explain

if TYPE_CHECKING:
    from typing import Any

    from praya.formats.infer import Typed
    from praya.model.table import Column


def table(**columns: list[Any]) -> Typed:
    return infer(
        RawTable(slug="", title="", header=tuple(columns), columns=from_columns([*columns.values()]))
    )


def only(label: str, values: list[Any]) -> Column:
    return table(**{label: values}).schema.columns[0]


@pytest.mark.parametrize(
    ("label", "values", "expected"),
    [
        ("Latitude", ["822.3"], "measure"),
        ("Latitude", ["22.3", "N/A", "822.3"], "measure"),
        ("Easting", ["114.1", "114.2"], "measure"),
        ("Plate", ["22.3"], "measure"),
        ("E", ["TRUE"], None),
        ("No. of Blocks", ["9"], "measure"),
        ("No_of_Casualties_Injured", ["1.0", "2.0"], "measure"),
        ("no_of_vehicles_involved", ["1", "2"], "measure"),
        ("Number of ID cards", ["5", "6"], "measure"),
        ("編號總數", ["5", "6"], "measure"),
        ("Month", ["13", "14"], "measure"),
        ("Day", ["31", "32"], "measure"),
        ("Hour", ["0.5", "1.5"], "measure"),
        ("Notes", ["1", "2"], "measure"),
        ("District", ["x", "y"], None),
        ("District", ["Hong Kong Island", "Kowloon", "Sha Tin"], None),
        ("Station", ["Sha Tin", "Tai Po", "Tuen Mun"], None),
        ("Name", ["Sha Tin", "Tai Po"], None),
        ("Grade", ["A", "B", "C", "D"], None),
        ("傳真號碼", ["2382 1035", "2382 1036"], None),
        ("Code", ["C&W", "K&T", "Is"], "identifier"),
        ("Direction", ["N", "E", "S"], None),
        ("Name", ["x"], None),
        ("Latitude", ["22.3", "22.4"], "latitude"),
        ("LP_LAT", ["22.3"], "latitude"),
        ("GeometryLatitude", ["22.3"], "latitude"),
        ("緯度", ["22.3"], "latitude"),
        ("lgt", ["114.1"], "longitude"),
        ("Estate Map Longitude", ["114.1"], "longitude"),
        ("經度", ["114.1"], "longitude"),
        ("Grid_E", ["840782.0"], "easting"),
        ("坐標東", ["837359.0"], "easting"),
        ("E", ["834781.8"], "easting"),
        ("NORTHING", ["821330"], "northing"),
        ("DISTRICT", ["SHA TIN"], "district"),
        ("分區", ["沙田區", "葵青區", "其他"], "district"),
        ("分区", ["沙田区", "葵青区"], "district"),
        ("district_id", ["Kwai_Tsing", "Central_Western"], "district"),
        ("Area", ["Sha Tin", "Tai Po", "KWAI TSING"], "district"),
        ("地區號碼", ["A"], "code"),
        ("地區號碼", ["A", "B", "C"], "district"),
        ("DC", ["C&W", "K&T", "Is", "C&W-WC"], "district"),
        ("Dist_Council1", ["C&W", "K&T", "Is"], "district"),
        ("Where", ["CW", "WCH", "E", "S", "YTM", "SSP", "KC", "WTS", "KT", "TW"], "district"),
        ("分區 District", ["中西區 Central & Western", "灣仔 Wan Chai", "九龍 Kowloon"], "district"),
        ("Station ID", ["1", "47", "1"], "code"),
        ("Station ID", ["1", "47"], "identifier"),
        ("Station ID", ["1", None, "47"], "code"),
        ("GMID", ["DzQ5mH05w5", "xyz"], "identifier"),
        ("Month", ["1", "12"], "part"),
        ("日", ["1", "31"], "part"),
        ("Hour", ["0", "24"], "part"),
        ("Year", ["2014.0", "2015.0"], "part"),
        ("Population", ["12"], "measure"),
    ],
)
def test_roles_need_label_and_values(label: str, values: list[Any], expected: object) -> None:
    assert only(label, values).role == expected


def reasons(found: Typed) -> str:
    return "\n".join(explain(each, "en").reason for each in found.decisions)


def test_districts_say_what_they_were_known_by_and_what_was_strange() -> None:
    found = table(District=["Yuen Long", "Sha Tin", "Yeun Long"])
    assert found.schema.columns[0].role == "district"
    assert "Yeun Long" in reasons(found)


def test_latitude_and_longitude_under_each_others_labels() -> None:
    found = table(Latitude=["114.1", "114.2"], Longitude=["22.3", "22.4"])
    assert [each.role for each in found.schema.columns] == ["longitude", "latitude"]
    assert "exchanged" in reasons(found)


def test_one_impossible_latitude_alone_is_no_longitude() -> None:
    found = table(Latitude=["114.1", "114.2"], Longitude=["114.3", "114.4"])
    assert [each.role for each in found.schema.columns] == ["measure", "longitude"]


def test_grid_axes_beyond_the_range_of_their_labels_are_exchanged() -> None:
    found = table(Easting=["815000", "820000"], Northing=["830000", "860000"])
    assert [each.role for each in found.schema.columns[:2]] == ["northing", "easting"]
    assert "exchanged" in reasons(found)


@pytest.mark.parametrize(
    ("easting", "northing", "roles"),
    [
        (["840782", "832909"], ["816576", "816551"], ["easting", "northing"]),
        (["816576", "816551"], ["840782", "832909"], ["northing", "easting"]),
        (["800000", "800000"], ["800000", "800000"], ["easting", "northing"]),
    ],
)
def test_degrees_beside_the_grid_tell_its_axes(
    easting: list[Any], northing: list[Any], roles: list[str]
) -> None:
    found = table(
        Easting=easting,
        Northing=northing,
        lat=["22.288080", "22.287855"],
        long=["114.220667", "114.144271"],
    )
    assert [each.role for each in found.schema.columns] == [*roles, "latitude", "longitude"]


@pytest.mark.parametrize(
    ("label", "values", "language"),
    [
        ("a", ["1", "2"], ""),
        ("a", [None], ""),
        ("a", ["A1", "B2"], ""),
        ("a", ["AID01101", "AID01102"], ""),
        ("a", ["http://x.hk/abc"], ""),
        ("a", ["Sha Tin", "Tai Po"], "en"),
        ("a", ["沙田區", "大埔區"], "zh-Hant"),
        ("a", ["沙田区", "观塘"], "zh-Hans"),
        ("name_sc", ["元朗", "大埔"], "zh-Hans"),
        ("name_sc", ["元朗", "大埔", "屯门", "观塘", "裏"], "zh-Hans"),
        ("name_sc", ["觀塘", "大埔"], "zh-Hant"),
        ("Station Code", ["Central", "Airport", "Central"], ""),
        ("a", ["元朗", "大埔"], "zh-Hant"),
        ("a", ["Sha Tin 沙田", "Tai Po 大埔"], "mul"),
        ("a", ["Sha Tin", "沙田", "Tai Po", "大埔"], "mul"),
        ("a", ["竹園邨總站 (WT916)", "彩虹小學 (WT418)"], "zh-Hant"),
    ],
)
def test_the_language_of_words(label: str, values: list[Any], language: str) -> None:
    assert only(label, values).language == language
