from __future__ import annotations

from dataclasses import replace

import pyarrow as pa

from praya.formats.grid.trim import trim
from praya.formats.raw import RawTable, from_columns


def grid(*rows: tuple[str, ...], header: tuple[str, ...] = ("a", "b", "c")) -> RawTable:
    return RawTable(slug="", title="", header=header, columns=from_columns(list(zip(*rows, strict=True))))


def rows(raw: RawTable) -> list[tuple[str | None, ...]]:
    return [tuple(row.values()) for row in raw.columns.to_pylist()]


def test_sparse_rows_at_the_end_are_data_unless_they_look_like_notes() -> None:
    table = trim(grid(("1", "2", "3"), ("total", "", "")))
    assert rows(table)[-1] == ("total", None, None)
    assert table.notes == ()


def test_notes_below_a_blank_row_are_notes() -> None:
    table = trim(grid(("1", "2", "3"), ("\xa0", "", ""), ("Note(s):", "", ""), ("1 Something", "", "")))
    assert rows(table) == [("1", "2", "3")]
    assert table.notes == ("Note(s):", "1 Something")


def test_a_legend_needs_no_blank_row() -> None:
    table = trim(grid(("1", "2", "3"), ("*** unavailable", "", ""), ("C complete", "", "")))
    assert rows(table) == [("1", "2", "3")]
    assert table.notes == ("*** unavailable", "C complete")


def test_blank_rows_vanish_and_are_counted() -> None:
    table = trim(grid(("1", "", "3"), ("", "", ""), ("4", "", ""), ("\u3000", "", ""), ("5", "", "6")))
    assert rows(table) == [("1", None, "3"), ("4", None, None), ("5", None, "6")]
    assert [(each.code, each.fields["rows"]) for each in table.decisions] == [("rows_blank", 2)]


def test_columns_without_label_and_value_vanish_but_labels_keep_theirs() -> None:
    table = trim(grid(("1", "", ""), ("2", "", ""), header=("a", "b", "")))
    assert table.header == ("a", "b")
    assert table.columns.column_names == ["c0", "c1"]
    assert table.decisions[-1].fields["columns"] == (3,)


def test_a_value_without_label_keeps_its_column() -> None:
    table = trim(grid(("1", "2", "x"), header=("a", "b", "")))
    assert table.header == ("a", "b", "")


def test_a_table_of_one_column_has_no_notes() -> None:
    table = trim(grid(("1",), ("* a",), header=("a",)))
    assert rows(table) == [("1",), ("* a",)]


def test_notes_with_commas_are_notes() -> None:
    table = trim(grid(("Central", "2", "3"), ("Notes: a", " b", " and c"), ("# sampled", "excluded", "")))
    assert rows(table) == [("Central", "2", "3")]
    assert table.notes == ("Notes: a b and c", "# sampled excluded")


def test_a_last_row_of_markers_is_data() -> None:
    table = trim(grid(("Central", "2", "3"), ("Eastern", "N/A", "N/A")))
    assert len(rows(table)) == 2


def test_a_legend_with_an_explained_sign_in_front_of_values_is_data() -> None:
    table = trim(grid(("Central", "2", "3"), ("* Eastern", "4", "5")))
    assert rows(table)[-1] == ("* Eastern", "4", "5")


def test_headers_said_again_between_rows_are_left_out_and_counted() -> None:
    raw = grid(("1", "2", "3"), ("a", "b ", "c"), ("4", "5", "6"), ("a", "b", "x"))
    table = trim(raw, [("a", "b", "c")])
    assert rows(table) == [("1", "2", "3"), ("4", "5", "6"), ("a", "b", "x")]
    assert [(each.code, each.fields["lines"]) for each in table.decisions] == [("rows_header", (2,))]


def test_one_label_said_again_is_a_value() -> None:
    assert len(rows(trim(grid(("a", "", ""), ("1", "2", "3")), [("a",)]))) == 2


def test_a_row_with_a_word_for_every_column_is_data_whatever_it_begins_with() -> None:
    table = trim(grid(("Central", "2", "3"), ("~ Eastern", "closed", "moved")))
    assert rows(table)[-1] == ("~ Eastern", "closed", "moved")


def test_rows_in_many_batches_are_trimmed_like_those_in_one() -> None:
    page = [("a", "b", "c"), ("1", "2", "3"), ("\xa0", "", ""), ("4", "5", "6")]
    whole = grid(*page, *page, *page)
    many = replace(whole, columns=pa.concat_tables([whole.columns.slice(at, 3) for at in range(0, 12, 3)]))
    found = trim(many, [("a", "b", "c")])
    assert rows(found) == [("1", "2", "3"), ("4", "5", "6")] * 3
    assert found.decisions == trim(whole, [("a", "b", "c")]).decisions
    assert [dict(each.fields)["lines"] for each in found.decisions] == [(1, 5, 9), (2, 5, 8)]
