from __future__ import annotations

from praya.formats.infer.legend import explained


def test_prose_explains_nothing_by_accident() -> None:
    assert not explained(
        ("General Household Survey", "The figures are rounded.", "", "2 Household size refers to members")
    )


def test_signs_and_words_that_notes_explain() -> None:
    notes = (
        "*** 沒有數據/unavailable",
        "# 數據不完整/data incomplete",
        "C 數據完整/data Complete",
        "微量表示少於 0.05 毫米/Trace means rainfall less than 0.05 mm",
    )
    assert explained(notes) >= {"***", "#", "C", "Trace", "微量"}
