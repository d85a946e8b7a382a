"""Numbers, dates and sizes as readers write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from praya.web import readable


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0"),
        (1234567, "1,234,567"),
        (-5, "−5"),
        (0.1, "0.1"),
        (1234.5, "1,234.5"),
        (-0.0, "0"),
        (1e-9, "0"),
        (22.0, "22"),
    ],
)
def test_number(value: float, shown: str):
    assert readable.number(value) == shown


@given(st.integers())
def test_whole_numbers_keep_every_digit(value: int):
    assert int(readable.number(value).replace(",", "").replace("−", "-")) == value


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (31604520.0, "31,604,520"),
        (1234.56, "1,235"),
        (27.456, "27.5"),
        (0.123456, "0.12"),
        (0.00123, "0.0012"),
    ],
)
def test_rounded(value: float, shown: str):
    assert readable.rounded(value) == shown


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [
        (0, 0, "0%"),
        (0, 10, "0%"),
        (1, 100000, "<0.1%"),
        (99999, 100000, ">99.9%"),
        (5, 5, "100%"),
        (1, 7, "14.3%"),
        (1, 2, "50%"),
    ],
)
def test_a_share_never_says_none_of_some_nor_all_of_most(part: int, whole: int, shown: str):
    assert readable.share(part, whole) == shown


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (0, "0\u00a0B"),
        (999, "999\u00a0B"),
        (1000, "1\u00a0kB"),
        (802110, "802.1\u00a0kB"),
        (10**16, "10000\u00a0TB"),
    ],
)
def test_size(count: int, shown: str):
    assert readable.size(count) == shown


def test_dates_as_each_language_writes_them():
    assert readable.day(date(2024, 3, 1), "en") == "1 March 2024"
    assert readable.day(date(2024, 3, 1), "zh-Hant") == "2024年3月1日"
    late = datetime(2024, 12, 31, 18, 30, tzinfo=UTC)
    assert readable.day(late, "en") == "1 January 2025", "in the city it is the next day"
    assert readable.moment(late, "zh-Hans") == "2025年1月1日 02:30"


@pytest.mark.parametrize(
    ("value", "kind", "shown"),
    [
        ("2024-03-01", "date", "1 March 2024"),
        ("2024-03", "yearmonth", "March 2024"),
        ("2024-03-01T10:00:00", "datetime", "2024-03-01 10:00:00"),
        (1884, "year", "1884"),
        (1884.5, "number", "1,884"),
    ],
)
def test_bounds(value: str | float, kind: str, shown: str):
    assert readable.bound(value, kind, "en") == shown


def test_cells_are_sortable():
    assert readable.iso(datetime(2024, 3, 1, 9, 5)) == "2024-03-01 09:05"  # noqa: DTZ001 - as a table holds it
    assert readable.iso(datetime(2024, 3, 1, 9, 5, 7)) == "2024-03-01 09:05:07"  # noqa: DTZ001 - as a table holds it
    assert readable.iso(time(9, 5)) == "09:05:00"
