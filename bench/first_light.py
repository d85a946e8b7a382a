"""First light, measured from outside: clone to portal, second start, memory at rest, pages and search at the server.

    python bench/first_light.py [--keep]

Clones this repository into a temporary folder, runs the README's command there, and asks the server it starts.
Limits are the issue's own: 180 s, 3 s, 300 MB.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
ROUNDS = 60
DEADLINE = 900.0


def main() -> None:
    """Measure and print."""
    folder = Path(tempfile.mkdtemp(prefix="praya-first-light-"))
    try:
        clone = folder / "praya"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        with _serving(clone) as (base, seconds):
            _line("clone to serving portal", seconds, "s", 180)
            rows = _pages(base)
        with _serving(clone) as (base, seconds):
            _line("second start to first page", seconds, "s", 3)
            time.sleep(10)
            _line("resident memory at rest", _resident(_pid(clone)), "MB", 300)
            for name, times in _pages(base).items():
                first = statistics.median(rows[name])
                print(
                    f"{name:34} p50 {statistics.median(times):7.1f} ms   p95 {_p95(times):7.1f} ms   (first start p50 {first:.1f})"
                )
            _line("resident memory after that", _resident(_pid(clone)), "MB", 300)
    finally:
        if "--keep" not in sys.argv:
            shutil.rmtree(folder)


@contextmanager
def _serving(clone: Path) -> Iterator[tuple[str, float]]:
    """Run `make demo` until its first page has come; give its address and how many seconds that took."""
    port = _free_port()
    base = f"http://127.0.0.1:{port}"
    started = time.perf_counter()
    process = subprocess.Popen(
        ["make", "demo"],
        cwd=clone,
        env={**os.environ, "PRAYA_PORT": str(port)},
        stdout=sys.stderr,
        start_new_session=True,
    )
    try:
        while time.perf_counter() - started < DEADLINE:
            if process.poll() is not None:
                sys.exit("make demo ended by itself")
            try:
                _get(base + "/en")
                break
            except OSError:
                time.sleep(0.05)
        yield base, time.perf_counter() - started
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.wait(timeout=30)


def _pages(base: str) -> dict[str, list[float]]:
    """Return the milliseconds of each request, page by page, one client."""
    busiest = json.loads(_get(base + "/health"))
    assert busiest
    paths = {
        "home": "/en",
        "search, facets, one word": "/en/search?q=rain",
        "search, simplified for traditional": "/zh-Hans/search?q=%E7%A9%BA%E6%B0%94%E8%B4%A8%E9%87%8F",
        "dataset with a table": "/en/dataset/hk-edb-schinfo-school-location-and-information",
        "dataset with a chart": "/en/dataset/" + _first_dataset(),
    }
    times: dict[str, list[float]] = {}
    for name, path in paths.items():
        _get(base + path)
        times[name] = [_timed(base + path) for _ in range(ROUNDS)]
    return times


def _first_dataset() -> str:
    sys.path.insert(0, str(ROOT / "src"))
    from praya.demo import FIRST_DATASET  # noqa: PLC0415 - only the name, from this very checkout

    return FIRST_DATASET


def _timed(url: str) -> float:
    started = time.perf_counter()
    _get(url)
    return (time.perf_counter() - started) * 1000


def _get(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=30) as answer:  # noqa: S310 - loopback
        body: bytes = answer.read()
        return body


def _pid(clone: Path) -> int:
    """Return the process id of the server that runs from this clone."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            words = (entry / "cmdline").read_bytes().split(b"\0")
            if str(clone / ".venv").encode() in b" ".join(words[:2]) or (
                b".venv/bin/praya" in b" ".join(words[:3]) and (entry / "cwd").resolve() == clone.resolve()
            ):
                return int(entry.name)
    sys.exit("the server's process was not found")


def _resident(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def _line(name: str, value: float, unit: str, limit: float) -> None:
    print(f"{name:34} {value:9.1f} {unit:3} of {limit:g} allowed ({value / limit:.2f})")


if __name__ == "__main__":
    main()
