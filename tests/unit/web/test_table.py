"""A table's own pages: every state is an address, forms lead to it, and what is wrong costs no more than itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.unit.web.test_pages import page, rows, select, words

from praya.model.query import Filter, Query
from praya.web.pages.table.filters import asked

if TYPE_CHECKING:
    from litestar import Litestar
    from litestar.testing import TestClient

    Client = TestClient[Litestar]


def led(client: Client, path: str, **form: str) -> str:
    """Return where a form leads."""
    answer = client.get(path, params=form, follow_redirects=False)
    assert answer.status_code == 303, answer.text[:1000]
    return answer.headers["location"]


# What is wrong is said in its place, and the rest is answered.


def test_a_table_that_is_not_there_is_said_to_be_missing(client: Client):
    assert client.get("/en/table/nothing").status_code == 404
    assert client.get("/en/table/rain?as_of=99").status_code == 404
    assert client.get("/de/table/rain").status_code == 404


@pytest.mark.parametrize(
    "wrong",
    ["where=nothing,eq,1", "where=rainfall_mm,gt,abc", "where=date,is,1", "columns=nothing", "group=nothing"],
)
def test_what_is_wrong_costs_no_more_than_itself(client: Client, wrong: str):
    found = page(client, f"/en/table/rain?{wrong}&where=station,eq,Tai+Po&sort=-date", 400)
    assert select(found, "#refusal strong")
    assert {row[1] for row in rows(found)} == {"Tai Po"}
    assert len(select(found, ".chips a")) == 1
    dates = [row[2] for row in rows(found)]
    assert dates == sorted(dates, reverse=True)


def test_a_wrong_condition_stays_in_the_form_to_be_put_right(client: Client):
    found = page(client, "/en/table/rain?where=rainfall_mm,gt,abc", 400)
    (value,) = [each for each in select(found, "#filter input") if each.get("name") == "value"]
    assert (value.get("value"), value.get("aria-describedby")) == ("abc", "refusal")
    chosen = {each.get("value") for each in select(found, "#filter option[selected]")}
    assert chosen == {"rainfall_mm", "gt"}


def test_a_form_may_be_anything():
    query = Query(filters=(Filter("a", "eq", "1"),), offset=150)
    assert asked(query, {"where": "a,eq,1"}) is None
    assert asked(query, {"column": "a", "operator": "; drop", "value": "1"}) is None
    assert asked(query, {"column": "", "operator": "empty"}) is None
    assert asked(query, {"column": "a", "operator": "eq", "value": "1"}) == Query(filters=query.filters)
    found = asked(query, {"column": "b", "operator": "between", "value": "1", "until": " 2 "})
    assert found == Query(filters=(*query.filters, Filter("b", "between", "1|2")))


# Forms lead to addresses.


def test_the_filter_s_form_leads_to_the_plain_address(client: Client):
    form = {"where": "station,eq,Tai Po", "column": "rainfall_mm", "operator": "ge", "value": " 3 ", "q": ""}
    address = led(client, "/en/table/rain", **form)
    assert address == "/en/table/rain?where=station,eq,Tai+Po&where=rainfall_mm,ge,3"
    form |= {"operator": "empty", "value": "left over"}
    assert led(client, "/en/table/rain", **form).endswith("&where=rainfall_mm,empty")
    assert led(client, "/en/table/rain", q="", column="", operator="eq", value="", size="10").endswith(
        "?size=10"
    )


# The frame.


def test_the_frame_says_what_a_table_is_and_leads_on(client: Client):
    found = page(client, "/en/table/rain?where=station,eq,Tai+Po&sort=date&page=2")
    assert [each.get("href") for each in select(found, ".tabs a")] == [
        "/en/table/rain?where=station,eq,Tai+Po",
        "/en/table/rain/chart?where=station,eq,Tai+Po",
    ]
    assert select(found, ".sheet-head .themes a")[0].get("href").startswith("/en/dataset/rain?table=rain")
    places = page(client, "/en/table/places")
    assert len(select(places, ".tabs a")) == 3
    assert select(found, "meta[content]")
    assert "noindex" in {each.get("content") for each in select(found, "meta[name]")}


def test_what_is_seen_can_be_taken_along(client: Client):
    found = page(client, "/en/table/rain?where=rainfall_mm,gt,8.8&sort=-date&columns=date,rainfall_mm")
    links = {words(each): each.get("href") for each in select(found, ".formats a")}
    assert list(links) == ["CSV", "TSV", "Excel", "JSON", "NDJSON", "Parquet", "Arrow"]
    assert client.get(links["CSV"]).text.lstrip("\ufeff").splitlines()[0] == "date,rainfall_mm"
    texts = {each.get("id"): each.text for each in select(found, ".copied textarea")}
    assert texts["code-sql"].splitlines()[1:3] == ['FROM "rain"', 'WHERE ("rainfall_mm" > 8.8)']
    asked = client.get("/api/v1/sql", params={"q": texts["code-sql"]})
    assert asked.status_code == 200
    assert client.get(texts["code-api"]).json()["total"] == len(asked.json()["rows"])
    assert client.get(texts["share-fixed"]).status_code == 200
    assert "as_of=1" in texts["share-fixed"]


def test_only_what_is_to_be_embedded_may_stand_in_another_page(client: Client):
    plain = client.get("/en/table/rain").headers["content-security-policy"]
    assert "frame-ancestors 'self'" in plain
    embedded = client.get("/en/table/rain?embed=1")
    assert "frame-ancestors *" in embedded.headers["content-security-policy"]
    assert "masthead" not in embedded.text
    assert "frame-ancestors 'self'" in client.get("/en/search?embed=1").headers["content-security-policy"]
    found = page(client, "/en/table/rain?embed=1&where=station,eq,Tai+Po")
    assert all("embed=1" in each.get("href") for each in select(found, "th a"))
    (source,) = select(found, ".source a")
    assert "embed" not in source.get("href")
