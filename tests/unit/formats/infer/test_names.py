from __future__ import annotations

import pytest

from praya.formats.infer.names import free_name, name_columns, split


@pytest.mark.parametrize(
    ("label", "english", "chinese"),
    [
        ("年/Year", "Year", "年"),
        ("Year 年", "Year", "年"),
        ("數據完整性/data Completeness", "data Completeness", "數據完整性"),
        ("區議會分區 District Council district", "District Council district", "區議會分區"),
        ("日總雨量(毫米) Total Rainfall (mm)", "Total Rainfall (mm)", "日總雨量(毫米)"),
        ("English\n中文", "English", "中文"),
        ("Population (人口)", "Population", "人口"),
        ("A 區", None, "A 區"),
        ("中文名稱", None, "中文名稱"),
        ("DISTRICT", "DISTRICT", None),
        ("s.d.", "s.d.", None),
        ("", None, None),
    ],
)
def test_labels_in_two_languages_are_split(label: str, english: str | None, chinese: str | None) -> None:
    title = split(label)
    assert (title.en.words if title.en else None) == english
    assert (title.zh_hant.words if title.zh_hant else None) == chinese


def test_simplified_labels_are_known_and_traditional_ones_converted() -> None:
    assert split("地区").zh_hant is None
    title = split("地區")
    assert title.zh_hans is not None
    assert (title.zh_hans.words, title.zh_hans.origin) == ("地区", "converted")


def named(*headers: str) -> list[str]:
    return name_columns(headers, [split(each) for each in headers])


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("年/Year", "year"),
        ("SCHOOL NO.", "school_no"),
        ("中文類別", "中文類別"),
        ("C&W", "c_w"),
        ("0-14", "c_0_14"),
        ("65+", "c_65"),
        ("", "column_1"),
        ("***", "column_1"),
        ('Name; DROP TABLE "x"', "name_drop_table_x"),
        ("Ｆｕｌｌ　Ｗｉｄｔｈ", "full_width"),
        ("_row", "row"),
        ("Men's", "mens"),
    ],
)
def test_names_are_safe(label: str, name: str) -> None:
    assert named(label) == [name]


def test_names_are_unique_and_leave_room_for_companions() -> None:
    assert named("a", "A", "a_2", "value", "value text", "value_text") == [
        "a",
        "a_2",
        "a_2_2",
        "value",
        "value_text_2",
        "value_text_3",
    ]
    assert named("x_text", "x") == ["x_text", "x_2"]


def test_long_labels_keep_what_tells_them_apart() -> None:
    long = "Median monthly household income of economically active households (excluding helpers)"
    assert named(f"{long} – 2019", f"{long} – 2020") == [
        "median_monthly_household_income_of_economically_active_2019",
        "median_monthly_household_income_of_economically_active_2020",
    ]
    assert all(len(name) <= 60 for name in named("x" * 500, f"{long} – {'y' * 200}"))


def test_a_very_long_bilingual_label_takes_no_long_time() -> None:
    assert split("年" + "a 年/" * 100_000).zh_hant is not None


def test_further_columns_find_a_free_name() -> None:
    assert free_name("date", ["date", "date_2"]) == "date_3"
