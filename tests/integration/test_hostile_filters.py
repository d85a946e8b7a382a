"""A real server is asked by strangers in every dialect, while an ordinary client is answered all the time."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from tests import small_portal
from tests.integration import hostile_filters
from tests.integration.hostile_filters import ASKED, ROWS, TOOLS
from tests.served import serving

from praya.platform import open_platform
from praya.services.index import index
from praya.services.ingest import LocalFile, ingest
from praya.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PIERS = "name,latitude,longitude,stops\nCentral,22.2871,114.1614,4\nTai O,22.2530,113.8620,1\n"
LEAST = 60
"""So many must the list hold."""
TELLING = ("Traceback", "read_parquet", "site-packages", "sqlite3", "/praya/", "catalogue.sqlite")
"""What no answer may tell, unless it repeats what it was asked."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    platform = open_platform(Settings(home=folder / "home"))
    small_portal.load(platform, folder)
    path = folder / "piers.csv"
    path.write_text(PIERS, "utf-8")
    local = LocalFile(
        path=path,
        name="piers.csv",
        url="https://example.org/piers.csv",
        retrieved_at=small_portal.NOW,
        media_type="text/csv",
        table_name="ferry_piers",
    )
    ingest(platform, "piers-json-file", local=local, now=small_portal.NOW)
    index(platform)
    platform.db.dispose()
    return folder / "home"


@pytest.fixture(scope="module")
def client(home: Path) -> Iterator[httpx.Client]:
    with (
        serving(home) as address,
        httpx.Client(base_url=address, trust_env=False, timeout=30) as opened,
    ):
        yield opened


@contextmanager
def somebody_else(address: httpx.URL) -> Iterator[None]:
    """Ask for rows all the while; every answer must be right."""
    done = threading.Event()
    wrong: list[object] = []
    answered = 0

    def ask() -> None:
        nonlocal answered
        with httpx.Client(base_url=address, trust_env=False, timeout=30) as other:
            while True:
                try:
                    rows = other.get(ROWS, params={"sort": "route"}).json()["rows"]
                    assert [row["route"] for row in rows] == ["1A", "2", "6X"]
                    answered += 1
                except Exception as error:  # noqa: BLE001 - told to the test by its own thread
                    wrong.append(error)
                if done.wait(0.05):
                    return

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
    assert not wrong, wrong[:3]
    assert answered


def shaped(dialect: str, answer: httpx.Response) -> bool:
    """Say whether a failure has the shape that the dialect's clients know."""
    if dialect == "oai":
        return "<error code=" in answer.text
    body: Any = answer.json()
    if isinstance(body, list):  # data.gov.hk's archive
        return dialect == "data.gov.hk" and all(isinstance(each, str) for each in body)
    if isinstance(body, str):  # CKAN's own words for requests that it does not read
        return dialect == "ckan" and bool(body)
    if dialect == "ckan":
        return body["success"] is False and bool(body["error"]["__type"] or body["error"]["message"])
    if dialect == "native":
        kind = answer.headers["content-type"]
        return (
            kind.startswith("application/problem+json")
            and bool(body["code"])
            and body["status"] == answer.status_code
        )
    keys = {
        "hf": {"error"},
        "data.gov.hk": {"code", "message"},
        "ogc": {"code", "description"},
        "udata": {"errors"},
    }
    return bool(keys[dialect] <= body.keys())


def wrong_with(dialect: str, answer: httpx.Response, asked: str, home: Path) -> str:
    """Say what is wrong with an answer; nothing where it is as it should be."""
    if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
        return f"{answer.status_code} {answer.text[:300]}"
    told = [each for each in (*TELLING, str(home)) if each in answer.text and each not in asked]
    if told:
        return f"tells {told}: {answer.text[:300]}"
    if answer.status_code == httpx.codes.OK and dialect != "oai":
        return ""
    try:
        fine = shaped(dialect, answer)
    except (ValueError, KeyError, TypeError, AttributeError):
        fine = False
    return "" if fine or answer.status_code == httpx.codes.OK else f"{answer.status_code} {answer.text[:300]}"


@pytest.mark.parametrize("dialect", ASKED)
def test_a_strangers_filter_is_refused_or_bounded(dialect: str, client: httpx.Client, home: Path):
    wrong = []
    with somebody_else(client.base_url):
        for name, address, parameters in ASKED[dialect]:
            answer = client.get(address, params=parameters)
            said = wrong_with(name, answer, address + json.dumps(parameters), home)
            if said:
                wrong.append(f"{address} {str(parameters)[:120]}: {said}")
    assert not wrong, "\n".join(wrong)


def test_a_strangers_call_of_a_tool_is_refused_or_bounded(client: httpx.Client, home: Path):
    wrong = []
    headers = {"accept": "application/json, text/event-stream"}
    with somebody_else(client.base_url):
        for number, (tool, arguments) in enumerate(TOOLS, 1):
            call = {"name": tool, "arguments": arguments}
            asked = {"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": call}
            answer = client.post("/mcp", json=asked, headers=headers)
            told = answer.json() if answer.headers["content-type"].startswith("application/json") else {}
            fine = "error" in told or "result" in told
            said = wrong_with("oai", answer, json.dumps(asked), home) if answer.is_server_error else ""
            if said or not fine or str(home) in answer.text or "Traceback" in answer.text:
                wrong.append(f"{tool} {str(arguments)[:120]}: {answer.status_code} {answer.text[:300]}")
    assert not wrong, "\n".join(wrong)


ORDINARY = (
    ("native", ROWS, {"filter": "stops > 1", "sort": "-stops", "size": "2"}),
    (
        "ckan",
        "/api/3/action/datastore_search",
        {"resource_id": "buses-csv-file", "filters": '{"route": "1A"}'},
    ),
    ("hf", "/hf/filter", hostile_filters.HF | {"where": '"stops" > 1'}),
    ("data.gov.hk", "/v2/filter", {"q": json.dumps({"resource": hostile_filters.BUSES, "format": "json"})}),
    ("ogc", hostile_filters.ITEMS, {"filter": "stops > 1", "bbox": "113,22,115,23"}),
    ("udata", hostile_filters.UDATA, {"stops__greater": "1"}),
)


@pytest.mark.parametrize(("dialect", "address", "parameters"), ORDINARY)
def test_what_is_not_hostile_is_answered_and_other_methods_are_not(
    client: httpx.Client, dialect: str, address: str, parameters: dict[str, str]
):
    answer = client.get(address, params=parameters)
    assert answer.status_code == httpx.codes.OK, answer.text
    refused = client.delete(address)
    assert refused.status_code == httpx.codes.METHOD_NOT_ALLOWED
    assert shaped(dialect, refused), refused.text


def test_the_list_is_long_enough():
    assert all(len(asked) >= (LEAST if name in ("native", "ckan") else 10) for name, asked in ASKED.items())
    assert sum(map(len, ASKED.values())) + len(TOOLS) >= LEAST
