from __future__ import annotations

import pytest

from praya.formats.infer import infer
from praya.formats.infer.units import unit_in
from praya.formats.raw import RawTable, from_columns


@pytest.mark.parametrize(
    ("label", "unit"),
    [
        ("Type(s) of Block(s)", ""),
        ("Household size (1) (2)", ""),
        ("metres", ""),
        ("Flat Size (m2)", "m2"),
        ("日總雨量(毫米)", "毫米"),
        ("Temperature (°C)", "°C"),
        ("Value (HK$ Million)", "HK$ Million"),
    ],
)
def test_units_in_labels(label: str, unit: str) -> None:
    assert unit_in(label) == unit


def test_a_row_of_units_counts() -> None:
    raw = RawTable(
        slug="", title="", header=("a", "b"), units=("", "HK$"), columns=from_columns([["x"], ["1"]])
    )
    assert [column.unit for column in infer(raw).schema.columns] == ["", "HK$"]
