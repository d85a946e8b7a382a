"""A table's own pages: every state is an address, forms lead to it, and what is wrong costs no more than itself."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest
from tests.unit.web.conftest import Given, dataset, publish
from tests.unit.web.test_pages import page, rows, select, words

from praya.model.query import Filter, Query
from praya.model.text import Text
from praya.web.pages.table.filters import asked

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from litestar import Litestar
    from litestar.testing import TestClient

    from praya.platform import Platform

    Client = TestClient[Litestar]


def led(client: Client, path: str, **form: str | list[str]) -> str:
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
    assert select(found, ".refusal strong")
    assert {row[1] for row in rows(found)} == {"Tai Po"}
    assert len(select(found, ".chips a")) == 1
    dates = [each.get("datetime") for each in select(found, "td time")]
    assert dates == sorted(dates, reverse=True)


def test_a_wrong_condition_stays_in_the_form_to_be_put_right(client: Client):
    found = page(client, "/en/table/rain?where=rainfall_mm,gt,abc", 400)
    (value,) = found.xpath("//form[@id='filter']//input[@name='value']")
    assert (value.get("value"), value.get("aria-describedby")) == ("abc", "refusal")
    chosen = {each.get("value") for each in found.xpath("//form[@id='filter']//option[@selected]")}
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


# The explorer.


def test_columns_are_chosen_moved_and_kept_in_sight(client: Client):
    address = led(
        client, "/en/table/rain", tool="columns", show=["note", "station"], freeze="1", sort="-date"
    )
    assert address == "/en/table/rain?columns=station,note&sort=-date&freeze=1"
    found = page(client, address)
    assert [words(each) for each in select(found, "tbody tr")[0][:2]][1] in ("Sha Tin", "Tai Po", "沙田")
    assert len(select(found, "thead .frozen-1")) == 2
    (later,) = select(found, ".arranged a")[:1]
    assert later.get("href") == "/en/table/rain?columns=note,station&sort=-date&freeze=1"
    every = led(client, "/en/table/rain", tool="columns", show=["date", "station", "note", "rainfall_mm"])
    assert every == "/en/table/rain"
    assert led(client, "/en/table/rain", tool="columns", freeze="12") == "/en/table/rain?freeze=3"


def test_what_the_source_wrote_stands_beside_chosen_columns_too(client: Client):
    found = page(client, "/en/table/rain?columns=rainfall_mm&size=5")
    assert [row[1] for row in rows(found)] == ["0", "0.7", "1.4", "Trace", "—"]


def test_rows_are_ordered_by_several_columns(client: Client):
    address = led(client, "/en/table/rain", tool="sort", then="date", way="falling", sort="station", page="3")
    assert address == "/en/table/rain?sort=station,-date"
    found = page(client, address)
    assert [each.get("aria-sort") for each in select(found, "th[aria-sort]")][:2] == [
        "ascending",
        "descending",
    ]
    links = {words(each).rstrip("12"): each.get("href") for each in select(found, "th a")}
    assert links["Date"] == "/en/table/rain?sort=station"
    assert links["Note"] == "/en/table/rain?sort=note"
    assert led(client, "/en/table/rain", tool="sort", then="") == "/en/table/rain"


def test_far_pages_are_found_by_where_the_one_before_ended(client: Client):
    found = page(client, "/en/table/rain?sort=-date&size=500&page=20")
    following = next(each.get("href") for each in select(found, ".pager a") if each.get("rel") == "next")
    assert "after=" in following
    behind = page(client, following)
    assert len(rows(behind)) == 500
    assert rows(behind)[0] == rows(page(client, "/en/table/rain?sort=-date&size=500&page=21"))[0]
    assert not select(behind, ".then")
    assert select(behind, ".pager li a")[0].get("href") == "/en/table/rain?as_of=1&sort=-date&size=500"


def test_rows_are_taken_together_and_lead_back_to_themselves(client: Client):
    form: dict[str, str | list[str]] = {
        "tool": "group",
        "by": ["date:year", "station"],
        "measure": ["sum", "count"],
        "of": ["rainfall_mm", ""],
    }
    address = led(client, "/en/table/rain", **form)
    assert address == "/en/table/rain?group=date:year,station&aggregate=sum:rainfall_mm,count"
    found = page(client, address)
    assert [words(each) for each in select(found, "th a")] == [
        "Date, by year",
        "Station",
        "Rainfall (mm): sum",
        "Rows",
    ]
    first = rows(found)[0]
    assert first[:2] == ["1980", "Sha Tin"]
    assert words(select(found, ".count")[0]) == "135 groups"
    below = page(client, select(found, "td.drill a")[0].get("href"))
    assert words(select(below, ".count")[0]).startswith(f"{first[3]} of")
    csv = {words(each): each.get("href") for each in select(found, ".formats a")}["CSV"]
    assert client.get(csv).text.splitlines()[1].startswith("1980-01-01,Sha Tin,")
    assert page(client, "/en/table/rain?tool=group&by=&measure=sum&of=rainfall_mm", 400) is not None
    assert page(client, "/en/table/rain?tool=group&by=station&measure=sum&of=note", 400) is not None


def test_two_groups_go_both_ways_and_add_up(client: Client):
    found = page(client, "/en/table/rain?group=date:year,station&aggregate=count&pivot=1")
    shown = rows(found)
    assert len(shown) == 45
    heads = [words(each) for each in select(found, "thead th")]
    assert heads[1:] == ["Sha Tin", "Tai Po", "沙田", "Total"]
    assert all(sum(map(int, row[:3])) == int(row[3]) for row in shown)
    (total,) = [words(each) for each in select(found, "tfoot td")][-1:]
    assert total == "16,425"
    wide = page(client, "/en/table/rain?group=station,date:month&aggregate=avg:rainfall_mm&pivot=1")
    assert len(select(wide, "thead th")) == 61
    assert not select(wide, "tfoot")


def test_what_crosses_is_taken_along_as_it_is_shown(client: Client):
    found = page(client, "/en/table/rain?group=station,date:month&aggregate=avg:rainfall_mm&pivot=1")
    crossed, *groups = [each.get("href") for each in select(found, ".formats a")]
    assert (crossed.split("?")[0], groups[0].split("?")[0]) == ("/en/table/rain/pivot.csv", "/data/rain.csv")
    heads, *lines = csv.reader(io.StringIO(client.get(crossed).text.lstrip("\ufeff")))
    assert heads[:3] == ["Station", "1980-01-01", "1980-02-01"]
    shown = rows(found)
    assert [len(line) for line in lines] == [len(heads)] * len(shown)
    assert [[words(each) for each in select(found, "tbody th")], [row[0] for row in shown]] == [
        [line[0] for line in lines],
        [f"{float(line[1]):.8g}" for line in lines],
    ]
    plain = select(page(client, "/en/table/rain?group=station&aggregate=count"), ".formats a")
    assert plain[0].get("href").startswith("/data/rain.csv")
    for wrong in ("group=station&aggregate=count", "group=station,date&aggregate=nothing", ""):
        assert client.get(f"/en/table/rain/pivot.csv?{wrong}").status_code == 400


def test_a_link_to_rows_has_a_card_of_the_rows_it_shows(client: Client):
    asked = "where=station,eq,Tai+Po&as_of=1"
    for more in ("", "&sort=-date&columns=date", "&group=station&aggregate=sum:rainfall_mm"):
        found = page(client, f"/en/table/rain?{asked}{more}")
        (card,) = [
            each.get("content")
            for each in select(found, "meta[property]")
            if each.get("property") == "og:image"
        ]
        assert "where=station,eq,Tai+Po" in card
        assert "as_of=1" in card
        assert client.get(card).content.startswith(b"\x89PNG")


def test_a_table_without_rows_says_that_it_has_none(
    client: Client, platform: Platform, tmp_path: Path, now: datetime
):
    told = dataset("dry", Text.of("Dry", "乾", "干"))
    publish(platform, tmp_path, now, told, {"dry": Given(b"Station,Rainfall (mm)\n", "dry.csv")})
    for path in ("table/dry", "table/dry?group=station&aggregate=count", "dataset/dry"):
        assert "its file held none" in words(select(page(client, f"/en/{path}"), ".nothing")[0])
    assert "match" in words(select(page(client, "/en/table/rain?where=station,eq,nowhere"), ".nothing")[0])
    assert select(page(client, "/en/table/dry/chart"), ".nothing")
    assert client.get("/en/table/dry/card.png").content.startswith(b"\x89PNG")
    crossed = client.get("/en/table/dry/pivot.csv?group=station,rainfall_mm&aggregate=count")
    assert crossed.text.lstrip("\ufeff").splitlines() == ["Station"]


def test_a_group_by_a_huge_value_leads_nowhere_that_cannot_be_gone_to(
    client: Client, platform: Platform, tmp_path: Path, now: datetime
):
    told = dataset("huge", Text.of("Huge", "巨大", "巨大"))
    rows = f"Text,Value\n{'香港' * 8000},1\nshort,2\n"
    publish(platform, tmp_path, now, told, {"huge": Given(rows.encode(), "huge.csv")})
    drills = select(page(client, "/en/table/huge?group=text&aggregate=count"), ".drill a")
    assert [each.get("href") for each in drills] == ["/en/table/huge?where=text,eq,short"]


def test_a_unit_is_said_once(client: Client):
    heads = [
        words(each) for each in select(page(client, "/en/table/rain"), "th") if "Rainfall" in words(each)
    ]
    assert [each.count("mm") for each in heads] == [1]
    assert (
        words(select(page(client, "/en/table/rain/chart?y=rainfall_mm"), "figcaption h2")[0]).count("mm") == 1
    )


@pytest.mark.parametrize("asked", ["", "?embed=1", "/chart"])
def test_a_table_that_may_tell_of_people_says_so_on_every_view(
    client: Client, platform: Platform, tmp_path: Path, now: datetime, asked: str
):
    people = "ID number,Visits\n" + "".join(f"{each},{len(each)}\n" for each in ("A123456(3)", "G123456(A)"))
    told = dataset("visits", Text.of("Visits", "到訪", "到访"))
    publish(platform, tmp_path, now, told, {"visits": Given(people.encode(), "visits.csv")})
    (link,) = [
        each
        for each in select(page(client, f"/zh-Hant/table/visits{asked}"), ".aside a")
        if each.get("href").endswith("#personal")
    ]
    assert "個人資料" in words(link.getparent())
    sections = select(page(client, link.get("href")), "section h2")
    assert "personal" in [each.get("id") for each in sections]
    assert not [
        each
        for each in select(page(client, f"/en/table/rain{asked}"), "a")
        if "#personal" in each.get("href")
    ]


def test_a_column_tells_of_itself(client: Client):
    found = page(client, "/en/table/rain?about=station&sort=-date")
    (about,) = select(found, "section.column")
    links = {words(each): each.get("href") for each in select(about, "a")}
    assert links["Tai Po"] == "/en/table/rain?where=station,eq,Tai+Po&sort=-date"
    assert links["Count by this"] == "/en/table/rain?group=station&aggregate=count"
    assert links["Close"] == "/en/table/rain?sort=-date"
    assert "columns=date,rainfall_mm,note" in links["Hide this column"]
    assert not select(page(client, "/en/table/rain?about=nothing"), "section.column")
