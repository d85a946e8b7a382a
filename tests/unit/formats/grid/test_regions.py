"""Several tables in one grid, and grids that only look as if they held several."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from praya.formats.grid.regions import Region, regions

if TYPE_CHECKING:
    from collections.abc import Callable

    from praya.formats.raw import RawTable


def places(text: str) -> list[tuple[int, int, int, int]]:
    rows = [line.split(",") for line in text.split("\n")]
    width = max(map(len, rows))
    found: list[Region] = regions([row + [""] * (width - len(row)) for row in rows])
    return [(each.top, each.left, each.bottom, each.right) for each in found]


def rows(raw: RawTable) -> list[tuple[str | None, ...]]:
    return [tuple(row.values()) for row in raw.columns.to_pylist()]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a,b\nx,1\n\ny,2\n\nz,3", id="blank rows between groups of rows"),
        pytest.param("a,b\nx,1\n\nKowloon,\ny,2", id="a group with its name"),
        pytest.param("a,b\nx,1\n\nKowloon,\ny,N/A\nz,2", id="a group that begins with a marker"),
        pytest.param("a,b\nx,1\n\nNotes:,\n(1),first\n(2),second", id="notes of two cells"),
        pytest.param("a,b\nx,1\n\nTotal,1", id="a total apart"),
        pytest.param("a,b\nx,1\n\na,b\ny,2", id="the header of a printed page"),
        pytest.param("Title,\n\na,b\nx,1", id="a title apart"),
        pytest.param("As of:,2024-01-01\nDepartment:,Works\n\na,b\nx,1", id="what a file tells of itself"),
        pytest.param("name,,count\nx,,1\ny,,2", id="a blank column of one column's table"),
        pytest.param("a,b,,c,d\nx,1,,2,3\ny,4,,5,6", id="a blank column for the eye"),
        pytest.param("name,kind\nx,good\ny,bad\n\nz,fair", id="words alone"),
    ],
)
def test_one_table_stays_one(text: str):
    assert len(places(text)) == 1


def test_a_header_of_its_own_behind_a_blank_row_begins_another_table():
    assert places("a,b\nx,1\ny,2\n\nc,d\nz,3\nw,4") == [(0, 0, 4, 2), (4, 0, 7, 2)]


def test_the_same_header_with_a_title_begins_another_table():
    text = "Island\na,b\nx,1\n\nKowloon\na,b\ny,2"
    assert places(text) == [(0, 0, 4, 2), (4, 0, 7, 2)]


def test_the_same_header_with_a_title_begins_another_table_without_a_blank_row_too():
    assert places("Island\na,b\nx,1\nKowloon\na,b\ny,2") == [(0, 0, 3, 2), (3, 0, 6, 2)]


def test_a_title_that_stands_alone_goes_with_the_table_below_it_and_a_note_with_the_one_above():
    assert places("a,b\nx,1\n\nTable 2\n\nc,d\nz,3") == [(0, 0, 3, 2), (3, 0, 7, 2)]
    assert places("a,b\nx,1\n\nNote: sampled\n\nc,d\nz,3") == [(0, 0, 5, 2), (5, 0, 7, 2)]


def test_tables_side_by_side_are_called_alike_or_end_by_themselves():
    assert places("a,m,,a,f\nx,1,,x,2") == [(0, 0, 2, 2), (0, 3, 2, 5)]
    assert places("a,m,,c,f\nx,1,,v,2\ny,3,,,") == [(0, 0, 3, 2), (0, 3, 3, 5)]
    assert places("Men,,,Women,\na,m,,c,f\nx,1,,v,2") == [(0, 0, 3, 2), (0, 3, 3, 5)]


def test_tables_of_words_alone_are_parted_by_their_width():
    assert len(places("a,b,c\nx,y,z\n\nd,e,\nv,w,\nt,u,")) == 2


def test_each_of_several_tables_of_a_file_has_its_name_its_notes_and_its_lines(
    raw_tables: Callable[..., list[RawTable]],
):
    island, kowloon = raw_tables(
        "Island\nDistrict,Persons\nCentral,1\nEastern,2\n* sampled, not counted\n\n"
        "Kowloon\nDistrict,Persons\nKwun Tong,3\n"
    )
    assert (island.slug, kowloon.slug) == ("Island", "Kowloon")
    assert (rows(island), rows(kowloon)) == ([("Central", "1"), ("Eastern", "2")], [("Kwun Tong", "3")])
    assert (island.notes, kowloon.notes) == (("Island", "* sampled, not counted"), ("Kowloon",))
    assert (island.first_line, kowloon.first_line) == (3, 9)
    told = next(each for each in kowloon.decisions if each.code.startswith("header"))
    assert told.fields["lines"] == (8,)
    assert any(each.code == "table_apart" for each in kowloon.decisions)


def test_several_tables_without_titles_are_numbered_and_the_first_keeps_the_files_name(
    raw_tables: Callable[..., list[RawTable]],
):
    found = raw_tables("a,b\nx,1\n\nc,d\ny,2\n")
    assert [table.slug for table in found] == ["", "2"]
