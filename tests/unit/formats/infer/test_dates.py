"""Every form in which dates and times are written: what each column gives, and what stays text and why."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from praya.formats.infer import infer
from praya.formats.infer.date_forms import numeral, without_weekday
from praya.formats.infer.dates import order_of, read_compact, read_dates
from praya.formats.infer.reading import Reading
from praya.formats.raw import RawTable, from_columns

if TYPE_CHECKING:
    from collections.abc import Callable

    from praya.formats.infer.dates import Order

MARCH = date(2024, 3, 1)
CITY = timezone(timedelta(hours=8))


def read(texts: list[str], label: str = "", orders: dict[str, Order] | None = None) -> Reading:
    found = read_dates(texts, frozenset(), orders or {}, label)
    assert isinstance(found, Reading), found
    return found


def refused(texts: list[str], label: str = "", orders: dict[str, Order] | None = None) -> str | None:
    found = read_dates(texts, frozenset(), orders or {}, label)
    assert not isinstance(found, Reading)
    return found.code if found else None


@pytest.mark.parametrize(
    ("texts", "why"),
    [
        (["2 Oct"], None),
        (["3 Sun"], None),
        (["1st"], None),
        (["2024"], None),
        (["1.2.3.4"], None),
        (["20240301 to 20240302"], None),
        (["Q1"], None),
        (["113年3月1日"], None),
        (["03/04/2024", "05/06/2024"], "dates_undecided"),
        (["03.04.2024 10:00", "05.06.2024 11:00"], "dates_undecided"),
        (["31-12-24", "01-01-25"], "dates_short_undecided"),
        (["1/2/45", "31/12/45"], "dates_short_undecided"),
        (["1-Mar-45"], "dates_short_undecided"),
        (["31/02/2024", "01/02/2024"], "dates_impossible"),
        (["31/13/2024", "01/12/2024"], "dates_impossible"),
        (["0000-01-01"], "dates_impossible"),
        (["2024-13-01"], "dates_impossible"),
        (["2024年2月30日"], "dates_impossible"),
        (["二〇二四年十三月一日"], "dates_impossible"),
        (["2024-03-01 24:30"], "dates_impossible"),
        (["2024-03-01 13:00 pm"], "dates_impossible"),
        (["2024-03-01 0:30 am"], "dates_impossible"),
        (["1 March 2024 (Mon)"], "weekdays_wrong"),
        (["2024年3月1日（星期一）"], "weekdays_wrong"),
        (["24:00", "01:00"], "times_impossible"),
        (["24:30", "12:00"], "times_impossible"),
        (["25:10:00", "01:00:00"], "times_impossible"),
        (["12:60"], "times_impossible"),
        (["2024-01-01T00:00:00Z", "2024-01-01T00:00:00"], "zones_mixed"),
        (["2010-11", "2011-12", "2012-13"], "spans"),
        (["2010-11"], "spans"),
        (["2024 Q1", "2024 Q2"], "quarters"),
        (["Q1 2024", "Q4/2023"], "quarters"),
        (["2024Q1"], "quarters"),
        (["2024年第一季", "2024年第2季度"], "quarters"),
        (["1st Quarter 2024", "4th Qtr. 2023"], "quarters"),
        (["1/2024", "4/2023"], "quarters_or_months"),
        (["2024-01-01", "2024-01-02", "2024-01-03", "soon"], "dates_mostly"),
    ],
)
def test_what_stays_text_and_why(texts: list[str], why: str | None) -> None:
    assert refused(texts) == why


def test_the_label_tells_quarters_from_months_and_durations_from_times() -> None:
    assert refused(["1/2024", "4/2023"], "Quarter") == "quarters"
    assert read(["1/2024", "4/2023"], "Month").type == "yearmonth"
    assert read(["01/2024", "04/2023"]).values.to_pylist() == ["2024-01", "2023-04"]
    assert refused(["01:30", "00:45"], "Journey time") == "durations"
    assert read(["01:30", "00:45"], "Time").type == "time"
    assert read(["2010-11"], "Month").values.to_pylist() == ["2010-11"]


DAYS = [
    "2024-03-01",
    "2024/3/1",
    "2024.03.01",
    "2024年3月1日",
    "2024 年 3 月 1 日",
    "2024年3月1號",
    "二〇二四年三月一日",
    "二零二四年三月一日",
    "1 March 2024",
    "01 Mar 2024",
    "1-Mar-2024",
    "01Mar2024",
    "1st March, 2024",
    "1 MAR. 2024",
    "March 1, 2024",
    "Mar 1 2024",
    "1 March 2024 (Fri)",
    "Friday, 1 March 2024",
    "2024年3月1日（星期五）",
    "2024年3月1日(五)",
    "01-Mar-24",
    "1 Mar '24",
]


@pytest.mark.parametrize("text", DAYS)
def test_forms_of_days(text: str) -> None:
    found = read([text])
    assert (found.type, found.values.to_pylist(), found.kept.to_pylist()) == ("date", [MARCH], [False])


@pytest.mark.parametrize("separator", "/-.")
def test_which_part_comes_first_is_told_by_a_part_beyond_twelve(separator: str) -> None:
    def written(*days: str) -> list[str]:
        return [day.replace("/", separator) for day in days]

    assert read(written("25/12/2024", "01/03/2024")).values.to_pylist() == [date(2024, 12, 25), MARCH]
    assert read(written("12/25/2024", "03/01/2024")).values.to_pylist() == [date(2024, 12, 25), MARCH]
    assert read(written("01/03/2024"), orders={separator: "day first"}).values.to_pylist() == [MARCH]
    assert read(written("03/01/2024"), orders={separator: "month first"}).values.to_pylist() == [MARCH]
    assert order_of(written("25/12/2024", "01/03/2024")) == (separator, "day first")
    assert order_of(written("01/03/2024")) is None
    assert order_of(written("25/12/99")) is None


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["1/3/99", "31/12/98"], [date(1999, 3, 1), date(1998, 12, 31)]),
        (["99/03/01", "98/12/31"], [date(1999, 3, 1), date(1998, 12, 31)]),
        (["12/31/98", "1/3/99"], [date(1998, 12, 31), date(1999, 1, 3)]),
    ],
)
def test_years_of_two_digits_need_evidence(texts: list[str], expected: list[date]) -> None:
    found = read(texts)
    assert found.values.to_pylist() == expected
    assert found.decisions[0].code == "dates_short"
    assert found.decisions[0].confidence < 0.9


def test_days_vary_and_years_do_not() -> None:
    texts = [f"{day}/3/24" for day in range(1, 32)]
    found = read(texts)
    assert found.values.to_pylist() == [date(2024, 3, day) for day in range(1, 32)]
    assert found.decisions[0].fields["first"] == 2024


def test_another_column_with_full_years_settles_the_short_ones() -> None:
    assert read(["1/3/24"], orders={"/": "day first"}).values.to_pylist() == [MARCH]
    assert refused(["1/3/24"], orders={"-": "day first"}) == "dates_short_undecided"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-03-01 14:05", datetime.fromisoformat("2024-03-01T14:05:00")),
        ("2024-03-01T14:05:06.5", datetime.fromisoformat("2024-03-01T14:05:06.500000")),
        ("25/3/2024 2:05 pm", datetime.fromisoformat("2024-03-25T14:05:00")),
        ("25/3/2024 12:05:00 AM", datetime.fromisoformat("2024-03-25T00:05:00")),
        ("1 March 2024, 2:05 p.m.", datetime.fromisoformat("2024-03-01T14:05:00")),
        ("1 March 2024 3 pm", datetime.fromisoformat("2024-03-01T15:00:00")),
        ("2024年3月1日下午2時05分", datetime.fromisoformat("2024-03-01T14:05:00")),
        ("2024年3月1日 14時", datetime.fromisoformat("2024-03-01T14:00:00")),
        ("2024年3月1日 上午 9:30", datetime.fromisoformat("2024-03-01T09:30:00")),
        ("2024-03-01T14:05:06+08:00", datetime(2024, 3, 1, 14, 5, 6, tzinfo=CITY)),
        ("2024-03-01 14:05 HKT", datetime(2024, 3, 1, 14, 5, tzinfo=CITY)),
        ("2024-03-01T06:05:06Z", datetime(2024, 3, 1, 6, 5, 6, tzinfo=UTC)),
        ("2024-03-01T06:05:06-0500", datetime(2024, 3, 1, 11, 5, 6, tzinfo=UTC)),
        ("Fri, 01 Mar 2024 06:05:06 GMT", datetime(2024, 3, 1, 6, 5, 6, tzinfo=UTC)),
        ("Fri, 01 Mar 2024 14:05:06 +0800", datetime(2024, 3, 1, 14, 5, 6, tzinfo=CITY)),
    ],
)
def test_forms_of_moments(text: str, expected: datetime) -> None:
    found = read([text])
    assert (found.type, found.values.to_pylist()) == ("datetime", [expected])


def test_the_zone_of_the_city_is_kept_and_others_are_brought_to_utc() -> None:
    assert read(["2024-03-01T14:05:06+08:00"]).values.type == pa.timestamp("us", tz="+08:00")
    mixed = read(["2024-03-01T14:05:06+08:00", "2024-03-01T14:05:06Z"])
    assert mixed.values.type == pa.timestamp("us", tz="UTC")
    assert read(["2024-03-01T14:05:06"]).values.type == pa.timestamp("us")


def test_midnight_as_the_end_of_a_day_is_the_next_one_and_its_text_is_kept() -> None:
    found = read(["2024-02-29 24:00", "2024-02-29 23:00"])
    assert found.values.to_pylist() == [
        datetime.fromisoformat("2024-03-01T00:00:00"),
        datetime.fromisoformat("2024-02-29T23:00:00"),
    ]
    assert found.kept.to_pylist() == [True, False]
    assert [each.code for each in found.decisions] == ["dates", "midnights"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9:05", time(9, 5)),
        ("23:59:30", time(23, 59, 30)),
        ("12:30 am", time(0, 30)),
        ("12:30PM", time(12, 30)),
        ("9:05 a.m.", time(9, 5)),
        ("3 pm", time(15)),
        ("上午9:05", time(9, 5)),
        ("下午3時30分", time(15, 30)),
        ("下午 3時", time(15)),
        ("15時30分", time(15, 30)),
    ],
)
def test_forms_of_times(text: str, expected: time) -> None:
    found = read([text])
    assert (found.type, found.values.to_pylist()) == ("time", [expected])


@pytest.mark.parametrize(
    "text",
    [
        "2024-03",
        "2024/3",
        "03-2024",
        "03/2024",
        "2024年3月",
        "2024年3月份",
        "二〇二四年三月",
        "March 2024",
        "Mar-2024",
        "2024 Mar",
    ],
)
def test_forms_of_months(text: str) -> None:
    found = read([text])
    assert (found.type, found.values.to_pylist()) == ("yearmonth", ["2024-03"])


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["202403"], ["2024-03"]),
        (["20240301"], [MARCH]),
        (["202403011405"], [datetime.fromisoformat("2024-03-01T14:05:00")]),
        (["20240301140506"], [datetime.fromisoformat("2024-03-01T14:05:06")]),
        (["202413"], None),
        (["20240230"], None),
        (["20240301", "202403"], None),
        (["1234567"], None),
        ([], None),
    ],
)
def test_digits_alone(texts: list[str], expected: list[Any] | None) -> None:
    found = read_compact(texts)
    assert (found.values.to_pylist() if found else None) == expected


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("一", 1),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("三十一", 31),
        ("廿五", 25),
        ("卅", 30),
        ("二〇二四", 2024),
        ("一九九七", 1997),
        ("二零零零", 2000),
    ],
)
def test_chinese_numerals(text: str, number: int) -> None:
    assert numeral(text) == number


@pytest.mark.parametrize("text", ["1 March", "Monday", "Mon", "周一", "Sunset at 18:00", "2024-03-01"])
def test_what_has_no_day_of_the_week_beside_a_date_stays_whole(text: str) -> None:
    assert without_weekday(text) == (text, None)


def chinese(day: date) -> str:
    digits = "〇一二三四五六七八九"

    def tens(number: int) -> str:
        ten, one = divmod(number, 10)
        return ("" if ten < 2 else digits[ten]) + ("十" if ten else "") + (digits[one] if one else "")

    year = "".join(digits[int(each)] for each in str(day.year))
    return f"{year}年{tens(day.month)}月{tens(day.day)}日"


WRITERS: dict[str, Callable[[date], str]] = {
    "iso": date.isoformat,
    "day first": lambda day: day.strftime("%d/%m/%Y"),
    "month first": lambda day: day.strftime("%m-%d-%Y"),
    "words": lambda day: day.strftime("%d %B %Y"),
    "weekdays": lambda day: day.strftime("%a, %d %b %Y"),
    "年月日": lambda day: f"{day.year}年{day.month}月{day.day}日",
    "numerals": chinese,
}


@pytest.mark.parametrize("form", WRITERS)
@given(days=st.lists(st.dates(date(1800, 1, 1), date(2199, 12, 31)), min_size=1, max_size=8, unique=True))
def test_what_is_written_in_a_form_reads_back(form: str, days: list[date]) -> None:
    days = list(dict.fromkeys([*days, date(2024, 12, 25)]))
    assert read([WRITERS[form](day) for day in days]).values.to_pylist() == days


@given(
    st.lists(st.text("0123456789/-.: 年月日時分APMQ一二三十〇上午下", max_size=14), min_size=1, max_size=4)
)
def test_nothing_that_resembles_a_date_crashes(texts: list[str]) -> None:
    read_dates(texts, frozenset(), {})
    order_of(texts)


def test_halves_of_the_day_in_chinese() -> None:
    texts = ["上午10時30分", "下午3時05分", "中午12時00分", "晚上9時", "凌晨12時15分", "早上7時"]
    raw = RawTable(slug="", title="", header=("時間",), columns=from_columns([texts]))
    assert [str(each) for each in infer(raw).data["時間"].to_pylist()] == [
        *("10:30:00", "15:05:00", "12:00:00", "21:00:00", "00:15:00", "07:00:00")
    ]
