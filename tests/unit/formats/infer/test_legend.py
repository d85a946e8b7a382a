from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from praya.formats.infer.legend import meanings_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from praya.formats.infer import Typed


@pytest.mark.parametrize(
    ("note", "meanings"),
    [
        ("*** 沒有數據/unavailable", {"***": "沒有數據/unavailable"}),
        ("C data complete", {"C": "data complete"}),
        (
            "微量表示少於 0.05 毫米/Trace means rainfall less than 0.05 mm",
            {"微量": "少於 0.05 毫米", "Trace": "rainfall less than 0.05 mm"},
        ),
        ("Figures are rounded.", {}),
        ("***", {}),
    ],
)
def test_what_notes_say_of_markers(note: str, meanings: dict[str, str]) -> None:
    assert meanings_of((note,)) == meanings


def test_a_column_knows_what_its_markers_mean(typed: Callable[..., Typed]) -> None:
    found = typed("day,mm\n1,0.5\n2,Trace\n3,***\n*** unavailable, for whatever reason\n")
    assert found.schema.columns[1].markers == ("Trace", "***")
    assert found.schema.columns[1].meanings == (("***", "unavailable, for whatever reason"),)
