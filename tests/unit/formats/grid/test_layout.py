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


def test_labels_said_again_in_the_other_language_are_one_header() -> None:
    found = layout("Year,District,Persons\n年,地區,人數\n2021,Central,5\n2022,Central,6")
    assert found.header == ("Year / 年", "District / 地區", "Persons / 人數")
    assert found.start == 2
    assert "header_twin" in [each.code for each in found.decisions]


def test_words_of_the_other_language_below_a_header_of_words_are_data() -> None:
    found = layout("English,Chinese\n中環,中環\n上環,上環\n灣仔,灣仔\n金鐘,金鐘")
    assert found.start == 1


def test_a_second_language_over_words_is_shown_by_the_words_below() -> None:
    found = layout("Code,Name\n編號,名稱\nA,Central\nB,Eastern\nC,Southern")
    assert (found.header, found.start) == (("Code / 編號", "Name / 名稱"), 2)


def test_a_row_of_units_below_the_labels_stands_aside() -> None:
    found = layout("Station,Latitude,Height\n,°N,m\nKing's Park,22.3,66\nSha Tin,22.4,6")
    assert found.header == ("Station", "Latitude", "Height")
    assert (found.units, found.start, found.header_rows) == (("", "°N", "m"), 2, (0, 1))


def test_a_first_row_of_data_that_begins_with_a_number_is_no_unit() -> None:
    assert layout("Kind,Count\nNo.,5\nYes,6").start == 1


def test_merged_cells_say_how_far_a_group_reaches() -> None:
    rows = [
        ["", "Size", "", "Free", ""],
        ["", "2021", "2022", "text", "note"],
        ["Central", "1", "2", "a", "b"],
    ]
    found = find_layout([*rows, ["Eastern", "3", "4", "c", "d"]], [(0, 1, 0, 2)])
    assert found.header == ("", "Size – 2021", "Size – 2022", "Free – text", "note")


def test_what_a_file_tells_of_itself_stands_above_however_narrow_the_table() -> None:
    found = layout("As of,2024-01-01\nSource:,Census\n\nDistrict,Persons\nCentral,5")
    assert found.notes == ("As of 2024-01-01", "Source: Census")
    assert found.header == ("District", "Persons")
    assert layout("As of: 2024-01-01\nDistrict,Persons\nCentral,5").notes == ("As of: 2024-01-01",)


def test_a_header_that_begins_like_that_is_a_header() -> None:
    assert layout("Date,Source,\n2024-01-01,Census,x").header == ("Date", "Source", "")
    assert layout("Date,5\n2024-01-01,6\n2024-01-02,7").notes == ()


def test_words_above_the_first_columns_label_are_told() -> None:
    found = layout("Year,2019,2019,2020\nDistrict,Male,Female,Male\nCentral,1,2,3\nEastern,4,5,6")
    assert found.header[0] == "District"
    assert next(each for each in found.decisions if each.code == "header_corner").fields["words"] == ("Year",)


def test_units_said_in_two_languages_are_a_row_of_units() -> None:
    rows = [
        ["年/Year", "人口/Population", "住戶"],
        ["", "人 (persons)", "戶"],
        ["2019", "10", "5"],
        ["2020", "11", "6"],
    ]
    found = find_layout(rows)
    assert (found.header, found.units) == (("年/Year", "人口/Population", "住戶"), ("", "人 (persons)", "戶"))
