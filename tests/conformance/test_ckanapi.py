"""CKAN's own client, its library and its command line, against a real server; and our harvester against ourselves.

Every check is also made through a server in between that breaks one thing: there it must fail.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from ckanapi import RemoteCKAN, errors
from tests.served import serving
from tests.small_portal import RECORDS, distributions, load

from praya.platform import Platform, open_platform
from praya.services.harvest import harvest
from praya.settings import Settings
from praya.store import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from praya.model.catalogue import Dataset, Distribution

    Check = Callable[[str, Path], None]

pytestmark = pytest.mark.long

PROGRAM = str(Path(sys.executable).with_name("ckanapi"))
NAMES = ["bus-routes", "ferry-piers", "rain"]
SECONDS = 60
ENVIRONMENT = os.environ | {"PATH": f"{Path(PROGRAM).parent}{os.pathsep}{os.environ['PATH']}"}
"""The program starts itself by its name."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("served")
    platform = open_platform(Settings(home=folder / "home"))
    load(platform, folder)
    platform.db.dispose()
    return folder / "home"


@pytest.fixture(scope="module")
def server(home: Path) -> Iterator[str]:
    """The address of `praya serve` over the small portal."""
    with serving(home) as address:
        yield address


@contextmanager
def between(server: str, breaks: Callable[[str, str], str]) -> Iterator[str]:
    """Serve what another server answers, after `breaks` has changed it."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            kind = self.headers.get("content-type", "application/json")
            answer = client.request(
                self.command, server + self.path, content=body, headers={"content-type": kind}
            )
            content = breaks(self.path, answer.text).encode()
            self.send_response(answer.status_code)
            self.send_header("content-type", answer.headers.get("content-type", ""))
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_GET  # noqa: N815 - the name http.server gives it

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name http.server gives it
            """Say nothing."""

    with (
        httpx.Client(trust_env=False) as client,
        ThreadingHTTPServer(("127.0.0.1", 0), Handler) as served,
    ):
        thread = threading.Thread(target=served.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{served.server_address[1]}"
        served.shutdown()
        thread.join()


def ran(*arguments: str) -> str:
    done = subprocess.run(
        [PROGRAM, *arguments], capture_output=True, text=True, check=False, timeout=SECONDS, env=ENVIRONMENT
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


def lines(text: str) -> list[Any]:
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def library_reads(url: str, _folder: Path) -> None:
    with RemoteCKAN(url) as ckan:
        assert ckan.action.package_list() == NAMES
        rain = ckan.action.package_show(id="rain")
        assert rain["title"] == "Rain at stations"
        assert rain == ckan.call_action("package_show", {"id": "rain"}, requests_kwargs={"timeout": 30})
        found = ckan.action.package_search(q="title:rain", fq="res_format:CSV", **{"facet.field": ["tags"]})
        assert [each["id"] for each in found["results"]] == ["0000-rain"]
        assert found["facets"]["tags"]["rain"] == 1
        rows = ckan.action.datastore_search(
            resource_id="rain-csv-file", filters={"station": "Tai Po"}, limit=1
        )
        assert (rows["total"], rows["records"][0]["rainfall_mm"]) == (2, 12.25)
        counted = ckan.action.datastore_search_sql(sql='SELECT count(*) AS n FROM "rain-csv-file"')
        assert counted["records"] == [{"n": 5}]
    with RemoteCKAN(url, apikey="nobody", get_only=True) as ckan:
        assert ckan.action.group_list(all_fields=True)[0]["package_count"] == 1
        assert ckan.action.status_show()["extensions"] == ["activity", "datastore"]


def library_knows_failures(url: str, folder: Path) -> None:
    with RemoteCKAN(url) as ckan:
        with pytest.raises(errors.NotFound):
            ckan.action.package_show(id="nope")
        with pytest.raises(errors.NotAuthorized):
            ckan.action.package_create(name="mine")
        with pytest.raises(errors.ValidationError) as invalid:
            ckan.action.package_search(rows="many")
        assert invalid.value.error_dict["rows"] == ["Invalid integer"]
        with pytest.raises(errors.SearchQueryError):
            ckan.action.package_search(q="title:(")
        with pytest.raises(errors.CKANAPIError, match="Action name not known"):
            ckan.action.no_such_action()
        (folder / "a.csv").write_text("a")
        with (folder / "a.csv").open("rb") as upload, pytest.raises(errors.NotAuthorized):
            ckan.action.resource_create(package_id="rain", upload=upload)


def command_line_acts_and_searches(url: str, _folder: Path) -> None:
    assert json.loads(ran("action", "package_show", "id=rain", "-r", url))["name"] == "rain"
    assert json.loads(ran("action", "package_list", "-r", url, "-g")) == NAMES
    found = lines(ran("search", "datasets", "q=title:rain OR title:piers", "-r", url))
    assert sorted(each["name"] for each in found) == ["ferry-piers", "rain"]
    every = lines(ran("search", "datasets", "-r", url))
    assert sorted(each["name"] for each in every) == NAMES


def command_line_dumps(url: str, folder: Path) -> None:
    ran("dump", "datasets", "--all", "-O", str(folder / "datasets.jsonl"), "-r", url)
    dumped = lines((folder / "datasets.jsonl").read_text("utf-8"))
    with RemoteCKAN(url) as ckan:
        shown = [ckan.action.package_show(id=name) for name in NAMES]
    assert sorted(dumped, key=lambda each: str(each["name"])) == shown
    groups = lines(ran("dump", "groups", "--all", "-r", url))
    assert {each["name"] for each in groups} == {"climate-and-weather", "transport"}
    bodies = lines(ran("dump", "organizations", "--all", "-r", url))
    assert {each["title"] for each in bodies} == {"Hong Kong Observatory", "Transport Department"}
    described = lines(ran("dump", "datasets", "rain", "--datastore-fields", "-r", url))
    (rain,) = described
    assert [each["id"] for each in rain["resources"][0]["datastore_fields"]][:2] == ["_id", "station"]


def harvester_reads_ourselves(url: str, folder: Path) -> None:
    allowed = (ip_network("127.0.0.0/8"),)
    platform = open_platform(Settings(home=folder / "harvested", allow_networks=allowed, host_pause=0))
    try:
        told = harvest(platform, url, now=lambda: datetime.now(UTC), progress=lambda *_: None)
        assert (told.created, told.skipped) == (len(RECORDS), ())
        with platform.db.connect() as connection:
            bodies = {each.id: each for each in catalogue.publishers(connection)}
            themes = {each.id: each for each in catalogue.themes(connection)}
            for dataset, publisher, theme, _files in RECORDS:
                held = catalogue.dataset(connection, dataset.name)
                assert held is not None
                assert _bare(held) == _bare(dataset)
                assert (bodies[publisher.id], themes[theme.id]) == (publisher, theme)
        assert _distributions(platform) == _expected_distributions()
    finally:
        platform.db.dispose()


def _bare(dataset: Dataset) -> Dataset:
    """Return a record without what a harvest is meant to write: where it came from."""
    return replace(dataset, source="", landing_url="")


def _distributions(platform: Platform) -> dict[str, tuple[object, ...]]:
    with platform.db.connect() as connection:
        held = [each for dataset, *_ in RECORDS for each in catalogue.distributions(connection, dataset.id)]
    return {each.id: _told(each) for each in held}


def _told(each: Distribution) -> tuple[object, ...]:
    return each.dataset_id, each.position, each.title, each.description, each.url, each.format, each.languages


def _expected_distributions() -> dict[str, tuple[object, ...]]:
    return {
        each.id: _told(each) for dataset, _p, _t, files in RECORDS for each in distributions(dataset, files)
    }


CHECKS: dict[Check, Callable[[str, str], str]] = {
    library_reads: lambda path, text: text.replace('"total":2', '"total":3'),
    library_knows_failures: lambda path, text: text.replace("Not Found Error", "Missing Error"),
    command_line_acts_and_searches: lambda path, text: (
        text.replace("rows", "lines")
        .replace('"count":3', '"count":0')
        .replace('"results":[{', '"results":[],"others":[{')
    ),
    command_line_dumps: lambda path, text: text.replace('["bus-routes",', "["),
    harvester_reads_ourselves: lambda path, text: text.replace('"converted_texts"', '"other_texts"'),
}
"""Every check, and what must not go unnoticed by it."""


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: str(check.__name__))
def test_clients_are_served(server: str, tmp_path: Path, check: Check):
    check(server, tmp_path)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: str(check.__name__))
def test_a_broken_copy_fails(server: str, tmp_path: Path, check: Check):
    with (
        between(server, CHECKS[check]) as broken,
        pytest.raises((AssertionError, errors.CKANAPIError, pytest.fail.Exception)),
    ):
        check(broken, tmp_path)
