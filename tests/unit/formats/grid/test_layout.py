from __future__ import annotations

import pytest

from praya.formats.grid.layout import Layout, find_layout


def layout(text: str) -> Layout:
    return find_layout([line.split(",") for line in text.strip("\n").split("\n")])


def test_a_blank_label_does_not_make_the_next_row_a_header() -> None:
    found = layout(",name,note\na,bob,x\nb,eve,y")
    assert found.header == ("", "name", "note")
    assert found.start == 1


def test_labels_that_repeat_over_words_stay_one_row() -> None:
    found = layout("Remark,Remark,Name\ngood,old,bob\nbad,new,eve")
    assert (found.header, found.start) == (("Remark", "Remark", "Name"), 1)


def test_data_without_header_is_told_and_nothing_is_taken_from_it() -> None:
    found = layout("1884,3,1,0.0,C\n1884,3,2,0.0,C\n1884,3,3,0.4,C")
    assert (found.header, found.start) == (("",) * 5, 0)
    assert found.decisions[0].code == "header_none"


@pytest.mark.parametrize(
    "header", ["Station,1,2,3,4", "District,2019,2020,2021,2022", "Age,0-14,15-24,25-44,65+"]
)
def test_labels_of_digits_are_labels(header: str) -> None:
    found = layout(f"{header}\nA,5,6,7,8\nB,9,8,7,6")
    assert (found.header, found.start) == (tuple(header.split(",")), 1)


def test_a_table_of_one_row_is_its_header() -> None:
    assert layout("a,b,c").start == 1


def test_one_column_has_its_first_row_as_header() -> None:
    found = layout("name\nalice\nbob")
    assert (found.header, found.start, found.notes) == (("name",), 1, ())


def test_lines_above_are_notes_and_the_first_of_them_the_title() -> None:
    found = layout("日總雨量(毫米) - 天文台\nDaily Total Rainfall (mm)\n\n年/Year,月/Month,Value\n1884,3,0.5")
    assert found.title == "日總雨量(毫米) - 天文台 / Daily Total Rainfall (mm)"
    assert found.notes == ("日總雨量(毫米) - 天文台", "Daily Total Rainfall (mm)")
    assert found.header == ("年/Year", "月/Month", "Value")
    assert found.start == 4


def test_two_lines_of_one_language_are_not_one_title() -> None:
    assert layout("Rainfall\nin millimetres\na,b,c\n1,2,3").title == "Rainfall"


def test_a_label_with_a_colon_and_its_value_stand_above() -> None:
    found = layout("As at:,31.12.2025,,,,\nA,B,C,D,E,F\n1,2,3,4,5,6")
    assert found.header == ("A", "B", "C", "D", "E", "F")
    assert found.notes == ("As at: 31.12.2025",)


def test_groups_reach_over_their_columns_and_units_stand_aside() -> None:
    found = layout(
        "Title,,,,\n,Size,,Income,\n,No.,No.,HK$,HK$\nYear,2021,2022,2021,2022\nDistrict,,,,\n"
        "Central,2.5,2.6,100,200\nEastern,2.7,2.8,300,400"
    )
    assert found.header == ("District", "Size – 2021", "Size – 2022", "Income – 2021", "Income – 2022")
    assert found.units == ("", "No.", "No.", "HK$", "HK$")
    assert found.start == 5


def test_a_section_below_a_tall_header_is_not_taken_for_a_label_if_there_are_more() -> None:
    found = layout(
        ",Population,,\n,Male,Female,Both\nIsland,,,\nCentral,1,2,3\nEastern,1,2,3\nKowloon,,,\nKwun Tong,1,2,3"
    )
    assert found.header == ("", "Population – Male", "Population – Female", "Population – Both")
    assert found.start == 2


def test_a_tall_header_ends_before_values() -> None:
    found = layout(",2021,,2022,\n,10,20,30,40\nA,1,2,3,4\nB,1,2,3,4")
    assert found.start == 1
