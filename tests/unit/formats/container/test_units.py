from __future__ import annotations

from zipfile import ZipInfo

import pytest

from praya.formats.container.units import find_units


def units(*names: str) -> list[tuple[str, str, list[str]]]:
    infos = [ZipInfo(name) for name in names]
    return [(unit.kind, unit.name, sorted(unit.members)) for unit in find_units(infos, names)]


def test_what_systems_leave_behind_is_left_out() -> None:
    assert units("__MACOSX/._a.csv", ".DS_Store", "x/Thumbs.db", "x/", "a.csv") == [
        ("file", "a.csv", ["member"])
    ]


def test_the_parts_of_a_shapefile_are_one_whatever_their_case_and_place() -> None:
    assert units(
        "r.csv", "a/DCD.SHP", "b/DCD.shp", "a/dcd.dbf", "a/DCD.shp.xml", "a/DCD.sbn", "b/DCD.prj"
    ) == [
        ("file", "r.csv", ["member"]),
        ("shp", "a/DCD.SHP", ["layer.dbf", "layer.shp"]),
        ("shp", "b/DCD.shp", ["layer.prj", "layer.shp"]),
    ]


def test_a_dbf_without_shapes_stands_alone() -> None:
    assert units("a.dbf", "a.prj") == [("file", "a.dbf", ["member"]), ("file", "a.prj", ["member"])]


@pytest.mark.parametrize("name", ["D.gdb/../../evil", "D.gdb/a/b", "D.gdb/\u202ex"])
def test_a_geodatabase_takes_no_member_of_a_strange_name(name: str) -> None:
    assert units("D.gdb/a00000001.gdbtable", name) == [("gdb", "D.gdb", ["a00000001.gdbtable"])]
