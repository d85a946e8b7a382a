from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from praya.store.search.spelling import edits, neighbours

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


@given(st.text("abc", min_size=2, max_size=5), st.text("abc", min_size=2, max_size=6))
def test_neighbours_are_just_the_words_one_mistake_away(word: str, other: str) -> None:
    assert (other in neighbours(word)) == (other[0] == word[0] and edits(word, other, 2) == 1)
