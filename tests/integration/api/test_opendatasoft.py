"""Explore's dialect over a small city: failures first, then rows, groups, places, times, files and the catalogue."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from praya.services import records

if TYPE_CHECKING:
    from litestar import Litestar
    from litestar.testing import TestClient

    from praya.platform import Platform

    Client = TestClient[Litestar]

ROOT = "/api/explore/v2.1/catalog"
STATIONS = f"{ROOT}/datasets/aqhi-stations"
HOLIDAYS = f"{ROOT}/datasets/public-holidays"


def told(client: Client, address: str, **given: str | list[str]) -> Any:  # noqa: ANN401 - any JSON
    answer = client.get(address, params=given or None)
    assert answer.status_code == 200, answer.text
    assert answer.headers["access-control-allow-origin"] == "*"
    return answer.json()


def facilities(client: Client, where: str, **given: str) -> list[str]:
    body = told(client, f"{STATIONS}/records", where=where, select="facility", limit="100", **given)
    assert body["total_count"] == len(body["results"])
    return [each["facility"] for each in body["results"]]


MALFORMED = [
    {"where": "nowhere = 1"},
    {"where": "latitude ="},
    {"where": "latitude = 'north'"},
    {"where": "latitude * 2 > 5"},
    {"where": "(latitude > 5"},
    {"where": "latitude > 5)"},
    {"where": "latitude > 5 latitude"},
    {"where": "latitude IN ()"},
    {"where": "latitude IN [1 TO"},
    {"where": "latitude: [1, 2]"},
    {"where": "facility LIKE 'L*m'"},
    {"where": "facility LIKE ''"},
    {"where": "search('')"},
    {"where": "search(nowhere, 'x')"},
    {"where": "intersects(latitude, geom'POINT(1 1)')"},
    {"where": "within_distance(facility, geom'POINT(114 22)', 1km)"},
    {"where": "within_distance(latitude, geom'POINT(114)', 1km)"},
    {"where": "within_distance(latitude, geom'POINT(1e999 22)', 1km)"},
    {"where": "within_distance(latitude, geom'POINT(114 22)', 1 parsec)"},
    {"where": "in_bbox(latitude, 1, 2, 3)"},
    {"where": "facility = now(years=-1)"},
    {"where": "facility = 'unclosed"},
    {"where": "facility; DROP TABLE x"},
    {"where": "x" * 9_000},
    {"where": "(" * 3_000 + "facility='a'" + ")" * 3_000},
    {"where": "NOT " * 1_900 + "facility='a'"},
    {"where": " OR ".join(["latitude>1"] * 400)},
    {"where": "latitude IN (" + ",".join(["1"] * 1_500) + ")"},
    {"where": "search('" + "a " * 300 + "')"},
    {"select": "nowhere"},
    {"select": "latitude * 2"},
    {"select": "count(*), facility"},
    {"select": "sum(facility)"},
    {"select": "sum(*)"},
    {"select": "percentile(latitude, 5)"},
    {"select": "latitude AS a, longitude AS a"},
    {"select": "latitude AS " + "a" * 200},
    {"select": "exclude(facility), exclude(latitude), exclude(longitude)"},
    {"select": "year(latitude)"},
    {"select": "*", "group_by": "facility"},
    {"group_by": "count(*)"},
    {"group_by": "facility, facility"},
    {"group_by": "range(latitude, 1)"},
    {"group_by": "facility", "order_by": "latitude"},
    {"order_by": "nowhere"},
    {"order_by": "random()"},
    {"order_by": "count(*)"},
    {"order_by": "facility sideways"},
]
WRONG = [
    {"limit": "101"},
    {"limit": "-2"},
    {"limit": "x"},
    {"limit": "\u0661"},
    {"offset": "-1"},
    {"offset": "9999", "limit": "10"},
    {"offset": "10001"},
    {"group_by": "facility", "limit": "20001"},
    {"refine": "facility"},
    {"lang": "fr"},
    {"timezone": "../../etc/passwd"},
    {"timezone": "Mars/Olympus"},
    {"include_links": "true"},
    {"having": "count(*) > 1"},
    {"where": ["latitude > 1"] * 30},
]


@pytest.mark.parametrize("given", MALFORMED, ids=lambda each: str(each)[:60])
def test_what_cannot_be_asked_is_refused_and_never_passed_over(client: Client, given: dict[str, str]):
    for address in (f"{STATIONS}/records", f"{STATIONS}/exports/csv"):
        answer = client.get(address, params=given)
        assert (answer.status_code, answer.json()["error_code"]) == (400, "ODSQLError"), answer.text
        assert set(answer.json()) == {"error_code", "message"}


@pytest.mark.parametrize("given", WRONG, ids=lambda each: str(each)[:60])
def test_wrong_parameters_are_named(client: Client, given: dict[str, Any]):
    answer = client.get(f"{STATIONS}/records", params=given)
    assert (answer.status_code, answer.json()["error_code"]) == (400, "InvalidRESTParameterError"), (
        answer.text
    )


def test_what_is_not_here(client: Client):
    for path in (
        "no-such",
        "no-such/records",
        "no-such/facets",
        "no-such/exports/csv",
        "aqhi-stations/records/99",
    ):
        answer = client.get(f"{ROOT}/datasets/{path}")
        assert (answer.status_code, answer.json()["error_code"]) == (404, "NotFoundError")
    assert client.get(f"{STATIONS}/exports/shp").status_code == 400


def test_values_stay_values(client: Client):
    assert facilities(client, 'facility = "\' OR 1=1 --"') == []
    assert facilities(client, "facility LIKE '%'") == []
    assert facilities(client, r"facility = 'it\'s'") == []


def test_conditions(client: Client):
    everything = facilities(client, "latitude IS NOT NULL")
    assert len(everything) == 19
    assert facilities(client, "facility = 'Lamma'") == ["Lamma"]
    assert facilities(client, '`facility`:"grass"') == ["Grass Island"]
    assert facilities(client, "'grass island'") == ["Grass Island"]
    assert facilities(client, "search(*, 'ISLAND gra*')") == ["Grass Island"]
    assert facilities(client, "search(facility, 'lamma') or suggest(facility, 'grass')") == [
        "Grass Island",
        "Lamma",
    ]
    assert facilities(client, "startswith(facility, 'lam')") == ["Lamma"]
    assert facilities(client, "facility in ('Lamma', \"Grass Island\")") == ["Grass Island", "Lamma"]
    assert len(facilities(client, "facility NOT IN ('Lamma') AND NOT facility like 'grass'")) == 17
    assert facilities(client, "latitude IN [22.1 TO 22.2]") == ["Lamma"]
    assert facilities(client, "latitude:[22.1..22.2[") == []
    assert facilities(client, "latitude <= 22.2 AND longitude > -1.5e2") == ["Lamma"]
    assert len(facilities(client, "facility != 'Lamma'")) == 18
    assert facilities(client, "latitude IS NULL") == []


def test_several_conditions_must_all_hold(client: Client):
    body = told(
        client, f"{STATIONS}/records", where=["latitude > 22.2", "'grass'"], refine="facility:Grass Island"
    )
    assert body["total_count"] == 1
    assert told(client, f"{STATIONS}/records", exclude="facility:Lamma", limit="0") == {
        "total_count": 18,
        "results": [],
    }


def test_places(client: Client):
    near = "within_distance(latitude, geom'POINT(114.13 22.2)', 1km)"
    assert facilities(client, near) == ["Lamma"]
    shaped = 'within_distance(longitude, geom\'{"type": "Point", "coordinates": [114.13, 22.2]}\', 500m)'
    assert facilities(client, shaped) == ["Lamma"]
    assert facilities(client, "in_bbox(latitude, 22.19, 114.12, 22.21, 114.14)") == ["Lamma"]
    assert facilities(client, "in_bbox(latitude, 22.21, 114.14, 22.19, 114.12)") == ["Lamma"]


def test_columns_order_and_pages(client: Client):
    given = {"select": "facility as name, latitude", "order_by": "name desc", "limit": "2"}
    body = told(client, f"{STATIONS}/records", **given)
    assert body["total_count"] == 19
    assert [set(each) for each in body["results"]] == [{"name", "latitude"}] * 2
    assert body["results"][0]["name"] > body["results"][1]["name"]
    assert told(client, f"{STATIONS}/records", **given, offset="1")["results"][0] == body["results"][1]
    assert len(told(client, f"{STATIONS}/records")["results"]) == 10
    assert len(told(client, f"{STATIONS}/records", limit="-1")["results"]) == 19
    rest = told(client, f"{STATIONS}/records", select="*, exclude(latitude)", limit="1")["results"]
    assert [set(each) for each in rest] == [{"facility", "longitude"}]
    assert told(client, f"{STATIONS}/records/19")["facility"] == "Lamma"
    assert told(client, f"{STATIONS}/records/19", select="_row") == {"_row": 19}


def test_rows_are_taken_together(client: Client):
    whole = told(
        client, f"{STATIONS}/records", select="count(*) as n, min(latitude), count(distinct facility)"
    )
    assert whole == {
        "total_count": 1,
        "results": [{"n": 19, "min(latitude)": 22.2, "count(distinct facility)": 19}],
    }
    body = told(
        client,
        f"{HOLIDAYS}/records",
        select="count(*) as days",
        group_by="year(date) as year",
        order_by="days desc, year",
        limit="20000",
    )
    assert set(body["results"][0]) == {"year", "days"}
    assert all(isinstance(each["year"], int) for each in body["results"])
    assert body["total_count"] == len(body["results"])
    hidden = told(
        client,
        f"{HOLIDAYS}/records",
        group_by="date_format(date, 'YYYY-MM')",
        order_by="-count(*)",
        limit="1",
    )
    assert list(hidden["results"][0]) == ["date_format(date, 'YYYY-MM')"]


def test_times(client: Client):
    def count(where: str, **given: str) -> int:
        total: int = told(client, f"{HOLIDAYS}/records", where=where, limit="0", **given)["total_count"]
        return total

    years = told(client, f"{HOLIDAYS}/facets", facet="date")["facets"][0]["facets"]
    year, days = years[0]["name"], years[0]["count"]
    assert count(f"date = date'{year}'") == days
    assert count(f"date: {year}") == days
    assert count(f"date >= date'{year}-01-01' AND date <= date'{year}/12/31'") == days
    assert count(f"date in [date'{year}'..date'{int(year) + 1}'[") == days
    assert told(client, f"{HOLIDAYS}/records", refine=f"date:{year}", limit="0")["total_count"] == days
    month = told(client, f"{HOLIDAYS}/records", refine=f"date:{year}/12", limit="0")["total_count"]
    assert 0 < month < days
    assert count("date > now(days=-100000) and date < now(weeks=100000)") > days
    assert client.get(f"{HOLIDAYS}/records", params={"where": "date > date'2020-13'"}).status_code == 400
    assert (
        client.get(f"{HOLIDAYS}/records", params={"where": "date > date'9999-12-31T99'"}).status_code == 400
    )


def test_facets(client: Client):
    [facet] = told(client, f"{STATIONS}/facets", facet="facility", refine="facility:Lamma")["facets"]
    assert facet == {
        "name": "facility",
        "facets": [{"name": "Lamma", "value": "Lamma", "count": 1, "state": "refined"}],
    }
    assert client.get(f"{STATIONS}/facets", params={"facet": "nowhere"}).status_code == 400
    assert told(client, f"{HOLIDAYS}/facets")["facets"]


def test_files(client: Client):
    answer = client.get(
        f"{STATIONS}/exports/csv", params={"select": "facility as name, latitude", "limit": "3"}
    )
    assert answer.headers["praya-rows"] == "3"
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert [set(each) for each in rows] == [{"name", "latitude"}] * 3
    plain = client.get(f"{STATIONS}/exports/csv", params={"delimiter": ",", "with_bom": "false"})
    assert plain.text.splitlines()[0] == "facility,latitude,longitude"
    assert len(client.get(f"{STATIONS}/exports/json").json()) == 19
    assert len(client.get(f"{STATIONS}/exports/jsonl").text.splitlines()) == 19
    shapes = client.get(f"{STATIONS}/exports/geojson", params={"where": "facility='Lamma'"}).json()[
        "features"
    ]
    assert [each["geometry"]["coordinates"] for each in shapes] == [[114.13, 22.2]]
    frame = pl.read_parquet(client.get(f"{STATIONS}/exports/parquet").content)
    assert frame.columns == ["facility", "latitude", "longitude"]
    assert client.get(f"{STATIONS}/exports/xlsx").content[:2] == b"PK"
    none = client.get(f"{STATIONS}/exports/csv", params={"where": "latitude > 90"})
    assert none.text.lstrip("\ufeff").strip() == "facility;latitude;longitude"
    grouped = client.get(
        f"{HOLIDAYS}/exports/json", params={"select": "count(*) as n", "group_by": "year(date) as y"}
    )
    assert all(isinstance(each["y"], int) for each in grouped.json())
    assert told(client, f"{STATIONS}/exports")["links"]
    for wrong in ({"epsg": "2326"}, {"delimiter": "x"}, {"compressed": "true"}, {"offset": "1"}):
        assert client.get(f"{STATIONS}/exports/csv", params=wrong).status_code == 400
    assert client.get(f"{HOLIDAYS}/exports/geojson").json()["error_code"] == "ODSQLError"


def test_the_catalogue(client: Client, city: Platform):
    body = told(client, f"{ROOT}/datasets", limit="100")
    assert [each["dataset_id"] for each in body["results"]] == records.names(city)
    assert body["total_count"] == len(body["results"])
    one = told(client, STATIONS, lang="en")
    assert {each["name"]: each["type"] for each in one["fields"]}["latitude"] == "double"
    assert "geo" in one["features"]
    default = one["metas"]["default"]
    assert default["records_count"] == 19
    for where in (
        f'publisher="{default["publisher"]}" and dataset_id="aqhi-stations"',
        'search(*, "aqhi stations")',
    ):
        found = told(client, f"{ROOT}/datasets", where=where)["results"]
        assert "aqhi-stations" in [each["dataset_id"] for each in found]
    theme = default["theme"][0]
    there = told(client, f"{ROOT}/datasets", refine=f"theme:{theme}")["total_count"]
    gone = told(client, f"{ROOT}/datasets", exclude=f"theme:{theme}")["total_count"]
    assert there + gone == body["total_count"]
    counted = {each["name"]: each["facets"] for each in told(client, f"{ROOT}/facets", lang="en")["facets"]}
    assert {"name": theme, "value": theme, "count": there, "state": "displayed"} in counted["theme"]


@pytest.mark.parametrize(
    "given",
    [
        {"where": "records_count > 5"},
        {"where": "title = "},
        {"where": "('x'"},
        {"where": "startswith(title, 'x')"},
        {"where": "nothing like 'x'"},
        {"select": "dataset_id"},
        {"group_by": "theme"},
        {"order_by": "quality"},
        {"refine": "records:5"},
        {"limit": "101"},
    ],
)
def test_what_cannot_be_asked_of_the_catalogue(client: Client, given: dict[str, str]):
    answer = client.get(f"{ROOT}/datasets", params=given)
    assert answer.status_code == 400
    assert set(answer.json()) == {"error_code", "message"}


def test_every_dataset_and_table_answers(client: Client):
    for each in told(client, f"{ROOT}/datasets", limit="100")["results"]:
        where = f"{ROOT}/datasets/{each['dataset_id']}"
        if not each["has_records"]:
            assert client.get(f"{where}/records").status_code == 404
            continue
        names = {field["name"] for field in each["fields"]}
        assert {*told(client, f"{where}/records", limit="1")["results"][0]} == names
        assert told(client, f"{where}/facets")["facets"] is not None
        for table in each["metas"]["praya"]["tables"]:
            assert told(client, f"{ROOT}/datasets/{table}")["dataset_id"] == table
            assert told(client, f"{ROOT}/datasets/{table}/records", timezone="UTC")["results"]
