from __future__ import annotations

from collections import Counter

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from praya.formats.profile.counted import FEW, Numbers, Texts


def texts(counted: Texts) -> dict[str, int]:
    found = counted.counted()
    return dict(zip(found["value"].to_pylist(), found["count"].to_pylist(), strict=True))


def test_nothing_is_counted_as_nothing() -> None:
    numbers = Numbers()
    numbers.add(np.array([], np.int64))
    numbers.settle()
    assert len(numbers.values) == 0
    assert texts(Texts()) == {}


def test_a_number_that_is_none_is_one_value() -> None:
    numbers = Numbers()
    for _ in range(2):
        numbers.add(np.array([np.nan, 1.0, np.nan, np.inf]))
        numbers.settle()
    assert str(numbers.values.tolist()) == "[1.0, inf, nan]"
    assert numbers.counts.tolist() == [2, 2, 4]


def test_what_is_given_up_stays_so() -> None:
    numbers, words = Numbers(), Texts()
    for start in (0, 100_000):
        numbers.add(np.arange(start, start + 100_000))
        words.add(pa.chunked_array([[f"{start + each}" for each in range(100)]]))
        if not start:
            assert numbers.bytes == 1_600_000
            assert words.bytes > 0
            numbers.give_up()
            words.give_up()
    numbers.settle()
    assert (numbers.given_up, numbers.bytes, len(numbers.values)) == (True, 0, 0)
    assert (words.given_up, words.bytes, texts(words)) == (True, 0, {})


@given(pieces=st.lists(st.lists(st.integers(-5, 5)), max_size=8))
def test_pieces_count_like_the_whole(pieces: list[list[int]]) -> None:
    numbers, words = Numbers(), Texts()
    for piece in pieces:
        numbers.add(np.array(piece, np.int64))
        numbers.settle()
        words.add(pa.chunked_array([[str(each) for each in piece]], pa.string()))
        words.settle()
    expected = Counter(each for piece in pieces for each in piece)
    assert dict(zip(numbers.values.tolist(), numbers.counts.tolist(), strict=True)) == expected
    assert numbers.values.tolist() == sorted(expected)
    assert texts(words) == {str(value): count for value, count in expected.items()}
    assert list(texts(words)) == [str(value) for value in expected], "in order of appearance"


@given(pieces=st.lists(st.integers(1, 3 * FEW), min_size=1, max_size=6))
def test_of_many_texts_only_their_number_is_known(pieces: list[int]) -> None:
    words = Texts()
    for size in pieces:
        words.add(pa.chunked_array([[*(f"a{each}" for each in range(size)), None]], pa.string()))
    words.settle()
    assert words.different == max(pieces)
    assert words.counted().num_rows == (max(pieces) if max(pieces) <= FEW else 0)


def test_bytes_and_truths_are_counted_too() -> None:
    shapes, truths = Texts(), Texts()
    shapes.add(pa.chunked_array([[str(each).encode() for each in range(2 * FEW)]]))
    truths.add(pa.chunked_array([[True, False, None]]))
    shapes.settle()
    assert (shapes.different, truths.different) == (2 * FEW, 2)
