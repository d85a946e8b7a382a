from __future__ import annotations

from datetime import date
from urllib.parse import parse_qsl

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from praya.model import errors
from praya.model.query import (
    LISTS,
    NO_VALUE,
    OPERATORS,
    Condition,
    Filter,
    Inside,
    Near,
    Negated,
    Operator,
    Query,
    Sort,
    Sql,
    all_of,
    any_of,
    parse,
    parse_expression,
    quote,
)
from praya.model.table import Column, FieldType, Schema
from praya.model.text import Text


def column(name: str, kind: FieldType) -> Column:
    return Column(name=name, header=name, title=Text.of(name), type=kind)


SCHEMA = Schema(
    (
        column("district", "string"),
        column("year", "integer"),
        column("rate", "number"),
        column("day", "date"),
        column("地區", "string"),
    )
)

ROWS = (
    "(VALUES (1, 'Sha Tin', 2020, 1.5, DATE '2020-01-01', '沙田'), (2, 'Tai Po', 2021, NULL, DATE '2021-01-01', '大埔'),"
    " (3, NULL, 2022, 2.5, NULL, '沙田'), (4, '50% off_', NULL, 0.5, DATE '2019-05-05', NULL))"
    " AS t(_row, district, year, rate, day, 地區)"
)


def run(sql: Sql) -> list[tuple[object, ...]]:
    return duckdb.connect().execute(sql.text, list(sql.parameters)).fetchall()


def ask(text: str) -> list[object]:
    query = parse(parse_qsl(text))
    rows = run(query.rows_sql(SCHEMA, ROWS))
    total = run(query.count_sql(SCHEMA, ROWS))[0]
    if not (query.grouped or query.distinct):
        assert run(query.counted_rows_sql(SCHEMA, ROWS)) == [row + total for row in rows]
    return [row[0] for row in rows]


@pytest.mark.parametrize(
    "text",
    [
        "where=district",
        "where=district,is,x",
        "where=year,between,2020",
        "where=year,between,1|2|3",
        "where=year,eq,1_000",
        "where=year,eq,１",
        "where=rate,eq,nan",
        "filter=year",
        "filter=year %3D",
        "filter=(year %3D 1",
        "filter=" + "(" * 60 + "year %3D 1" + ")" * 60,
        "filter=" + " OR ".join(["year %3D 1"] * 101),
        "filter=year %3D 1; DROP TABLE t",
        "filter=sleep(year, 1)",
        "filter=nothing %3D 1",
        "bbox=1,2,3",
        "bbox=1,2,3,nan",
        "bbox=1,2,3,4",
        "near=114,22,1e400",
        "near=114,22,500",
        "columns=nothing",
        "group=nothing",
        "group=year:month",
        "group=day:century",
        "aggregate=sum",
        "aggregate=sum:district",
        "aggregate=evil:rate",
        "aggregate=sum:rate:x%22y",
        "group=district&sort=year",
        "columns=district&distinct=true&sort=year",
        "distinct=yes",
        "offset=-1",
        "after=x",
        "after=W10",
        "after=WzEsMiwiYSJd",
        "after=WzEsMl0&page=2",
        "q=" + "x" * 201,
        "where=,eq,x",
        "where=year,eq,twenty",
        "where=year,in,1|b",
        "where=day,ge,01/02/2020",
        "where=rate,lt,",
        "page=0",
        "page=-1",
        "page=1e3",
        "page=²",
        "size=501",
        "size=" + "9" * 400,
        "&".join(["where=year,eq,1"] * 21),
        "where=nothing,eq,1",
        "sort=nothing",
        "sort=-",
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(text: str):
    with pytest.raises(errors.Refused):
        ask(text)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("", [1, 2, 3, 4]),
        ("where=district,eq,Sha Tin", [1]),
        ("where=district,ne,Sha Tin", [2, 3, 4]),
        ("where=district,contains,TIN", [1]),
        ("where=district,contains,% off_", [4]),
        ("where=district,contains,%25", [4]),
        ("where=district,empty", [3]),
        ("where=rate,filled", [1, 3, 4]),
        ("where=year,ge,2021", [2, 3]),
        ("where=year,in,2020|2022", [1, 3]),
        ("where=day,lt,2020-06-01&sort=day", [4, 1]),
        ("where=地區,eq,沙田", [1, 3]),
        ("sort=-rate", [3, 1, 4, 2]),
        ("sort=rate", [4, 1, 3, 2]),
        ("sort=地區,-year", [2, 3, 1, 4]),
        ("size=2&page=2", [3, 4]),
        ("page=9", []),
        ("where=district,eq,' OR 1=1 --", []),
        ("lang=en&utm=1", [1, 2, 3, 4]),
        ("where=year,between,2020|2021", [1, 2]),
        ("where=year,not_in,2020|2021", [3]),
        ("where=district,not_contains,tin", [2, 4]),
        ("where=district,starts,sha", [1]),
        ("where=district,ends,po", [2]),
        ("where=district,like,50\\%25%25\\_", [4]),
        ("filter=district = 'Sha Tin' OR rate > 2", [1, 3]),
        ("filter=NOT (year > 2020)", [1, 4]),
        ("filter=year IS NULL", [4]),
        ("filter=\"地區\" IN ('大埔', 'x')", [2]),
        ("filter=2021 <= year AND day IS NOT NULL", [2]),
        ("filter=day >= DATE('2020-06-01')", [2]),
        ("filter=contains(district, 'TAI') OR (year = 2022 AND rate BETWEEN 2 AND 3)", [2, 3]),
        ("q=sha tin", [1]),
        ("q=沙田 tin", [1]),
        ("q=nowhere", []),
        ("offset=1&size=2", [2, 3]),
        ("offset=1&size=2&sort=-year", [2, 1]),
        ("columns=_row,year&size=1", [1]),
    ],
)
def test_rows(text: str, rows: list[int]):
    assert ask(text) == rows


def test_names_are_quoted_whatever_they_hold():
    assert quote('a"; DROP TABLE t; --') == '"a""; DROP TABLE t; --"'


words = st.text(min_size=1, max_size=20)
names = words.filter(lambda word: "," not in word and not word.startswith("-"))


def one_filter(name: str, operator: Operator, values: list[str]) -> Filter:
    if operator in NO_VALUE:
        return Filter(name, operator)
    if operator in LISTS:
        return Filter.many(name, operator, values if operator != "between" else values[:2])
    return Filter(name, operator, values[0])


filters = st.builds(
    one_filter,
    names,
    st.sampled_from(OPERATORS),
    st.lists(
        st.text(st.characters(exclude_characters="\\", exclude_categories=["Cs"]), max_size=20),
        min_size=2,
        max_size=4,
    ),
)


def conditions() -> st.SearchStrategy[Condition]:
    number = st.floats(-1e8, 1e8, allow_nan=False)
    numbers = (number, number, number)
    leaf = filters | st.builds(Inside, *numbers, number) | st.builds(Near, *numbers)
    return st.recursive(
        leaf,
        lambda inner: (
            st.builds(Negated, inner)
            | st.lists(inner, min_size=2, max_size=4).map(lambda each: all_of(*each))
            | st.lists(inner, min_size=2, max_size=4).map(lambda each: any_of(*each))
        ),
        max_leaves=8,
    )


queries = st.builds(
    Query,
    filters=st.lists(filters, max_size=5).map(tuple),
    sorts=st.lists(st.builds(Sort, names, st.booleans()), max_size=3).map(tuple),
    offset=st.integers(0, 1_000_000),
    size=st.integers(1, 500),
    text=words.map(lambda text: " ".join(text.split())),
    columns=st.lists(names.filter(lambda name: not name.startswith("-")), max_size=3).map(tuple),
    condition=st.none() | conditions(),
)


@given(queries)
def test_an_address_says_the_whole_question(query: Query):
    assert parse(parse_qsl(str(query), keep_blank_values=True)) == query


def test_changing_the_order_or_a_filter_goes_back_to_the_first_page():
    query = Query(filters=(Filter("year", "ge", "2020"),), offset=100)
    assert query.with_sort(Sort("year")).page == 1
    assert query.without(query.filters[0]) == Query()
    assert query.with_page(4).page == 4


def test_values_may_hold_commas():
    assert parse([("where", "district,eq,a,b")]).filters == (Filter("district", "eq", "a,b"),)


def test_a_date_is_compared_as_a_date():
    assert ask("where=day,eq,2020-01-01") == [1]


@given(conditions())
def test_a_written_condition_says_the_whole_condition(condition: Condition):
    assert str(parse_expression(str(condition))) == str(condition)


@pytest.mark.parametrize("order", ["", "-year", "district,-rate", "地區,-district", "-day,rate", "rate"])
@pytest.mark.parametrize("size", [1, 2, 3])
def test_pages_behind_one_another_are_the_whole_table_in_its_order(order: str, size: int):
    query = parse([("sort", order), ("size", str(size))])
    whole = ask(f"sort={order}")
    found: list[object] = []
    connection = duckdb.connect()
    while True:
        sql = query.rows_sql(SCHEMA, ROWS)
        answer = connection.execute(sql.text, list(sql.parameters))
        names = [column[0] for column in answer.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
        if not rows:
            break
        found += [row["_row"] for row in rows]
        after = str(query.cursor(rows[-1], version=7))
        query = parse([("sort", order), ("size", str(size)), ("after", after)])
        assert query.as_of == "7"
    assert found == whole


@pytest.mark.parametrize(
    ("text", "long"),
    [
        ("", False),
        ("where=year,ge,2020&where=district,eq,Sha Tin&filter=rate > 1 OR day IS NULL&sort=-rate", False),
        ("where=year,ge,2020&where=district,contains,tin", True),
        ("filter=year = 2020 OR NOT (rate > 1 AND district LIKE '%po%')", True),
        ("q=tin", True),
        ("near=114,22,500", True),
    ],
)
def test_what_takes_long_to_look_at_is_known(text: str, long: bool):
    assert parse(parse_qsl(text)).looks_long is long


@pytest.mark.parametrize(
    "text",
    [
        "sort=rate&offset=12345",
        "sort=-rate,district&offset=29990",
        "sort=-_row&offset=10000&columns=year",
        "sort=district&offset=19000&where=year,lt,20&where=district,ne,b",
        "sort=district&offset=30001",
    ],
)
def test_a_deep_page_is_the_same_when_its_places_are_found_first(text: str):
    every = (
        "(SELECT range + 1 AS _row, ['a', 'b', NULL][range % 3 + 1] AS district, range % 21 AS year, "
        "CASE WHEN range % 5 THEN (range * 7919 % 1000) / 8 END AS rate, NULL::DATE AS day, 'x' AS 地區 "
        "FROM range(30000))"
    )
    query = parse(parse_qsl(text + "&size=20"))
    found = run(query.rows_sql(SCHEMA, every, twice=True))
    assert found == run(query.rows_sql(SCHEMA, every))
    assert query.rows_sql(SCHEMA, every, twice=True) != query.rows_sql(SCHEMA, every)
    assert len(found) == min(20, max(0, run(query.count_sql(SCHEMA, every))[0][0] - query.offset))  # type: ignore[operator]  # a count


def grouped(text: str) -> list[tuple[object, ...]]:
    query = parse(parse_qsl(text))
    sql = query.rows_sql(SCHEMA, ROWS)
    rows = run(sql)
    assert run(query.count_sql(SCHEMA, ROWS)) == [(len(rows),)]
    return rows


def test_rows_are_taken_together():
    assert grouped("group=地區&aggregate=count,avg:rate:mean,max:year") == [
        ("大埔", 1, None, 2021),
        ("沙田", 2, 2.0, 2022),
        (None, 1, 0.5, None),
    ]
    assert grouped("aggregate=count,distinct:地區,sum:rate&where=year,filled") == [(3, 2, 4.0)]
    assert grouped("group=day:year&aggregate=count&sort=-count,day_year&where=day,filled") == [
        (date(2019, 1, 1), 1),
        (date(2020, 1, 1), 1),
        (date(2021, 1, 1), 1),
    ]
    assert grouped("columns=地區&distinct=true") == [("大埔",), ("沙田",), (None,)]
