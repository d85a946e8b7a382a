"""Rows as the DataStore gives them: the same whichever way they are asked for."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Callable

    from litestar import Litestar
    from litestar.testing import TestClient

    Result = Callable[..., Any]

NAMES = ["_id", "station", "day", "rainfall_mm", "wet", "note"]


def ids(answer: dict[str, Any]) -> list[int]:
    return [row["_id"] for row in answer["records"]]


def test_rows_and_columns_are_told(result: Result):
    answer = result("datastore_search", resource_id="rain-csv-file", limit=2)
    assert [each["id"] for each in answer["fields"]] == NAMES
    assert [each["type"] for each in answer["fields"]] == ["int", "text", "date", "numeric", "bool", "text"]
    assert answer["records"][0] == {
        "_id": 1,
        "station": "Sha Tin",
        "day": "2025-01-01",
        "rainfall_mm": 0.5,
        "wet": True,
        "note": "light <rain>",
    }
    assert (answer["total"], answer["limit"], answer["offset"]) == (5, 2, 0)
    assert answer["total_was_estimated"] is False
    assert answer["resource_id"] == "rain-csv-file"
    assert answer["fields"][3]["info"]["label"]
    assert result("datastore_search", id="rain", limit=2)["records"] == answer["records"]


def test_pages_follow_one_another(result: Result, client: TestClient[Litestar]):
    first = result("datastore_search", resource_id="rain-csv-file", limit=2, sort="day desc")
    assert ids(first) == [5, 4]
    assert set(first["_links"]) == {"start", "next"}
    second = client.get(first["_links"]["next"]).json()["result"]
    assert ids(second) == [3, 2]
    assert "prev" in second["_links"]
    assert ids(result("datastore_search", **first["next_page"])) == [3, 2]
    last = result("datastore_search", **second["next_page"])
    assert ids(last) == [1]
    assert "next_page" not in last


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"station": "Sha Tin"}, [1, 3]),
        ({"station": ["Sha Tin", "沙田"]}, [1, 3, 4]),
        ({"station": "Tai Po", "day": "2025-01-05"}, [5]),
        ({"rainfall_mm": {"gt": 0, "lte": 3.5}}, [1, 5]),
        ({"rainfall_mm": {"eq": 12.25}}, [2]),
        ({"rainfall_mm": None}, [4]),
        ({"rainfall_mm": ["0.5", None]}, [1, 4]),
        ({"rainfall_mm": [{"lt": 0.4}, {"gt": 10}]}, [2, 3]),
        ({"wet": True}, [1, 2, 5]),
        ({"_id": [2, 4]}, [2, 4]),
        ({"_id": {"gte": 4}}, [4, 5]),
        ({"$or": [{"station": "沙田"}, {"$and": [{"wet": True}, {"day": {"lt": "2025-01-02"}}]}]}, [1, 4]),
        ([{"station": "沙田"}, {"_id": 1}], [1, 4]),
        ({}, [1, 2, 3, 4, 5]),
    ],
)
def test_filters(result: Result, client: TestClient[Litestar], filters: object, found: list[int]):
    answer = result("datastore_search", resource_id="rain", filters=json.dumps(filters))
    assert ids(answer) == found
    assert answer["total"] == len(found)
    posted = client.post("/api/3/action/datastore_search", json={"resource_id": "rain", "filters": filters})
    assert posted.json()["result"]["records"] == answer["records"]


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"q": "tai po"}, [2, 5]),
        ({"q": "heavy tai"}, [2]),
        ({"q": "100%_"}, []),
        ({"q": '{"note": "wind"}'}, [5]),
        ({"full_text": "sha"}, [1, 3]),
        ({"q": "heavy | wind", "plain": "false"}, [2, 5]),
        ({"q": "sha:* & !light", "plain": "false"}, [3]),
        ({"q": "(heavy | light) & tai", "plain": "false"}, [2]),
    ],
)
def test_words(result: Result, given: dict[str, str], found: list[int]):
    assert ids(result("datastore_search", resource_id="rain", **given)) == found


def test_columns_order_and_differences(result: Result):
    picked = result("datastore_search", resource_id="rain", fields="station", distinct="true", sort="station")
    assert picked["records"] == [{"station": "Sha Tin"}, {"station": "Tai Po"}, {"station": "沙田"}]
    assert (picked["total"], [each["id"] for each in picked["fields"]]) == (3, ["station"])
    ordered = result("datastore_search", resource_id="rain", sort="rainfall_mm desc nulls last, _id")
    assert ids(ordered) == [2, 5, 1, 3, 4]
    assert ids(result("datastore_search", resource_id="rain", sort='"station" asc, day DESC')) == [
        3,
        1,
        5,
        2,
        4,
    ]


def test_only_what_is_wanted_is_told(result: Result):
    nothing = result("datastore_search", resource_id="rain", limit=0)
    assert (nothing["records"], nothing["total"]) == ([], 5)
    assert result("datastore_search", resource_id="rain", limit=0, q="tai")["total"] == 2
    uncounted = result("datastore_search", resource_id="rain", include_total="false", limit=2, q="tai")
    assert "total" not in uncounted
    assert (ids(uncounted), "next_page" in uncounted) == ([2, 5], False)
    first = result("datastore_search", resource_id="rain", include_total="false", limit=4)
    assert ("total" in first, first["next_page"]["offset"]) == (False, 4)
    assert "total" not in result("datastore_search", resource_id="rain", include_total="false", limit=0)
    assert result("datastore_search", resource_id="rain", limit=10**8)["limit"] == 32_000


def test_forms_of_records(result: Result):
    def given(form: str):
        return result("datastore_search", resource_id="rain", limit=2, records_format=form)["records"]

    assert given("lists")[1] == [2, "Tai Po", "2025-01-02", 12.25, True, "heavy, long"]
    assert (
        given("csv")
        == '1,Sha Tin,2025-01-01,0.5,true,light <rain>\r\n2,Tai Po,2025-01-02,12.25,true,"heavy, long"\r\n'
    )
    assert given("tsv").splitlines()[0].split("\t") == [
        "1",
        "Sha Tin",
        "2025-01-01",
        "0.5",
        "true",
        "light <rain>",
    ]


def test_info(result: Result):
    info = result("datastore_info", id="rain-csv-file")
    assert info["meta"]["count"] == 5
    assert info["meta"]["aliases"] == ["rain"]
    assert info["schema"]["rainfall_mm"] == "numeric"
    assert [each["id"] for each in info["fields"]] == NAMES[1:]


@pytest.mark.parametrize(
    ("sql", "records"),
    [
        ('SELECT count(*) AS n FROM "rain-csv-file"', [{"n": 5}]),
        ('SELECT _id, day FROM "rain-csv-file" t WHERE t."_id" = 2', [{"_id": 2, "day": "2025-01-02"}]),
        ('SELECT "rain-csv-file"._id FROM "rain-csv-file" ORDER BY 1 DESC LIMIT 1', [{"_id": 5}]),
        (
            'WITH x AS (SELECT 1 AS a) SELECT a, (SELECT max(_id) FROM "rain-csv-file") b FROM x',
            [{"a": 1, "b": 5}],
        ),
        (
            'SELECT a.station, b.route FROM "rain-csv-file" a, "buses-csv-file" b WHERE a._id = 1 AND b._id = 3',
            [{"station": "Sha Tin", "route": "6X"}],
        ),
        ("SELECT sum(stops) AS stops FROM bus_routes", [{"stops": 90}]),
        ("SELECT '\"rain-csv-file\"' AS text", [{"text": '"rain-csv-file"'}]),
    ],
)
def test_sql(result: Result, sql: str, records: list[Any]):
    answer = result("datastore_search_sql", sql=sql)
    assert answer["records"] == records
    assert [each["id"] for each in answer["fields"]] == list(records[0])


def test_dumps_hold_what_searching_gives(result: Result, client: TestClient[Litestar]):
    rows = result("datastore_search", resource_id="rain", records_format="lists")["records"]

    def dump(**given: str | int) -> bytes:
        answer = client.get("/datastore/dump/rain-csv-file", params=given)
        assert answer.status_code == 200
        assert "rain-csv-file." in answer.headers["content-disposition"]
        return answer.content

    told = list(csv.reader(io.StringIO(dump().decode())))
    assert told[0] == NAMES
    assert [row[1] for row in told[1:]] == [row[1] for row in rows]
    assert dump(bom="true")[:3] == b"\xef\xbb\xbf"
    assert dump(format="tsv").decode().splitlines()[0] == "\t".join(NAMES)
    as_json = json.loads(dump(format="json"))
    assert as_json["records"] == rows
    assert [each["id"] for each in as_json["fields"]] == NAMES
    parsed = etree.fromstring(dump(format="xml"))
    assert [each.get("_id") for each in parsed] == ["1", "2", "3", "4", "5"]
    assert parsed[0].findtext("note") == "light <rain>"
    assert len(dump(limit=2, offset=4).decode().splitlines()) == 2
    assert len(dump(filters='{"station": "Tai Po"}').decode().splitlines()) == 3


def test_feeds_tell_the_newest(client: TestClient[Litestar]):
    atom = "{http://www.w3.org/2005/Atom}"

    def titles(path: str) -> list[str | None]:
        answer = client.get(path)
        assert answer.headers["content-type"].startswith("application/atom+xml")
        return [
            each.findtext(f"{atom}title") for each in etree.fromstring(answer.content).iter(f"{atom}entry")
        ]

    assert titles("/feeds/dataset.atom")[0] == "Rain at stations"
    assert titles("/feeds/dataset.atom?page=2") == []
    assert titles("/feeds/custom.atom?q=title:piers") == ["Ferry piers"]
    assert titles("/feeds/tag/bus.atom") == ["巴士路線"]
    assert titles("/feeds/organization/hk-hko.atom") == ["Rain at stations"]
    assert len(titles("/feeds/group/transport.atom")) == 2
