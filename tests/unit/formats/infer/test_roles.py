from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from praya.formats.infer import infer
from praya.formats.raw import RawTable, from_columns

if TYPE_CHECKING:
    from typing import Any


def role(label: str, values: list[str]) -> str | None:
    return (
        infer(RawTable(slug="", title="", header=(label,), columns=from_columns([values])))
        .schema.columns[0]
        .role
    )


@pytest.mark.parametrize(
    ("label", "values", "expected"),
    [
        ("Latitude", ["822.3"], "measure"),
        ("Easting", ["114.1", "114.2"], "measure"),
        ("Plate", ["22.3"], "measure"),
        ("E", ["TRUE"], None),
        ("No. of Blocks", ["9"], "measure"),
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
        ("地區號碼", ["A"], "code"),
        ("Station ID", ["1"], "code"),
        ("Population", ["12"], "measure"),
        ("Name", ["x"], None),
    ],
)
def test_roles_need_label_and_values(label: str, values: list[Any], expected: object) -> None:
    assert role(label, values) == expected
