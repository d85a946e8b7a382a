"""The promise of typing: nothing a text says is lost; what is ambiguous stays text and says so."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from praya.formats.infer import Typed, infer
from praya.formats.infer.names import COMPANION
from praya.formats.raw import RawTable, from_columns
from praya.model.decisions import explain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from praya.model.table import Column


def column(
    values: Sequence[str | None],
    label: str = "Value",
    notes: tuple[str, ...] = (),
    beside: Sequence[str | None] | None = None,
) -> Typed:
    columns = [values] + ([beside] if beside else [])
    header = (label, "Other")[: len(columns)]
    return infer(RawTable(slug="", title="", header=header, columns=from_columns(columns), notes=notes))


def first(found: Typed) -> Column:
    return found.schema.columns[0]


def told(found: Typed) -> list[Any]:
    return list(found.data[first(found).name].to_pylist())


def kept(found: Typed) -> list[str | None]:
    return list(found.data[first(found).name + COMPANION].to_pylist())


@pytest.mark.parametrize(
    "values",
    [
        ["007", "008"],
        ["1", "02"],
        ["-01", "5"],
        ["1", "2", "3A"],
        ["0164A", "0165", "0166"],
        ["123456789012345678", "123456789012345679"],
        ["9999999999999999"],
        ["+1", "+2"],
        ["1,23", "2"],
        ["12,34,567"],
        ["1 2", "3 4"],
        ["98 28", "1 000"],
        ["1E5", "2E7"],
        ["10%", "20"],
        ["0x10"],
        ["１２"],
        ["1.2.3"],
        ["1", "see note"],
        ["12 A", "13 B", "14"],
        ["Y", "N", "?"],
        ["true", "True"],
        ["TRUE", "N/A"],
        ["2 Oct"],
        ["2010-11", "2011-12", "2012-13"],
        ["31-12-24", "01-01-25"],
        ["2024-13-01", "2024-01-01"],
        ["31/02/2024", "01/02/2024"],
        ["01/13/2024", "13/01/2024"],
        ["24:30", "12:00"],
        ["2024-01-01T00:00:00Z", "2024-01-01T00:00:00"],
        ["0000-01-01"],
        ["20", "30", "2024-01-01"],
        ["∞"],
        ["NaN", "1e999"],
    ],
)
def test_what_would_lose_something_stays_text(values: list[Any]) -> None:
    found = column(values)
    assert first(found).type == "string"
    assert told(found) == values
    assert found.data.column_names == ["_row", first(found).name]


@pytest.mark.parametrize("values", [["03/04/2024", "05/06/2024"], ["01-02-2024 10:00", "03-04-2024 11:00"]])
def test_dates_that_could_be_either_way_stay_text_and_say_so(values: list[Any]) -> None:
    found = column(values)
    assert first(found).type == "string"
    assert found.decisions[0].code == "dates_undecided"
    assert found.decisions[0].confidence == 0.5


def test_another_column_of_the_file_settles_which_part_comes_first() -> None:
    found = column(["03/04/2024", "05/06/2024"], beside=["13/04/2024", "05/06/2024"])
    assert told(found) == [date(2024, 4, 3), date(2024, 6, 5)]
    assert found.decisions[0].code == "dates_elsewhere"
    found = column(["03/04/2024", "05/06/2024"], beside=["04/13/2024", "05/06/2024"])
    assert told(found) == [date(2024, 3, 4), date(2024, 5, 6)]


def test_columns_that_contradict_each_other_settle_nothing() -> None:
    columns = [["03/04/2024"] * 2, ["13/04/2024"] * 2, ["04/13/2024"] * 2]
    found = infer(RawTable(slug="", title="", header=("a", "b", "c"), columns=from_columns(columns)))
    assert [each.type for each in found.schema.columns] == ["string", "date", "date"]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["1", "-2", "−3", " 4 ", None, ""], [1, -2, -3, 4, None, None]),
        (["1,234", "12", "1,234,567"], [1234, 12, 1234567]),
        ([" 98 282", "1 195 529", "637"], [98282, 1195529, 637]),
        (["98\xa0282", "1"], [98282, 1]),
        (["0", "00"][:1], [0]),
        (["999999999999999"], [999999999999999]),
    ],
)
def test_whole_numbers(values: list[Any], expected: object) -> None:
    found = column(values)
    assert (first(found).type, told(found)) == ("integer", expected)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["1.0", "2.50", "-0.5", ".5"], [1.0, 2.5, -0.5, 0.5]),
        (["1,234.5", "2"], [1234.5, 2.0]),
        (["22.288080481738582"], [22.288080481738582]),
        (["1e-05", "1.5e+3"], [1e-05, 1500.0]),
        (["0.30000000000000004"], [0.30000000000000004]),
    ],
)
def test_decimal_numbers(values: list[Any], expected: object) -> None:
    found = column(values)
    assert (first(found).type, told(found)) == ("number", expected)
    assert found.data.num_columns == 2


def test_percents_have_their_unit() -> None:
    found = column(["12.5%", "3%"])
    assert (first(found).type, first(found).unit, told(found)) == ("number", "%", [12.5, 3.0])


def test_more_digits_than_a_number_holds_are_kept_beside() -> None:
    found = column(["22.33527300000006512345", "1.5"])
    assert first(found).type == "number"
    assert kept(found) == ["22.33527300000006512345", None]
    assert (found.decisions[1].code, found.decisions[1].fields["values"]) == ("digits_kept", 1)


def test_markers_are_listed_missing_and_still_seen() -> None:
    found = column(["0.5", "Trace", "***", "Trace", None, "1.5"])
    assert (first(found).type, first(found).markers) == ("number", ("Trace", "***"))
    assert told(found) == [0.5, None, None, None, None, 1.5]
    assert kept(found) == [None, "Trace", "***", "Trace", None, None]


def test_marks_behind_values_are_listed_and_the_value_is_read() -> None:
    found = column(["430", "437 P", "1,440 R", "441*"])
    assert (first(found).type, first(found).markers) == ("integer", ("P", "R", "*"))
    assert told(found) == [430, 437, 1440, 441]
    assert kept(found) == [None, "437 P", "1,440 R", "441*"]


def test_the_files_own_legend_explains_what_nobody_else_could() -> None:
    assert first(column(["1", "Zq"])).type == "string"
    found = column(["1", "Zq", "@@"], notes=("Zq means not measured", "@@ 沒有數據/unavailable"))
    assert (first(found).type, first(found).markers) == ("integer", ("Zq", "@@"))


def test_why_a_column_of_mostly_numbers_stays_text_is_told() -> None:
    decision = column(["1", "2", "3", "4", "abc"]).decisions[0]
    assert (decision.code, decision.fields["examples"]) == ("numbers_mostly", ("abc",))


@pytest.mark.parametrize(
    ("label", "values", "kind"),
    [
        ("Year", ["1884", "2025"], "year"),
        ("年份", ["1884", "2025"], "year"),
        ("Year", ["1", "2"], "integer"),
        ("Value", ["1884", "2025"], "integer"),
        ("Telephone", ["23821035", "23821036"], "string"),
        ("傳真號碼", ["23821035"], "string"),
        ("SCHOOL NO.", ["512060000223", "115584000223"], "string"),
        ("Station ID", ["1", "47"], "integer"),
        ("GDP", ["2850000000000", "2860000000000"], "integer"),
        ("Month", ["202401", "202402"], "yearmonth"),
        ("Count", ["202401", "202402"], "integer"),
        ("Date", ["20240101", "20240131"], "date"),
        ("Date", ["20240101", "20240132"], "integer"),
        ("Value", [f"2024010{n}" for n in range(1, 8)], "date"),
        ("Time", ["202401011230", "202401011240"], "datetime"),
        ("Updated", ["True", "False"], "boolean"),
        ("Valid", ["Y", "N"], "boolean"),
        ("Description", ["Yes", "No"], "string"),
        ("說明", ["是", "否"], "string"),
    ],
)
def test_labels_help_where_values_alone_do_not_tell(label: str, values: list[Any], kind: str) -> None:
    assert first(column(values, label)).type == kind


@pytest.mark.parametrize(
    ("values", "kind", "expected"),
    [
        (["2024-03-01", "2024-12-31"], "date", [date(2024, 3, 1), date(2024, 12, 31)]),
        (["2024/3/1", "2024/12/31"], "date", [date(2024, 3, 1), date(2024, 12, 31)]),
        (["31/12/2024", "1/2/2024"], "date", [date(2024, 12, 31), date(2024, 2, 1)]),
        (["12/31/2024", "1/2/2024"], "date", [date(2024, 12, 31), date(2024, 1, 2)]),
        (["13-01-2021", "01-01-2021"], "date", [date(2021, 1, 13), date(2021, 1, 1)]),
        (["05/05/2020"], "date", [date(2020, 5, 5)]),
        (["2024年3月1日"], "date", [date(2024, 3, 1)]),
        (["3 April 2023", "3-Apr-2023"], "date", [date(2023, 4, 3)] * 2),
        (["April 3, 2023"], "date", [date(2023, 4, 3)]),
        (["01-1999", "12-2024"], "yearmonth", ["1999-01", "2024-12"]),
        (["2024-03"], "yearmonth", ["2024-03"]),
        (["2024年3月"], "yearmonth", ["2024-03"]),
        (["Mar 2024", "Dec-2024"], "yearmonth", ["2024-03", "2024-12"]),
        (["12:00", "23:59:30", "9:05"], "time", [time(12), time(23, 59, 30), time(9, 5)]),
        (["2013-12-31 18:17:00"], "datetime", [datetime.fromisoformat("2013-12-31T18:17:00")]),
        (["19/05/2020 14:00"], "datetime", [datetime.fromisoformat("2020-05-19T14:00:00")]),
        (["2025-10-19T14:07:22+08:00"], "datetime", [datetime(2025, 10, 19, 6, 7, 22, tzinfo=UTC)]),
        (["2025-10-19T14:07:22.5Z"], "datetime", [datetime(2025, 10, 19, 14, 7, 22, 500000, tzinfo=UTC)]),
        (["2024-03-01", "N/A"], "date", [date(2024, 3, 1), None]),
    ],
)
def test_dates_times_and_months(values: list[Any], kind: str, expected: object) -> None:
    found = column(values)
    assert (first(found).type, told(found)) == (kind, expected)


def test_a_marker_among_dates_stays_seen() -> None:
    found = column(["2024-03-01", "N/A"])
    assert first(found).markers == ("N/A",)
    assert kept(found) == [None, "N/A"]


def test_blank_cells_are_missing_in_every_type() -> None:
    for values in (["a", "\u3000", " ", None], ["1", "\xa0", " ", None]):
        assert told(column(values))[1:] == [None, None, None]


def test_cells_that_only_look_empty_are_missing_listed_and_kept() -> None:
    found = column(["1", "\xa0", " ", None, "\u3000"])
    assert first(found).markers == ("\xa0", "\u3000")
    assert told(found) == [1, None, None, None, None]
    assert kept(found) == [None, "\xa0", None, None, "\u3000"]
    assert "only look empty" in explain(found.decisions[-1], "en").what


def test_text_is_the_sources_own() -> None:
    assert told(column([" a ", "b\n"])) == [" a ", "b\n"]


def test_an_empty_column_says_so() -> None:
    found = column([None, None])
    assert (first(found).type, found.decisions[0].code) == ("string", "column_empty")


def test_a_table_without_rows() -> None:
    found = column([])
    assert (found.data.num_rows, first(found).type) == (0, "string")


def test_rows_are_counted_from_one() -> None:
    assert column(["a", "b"]).data["_row"].to_pylist() == [1, 2]


def dated(*days: tuple[str | None, str, str]) -> Typed:
    header = ("年/Year", "月/Month", "日/Day")
    columns = from_columns([list(each) for each in zip(*days, strict=True)])
    return infer(RawTable(slug="", title="", header=header, columns=columns))


def test_parts_that_often_give_no_day_are_no_date() -> None:
    found = dated(("1900", "2", "29"), ("2024", "2", "29"), ("2024", "13", "1"))
    assert [each.name for each in found.schema.columns] == ["year", "month", "day"]


def test_year_month_and_day_give_a_date_last_and_days_that_never_were_are_told() -> None:
    found = dated(("1900", "2", "29"), (None, "1", "1"), *[("2024", "2", "29")] * 200)
    last = found.schema.columns[-1]
    assert (last.name, last.type, last.derived) == ("date", "date", True)
    assert found.data["date"].to_pylist() == [None, None, *[date(2024, 2, 29)] * 200]
    assert found.decisions[-1].fields["days"] == ("1900-02-29",)


CELLS = st.one_of(
    st.none(),
    st.integers(-(10**20), 10**20).map(str),
    st.decimals(allow_nan=False, allow_infinity=False, places=3).map(str),
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
    st.dates().map(str),
    st.datetimes().map(str),
    st.dates().map(lambda day: day.strftime("%d/%m/%Y")),
    st.times().map(str),
    st.sampled_from(
        ["", " ", "N/A", "***", "1,234", "98 282", "437 P", "007", "TRUE", "FALSE", "50%", "2024年3月1日"]
    ),
    st.text(max_size=6),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(CELLS, max_size=12) | st.lists(st.integers(0, 9999).map(str) | st.just("N/A"), max_size=12))
def test_nothing_is_ever_lost(values: list[Any]) -> None:
    """Every cell that holds something is still there: as its typed value, as its text, or as both."""
    found = column(values)
    data, kind = told(found), first(found).type
    texts = kept(found) if first(found).name + COMPANION in found.data.column_names else [None] * len(values)
    for value, typed, text in zip(values, data, texts, strict=True):
        blank = not value or not value.strip(" \t\r\n\f\v\xa0\u2007\u202f\u3000\ufeff\u200b")
        if blank:
            assert typed is None
            assert text is None
        elif kind == "string":
            assert typed == value
        elif text is None:
            assert typed is not None
            if kind in ("integer", "number", "year"):
                assert Decimal(repr(typed)) == Decimal(
                    value.strip()
                    .strip("%")
                    .replace(",", "")
                    .replace(" ", "")
                    .replace("\xa0", "")
                    .replace("−", "-")
                )
        else:
            assert text == value


def test_arrow_types_are_what_queries_expect() -> None:
    kinds = {
        "integer": (["1"], pa.int64()),
        "number": (["1.5"], pa.float64()),
        "boolean": (["TRUE"], pa.bool_()),
        "date": (["2024-01-01"], pa.date32()),
        "time": (["12:00"], pa.time64("us")),
        "datetime": (["2024-01-01 12:00"], pa.timestamp("us")),
        "yearmonth": (["2024-01"], pa.string()),
        "string": (["x"], pa.string()),
    }
    for kind, (values, expected) in kinds.items():
        found = column(values)
        assert first(found).type == kind
        assert found.data.schema.field(1).type == expected


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (['["a", "b"]', "[]"], "list"),
        (['{"a": 1}', '{"b": [2]}'], "object"),
        (["[1]", "[2]"], "string"),
        (['["a"]', '{"a": "b"}'], "string"),
        (['["a"]', "[a]"], "string"),
    ],
)
def test_json_in_cells(values: list[str], kind: str) -> None:
    raw = RawTable(slug="", title="", header=("x",), columns=from_columns([values]))
    assert infer(raw).schema.columns[0].type == kind
