from __future__ import annotations

import io
import random
import zipfile
from contextlib import suppress
from datetime import date, datetime, time
from typing import TYPE_CHECKING

import openpyxl
import pytest
import xlwt

from praya.formats.grid.sheets import read_sheets
from praya.model import errors

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from praya.formats.raw import RawTable

    Sheet = Sequence[Sequence[object]]

LIMIT = 50_000_000


def rows(raw: RawTable) -> list[tuple[str | None, ...]]:
    return [tuple(row.values()) for row in raw.columns.to_pylist()]


def xlsx(**sheets: Sheet) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.remove(book.active)
    for name, cells in sheets.items():
        sheet = book.create_sheet(name)
        for row in cells:
            sheet.append(list(row))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def xls(cells: Sheet) -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Data")
    for at, row in enumerate(cells):
        for position, value in enumerate(row):
            sheet.write(at, position, value)
    buffer = io.BytesIO()
    book.save(buffer)
    return bytes(buffer.getvalue())


def test_a_truncated_workbook_is_broken(put: Callable[..., Path]) -> None:
    whole = xlsx(A=[["a", "b"], [1, 2]])
    for length in range(30, len(whole), 997):
        with pytest.raises(errors.FileBroken):
            read_sheets(put(whole[:length]), "XLSX", unpacked_limit=LIMIT)


@pytest.mark.long
def test_a_damaged_old_workbook_is_broken_or_read_but_never_worse(put: Callable[..., Path]) -> None:
    whole = bytearray(xls([["a", "b"], *[[n, f"x{n}"] for n in range(300)]]))
    chance = random.Random(1)
    for _ in range(20):
        damaged = bytearray(whole)
        for _ in range(4):
            damaged[chance.randrange(8, len(damaged))] = chance.randrange(256)
        with suppress(errors.Failure):
            read_sheets(put(bytes(damaged)), "XLS", unpacked_limit=LIMIT)


def test_an_old_workbook_with_one_cell_far_out_does_not_take_the_memory_of_the_machine(
    put: Callable[..., Path],
) -> None:
    whole = xls([["a", "b"], [1, 2], [3, 4]])
    cell = whole.rfind(b"\x7e\x02\x0a\x00")
    far = whole[: cell + 4] + b"\xff\xff\xff\xff" + whole[cell + 8 :]
    with pytest.raises(errors.FileBroken) as failure:
        read_sheets(put(far), "XLS", unpacked_limit=LIMIT)
    assert failure.value.fields["format"] == "XLS"


def test_a_workbook_that_unpacks_to_too_much_is_not_opened(put: Callable[..., Path]) -> None:
    content = xlsx(A=[["a", "b"], *[[n, n] for n in range(5000)]])
    with pytest.raises(errors.FileBomb):
        read_sheets(put(content), "XLSX", unpacked_limit=100_000)


def test_a_workbook_with_one_cell_far_out_is_not_opened(put: Callable[..., Path]) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active["A1"] = 1
    book.active["XFD1048576"] = 1
    buffer = io.BytesIO()
    book.save(buffer)
    with pytest.raises(errors.FileBomb):
        read_sheets(put(buffer.getvalue()), "XLSX", unpacked_limit=LIMIT)


def test_a_workbook_without_its_sheet_is_broken(put: Callable[..., Path]) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(
            "xl/workbook.xml", "<workbook><sheets><sheet name='a' sheetId='1'/></sheets></workbook>"
        )
    with pytest.raises(errors.FileBroken):
        read_sheets(put(buffer.getvalue()), "XLSX", unpacked_limit=LIMIT)


def test_sheets_without_a_table_give_none(put: Callable[..., Path]) -> None:
    content = xlsx(Cover=[["Published by the department"]], Empty=[], Data=[["a", "b"], [1, 2]])
    tables = read_sheets(put(content), "XLSX", unpacked_limit=LIMIT)
    assert [table.slug for table in tables] == ["Data"]


def test_more_columns_than_a_table_may_have(put: Callable[..., Path]) -> None:
    content = xlsx(A=[[f"c{n}" for n in range(2001)], list(range(2001))])
    with pytest.raises(errors.FileTooWide):
        read_sheets(put(content), "XLSX", unpacked_limit=LIMIT)


def test_cells_become_text_that_says_the_same(put: Callable[..., Path]) -> None:
    values = [
        1,
        1.5,
        2.675,
        "007",
        True,
        datetime.fromisoformat("2024-03-01T13:05:00"),
        date(2024, 3, 1),
        time(13, 5),
        None,
    ]
    content = xlsx(A=[[f"c{n}" for n in range(9)], values, [2] * 9])
    (table,) = read_sheets(put(content), "XLSX", unpacked_limit=LIMIT)
    assert rows(table)[0] == (
        *("1", "1.5", "2.675", "007", "TRUE"),
        *("2024-03-01 13:05:00", "2024-03-01", "13:05:00", None),
    )


def test_title_lines_header_and_notes_of_a_sheet(put: Callable[..., Path]) -> None:
    content = xlsx(
        T1=[
            ["Table 1 : Population"],
            [],
            ["District", "Male", "Female"],
            ["Central", 1, 2],
            ["Eastern", 3, 4],
            [],
            ["Note: mid-year"],
        ]
    )
    (table,) = read_sheets(put(content), "XLSX", unpacked_limit=LIMIT)
    assert table.title == "Table 1 : Population"
    assert table.header == ("District", "Male", "Female")
    assert rows(table) == [("Central", "1", "2"), ("Eastern", "3", "4")]
    assert table.notes == ("Table 1 : Population", "Note: mid-year")
    assert table.first_line == 4


def test_old_workbooks(put: Callable[..., Path]) -> None:
    (table,) = read_sheets(
        put(xls([["名稱", "數值"], ["香港", 1.5], ["九龍", 2]])), "XLS", unpacked_limit=LIMIT
    )
    assert (table.slug, table.header) == ("Data", ("名稱", "數值"))
    assert rows(table) == [("香港", "1.5"), ("九龍", "2")]


def merged(cells: Sheet, *ranges: str) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(xlsx(Data=cells)))
    for each in ranges:
        book["Data"].merge_cells(each)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_merged_labels_reach_over_their_columns_and_rows_and_say_so(put: Callable[..., Path]) -> None:
    content = merged(
        [
            ["Region", "District", "Population", None],
            [None, None, "Male", "Female"],
            ["Island", "Central", 1, 2],
            [None, "Eastern", 3, 4],
            ["Kowloon", "Kwun Tong", 5, 6],
        ],
        *("C1:D1", "A1:A2", "B1:B2", "A3:A4"),
    )
    (table,) = read_sheets(put(content), "XLSX", unpacked_limit=LIMIT)
    assert table.header == ("Region", "District", "Population – Male", "Population – Female")
    assert [row[0] for row in rows(table)] == ["Island", "Island", "Kowloon"]
    told = {each.code: each.fields for each in table.decisions}
    assert told["groups_filled"] == {"cells": 1, "columns": ("Region",)}
    assert "header_merged" in told


def test_merged_values_are_never_repeated(put: Callable[..., Path]) -> None:
    content = merged([["District", "Persons"], ["Central", 5], ["Eastern", None], ["Southern", 7]], "B2:B3")
    (table,) = read_sheets(put(content), "XLSX", unpacked_limit=LIMIT)
    assert [row[1] for row in rows(table)] == ["5", None, "7"]


def test_several_tables_of_a_sheet_are_called_by_their_titles(put: Callable[..., Path]) -> None:
    content = xlsx(
        Census=[
            ["Island"],
            ["District", "Persons"],
            ["Central", 1],
            [],
            ["Kowloon"],
            ["District", "Persons"],
            ["Kwun Tong", 2],
        ]
    )
    found = read_sheets(put(content), "XLSX", unpacked_limit=LIMIT)
    assert [(table.slug, table.title, rows(table)) for table in found] == [
        ("Census/Island", "Island", [("Central", "1")]),
        ("Census/Kowloon", "Kowloon", [("Kwun Tong", "2")]),
    ]


def test_a_sheet_without_a_table_is_told_with_its_words(put: Callable[..., Path]) -> None:
    content = xlsx(Cover=[["See the next sheet"]], Census=[["District", "Persons"], ["Central", 1]])
    (table,) = read_sheets(put(content), "XLSX", unpacked_limit=LIMIT)
    told = next(each for each in table.decisions if each.code == "sheets_skipped")
    assert told.fields == {"sheet": "Cover", "words": ("See the next sheet",)}
