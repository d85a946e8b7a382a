"""The eighteen districts, however a file spells them."""

from __future__ import annotations

import pytest

from praya.model.districts import DISTRICTS, known, named
from praya.model.text import LANGS


@pytest.mark.parametrize(
    "text",
    [
        "",
        "&",
        "區",
        "District",
        "Kowloon",
        "Hong Kong Island",
        "Yeun Long",
        "Kwai Chung",
        "粉嶺",
        "東",
        "South East",
        "Northern",
        "C&W-WC",
        "沙田 Tai Po",
        "九龍 Kowloon",
        "North (New)",
    ],
)
def test_what_is_no_district_is_not_taken_for_one(text: str) -> None:
    assert named(text) is None


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        (
            "Central & Western|CENTRAL AND WESTERN|Central/Western|Central_Western|中西區|中西区|中西",
            "central-and-western",
        ),
        ("Kwai_Tsing|KWAI TSING|kwai tsing|葵青|葵青區|葵青区|Kwai Tsing District Council", "kwai-tsing"),
        ("Islands|ISLANDS|Island|Outlying Islands|離島|離島區|离岛区|离岛", "islands"),
        ("Shatin|Sha Tin|沙田區|沙田", "sha-tin"),
        ("Wanchai|Wan Chai|灣仔|湾仔区", "wan-chai"),
        ("Sham Shui Po|深水埗|深水埔區", "sham-shui-po"),
        ("Eastern|東區|东区|Eastern\xa0District", "eastern"),
        ("North|北區|北区|North District", "north"),
        ("Ｎｏｒｔｈ", "north"),
        ("Wan Chai (1)|灣仔（1）|Wan Chai*|灣仔 Wan Chai|Wan Chai 灣仔區|Wanchai/湾仔", "wan-chai"),
    ],
)
def test_names_in_every_language_and_spelling(texts: str, code: str) -> None:
    for text in texts.split("|"):
        found = named(text)
        assert found, text
        assert found.code == code


def test_there_are_eighteen_and_each_knows_its_own_names() -> None:
    assert len(DISTRICTS) == 18
    for district in DISTRICTS:
        for lang in LANGS:
            assert named(district.name.words(lang)) == district
    assert "".join(district.letter for district in DISTRICTS) == "ABCDEFGHJKLMNPQRST"


def test_no_two_districts_share_a_spelling() -> None:
    spellings = [each for district in DISTRICTS for each in {district.letter, *district.abbreviations}]
    clashes = {each for each in spellings if spellings.count(each) > 1}
    assert clashes == {"E", "S"}, "letters and abbreviations are told apart by the whole column"


@pytest.mark.parametrize(
    ("values", "scheme", "found", "strange"),
    [
        ([], None, 0, ()),
        (["x", "y"], None, 0, ("x", "y")),
        (["A"], "letter", 1, ()),
        (["A", "B", "S", "T"], "letter", 4, ()),
        (["E", "S", "CW"], "abbreviation", 3, ()),
        (["C&W", "K&T", "Is", "wc"], "abbreviation", 4, ()),
        (["WCH", "KTS", "I", "CW"], "abbreviation", 4, ()),
        (["Sha Tin", "Yeun Long"], "name", 1, ("Yeun Long",)),
        (["Sha Tin / Tai Po", "Sha Tin"], "name", 2, ()),
        (["C&W-WC", "KC"], "abbreviation", 2, ()),
        (["Central/Western", "Eastern"], "name", 2, ()),
    ],
)
def test_a_column_is_read_by_the_scheme_that_explains_most(
    values: list[str], scheme: str | None, found: int, strange: tuple[str, ...]
) -> None:
    result = known(values)
    assert (result.scheme, result.found, result.strange) == (scheme, found, strange)
