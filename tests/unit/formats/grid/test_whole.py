"""Dialects and accidents of delimited text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from praya.model import errors

if TYPE_CHECKING:
    from collections.abc import Callable

    from praya.formats.raw import RawTable


def rows(raw: RawTable) -> list[tuple[str | None, ...]]:
    return [tuple(row.values()) for row in raw.columns.to_pylist()]


def codes(raw: RawTable) -> list[str]:
    return [each.code for each in raw.decisions]


def test_a_quote_that_never_closes_costs_its_line_only(raw: Callable[..., RawTable]) -> None:
    table = raw('a,b\n1,x\n2,"y\n3,z\n4,"quoted, well"\n5,w\n')
    assert rows(table) == [("1", "x"), ("2", '"y'), ("3", "z"), ("4", "quoted, well"), ("5", "w")]
    assert next(each for each in table.decisions if each.code == "quotes_unclosed").fields == {"lines": (3,)}


def test_cells_of_several_lines_are_no_such_accident(raw: Callable[..., RawTable]) -> None:
    table = raw('a,b\n1,"x\n\ny"\n2,z\n')
    assert rows(table) == [("1", "x\n\ny"), ("2", "z")]
    assert "quotes_unclosed" not in codes(table)


@pytest.mark.parametrize("delimiter", [",", ";", "|", "\t"])
def test_excels_line_for_itself_is_no_title(raw: Callable[..., RawTable], delimiter: str) -> None:
    table = raw(f"sep={delimiter}\na{delimiter}b\n1{delimiter}2\n")
    assert (table.header, table.title, table.notes, rows(table)) == (("a", "b"), "", (), [("1", "2")])
    assert "delimiter_said" in codes(table)


def test_blanks_between_separators_and_quotes_are_skipped(raw: Callable[..., RawTable]) -> None:
    table = raw('a, b, c\n1, "x, y", 2\n3, "z, w", 4\n')
    assert rows(table) == [("1", "x, y", "2"), ("3", "z, w", "4")]
    assert "quotes_spaced" in codes(table)


def test_blanks_without_quotes_stay(raw: Callable[..., RawTable]) -> None:
    assert rows(raw("a,b\n1, x\n2, y\n")) == [("1", " x"), ("2", " y")]


@pytest.mark.parametrize(
    "content", [",,,\n,,,\n", "Rainfall of a day\n\nTrace means little of it, or none.\n"]
)
def test_what_holds_no_table(raw: Callable[..., RawTable], content: str) -> None:
    with pytest.raises(errors.TableAbsent):
        raw(content)
