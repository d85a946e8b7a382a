"""What files say of themselves wherever they go: read by pyarrow and DuckDB, in one line each."""

from __future__ import annotations

import json
from io import BytesIO
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa
import pytest
from pyarrow import parquet

if TYPE_CHECKING:
    from pathlib import Path

    from litestar import Litestar
    from litestar.testing import TestClient

SCHOOLS = "/data/schools"


def said(schema: pa.Schema) -> dict[str, str]:
    return {
        key.decode().removeprefix("praya."): value.decode()
        for key, value in schema.metadata.items()
        if key.startswith(b"praya.")
    }


@pytest.mark.parametrize(
    "path",
    [
        "schools.parquet",
        "schools.geoparquet",
        "schools.parquet?size=1&where=district,eq,NORTH",
        "schools.history.parquet",
    ],
)
def test_parquet_says_where_it_is_from(client: TestClient[Litestar], path: str) -> None:
    body = client.get(f"/data/{path}").content
    told = said(parquet.read_schema(BytesIO(body)))
    version = client.get("/api/v1/tables/schools").json()["version"]
    assert told["source_sha256"] == version["sha256"]
    assert (told["licence"], told["version"]) == ("LicenseRef-HK-Gov-Open-Data", str(version["number"]))
    assert told["terms"] == "https://data.gov.hk/en/terms-and-conditions"
    assert version["sha256"] in told["citation"]
    assert told["page"].startswith("https://data.example.org/en/dataset/hk-edb-schinfo")
    findings = json.loads(told["personal_data"])["findings"]
    assert {each["subject"] for each in findings} == {"body"}
    assert json.loads(told["use"])["may"]["commercial"] == "yes"
    assert not any("CC-BY" in value for value in told.values())


def test_results_of_sql_say_what_they_were_read_from(client: TestClient[Litestar]) -> None:
    statement = "SELECT district, count(*) AS n FROM schools GROUP BY ALL"
    body = client.get("/api/v1/sql", params={"q": statement, "format": "parquet"}).content
    told = said(parquet.read_schema(BytesIO(body)))
    assert told["sql"] == statement
    (source,) = json.loads(told["sources"])
    assert source == said(parquet.read_schema(BytesIO(client.get(f"{SCHOOLS}.parquet").content)))


def test_other_dialects_files_say_it_too(client: TestClient[Litestar]) -> None:
    body = client.get("/api/explore/v2.1/catalog/datasets/schools/exports/parquet").content
    assert said(parquet.read_schema(BytesIO(body)))["licence"] == "LicenseRef-HK-Gov-Open-Data"


def test_arrow_says_it_too(client: TestClient[Litestar]) -> None:
    with pa.ipc.open_stream(client.get("/data/schools.arrow").content) as stream:
        assert said(stream.schema)["dataset"].startswith("hk-edb-schinfo")


def test_duckdb_reads_it_in_one_line(client: TestClient[Litestar], tmp_path: Path) -> None:
    path = tmp_path / "schools.parquet"
    path.write_bytes(client.get("/data/schools.parquet").content)
    asked = f"SELECT decode(value) FROM parquet_kv_metadata('{path}') WHERE decode(key) = 'praya.licence'"
    assert duckdb.execute(asked).fetchall() == [("LicenseRef-HK-Gov-Open-Data",)]
    assert duckdb.execute(f"SELECT count(*) FROM '{path}'").fetchall() == [(3621,)]


def test_the_whole_file_is_read_in_parts(client: TestClient[Litestar]) -> None:
    whole = client.get("/data/schools.parquet")
    size = len(whole.content)
    assert int(whole.headers["content-length"]) == size
    end = client.get("/data/schools.parquet", headers={"range": "bytes=-20000"})
    assert (end.status_code, end.content) == (206, whole.content[-20_000:])
    middle = client.get("/data/schools.parquet", headers={"range": f"bytes=4-{size - 4}"})
    assert middle.content == whole.content[4 : size - 3]
    tag = whole.headers["etag"]
    assert client.get("/data/schools.parquet", headers={"if-none-match": tag}).status_code == 304


def test_formats_without_words_of_their_own_have_links_beside(client: TestClient[Litestar]) -> None:
    for ending in ("csv", "json", "xlsx", "parquet"):
        links = client.get(f"/data/schools.{ending}?size=1").headers["link"]
        assert '<https://data.gov.hk/en/terms-and-conditions>; rel="license"' in links
        assert 'rel="cite-as"' in links


def test_the_api_says_what_may_be_done(client: TestClient[Litestar]) -> None:
    told = client.get("/api/v1/datasets/hk-edb-schinfo-school-location-and-information").json()["use"]
    assert told["must"]["attribute"] == "yes"
    assert told["must_not"] == {"claim_endorsement": "unknown"}
    assert told["attribution"] == "Education Bureau, DATA.GOV.HK"
