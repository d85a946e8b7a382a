"""Overrides at work: what is said is done, what does not fit is told, and no value is lost either way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest

from praya.formats.read import read
from praya.formats.reading import typed_tables
from praya.formats.sniff import sniff
from praya.model.override import override_from_json

if TYPE_CHECKING:
    from pathlib import Path

    from praya.formats.infer import Typed
    from praya.model.decisions import Decision

DATES = "Date,Rain\n01/02/2024,1.5\n03/04/2024,Tr\n05/06/2024,2\n"


def tables(path: Path, said: dict[str, object]) -> list[Typed]:
    told = override_from_json(said)
    sniffed = sniff(path, name=path.name, unpacked_limit=1 << 30, said=told)
    return list(typed_tables(read(path, sniffed, unpacked_limit=1 << 30, said=told), sniffed, told))


def table(folder: Path, content: str | bytes, said: dict[str, object], name: str = "a.csv") -> Typed:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return tables(path, said)[0]


def codes(typed: Typed) -> set[str]:
    told: tuple[Decision, ...] = (*typed.raw.decisions, *typed.decisions)
    return {each.code for each in told if each.code.startswith(("said_", "unfit_"))}


def types(typed: Typed) -> list[tuple[str, str]]:
    return [(each.name, each.type) for each in typed.schema.columns]


def values(typed: Typed, name: str) -> list[object]:
    return [str(each) if each is not None else None for each in typed.data[name].to_pylist()]


@pytest.mark.parametrize(("order", "first"), [("dmy", "2024-02-01"), ("mdy", "2024-01-02")])
def test_an_order_settles_dates(tmp_path: Path, order: str, first: str):
    typed = table(tmp_path, DATES, {"columns": {"Date": {"order": order}}})
    assert types(typed)[0] == ("date", "date")
    assert values(typed, "date")[0] == first
    assert codes(typed) == {"said_order"}


def test_an_order_that_values_contradict_is_not_used(tmp_path: Path):
    typed = table(
        tmp_path,
        DATES.replace("01/02", "31/02").replace("31/02", "31/01"),
        {"columns": {"Date": {"order": "mdy"}}},
    )
    assert values(typed, "date")[0] == "2024-01-31"
    assert codes(typed) == {"unfit_order"}


def test_a_year_of_two_digits_may_stand_first(tmp_path: Path):
    typed = table(tmp_path, "d,x\n01/02/03,1\n02/03/04,2\n", {"columns": {"d": {"order": "ymd"}}})
    assert values(typed, "d") == ["2001-02-03", "2002-03-04"]
    assert codes(typed) == {"said_order"}


def test_markers_make_numbers(tmp_path: Path):
    content = "a,b\n1,x\nsee below,y\n3,z\n"
    assert types(table(tmp_path, content, {}))[0] == ("a", "string")
    typed = table(tmp_path, content, {"columns": {"a": {"markers": ["see below"]}}})
    assert types(typed)[0] == ("a", "integer")
    assert values(typed, "a") == ["1", None, "3"]
    assert values(typed, "a_text") == [None, "see below", None]
    assert codes(typed) == {"said_markers"}


def test_values_that_are_none_of_the_type_stay_beside_it_and_are_told(tmp_path: Path):
    content = "a,b\n007,1\nx9,2\n-3,3\n1.5,4\nn/a,5\n"
    typed = table(tmp_path, content, {"columns": {"a": {"type": "integer"}}})
    assert values(typed, "a") == ["7", None, "-3", None, None]
    assert values(typed, "a_text") == ["007", "x9", None, "1.5", "n/a"]
    told = next(each for each in typed.decisions if each.code == "unfit_values")
    assert (told.fields["values"], told.fields["rows"], told.fields["examples"]) == (2, (2, 4), ("x9", "1.5"))
    assert typed.schema.columns[0].markers == ("n/a",)


@pytest.mark.parametrize(
    ("kind", "cells", "expected"),
    [
        ("string", ["1", "2"], ["1", "2"]),
        ("number", ["1", "2"], ["1.0", "2.0"]),
        ("number", ["1,234.5", "(7)"], ["1234.5", "-7.0"]),
        ("year", ["1999", "2000"], ["1999", "2000"]),
        ("boolean", ["1", "0"], ["True", "False"]),
        ("date", ["20240301", "2024-03-02"], ["2024-03-01", "2024-03-02"]),
        ("datetime", ["202403011200", "2024-03-01 13:30"], ["2024-03-01 12:00:00", "2024-03-01 13:30:00"]),
        ("time", ["9:30", "下午3時30分"], ["09:30:00", "15:30:00"]),
        ("yearmonth", ["2024年3月", "Mar 2024"], ["2024-03", "2024-03"]),
    ],
)
def test_every_type_can_be_said(tmp_path: Path, kind: str, cells: list[str], expected: list[str]):
    content = "a;b\n" + "".join(f"{cell};word\n" for cell in cells)
    typed = table(tmp_path, content, {"columns": {"a": {"type": kind}}})
    assert types(typed)[0] == ("a", kind)
    assert values(typed, "a") == expected
    assert "said_type" in codes(typed)


def test_a_type_that_no_value_has_is_not_used(tmp_path: Path):
    typed = table(tmp_path, "a,b\nred,1\nblue,2\n", {"columns": {"a": {"type": "date"}}})
    assert types(typed)[0] == ("a", "string")
    assert codes(typed) == {"unfit_type"}


def test_a_late_surprise_in_a_large_table_counts_as_much(tmp_path: Path):
    from praya.formats.infer import infer  # noqa: PLC0415

    content = "a,b\n" + "".join(f"{n},w\n" for n in range(30_000)) + "odd,w\n"
    (tmp_path / "a.csv").write_text(content)
    told = override_from_json({"columns": {"a": {"type": "integer"}}})
    sniffed = sniff(tmp_path / "a.csv", unpacked_limit=1 << 30)
    raw = read(tmp_path / "a.csv", sniffed, unpacked_limit=1 << 30)[0]
    typed = infer(raw, whole=1 << 10, piece=1 << 14, said=told.every)
    assert len(typed.cut) > 3
    assert types(typed)[0] == ("a", "integer")
    assert typed.data["a"].null_count == 1
    found = next(each for each in typed.decisions if each.code == "unfit_values")
    assert found.fields["rows"] == (30_001,)


def test_names_titles_and_units(tmp_path: Path):
    said = {"Rain": {"name": "rainfall", "title": {"zh-Hant": "雨量"}, "unit": "mm", "markers": ["Tr"]}}
    column = table(tmp_path, DATES, {"columns": said}).schema.columns[1]
    assert (column.name, column.header, column.unit, column.unit_code) == ("rainfall", "Rain", "mm", "mm")
    assert column.title.words("zh-Hant") == "雨量"
    assert column.title.words("en") == "Rain"


def test_a_name_that_is_taken_is_not_used(tmp_path: Path):
    typed = table(tmp_path, DATES, {"columns": {"Rain": {"name": "date"}}})
    assert [each.name for each in typed.schema.columns] == ["date", "rain"]
    assert codes(typed) == {"unfit_name"}


def test_a_column_that_is_gone_is_told(tmp_path: Path):
    assert codes(table(tmp_path, DATES, {"columns": {"Snow": {"type": "number"}}})) == {"unfit_column"}


def test_an_encoding_the_reader_would_never_guess(tmp_path: Path):
    content = "Stadt,n\nKöln,1\nMünchen,2\n".encode("cp1252")
    typed = table(tmp_path, content, {"encoding": "cp1252"})
    assert values(typed, "stadt") == ["Köln", "München"]


def test_an_encoding_that_cannot_decode_is_not_used(tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_bytes("站,雨\n沙田,1\n大埔,2\n".encode("big5hkscs"))
    sniffed = sniff(path, unpacked_limit=1 << 30, said=override_from_json({"encoding": "utf-8"}))
    assert sniffed.encoding == "big5hkscs"
    assert "unfit_encoding" in {each.code for each in sniffed.decisions}


def test_a_delimiter(tmp_path: Path):
    content = "a|b,c\n1|2,3\n4|5,6\n"
    assert len(table(tmp_path, content, {"delimiter": "|"}).schema.columns) == 2
    assert codes(table(tmp_path, content, {"delimiter": "|"})) == {"said_delimiter"}
    unfit = table(tmp_path, content, {"delimiter": ";"})
    assert codes(unfit) == {"unfit_point"}
    assert len(unfit.schema.columns) == 2


LINES = "Report 2024\nprinted,today\nStation,Rain\nSha Tin,1\nTai Po,2\n"


@pytest.mark.parametrize(
    ("said", "names", "rows"),
    [
        ({"header": [3]}, ["station", "rain"], 2),
        ({"header": [2, 3]}, ["station", "today_rain"], 2),
        ({"header": []}, ["column_1", "column_2"], 5),
        ({"skip": 3}, None, 2),
        ({"skip": 2, "header": [3]}, ["station", "rain"], 2),
    ],
)
def test_header_and_skipped_lines(
    tmp_path: Path, said: dict[str, object], names: list[str] | None, rows: int
):
    typed = table(tmp_path, LINES, said)
    assert typed.rows in (rows, rows - 1)
    assert names is None or [each.name for each in typed.schema.columns] == names
    assert codes(typed) <= {"said_header", "said_headless", "said_skip"}
    assert codes(typed)


@pytest.mark.parametrize(
    "said", [{"header": [77]}, {"skip": 500}, {"only": ["Sheet9"]}, {"tables": {"x": {}}}]
)
def test_lines_and_places_that_are_not_there_are_told(tmp_path: Path, said: dict[str, object]):
    typed = table(tmp_path, DATES, said)
    assert codes(typed) == {"unfit_point"}
    assert typed.rows == 3


def test_sheets_are_chosen_and_each_has_a_header_of_its_own(tmp_path: Path):
    book = openpyxl.Workbook()
    for name in ("one", "two", "three"):
        sheet = book.create_sheet(name)
        for row in (("x", "y"), ("a", "b"), (1, 2), (3, 4)):
            sheet.append(row)
    book.remove(book["Sheet"])
    book.save(tmp_path / "a.xlsx")
    said: dict[str, object] = {"only": ["two", "three"], "tables": {"three": {"header": [2]}}}
    found = {
        each.raw.slug: [column.name for column in each.schema.columns]
        for each in tables(tmp_path / "a.xlsx", said)
    }
    assert found == {"two": ["x", "y"], "three": ["a", "b"]}


def test_what_is_no_matter_of_the_format_is_told(tmp_path: Path):
    typed = table(tmp_path, '[{"a": 1}, {"a": 2}]', {"delimiter": ",", "header": [1]}, "a.json")
    assert codes(typed) == {"unfit_point"}
    assert typed.rows == 2
