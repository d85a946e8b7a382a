"""How long reading one large CSV takes, and how much memory, beside DuckDB's own way from CSV to Parquet.

    python bench/ingest.py [FILE] [--runs 3]

Praya: sniff, read, look at every value to type it, profile every column, write Parquet with the schema inside.
DuckDB: `COPY (FROM read_csv(FILE)) TO PARQUET`, which guesses types from a sample and profiles nothing: the limit.
Each run is a process of its own; time and memory are without the interpreter's start and imports.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ACCIDENTS = Path(__file__).parents[2] / "shared/data/files/transport/hk_accidents.csv"
MIB = 1024
"""ru_maxrss counts KiB."""


def praya(source: Path, target: Path) -> dict[str, float]:
    """Read a CSV file the whole way; return the seconds of each step."""
    from praya.formats import parquet  # noqa: PLC0415 - imported before the clock starts, in this process only
    from praya.formats.infer import infer  # noqa: PLC0415
    from praya.formats.profile import Tally  # noqa: PLC0415
    from praya.formats.read import read  # noqa: PLC0415
    from praya.formats.sniff import sniff  # noqa: PLC0415

    steps: dict[str, float] = {}
    started = time.perf_counter()

    def lap(step: str) -> None:
        steps[step] = time.perf_counter() - started - sum(steps.values())

    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    sniffed = sniff(source, unpacked_limit=1 << 33)
    lap("sniff")
    (raw,) = read(source, sniffed, unpacked_limit=1 << 33)
    lap("read")
    typed = infer(raw)
    lap("infer")
    tally = Tally(typed)
    parquet.write(typed, target, metadata={}, pieces=tally.watch(typed.pieces()))
    lap("cast, profile, parquet")
    tally.profile(target)
    lap("profile")
    return steps | {"base": base}


def duckdb(source: Path, target: Path) -> dict[str, float]:
    """Copy a CSV file to Parquet by DuckDB; return the seconds."""
    import duckdb as engine  # noqa: PLC0415 - imported before the clock starts, in this process only

    connection = engine.connect()
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.perf_counter()
    connection.execute(f"COPY (FROM read_csv('{source}')) TO '{target}' (FORMAT parquet, COMPRESSION zstd)")
    return {"copy": time.perf_counter() - started, "base": base}


def measure(way: str, source: Path) -> dict[str, float]:
    """Run one way in a process of its own; return its steps, seconds in all, and peak memory in MiB."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, __file__, str(source), "--way", way, "--target", f"{folder}/x.parquet"]
        said: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return said


def one(way: str, source: Path, target: Path) -> None:
    """Do one way here, and print its figures as JSON."""
    steps = {"praya": praya, "duckdb": duckdb}[way](source, target)
    base = steps.pop("base")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    figures = {"seconds": sum(steps.values()), "peak": peak / MIB, "added": (peak - base) / MIB}
    print(json.dumps(steps | figures | {"written": target.stat().st_size / MIB / 1024}))


def main() -> None:
    """Compare both ways, alternating, and print medians and their ratio."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("source", type=Path, nargs="?", default=ACCIDENTS)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--way", choices=["praya", "duckdb"], help=argparse.SUPPRESS)
    parser.add_argument("--target", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.way:
        one(given.way, given.source, given.target)
        return
    found: dict[str, list[dict[str, float]]] = {"praya": [], "duckdb": []}
    for _ in range(given.runs):
        for way, runs in found.items():
            runs.append(measure(way, given.source))
    print(
        f"{given.source.name}: {given.source.stat().st_size / MIB / 1024:.1f} MiB, median of {given.runs} runs"
    )
    medians = {
        way: {key: statistics.median(run[key] for run in runs) for key in runs[0]}
        for way, runs in found.items()
    }
    for way, figures in medians.items():
        steps = ", ".join(
            f"{step} {seconds:.2f}"
            for step, seconds in figures.items()
            if step not in ("seconds", "peak", "added", "written")
        )
        print(
            f"{way:7} {figures['seconds']:6.2f} s ({steps}); peak {figures['peak']:.0f} MiB, "
            f"{figures['added']:.0f} above its start; wrote {figures['written']:.1f} MiB"
        )
    ratio = medians["praya"]["seconds"] / medians["duckdb"]["seconds"]
    print(f"praya takes {ratio:.1f} times as long as DuckDB's copy")


if __name__ == "__main__":
    main()
