"""Dates joined from their parts: only where every part is one column and the calendar agrees."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest

from praya.formats.infer import infer
from praya.formats.raw import RawTable, from_columns

if TYPE_CHECKING:
    from praya.formats.infer import Typed


def table(header: tuple[str, ...], *rows: tuple[str | None, ...]) -> Typed:
    columns = from_columns([list(each) for each in zip(*rows, strict=True)])
    return infer(RawTable(slug="", title="", header=header, columns=columns))


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        (("Year", "Month"), [("2024", "3")]),
        (("Year", "Month", "Day", "日"), [("2024", "3", "1", "2")]),
        (("Year", "Month", "Day"), [("2024", "Mar", "1"), ("2024", "Apr", "2")]),
        (("Year", "Month", "Day"), [("2024", "2", "30")]),
        (("Year", "Month", "Day"), [("2024", "13", "1"), ("2024", "14", "2"), ("2024", "1", "2")]),
        (("Hour", "Minute"), [("1", "2")]),
    ],
)
def test_what_makes_no_date(header: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    assert not any(column.derived for column in table(header, *rows).schema.columns)


def test_an_hour_makes_it_a_moment_and_hour_24_ends_its_day() -> None:
    found = table(
        ("年", "月", "日", "Hour"),
        ("2024", "2", "29", "1"),
        ("2024", "2", "29", "24"),
        ("2024", "2", None, "1"),
    )
    last = found.schema.columns[-1]
    assert (last.name, last.type, last.derived) == ("datetime", "datetime", True)
    assert found.data["datetime"].to_pylist() == [
        datetime.fromisoformat("2024-02-29T01:00:00"),
        datetime.fromisoformat("2024-03-01T00:00:00"),
        None,
    ]
    assert found.decisions[-1].code == "moment_joined"


def test_minutes_count_beside_hours_only() -> None:
    found = table(("Year", "Month", "Day", "Hour", "Minute"), ("2024", "3", "1", "14", "5"))
    assert found.data["datetime"].to_pylist() == [datetime.fromisoformat("2024-03-01T14:05:00")]
    found = table(("Year", "Month", "Day", "Minute"), ("2024", "3", "1", "5"))
    assert found.data["date"].to_pylist() == [date(2024, 3, 1)]


def test_hours_that_no_clock_has_leave_the_date() -> None:
    found = table(("Year", "Month", "Day", "Hour"), ("2024", "3", "1", "30"), ("2024", "3", "2", "31"))
    assert found.data["date"].to_pylist() == [date(2024, 3, 1), date(2024, 3, 2)]
    assert found.decisions[-1].code == "date_joined"
