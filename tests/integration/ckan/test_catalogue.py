"""The actions on datasets, groups, keywords and the site."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from praya.web.api.ckan.registry import ACTIONS

if TYPE_CHECKING:
    from collections.abc import Callable

    from httpx import Response
    from litestar import Litestar
    from litestar.testing import TestClient

    Result = Callable[..., Any]

PACKAGE = (
    "id name title notes author author_email maintainer maintainer_email url version state private type owner_org "
    "creator_user_id license_id license_title license_url isopen metadata_created metadata_modified num_resources "
    "num_tags resources tags extras groups organization relationships_as_subject relationships_as_object"
)
RESOURCE = (
    "id package_id name description format mimetype mimetype_inner url url_type hash size position resource_type state "
    "created last_modified metadata_modified cache_url cache_last_updated datastore_active"
)


def test_a_package_has_all_that_ckan_says(result: Result):
    rain = result("package_show", id="rain")
    assert set(PACKAGE.split()) <= set(rain)
    assert set(RESOURCE.split()) <= set(rain["resources"][0])
    assert rain == result("package_show", id="0000-rain")
    assert rain["title"] == "Rain at stations"
    assert rain["metadata_created"] == "2019-05-06T07:08:09.123456"
    assert rain["metadata_modified"] == "2025-12-31T00:00:00.000000"
    assert rain["license_id"] == "LicenseRef-HK-Gov-Open-Data"
    assert [each["display_name"] for each in rain["tags"]] == ["rain", "open data", "雨量"]
    assert rain["organization"]["name"] == rain["owner_org"] == "hk-hko"
    assert rain["groups"][0]["display_name"] == "Climate and Weather"
    assert {"key": "languages", "value": "en,zh-Hant,zh-Hans"} in rain["extras"]
    table, notes = rain["resources"]
    assert table["datastore_active"] is True
    assert notes["datastore_active"] is False
    assert table["url"] == "https://example.org/rain-csv-file.csv"
    assert table["cache_url"].startswith("https://data.example.org/file/rain-csv-file/")
    assert result("resource_show", id="rain-csv-file") == table


def test_texts_come_in_the_language_asked_for(result: Result, client: TestClient[Litestar]):
    assert result("package_show", id="bus-routes")["title"] == "巴士路線"  # there is no other
    assert result("package_show", id="bus-routes", root="/en-data")["title"] == ""
    chinese = result("package_show", id="bus-routes", root="/sc-data")
    assert (chinese["title"], chinese["converted_texts"]) == ("巴士路线", ["title"])
    assert result("package_show", id="rain", lang="zh-Hant")["title"] == "各站雨量"
    spoken = client.get("/api/3/action/package_show?id=rain", headers={"accept-language": "zh-CN"})
    assert spoken.json()["result"]["title"] == "各站雨量"
    assert "Accept-Language" in spoken.headers["vary"]
    assert result("package_show", id="rain", root="/tc-data")["update_frequency"] == "每日"


def test_lists(result: Result):
    assert result("package_list") == ["bus-routes", "ferry-piers", "rain"]
    assert result("package_list", limit=1, offset=1) == ["ferry-piers"]
    assert result("package_list", nonsense="x", include_private="true") == [
        "bus-routes",
        "ferry-piers",
        "rain",
    ]
    newest = result("current_package_list_with_resources", limit=2)
    assert [each["name"] for each in newest] == ["rain", "bus-routes"]
    assert result("group_list") == ["climate-and-weather", "transport"]
    assert result("group_list", sort="package_count") == ["transport", "climate-and-weather"]
    assert result("group_list", groups="transport", all_fields="true")[0]["package_count"] == 2
    assert result("organization_list", sort="title desc") == ["hk-td", "hk-hko"]
    assert result("organization_show", id="hk-hko", include_datasets=True)["packages"][0]["name"] == "rain"
    assert result("tag_list") == ["bus", "open data", "rain", "雨量"]
    assert result("tag_search", query="ra")["results"][0]["name"] == "rain"
    assert result("tag_show", id="bus", include_datasets="1")["packages"][0]["name"] == "bus-routes"
    assert result("format_autocomplete", q="cs") == ["csv"]
    assert result("member_list", id="hk-hko") == [["0000-rain", "package", "public"]]
    assert result("package_autocomplete", q="fer")[0]["name"] == "ferry-piers"
    for empty in ("user_list", "vocabulary_list", "organization_list_for_user"):
        assert result(empty) == []
    assert result("resource_view_list", id="rain-csv-file") == []


def test_what_changed(result: Result):
    recent = result("recently_changed_packages_activity_list")
    assert {each["object_id"] for each in recent} == {"0000-rain", "0000-bus-routes"}
    (only,) = result("package_activity_list", id="rain")
    assert (only["timestamp"], only["data"]["resource_id"]) == ("2026-01-02T03:04:05.000000", "rain-csv-file")
    assert result("package_activity_list", id="rain", offset=1) == []


def test_the_site_tells_of_itself(result: Result):
    status = result("status_show")
    assert status["site_url"] == "https://data.example.org"
    assert "datastore" in status["extensions"]
    assert result("site_read") is True
    for action in ACTIONS:
        assert len(result("help_show", name=action)) > 10


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("*:*", "rain bus-routes ferry-piers"),
        ("", "rain bus-routes ferry-piers"),
        ("rain", "rain"),
        ("雨量", "rain"),
        ("the rain of these stations", ""),
        ("the rain of stations", "rain"),
        ("巴士", "bus-routes"),
        ("巴士路线", "bus-routes"),
        ("ferri*", ""),
        ("ferr* AND pier*", "ferry-piers"),
        ("title:rain", "rain"),
        ("title:ra?n", "rain"),
        ('title:"rain at stations"', "rain"),
        ('title:"stations rain"', ""),
        ("title:(rain OR piers)", "rain ferry-piers"),
        ("notes:measured", "rain"),
        ("tags:rain OR tags:bus", "rain bus-routes"),
        ('tags:"open data"', "rain"),
        ("+rain -title:rain", ""),
        ("NOT rain", "bus-routes ferry-piers"),
        ("-groups:transport", "rain"),
        ("organization:hk-td AND res_format:csv", "bus-routes"),
        ("res_format:(PDF OR JSON)^3", "rain ferry-piers"),
        ("name:*-*", "bus-routes ferry-piers"),
        ("res_url:*piers*", "ferry-piers"),
        ('license_id:"LicenseRef-HK-Gov-Open-Data"', "rain bus-routes ferry-piers"),
        ("maintainer:officer", "rain"),
        ("res_description:all", "rain bus-routes ferry-piers"),
        ("metadata_modified:[2025-01-01T00:00:00Z TO *]", "rain"),
        ("metadata_modified:[NOW-3DAYS/DAY TO NOW]", "rain"),
        ("metadata_modified:{2024-06-01T00:00:00Z TO *}", "rain"),
        ("metadata_modified:[2024-06-01T00:00:00Z TO 2024-06-01T00:00:00Z]", "bus-routes"),
        ("metadata_created:2019-05", "rain"),
        ("metadata_created:[* TO 2019-12-31]", "rain"),
        ("metadata_created:[* TO *]", "rain bus-routes"),
        ("metadata_created:*", "rain bus-routes"),
        ("state:active AND private:false AND type:dataset", "rain bus-routes ferry-piers"),
        ("state:deleted", ""),
        ("datastore_active:true", "rain bus-routes"),
        ("extras_colour:red", ""),
        ("rain (stations", "rain"),  # no query: its words
        ("&& || rain !!", "rain"),
        ("{!join from=a to=b}rain", ""),
    ],
)
def test_queries_in_the_wild(result: Result, query: str, found: str):
    answer = result("package_search", q=query, sort="metadata_modified desc, name asc")
    assert " ".join(each["name"] for each in answer["results"]) == found
    assert answer["count"] == len(found.split())


def test_searching_narrows_orders_and_pages(result: Result):
    answer = result("package_search", fq="organization:hk-td", fq_list='["tags:bus"]')
    assert [each["name"] for each in answer["results"]] == ["bus-routes"]
    every = result("package_search", sort="title_string asc", rows=2)
    assert [each["name"] for each in every["results"]] == ["ferry-piers", "rain"]
    assert every["count"] == 3
    rest = result("package_search", sort="title_string asc", rows=2, start=2)
    assert [each["name"] for each in rest["results"]] == ["bus-routes"]
    assert result("package_search", rows=0)["results"] == []
    assert result("package_search", start=9999999999)["results"] == []
    assert result("package_search", sort="views_recent desc")["count"] == 3
    assert result("package_search", fl="name,id", q="rain")["results"] == [
        {"id": "0000-rain", "name": "rain"}
    ]


def test_facets(result: Result):
    named = json.dumps(["organization", "tags", "res_format", "private", "nothing"])
    answer = result("package_search", **{"facet.field": named, "rows": 0})
    assert answer["facets"] == {
        "organization": {"hk-td": 2, "hk-hko": 1},
        "tags": {"bus": 1, "open data": 1, "rain": 1, "雨量": 1},
        "res_format": {"CSV": 2, "JSON": 1, "PDF": 1},
        "private": {"false": 3},
        "nothing": {},
    }
    items = answer["search_facets"]["organization"]["items"]
    assert items[0] == {"name": "hk-td", "display_name": "Transport Department", "count": 2}
    few = result(
        "package_search", **{"facet.field": '["tags","res_format"]', "facet.mincount": 2, "facet.limit": 1}
    )
    assert few["facets"] == {"tags": {}, "res_format": {"CSV": 2}}
    assert result("package_search", **{"facet.field": '["tags"]', "facet": "false"})["facets"] == {}
    unlimited = result("package_search", **{"facet.field": '["tags"]', "facet.limit": -1})
    assert len(unlimited["facets"]["tags"]) == 4


def test_files_are_found_by_their_words(result: Result):
    assert result("resource_search", query="name:csv")["count"] == 2
    assert result("resource_search", query="format:pdf")["results"][0]["id"] == "rain-notes-file"
    both = result("resource_search", query=["url:example.org", "name:檔案"], limit=1)
    assert (both["count"], len(both["results"])) == (4, 1)


@pytest.mark.parametrize(
    "send",
    [
        lambda client, path, given: client.post(path, json=given),
        lambda client, path, given: client.post(path, data=given),
        lambda client, path, given: client.post(path, content=json.dumps(given)),
        lambda client, path, given: client.post(
            path,
            content=json.dumps(given).encode(),
            headers={"content-type": "application/x-www-form-urlencoded"},
        ),
        lambda client, path, given: client.post(path, data={json.dumps(given): ""}),
        lambda client, path, given: client.get(path, params=given),
        lambda client, path, given: client.post(path + "/", json=given),
        lambda client, path, given: client.post(
            path.replace("/3/", "/"),
            json=given,
            headers={"authorization": "secret", "x-ckan-api-key": "secret"},
        ),
        lambda client, path, given: client.post("/tc-data" + path, json=given),
    ],
)
def test_every_way_to_ask(client: TestClient[Litestar], send: Callable[..., Response]):
    answer = send(client, "/api/3/action/package_list", {"limit": "1", "offset": "2"})
    assert answer.status_code == 200
    assert not answer.history
    assert answer.json()["result"] == ["rain"]


def test_scripts_are_given_the_answer_as_a_call(client: TestClient[Litestar]):
    answer = client.get("/api/3/action/site_read?callback=jQuery.cb_1")
    assert answer.headers["content-type"] == "application/javascript"
    body = answer.text.removeprefix("/**/jQuery.cb_1(").removesuffix(");")
    assert json.loads(body)["result"] is True
    assert client.post("/api/3/action/site_read?callback=f", json={}).json()["success"] is True
    failed = client.get("/api/3/action/package_show?callback=f&id=nope")
    assert failed.text.startswith("/**/f(")


def test_browsers_may_ask_from_anywhere(client: TestClient[Litestar]):
    asked = client.options("/api/3/action/package_search")
    assert asked.status_code == 204
    assert asked.headers["access-control-allow-origin"] == "*"
    assert "POST" in asked.headers["access-control-allow-methods"]


def test_old_addresses_lead_to_the_new_ones(client: TestClient[Litestar]):
    leads = {
        "/dataset/rain": "/en/dataset/rain",
        "/dataset/0000-rain": "/en/dataset/rain",
        "/dataset/rain/resource/rain-csv-file": "/en/dataset/rain?table=rain",
        "/dataset/rain/resource/rain-csv-file/download/x.csv": "/file/rain-csv-file/rain-csv-file.csv",
        "/dataset/rain/resource/rain-notes-file/download/x.pdf": "https://example.org/rain-notes-file.pdf",
        "/organization/hk-td": "/en/search?publisher=hk-td",
        "/group/transport": "/en/search?theme=transport",
        "/tc-data/dataset/rain": "/zh-Hant/dataset/rain",
        "/sc-datasets/category/transport": "/zh-Hans/search?theme=transport",
        "/en-datasets/provider/hk-td": "/en/search?publisher=hk-td",
    }
    for old, new in leads.items():
        answer = client.get(old, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) in ((302, new), (303, new)), old


def test_the_versions_of_the_interface(client: TestClient[Litestar]):
    assert client.get("/api").json() == {"version": 1}
    assert client.get("/api/3/").json() == client.get("/tc-data/api/3").json() == {"version": 3}


def test_suggestions(client: TestClient[Litestar]):
    def suggested(what: str, typed: str):
        return client.get(f"/api/2/util/{what}/autocomplete", params={"incomplete": typed}).json()

    assert suggested("dataset", "rain")["ResultSet"]["Result"][0]["name"] == "rain"
    assert suggested("tag", "bu") == {"ResultSet": {"Result": [{"Name": "bus"}]}}
    assert suggested("format", "js") == {"ResultSet": {"Result": [{"Format": "json"}]}}
    assert suggested("organization", "transp")[0]["name"] == "hk-td"
    assert suggested("group", "weather")[0]["id"] == "climate-and-weather"
    assert suggested("user", "a") == []
    assert client.get("/api/2/util/colour/autocomplete").status_code == 404
