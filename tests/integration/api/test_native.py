"""Praya's own API over a small city, asked as programs ask: what is wrong first."""

from __future__ import annotations

import csv
import json
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Any

import openpyxl
import orjson
import pyarrow as pa
import pytest
import zstandard
from lxml import html
from pyarrow import parquet

from praya.model.query.address import PARTS
from praya.services.ask import EXPORTS

from .conftest import SITE

if TYPE_CHECKING:
    from litestar import Litestar
    from litestar.testing import TestClient

    Client = TestClient[Litestar]

ROWS = "/api/v1/tables/aqhi_stations/rows"


def ask(client: Client, address: str) -> Any:  # noqa: ANN401 - any JSON
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("/api/v1/nowhere", 404, "page_missing"),
        ("/api/v1/datasets/nothing", 404, "dataset_missing"),
        ("/api/v1/datasets/nothing/openapi.json", 404, "dataset_missing"),
        ("/api/v1/datasets?size=0", 400, "parameter_invalid"),
        ("/api/v1/datasets?page=501&size=20", 400, "parameter_invalid"),
        ("/api/v1/datasets?table=perhaps", 400, "parameter_invalid"),
        ("/api/v1/suggest", 400, "parameter_invalid"),
        ("/api/v1/distributions/nothing/versions", 404, "distribution_missing"),
        ("/api/v1/tables?page=0", 400, "parameter_invalid"),
        ("/api/v1/tables?size=501", 400, "parameter_invalid"),
        ("/api/v1/tables/nothing", 404, "table_missing"),
        ("/api/v1/tables/nothing/rows", 404, "table_missing"),
        ("/api/v1/tables/nothing/story?key=a,b", 404, "table_missing"),
        ("/api/v1/tables/nothing/diff?from=1", 404, "table_missing"),
        ("/api/v1/tables/aqhi_stations?as_of=7", 404, "version_missing"),
        ("/api/v1/tables/aqhi_stations?as_of=tomorrow", 400, "parameter_invalid"),
        (f"{ROWS}?where=facility", 400, "filter_invalid"),
        (f"{ROWS}?where=latitude,gt,north", 400, "filter_invalid"),
        (f"{ROWS}?filter=facility", 400, "filter_invalid"),
        (f"{ROWS}?sort=nothing", 400, "column_unknown"),
        (f"{ROWS}?columns=nothing", 400, "column_unknown"),
        (f"{ROWS}?size=501", 400, "parameter_invalid"),
        (f"{ROWS}?after=nonsense", 400, "parameter_invalid"),
        (f"{ROWS}?aggregate=sum:facility", 400, "parameter_invalid"),
        ("/api/v1/tables/mtr_fares/rows?bbox=1,2,3,4", 400, "places_missing"),
        ("/api/v1/tables/mtr_fares/export?format=geojson", 400, "places_missing"),
        ("/api/v1/tables/aqhi_stations/export?format=geojson&columns=latitude", 400, "places_missing"),
        ("/api/v1/tables/aqhi_stations/export?format=geoparquet&aggregate=count", 400, "places_missing"),
        ("/api/v1/tables/aqhi_stations/export?format=exe", 400, "parameter_invalid"),
        ("/api/v1/tables/aqhi_stations/distinct/nothing", 400, "column_unknown"),
        ("/api/v1/tables/aqhi_stations/diff", 400, "parameter_invalid"),
        ("/api/v1/tables/aqhi_stations/story?key=nothing,x", 400, "column_unknown"),
        ("/data/nothing.csv", 404, "table_missing"),
        ("/data/aqhi_stations.exe", 404, "page_missing"),
    ],
)
def test_what_cannot_be_answered_is_a_problem_with_a_code(
    client: Client, address: str, status: int, code: str
):
    answer = client.get(address)
    body = answer.json()
    assert (answer.status_code, body["status"], body["code"]) == (status, status, code)
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert set(body) == {"type", "title", "status", "detail", "code", "instance"}
    assert body["title"]
    assert body["detail"]


def test_problems_speak_the_askers_language(client: Client):
    told = {
        lang: client.get("/api/v1/tables/nothing", headers={"accept-language": lang})
        for lang in ("en", "zh-Hant", "zh-Hans")
    }
    assert len({each.json()["title"] for each in told.values()}) == len(told)
    for lang, each in told.items():
        assert each.headers["content-language"] == lang
    assert client.get("/api/v1/tables/nothing?lang=zh-Hant").headers["content-language"] == "zh-Hant"


def test_the_way_from_the_index_to_a_row(client: Client):
    begin = ask(client, "/api/v1")
    assert begin["datasets"] == f"{SITE}/api/v1/datasets"
    found = ask(client, "/api/v1/datasets?q=air quality")
    assert found["datasets"][0]["name"] == "aqhi-stations"
    dataset = ask(client, found["datasets"][0]["url"].removeprefix(SITE))
    assert dataset["licence"]["id"] == "LicenseRef-HK-Gov-Open-Data"
    assert dataset["distributions"][0]["version"]["number"] == 2
    table = ask(client, dataset["tables"][0]["url"].removeprefix(SITE))
    assert [each["name"] for each in table["columns"]] == ["facility", "latitude", "longitude"]
    assert table["rows"] == 19
    rows = ask(client, f"{table['permalink'].replace('?', '/rows?').removeprefix(SITE)}&size=1")
    assert rows["total"] == 19
    assert rows["rows"][0] == {"facility": "Causeway Bay", "latitude": 22.28013296, "longitude": 114.1850901}


def test_facets_and_pages_of_a_search(client: Client):
    first = ask(client, "/api/v1/datasets?size=3&table=true")
    assert first["total"] > 3
    assert {each["value"] for each in first["facets"]["table"]} == {"yes", "no"}
    names = [each["name"] for each in first["datasets"]]
    second = ask(client, first["next"].removeprefix(SITE))
    assert not set(names) & {each["name"] for each in second["datasets"]}
    assert second["total"] == first["total"]


def test_tables_come_a_page_at_a_time(client: Client):
    every = ask(client, "/api/v1/tables")
    names = [each["name"] for each in every["tables"]]
    assert (names, every["total"], every["next"]) == (sorted(names), len(names), None)
    found: list[str] = []
    following = "/api/v1/tables?size=2"
    while following:
        page = ask(client, following.removeprefix(SITE))
        assert page["total"] == len(names)
        found += [each["name"] for each in page["tables"]]
        following = page["next"]
    assert found == names
    assert ask(client, "/api/v1/tables?page=1000")["tables"] == []


def test_as_of_every_version_and_what_changed(client: Client):
    assert ask(client, f"{ROWS}?as_of=1")["total"] == 18
    assert ask(client, f"{ROWS}?as_of=2022-12-31")["version"] == 1
    assert ask(client, f"{ROWS}?where=facility,eq,Grass Island")["total"] == 1
    versions = ask(client, "/api/v1/tables/aqhi_stations/versions")
    assert [each["number"] for each in versions] == [1, 2]
    diff = ask(client, "/api/v1/tables/aqhi_stations/diff?from=1&to=2&key=latitude,longitude")
    assert (diff["added"], diff["removed"], diff["changed"]) == (1, 0, 1)
    assert [each["columns"] for each in diff["rows"] if each["kind"] == "changed"] == [["facility"]]
    story = ask(client, "/api/v1/tables/aqhi_stations/story?key=latitude,22.47131669")
    assert [each["rows"][0]["facility"] for each in story["chapters"]] == ["Tap Mun", "Grass Island"]


def test_pages_follow_each_other_to_the_end_within_one_version(client: Client):
    for order in ("", "-latitude", "facility,-longitude"):
        found: list[str] = []
        address: str | None = f"{ROWS}?size=4&sort={order}&columns=facility&as_of=1"
        while address:
            page = ask(client, address.removeprefix(SITE))
            assert page["version"] == 1
            found += [row["facility"] for row in page["rows"]]
            address = page["next"]
        whole = ask(client, f"{ROWS}?size=500&sort={order}&as_of=1")
        assert found == [row["facility"] for row in whole["rows"]]


def test_rows_by_place_by_words_and_taken_together(client: Client):
    assert ask(client, f"{ROWS}?bbox=114.35,22.4,114.4,22.5")["total"] == 1
    near = ask(client, f"{ROWS}?near=114.1850901,22.28013296,100")
    assert [row["facility"] for row in near["rows"]] == ["Causeway Bay"]
    assert ask(client, f"{ROWS}?q=kwun")["rows"][0]["facility"] == "Kwun Tong"
    grouped = ask(client, f"{ROWS}?aggregate=count,max:latitude:north")
    assert grouped["rows"] == [{"count": 19, "north": 22.49669723}]
    distinct = ask(client, "/api/v1/tables/aqhi_stations/distinct/facility?size=2")
    assert distinct["total"] == 19
    assert [each["count"] for each in distinct["values"]] == [1, 1]
    shapes = ask(
        client, "/api/v1/tables/districts/rows?size=5&bbox=114.2,22.3,114.25,22.35&columns=district,geometry"
    )
    assert 1 < shapes["total"] < 18
    assert {row["geometry"]["type"] for row in shapes["rows"]} <= {"Polygon", "MultiPolygon"}


def test_an_answer_that_is_known_is_not_sent_again(client: Client):
    for address in (ROWS, "/api/v1/tables/aqhi_stations", "/api/v1/tables/aqhi_stations/profile"):
        first = client.get(address)
        tag = first.headers["etag"]
        again = client.get(address, headers={"if-none-match": tag})
        assert (again.status_code, again.content) == (304, b"")
        assert client.get(f"{address}?as_of=1", headers={"if-none-match": tag}).status_code == 200


def test_every_export_holds_every_row(client: Client):
    def sent(wanted: str) -> bytes:
        answer = client.get(f"/api/v1/tables/aqhi_stations/export?format={wanted}&sort=facility&size=3")
        assert answer.status_code == 200, answer.text
        assert answer.headers["praya-rows"] == "19"
        return answer.content

    expected = client.get(f"{ROWS}?sort=facility").json()["rows"]
    found: dict[str, list[dict[str, Any]]] = {
        "json": orjson.loads(sent("json")),
        "ndjson": [orjson.loads(line) for line in sent("ndjson").splitlines()],
        "parquet": parquet.read_table(BytesIO(sent("parquet"))).to_pylist(),
        "arrow": pa.ipc.open_stream(sent("arrow")).read_all().to_pylist(),
        "geojson": [each["properties"] for each in orjson.loads(sent("geojson"))["features"]],
    }
    for name, dialect in (("csv", ","), ("tsv", "\t")):
        read = csv.DictReader(StringIO(sent(name).decode("utf-8-sig")), delimiter=dialect)
        found[name] = [
            {**row, "latitude": float(row["latitude"]), "longitude": float(row["longitude"])} for row in read
        ]
    header, *cells = openpyxl.load_workbook(BytesIO(sent("xlsx"))).worksheets[0].iter_rows(values_only=True)
    found["xlsx"] = [dict(zip(map(str, header), row, strict=True)) for row in cells]
    geo = parquet.ParquetFile(BytesIO(sent("geoparquet")))
    assert json.loads(geo.metadata.metadata[b"geo"])["columns"]["geometry"]["geometry_types"] == ["Point"]
    found["geoparquet"] = geo.read().drop(["geometry"]).to_pylist()
    assert set(found) == set(EXPORTS)
    for name, rows in found.items():
        assert rows == expected, name


def test_an_export_without_rows_still_has_its_columns(client: Client):
    def sent(wanted: str) -> bytes:
        return client.get(f"/data/aqhi_stations.{wanted}?where=facility,eq,nowhere").content

    assert sent("csv").decode("utf-8-sig") == "facility,latitude,longitude\r\n"
    assert parquet.read_table(BytesIO(sent("parquet"))).column_names == ["facility", "latitude", "longitude"]
    assert pa.ipc.open_stream(sent("arrow")).read_all().num_rows == 0
    assert orjson.loads(sent("json")) == []
    assert sent("ndjson") == b""


def test_a_whole_file_is_read_in_parts(client: Client):
    address = "/data/aqhi_stations.parquet"
    whole = client.get(address)
    assert whole.headers["accept-ranges"] == "bytes"
    part = client.get(address, headers={"range": "bytes=-8"})
    assert (part.status_code, part.content) == (206, whole.content[-8:])
    assert (
        part.headers["content-range"]
        == f"bytes {len(whole.content) - 8}-{len(whole.content) - 1}/{len(whole.content)}"
    )
    middle = client.get(address, headers={"range": "bytes=4-9"})
    assert middle.content == whole.content[4:10]
    assert client.get(address, headers={"range": "bytes=99999999-"}).status_code == 416
    for nonsense in ("bytes=9-4", "lines=1-2", "bytes=1-2,5-6", "bytes=-"):
        assert client.get(address, headers={"range": nonsense}).content == whole.content
    other = client.get(address, headers={"range": "bytes=0-1", "if-range": '"another"'})
    assert other.status_code == 200
    assert client.get(address, headers={"if-none-match": whole.headers["etag"]}).status_code == 304
    head = client.head(address)
    assert (head.headers["content-length"], head.content) == (str(len(whole.content)), b"")


def test_the_publishers_bytes_are_read_in_parts(client: Client):
    (version, *_) = ask(client, "/api/v1/distributions/aqhi-stations/versions")
    address = version["file"].removeprefix(SITE)
    whole = client.get(address).content
    assert client.get(address, headers={"range": "bytes=100-149"}).content == whole[100:150]


def test_answers_are_compressed_as_the_asker_prefers(client: Client):
    address = "/api/v1/tables/mtr_fares/export?format=csv"
    plain = client.get(address, headers={"accept-encoding": "identity"}).content
    small = client.get(address, headers={"accept-encoding": "gzip"})
    assert small.headers["content-encoding"] == "gzip"
    assert small.content == plain
    with client.stream("GET", address, headers={"accept-encoding": "zstd"}) as answer:
        assert answer.headers["content-encoding"] == "zstd"
        packed = b"".join(answer.iter_raw())
    assert zstandard.ZstdDecompressor().decompressobj().decompress(packed) == plain
    assert len(packed) < len(plain) / 3


def test_the_document_tells_of_every_parameter_of_a_question(client: Client):
    document = ask(client, "/api/v1/openapi.json")
    assert document["openapi"].startswith("3.1")
    rows = document["paths"]["/api/v1/tables/{name}/rows"]["get"]
    told = {each["name"] for each in rows["parameters"]}
    assert told == {"name", "page", *PARTS}
    for path, operations in document["paths"].items():
        for operation in operations.values():
            assert operation.get("description"), path
            assert all(
                each.get("description") or each["in"] == "path" or each["schema"]
                for each in operation.get("parameters", ())
            )
            assert operation["responses"]["404"]["content"]["application/problem+json"]
    assert not [
        name for name, each in document["components"]["schemas"].items() if not each.get("description")
    ]


def test_a_dataset_has_its_own_document(client: Client):
    document = ask(client, "/api/v1/datasets/aqhi-stations/openapi.json")
    (row,) = document["components"]["schemas"].values()
    assert row["properties"]["latitude"]["type"] == ["number", "null"]
    assert list(document["paths"]) == [ROWS]


@pytest.mark.parametrize("lang", ["en", "zh-Hant", "zh-Hans"])
def test_people_read_of_every_operation_and_every_shape(client: Client, lang: str):
    document = ask(client, "/api/v1/openapi.json")
    shown = html.fromstring(client.get(f"/{lang}/api").text)
    there = {each.get("id") for each in shown.xpath("//h3")}
    operations = {each["operationId"] for path in document["paths"].values() for each in path.values()}
    assert there == operations | set(document["components"]["schemas"])
    assert {each.get("href") for each in shown.xpath("//main//a[starts-with(@href, '#')]")} <= {
        f"#{each}" for each in there
    }


@pytest.mark.parametrize(
    "address",
    ["/oai?verb=Identify", "/robots.txt", "/llms.txt", "/catalog.ttl", "/data/aqhi_stations.csv", "/en"]
    + [f"/datastore/dump/aqhi-stations?format={each}" for each in ("csv", "tsv", "xml")],
)
def test_a_text_says_its_letters_once(client: Client, address: str):
    assert client.get(address).headers["content-type"].count("charset=utf-8") == 1


@pytest.mark.parametrize("path", ["/api/v1/suggest", "/api/v1/sql"])
def test_a_parameter_that_is_missing_is_named(client: TestClient[Litestar], path: str):
    for lang in ("en", "zh-Hant", "zh-Hans"):
        told = client.get(path, headers={"accept-language": lang}).json()
        assert (told["code"], told["status"]) == ("parameter_invalid", 400)
        assert "q" in told["title"]
        assert "?" not in told["title"] + told["detail"]
