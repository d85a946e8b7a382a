"""Every form in which numbers are written: what each column gives, and what stays text and why."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from praya.formats.infer.legend import explained
from praya.formats.infer.numbers import read_numbers
from praya.formats.infer.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Callable

    from praya.model.decisions import Decision


@dataclass(frozen=True, kw_only=True)
class Case:
    """A column that reads as numbers."""

    texts: list[str]
    values: list[Any]
    kept: str = ""
    """The texts kept beside, separated by "|"."""
    markers: str = ""
    unit: str = ""
    codes: str = ""
    notes: tuple[str, ...] = ()


def read(texts: list[str], notes: tuple[str, ...] = ()) -> Reading | Decision | None:
    return read_numbers(pa.array(texts, pa.string()), explained(notes))


def values(texts: list[str], notes: tuple[str, ...] = ()) -> list[Any]:
    found = read(texts, notes)
    assert isinstance(found, Reading), found
    return list(found.values.to_pylist())


def code(texts: list[str], notes: tuple[str, ...] = ()) -> str | None:
    found = read(texts, notes)
    assert not isinstance(found, Reading)
    return found.code if found else None


TEXT = [
    (["007", "008"], "zeros_leading"),
    (["-01", "5"], "zeros_leading"),
    (["007*", "8"], "zeros_leading"),
    (["$007"], "zeros_leading"),
    (["1234567890123456"], "whole_long"),
    (["9223372036854775808"], "whole_long"),
    (["12345678901234567.89"], "digits_many"),
    (["-12345678901234567.89", "1.5"], "digits_many"),
    (["1e+999", "2.5"], "digits_many"),
    (["1,23"], None),
    (["12,34,567"], None),
    (["1 2", "3 4"], None),
    (["98 28", "1 000"], "numbers_mostly"),
    (["1,234 567"], None),
    (["1.2.3"], None),
    (["１２"], None),
    (["0x10"], None),
    (["1E5", "2E7"], None),
    (["∞"], None),
    (["NaN"], None),
    (["--5", "1", "2"], "numbers_mostly"),
    (["-5-", "1", "2"], "numbers_mostly"),
    (["(-5)", "1", "2"], "numbers_mostly"),
    (["(5", "1", "2"], "numbers_mostly"),
    (["$", "1", "2"], "numbers_mostly"),
    (["1$2", "1", "2"], "numbers_mostly"),
    (["+1", "+2"], None),
    (["+1", "-1", "2"], "numbers_mostly"),
    (["(1)", "(2)"], None),
    (["10%", "20"], "percents_mixed"),
    (["10%", "$20"], "units_mixed"),
    (["$10", "HK$20"], "units_mixed"),
    (["$10", "20"], "units_mixed"),
    (["1A", "2A"], None),
    (["12 A", "13", "14"], "numbers_mostly"),
    (["114 E", "22 E"], None),
    (["437P", "1", "2"], "numbers_mostly"),
    (["12 (1)", "13", "14"], "numbers_mostly"),
    (["1 - 5", "6", "7"], "numbers_mostly"),
    (["10+", "9", "8"], "numbers_mostly"),
    (["<0.1", "9", "8"], "numbers_mostly"),
    (["***"], None),
    ([], None),
]


@pytest.mark.parametrize(("texts", "why"), TEXT)
def test_what_stays_text_and_why(texts: list[str], why: str | None) -> None:
    assert code(texts) == why


def test_brackets_that_the_notes_explain_otherwise_are_not_negative() -> None:
    notes = ("Figures in brackets are percentages of the total.",)
    assert code(["(5)", "10"], notes) == "brackets_unclear"
    assert code(["(5)", "10"], ("括號內數字為百分比",)) == "brackets_unclear"
    assert values(["(5)", "10"], ("Figures in brackets denote negative values.",)) == [
        -5,
        10,
    ]
    assert values(["(5)", "10"], ("括號表示負數",)) == [-5, 10]


CASES = [
    Case(texts=["1,234", "12", "1,234,567"], values=[1234, 12, 1234567], codes="whole"),
    Case(texts=["1,234.5", "2"], values=[1234.5, 2.0], codes="decimal"),
    Case(texts=["98 282", "1 195 529", "637"], values=[98282, 1195529, 637], codes="whole"),
    Case(texts=["98\xa0282", "98\u2009283", "98\u202f284"], values=[98282, 98283, 98284], codes="whole"),
    Case(texts=["-5", "−6", "–7", "－8", "- 9"], values=[-5, -6, -7, -8, -9], codes="whole"),
    Case(texts=["(5)", "10"], values=[-5, 10], kept="(5)", codes="whole brackets"),
    Case(texts=["( 1,234.5 )", "1"], values=[-1234.5, 1.0], kept="( 1,234.5 )", codes="decimal brackets"),
    Case(texts=["5-", "10"], values=[-5, 10], kept="5-", codes="whole minus_behind"),
    Case(texts=["+2.1", "-0.3", "0.0"], values=[2.1, -0.3, 0.0], codes="decimal plus_signs"),
    Case(texts=["+2.1%", "- 0.3%"], values=[2.1, -0.3], unit="%", codes="decimal percents plus_signs"),
    Case(texts=["12.5%", "3 %", "4％"], values=[12.5, 3.0, 4.0], unit="%", codes="decimal percents"),
    Case(texts=["12%", "0"], values=[12, 0], unit="%", codes="whole percents"),
    Case(texts=["$1,234", "$5"], values=[1234, 5], unit="$", codes="whole money"),
    Case(texts=["HK$ 1,234.50", "HK$2"], values=[1234.5, 2.0], unit="HK$", codes="decimal money"),
    Case(
        texts=["-$5", "$-6", "($7)", "$(8)", "$9"],
        values=[-5, -6, -7, -8, 9],
        unit="$",
        kept="($7)|$(8)",
        codes="whole money brackets",
    ),
    Case(texts=["1,234元", "5 元"], values=[1234, 5], unit="元", codes="whole money"),
    Case(texts=["US$5", "US$ 6"], values=[5, 6], unit="US$", codes="whole money"),
    Case(
        texts=["430", "437 P", "1,440 R", "441*"],
        values=[430, 437, 1440, 441],
        kept="437 P|1,440 R|441*",
        markers="P|R|*",
        codes="whole markers",
    ),
    Case(texts=["12.3 r", "12.4"], values=[12.3, 12.4], kept="12.3 r", markers="r", codes="decimal markers"),
    Case(
        texts=["12.3(r)", "12.4#"],
        values=[12.3, 12.4],
        kept="12.3(r)|12.4#",
        markers="(r)|#",
        codes="decimal markers",
    ),
    Case(texts=["$5*", "$6"], values=[5, 6], kept="$5*", markers="*", unit="$", codes="whole money markers"),
    Case(
        texts=["0.5", "Trace", "***"],
        values=[0.5, None, None],
        kept="Trace|***",
        markers="Trace|***",
        codes="decimal markers",
    ),
    Case(
        texts=["1", "N/A", "-", "–", "..", "…", "不適用", "－", "n.d.", "#N/A"],
        values=[1] + [None] * 9,
        kept="N/A|-|–|..|…|不適用|－|n.d.|#N/A",
        markers="N/A|-|–|..|…|不適用|－|n.d.|#N/A",
        codes="whole markers",
    ),
    Case(
        texts=["12 (1)", "13"],
        values=[12, 13],
        kept="12 (1)",
        markers="(1)",
        codes="whole markers",
        notes=("(1) As at the end of the year.",),
    ),
    Case(
        texts=["114 E", "22 E"],
        values=[114, 22],
        kept="114 E|22 E",
        markers="E",
        codes="whole markers",
        notes=("E = estimate",),
    ),
    Case(
        texts=["114 Z", "22 PZ"],
        values=[114, 22],
        kept="114 Z|22 PZ",
        markers="Z|PZ",
        codes="whole markers",
        notes=("P denotes provisional figures", "Z denotes few transactions"),
    ),
    Case(texts=["1.0", "2.50", "-0.5", ".5", "-.5"], values=[1.0, 2.5, -0.5, 0.5, -0.5], codes="decimal"),
    Case(texts=["1e-05", "1.5e+3"], values=[1e-05, 1500.0], codes="decimal"),
    Case(texts=["999999999999999", "0"], values=[999999999999999, 0], codes="whole"),
    Case(
        texts=["22.33527300000006512345", "1.5"],
        values=[22.335273000000065, 1.5],
        kept="22.33527300000006512345",
        codes="decimal digits_kept",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: " ".join(case.texts[:3]))
def test_forms_of_numbers(case: Case) -> None:
    found = read(case.texts, case.notes)
    assert isinstance(found, Reading), found
    assert found.values.to_pylist() == case.values
    assert found.type == ("integer" if pa.types.is_integer(found.values.type) else "number")
    kept = [text for text, keep in zip(case.texts, found.kept.to_pylist(), strict=True) if keep]
    assert "|".join(kept) == case.kept
    assert "|".join(found.markers) == case.markers
    assert found.unit == case.unit
    assert " ".join(each.code for each in found.decisions) == case.codes


def test_hundreds_of_marked_values_are_still_numbers() -> None:
    texts = [str(n) for n in range(300)] + [f"{n} P" for n in range(300)]
    assert values(texts) == [*range(300)] * 2


def test_hundreds_of_words_make_no_numbers_column() -> None:
    numbers = [str(n) for n in range(1, 300)]
    assert code([*numbers, *(f"word {n}" for n in range(100))]) == "numbers_mostly"
    assert code([*numbers, *(f"word {n}" for n in range(400))]) is None


NUMBERS = st.decimals(
    min_value=Decimal(-999_999_999), max_value=Decimal(999_999_999), places=2, allow_nan=False
)
WRITERS: dict[str, Callable[[Decimal], str]] = {
    "plain": lambda n: f"{n}",
    "commas": lambda n: f"{n:,}",
    "spaces": lambda n: f"{n:,}".replace(",", " "),
    "thin spaces": lambda n: f"{n:,}".replace(",", "\u2009"),
    "true minus": lambda n: f"{n:,}".replace("-", "−"),
    "percents": lambda n: f"{n}%",
    "dollars": lambda n: f"HK${n:,}".replace("HK$-", "-HK$"),
    "brackets": lambda n: f"({-n:,})" if n < 0 else f"{n:,}",
    "minus behind": lambda n: f"{-n}-" if n < 0 else f"{n}",
    "yuan": lambda n: f"{n:,}元",
    "marks": lambda n: f"{n:,}*",
}


@pytest.mark.parametrize("form", WRITERS)
@given(numbers=st.lists(NUMBERS, min_size=1, max_size=8, unique=True))
@example(numbers=[Decimal("-0.01"), Decimal("1000.00")])
def test_what_is_written_in_a_form_reads_back(form: str, numbers: list[Decimal]) -> None:
    write = WRITERS[form]
    numbers = [*numbers, Decimal("12.34")]
    assert [Decimal(repr(value)) for value in values([write(number) for number in numbers])] == numbers
