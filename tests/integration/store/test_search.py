from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.integration.store.search_entries import DAY, ENTRIES, make_entry, names

from praya.model import errors
from praya.model.catalogue import Dataset, Distribution, Publisher
from praya.model.search import (
    EVERYTHING,
    AllOf,
    AnyOf,
    Box,
    Condition,
    Counted,
    Negated,
    Order,
    Pattern,
    Question,
    Span,
    TextField,
    TimeField,
    Value,
    ValueField,
    Words,
)
from praya.model.table import Column, Profile, Schema, Table
from praya.model.text import Text
from praya.store.search import Dimension, Entry, SearchIndex

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def index(tmp_path: Path) -> SearchIndex:
    made = SearchIndex(tmp_path / "search")
    made.update(ENTRIES, [])
    return made


def test_updating_is_repeatable_and_removes(index: SearchIndex) -> None:
    for _ in range(3):
        index.update([make_entry("kmb", Text.of("Ferries", "渡輪"))], ["id-aqhi", "id-unknown"])
    assert index.search(Question()).total == len(ENTRIES) - 1
    assert names(index, "渡輪") == ["kmb"]
    assert names(index, "巴士") == []
    assert names(index, "空氣") == []


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("空气质素", "aqhi"),  # simplified finds traditional
        ("空氣質素", "aqhi"),
        ("空气质量", "aqhi"),  # the mainland's word
        ("空氣品質", "aqhi"),  # Taiwan's
        ("巴士", "kmb"),  # two characters
        ("公交路线", "kmb"),
        ("九龙 路线", "kmb"),
        ("ＡＱＨＩ", "aqhi"),  # full-width
        ("collision", "collisions"),  # stems
        ("TRAFFIC Collisions", "collisions"),
        ("the collisions of traffic", "collisions"),
        ("accident traffic", "collisions"),  # a synonym
        ("buses", "kmb"),
        ("collis", "collisions"),  # half typed
        ("vacancy", "parks"),  # the description
        ("泊車場", "parks"),
        ("停車場", "parks"),
        ("severity", "collisions"),  # a column
        ("严重程度", "collisions"),
        ("宪报街道", "street"),  # a table's title
        ("卫生署", "clinics"),
        ("衞生署", "clinics"),
        ("衛生署", "clinics"),  # Taiwan's way to write it
        ("environmental protection", "aqhi"),  # the publisher
        ("环境保护署", "aqhi"),
        ("street-names", "street"),
        ("巴", "kmb"),  # one character
    ],
)
def test_each_way_of_writing_finds_it(index: SearchIndex, text: str, first: str) -> None:
    assert names(index, text)[:1] == [first]
    assert index.search(Question(text=text)).exact


@pytest.mark.parametrize(
    "text", ["colision", "collisoins", "道路交通意外統計圖", "traffic zzzz collisions qqqq"]
)
def test_near_misses_are_shown_where_nothing_fits_and_said_to_be_so(index: SearchIndex, text: str) -> None:
    found = index.search(Question(text=text))
    assert not found.exact
    assert found.hits[0].dataset_id == "id-collisions"


def test_a_mistyped_word_is_put_right_and_a_short_one_is_not(index: SearchIndex) -> None:
    assert index.search(Question(text="trafic colisions")).meant == "traffic collisions"
    assert index.search(Question(text="Traffic collisions")).meant == ""
    index.update([make_entry("rates", Text.of("Win rates and wine"))], [])
    found = index.search(Question(text="wind"))
    assert (found.total, found.meant) == (0, "")


def test_what_stands_in_columns_and_in_both_languages_is_found(index: SearchIndex) -> None:
    schools = Dimension(Text.of("Name", "名稱"), ("皇仁書院", "Queen's College", "油尖旺區", "Yau Tsim Mong"))
    index.update(
        [make_entry("schools", Text.of("Schools"), dimensions=(schools,), tables=(Text.of("t"),))], []
    )
    for text in ("皇仁书院", "queen's college", "油尖旺", "yau tsim mong", "學校", "school list"):
        assert names(index, text)[:1] == ["schools"], text
    assert (
        json.loads(index.held(["id-schools"])["id-schools"])["dimensions"][0]["column"]
        == schools.column.to_json()
    )
    assert index.held(["id-kmb", "id-unknown"]) == {}


def test_a_half_typed_word_counts_while_typing_or_where_nothing_else_is_found(index: SearchIndex) -> None:
    index.update([make_entry("rout", Text.of("A rout"))], [])
    assert names(index, "rout")[0] == "rout"
    assert set(names(index, "rout", typing=True)) >= {"rout", "kmb"}
    assert names(index, "rou") == names(index, "rou", typing=True)


def test_place_and_time_narrow_a_search(index: SearchIndex) -> None:
    west = make_entry("west", box=Box(113.9, 22.2, 114.0, 22.3), years=(1884, 1950), districts=("islands",))
    east = make_entry("east", box=Box(114.2, 22.3, 114.3, 22.4), years=(2014, 2019))
    index.update([west, east], [])
    assert names(index, "", box=Box(113.0, 22.0, 113.95, 22.25)) == ["west"]
    assert names(index, "", box=Box(114.05, 22.0, 114.1, 22.9)) == []
    assert names(index, "", since=2000) == ["east"]
    assert set(names(index, "", since=1950, until=2014)) == {"west", "east"}
    assert names(index, "", since=1951, until=2013) == []
    assert names(index, "", district="islands") == ["west"]


def test_freshness_adds_up_and_depends_on_the_day(tmp_path: Path) -> None:
    index = SearchIndex(tmp_path, now=lambda: DAY)
    index.update(
        [make_entry(f"d{age}", changed=DAY - timedelta(days=age)) for age in (0, 3, 20, 200, 900)], []
    )
    index.update([make_entry("never")], [])
    asked = Question()
    assert index.search(asked).facets["freshness"] == (
        ("day", 1),
        ("week", 2),
        ("month", 3),
        ("year", 4),
        ("older", 1),
    )
    for value, count in index.search(asked).facets["freshness"]:
        assert index.search(asked.with_facet("freshness", value)).total == count
    assert index.search(asked.with_facet("freshness", "tomorrow")).total == 0
    assert index.search(asked.with_facet("no such facet", "x")).total == 0


def test_every_word_must_be_there(index: SearchIndex) -> None:
    assert names(index, "traffic severity") == ["collisions"]
    assert names(index, "車站 空置") == names(index, "空置 車站")
    assert not index.search(Question(text="車站 severity")).exact


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_no_question_gives_everything_the_newest_first(index: SearchIndex, text: str) -> None:
    assert names(index, text) == ["aqhi", "kmb", "collisions", "parks", "clinics", "street"]
    assert names(index, text, page=2, size=2) == ["collisions", "parks"]


@pytest.mark.parametrize(
    "text",
    [
        "！！！",
        "zzzzzz",
        "齉龘",
        'title:"x" AND (',
        "*",
        "\\",
        "\0",
        "/.*/",
        "\ud800",
        "😀",
        "'; DROP TABLE x",
        "-",
    ],
)
def test_text_that_finds_nothing_breaks_nothing(index: SearchIndex, text: str) -> None:
    found = index.search(Question(text=text))
    assert (found.total, found.hits) == (0, ())


def test_a_very_long_question_is_answered(index: SearchIndex) -> None:
    assert names(index, "collisions " * 5_000) == ["collisions"]
    index.search(Question(text="交通" * 20_000))
    index.search(Question(text="x" * 100_000))


def test_facets_count_what_the_other_facets_leave(index: SearchIndex) -> None:
    facets = index.search(Question()).facets
    assert facets["theme"] == (("transport", 4), ("health", 2), ("environment", 1))
    assert facets["publisher"] == (("hk-td", 4), ("hk-dh", 1), ("hk-epd", 1))
    assert facets["format"] == (("CSV", 5), ("JSON", 1), ("XML", 1))
    assert facets["table"] == (("no", 5), ("yes", 1))
    found = index.search(Question(facets={"theme": "health"}))
    assert found.total == 2
    assert found.facets["theme"] == facets["theme"]  # its own choice does not hide the others
    assert found.facets["publisher"] == (("hk-dh", 1), ("hk-epd", 1))
    found = index.search(Question(facets={"theme": "health", "format": "XML", "table": "yes"}))
    assert [hit.dataset_id for hit in found.hits] == ["id-aqhi"]
    assert found.facets["theme"] == (("environment", 1), ("health", 1))
    assert found.facets["format"] == (("CSV", 1), ("XML", 1))
    assert index.search(Question(facets={"table": "no"})).total == 5


def test_a_facet_that_leaves_nothing_does_not_make_the_question_loose(index: SearchIndex) -> None:
    found = index.search(Question(text="巴士", facets={"theme": "health"}))
    assert (found.total, found.exact) == (0, 1)
    assert found.facets["theme"] == (("transport", 1),)


def test_unknown_values_of_a_facet_find_nothing(index: SearchIndex) -> None:
    assert index.search(Question(facets={"theme": "no such theme"})).total == 0
    assert index.search(Question(facets={"format": "csv'"})).total == 0


def test_pages_do_not_overlap(index: SearchIndex) -> None:
    every = names(index, "")
    pages = [names(index, "", page=page, size=4) for page in (1, 2, 3)]
    assert [name for page in pages for name in page] == every
    assert names(index, "", size=0) == []


def test_the_title_counts_most(index: SearchIndex) -> None:
    index.update(
        [
            make_entry("said", description=Text.of("Something about lighthouses and lighthouses")),
            make_entry("titled", Text.of("Lighthouses")),
        ],
        [],
    )
    assert names(index, "lighthouse") == ["titled", "said"]


def test_an_entry_holds_what_hangs_on_its_dataset() -> None:
    schema = Schema((Column(name="rain", header="雨量/Rain", title=Text.of("Rain", "雨量"), type="number"),))
    table = Table(
        name="t",
        distribution_id="x",
        version=1,
        position=0,
        title=Text.of("Monthly"),
        rows=1,
        schema=schema,
        profile=Profile(rows=1, columns={}),
    )
    files = tuple(
        Distribution(
            id=str(n),
            dataset_id="d",
            position=n,
            title=Text.of(f"File {n}"),
            url="https://x.example",
            format=kind,
        )
        for n, kind in enumerate(("XLS", "CSV", "CSV", ""))
    )
    dataset = Dataset(id="d", name="d", title=Text.of("D"), publisher_id="p", licence_id="x", modified=DAY)
    entry = Entry.of(dataset, Publisher(id="p", title=Text.of("P")), files, (table,))
    assert (entry.formats, entry.has_table, entry.modified) == (("CSV", "XLS"), True, DAY)
    assert entry.columns == ("rain", "雨量/Rain", "Rain", "雨量")
    assert entry.tables == (Text.of("Monthly"),)
    assert not Entry.of(dataset, None, (), ()).has_table


VALUES = st.sampled_from(["aqhi", "kmb", "CSV", "hk-td", "transport", "巴士", "", "*", "a?b", "\x00", "\\"])
TEXTS = st.sampled_from(["bus routes", "空氣質素", "道", "the", "", "--", "Car parks", "路線及車站"])
LEAVES = (
    st.builds(Words, st.sampled_from(get_args(TextField)), TEXTS | st.text(max_size=8), st.booleans())
    | st.builds(Value, st.sampled_from(get_args(ValueField)), VALUES)
    | st.builds(
        Pattern,
        st.sampled_from([*get_args(TextField), *get_args(ValueField)]),
        VALUES | st.text("a*?\\道", max_size=6),
    )
    | st.builds(
        Span, st.sampled_from(get_args(TimeField)), st.none() | st.just(DAY), st.none() | st.just(DAY)
    )
)
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: (
        st.builds(Negated, inner)
        | st.lists(inner, max_size=3).map(lambda parts: AllOf(tuple(parts)))
        | st.lists(inner, max_size=3).map(lambda parts: AnyOf(tuple(parts)))
    ),
    max_leaves=8,
)


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    made = SearchIndex(tmp_path_factory.mktemp("held"))
    made.update(ENTRIES, [])
    return made


@given(CONDITIONS)
@settings(max_examples=200)
def test_a_condition_and_its_contrary_share_out_all_datasets(held: SearchIndex, condition: Condition) -> None:
    def found(asked: Condition) -> set[str]:
        return {hit.dataset_id for hit in held.search(Question(condition=asked)).hits}

    yes, no = found(condition), found(Negated(condition))
    assert not yes & no
    assert len(yes) + len(no) == len(ENTRIES)
    assert found(AllOf((condition, Negated(condition)))) == set()
    assert found(AnyOf((condition, EVERYTHING))) == yes | no


def test_conditions_are_met_in_any_order_with_any_counts(held: SearchIndex) -> None:
    asked = Question(
        condition=EVERYTHING,
        orders=(Order("relevance"), Order("title"), Order("name")),
        counted=(
            Counted(field="format", most=1),
            Counted(field="address", most=5),
            Counted(field="theme", most=0),
        ),
        size=2,
        start=1,
    )
    found = held.search(asked)
    assert (found.total, [hit.dataset_id for hit in found.hits]) == (6, ["id-parks", "id-aqhi"])
    assert found.facets == {"format": (("CSV", 5),), "address": (), "theme": ()}
    unknown_last = [make_entry("old"), make_entry("new", age=-1), replace(make_entry("never"), modified=None)]
    held.update(unknown_last, [])
    for falling in (True, False):
        orders = (Order("modified", falling), Order("name"))
        every = held.search(Question(condition=EVERYTHING, orders=orders, size=99)).hits
        assert every[-1].dataset_id == "id-never"
    held.update([], [each.id for each in unknown_last])


def test_a_pattern_of_too_many_ways_is_refused(held: SearchIndex) -> None:
    with pytest.raises(errors.ParameterInvalid):
        held.search(Question(condition=Pattern("name", "*a" + "?" * 400 + "b")))


def test_what_tells_no_time_comes_last(held: SearchIndex) -> None:
    held.update([replace(make_entry("never"), modified=None)], [])
    assert names(held, "")[-1] == "never"
    for falling in (True, False):
        asked = Question(condition=EVERYTHING, orders=(Order("modified", falling),))
        assert held.search(asked).hits[-1].dataset_id == "id-never"
    held.update([], ["id-never"])
