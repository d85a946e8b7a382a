from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from praya.formats.grid.delimited import read_delimited
from praya.formats.grid.dialect import find_delimiter
from praya.formats.read import read
from praya.formats.sniff import sniff
from praya.model import errors

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hypothesis.strategies import DrawFn

    from praya.formats.raw import RawTable

CHINESE = ("香港國際機場", "九龍灣", "年/Year", "日總雨量(毫米)", "中西區及東區", "旺角", "數據完整性")


def rows(raw: RawTable) -> list[tuple[str | None, ...]]:
    return [tuple(row.values()) for row in raw.columns.to_pylist()]


def test_more_columns_than_a_table_may_have(raw: Callable[..., RawTable]) -> None:
    with pytest.raises(errors.FileTooWide) as failure:
        raw(",".join(f"c{n}" for n in range(2001)) + "\n" + ",".join("1" * 2001) + "\n")
    assert failure.value.fields == {"columns": 2001, "limit": 2000}


def test_one_overlong_row_does_not_get_past_the_limit(raw: Callable[..., RawTable]) -> None:
    with pytest.raises(errors.FileTooWide):
        raw("a,b\n1,2\n" + ",".join("1" * 2001) + "\n")


def test_prose_is_no_table(raw: Callable[..., RawTable]) -> None:
    with pytest.raises(errors.TableAbsent):
        raw("Service temporarily unavailable")


def test_short_rows_lack_values_and_long_rows_widen_the_table(raw: Callable[..., RawTable]) -> None:
    table = raw("a,b,c\n1,2,3\n4,5\n6,7,8,9\n10,11,12\n")
    assert rows(table) == [
        ("1", "2", "3", None),
        ("4", "5", None, None),
        ("6", "7", "8", "9"),
        ("10", "11", "12", None),
    ]
    assert table.header == ("a", "b", "c", "")
    told = next(each for each in table.decisions if each.code == "rows_ragged")
    assert told.fields == {"rows": 2, "total": 4, "lines": (3, 4)}


def test_short_lines_below_are_notes_and_short_rows_within_are_data(raw: Callable[..., RawTable]) -> None:
    table = raw("a,b,c\n1,2,3\n4,5\n6,7,8\n*** unavailable\nC complete\n")
    assert rows(table) == [("1", "2", "3"), ("4", "5", None), ("6", "7", "8")]
    assert table.notes == ("*** unavailable", "C complete")


def test_a_quote_that_never_closes_loses_nothing(raw: Callable[..., RawTable]) -> None:
    table = raw('a,b\n1,2\n3,"4\n5,6\n')
    assert rows(table) == [("1", "2"), ("3", "4\n5,6\n")]


def test_line_ends_quotes_and_line_breaks_within_cells(raw: Callable[..., RawTable]) -> None:
    for end in ("\n", "\r\n", "\r"):
        table = raw(end.join(["a,b", '"x ""y"", z",1', f'"one{end}two",2', ""]))
        assert rows(table) == [('x "y", z', "1"), (f"one{end}two", "2")]


def test_space_around_a_value_is_the_sources(raw: Callable[..., RawTable]) -> None:
    assert rows(raw("a,b\n x ,1\n\u3000y,2\n")) == [(" x ", "1"), ("\u3000y", "2")]


def test_a_header_alone_is_an_empty_table(raw: Callable[..., RawTable]) -> None:
    table = raw("a,b,c\n")
    assert (table.columns.num_rows, table.header) == (0, ("a", "b", "c"))


def test_empty_lines_are_no_rows(raw: Callable[..., RawTable]) -> None:
    assert rows(raw("a,b\n\n1,2\n\n\n3,4\n\n")) == [("1", "2"), ("3", "4")]


def test_the_first_line_of_data_is_known_behind_title_lines_and_tall_cells(
    raw: Callable[..., RawTable],
) -> None:
    table = raw('Title,,\n\n"a\nb",c,d\n1,2,3\n')
    assert table.header == ("a\nb", "c", "d")
    assert table.first_line == 5


def test_a_cell_longer_than_any_block_is_read(raw: Callable[..., RawTable]) -> None:
    long = "x" * 9_000_000
    assert rows(raw(f"a,b\n1,2\n3,{long}\n")) == [("1", "2"), ("3", long)]


@pytest.mark.parametrize(
    ("head", "delimiter"),
    [
        ("a;b\n1,5;2\n2,5;3\n", ";"),
        ("a|b|c\n1,2|3|4\n", "|"),
        ("Title\na\tb\n1, 2\t3\n", "\t"),
        ("one\ntwo, too\nthree\nfour\n", ","),
        ('"a;b;c",d\n"1;2;3",e\n', ","),
    ],
)
def test_delimiters(head: str, delimiter: str) -> None:
    assert find_delimiter(head) == delimiter


CELLS = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=12),
    st.sampled_from(
        ["1", "2.50", "007", 'a "quoted" one', "line\nbreak", "a,b;c|d\te", "N/A", "2020-01-31", "   x"]
    ),
).filter(lambda cell: bool(cell.strip("\ufeff\u200b").strip()))


@st.composite
def tables(draw: DrawFn) -> tuple[list[str], list[list[str | None]]]:
    width = draw(st.integers(2, 6))
    header = [
        f"{'年h'[at % 2]}{'abcdef'[at]}" for at in range(width)
    ]  # no row says labels of both languages again
    first_two = st.tuples(CELLS, CELLS)
    others = st.lists(st.none() | CELLS, min_size=width - 2, max_size=width - 2)
    body = draw(
        st.lists(st.builds(lambda two, rest: [*two, *rest], first_two, others), min_size=1, max_size=8)
    )
    return header, body


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    table=tables(),
    dialect=st.fixed_dictionaries(
        {
            "delimiter": st.sampled_from(",;|\t"),
            "lineterminator": st.sampled_from(["\n", "\r\n"]),
            "quoting": st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
        }
    ),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-be-mark"]),
)
def test_a_table_written_in_any_dialect_reads_back_the_same(
    tmp_path: Path, table: tuple[list[str], list[list[str | None]]], dialect: dict[str, Any], encoding: str
) -> None:
    header, body = table
    buffer = io.StringIO(newline="")
    csv.writer(buffer, **dialect).writerows([header, *body])
    path = tmp_path / "table"
    text = buffer.getvalue()
    path.write_bytes(
        ("\ufeff" + text).encode("utf-16-be") if encoding == "utf-16-be-mark" else text.encode(encoding)
    )
    (raw,) = read(path, sniff(path, unpacked_limit=10**9), unpacked_limit=10**9)
    assert raw.header == tuple(header)
    assert rows(raw) == [tuple(cell if cell and not cell.isspace() else None for cell in row) for row in body]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=st.lists(
        st.lists(st.sampled_from([*CHINESE, "1", "x"]), min_size=3, max_size=3), min_size=1, max_size=20
    ),
    encoding=st.sampled_from(["big5hkscs", "gb18030"]),
)
@example(body=[["1", "x", "1"]], encoding="gb18030")
def test_chinese_in_its_own_encodings_reads_back_the_same(
    tmp_path: Path, body: list[list[str]], encoding: str
) -> None:
    header = ["地區", "名稱/Name", "數值"]
    path = tmp_path / "table"
    path.write_bytes("\r\n".join(",".join(row) for row in [header, *body]).encode(encoding))
    (raw,) = read(path, sniff(path, unpacked_limit=10**9), unpacked_limit=10**9)
    assert raw.header == tuple(header)
    assert rows(raw) == [tuple(row) for row in body]


def test_rows_beyond_one_chunk_are_kept_in_order_on_both_ways(put: Callable[..., Path]) -> None:
    plain = "a,b\n" + "".join(f"{n},x\n" for n in range(50_000))
    for content in (plain, plain + "50000\n"):
        (raw,) = read_delimited(put(content), "utf-8")
        assert raw.columns["c0"].to_pylist()[:50_000] == [str(n) for n in range(50_000)]


def test_notes_keep_the_commas_they_were_written_with(raw: Callable[..., RawTable]) -> None:
    table = raw(
        "District,Persons\nCentral,5\nEastern,6\n\nNotes: Wan Chai, Eastern, and others, as of 2021\n"
    )
    assert rows(table) == [("Central", "5"), ("Eastern", "6")]
    assert table.notes == ("Notes: Wan Chai, Eastern, and others, as of 2021",)
    assert not [each for each in table.decisions if each.code in ("rows_ragged", "columns_blank")]


def test_lines_are_those_of_the_file_behind_blank_ones_and_cells_of_several(
    raw: Callable[..., RawTable],
) -> None:
    table = raw('a,b\n"x\ny",1\n\n2,3,4\na,b\n5,6\n')
    told = {each.code: each.fields.get("lines") for each in table.decisions}
    assert (told["rows_blank"], told["rows_ragged"], told["rows_header"]) == ((4,), (5,), (6,))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_tables_are_parted_whatever_ends_their_lines(
    raw_tables: Callable[..., list[RawTable]], end: str
) -> None:
    assert len(raw_tables(end.join(["a,b", "x,1", ",", "c,d", "y,2", ""]))) == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
@pytest.mark.parametrize(("between", "told"), [("\r\n", ["tables_unsought"]), ("", [])])
def test_tables_are_not_looked_for_in_large_files_and_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoding: str, between: str, told: list[str]
) -> None:
    monkeypatch.setattr("praya.formats.grid.delimited.MOST_IN_MEMORY", 10)
    path = tmp_path / "table"
    path.write_bytes(f"a,b\r\n1,2\r\n{between}3,4\r\n\r\n".encode(encoding))
    (found,) = read_delimited(path, encoding)
    assert [each.code for each in found.decisions if each.code == "tables_unsought"] == told
    assert found.columns.num_rows == 2
