"""A table's chart and map as pages and files: without scripts, in three languages, and when asked wrongly."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest
from lxml import etree, html
from tests.unit.web.test_pages import page, select, words

from praya.model import errors
from praya.model.text import LANGS
from praya.settings import read_settings
from praya.web import headers
from praya.web.pages.table.map import read_position
from praya.web.pages.table.shading import classed

if TYPE_CHECKING:
    from litestar import Litestar
    from litestar.testing import TestClient

    Client = TestClient[Litestar]

LINE = "kind=line&x=date&step=year&y=rainfall_mm&by=station"


def texts(found: html.HtmlElement, path: str) -> list[str]:
    return [words(each) for each in select(found, path)]


@pytest.mark.parametrize("lang", LANGS)
def test_a_chart_is_shown_with_its_form_its_values_and_its_files(client: Client, lang: str):
    found = page(client, f"/{lang}/table/rain/chart?{LINE}")
    chosen = {
        each.get("name"): select(each, "option[selected]")[0].get("value")
        for each in select(found, ".builder select")
    }
    assert chosen["kind"] == "line"
    assert chosen["by"] == "station"
    assert chosen["step"] == "year"
    rows = select(found, ".values tbody tr")
    assert len(rows) == 45 * 3
    assert select(found, "figure")[0].get("data-spec").startswith(f"/{lang}/table/rain/chart.json?kind=line")
    told = {each.get("property") or each.get("name"): each.get("content") for each in select(found, "meta")}
    assert told["og:image"].startswith("http")
    assert told["robots"] == "noindex"
    assert client.get(select(found, ".drawn picture img")[0].get("src")).content.startswith(b"<svg")


def test_the_form_leads_to_the_plain_address(client: Client):
    asked = "kind=bar&x=station&step=month&y=&aggregate=sum&by=&facet=&order=&top=&where=station,eq,Sha Tin"
    answer = client.get(f"/en/table/rain/chart?{asked}", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == (
        "/en/table/rain/chart?where=station,eq,Sha+Tin&kind=bar&x=station&aggregate=count"
    )


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("kind=pie", "pie"),
        ("x=nothing", "nothing"),
        ("kind=scatter&x=station", "Scatter"),
        ("where=rainfall_mm,gt,abc&kind=line", "abc"),
    ],
)
def test_what_cannot_be_drawn_is_said_in_its_place(client: Client, asked: str, told: str):
    found = page(client, f"/en/table/rain/chart?{asked}", 400)
    assert told in texts(found, ".refusal")[0]
    assert select(found, ".builder button")


def test_a_chart_comes_as_specification_picture_values_and_card(client: Client):
    spec = client.get("/zh-Hant/table/rain/chart.json?theme=dark").json()
    assert spec["config"]["font"].startswith("PingFang HK")
    assert len(spec["data"]["values"]) == 45
    drawn = client.get("/zh-Hant/table/rain/chart.svg")
    assert drawn.headers["content-type"] == "image/svg+xml"
    assert client.get("/zh-Hant/table/rain/chart.svg").content == drawn.content
    rows = list(csv.reader(io.StringIO(client.get(f"/en/table/rain/chart.csv?{LINE}").text.lstrip("\ufeff"))))
    assert len(rows) == 1 + 45 * 3
    assert len({len(row) for row in rows}) == 1
    for name in (f"rain/chart.png?{LINE}", "rain/card.png", "places/card.png"):
        assert client.get(f"/en/table/{name}").content.startswith(b"\x89PNG")
    small = client.get(
        "/en/table/rain/chart.json?kind=line&x=date&y=rainfall_mm&facet=station&size=small"
    ).json()
    assert (small["columns"], small["spec"]["width"] < 360) == (1, True)


def test_a_chart_embedded_stands_alone_and_may_be_framed(client: Client):
    answer = client.get("/en/table/rain/chart?embed=1")
    assert "frame-ancestors *" in answer.headers["content-security-policy"]
    found = html.fromstring(answer.text)
    assert not select(found, ".masthead")
    assert select(found, ".drawn img")


# Maps.


def test_a_map_lists_its_places_and_goes_to_a_place_on_the_grid(client: Client):
    found = page(client, "/en/table/places/map")
    assert texts(found, ".places-list li") == ["Star Ferry", "Peak", "Sha Tin"]
    shown = client.get("/en/table/places/map.json?where=district,eq,Sha Tin").json()
    assert [each["geometry"]["coordinates"] for each in shown["features"]] == [[114.1878, 22.3816]]
    near = page(client, "/en/table/places/map?at=835+600+817+100", 400)
    assert texts(near, ".refusal")
    near = page(client, "/zh-Hant/table/places/map?at=835300+817500")
    assert texts(near, ".places-list li") == ["Star Ferry"]
    assert select(near, "figure")[0].get("data-at").startswith("114.16")
    drawn = client.get("/zh-Hant/table/places/map.svg?at=835300+817500").text
    assert 'class="at"' in drawn
    assert "油尖旺" in drawn
    inside = page(client, "/en/table/places/map?bbox=114.1,22.35,114.3,22.4")
    assert texts(inside, ".places-list li") == ["Sha Tin"]


@pytest.mark.parametrize("lang", LANGS)
def test_districts_are_joined_by_name_and_those_without_rows_are_hatched(client: Client, lang: str):
    found = page(client, f"/{lang}/table/places/map?show=districts")
    assert len(texts(found, ".places-list tr")) == 18
    assert select(found, ".classes li")
    drawn = etree.fromstring(client.get(f"/{lang}/table/places/map.svg?show=districts").content)
    shades = [each.get("class") for each in drawn.iter("{*}path") if "district" in (each.get("class") or "")]
    assert shades.count("district none") == 15
    rows = page(client, select(found, ".places-list a")[0].get("href"))
    assert len(select(rows, ".grid tbody tr")) == 1


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("show=streets", "streets"),
        ("at=here", "here"),
        ("show=districts&y=name", "name"),
        ("show=districts&y=latitude&aggregate=mode", "mode"),
        ("bbox=1,2,3", "1,2,3"),
    ],
)
def test_what_no_map_can_show_is_said_in_its_place(client: Client, asked: str, told: str):
    assert told in texts(page(client, f"/en/table/places/map?{asked}", 400), ".refusal")[0]


def test_only_a_map_asks_the_host_of_tiles_and_only_where_it_is_set():
    asked = ("/en/table/t/map", b"", "https://tiles.example.org/{z}/{x}/{y}.png")
    policy = headers._policy(*asked)
    assert "connect-src 'self' https://tiles.example.org;" in policy
    assert "img-src 'self' https://tiles.example.org data:" in policy
    for path in ("/en/table/t/chart", "/en/table/t", "/en/map", "/en/table/map"):
        assert "tiles" not in headers._policy(path, *asked[1:])
    assert headers._policy(asked[0], b"", "") == headers.POLICY


@pytest.mark.parametrize(
    "text", ["here", "https://x/{z}/{x}", "https://x; script-src */{z}/{x}/{y}", "ftp://x/{z}/{x}/{y}"]
)
def test_tiles_are_an_address_and_no_policy(text: str):
    with pytest.raises(errors.ParameterInvalid):
        read_settings({"PRAYA_TILES": text})


def test_a_table_without_places_has_no_map(client: Client):
    assert client.get("/en/table/rain/map").status_code == 400
    assert client.get("/en/table/rain/map.json").status_code == 400
    assert client.get("/en/table/nothing/map").status_code == 404


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("", None),
        ("22.3, 114.17", (114.17, 22.3)),
        ("114.17 22.3", (114.17, 22.3)),
        ("836694.05 819069.80", (114.1810, 22.3106)),
        ("E 860000, N 840000", (114.4075, 22.4996)),
        ("-33.9 151.2", (151.2, -33.9)),
    ],
)
def test_a_place_is_read_as_people_write_it(text: str, position: tuple[float, float] | None):
    found = read_position(text)
    assert (found is None) == (position is None)
    if found and position:
        assert found == pytest.approx(position, abs=0.002)


@pytest.mark.parametrize("text", ["here", "1", "500 500", "836000 818000 3", "1e999 2"])
def test_what_is_no_place_is_refused(text: str):
    with pytest.raises(errors.ParameterInvalid):
        read_position(text)


def test_classes_hold_about_as_many_each_and_equal_values_share_one():
    shades, ends = classed({str(n): float(n) for n in range(18)})
    assert sorted(set(shades.values())) == [0, 1, 2, 3, 4]
    assert sum(count for _, _, count in ends) == 18
    assert classed({}) == ({}, ())
    assert classed({"a": 1.0, "b": 1.0})[1] == ((1.0, 1.0, 2),)
    assert len(classed({"a": -1.0, "b": 1.0, "c": 1.0})[1]) == 2
