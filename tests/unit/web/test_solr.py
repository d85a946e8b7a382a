"""Solr's syntax and dates: any text gives a condition or a refusal, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from praya.model.search import EVERYTHING, NOTHING, AllOf, AnyOf, Negated, Pattern, Span, Value, Words
from praya.web.api.ckan import dates, fields, fulltext, solr
from praya.web.api.ckan.answers import Invalid, QueryRefused

NOW = datetime(2026, 3, 31, 3, 4, 5, tzinfo=UTC)

PIECES = st.sampled_from(
    [
        *"()[]{}\"'*?+-!&|^~:\\/ \t\n\x00",
        "AND",
        "OR",
        "NOT",
        " TO ",
        "title:",
        "tags:",
        "metadata_modified:",
        "NOW-6MONTHS/DAY",
        "2020-01-01T00:00:00Z",
        "巴士",
        "bike",
        "\ud83d\ude00",
        "^2.0",
        "~3",
        "*:*",
        "&&",
        "||",
    ]
)
QUERIES = st.lists(PIECES | st.text(max_size=4), max_size=40).map("".join)


@given(QUERIES)
def test_any_text_is_a_condition_or_is_refused(text: str):
    for read in (solr.parse, solr.parse_words):
        try:
            read(text, NOW)
        except QueryRefused as refusal:
            assert str(refusal).startswith("Search Query is invalid: ")  # noqa: PT017 - either way is right


@given(QUERIES)
def test_any_text_without_a_field_is_at_least_words(text: str):
    solr.parse_words(text.replace(":", " "), NOW)


@given(QUERIES, st.booleans())
def test_any_words_are_a_condition_or_invalid(text: str, plain: bool):
    try:
        fulltext.condition_of(text, ["a", "b"], "q", plain=plain)
    except Invalid as failure:
        assert "q" in failure.wrong  # noqa: PT017 - either way is right


@pytest.mark.parametrize(
    "text",
    [
        "(" * 3000,
        "-" * 7999,
        "a:" * 3999 + "a",
        "(a OR " * 1000 + "b" + ")" * 1000,
        " OR ".join(["a"] * 999),
        "a" * 9000,
    ],
    ids=["open", "minus", "fields", "nested", "many", "long"],
)
def test_giants_are_refused_at_once(text: str):
    with pytest.raises(QueryRefused):
        solr.parse("x:" + text if len(text) < 7990 else text, NOW)


BIKE, BUS = Words("any", "bike"), Words("any", "bus")


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("  ", EVERYTHING),
        ("*:*", EVERYTHING),
        ("bike", BIKE),
        ("bike bus", AllOf((BIKE, BUS))),
        ("bike && bus", AllOf((BIKE, BUS))),
        ("bike OR bus", AnyOf((BIKE, BUS))),
        ("bike or", AllOf((BIKE, Words("any", "or")))),
        ("ORANGE", Words("any", "ORANGE")),
        ("bike -bus", AllOf((BIKE, Negated(BUS)))),
        ("!bike", Negated(BIKE)),
        ("NOT NOT bike", BIKE),
        ("bike^4 bus^0.2", AllOf((BIKE, BUS))),
        ("title:bike OR title:bici*", AnyOf((Words("title", "bike"), Pattern("title", "bici*")))),
        ('title:"red bike"~2', Words("title", "red bike", phrase=True, slop=2)),
        ("title:(bike bus)", AllOf((Words("title", "bike"), Words("title", "bus")))),
        (r"name:hk\-td\:x", Value("name", "hk-td:x")),
        ("res_format:csv", Value("format", "CSV")),
        (r"tags:a\*", Value("keyword", "a*")),
        ("nothing:here", NOTHING),
        ("-nothing:here", Negated(NOTHING)),
        ("metadata_modified:[* TO *]", Span("modified")),
        (
            "metadata_modified:[2023-04-01T00:00:00Z TO *}",
            Span("modified", datetime(2023, 4, 1, tzinfo=UTC), None, with_high=False),
        ),
    ],
)
def test_what_queries_mean(text: str, condition: object):
    assert solr.parse(text, NOW) == condition


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("NOW", "2026-03-31T03:04:05"),
        ("NOW/DAY", "2026-03-31T00:00:00"),
        ("NOW-1MONTH", "2026-02-28T03:04:05"),
        ("NOW-6MONTHS/DAY", "2025-09-30T00:00:00"),
        ("NOW/YEAR+1YEAR-1SECOND", "2026-12-31T23:59:59"),
        ("NOW/MONTH-90MINUTES", "2026-02-28T22:30:00"),
        ("2024-02-29T00:00:00Z+1YEAR", "2025-02-28T00:00:00"),
        ("2020-05-06T07:08:09.123Z", "2020-05-06T07:08:09.123000"),
    ],
)
def test_sums_on_dates(text: str, moment: str):
    begins, ends = dates.span(text, NOW)
    assert begins == ends == datetime.fromisoformat(moment).replace(tzinfo=UTC)


def test_written_dates_last_as_long_as_they_say():
    begins, ends = dates.span("2024-02", NOW)
    assert (begins.isoformat(), ends.isoformat()) == (
        "2024-02-01T00:00:00+00:00",
        "2024-02-29T23:59:59.999999+00:00",
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "today",
        "NOW+",
        "NOW/FORTNIGHT",
        "NOW-999999YEARS",
        "2020-13-01",
        "0000-01-01",
        "9999+1YEAR",
        "NOW-1",
    ],
)
def test_what_is_no_date_is_refused(text: str):
    with pytest.raises(QueryRefused):
        dates.span(text, NOW)


@given(st.text(max_size=40))
def test_any_order_is_read_or_refused(text: str):
    try:
        assert len(fields.orders(text)) <= fields.MOST_ORDERS
    except QueryRefused:
        assert text.strip()
