from __future__ import annotations

import pytest

from praya.formats.infer.booleans import PAIRS, read_booleans


@pytest.mark.parametrize(
    "texts",
    [
        [],
        ["Y"],
        ["N"],
        ["×"],
        ["√"],
        ["Y", "N", "N/A"],
        ["Y", "n"],
        ["Yes", "NO"],
        ["true", "True"],
        ["TRUE", "-"],
        ["Yes", "No", "Partly"],
        ["是", "No"],
        ["T", "F"],
        ["1", "0"],
        ["有", "無"],
        ["✓", "1"],
    ],
)
def test_anything_else_in_the_column_keeps_it_text(texts: list[str]) -> None:
    assert read_booleans(texts) is None


@pytest.mark.parametrize("pair", PAIRS)
def test_both_words_of_a_pair(pair: tuple[str, str]) -> None:
    found = read_booleans([pair[1], pair[0]])
    assert found
    assert found.values.to_pylist() == [False, True]
    assert not any(found.kept.to_pylist())


@pytest.mark.parametrize(
    ("word", "value"), [("Yes", True), ("No", False), ("否", False), ("✓", True), ("FALSE", False)]
)
def test_a_word_that_can_mean_nothing_else_stands_alone(word: str, value: bool) -> None:
    found = read_booleans([word])
    assert found
    assert found.values.to_pylist() == [value]


def test_which_word_is_which_is_said() -> None:
    found = read_booleans(["Y", "N"])
    assert found
    (decision,) = found.decisions
    assert (decision.code, decision.fields) == ("answers", {"true": "Y", "false": "N"})
