"""The whole demo, loaded once for all who test with it: killed half-way, then gone on with."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from praya import demo
from praya.platform import open_platform
from praya.settings import Settings
from praya.store import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

SECONDS_TO_LOAD = 300
READ_BEFORE = 3
"""Files that `praya demo` has read, at least, when it is killed."""


@dataclass(frozen=True)
class Loaded:
    """A home that `praya demo` began to load, and what going on with it told."""

    home: Path
    """A copy, of whoever asked for it."""
    ended_early: bool
    created: int
    changed: int
    unchanged: int
    files: int
    failed: list[str]
    last_step: tuple[int, int]


def loaded_demo(folders: pytest.TempPathFactory) -> Loaded:
    """Return a copy of the loaded demo; whoever comes first loads it, workers beside wait for that."""
    base = folders.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "loaded-demo"
    shared.mkdir(exist_ok=True)
    told = shared / "told.json"
    with (shared / "lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not told.exists():
            told.write_text(json.dumps(_load(shared / "home")), "utf-8")
    home = folders.mktemp("demo") / "home"
    shutil.copytree(shared / "home", home)
    return Loaded(home=home, **json.loads(told.read_text("utf-8")))


@contextmanager
def demo_command(home: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """`praya demo` in a process of its own; what it says is in `log` beside its home."""
    command = [str(Path(sys.executable).with_name("praya")), "demo", "--home", str(home), "--port", str(port)]
    with (home.parent / "log").open("ab") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=30)


def _load(home: Path) -> dict[str, object]:
    platform = open_platform(Settings(home=home))
    with demo_command(home, port=1) as process:  # it does not come to serving
        deadline = time.monotonic() + SECONDS_TO_LOAD
        read = 0
        while read < READ_BEFORE:
            assert process.poll() is None, (home.parent / "log").read_text()
            assert time.monotonic() < deadline, "the demo did not begin to load in time"
            time.sleep(0.1)
            with platform.db.connect() as connection:
                read = len(catalogue.recent(connection, READ_BEFORE))
        process.kill()
    ended_early = not demo.loaded(platform)
    steps: list[tuple[int, int]] = []
    report = demo.load(platform, progress=lambda done, in_all, _: steps.append((done, in_all)))
    platform.db.dispose()
    return {
        "ended_early": ended_early,
        "created": report.created,
        "changed": report.changed,
        "unchanged": report.unchanged,
        "files": report.files,
        "failed": list(report.failed),
        "last_step": steps[-1],
    }
