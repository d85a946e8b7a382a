"""SQL for strangers over HTTP: rows, files, permalinks, kept queries, and failures in the asker's language."""

from __future__ import annotations

import csv
import io
import json
import threading
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest
from pyarrow import parquet

from praya.model import errors
from praya.model.kept import KeptQuery, Parameter, parse_parameter, slug_of
from praya.services import queries
from praya.store import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx
    from litestar import Litestar
    from litestar.testing import TestClient

    from praya.platform import Platform

NOW = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.fixture(scope="session")
def name(city: Platform) -> str:
    """The table of stations, of which there are two versions."""
    with city.db.connect() as connection:
        return next(each.name for each in catalogue.table_names(connection) if "aqhi" in each.name)


@pytest.fixture
def kept(city: Platform, name: str) -> Iterator[KeptQuery]:
    query = KeptQuery(
        slug="stations-from",
        text=f"SELECT * FROM {name} WHERE latitude >= $south ORDER BY latitude LIMIT $most",
        parameters=(
            Parameter(name="south", type="number"),
            Parameter(name="most", type="integer", default="5"),
        ),
        created=NOW,
    )
    queries.keep(city, query)
    yield query
    queries.forget(city, query.slug)


def ask(client: TestClient[Litestar], **body: object) -> httpx.Response:
    return client.post("/api/v1/sql", json=body)


def test_rows_come_with_their_columns_versions_and_a_link_for_ever(client: TestClient[Litestar], name: str):
    answer = ask(client, sql=f"SELECT count(*) AS n, sum(latitude) AS s FROM {name.upper()}")
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert [each["type"] for each in told["columns"]] == ["BIGINT", "DOUBLE"]
    assert told["rows"][0]["n"] > 10
    assert told["more"] is False
    assert told["versions"] == {name: 2}
    path = told["permalink"].removeprefix("https://data.example.org")
    assert client.get(path).json()["rows"] == told["rows"]


def test_a_time_and_single_versions_can_be_asked_about(client: TestClient[Litestar], name: str):
    text = f"SELECT count(*) AS n FROM {name}"
    now, before = (ask(client, sql=text, as_of=each).json() for each in ("", "1"))
    assert before["rows"][0]["n"] == now["rows"][0]["n"] - 1
    assert before["versions"] == {name: 1}
    assert ask(client, sql=text, versions={name: 1}).json()["rows"] == before["rows"]
    assert ask(client, sql=text, versions={name: 99}).status_code == 404


@pytest.mark.parametrize("limit", [0, 1, 3])
def test_a_limit_is_told(client: TestClient[Litestar], name: str, limit: int):
    told = ask(client, sql=f"FROM {name}", limit=limit).json()
    assert (len(told["rows"]), told["more"]) == (limit, True)


def test_files_come_in_every_format(client: TestClient[Litestar]):
    text = "SELECT i, i * 1.5::DECIMAL(10, 2) AS d, 'é' AS t, [i] AS l, sum(i) OVER () AS s, NULL AS x FROM range(3) t(i)"
    rows = csv.DictReader(io.StringIO(ask(client, sql=text, format="csv").content.decode("utf-8-sig")))
    assert [row["l"] for row in rows] == ["[0]", "[1]", "[2]"]
    assert ask(client, sql=text, format="json").json()[1] == {
        "i": 1,
        "d": 1.5,
        "t": "é",
        "l": [1],
        "s": 3,
        "x": None,
    }
    assert len(ask(client, sql=text, format="ndjson").text.splitlines()) == 3
    table = parquet.read_table(pa.BufferReader(ask(client, sql=text, format="parquet").content))
    assert table.column("t").to_pylist() == ["é"] * 3
    stream = pa.ipc.open_stream(ask(client, sql=text, format="arrow").content)
    assert stream.read_all().num_rows == 3
    for wanted in ("tsv", "xlsx"):
        assert ask(client, sql=text, format=wanted).status_code == 200
    assert ask(client, sql=text, format="exe").json()["code"] == "parameter_invalid"


def test_parameters_are_values_whatever_they_say(client: TestClient[Litestar]):
    evil = "'; DROP TABLE x; --"
    assert ask(client, sql="SELECT $a AS a", parameters={"a": evil}).json()["rows"] == [{"a": evil}]
    assert ask(client, sql="SELECT ? AS a, ? AS b", parameters=[1, None]).json()["rows"] == [
        {"a": 1, "b": None}
    ]
    lacking = ask(client, sql="SELECT $a")
    assert (lacking.status_code, lacking.json()["code"]) == (400, "parameter_missing")
    by_address = client.get("/api/v1/sql", params={"q": "SELECT $a AS a", "parameters": json.dumps({"a": 7})})
    assert by_address.json()["rows"] == [{"a": 7}]
    assert client.get("/api/v1/sql", params={"q": "SELECT 1", "parameters": "{"}).status_code == 400
    assert client.get("/api/v1/sql", params={"q": "SELECT 1", "version": "x"}).status_code == 400


@pytest.mark.parametrize(
    ("text", "status", "code"),
    [
        ("COPY (SELECT 1) TO '/tmp/x'", 400, "sql_refused"),
        ("SELEC 1", 400, "sql_failed"),
        ("FROM nothing", 404, "table_missing"),
        ("FROM '/etc/passwd'", 404, "table_missing"),
        ("SELECT list(i) FROM range(10000000000) t(i)", 422, "sql_too_heavy"),
    ],
)
def test_failures_are_problems_in_the_askers_language(
    client: TestClient[Litestar], text: str, status: int, code: str
):
    answer = client.post("/api/v1/sql", json={"sql": text}, headers={"accept-language": "zh-HK"})
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.headers["content-language"] == "zh-Hant"
    assert answer.json()["detail"]


def test_the_cost_is_told_before(client: TestClient[Litestar], name: str):
    told = client.post("/api/v1/sql/cost", json={"sql": f"FROM {name}, {name} b"}).json()
    assert [each["name"] for each in told["tables"]] == [name]
    assert told["rows"] > 10
    assert told["bytes"] > 100
    assert told["limits"]["at_once"] >= 1


def test_kept_queries_are_addresses_with_typed_parameters(client: TestClient[Litestar], kept: KeptQuery):
    told = client.get("/api/v1/queries").json()
    assert told[0]["parameters"][0] == {"name": "south", "type": "number", "default": None}
    rows = client.get("/api/v1/queries/stations-from?south=22.3").json()["rows"]
    assert len(rows) == 5
    assert all(row["latitude"] >= 22.3 for row in rows)
    file = client.get("/api/v1/queries/stations-from.csv?south=22.3&most=2")
    assert len(file.text.splitlines()) == 3
    for wrong in ("south=x", "", "south=22&north=23", "south=22 OR 1=1"):
        assert client.get(f"/api/v1/queries/stations-from?{wrong}").json()["code"] == "parameter_invalid"
    assert client.get("/api/v1/queries/no-such").json()["code"] == "query_missing"
    assert client.get("/api/v1/queries/stations-from.exe?south=1").status_code == 400


def test_an_answer_is_given_again_until_something_changes(
    client: TestClient[Litestar], city: Platform, name: str, monkeypatch: pytest.MonkeyPatch
):
    def asked(statement: str, wanted: str) -> httpx.Response:
        return client.get("/api/v1/sql", params={"q": statement, "format": wanted})

    count = f"SELECT count(*) AS n FROM {name} WHERE latitude > 22"
    first = {wanted: asked(count, wanted) for wanted in ("rows", "csv", "parquet")}
    by_chance = "SELECT random() AS r"
    assert asked(by_chance, "rows").json()["rows"] != asked(by_chance, "rows").json()["rows"]
    assert asked(by_chance, "rows").headers["cache-control"] == "no-store"

    def none_runs(text: str) -> object:
        raise errors.ServerBusy(seconds=1)

    with monkeypatch.context() as patch:
        patch.setattr(city.sandbox, "statement", none_runs)
        for wanted, answer in first.items():
            again = asked(count, wanted)
            assert (again.status_code, again.content) == (200, answer.content)
            assert again.headers["praya-versions"] == answer.headers["praya-versions"]
        assert asked(by_chance, "rows").status_code == 503
        queries.keep(city, KeptQuery(slug="one", text="SELECT 1", parameters=(), created=NOW))
        assert asked(count, "rows").status_code == 503
        queries.forget(city, "one")
    assert asked(count, "rows").content == first["rows"].content


def test_what_is_kept_has_a_name_of_its_own():
    assert slug_of("SELECT 1", {"b": 1, "a": 2}) == slug_of("SELECT 1", {"a": 2, "b": 1})
    assert slug_of("SELECT 1", {"a": 1}) != slug_of("SELECT 1", {"a": 2})
    assert parse_parameter("day:date=2024-01-01") == Parameter(name="day", type="date", default="2024-01-01")
    for wrong in ("limit", "x:color", "day:date=x", "1x", ""):
        with pytest.raises(errors.ParameterInvalid):
            parse_parameter(wrong)


def test_a_hundred_at_once_are_answered_or_told_to_come_back_and_pages_go_on(client: TestClient[Litestar]):
    codes: list[int] = []

    def heavy(number: int) -> None:
        text = f"SELECT count(*) FROM range({200_000_000 + number})"
        codes.append(ask(client, sql=text).status_code)

    threads = [threading.Thread(target=heavy, args=(number,)) for number in range(100)]
    for thread in threads:
        thread.start()
    for _ in range(10):
        began = time.monotonic()
        assert client.get("/api/v1/queries").status_code == 200
        assert time.monotonic() - began < 10
    for thread in threads:
        thread.join()
    assert len(codes) == 100
    assert set(codes) <= {200, 503}
    assert 200 in codes


def test_browsers_of_other_sites_may_ask(client: TestClient[Litestar]):
    assert client.options("/api/v1/sql").headers["access-control-allow-origin"] == "*"
    assert ask(client, sql="SELECT 1").headers["access-control-allow-origin"] == "*"
    assert ask(client, sql="nonsense").headers["access-control-allow-origin"] == "*"
