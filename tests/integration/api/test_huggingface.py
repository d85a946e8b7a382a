"""The dataset viewer's and the hub's dialects."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, cast

import pytest
from pyarrow import parquet

from praya.web.api.huggingface import cells

if TYPE_CHECKING:
    from litestar import Litestar
    from litestar.testing import TestClient

    from praya.platform import Platform

    Client = TestClient[Litestar]

AQHI = {"dataset": "hk-epd/aqhi-stations", "config": "aqhi_stations", "split": "train"}
HUB = "/hf/api/datasets/hk-epd/aqhi-stations"
FILES = "/hf/datasets/hk-epd/aqhi-stations/resolve"
FILE = "aqhi_stations/train/0000.parquet"


def told(client: Client, path: str, **params: object) -> Any:  # noqa: ANN401 - a body of JSON
    found = client.get(f"/hf{path}", params=cast("Any", params))
    assert found.status_code == 200, found.text
    assert found.headers["access-control-allow-origin"] == "*"
    return found.json()


def refused(client: Client, path: str, **params: object) -> tuple[int, str, str]:
    found = client.get(f"/hf{path}", params=cast("Any", params))
    assert list(found.json()) == ["error"]
    return found.status_code, found.headers["x-error-code"], found.json()["error"]


def test_splits_and_validity(client: Client):
    assert told(client, "/splits", dataset=AQHI["dataset"]) == {"splits": [AQHI], "pending": [], "failed": []}
    assert told(client, "/is-valid", dataset=AQHI["dataset"]) == dict.fromkeys(
        ("viewer", "preview", "search", "filter", "statistics"), True
    )


def test_rows(client: Client):
    body = told(client, "/rows", **AQHI, offset=17, length=2)
    assert body["features"][:2] == [
        {"feature_idx": 0, "name": "facility", "type": {"dtype": "string", "_type": "Value"}},
        {"feature_idx": 1, "name": "latitude", "type": {"dtype": "float64", "_type": "Value"}},
    ]
    assert [each["row_idx"] for each in body["rows"]] == [17, 18]
    assert body["rows"][1] == {
        "row_idx": 18,
        "row": {"facility": "Lamma", "latitude": 22.2, "longitude": 114.13},
        "truncated_cells": [],
    }
    assert {key: body[key] for key in ("num_rows_total", "num_rows_per_page", "partial")} == {
        "num_rows_total": 19,
        "num_rows_per_page": 100,
        "partial": False,
    }
    assert told(client, "/rows", **AQHI, length=0)["rows"] == []
    assert told(client, "/rows", **AQHI, offset=500)["rows"] == []
    first = told(client, "/first-rows", **AQHI)
    assert (len(first["rows"]), first["truncated"], first["config"]) == (19, False, "aqhi_stations")


def test_search_and_filter(client: Client):
    found = told(client, "/search", **AQHI, query="grass ISLAND")
    assert [each["row"]["facility"] for each in found["rows"]] == ["Grass Island"]
    assert found["num_rows_total"] == 1
    where = "\"latitude\">=22.4 AND NOT (\"facility\"='North' OR \"facility\"='it''s')"
    found = told(client, "/filter", **AQHI, where=where, orderby='"latitude" DESC', length=2)
    assert [each["row"]["facility"] for each in found["rows"]] == ["Grass Island", "Tai Po"]
    everything = told(client, "/filter", **AQHI, orderby="facility")
    assert everything["num_rows_total"] == 19


def test_statistics(client: Client):
    body = told(client, "/statistics", **AQHI)
    assert (body["num_examples"], body["partial"]) == (19, False)
    by_name = {each["column_name"]: each for each in body["statistics"]}
    latitude = by_name["latitude"]
    assert latitude["column_type"] == "float"
    numbers = latitude["column_statistics"]
    assert (numbers["nan_count"], numbers["min"]) == (0, 22.2)
    assert sum(numbers["histogram"]["hist"]) == 19
    assert len(numbers["histogram"]["bin_edges"]) == len(numbers["histogram"]["hist"]) + 1
    assert numbers["min"] < numbers["median"] < numbers["max"]
    facility = by_name["facility"]
    assert facility["column_type"] == "string_text"
    assert facility["column_statistics"]["min"] == len("Lamma")


def test_every_table_has_statistics_rows_and_sizes(client: Client):
    """Whatever types a table's columns have."""
    for each in client.get("/hf/api/datasets").json():
        found = client.get("/hf/splits", params={"dataset": each["id"]})
        for split in found.json().get("splits", []):
            rows = told(client, "/rows", **split)
            described = told(client, "/statistics", **split)["statistics"]
            names = {feature["name"] for feature in rows["features"]}
            assert {column["column_name"] for column in described} <= names
            whole = told(client, "/size", dataset=split["dataset"], config=split["config"])["size"]
            assert whole["config"]["num_rows"] == rows["num_rows_total"]
            assert whole["config"]["num_columns"] == len(names)
            about = told(client, "/info", dataset=split["dataset"], config=split["config"])["dataset_info"]
            assert set(about["features"]) == names


def test_long_cells_are_cut_and_named():
    found = [
        {"_row": 8, "name": "short", "shape": b"\x00" * 900_000},
        {"_row": 9, "name": "長" * 100, "shape": b"\x01"},
    ]
    first, second = cells.rows(found, ["name", "shape"])
    assert first["truncated_cells"] == ["shape"]
    assert first["row"] == {"name": "short", "shape": "A" * 100}
    assert (second["row_idx"], second["truncated_cells"]) == (8, [])
    assert second["row"] == {"name": "長" * 100, "shape": "AQ=="}


def test_sizes_and_files_of_a_dataset(client: Client):
    body = told(client, "/size", dataset=AQHI["dataset"])["size"]
    (file,) = told(client, "/parquet", dataset=AQHI["dataset"])["parquet_files"]
    assert body["dataset"]["num_rows"] == body["splits"][0]["num_rows"] == 19
    assert body["configs"][0]["num_bytes_parquet_files"] == file["size"]
    assert file["url"].startswith("https://data.example.org/hf/datasets/hk-epd/aqhi-stations/resolve/")
    content = client.get(file["url"].removeprefix("https://data.example.org")).content
    assert len(content) == file["size"]
    assert parquet.read_table(io.BytesIO(content)).column_names == ["facility", "latitude", "longitude"]
    listed = told(client, "/api/datasets/hk-epd/aqhi-stations/parquet")
    assert list(listed) == ["aqhi_stations"]
    assert told(client, "/croissant", dataset=AQHI["dataset"])["@type"]


def test_what_is_missing_or_wrong_is_told(client: Client):
    assert refused(client, "/rows") == (
        422,
        "MissingRequiredParameter",
        "Parameter 'dataset' is required",
    )
    assert refused(client, "/rows", **AQHI | {"split": ""})[2] == "Parameter 'split' is required"
    assert refused(client, "/splits", dataset="hk-hko/aqhi-stations")[:2] == (
        401,
        "ExternalUnauthenticatedError",
    )
    with_token = client.get(
        "/hf/splits", params={"dataset": "nobody"}, headers={"authorization": "Bearer hf_x"}
    )
    assert (with_token.status_code, with_token.headers["x-error-code"]) == (404, "ExternalAuthenticatedError")
    assert refused(client, "/rows", **AQHI | {"config": "x"})[:2] == (404, "ConfigNotFoundError")
    assert refused(client, "/rows", **AQHI | {"split": "test"})[:2] == (404, "SplitNotFoundError")
    for wrong in ({"length": 101}, {"length": -1}, {"offset": "many"}, {"offset": 10**12}):
        assert refused(client, "/rows", **AQHI, **wrong)[:2] == (422, "InvalidParameterError")
    assert refused(client, "/search", **AQHI)[2] == "Parameter 'query' is required"
    assert refused(client, "/filter", **AQHI)[2] == "Parameter 'where' is required"
    for wrong in (
        {"where": '"nothing"=1'},
        {"where": "\"latitude\">'north'"},
        {"where": "1=1; DROP TABLE x"},
        {"orderby": '"latitude" SIDEWAYS'},
        {"orderby": "nothing"},
    ):
        assert refused(client, "/filter", **AQHI, **wrong)[:2] == (422, "InvalidParameterError")
    assert refused(client, "/presidio-entities", dataset=AQHI["dataset"])[0] == 501
    assert refused(client, "/opt-in-out-urls", dataset=AQHI["dataset"])[0] == 501


def test_what_is_asked_cannot_write_headers(client: Client):
    found = client.get("/hf/rows", params=AQHI | {"config": "x\r\nset-cookie: a=b"})
    assert found.status_code == 404
    assert "set-cookie" not in found.headers
    assert "x??set-cookie" in found.headers["x-error-message"]


def test_a_dataset_as_a_repository(client: Client):
    body = client.get(HUB, params={"blobs": "true"}).json()
    assert (body["id"], body["author"], body["gated"]) == ("hk-epd/aqhi-stations", "hk-epd", False)
    assert [each["rfilename"] for each in body["siblings"]] == ["README.md", FILE]
    sha = body["sha"]
    assert client.get(f"{HUB}/revision/{sha}").json()["sha"] == sha
    assert client.get(f"{HUB}/revision/refs%2Fconvert%2Fparquet").json()["sha"] == sha
    assert client.get(f"{HUB}/refs").json()["branches"][0]["targetCommit"] == sha
    listed = client.get(f"{HUB}/tree/{sha}", params={"recursive": "true"}).json()
    assert [each["path"] for each in listed if each["type"] == "file"] == ["README.md", FILE]
    assert listed[-1]["lfs"]["oid"] == body["siblings"][1]["lfs"]["sha256"]
    top = client.get(f"{HUB}/tree/main").json()
    assert [each["path"] for each in top] == ["aqhi_stations", "README.md"]
    below = client.get(f"{HUB}/tree/main/aqhi_stations/train").json()
    assert [each["path"] for each in below] == [FILE]
    asked = {"paths": ["aqhi_stations", FILE, "nothing"], "expand": True}
    info = client.post(f"{HUB}/paths-info/main", json=asked).json()
    assert [each["type"] for each in info] == ["directory", "file"]
    assert info[1]["lastCommit"]["id"] == sha
    card = client.get(f"{FILES}/main/README.md").text
    assert card.startswith("---\npretty_name: ")


def test_a_file_of_a_commit_is_the_same_for_ever(client: Client, city: Platform):
    commits = client.get(f"{HUB}/commits/main").json()
    assert len(commits) == 2
    latest, before = (each["id"] for each in commits)
    old = client.get(f"{FILES}/{before}/{FILE}")
    assert old.headers["x-repo-commit"] == before
    assert parquet.read_table(io.BytesIO(old.content)).num_rows == 18
    assert "Tap Mun" in parquet.read_table(io.BytesIO(old.content))["facility"].to_pylist()
    head = client.head(f"{FILES}/{latest}/{FILE}")
    new = client.get(f"{FILES}/main/{FILE}")
    assert head.headers["etag"] == new.headers["etag"] != old.headers["etag"]
    assert head.headers["x-linked-etag"] == head.headers["etag"]
    assert head.headers["x-linked-size"] == head.headers["content-length"] == str(len(new.content))
    part = client.get(f"{FILES}/main/{FILE}", headers={"range": "bytes=-8"})
    assert (part.status_code, part.content) == (206, new.content[-8:])
    whole = client.get(f"{FILES}/main/{FILE}", headers={"range": "bytes=0-9999999"})
    assert (whole.status_code, whole.content) == (206, new.content)
    for path in (city.settings.home / "made").iterdir():
        path.unlink()
    again = client.get(f"{FILES}/{before}/{FILE}")
    assert (again.headers["etag"], again.content) == (old.headers["etag"], old.content)
    day = client.get(f"{HUB}/revision/2022-12-31").json()
    assert day["sha"] == before


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("/hf/api/datasets/hk-hko/aqhi-stations", "RepoNotFound"),
        ("/hf/api/datasets/hk-epd/nothing/refs", "RepoNotFound"),
        (f"{HUB}/revision/{'0' * 40}", "RevisionNotFound"),
        (f"{HUB}/revision/{'f' * 40}", "RevisionNotFound"),
        (f"{HUB}/revision/1999-01-01", "RevisionNotFound"),
        (f"{HUB}/revision/dev", "RevisionNotFound"),
        (f"{HUB}/tree/main/nothing", "EntryNotFound"),
        (f"{FILES}/main/nothing.parquet", "EntryNotFound"),
        (f"{FILES}/main/../../catalogue.sqlite", "EntryNotFound"),
        (f"{FILES}/main/..%2F..%2Fcatalogue.sqlite", "EntryNotFound"),
    ],
)
def test_what_is_no_file_is_told(client: Client, address: str, code: str):
    found = client.get(address)
    assert found.status_code == 404
    if "x-error-code" in found.headers:
        assert found.headers["x-error-code"] == code
    else:  # the client itself has taken the dots away
        assert "/../" in address
