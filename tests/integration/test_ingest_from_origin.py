"""Fetching into a table from a publisher's server that is gone, broken, slow, lying or pointing inwards."""

from __future__ import annotations

import contextlib
import os
import subprocess
from ipaddress import ip_network
from typing import TYPE_CHECKING

import pytest
from tests.origin import Origin, Reply, Trouble

from praya.model.catalogue import Dataset, Distribution, Publisher, Record
from praya.model.licence import HK_TERMS
from praya.model.query import Query
from praya.model.text import Text
from praya.platform import open_platform
from praya.services import ask, read
from praya.services.adopt import adopt
from praya.services.ingest import ingest
from praya.settings import Settings
from praya.store import catalogue, jobs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from praya.platform import Platform

CSV = b"Year,Rain (mm)\n2019,2396.2\n2020,2391.2\n"
GIB = 1024**3

BAD: dict[str, tuple[Reply, str]] = {
    "404": (Reply(b"<html>gone</html>", 404), "origin_missing"),
    "410": (Reply(b"", 410), "origin_missing"),
    "403": (Reply(b"", 403), "origin_refused"),
    "500": (Reply(b"oops", 500), "origin_error"),
    "time-out": (Reply(CSV, trouble=Trouble(hang=5)), "origin_timeout"),
    "dropped": (Reply(CSV, trouble=Trouble(reset=True)), "origin_unreachable"),
    "redirect inwards": (Reply.redirect("http://169.254.169.254/latest/meta-data/"), "address_forbidden"),
    "redirect to a file": (Reply.redirect("file:///etc/passwd"), "address_invalid"),
    "an error page": (
        Reply(b"<!doctype html><title>Not here</title>", headers={"Content-Type": "text/csv"}),
        "file_is_web_page",
    ),
    "nothing": (Reply(b""), "file_empty"),
    "1 GiB announced": (Reply(CSV, trouble=Trouble(announce=GIB)), "response_too_large"),
    "less than announced": (Reply(CSV, trouble=Trouble(announce=1_000_000, cut=20)), "response_truncated"),
    "without end": (Reply(CSV * 1000, trouble=Trouble(endless=True, chunked=True)), "response_too_large"),
}


@pytest.fixture
def origin() -> Iterator[Origin]:
    with Origin() as running:
        running.at["/rain.csv"] = Reply(CSV, etag='"1"')
        yield running


@pytest.fixture
def rain(platform: Platform, origin: Origin, now: datetime) -> str:
    """A distribution whose file was read once."""
    save(platform, f"{origin.url}/rain.csv", now)
    assert ingest(platform, "r1", now=now).status == "ready"
    return "r1"


def save(platform: Platform, url: str, now: datetime) -> None:
    dataset = Dataset(id="d1", name="rain", title=Text.of("Rain"), publisher_id="hko", licence_id=HK_TERMS.id)
    distribution = Distribution(
        id="r1", dataset_id="d1", position=0, title=Text.of("Rain"), url=url, format="CSV"
    )
    publisher = Publisher(id="hko", title=Text.of("Hong Kong Observatory"))
    with platform.db.begin() as connection:
        catalogue.save_record(
            connection,
            Record(dataset=dataset, distributions=(distribution,), publisher=publisher, themes=()),
            now,
        )


@pytest.mark.parametrize("kind", BAD)
def test_what_the_origin_does_wrong_is_remembered_and_nothing_is_lost(
    kind: str, platform: Platform, origin: Origin, rain: str, now: datetime
):
    reply, code = BAD[kind]
    origin.at["/rain.csv"] = reply
    outcome = ingest(platform, rain, now=now)
    assert outcome.problem is not None
    assert outcome.problem.code == code

    view = read.dataset(platform, "rain")
    assert view.distributions[0].problem == outcome.problem
    assert ask.rows(platform, view.tables[0], Query()).total == 2
    assert not list(platform.scratch.iterdir())


def test_an_unchanged_file_is_not_sent_again(platform: Platform, origin: Origin, rain: str, now: datetime):
    assert ingest(platform, rain, now=now).status == "unchanged"
    assert origin.headers["If-None-Match"] == '"1"'


def test_after_a_failure_the_file_is_asked_for_whole(
    platform: Platform, origin: Origin, rain: str, now: datetime
):
    origin.at["/rain.csv"] = Reply(b"")
    ingest(platform, rain, now=now)
    origin.at["/rain.csv"] = Reply(CSV, etag='"1"')
    assert ingest(platform, rain, now=now).status == "unchanged"
    assert "If-None-Match" not in origin.headers
    assert read.dataset(platform, "rain").distributions[0].status == "ready"


@pytest.mark.parametrize("kind", ["500", "404", "an error page"])
def test_only_what_may_be_gone_later_is_left_to_the_workers(
    kind: str, platform: Platform, origin: Origin, rain: str, now: datetime
):
    origin.at["/rain.csv"] = BAD[kind][0]
    ingest(platform, rain, now=now)
    ingest(platform, rain, now=now)
    with platform.db.connect() as connection:
        assert jobs.waiting(connection, now) == 0
        assert jobs.waiting(connection, now + jobs.delay(1)) == (kind == "500")


def test_a_private_address_is_refused_unless_a_setting_allows_it(
    tmp_path: Path, origin: Origin, now: datetime
):
    guarded = open_platform(Settings(home=tmp_path / "guarded"))
    outcome = ingest(guarded, adopt(guarded, f"{origin.url}/rain.csv", now=now), now=now)
    assert outcome.problem is not None
    assert outcome.problem.code == "address_forbidden"
    assert origin.seen == []


def test_a_file_no_catalogue_announced_gets_one_place_and_keeps_it(
    platform: Platform, origin: Origin, now: datetime
):
    first = adopt(platform, f"{origin.url}/rain.csv", now=now)
    assert adopt(platform, f"{origin.url}/rain.csv", now=now) == first
    outcome = ingest(platform, first, now=now)
    assert [table.name for table in outcome.tables] == ["rain"]


def test_a_full_disk_loses_nothing_and_says_so(tmp_path: Path, origin: Origin, now: datetime):
    """A real one: a file system of 6 MB."""
    home = tmp_path / "small"
    home.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(home)], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("mounting a small file system needs root")
    try:
        platform = open_platform(Settings(home=home, allow_networks=(ip_network("127.0.0.0/8"),)))
        save(platform, f"{origin.url}/rain.csv", now)
        assert ingest(platform, "r1", now=now).status == "ready"
        origin.at["/rain.csv"] = Reply(
            b"Year,Noise\n" + b"".join(b"1,%s\n" % os.urandom(500).hex().encode() for _ in range(9000))
        )
        outcome = ingest(platform, "r1", now=now)
        assert outcome.problem is not None
        assert outcome.problem.code == "storage_full"
        assert ask.rows(platform, read.dataset(platform, "rain").tables[0], Query()).total == 2
        assert not list(platform.scratch.iterdir())

        with contextlib.suppress(OSError), (home / "ballast").open("wb") as ballast:
            while ballast.write(bytes(4096)):
                ballast.flush()
        outcome = ingest(platform, "r1", now=now)
        assert outcome.problem is not None
        assert outcome.problem.code == "storage_full"
        assert ask.rows(platform, read.dataset(platform, "rain").tables[0], Query()).total == 2
        platform.db.dispose()
    finally:
        subprocess.run(["umount", "-l", str(home)], check=True)
