"""Megabytes a second of exported files, beside DuckDB's COPY of the same rows in the same order.

    python -m bench.export [--rows 1000000] [--times 3] [--keep FOLDER]

The rows are those of `bench.query`. Each way writes all rows but the first (so that Parquet is not just the file that is
kept) in turn: DuckDB with COPY to a file, Praya's server over HTTP to whoever throws the bytes away. Throughput is of
each one's own bytes; the ratio is of times. It prints Markdown.
"""

from __future__ import annotations

import argparse
import statistics
import time
from contextlib import ExitStack
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import duckdb
from bench.query import LARGE, THREADS, files, loaded
from bench.served import praya_serving

if TYPE_CHECKING:
    from collections.abc import Mapping

FORMATS: Mapping[str, str] = {
    "csv": "FORMAT csv, HEADER",
    "json": "FORMAT json, ARRAY true",
    "ndjson": "FORMAT json",
    "parquet": "FORMAT parquet, COMPRESSION zstd",
}
MIB = 1024 * 1024


def copied(path: Path, kind: str, target: Path) -> int:
    """Let DuckDB write a file; return its bytes."""
    with duckdb.connect(config={"threads": str(THREADS)}) as connection:
        rows = f"SELECT * EXCLUDE (_row) FROM read_parquet('{path}') WHERE objectid > 1 ORDER BY _row"
        connection.execute(f"COPY ({rows}) TO '{target}' ({FORMATS[kind]})")
    return target.stat().st_size


def fetched(port: int, kind: str) -> int:
    """Fetch the rows from the server; return the bytes."""
    connection = HTTPConnection("127.0.0.1", port)
    connection.request("GET", f"/data/{LARGE}.{kind}?where=objectid,gt,1")
    answer = connection.getresponse()
    assert answer.status == 200, answer.read()
    found = 0
    while chunk := answer.read(MIB):
        found += len(chunk)
    connection.close()
    return found


def main() -> None:
    """Load, write, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    with ExitStack() as stack:
        home = given.keep or Path(stack.enter_context(TemporaryDirectory()))
        path = files(loaded(home, {LARGE: given.rows}), {LARGE: LARGE})[LARGE]
        port = stack.enter_context(praya_serving(home))
        folder = Path(stack.enter_context(TemporaryDirectory()))
        print(
            "| format | DuckDB's COPY, MiB/s | Praya, MiB/s | Praya's time over DuckDB's |\n|---|---|---|---|"
        )
        for kind in FORMATS:
            speeds: dict[str, list[tuple[float, float]]] = {"DuckDB": [], "Praya": []}
            for _ in range(given.times):
                for way, found in speeds.items():
                    began = time.perf_counter()
                    size = copied(path, kind, folder / kind) if way == "DuckDB" else fetched(port, kind)
                    took = time.perf_counter() - began
                    found.append((took, size / MIB / took))
            (theirs, fast), (ours, speed) = (
                tuple(statistics.median(each[at] for each in found) for at in (0, 1))
                for found in speeds.values()
            )
            print(f"| {kind} | {fast:.0f} | {speed:.0f} | {ours / theirs:.1f} |", flush=True)


if __name__ == "__main__":
    main()
