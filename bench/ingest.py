"""How long taking in one large CSV takes, and how much memory, beside what others do with it.

    python -m bench.ingest [FILE] [--rows 1000000] [--runs 3]

Praya: `services.ingest` into a fresh platform, whole: hash, sniff, read, look at every value to type it, profile, write
Parquet, keep the bytes compressed, register. The others only load:
DuckDB: `COPY (FROM read_csv(FILE)) TO PARQUET`, which guesses types from a sample: the limit.
PostgreSQL: COPY into columns of text, then ALTER to the types, in one statement, as CKAN's loader does; types are given.
sqlite-utils: `insert --csv`, on a share of the rows, counted up to all of them.

Each run is a process of its own, all with as many threads as there are processors. Time and memory are those of the
work: without starting, importing, making an empty platform or database. Memory is the most that was resident, the
process's own (of PostgreSQL: its backend's, which includes what it touched of the shared buffers).
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from bench.made import make
from bench.postgres import serving

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Figures = dict[str, float]
    Way = Callable[[Path, Path], Figures]

THREADS = os.cpu_count() or 1
SHARE = 20
"""sqlite-utils is given the first of so many parts of the rows."""


def praya(source: Path, folder: Path) -> Figures:
    """Ingest a file into a fresh platform; return the seconds of each step."""
    from praya.platform import open_platform  # noqa: PLC0415 - imported before the clock starts, in this process only
    from praya.services import adopt, ingest  # noqa: PLC0415
    from praya.settings import Settings  # noqa: PLC0415

    platform = open_platform(Settings(home=folder / "home"))
    now = datetime.now(UTC)
    url = source.absolute().as_uri()
    distribution = adopt.adopt(platform, url, now=now)
    local = ingest.LocalFile(path=source, name=source.name, url=url, retrieved_at=now)
    steps: Figures = {}
    before = _processor()
    started = last = time.perf_counter()

    def tell(step: str, _done: int, _total: int) -> None:
        nonlocal last
        at = time.perf_counter()
        steps[step] = steps.get(step, 0) + at - last
        last = at

    outcome = ingest.ingest(platform, distribution, local=local, now=now, tell=tell)
    assert outcome.status == "ready", outcome
    ended = time.perf_counter()
    told = {"seconds": ended - started, "processor": _processor() - before}
    return told | steps | {"the rest": ended - last}


def duckdb(source: Path, folder: Path) -> Figures:
    """Copy a file to Parquet."""
    import duckdb as engine  # noqa: PLC0415 - imported before the clock starts, in this process only

    connection = engine.connect(config={"threads": str(THREADS)})
    before = _processor()
    started = time.perf_counter()
    connection.execute(
        f"COPY (FROM read_csv('{source}')) TO '{folder}/x.parquet' (FORMAT parquet, COMPRESSION zstd)"
    )
    return {"seconds": time.perf_counter() - started, "processor": _processor() - before}


def postgresql(source: Path, _folder: Path) -> Figures:
    """Load a file into a table of text, and give its columns the types that DuckDB finds."""
    import duckdb as engine  # noqa: PLC0415
    import psycopg  # noqa: PLC0415

    found = engine.execute(f"DESCRIBE FROM read_csv('{source}')").fetchall()
    types = {str(row[0]): _postgres_type(str(row[1])) for row in found}
    with psycopg.connect(host=os.environ["PGHOST"], user="praya", dbname="postgres", autocommit=True) as held:
        held.execute("DROP TABLE IF EXISTS loaded")
        started = time.perf_counter()
        columns = ", ".join(f'"{name}" text' for name in types)
        held.execute(f"CREATE TABLE loaded ({columns})")
        sql = "COPY loaded FROM STDIN (FORMAT csv, HEADER)"
        with held.cursor() as cursor, cursor.copy(sql) as copy, source.open("rb") as file:
            while chunk := file.read(1 << 20):
                copy.write(chunk)
        copied = time.perf_counter()
        changes = (
            f'ALTER "{name}" TYPE {kind} USING "{name}"::{kind}'
            for name, kind in types.items()
            if kind != "text"
        )
        held.execute(f"ALTER TABLE loaded {', '.join(changes)}")
        ended = time.perf_counter()
        backend = held.info.backend_pid
        told = {"peak": _peak(backend), "processor": _processor(backend)}
    return {"seconds": ended - started, **told, "copy": copied - started, "alter": ended - copied}


def _postgres_type(kind: str) -> str:
    """Return CKAN's type for one of DuckDB's."""
    return {"BIGINT": "numeric", "DOUBLE": "numeric", "TIMESTAMP": "timestamp", "BOOLEAN": "boolean"}.get(
        kind, "text"
    )


def sqlite_utils(source: Path, folder: Path) -> Figures:
    """Insert the first rows into a table; return the seconds that all would take."""
    from sqlite_utils.cli import cli  # noqa: PLC0415 - imported before the clock starts, in this process only

    rows = sum(1 for _ in source.open("rb")) - 1
    part = folder / "part.csv"
    with source.open("rb") as file, part.open("wb") as copy:
        copy.writelines(islice(file, rows // SHARE + 1))
    started = time.perf_counter()
    cli(["insert", f"{folder}/x.db", "loaded", str(part), "--csv", "--silent"], standalone_mode=False)
    return {"seconds": (time.perf_counter() - started) * SHARE, "processor": _processor() * SHARE}


WAYS: Mapping[str, Way] = {
    "praya": praya,
    "duckdb": duckdb,
    "postgresql": postgresql,
    "sqlite-utils": sqlite_utils,
}


def _peak(process: int | str = "self") -> float:
    """Return the most memory that was resident, in MiB."""
    told = Path(f"/proc/{process}/status").read_text()
    return int(told.partition("VmHWM:")[2].split()[0]) / 1024


def _processor(process: int | str = "self") -> float:
    """Return the seconds for which a process had a processor, all of its threads together."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(way: str, source: Path) -> Figures:
    """Run one way in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "bench.ingest", str(source), "--way", way, "--folder", folder]
        said = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
    found: Figures = json.loads(said.splitlines()[-1])
    return found


def compare(source: Path, runs: int) -> None:
    """Run all ways in turn, and print the medians and their ratios."""
    found: dict[str, list[Figures]] = {way: [] for way in WAYS}
    for _ in range(runs):
        for way, said in found.items():
            said.append(measure(way, source))
    medians = {
        way: {key: statistics.median(run[key] for run in said) for key in said[0]}
        for way, said in found.items()
    }
    size = source.stat().st_size / (1 << 20)
    print(f"{source.name}: {size:.0f} MiB, medians of {runs} runs, {THREADS} threads")
    ours = medians["praya"]["seconds"]
    for way, figures in medians.items():
        seconds, peak, processor = (figures.pop(each) for each in ("seconds", "peak", "processor"))
        steps = ", ".join(f"{step} {each:.2f}" for step, each in figures.items())
        spread = "–".join(f"{at(run['seconds'] for run in found[way]):.2f}" for at in (min, max))
        print(
            f"{way:13} {seconds:7.2f} s ({spread})  processors {processor:6.2f} s  peak {peak:5.0f} MiB  {steps}"
        )
        if way == "duckdb":
            print(f"{'':13} praya takes {ours / seconds:.2f} times as long (aim: at most 2.5)")
        elif way != "praya":
            aim = 2 if way == "postgresql" else 10
            print(f"{'':13} takes {seconds / ours:.1f} times as long as praya (aim: at least {aim})")


def main() -> None:
    """Make a file unless one is given, and compare."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("source", type=Path, nargs="?")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--way", choices=WAYS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.way:
        figures = {"peak": 0.0, **WAYS[given.way](given.source, given.folder)}
        figures["peak"] = figures["peak"] or _peak()
        print(json.dumps(figures))
        return
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        if given.source is None:
            given.source = folder / f"{given.rows}.csv"
            make(given.source, given.rows, narrow=True)
        os.environ["PGHOST"] = str(stack.enter_context(serving(THREADS)))
        compare(given.source, given.runs)


if __name__ == "__main__":
    main()
