from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from praya.store.search.spelling import edits

WORDS = st.text("abc", max_size=6)


@pytest.mark.parametrize(
    ("one", "other", "far"),
    [
        ("", "", 0),
        ("a", "", 1),
        ("traffic", "trafic", 1),
        ("collisoin", "collision", 1),
        ("abc", "cab", 2),
        ("ab", "xyz", 3),
    ],
)
def test_mistakes_are_counted(one: str, other: str, far: int) -> None:
    assert edits(one, other, 5) == edits(other, one, 5) == far


@given(WORDS, WORDS, st.integers(0, 3))
def test_a_bound_only_cuts_off(one: str, other: str, most: int) -> None:
    assert edits(one, other, most) == min(edits(one, other, 9), most + 1)
