"""Checking, moving and thinning out what is kept, and the commands that do it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from pyarrow import parquet
from tests.integration.test_memory import START, Feed, days, lines
from tests.recorded import LISTS, WIND, unpack

from praya.cli import main
from praya.model import errors
from praya.model.query import Query
from praya.platform import open_platform
from praya.services import ask, pack, read, replay, retain, sql, verify
from praya.services.diff import diff
from praya.settings import Settings, read_settings
from praya.store import catalogue

if TYPE_CHECKING:
    from pathlib import Path

    from praya.platform import Platform


def quiet(done: int, total: int, what: str) -> None:
    """Progress that nobody watches."""


@pytest.fixture
def feed(platform: Platform, tmp_path: Path) -> Feed:
    made = Feed(platform, tmp_path)
    for rows in days(30):
        made.put(lines(rows))
    return made


def contents(platform: Platform) -> dict[int, list[tuple[object, ...]]]:
    """Return the rows of every version."""
    return {
        each.number: sorted(
            (str(row["station"]), str(row["mm"]))
            for row in ask.rows(platform, read.table(platform, "rain", each.number), Query(size=100)).rows
        )
        for each in read.timeline(platform, "rain")
    }


def test_all_is_whole_until_something_is_damaged(platform: Platform, feed: Feed):
    assert verify.verify(platform, progress=quiet).damaged == ()
    files = sorted((platform.settings.home / "archive").rglob("*.*"))
    first = next(each for each in files if each.suffix == ".zst")
    content = first.read_bytes()
    first.write_bytes(content[:-5] + b"\0\0\0\0\0")
    found = verify.verify(platform, progress=quiet)
    assert first.stem in {each.what for each in found.damaged}
    assert ("r1", 1) in {version for each in found.damaged for version in each.versions}
    first.unlink()
    assert any(each.gone for each in verify.verify(platform, progress=quiet).damaged)
    first.write_bytes(content)
    table = ask.parquet(platform, read.table(platform, "rain"))
    assert table is not None
    sound = table.read_bytes()
    for bad in (sound[:-9], sound[:20] + bytes([sound[20] ^ 1]) + sound[21:], b"", None):
        table.unlink() if bad is None else table.write_bytes(bad)
        (wrong,) = verify.verify(platform, progress=quiet).damaged
        assert wrong.what == f"rain/{table.parent.name}/{table.name}"


def test_bytes_that_could_not_be_read_belong_to_no_version(platform: Platform, feed: Feed):
    feed.put(b"")
    assert verify.verify(platform, progress=quiet).unclaimed == 1


def test_without_a_rule_nothing_is_ever_let_go(platform: Platform, feed: Feed):
    before = contents(platform)
    done = retain.retain(platform, now=START + timedelta(days=9999), dry_run=False, progress=quiet)
    assert (done.versions, done.kept) == ((), len(before))


def test_versions_are_let_go_by_rule_and_the_others_stay_as_they_were(platform: Platform, feed: Feed):
    before = contents(platform)
    assert retain.set_rule(platform, "rain", "0:day") == 1
    now = START + timedelta(days=3)
    planned = retain.retain(platform, now=now, dry_run=True, progress=quiet)
    assert contents(platform) == before
    done = retain.retain(platform, now=now, dry_run=False, progress=quiet)
    assert planned.versions == done.versions
    assert done.bytes > 0
    kept = {
        number: rows
        for number, rows in before.items()
        if number not in {each.number for each in done.versions}
    }
    assert contents(platform) == kept
    assert len(kept) == 3
    assert max(before) in kept
    assert verify.verify(platform, progress=quiet).damaged == ()
    for number in kept:
        with read.original(platform, "r1", number).stream as stream:
            assert stream.read().startswith(b"Station,mm")
    for gone in done.versions:
        for as_of in (gone.number, gone.retrieved_at, gone.retrieved_at + timedelta(minutes=59)):
            with pytest.raises(errors.VersionLetGo):
                read.table(platform, "rain", as_of)
            with pytest.raises(errors.VersionLetGo):
                read.original(platform, "r1", as_of)
            with pytest.raises(errors.VersionLetGo):
                diff(platform, "rain", as_of)
            with pytest.raises(errors.VersionLetGo):
                sql.query(platform, sql.Asked(text="SELECT * FROM rain", as_of=as_of))
        with pytest.raises(errors.VersionMissing):
            platform.archive.open(gone.sha256)
    feed.put(lines({"s1": 5.0}))
    assert contents(platform) == kept | {max(before) + 1: [("s1", "5.0")]}
    again = retain.retain(platform, now=now + timedelta(days=9), dry_run=False, progress=quiet)
    assert len(again.versions) == 1
    assert verify.verify(platform, progress=quiet).unclaimed == 0


def test_bytes_that_another_file_stands_for_too_stay(platform: Platform, feed: Feed, tmp_path: Path):
    (tmp_path / "same").write_text(lines(days(30)[0]), "utf-8")
    sha256 = platform.archive.keep(tmp_path / "same").sha256
    with platform.db.begin() as connection:
        first = catalogue.versions(connection, "r1")[-1]
        other = replace(catalogue.distributions(connection, "d1")[0], id="r2", url="https://example.org/2")
        record = pack._record(connection, "r1")
        catalogue.save_record(
            connection, replace(record, distributions=(*record.distributions, other)), START
        )
        catalogue.register(connection, replace(first, distribution_id="r2"), [], etag="", last_modified="")
    assert first.sha256 == sha256
    retain.set_rule(platform, "rain", "0:month")
    retain.retain(platform, now=START + timedelta(days=90), dry_run=False, progress=quiet)
    assert platform.archive.check(sha256).whole


def test_a_history_travels(platform: Platform, feed: Feed, tmp_path: Path):
    folder = tmp_path / "packed"
    packed = pack.pack(platform, "r1", folder, progress=quiet)
    assert pack.read_pack(folder) == packed
    home = ["--home", str(tmp_path / "elsewhere")]
    assert main(["archive", "import", str(folder), *home, "--json"]) == 0
    elsewhere = open_platform(Settings(home=tmp_path / "elsewhere"))
    assert contents(elsewhere) == contents(platform)
    assert [each.retrieved_at for each in read.timeline(elsewhere, "rain")] == [
        each.retrieved_at for each in read.timeline(platform, "rain")
    ]
    assert read.dataset(elsewhere, "rain").dataset == read.dataset(platform, "rain").dataset
    assert main(["archive", "import", str(folder), *home]) == 0
    assert len(contents(elsewhere)) == len(contents(platform))


def test_what_was_changed_on_its_way_is_refused(platform: Platform, feed: Feed, tmp_path: Path):
    folder = tmp_path / "packed"
    pack.pack(platform, "r1", folder, progress=quiet)
    with pytest.raises(errors.ParameterInvalid):
        pack.pack(platform, "r1", folder, progress=quiet)
    told = json.loads((folder / "history.json").read_text("utf-8"))
    file = folder / told["versions"][0]["file"]
    for content in (b"changed", None):
        if content is None:
            file.unlink()
        else:
            file.write_bytes(content)
        with pytest.raises(errors.ParameterInvalid):
            pack.read_pack(folder)
    told["versions"][0]["file"] = "../../etc/passwd"
    (folder / "history.json").write_text(json.dumps(told), "utf-8")
    with pytest.raises(errors.ParameterInvalid):
        pack.read_pack(folder)
    for text in ("", "[]", "{}", '{"praya_history": 9}'):
        (folder / "history.json").write_text(text, "utf-8")
        with pytest.raises(errors.ParameterInvalid):
            pack.read_pack(folder)
    with pytest.raises(errors.ParameterInvalid):
        pack.packs(tmp_path / "nothing")


def test_a_folder_without_times_is_no_history(tmp_path: Path):
    (tmp_path / "20259909-0050-x.csv").write_text("a,b\n1,2\n")
    (tmp_path / "notes.txt").write_text("a")
    with pytest.raises(errors.FileMissing):
        replay.recorded(tmp_path)
    with pytest.raises(errors.FileMissing):
        replay.recorded(tmp_path / "nowhere")


def test_names_tell_times_in_the_citys_zone(tmp_path: Path):
    for name in ("20250909-0050-wind.csv", "000007-20250909-0040-wind.csv", "20250101-0000-exits.mtr.json"):
        (tmp_path / name).write_text("a,b\n1,2\n")
    found = replay.recorded(tmp_path)
    assert [each.at for each in found["wind.csv"]] == [
        datetime(2025, 9, 8, 16, 40, tzinfo=UTC),
        datetime(2025, 9, 8, 16, 50, tzinfo=UTC),
    ]
    assert set(found) == {"wind.csv", "exits.mtr.json"}


@pytest.mark.parametrize(("feed_name", "every"), [(LISTS, 6), (WIND, 30)])
@pytest.mark.long
def test_the_commands_tell_a_recorded_history(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], feed_name: str, every: int
):
    home = ["--home", str(tmp_path / "home"), "--json"]
    for at, path in enumerate(unpack(feed_name, tmp_path / "recorded")):
        if at % every:
            path.unlink()

    def told(*arguments: str, code: int = 0) -> object:
        capsys.readouterr()
        assert main([*arguments, *home]) == code
        return json.loads(capsys.readouterr().out)

    outcomes = told("replay", str(tmp_path / "recorded"), "--table", "feed")
    assert isinstance(outcomes, list)
    assert {each["status"] for each in outcomes} <= {"ready", "unchanged"}
    assert told("replay", str(tmp_path / "recorded")) == []
    steps = told("history", "feed")
    assert isinstance(steps, list)
    for before, step in pairwise(steps):
        if before["generation"] == step["generation"]:
            assert step["rows"] == before["rows"] + step["appeared"] - step["ended"]
    found = told("diff", "feed", "--rows", "3")
    assert isinstance(found, dict)
    assert found["after"]["version"] == steps[-1]["version"]
    assert found["added"] + found["changed"] == steps[-1]["appeared"]
    assert len(found["rows"]) <= 3
    column = "district" if feed_name == LISTS else "automatic_weather_station"
    value = found["rows"][0]["after" if found["rows"][0]["after"] else "before"][column]
    chapters = told("history", "feed", "--row", f"{column}={value}")
    assert isinstance(chapters, dict)
    assert chapters["chapters"][-1]["last"]["version"] == steps[-1]["version"]
    assert isinstance(told("archive", "verify"), dict)
    assert main(["history", "feed", "--out", str(tmp_path / "all.parquet"), *home]) == 0
    assert parquet.read_table(tmp_path / "all.parquet").num_rows >= steps[-1]["rows"]
    assert told(
        "query",
        "SELECT count(*) AS n FROM feed",
        "--as-of",
        "2021-12-31" if feed_name == LISTS else "2025-09-30",
    )
    assert told("archive", "thin", "--dry-run") == {
        "dry_run": True,
        "kept": len(steps),
        "bytes": 0,
        "versions": [],
    }
    assert isinstance(told("archive", "export", "feed", str(tmp_path / "packed")), list)
    for words in (
        ["history", "feed"],
        ["diff", "feed", "1"],
        ["history", "feed", "--row", f"{column}={value}"],
        ["archive", "verify"],
    ):
        assert main([*words, *home[:2]]) == 0
        assert capsys.readouterr().out.strip()
    capsys.readouterr()
    assert main(["history", "nothing", *home]) == 1
    assert main(["diff", "feed", "1", "yesterday", *home]) == 1


def test_settings_of_keeping_are_checked():
    assert read_settings({"PRAYA_RETENTION": "30:day"}).retention == "30:day"
    with pytest.raises(errors.ParameterInvalid):
        read_settings({"PRAYA_RETENTION": "forever"})
