"""data.gov.hk's archive, filter and nearest facilities, asked as its clients ask."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from litestar.testing import TestClient
from tests import small_portal

from praya.platform import Platform, open_platform
from praya.services.ingest import LocalFile, ingest
from praya.settings import Settings
from praya.web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Iterator

    from litestar import Litestar

    Client = TestClient[Litestar]

ARCHIVE = "/v1/historical-archive"
RAIN = "https://example.org/rain-csv-file.csv"
LATER = small_portal.NOW + timedelta(days=1)  # 2026-01-03 11:04 in the city
MARKED = small_portal.RAIN.replace(",Note\n", ",Remarks\n") + "Tai O,2025-01-06,N/A,true,\n"


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    folder = tmp_path_factory.mktemp("hk")
    opened = open_platform(Settings(home=folder / "home", url="https://data.example.org"))
    small_portal.load(opened, folder)
    path = folder / "later"
    path.write_text(MARKED, "utf-8")
    local = LocalFile(path=path, name="rain.csv", url=RAIN, retrieved_at=LATER, media_type="text/csv")
    ingest(opened, "rain-csv-file", local=local, now=LATER)
    yield opened
    opened.db.dispose()


@pytest.fixture(scope="module")
def rain(platform: Platform) -> Iterator[Client]:
    app = create_app(platform, now=lambda: datetime(2026, 1, 10, tzinfo=UTC))
    with TestClient(app, raise_server_exceptions=False) as opened:
        yield opened


def asked(client: Client, path: str, **params: str) -> Any:  # noqa: ANN401 - a body of JSON
    found = client.get(path, params=params, follow_redirects=False)
    assert found.status_code == 200, found.text
    assert found.headers["access-control-allow-origin"] == "*"
    return found.json()


def refused(client: Client, path: str, **params: str) -> tuple[int, Any]:
    found = client.get(path, params=params, follow_redirects=False)
    return found.status_code, found.json()


def chosen(client: Client, **given: object) -> list[dict[str, Any]]:
    found = client.get("/v2/filter", params={"q": json.dumps({"resource": RAIN, "format": "json", **given})})
    assert found.status_code == 200, found.text
    rows: list[dict[str, Any]] = found.json()
    return rows


def test_files_that_have_versions_of_some_days_are_listed(rain: Client):
    body = asked(rain, f"{ARCHIVE}/list-files", start="20260101", end="20260105")
    assert body["file-count"] == 2
    assert [each["dataset-id"] for each in body["files"]] == ["rain", "bus-routes"]
    assert body["files"][0] == {
        "dataset-id": "rain",
        "dataset-name-en": "Rain at stations",
        "dataset-name-tc": "各站雨量",
        "dataset-name-sc": "各站雨量",
        "resource-name-en": "CSV file",
        "resource-name-tc": "CSV 檔案",
        "resource-name-sc": "CSV 文件",
        "url": RAIN,
        "format": "CSV",
        "provider-id": "hk-hko",
        "provider-name-en": "Hong Kong Observatory",
        "provider-name-tc": "香港天文台",
        "provider-name-sc": "香港天文台",
        "category-id": "climate-and-weather",
        "category-name-en": "Climate and Weather",
        "category-name-tc": "氣象",
        "category-name-sc": "气象",
    }


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ({"order": "url"}, ["bus-routes", "rain"]),
        ({"order": "url", "skip": "1", "max": "5"}, ["rain"]),
        ({"max": "1"}, ["rain"]),
        ({"category": "transport"}, ["bus-routes"]),
        ({"provider": "hk-hko"}, ["rain"]),
        ({"format": "csv", "search": "雨量"}, ["rain"]),
        ({"format": "pdf"}, []),
        ({"search": "nothing"}, []),
        ({"start": "20260103"}, ["rain"]),
    ],
)
def test_lists_of_files_are_narrowed_ordered_and_paged(rain: Client, given: dict[str, str], names: list[str]):
    body = asked(rain, f"{ARCHIVE}/list-files", **{"start": "20251231", "end": "20260105", **given})
    found = [each["dataset-id"] for each in body["files"]]
    assert sorted(found) == sorted(names) if "order" not in given else found == names


def test_versions_of_a_file_are_listed_and_led_to(rain: Client):
    body = asked(rain, f"{ARCHIVE}/list-file-versions", url=RAIN, start="20260101", end="20260109")
    assert body == {
        "version-count": 2,
        "timestamps": ["20260102-1104", "20260103-1104"],
        "data-files": [],
        "data-dictionary-dates": [],
        "schema-dates": ["20260102", "20260103"],
    }
    one = asked(rain, f"{ARCHIVE}/list-file-versions", url=RAIN, start="20260102", end="20260102")
    assert one["timestamps"] == ["20260102-1104"]
    led = rain.get(
        f"{ARCHIVE}/get-file", params={"url": RAIN, "time": "20260102-1104"}, follow_redirects=False
    )
    assert led.status_code == 302
    assert led.headers["location"] == "https://data.example.org/file/rain-csv-file/rain-csv-file.csv?as_of=1"
    path = led.headers["location"].removeprefix("https://data.example.org")
    assert rain.get(path).text == small_portal.RAIN
    other_scheme = RAIN.replace("https:", "http:")
    led = rain.get(
        f"{ARCHIVE}/get-file", params={"url": other_scheme, "time": "20260103-1104"}, follow_redirects=False
    )
    assert led.headers["location"].endswith("as_of=2")


def test_the_columns_of_a_day_are_led_to(rain: Client):
    for day, version, last in (("20260102", 1, "note"), ("20260109", 2, "remarks")):
        led = rain.get(f"{ARCHIVE}/get-schema", params={"url": RAIN, "date": day}, follow_redirects=False)
        assert led.status_code == 302
        assert led.headers["location"] == f"https://data.example.org/api/v1/tables/rain?as_of={version}"
        path = led.headers["location"].removeprefix("https://data.example.org")
        assert rain.get(path).json()["columns"][-1]["name"] == last
    assert refused(rain, f"{ARCHIVE}/get-schema", url=RAIN, date="20260101") == (404, ["schema not found"])
    assert refused(rain, f"{ARCHIVE}/get-data-dictionary", url=RAIN, date="20260109")[0] == 404


@pytest.mark.parametrize(
    ("path", "given", "status", "wrong"),
    [
        ("list-files", {}, 400, ["missing start parameter", "missing end parameter"]),
        ("list-files", {"start": "2026-01-01", "end": "20260105"}, 400, ["invalid start parameter"]),
        ("list-files", {"start": "20260230", "end": "20260305"}, 400, None),
        ("list-files", {"start": "20260101", "end": "20260110"}, 400, ["invalid end parameter"]),
        ("list-files", {"start": "20260105", "end": "20260101"}, 400, ["invalid start parameter"]),
        (
            "list-files",
            {"start": "20260101", "end": "20260105", "order": "x"},
            400,
            ["invalid order parameter"],
        ),
        ("list-files", {"start": "20260101", "end": "20260105", "max": "-1"}, 400, ["invalid max parameter"]),
        ("list-file-versions", {"start": "20260101", "end": "20260105"}, 400, ["missing url parameter"]),
        (
            "list-file-versions",
            {"url": "https://example.org/no.csv", "start": "20260101", "end": "20260105"},
            404,
            ["file not found"],
        ),
        ("get-file", {"url": RAIN, "time": "20260102"}, 400, ["invalid time parameter"]),
        ("get-file", {"url": RAIN, "time": "20260102-1105"}, 404, ["file not found"]),
        ("get-file", {"url": "file:///etc/passwd", "time": "20260102-1104"}, 404, ["file not found"]),
        ("get-schema", {"url": RAIN}, 400, ["missing date parameter"]),
    ],
)
def test_the_archive_lists_what_is_wrong(
    rain: Client, path: str, given: dict[str, str], status: int, wrong: list[str] | None
):
    found = refused(rain, f"{ARCHIVE}/{path}", **given)
    assert found[0] == status
    assert isinstance(found[1], list)
    assert wrong is None or found[1] == wrong


def test_rows_are_filtered_as_json_keyed_by_the_headers(rain: Client):
    rows = chosen(rain)
    assert len(rows) == 6
    assert rows[1] == {
        "Station": "Tai Po",
        "Day": "2025-01-02",
        "Rainfall (mm)": 12.25,
        "Wet": True,
        "Remarks": "heavy, long",
    }
    assert rows[5]["Rainfall (mm)"] == "N/A"


@pytest.mark.parametrize(
    ("filters", "days"),
    [
        ([[1, "eq", ["Tai Po"]]], [2, 5]),
        ([[1, "ne", ["Tai Po"]]], [1, 3, 4, 6]),
        ([[1, "in", ["Tai Po", "沙田"]]], [2, 4, 5]),
        ([[1, "ni", ["Tai Po", "沙田"]]], [1, 3, 6]),
        ([[5, "ct", ["rain"]]], [1]),
        ([[5, "nct", ["rain"]]], [2, 3, 4, 5, 6]),
        ([[1, "bw", ["Tai"]]], [2, 5, 6]),
        ([[1, "nbw", ["Tai"]]], [1, 3, 4]),
        ([[1, "ew", ["Tin"]]], [1, 3]),
        ([[1, "new", ["Tin"]]], [2, 4, 5, 6]),
        ([[3, "lt", ["0.5"]]], [3]),
        ([[3, "le", ["0.5"]]], [1, 3]),
        ([[3, "gt", ["3.5"]]], [2]),
        ([[3, "ge", ["3.5"]]], [2, 5]),
        ([[3, "bt", ["0.5", "3.5"]]], [1, 5]),
        ([[3, "eq", [12.25]]], [2]),
        ([[2, "eq", ["02/01/2025"]]], [2]),
        ([[2, "ge", ["2025-01-05"]], [1, "bw", ["Tai P"]]], [5]),
    ],
)
def test_every_operator(rain: Client, filters: list[object], days: list[int]):
    for name in ("filter", "filters"):
        assert [int(each["Day"][-2:]) for each in chosen(rain, **{name: filters})] == days


def test_rows_are_sorted(rain: Client):
    rows = chosen(rain, sorts=[[4, "asc"], [3, "desc"]], filters=[[3, "ge", ["0"]]])
    assert [int(each["Day"][-2:]) for each in rows] == [3, 2, 5, 1]


def test_rows_as_csv_and_xml(rain: Client):
    given = {"resource": RAIN, "section": 1, "filters": [[5, "ct", ["<rain>"]]]}
    for version in ("v1", "v2"):
        found = rain.get(f"/{version}/filter", params={"q": json.dumps(given)})
        assert found.headers["content-type"].startswith("text/csv")
        assert list(csv.reader(io.StringIO(found.content.decode("utf-8-sig")))) == [
            ["Station", "Day", "Rainfall (mm)", "Wet", "Remarks"],
            ["Sha Tin", "2025-01-01", "0.5", "true", "light <rain>"],
        ]
    found = rain.get("/v2/filter", params={"q": json.dumps(given | {"format": "xml"})})
    (row,) = ET.fromstring(found.content)
    assert {each.attrib["name"]: each.text for each in row}["Remarks"] == "light <rain>"
    nothing = given | {"format": "json", "filters": [[1, "eq", ["nowhere"]]]}
    assert rain.get("/v2/filter", params={"q": json.dumps(nothing)}).json() == []


@pytest.mark.parametrize(
    "q",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"resource": "http://169.254.169.254/latest/meta-data"}',
        '{"resource": "file:///etc/passwd"}',
        '{"resource": 7}',
        json.dumps({"resource": RAIN, "section": 2}),
        json.dumps({"resource": RAIN, "section": "1; DROP"}),
        json.dumps({"resource": RAIN, "format": "html"}),
        json.dumps({"resource": RAIN, "filters": {"1": "eq"}}),
        json.dumps({"resource": RAIN, "filters": [[0, "eq", ["x"]]]}),
        json.dumps({"resource": RAIN, "filters": [[6, "eq", ["x"]]]}),
        json.dumps({"resource": RAIN, "filters": [[True, "eq", ["x"]]]}),
        json.dumps({"resource": RAIN, "filters": [[1, "like", ["x"]]]}),
        json.dumps({"resource": RAIN, "filters": [[1, "eq", []]]}),
        json.dumps({"resource": RAIN, "filters": [[1, "eq", ["x", "y"]]]}),
        json.dumps({"resource": RAIN, "filters": [[1, "in", ["x"]]]}),
        json.dumps({"resource": RAIN, "filters": [[1, "lt", ["x"]]]}),
        json.dumps({"resource": RAIN, "filters": [[3, "lt", ["x"]]]}),
        json.dumps({"resource": RAIN, "filters": [[1, "eq", [None]]]}),
        json.dumps({"resource": RAIN, "filters": [[1, "eq", ["x"]]] * 60}),
        json.dumps({"resource": RAIN, "sorts": [[1, "sideways"]]}),
        json.dumps({"resource": RAIN, "sorts": [1]}),
    ],
)
def test_what_is_no_question_is_told(rain: Client, q: str):
    status, body = refused(rain, "/v2/filter", q=q)
    assert status == 422
    assert body["code"] == "422"
    assert body["message"]


def test_a_file_without_tables_is_no_resource(rain: Client):
    q = json.dumps({"resource": "https://example.org/rain-notes-file.pdf"})
    assert refused(rain, "/v2/filter", q=q) == (422, {"code": "422", "message": "Not a valid resource"})


def test_nearest_places(client: Client, city: Platform):
    body = asked(client, "/v1/nearest-aqhi-stations", lat="22.2812", long="114.1659", max="2")
    assert [each["facility"] for each in body["results"]] == ["Central", "Causeway Bay"]
    assert body["results"][0]["lat-long"] == [
        body["results"][0]["latitude"],
        body["results"][0]["longitude"],
    ]
    assert len(asked(client, "/v1/nearest-aqhi-stations", lat="22.2812", long="114.1659")["results"]) == 19
    named = replace(city, settings=replace(city.settings, nearest={"air": "aqhi_stations"}))
    with TestClient(create_app(named), raise_server_exceptions=False) as other:
        assert asked(other, "/v1/nearest-air", lat="22.2", long="114.1", max="1")["results"]


@pytest.mark.parametrize(
    ("path", "given", "status"),
    [
        ("nearest-aqhi-stations", {}, 400),
        ("nearest-aqhi-stations", {"lat": "nan", "long": "114"}, 400),
        ("nearest-aqhi-stations", {"lat": "22", "long": "1e9"}, 400),
        ("nearest-aqhi-stations", {"lat": "22", "long": "114", "max": "101"}, 400),
        ("nearest-aqhi-stations", {"lat": "22", "long": "114", "max": "0"}, 400),
        ("nearest-nothing", {"lat": "22", "long": "114"}, 404),
        ("nearest-public-holidays", {"lat": "22", "long": "114"}, 422),
        ("furthest", {"lat": "22", "long": "114"}, 404),
    ],
)
def test_what_is_nowhere_is_told(client: Client, path: str, given: dict[str, str], status: int):
    found = refused(client, f"/v1/{path}", **given)
    assert (found[0], found[1]["code"]) == (status, str(status))
