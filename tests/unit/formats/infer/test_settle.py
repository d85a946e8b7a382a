"""A table read in pieces is read as if it had been one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.unit.formats.test_real_files import EXPECTED, tables

from praya.formats.infer import infer
from praya.formats.raw import RawTable, from_columns

if TYPE_CHECKING:
    from praya.formats.infer import Typed

ROWS = 3_000
"""More than there are examples, so that what one row holds may not be among them."""


def read(texts: list[str | None], label: str = "x", *, piece: int | None = None) -> Typed:
    raw = RawTable(slug="", title="", header=(label,), columns=from_columns([texts]))
    return infer(raw) if piece is None else infer(raw, whole=0, piece=piece)


def same(texts: list[str | None], label: str = "x", piece: int = 4_000) -> Typed:
    """Read texts at once and in pieces, and hold one against the other."""
    whole, cut = read(texts, label), read(texts, label, piece=piece)
    assert len(cut.cut) > 1
    assert cut.schema == whole.schema
    assert cut.data.equals(whole.data)
    assert [each.code for each in cut.decisions] == [each.code for each in whole.decisions]
    return cut


def with_one(texts: list[str], surprise: str, at: int) -> list[str | None]:
    return [*texts[:at], surprise, *texts[at:]]


NUMBERS = [str(number) for number in range(ROWS)]
DECIMALS = [f"{number}.5" for number in range(ROWS)]
LONG = [f"22.{number:012d}7" for number in range(ROWS)]
WORDS = [f"word {number}" for number in range(ROWS)]
DAYS = [f"{1 + day % 12:02}/{1 + day % 11:02}/{1900 + day % 97}" for day in range(ROWS)]
MOMENTS = [f"2024-01-{1 + n % 28:02} {n % 24:02}:{n % 60:02}:00" for n in range(ROWS)]


@pytest.mark.parametrize("at", [0, 1, 1_501, ROWS], ids=["first", "second", "middle", "last"])
@pytest.mark.parametrize(
    ("texts", "surprise", "kind"),
    [
        (NUMBERS, "124.5", "number"),
        (NUMBERS, "N/A", "integer"),
        (NUMBERS, "007", "string"),
        (NUMBERS, "1,234", "integer"),
        (NUMBERS, "-0", "integer"),
        (NUMBERS, "1234567890123456", "string"),
        (NUMBERS, "99999999999999999999", "string"),
        (NUMBERS, "seven", "string"),
        (NUMBERS, " 7 ", "integer"),
        (NUMBERS, "7 p", "integer"),
        (NUMBERS, "7%", "string"),
        (NUMBERS, "１２", "string"),
        (DECIMALS, "nan", "number"),
        (DECIMALS, "inf", "string"),
        (DECIMALS, "1e400", "string"),
        (DECIMALS, "0.1234567890123456789", "number"),
        (DECIMALS, "7", "number"),
        (DECIMALS, ".5", "number"),
        (LONG, "22.50", "number"),
        (LONG, "Trace", "number"),
        (LONG, "0x12", "string"),
        (WORDS, "7", "string"),
        (DAYS, "13/02/2020", "date"),
        (DAYS, "02/13/2020", "date"),
        (DAYS, "29/02/2023", "string"),
        (MOMENTS, "2024-02-30 00:00:00", "string"),
        (MOMENTS, "2024-02-03T00:00:00", "datetime"),
        (MOMENTS, "2024-02-03 00:00", "datetime"),
        (MOMENTS, "1700-01-01 00:00:00", "string"),
        (MOMENTS, "soon", "string"),
    ],
)
def test_one_value_counts_wherever_it_stands(texts: list[str], surprise: str, kind: str, at: int) -> None:
    assert same(with_one(texts, surprise, at)).schema.columns[0].type == kind


@pytest.mark.parametrize(
    ("texts", "label", "kind"),
    [
        ([None] * ROWS, "x", "string"),
        ([" "] * ROWS + ["1"], "x", "integer"),
        (["N/A"] * ROWS + ["1"] * ROWS, "x", "integer"),
        (["true"] * ROWS + ["false"], "x", "boolean"),
        (["true"] * ROWS + ["yes"], "x", "string"),
        ([f"2024{1 + n % 12:02}{1 + n % 28:02}" for n in range(ROWS)], "x", "date"),
        ([*(f"2024{1 + n % 12:02}{1 + n % 28:02}" for n in range(ROWS)), "20240230"], "x", "integer"),
        (["2001"] * ROWS + ["3001"], "Year", "integer"),
        ([str(10**9 + n) for n in range(ROWS)], "ID", "string"),
        ([str(10**9 + n) for n in range(ROWS)] + ["7"], "ID", "integer"),
        (["2340 0000"] * ROWS, "Telephone", "string"),
        (["12%"] * ROWS + ["7.5%"], "x", "number"),
        ([f"{n},{n % 900 + 100}" for n in range(1, ROWS)], "x", "string"),
        ([f"{n % 999 + 1},{n % 900 + 100}" for n in range(ROWS)], "x", "integer"),
    ],
)
def test_what_only_all_values_together_say(texts: list[str | None], label: str, kind: str) -> None:
    assert same(texts, label).schema.columns[0].type == kind


@pytest.mark.parametrize("name", EXPECTED)
def test_real_files(name: str) -> None:
    for whole in tables(name):
        cut = infer(whole.raw, whole=0, piece=max(whole.raw.columns.nbytes // 7, 1))
        for one, other in zip(cut.schema.columns, whole.schema.columns, strict=True):
            assert replace(one, language="") == replace(
                other, language=""
            )  # told from examples, which differ
        assert cut.data.equals(whole.data)


ODD = ["1", "2.5", "-3", "007", "1,000", "N/A", "***", "7 p", "5%", "", " 4", "a", "2024-01-31", "31/01/2024"]


@settings(deadline=None, max_examples=200)
@given(
    texts=st.lists(
        st.sampled_from([*ODD, "1/2/2024", "2024-01", "12:30", "20240131", "true", "1e5", "-0", "+1"]),
        min_size=4,
        max_size=60,
    ),
    piece=st.integers(8, 200),
)
@example(texts=["1/2/2024", "1/2/2024", "13/2/2024", "1/2/2024"], piece=8)
def test_any_mixture_reads_the_same(texts: list[str], piece: int) -> None:
    whole, cut = read([*texts]), read([*texts], piece=piece)
    assert cut.schema.columns[0].type == whole.schema.columns[0].type
    assert set(cut.schema.columns[0].markers) == set(whole.schema.columns[0].markers)
    assert cut.data.equals(whole.data)
