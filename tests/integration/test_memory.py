"""What the services remember, held against every file as it came."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from pyarrow import parquet
from tests.recorded import LISTS, WIND, unpack

from praya.model import errors
from praya.model.catalogue import Dataset, Distribution, Publisher, Record
from praya.model.licence import HK_TERMS
from praya.model.moment import parse_as_of
from praya.model.query import Query, parse
from praya.model.text import Text
from praya.services import ask, chart, read, retain, sql
from praya.services.diff import diff
from praya.services.ingest import LocalFile, Outcome, ingest
from praya.services.story import story
from praya.store import catalogue

if TYPE_CHECKING:
    from pathlib import Path

    from praya.platform import Platform

START = datetime(2025, 1, 1, tzinfo=UTC)


class Feed:
    """One distribution whose versions are written here, an hour apart."""

    def __init__(self, platform: Platform, folder: Path) -> None:
        self.platform = platform
        self.folder = folder
        self.count = 0
        record = Record(
            dataset=Dataset(
                id="d1", name="rain", title=Text.of("Rain"), publisher_id="hko", licence_id=HK_TERMS.id
            ),
            distributions=(
                Distribution(
                    id="r1", dataset_id="d1", position=0, title=Text(), url="https://example.org/rain.csv"
                ),
            ),
            publisher=Publisher(id="hko", title=Text.of("Hong Kong Observatory")),
            themes=(),
        )
        with platform.db.begin() as connection:
            catalogue.save_record(connection, record, START)

    def put(self, content: str | bytes, name: str = "rain.csv") -> Outcome:
        path = self.folder / "arrived"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        at = START + timedelta(hours=self.count)
        self.count += 1
        local = LocalFile(path=path, name=name, url="https://example.org/rain.csv", retrieved_at=at)
        return ingest(self.platform, "r1", local=local, now=at)


@pytest.fixture
def feed(platform: Platform, tmp_path: Path) -> Feed:
    return Feed(platform, tmp_path)


def lines(rows: dict[str, float | None]) -> str:
    told = "".join(f"{station},{'' if mm is None else mm}\n" for station, mm in rows.items())
    return f"Station,mm\n{told}"


def days(count: int) -> list[dict[str, float | None]]:
    """Stations that come, go, come back and change, by chance."""
    chance = random.Random(7)
    rows: dict[str, float | None] = {f"s{number}": number / 2 for number in range(12)}
    told = []
    for _ in range(count):
        for _ in range(chance.randrange(4)):
            station = f"s{chance.randrange(15)}"
            if station in rows and chance.random() < 0.4:
                del rows[station]
            else:
                rows[station] = None if chance.random() < 0.2 else chance.randrange(4) / 4
        told.append(dict(rows))
    return told


def test_as_of_diff_and_story_say_what_the_files_said(platform: Platform, feed: Feed):
    told: list[dict[str, float | None]] = []
    for rows in days(40):
        if not told or rows != told[-1]:
            assert feed.put(lines(rows)).status == "ready"
            told.append(rows)
    for number, rows in enumerate(told, 1):
        found = ask.rows(platform, read.table(platform, "rain", number), Query(size=50))
        assert {row["station"]: row["mm"] for row in found.rows} == rows
        assert found.total == len(rows)
    for before in (1, 2, len(told) - 1, len(told)):
        for after in (1, 3, len(told)):
            was, now = told[before - 1], told[after - 1]
            found_diff = diff(platform, "rain", before, after)
            assert found_diff.key == ("station",)
            assert found_diff.added == len(now.keys() - was.keys())
            assert found_diff.removed == len(was.keys() - now.keys())
            assert {
                each.after["station"]: (each.before["mm"], each.after["mm"])
                for each in found_diff.rows
                if each.before and each.after
            } == {key: (was[key], now[key]) for key in was.keys() & now.keys() if was[key] != now[key]}
    for station in (*(f"s{number}" for number in range(15)), "nowhere"):
        through = [
            [row["mm"] for row in chapter.rows]
            for chapter in story(
                platform, "rain", read.timeline(platform, "rain"), {"station": station}
            ).chapters
            for _ in range(chapter.first.number, chapter.last.number + 1)
        ]
        assert through == [[rows[station]] if station in rows else [] for rows in told]


def test_every_version_as_one_file_holds_every_version(platform: Platform, feed: Feed):
    told = days(20)
    for rows in told:
        feed.put(lines(rows))
    with platform.db.connect() as connection:
        versions = catalogue.table_versions(connection, "rain")
    whole = parquet.read_table(BytesIO(b"".join(ask.every_version(platform, "rain")))).to_pylist()
    for version in versions:
        rows = told[int((version.retrieved_at - START) / timedelta(hours=1))]
        held = {
            row["station"]: row["mm"]
            for row in whole
            if row["_from_at"] <= version.retrieved_at
            and (row["_to_at"] is None or row["_to_at"] > version.retrieved_at)
        }
        assert held == rows


def test_a_moment_stands_for_the_version_in_force(platform: Platform, feed: Feed):
    feed.put("Station,mm\na,1\n")
    feed.put("Station,mm\na,2\n")
    for text, number in (
        ("2025-01-01T08:00", 1),
        ("2025-01-01T08:59:59+08:00", 1),
        ("2025-01-01T00:59:59Z", 1),
        ("2025-01-01T09:00", 2),
        ("2025-01-01", 2),
        ("2", 2),
    ):
        assert read.table(platform, "rain", parse_as_of(text)).version == number
    assert read.table(platform, "rain", parse_as_of("2999-01-01")).version == 2
    for as_of, failure in ((parse_as_of("2024-12-31"), errors.VersionNotYet), (3, errors.VersionMissing)):
        with pytest.raises(failure):
            read.table(platform, "rain", as_of)
        with pytest.raises(failure):
            read.original(platform, "r1", as_of)
        with pytest.raises(failure):
            sql.query(platform, sql.Asked(text="SELECT * FROM rain", as_of=as_of))
        with pytest.raises(failure):
            diff(platform, "rain", 1, as_of)
    with pytest.raises(errors.TableMissing):
        read.table(platform, "wind", 1)


@pytest.mark.parametrize("text", ["yesterday", "-1", "2025-13-01", "2025-01-01T99", "12345678", "1.5", "٣"])
def test_a_time_that_is_none_is_refused(text: str):
    with pytest.raises(errors.ParameterInvalid):
        parse_as_of(text)


def test_every_way_of_reading_answers_as_of_a_version(platform: Platform, feed: Feed):
    first = "Day,mm\n" + "".join(f"2024-01-{day:02},{day}\n" for day in range(1, 31))
    second = first.replace(",30\n", ",99\n") + "2024-01-31,31\n"
    feed.put(first)
    feed.put(second)
    old = read.table(platform, "rain", 1)
    assert ask.rows(platform, old, parse([("where", "mm,gt,29")])).total == 1
    assert b"99" not in b"".join(ask.export(platform, old, Query(), "csv"))
    assert parquet.read_table(BytesIO(b"".join(ask.export(platform, old, Query(), "parquet")))).num_rows == 30
    assert ask.parquet(platform, old) is None
    latest = ask.parquet(platform, read.table(platform, "rain"))
    assert latest is not None
    assert parquet.read_table(latest)["mm"].to_pylist()[-2:] == [99, 31]
    drawn = chart.first_chart(platform, old)
    assert drawn is not None
    assert len(drawn.points) == 30
    assert sql.query(platform, sql.Asked(text="SELECT max(mm) FROM rain", as_of=1)).rows == ((30,),)
    assert sql.query(platform, sql.Asked(text="SELECT max(r2.mm) FROM Rain, rain r2")).columns
    assert sql.query(platform, sql.Asked(text="SELECT max(mm) FROM RAIN")).rows == ((99,),)
    with read.original(platform, "r1", 1).stream as stream:
        assert stream.read().decode() == first


def test_a_chart_draws_no_sum_beside_what_it_sums_up(platform: Platform, feed: Feed):
    feed.put("Region,Population\nEast,10\nWest,20\nNorth,30\nTotal,60\n")
    drawn = chart.first_chart(platform, read.table(platform, "rain"))
    assert drawn is not None
    assert [(each["x"], each["y"]) for each in drawn.points] == [("North", 30), ("West", 20), ("East", 10)]
    assert drawn.sums_left_out == 1
    months = "".join(f"2023-{month:02},{month}\n" for month in range(1, 13))
    feed.put(f"Month,Cases\n{months}Total,78\n")
    drawn = chart.first_chart(platform, read.table(platform, "rain"))
    assert drawn is not None
    assert sum(each["y"] for each in drawn.points if isinstance(each["y"], int)) == 78


def test_changes_of_columns_are_told_with_how_much_they_matter(platform: Platform, feed: Feed):
    feed.put("Station,mm,note,when\n" + "".join(f"s{n},{n},n{n},2024-01-01\n" for n in range(9)))
    feed.put("Station,rain,note,new\n" + "".join(f"s{n},{n},{n}.5,x\n" for n in range(9)))
    found = diff(platform, "rain", 1, 2)
    assert {(each.kind, each.name): each.severity for each in found.schema} == {
        ("renamed", "rain"): "breaking",
        ("dropped", "when"): "breaking",
        ("retyped", "note"): "breaking",
        ("added", "new"): "compatible",
    }
    assert (found.added, found.removed, found.changed) == (0, 0, 9)
    assert found.rows[0].columns == ("note",)
    feed.put("Station,rain,note,new\n" + "".join(f"s{n},{n}.5,{n}.5,x\n" for n in range(9)))
    assert [(each.kind, each.severity) for each in diff(platform, "rain", 2).schema] == [
        ("widened", "careful")
    ]
    for number in (1, 2, 3):
        assert ask.rows(platform, read.table(platform, "rain", number), Query()).total == 9
    assert [
        chapter.changed
        for chapter in story(platform, "rain", read.timeline(platform, "rain"), {"station": "s3"}).chapters
    ][2] == ("rain",)


REPEATED = (
    "Station,mm\na,1\na,1\na,2\nb,1\n",
    "Station,mm\na,1\na,2\na,2\nb,1\n",
    "Station,mm,more\na,1,x\na,2,y\nb,1,z\nb,1,z\n",
    "Station,mm,more\na,1.5,x\na,2,y\nb,Trace,z\nb,1,z\n",
    "Station,mm,more\na,1.5,x\n",
)


def test_without_a_key_equal_rows_are_counted_through_other_columns_too(platform: Platform, feed: Feed):
    for text in REPEATED:
        feed.put(text)

    def counts(before: int, after: int, *key: str) -> tuple[int, int, int]:
        found = diff(platform, "rain", before, after, key=key)
        assert found.key == key
        return found.added, found.removed, found.changed

    assert counts(1, 2) == (1, 1, 0)
    assert counts(2, 3) == (1, 1, 0)
    assert counts(3, 4) == (2, 2, 0)
    assert counts(1, 5) == (1, 4, 0)
    assert counts(5, 1) == (4, 1, 0)
    assert counts(4, 4) == (0, 0, 0)
    assert counts(1, 2, "station") == (0, 0, 1)
    told = [
        (chapter.first.number, chapter.last.number, len(chapter.rows))
        for chapter in story(
            platform, "rain", read.timeline(platform, "rain"), {"station": "a", "mm": "2"}
        ).chapters
    ]
    assert told == [(1, 1, 1), (2, 2, 2), (3, 3, 1), (4, 4, 1), (5, 5, 0)]
    late = story(platform, "rain", read.timeline(platform, "rain"), {"more": "x"}).chapters
    assert [(each.first.number, len(each.rows), each.changed) for each in late] == [
        (1, 0, ()),
        (3, 1, ()),
        (4, 1, ("mm",)),
    ]


def test_every_version_of_every_generation_is_in_one_file_also_after_some_were_let_go(
    platform: Platform, feed: Feed
):
    for text in (*REPEATED, REPEATED[0], REPEATED[1]):
        feed.put(text)

    def held_by_version() -> dict[int, list[tuple[str, str, str, str]]]:
        whole = parquet.read_table(BytesIO(b"".join(ask.every_version(platform, "rain")))).to_pylist()
        return {
            each.number: sorted(
                (
                    row["station"],
                    str(row["mm"]).removesuffix(".0"),
                    str(row.get("mm_text")),
                    str(row.get("more")),
                )
                for row in whole
                if row["_from_at"] <= each.retrieved_at
                and (row["_to_at"] is None or row["_to_at"] > each.retrieved_at)
            )
            for each in read.timeline(platform, "rain")
        }

    before = held_by_version()
    assert [len(rows) for rows in before.values()] == [4, 4, 4, 4, 1, 4, 4]
    assert before[4][3] == ("b", "None", "Trace", "z")
    assert before[1] == before[6]
    retain.set_rule(platform, "rain", "0:day")
    retain.retain(platform, now=START + timedelta(days=2), dry_run=False, progress=lambda *_: None)
    assert held_by_version() == {number: before[number] for number in (6, 7)}


def test_what_cannot_be_asked_is_refused(platform: Platform, feed: Feed):
    feed.put("Station,mm\na,1\n")
    with pytest.raises(errors.VersionMissing):
        diff(platform, "rain", 1, 9)
    with pytest.raises(errors.TableMissing):
        diff(platform, "wind", 1)
    with pytest.raises(errors.ColumnUnknown):
        diff(platform, "rain", 1, key=("nothing",))
    with pytest.raises(errors.ColumnUnknown):
        story(platform, "rain", read.timeline(platform, "rain"), {"_row": "1"})
    with pytest.raises(errors.ParameterInvalid):
        story(platform, "rain", read.timeline(platform, "rain"), {})
    with pytest.raises(errors.TableMissing):
        story(platform, "wind", read.timeline(platform, "wind"), {"a": "b"})
    assert (
        story(platform, "rain", read.timeline(platform, "rain"), {"mm": "no number"}).chapters[0].rows == ()
    )


@pytest.mark.parametrize(("name", "every"), [(LISTS, 9), (WIND, 40)])
def test_real_histories_are_read_back_version_by_version(
    platform: Platform, feed: Feed, tmp_path: Path, name: str, every: int
):
    paths = unpack(name, tmp_path / "recorded")[::every]
    expected = []
    for path in paths:
        outcome = feed.put(path.read_bytes(), path.name)
        if outcome.status == "ready":
            table = outcome.tables[0]
            expected.append((table, b"".join(ask.export(platform, table, Query(size=1), "csv"))))
    for table, written in expected:
        again = b"".join(ask.export(platform, table, Query(), "csv"))

        def rows(text: bytes) -> list[list[str]]:
            return sorted(line.split(",")[1:] for line in text.decode().splitlines())

        assert rows(again) == rows(written)
