from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from praya.formats.profile import profile

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from praya.formats.infer import Typed


def test_nothing_to_count(typed: Callable[..., Typed]) -> None:
    found = profile(typed("a,b\n"))
    assert found.rows == 0
    assert (found.columns["a"].distinct, found.columns["a"].min, found.columns["a"].histogram) == (
        0,
        None,
        (),
    )
    assert found.bbox is None


def test_a_column_without_values(typed: Callable[..., Typed]) -> None:
    found = profile(typed("a,b\n1,\n2,\n")).columns["b"]
    assert (found.nulls, found.distinct, found.top) == (2, 0, ())


def test_numbers(typed: Callable[..., Typed]) -> None:
    found = profile(typed("n,s\n" + "".join(f"{n}.5,x\n" for n in range(100)) + "N/A,x\n")).columns["n"]
    assert (found.nulls, found.distinct, found.min, found.max, found.mean) == (1, 100, 0.5, 99.5, 50.0)
    assert len(found.histogram) == 20
    assert [each.count for each in found.histogram] == [5] * 20
    assert found.histogram[-1].high == 99.5


@pytest.mark.parametrize(
    ("values", "bars"),
    [(["7"] * 3, [3]), (["1", "2", "2", "4"], [1, 2, 0, 1]), (["0", "1000"], [1, *[0] * 18, 1])],
)
def test_whole_numbers_have_no_bars_between_them(
    typed: Callable[..., Typed], values: list[Any], bars: list[int]
) -> None:
    found = profile(typed("n,s\n" + "".join(f"{value},x\n" for value in values))).columns["n"]
    assert [each.count for each in found.histogram] == bars


def test_dates_are_said_in_iso_and_binned_by_days(typed: Callable[..., Typed]) -> None:
    found = profile(typed("d,s\n1969-12-31,x\n1970-01-01,x\n1970-01-02,x\n")).columns["d"]
    assert (found.min, found.max) == ("1969-12-31", "1970-01-02")
    assert (found.histogram[0].low, found.histogram[-1].high) == (-1.0, 1.0)


def test_frequent_values_come_most_frequent_first_and_missing_ones_do_not_count(
    typed: Callable[..., Typed],
) -> None:
    found = profile(typed("c,s\nb,x\na,x\nb,x\n,x\n")).columns["c"]
    assert found.top == (("b", 2), ("a", 1))


def test_values_that_are_all_different_have_no_most_frequent_one(typed: Callable[..., Typed]) -> None:
    assert profile(typed("c,s\na,x\nb,x\n")).columns["c"].top == ()


def test_booleans_and_times(typed: Callable[..., Typed]) -> None:
    found = profile(typed("b,t,m\nTRUE,12:00,2024-01\nFALSE,13:30,2024-02\nTRUE,12:00,2024-01\n"))
    assert found.columns["b"].top == (("true", 2), ("false", 1))
    assert (found.columns["t"].min, found.columns["t"].max) == ("12:00:00", "13:30:00")
    assert found.columns["m"].max == "2024-02"


def test_where_the_places_lie(typed: Callable[..., Typed]) -> None:
    assert profile(typed("name,lat,long\na,22.2,114.1\nb,22.5,113.9\n")).bbox == (113.9, 22.2, 114.1, 22.5)
    assert profile(typed("name,lat,long\na,,\nb,,\n")).bbox is None
