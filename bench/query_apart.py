"""What a process of its own costs a small statement: `python bench/query_apart.py`."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa
from pyarrow import parquet

from praya.store.lake import Source, source
from praya.store.sandbox import Limits, Sandbox

if TYPE_CHECKING:
    from collections.abc import Callable

TIMES = 300
TEXT = "SELECT max(year) FROM rain"


def main() -> None:
    """Print the medians and 95th percentiles of one small statement, here and apart."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rain.parquet"
        parquet.write_table(pa.table({"year": range(10_000)}), path)
        sandbox = Sandbox(Limits(memory=1 << 30, threads=os.cpu_count() or 1))
        began = time.perf_counter()
        sandbox.warm()
        print(f"nursery ready          {time.perf_counter() - began:6.2f} s")
        held = {"rain": Source(source(path), (path,))}
        with duckdb.connect() as connection:
            connection.execute(f"CREATE VIEW rain AS FROM {source(path)}")
            measure("in the same process", lambda: connection.execute(TEXT).fetchall())

        def apart() -> None:
            with sandbox.statement(TEXT) as statement:
                list(statement.run(held).batches)

        measure("apart, one after another", apart)
        measure("apart, with a pause", apart, pause=0.05)
        sandbox.close()


def measure(what: str, work: Callable[[], object], pause: float = 0) -> None:
    """Print how long a piece of work takes."""
    took = []
    for _ in range(TIMES):
        began = time.perf_counter()
        work()
        took.append(1000 * (time.perf_counter() - began))
        time.sleep(pause)
    took.sort()
    print(f"{what:24} p50 {took[TIMES // 2]:6.1f} ms   p95 {took[TIMES * 95 // 100]:6.1f} ms")


if __name__ == "__main__":
    main()
