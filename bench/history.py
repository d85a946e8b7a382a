"""What remembering costs: bytes, and time to ask about the past, against one version of the same.

    python -m bench.history [--rows 1000000] [--versions 30]

A made table of so many rows, of which one in a hundred changes a day; the 623 recorded wind readings; and, for raw
bytes, the 72 recorded daily lists beside gzip copies of them.
"""

from __future__ import annotations

import argparse
import gzip
import lzma
import shutil
import statistics
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

import duckdb
from tests.recorded import LISTS, WIND, recorded, unpack

from praya.model.catalogue import Dataset, Distribution, Publisher, Record, Version
from praya.model.query import Sql
from praya.model.table import Column, Profile, Schema, Table
from praya.model.text import Text
from praya.platform import Platform, open_platform
from praya.services.ingest import LocalFile, ingest
from praya.settings import Settings
from praya.store import catalogue
from praya.store.archive import Archive
from praya.store.history import Incoming

if TYPE_CHECKING:
    from collections.abc import Callable

START = datetime(2025, 1, 1, tzinfo=UTC)
AGAIN = 9
MADE = """
    SELECT i + 1 AS _row, 'id-' || i AS id, ['Sha Tin', 'Tai Po', 'Kwun Tong', 'Central'][1 + i % 4] AS district,
        round(random() * 1000, 2) AS value, (random() * 1e6)::BIGINT AS count,
        DATE '2020-01-01' + (i % 2000)::INT AS day, 'place number ' || (hash(i) % 100000) AS place,
        random() AS share
    FROM range({rows}) t(i)
"""
CHANGED = """
    SELECT * REPLACE (CASE WHEN hash(_row * 1000 + {day}) % 100 = 0 THEN value + 1 ELSE value END AS value)
    FROM '{path}'
"""
WINDY = """
    SELECT c_10_minute_mean_wind_direction_compass_points AS direction,
        avg(c_10_minute_mean_speed_km_hour) AS speed, count(*)
    FROM {source} GROUP BY direction
"""
"""Columns that every reading has; the text beside markers comes and goes."""
COLUMNS = ("id", "district", "value", "count", "day", "place", "share")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--versions", type=int, default=30)
    options = parser.parse_args()
    home = Path(mkdtemp(prefix="praya-bench-"))
    try:
        made(open_platform(Settings(home=home / "made")), home, options.rows, options.versions)
        wind(open_platform(Settings(home=home / "wind")), home)
        lists(home)
    finally:
        shutil.rmtree(home)


def made(platform: Platform, folder: Path, rows: int, versions: int) -> None:
    """Keep a table of which one row in a hundred changes a day."""
    print(f"\n{rows:,} rows, one in a hundred changes a day, {versions} versions")
    announce(platform)
    database = duckdb.connect()
    path = folder / "day-1.parquet"
    database.execute(f"COPY ({MADE.format(rows=rows)}) TO '{path}' (COMPRESSION zstd, ROW_GROUP_SIZE 100000)")
    one = path.stat().st_size
    took = []
    for day in range(1, versions + 1):
        if day > 1:
            following = folder / f"day-{day}.parquet"
            select = CHANGED.format(day=day, path=path)
            database.execute(f"COPY ({select}) TO '{following}' (COMPRESSION zstd, ROW_GROUP_SIZE 100000)")
            path.unlink()
            path = following
        start = time.perf_counter()
        publish(platform, folder, path, rows, day)
        took.append(time.perf_counter() - start)
    with platform.db.connect() as connection:
        stored = platform.history.bytes(connection, "made")
    print(f"  bytes: {stored:,} against {one:,} of one version: {stored / one:.2f} times (aim: at most 1.6)")
    print(f"  joining a version to the history: {statistics.median(took[1:]):.2f} s")
    ask(platform, "made", versions, "SELECT district, avg(value), count(*) FROM {source} GROUP BY district")


def wind(platform: Platform, folder: Path) -> None:
    """Read 623 real readings, ten minutes apart: every row changes every time."""
    announce(platform)
    paths = unpack(WIND, folder / "recorded")
    start = time.perf_counter()
    one = []
    for number, path in enumerate(paths):
        at = START + timedelta(minutes=10 * number)
        local = LocalFile(
            path=path, name=path.name, url="https://example.org/wind.csv", retrieved_at=at, table_name="wind"
        )
        outcome = ingest(platform, "r1", local=local, now=at)
        if outcome.status == "ready":
            one.append(outcome.tables[0].version)
    took = time.perf_counter() - start
    with platform.db.connect() as connection:
        stored = platform.history.bytes(connection, "wind")
        generations = len({each.generation for each in platform.history.contents(connection, "wind")})
    archived = size(platform.settings.home / "archive")
    raw, zipped = sum(path.stat().st_size for path in paths), copies(paths)
    print(f"\n{len(paths)} wind readings: {len(one)} versions in {took:.0f} s, {generations} generations")
    print(f"  tables: {stored:,} bytes against {raw:,} of the files as they came")
    print(f"  raw archive: {archived:,} bytes; gzip copies {zipped:,}: {zipped / archived:.1f} times smaller")
    ask(platform, "wind", max(one), WINDY)


def lists(folder: Path) -> None:
    """Keep 72 real daily lists as bytes."""
    paths = unpack(LISTS, folder / "lists")
    archive = Archive(folder / "lists-archive")
    before = ""
    start = time.perf_counter()
    for path in paths:
        before = archive.keep(path, after=before).sha256
    took = time.perf_counter() - start
    archived, zipped = size(folder / "lists-archive"), copies(paths)
    solid = len(lzma.compress(b"".join(content for _, content in recorded(LISTS)), preset=9))
    print(f"\n{len(paths)} daily lists: kept in {took:.1f} s")
    print(
        f"  raw archive: {archived:,} bytes; gzip copies {zipped:,}: {zipped / archived:.1f} times smaller "
        f"(aim: 10; all lists in one xz stream {zipped / solid:.1f})"
    )


def ask(platform: Platform, name: str, versions: int, question: str) -> None:
    """Ask the latest version, versions of the past, and for differences."""

    def as_of(version: int) -> Callable[[], object]:
        def run() -> object:
            with platform.history.source(platform.db, name, version) as held:
                return platform.lake.rows(Sql(question.format(source=held.sql)))

        return run

    latest = timed(as_of(versions))
    for version in (versions - 1, versions // 2, 1):
        took = timed(as_of(version))
        print(
            f"  an aggregate as of version {version}: {took:.1f} ms against {latest:.1f} of the latest: "
            f"{took / latest:.1f} times (aim: at most 3)"
        )
    for before, after in ((versions - 1, versions), (versions // 2, versions // 2 + 1), (1, versions)):
        took = timed(
            lambda pair=(before, after): platform.history.difference(platform.db, name, pair, limit=200)  # type: ignore[misc]
        )
        print(f"  difference of versions {before} and {after}: {took:.1f} ms")


def timed(run: Callable[[], object]) -> float:
    """Return the least of several runs in milliseconds: what else the machine does only adds."""
    took = []
    for _ in range(AGAIN):
        start = time.perf_counter()
        run()
        took.append(1000 * (time.perf_counter() - start))
    return min(took)


def size(folder: Path) -> int:
    """Return the bytes of all files in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def copies(paths: list[Path]) -> int:
    """Return what gzip copies of files would take."""
    return sum(len(gzip.compress(path.read_bytes())) for path in paths)


def announce(platform: Platform) -> None:
    """Save a record with one distribution."""
    distribution = Distribution(
        id="r1", dataset_id="d1", position=0, title=Text(), url="https://example.org/data.csv"
    )
    record = Record(
        dataset=Dataset(id="d1", name="bench", title=Text(), publisher_id="bench", licence_id=""),
        distributions=(distribution,),
        publisher=Publisher(id="bench", title=Text()),
        themes=(),
    )
    with platform.db.begin() as connection:
        catalogue.save_record(connection, record, START)


def publish(platform: Platform, folder: Path, written: Path, rows: int, number: int) -> None:
    """Join one version to the table's history."""
    scratch = folder / "scratch"
    scratch.mkdir()
    columns = tuple(Column(name=name, header=name, title=Text(), type="string") for name in COLUMNS)
    table = Table(
        name="made",
        distribution_id="r1",
        version=number,
        position=0,
        title=Text(),
        rows=rows,
        schema=Schema(columns),
        profile=Profile(rows=rows, columns={}),
    )
    version = Version(
        distribution_id="r1",
        number=number,
        sha256=f"{number:064}",
        bytes=0,
        url="",
        media_type="",
        format="csv",
        encoding="",
        retrieved_at=START + timedelta(days=number),
    )
    with platform.db.begin() as connection:
        catalogue.name_table(connection, "r1", "", "made")
    incoming = Incoming(name="made", version=number, before=number - 1, written=written, columns=COLUMNS)
    change = platform.history.prepare(platform.db, incoming, scratch)
    with platform.db.begin() as connection:
        platform.history.publish(connection, change)
        catalogue.register(connection, version, [table], etag="", last_modified="")
    shutil.rmtree(scratch)


if __name__ == "__main__":
    main()
