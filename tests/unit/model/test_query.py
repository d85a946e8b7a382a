from __future__ import annotations

from urllib.parse import parse_qsl

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from praya.model import errors
from praya.model.query import NO_VALUE, OPERATORS, Filter, Query, Sort, parse, quote
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


def ask(text: str) -> list[int]:
    query = parse(parse_qsl(text))
    sql = query.rows_sql(SCHEMA, ROWS)
    rows = duckdb.connect().execute(sql.text, list(sql.parameters)).fetchall()
    counted = query.count_sql(SCHEMA, ROWS)
    total = duckdb.connect().execute(counted.text, list(counted.parameters)).fetchall()
    assert total[0][0] >= len(rows)
    return [row[0] for row in rows]


@pytest.mark.parametrize(
    "text",
    [
        "where=district",
        "where=district,like,x",
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
    ],
)
def test_rows(text: str, rows: list[int]):
    assert ask(text) == rows


def test_names_are_quoted_whatever_they_hold():
    assert quote('a"; DROP TABLE t; --') == '"a""; DROP TABLE t; --"'


words = st.text(min_size=1, max_size=20)
names = words.filter(lambda word: "," not in word and not word.startswith("-"))
filters = st.builds(
    lambda name, operator, value: Filter(name, operator, "" if operator in NO_VALUE else value),
    names,
    st.sampled_from(OPERATORS),
    st.text(max_size=20),
)
queries = st.builds(
    Query,
    filters=st.lists(filters, max_size=5).map(tuple),
    sorts=st.lists(st.builds(Sort, names, st.booleans()), max_size=3).map(tuple),
    page=st.integers(1, 1_000_000),
    size=st.integers(1, 500),
)


@given(queries)
def test_an_address_says_the_whole_question(query: Query):
    assert parse(parse_qsl(str(query), keep_blank_values=True)) == query


def test_changing_the_order_or_a_filter_goes_back_to_the_first_page():
    query = Query(filters=(Filter("year", "ge", "2020"),), page=3)
    assert query.with_sort(Sort("year")).page == 1
    assert query.without(query.filters[0]) == Query()
    assert query.with_page(4).page == 4


def test_values_may_hold_commas():
    assert parse([("where", "district,eq,a,b")]).filters == (Filter("district", "eq", "a,b"),)


def test_a_date_is_compared_as_a_date():
    assert ask("where=day,eq,2020-01-01") == [1]
