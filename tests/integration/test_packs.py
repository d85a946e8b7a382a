"""Histories that come from elsewhere: nothing in them is trusted, and what is sound arrives as it left."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pytest
from tests.integration.test_memory import START, Feed, days, lines

from praya.cli import main
from praya.model import errors
from praya.model.query import Query
from praya.platform import open_platform
from praya.services import ask, pack, read, verify
from praya.settings import Settings
from praya.store import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from praya.platform import Platform

Told = dict[str, Any]


def quiet(*_: object) -> None:
    """Progress that nobody watches."""


@pytest.fixture
def packed(platform: Platform, tmp_path: Path) -> Path:
    feed = Feed(platform, tmp_path)
    for rows in days(6):
        feed.put(lines(rows))
    folder = tmp_path / "packed"
    pack.pack(platform, "r1", folder, progress=quiet)
    return folder


def told(folder: Path) -> Told:
    found: Told = json.loads((folder / pack.FILE).read_text("utf-8"))
    return found


def tell(folder: Path, what: Told) -> None:
    (folder / pack.FILE).write_text(json.dumps(what), "utf-8")


def setting(*path: str | int, value: object) -> Callable[[Told], None]:
    def change(what: Any) -> None:  # noqa: ANN401 - whatever lies along the path
        for step in path[:-1]:
            what = what[step]
        what[path[-1]] = value

    return change


DATASET, FILE, VERSION = ("record", "dataset"), ("record", "distributions", 0), ("versions", 1)


@pytest.mark.parametrize(
    "change",
    [
        *(
            setting(*VERSION, "retrieved_at", value=value)
            for value in ("2025-01-01T00:00:00", "0001-01-01T00:00:00+14:00", "soon", None, 5)
        ),
        *(setting(*VERSION, "number", value=value) for value in ("1", -5, 10**400, None)),
        *(setting(*VERSION, "url", value=value) for value in (5, "javascript:alert(1)", "https://x/\ud800")),
        *(setting(*VERSION, "media_type", value=value) for value in (5, None)),
        *(
            setting(*VERSION, "file", value=value)
            for value in ("../home/catalogue.sqlite", "/etc/passwd", ".", "", 5, pack.FILE, "a/../b")
        ),
        setting(*VERSION, "about", value=[1]),
        setting("versions", value="abc"),
        setting("tables", value=["rain"]),
        setting("record", "distributions", value=[]),
        lambda what: what["record"]["distributions"].append(what["record"]["distributions"][0]),
        *(setting(*FILE, "id", value=value) for value in (7, "../../outside", "", "a/b")),
        setting(*FILE, "url", value="javascript:alert(1)"),
        *(setting(*DATASET, "name", value=value) for value in (7, "../x", ".hidden", "a b", "x" * 300)),
        setting(*DATASET, "landing_url", value="data:text/html,x"),
        setting(*DATASET, "keywords", value=[1, 2]),
        setting(*DATASET, "title", value="Rain"),
        setting(*DATASET, "title", value={"en": {"words": 5, "origin": "source"}}),
        setting(*DATASET, "contact", value={"name": "a", "fax": "1"}),
    ],
)
def test_a_pack_that_says_what_none_says_is_refused(
    packed: Path, tmp_path: Path, change: Callable[[Told], None], capsys: pytest.CaptureFixture[str]
):
    what = told(packed)
    change(what)
    tell(packed, what)
    with pytest.raises(errors.ParameterInvalid):
        pack.read_pack(packed)
    assert main(["archive", "import", str(packed), "--home", str(tmp_path / "elsewhere")]) == 1
    assert "parameter_invalid" in capsys.readouterr().err
    elsewhere = open_platform(Settings(home=tmp_path / "elsewhere"))
    with elsewhere.db.connect() as connection:
        assert catalogue.dataset_names(connection) == []


def test_nesting_without_end_is_refused(packed: Path):
    (packed / pack.FILE).write_text("[" * 200_000, "utf-8")
    with pytest.raises(errors.ParameterInvalid):
        pack.read_pack(packed)


@pytest.mark.parametrize("kind", ["link", "pipe", "folder"])
def test_only_files_of_the_folder_itself_are_read(packed: Path, tmp_path: Path, kind: str):
    path = packed / told(packed)["versions"][1]["file"]
    moved = path.rename(tmp_path / "outside")
    if kind == "link":
        path.symlink_to(moved)
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        path.mkdir()
    with pytest.raises(errors.ParameterInvalid):
        pack.read_pack(packed)


def test_versions_come_in_the_order_of_their_times_whatever_the_list_says(packed: Path, tmp_path: Path):
    what = told(packed)
    what["versions"].reverse()
    tell(packed, what)
    home = tmp_path / "elsewhere"
    assert main(["archive", "import", str(packed), "--home", str(home)]) == 0
    times = [each.retrieved_at for each in read.timeline(open_platform(Settings(home=home)), "rain")]
    assert times == sorted(times)
    assert len(times) == len(what["versions"])


def test_a_dataset_of_another_source_is_not_joined(packed: Path, platform: Platform):
    what = told(packed)
    what["record"]["distributions"][0]["id"] = "another"
    what["record"]["dataset"]["source"] = "https://elsewhere.example"
    tell(packed, what)
    with pytest.raises(errors.RecordInvalid):
        pack.announce(platform, pack.read_pack(packed), now=START)
    assert [each.id for each in read.dataset(platform, "rain").distributions] == ["r1"]


def test_a_file_joins_its_dataset_whose_own_words_stay(packed: Path, platform: Platform):
    what = told(packed)
    what["record"]["distributions"][0]["id"] = "another"
    what["record"]["dataset"]["title"] = {"en": {"words": "Older words", "origin": "source"}}
    tell(packed, what)
    pack.announce(platform, pack.read_pack(packed), now=START)
    found = read.dataset(platform, "rain")
    assert {each.id for each in found.distributions} == {"r1", "another"}
    assert found.dataset.title.words("en") == "Rain"


def test_an_import_that_was_stopped_goes_on_where_it_was(packed: Path, platform: Platform, tmp_path: Path):
    what = told(packed)
    every = what["versions"]
    home = ["--home", str(tmp_path / "elsewhere")]
    what["versions"] = every[:2]
    tell(packed, what)
    assert main(["archive", "import", str(packed), *home]) == 0
    what["versions"] = every
    tell(packed, what)
    assert main(["archive", "import", str(packed), *home]) == 0
    elsewhere = open_platform(Settings(home=tmp_path / "elsewhere"))
    with elsewhere.db.connect() as there, platform.db.connect() as here:
        assert catalogue.versions(there, "r1") == catalogue.versions(here, "r1")
    for each in read.timeline(platform, "rain"):
        there_rows, here_rows = (
            ask.rows(one, read.table(one, "rain", each.retrieved_at), Query(size=50)).rows
            for one in (elsewhere, platform)
        )
        assert there_rows == here_rows
    assert not verify.verify(elsewhere, progress=quiet).damaged


def test_a_version_that_cannot_be_read_here_costs_only_itself(
    platform: Platform, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    feed = Feed(platform, tmp_path)
    for rows in days(6):
        feed.put(lines(rows))
    folder = tmp_path / "packed"
    pack.pack(platform, "r1", folder, progress=quiet)
    what = told(folder)
    broken = what["versions"][1]
    (folder / broken["file"]).write_bytes(b"")
    broken["sha256"] = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    tell(folder, what)
    home = ["--home", str(tmp_path / "elsewhere"), "--json"]
    assert main(["archive", "import", str(folder), *home]) == 1
    outcomes = json.loads(capsys.readouterr().out)
    assert [each["status"] for each in outcomes].count("failed") == 1
    elsewhere = open_platform(Settings(home=tmp_path / "elsewhere"))
    assert len(read.timeline(elsewhere, "rain")) == len(what["versions"]) - 1
    assert read.dataset(elsewhere, "rain").distributions[0].status == "ready"
