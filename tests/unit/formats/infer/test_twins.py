"""Columns that say the same in several languages, and columns that only look so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from praya.model.table import Column, Schema
from praya.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from praya.formats.infer import Typed

ROADS = (
    ("Nathan Road", "彌敦道", "弥敦道"),
    ("Queen's Road", "皇后大道", "皇后大道"),
    ("Castle Peak Road", "青山公路", "青山公路"),
)


def groups(found: Typed) -> dict[str, dict[str | None, str]]:
    result: dict[str, dict[str | None, str]] = {}
    for column in found.schema.columns:
        if column.of:
            result.setdefault(column.of, {})[column.lang] = column.header
    return result


def table(header: list[str], *rows: tuple[str, ...]) -> str:
    return "\n".join(",".join(row) for row in [header, *rows]) + "\n"


@pytest.mark.parametrize(
    "header",
    [
        ["name_en", "name_tc", "name_sc"],
        ["Road_EN", "Road_TC", "Road_SC"],
        ["nameEN", "nameTC", "nameSC"],
        ["Name (English)", "Name (Traditional Chinese)", "Name (Simplified Chinese)"],
        ["road.en", "road.zh-Hant", "road.zh-Hans"],
        ["Block(s).en", "Block(s).zh-Hant", "Block(s).zh-Hans"],
    ],
)
def test_marks_of_three_languages(typed: Callable[..., Typed], header: list[str]) -> None:
    found = typed(table(header, *ROADS))
    lead = found.schema.columns[0].name
    assert groups(found) == {lead: dict(zip(("en", "zh-Hant", "zh-Hans"), header, strict=True))}
    assert found.decisions[-1].code == "twins_marked"


@pytest.mark.parametrize(
    "header", [["ENGLISH NAME", "中文名稱"], ["English Name", "Chinese Name"], ["name_en", "name_zh"]]
)
def test_marks_of_two_languages(typed: Callable[..., Typed], header: list[str]) -> None:
    found = typed(table(header, *(row[:2] for row in ROADS)))
    assert groups(found) == {found.schema.columns[0].name: {"en": header[0], "zh-Hant": header[1]}}


def test_labels_that_mean_the_same_one_after_another(typed: Callable[..., Typed]) -> None:
    rows = (
        ("A1", "Park", "1 Nathan Road", "公園", "彌敦道一號"),
        ("A2", "Zoo", "2 Nathan Road", "動物園", "彌敦道二號"),
    )
    found = typed(table(["ID", "Facility Name", "Address", "設施名稱", "地址"], *rows))
    assert groups(found) == {
        "facility_name": {"en": "Facility Name", "zh-Hant": "設施名稱"},
        "address": {"en": "Address", "zh-Hant": "地址"},
    }
    assert found.decisions[-1].code == "twins_following"


def test_the_same_numbers_under_both_labels(typed: Callable[..., Typed]) -> None:
    found = typed(table(["LONGITUDE", "經度"], ("114.1", "114.1"), ("114.2", "114.2")))
    assert list(groups(found)) == ["longitude"]


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        pytest.param(["Name", "備註"], ROADS, id="a remark beside a name"),
        pytest.param(["Type", "地址"], ROADS, id="known words that differ"),
        pytest.param(["Count", "人數"], (("1", "5"), ("2", "6")), id="numbers that differ"),
        pytest.param(
            ["Kind", "類別"],
            (("good", "甲"), ("good", "乙"), ("good", "丙")),
            id="words that do not go together",
        ),
        pytest.param(
            ["name_en", "name_tc"],
            (("彌敦道", "Nathan Road"), ("皇后大道", "Queen's Road")),
            id="marks that are wrong",
        ),
        pytest.param(["garden", "wagten"], ROADS, id="words that end like a mark"),
        pytest.param(["name_en", "address_tc"], ROADS, id="marks of different labels"),
    ],
)
def test_what_is_no_twin(
    typed: Callable[..., Typed], header: list[str], rows: tuple[tuple[str, ...], ...]
) -> None:
    assert groups(typed(table(header, *(row[: len(header)] for row in rows)))) == {}


def test_a_reader_meets_their_own_language_first_and_the_rest_in_place() -> None:
    def column(name: str, lang: str | None = None) -> Column:
        return Column(name=name, header=name, title=Text(), type="string", of="en" if lang else "", lang=lang)  # type: ignore[arg-type]  # given as text here

    schema = Schema(
        (column("a"), column("en", "en"), column("b"), column("tc", "zh-Hant"), column("sc", "zh-Hans"))
    )
    assert [each.name for each in schema.for_reader("zh-Hans")] == ["a", "sc", "b", "tc", "en"]
    assert [each.name for each in schema.for_reader("en")] == ["a", "en", "b", "tc", "sc"]


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        (["No", "English Language", "Chinese Language"], (("1", "5", "3"), ("2", "4", "5"), ("3", "3", "2"))),
        (
            ["No", "English Language", "Chinese Language"],
            (("1", "5*", "3"), ("2", "4", "5**"), ("3", "U", "2")),
        ),
        (["No", "English Language", "Chinese Language"], (("1", "Pass", "Fail"), ("2", "Fail", "Pass"))),
        (
            ["Year", "Speakers (English)", "Speakers (Chinese)"],
            (("2011", "10", "200"), ("2016", "12", "210")),
        ),
        (["Unit", "cost_tc", "cost_sc"], (("a", "1.5", "2.5"), ("b", "1.5", "3.5"))),
        (["Operator", "Manager", "地址", "備註"], (("A", "B", "路一", "無"), ("C", "D", "路二", "有"))),
    ],
)
def test_labels_that_name_languages_and_values_that_say_different_things(
    typed: Callable[..., Typed], header: list[str], rows: tuple[tuple[str, ...], ...]
) -> None:
    assert not groups(typed(table(header, *rows)))


def test_addresses_of_pages_in_each_language(typed: Callable[..., Typed]) -> None:
    rows = (("a", "http://x.hk/en/1", "http://x.hk/tc/1"), ("b", "http://x.hk/en/2", "http://x.hk/tc/2"))
    assert groups(typed(table(["id", "url_en", "url_tc"], *rows))) == {
        "url_en": {"en": "url_en", "zh-Hant": "url_tc"}
    }
