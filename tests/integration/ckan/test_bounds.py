"""Whatever is asked, the server answers, and answers in as few questions to the database."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from praya.web.api.ckan.registry import ACTIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from httpx import Response

    from praya.platform import Platform

FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
QUERIES = st.lists(
    st.sampled_from(
        [
            "title:",
            "tags:",
            "metadata_modified:",
            "[",
            "{",
            "* TO ",
            "NOW-1DAY",
            "]",
            '"',
            "(",
            ")",
            "bus",
            "雨",
            "*",
            "?",
        ]
    )
    | st.sampled_from([" AND ", " OR ", " NOT ", "-", "+", "^2", "~", "\\", "\x00", "/"])
    | st.text(max_size=3),
    max_size=12,
).map("".join)
KEYS = st.sampled_from(["station", "rainfall_mm", "day", "_id", "$or", "$and", "gt", "lte", "eq", "nope"])
VALUES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=5)
    | st.just("2025-01-02")
)
FILTERS = st.recursive(
    VALUES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=8
)


@FEW
@given(q=QUERIES, fq=QUERIES, sort=st.text(max_size=8) | st.just("name asc"))
def test_any_query_is_answered_or_refused(ask: Callable[..., Response], q: str, fq: str, sort: str):
    answer = ask("package_search", q=q, fq=fq, sort=sort, rows=1)
    assert answer.status_code in (200, 400), answer.text
    assert answer.status_code == 200 or answer.json()["error"]["__type"] == "Search Query Error"


@FEW
@given(filters=FILTERS)
def test_any_filters_are_answered_or_refused(ask: Callable[..., Response], filters: object):
    answer = ask("datastore_search", resource_id="rain", filters=json.dumps(filters))
    assert answer.status_code in (200, 409), answer.text
    assert answer.status_code == 200 or "filters" in answer.json()["error"]


@FEW
@given(
    action=st.sampled_from(sorted(ACTIONS)),
    given_=st.dictionaries(
        st.sampled_from(
            [
                "id",
                "q",
                "limit",
                "offset",
                "sort",
                "fields",
                "fl",
                "facet.field",
                "query",
                "sql",
                "resource_id",
            ]
        ),
        st.text(max_size=8)
        | st.sampled_from(["rain", "rain-csv-file", "hk-td", "1", "[1]", '{"a":1}', "[[]]", "name:a"]),
        max_size=4,
    ),
)
def test_any_parameters_are_answered_or_refused(
    ask: Callable[..., Response], action: str, given_: dict[str, str]
):
    answer = ask(action, **given_)
    assert answer.status_code in (200, 400, 404, 409), answer.text


@contextmanager
def statements(platform: Platform) -> Iterator[list[str]]:
    """The statements that the catalogue's database is asked meanwhile."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("SELECT"):
            seen.append(statement)

    sa.event.listen(platform.db, "before_cursor_execute", note)
    yield seen
    sa.event.remove(platform.db, "before_cursor_execute", note)


@pytest.mark.parametrize("action", ["package_search", "current_package_list_with_resources"])
def test_many_datasets_take_no_more_questions_than_one(
    portal: Platform, result: Callable[..., Any], action: str
):
    with statements(portal) as for_one:
        result(action, rows=1, limit=1)
    with statements(portal) as for_all:
        result(action, rows=3, limit=3)
    assert len(for_all) == len(for_one) <= 8


def test_one_dataset_and_one_page_of_rows_take_few_questions(portal: Platform, result: Callable[..., Any]):
    with statements(portal) as asked:
        result("package_show", id="rain")
    assert len(asked) <= 8
    with statements(portal) as asked:
        result("datastore_search", resource_id="rain-csv-file")
    assert len(asked) <= 6
