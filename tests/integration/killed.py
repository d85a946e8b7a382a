"""Ingest one more version in a child that is killed at its N-th step, for every N; then look what is left.

    python -m tests.integration.killed TEMPLATE SCRATCH FILE EVERY [reread]

TEMPLATE is a home with versions, FILE the next one; with `reread`, those that are there are read again instead. A step is a file opened for writing, renamed, linked or removed, a
folder made, a statement sent to the database or a transaction committed. Children are forked from a process that has
imported everything and opened nothing, so that each begins alike. Prints how many steps there were.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import traceback
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from praya.model.query import Query
from praya.platform import Platform, open_platform
from praya.services import ask, read, verify
from praya.services.ingest import LocalFile, ingest
from praya.services.reread import reread
from praya.settings import Settings
from praya.store import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable

STEPS = frozenset({"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "shutil.rmtree"})
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


class Countdown:
    """Kills this process at its N-th step."""

    def __init__(self, steps: int) -> None:
        self.left = steps

    def step(self) -> None:
        self.left -= 1
        if not self.left:
            os.kill(os.getpid(), signal.SIGKILL)

    def audit(self, name: str, arguments: tuple[object, ...]) -> None:
        flags = arguments[2] if name == "open" else 0
        if name in STEPS or (isinstance(flags, int) and flags & WRITING):
            self.step()

    def begin(self) -> None:
        sys.addaudithook(self.audit)
        for name in ("before_cursor_execute", "after_cursor_execute", "commit"):
            sa.event.listen(Engine, name, lambda *_: self.step())


def put(platform: Platform, path: Path) -> str:
    """Read the next version; return how it ended."""
    with platform.db.connect() as connection:
        at = max(each.retrieved_at for each in catalogue.versions(connection, "r1")) + timedelta(hours=1)
    local = LocalFile(path=path, name="rain.csv", url="https://example.org/rain.csv", retrieved_at=at)
    return ingest(platform, "r1", local=local, now=at).status


def contents(platform: Platform) -> list[list[tuple[str, str]]]:
    """Return the rows of every version, as text."""
    return [
        sorted(
            (str(row["station"]), str(row["mm"]))
            for row in ask.rows(platform, read.table(platform, "rain", each.number), Query(size=500)).rows
        )
        for each in read.timeline(platform, "rain")
    ]


def check(home: Path, before: list[list[tuple[str, str]]], path: Path) -> None:
    """Whatever the child came to, all versions are whole, and reading the file again ends well."""
    platform = open_platform(Settings(home=home))
    found = contents(platform)
    assert found[: len(before)] == before, "a version is not what it was"
    assert len(found) <= len(before) + 1
    assert not verify.verify(platform, progress=lambda *_: None).damaged
    assert put(platform, path) == ("unchanged" if len(found) > len(before) else "ready")
    again = contents(platform)
    assert again[: len(before)] == before
    assert len(again) == len(before) + 1
    told = path.read_text("utf-8").splitlines()[1:]
    assert len(again[-1]) == len(told)
    assert not verify.verify(platform, progress=lambda *_: None).damaged
    with platform.db.connect() as connection:
        for each in catalogue.versions(connection, "r1"):
            platform.archive.copy(each.sha256, home / "copy")


def alone(run: Callable[[], None]) -> int:
    """Run something in a forked child; return its exit code, negative if it was killed."""
    sys.stdout.flush()
    child = os.fork()
    if not child:
        code = 1
        try:
            run()
            code = 0
        except BaseException:  # noqa: BLE001 - the parent must not go on in here
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(code)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def main() -> int:
    """Kill at every step until none is left."""
    template, scratch, path = map(Path, sys.argv[1:4])
    every = int(sys.argv[4])
    told = scratch / "before"
    alone(lambda: _write(told, contents(open_platform(Settings(home=template)))))
    before = eval(told.read_text("utf-8"), {})
    steps = 0
    ended = -signal.SIGKILL
    while ended == -signal.SIGKILL:
        steps += every
        home = scratch / "home"
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(template, home)

        def ingest_and_die(home: Path = home, steps: int = steps) -> None:
            platform = open_platform(Settings(home=home))
            Countdown(steps).begin()
            if sys.argv[5:]:
                reread(platform, "r1", now=datetime.now(UTC), anyway=True, progress=lambda *_: None)
            else:
                put(platform, path)

        ended = alone(ingest_and_die)
        assert ended in (0, -signal.SIGKILL), f"step {steps}: the child failed"
        assert alone(lambda home=home: check(home, before, path)) == 0, f"killed at step {steps}"  # type: ignore[misc]
    sys.stdout.write(f"{steps}\n")
    return 0


def _write(path: Path, value: object) -> None:
    path.write_text(repr(value), "utf-8")


if __name__ == "__main__":
    sys.exit(main())
