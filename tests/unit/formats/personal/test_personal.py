"""Findings on small tables; every number of a person here is made up, with a right or a wrong check digit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from praya.formats.personal import examine, numbers
from praya.model.personal import lines
from praya.model.serial import profile_from_json, profile_to_json
from praya.model.table import Profile
from praya.model.text import LANGS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from praya.formats.infer import Typed
    from praya.model.personal import Examination


def looked(typed: Callable[..., Typed], columns: Mapping[str, Sequence[str]]) -> Examination:
    rows = [",".join(columns), *(",".join(row) for row in zip(*columns.values(), strict=True))]
    read = typed("\n".join(rows) + "\n")
    return examine(read.schema, read.pieces())


def hkid(letters: str, digits: str) -> str:
    return next(f"{letters}{digits}({each})" for each in "0123456789A" if numbers.hkid(letters, digits, each))


def mainland(first: str) -> str:
    return next(first + each for each in "0123456789X" if numbers.mainland(first + each))


def card(first: str) -> str:
    return next(first + each for each in "0123456789" if numbers.bank_card(first + each))


NUMBERS = [str(235671 + 7919 * each)[-6:] for each in range(12)]
HKIDS_TRUE = [hkid("YZ"[each % 2], number) for each, number in enumerate(NUMBERS)]
AROUND = {"Ref": [f"R-{each}" for each in range(12)]}
PEOPLE = ["CHAN Tai Man", "WONG Siu Ming", "LEE Ka Yan"] * 4
SCHOOLS = [f"School of {each}" for each in "abcdefghijkl"]
LANDLINES = [f"2{each:03} 4{each:03}" for each in range(100, 112)]
MOBILES = [f"9{each:03} 4{each:03}" for each in range(100, 112)]


def test_published_numbers_have_right_check_digits() -> None:
    assert numbers.hkid("A", "123456", "3")
    assert numbers.hkid("AB", "987654", "3")
    assert not numbers.hkid("A", "123456", "4")
    assert numbers.mainland("11010519491231002X")
    assert not numbers.mainland("11010519490231002X")
    assert numbers.bank_card("4111111111111111")
    assert not numbers.bank_card("4111111111111112")
    assert not numbers.bank_card("9111111111111111")


@pytest.mark.parametrize(
    ("title", "values"),
    [
        ("Receipt No", [f"R{100003 + 37 * each}{each % 10}" for each in range(200)]),
        ("Grid reference", [f"KK{123456 + 91 * each}" for each in range(200)]),
        ("Lamppost", [f"AA{6337 + each}" for each in range(200)]),
        ("School No", [f"51206{each:07}" for each in range(200)]),
        ("Serial", [str(4000000000000000 + each) for each in range(200)]),
        ("Amount", [str(23456789 + each) for each in range(200)]),
        ("Release", [f"1.0.{each}.3" for each in range(200)]),
        ("Street name", ["CHAN MAN STREET", "LEE GARDEN ROAD"] * 100),
        ("District", ["黃大仙", "何文田"] * 100),
        ("Students' gender", ["GIRLS", "CO-ED"] * 100),
        ("Average age of buildings", [str(20 + each % 30) for each in range(200)]),
    ],
)
def test_what_only_looks_alike_is_no_finding(
    typed: Callable[..., Typed], title: str, values: list[str]
) -> None:
    examination = looked(typed, {"Ref": [f"x{each}" for each in range(len(values))], title: values})
    assert examination.findings == ()
    assert examination.groups is None


@pytest.mark.parametrize(
    ("title", "values", "kind"),
    [
        ("Code", HKIDS_TRUE, "hkid"),
        ("備註", [f"持證人 {each} 已登記" for each in HKIDS_TRUE], "hkid"),
        ("Code", [mainland(f"4403{each:02}19800115{each:03}") for each in range(1, 13)], "mainland_id"),
        ("Code", [card(f"411111111{each:06}") for each in range(12)], "bank_card"),
        ("Passport No.", [f"K0{each:07}" for each in range(12)], "passport"),
        ("姓名", ["陳大文", "李小明", "歐陽詠詩"] * 4, "person_name"),
        ("Applicant's name", PEOPLE, "person_name"),
        ("Date of birth", [f"1980-01-{each + 1:02}" for each in range(12)], "birth_date"),
        ("Home address", [f"Flat {each} 1/F Long House" for each in range(12)], "home_address"),
        ("Client", ["198.51.100.7", "203.0.113.9"] * 6, "network_address"),
    ],
)
def test_what_is_about_people_is_found(
    typed: Callable[..., Typed], title: str, values: list[str], kind: str
) -> None:
    (finding,) = looked(typed, {**AROUND, title: values}).findings
    assert finding.kind == kind
    assert finding.subject in ("person", "unclear")
    assert (finding.matching, finding.filled) == (12, 12)


@pytest.mark.parametrize(
    ("columns", "subjects"),
    [
        ({"School": SCHOOLS, "Telephone": LANDLINES}, ["body"]),
        ({"Applicant's name": PEOPLE, "Telephone": LANDLINES}, ["person", "person"]),
        ({"School": SCHOOLS, "Principal": PEOPLE, "Fax": LANDLINES}, ["role", "body"]),
        ({"Item": SCHOOLS, "Tel": LANDLINES}, ["body"]),
        ({"Item": SCHOOLS, "Tel": MOBILES}, ["unclear"]),
        ({"School": SCHOOLS, "E-mail": ["enquiry@school.example.edu.hk"] * 12}, ["body"]),
        ({"Item": SCHOOLS, "E-mail": ["taiman@gmail.com"] * 12}, ["unclear"]),
    ],
)
def test_contact_details_of_offices_are_told_from_peoples(
    typed: Callable[..., Typed], columns: dict[str, list[str]], subjects: list[str]
) -> None:
    examination = looked(typed, columns)
    assert [each.subject for each in examination.findings] == subjects
    assert examination.sensitive == (subjects != ["body"])


def test_small_groups_are_counted_where_rows_are_people(typed: Callable[..., Typed]) -> None:
    columns = {
        "Case": [f"c{each}" for each in range(12)],
        "Age": ["34"] * 6 + ["35"] * 4 + ["80", "81"],
        "Sex": ["M"] * 12,
        "District": ["Sha Tin"] * 12,
    }
    groups = looked(typed, columns).groups
    assert groups is not None
    assert (groups.columns, groups.rows, groups.unique) == (("age", "sex", "district"), 6, 2)
    assert looked(typed, {**columns, "Number of cases": ["7"] * 12}).groups is None


def test_places_of_people_are_told(typed: Callable[..., Typed]) -> None:
    columns = {
        "HKID": HKIDS_TRUE,
        "Latitude": [f"22.3{each:02}" for each in range(12)],
        "Longitude": [f"114.1{each:02}" for each in range(12)],
    }
    assert {each.kind for each in looked(typed, columns).findings} == {"hkid", "location"}


def test_no_value_gets_into_what_is_told(typed: Callable[..., Typed]) -> None:
    examination = looked(typed, {"{HKID}": HKIDS_TRUE, "Tel": MOBILES, "姓名": ["陳大文"] * 12})
    told = str(profile_to_json(Profile(rows=12, columns={}, examined=examination))) + "".join(
        line for lang in LANGS for line in lines(examination, lang)
    )
    assert not any(each in told for each in (*HKIDS_TRUE, *MOBILES, "陳大文"))
    assert "12" in told


def test_an_examination_comes_back_from_json(typed: Callable[..., Typed]) -> None:
    for columns in ({"HKID": HKIDS_TRUE}, {"Age": ["30"] * 12, "Sex": ["F"] * 12}, AROUND):
        profile = Profile(rows=12, columns={}, examined=looked(typed, columns))
        assert profile_from_json(profile_to_json(profile)) == profile
