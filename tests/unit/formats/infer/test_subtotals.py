"""Sums among rows: marked where they are called so, and never dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from praya.model.decisions import subtotal_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from praya.formats.infer import Typed


def test_sums_are_marked_and_stay(typed: Callable[..., Typed]) -> None:
    found = typed(
        "District,Persons\nCentral,1\nEastern,2\nSub-total,3\nKwun Tong,4\nSub-total,4\nTotal 總計,7\n"
    )
    assert subtotal_rows(found.decisions) == {3, 5, 6}
    assert found.data.num_rows == 6
    assert found.decisions[-1].code == "subtotals_add_up"


def test_sums_that_do_not_add_up_are_called_so_all_the_same(typed: Callable[..., Typed]) -> None:
    found = typed("地區,人數\n中環,1\n灣仔,2\n合計,4\n")
    assert found.decisions[-1].code == "subtotals_named"
    assert subtotal_rows(found.decisions) == {3}


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("Kind,Persons\nTotal,1\nTotal,2\nsome,3\n", id="most rows"),
        pytest.param("Rate,Persons\nTotal fertility rate,1\nbirths,2\ndeaths,3\n", id="a longer label"),
        pytest.param("Kind,Word\nTotal,a\nsome,b\nother,c\n", id="nothing to sum up"),
        pytest.param("a,b\n1,2\n3,4\n", id="no labels"),
    ],
)
def test_what_is_no_sum(typed: Callable[..., Typed], content: str) -> None:
    assert subtotal_rows(typed(content).decisions) == frozenset()


PARTS = "District,Persons\n{0},5\nSouthern,2\nEastern,3\nKowloon,{1}\nKwun Tong,4\nYau Tsim Mong,7\n"


def test_the_citys_parts_above_their_districts_are_sums(typed: Callable[..., Typed]) -> None:
    found = typed(PARTS.format("香港島 Hong Kong Island", 11))
    assert subtotal_rows(found.decisions) == {1, 4}
    assert found.data.num_rows == 6


@pytest.mark.parametrize(("first", "sum_"), [("Hong Kong Island", 12), ("Central and Western", 11)])
def test_parts_that_do_not_add_up_or_stand_alone_are_rows_like_others(
    typed: Callable[..., Typed], first: str, sum_: int
) -> None:
    assert subtotal_rows(typed(PARTS.format(first, sum_)).decisions) == frozenset()
