"""Change a home in a child that is killed at its N-th step, for every (or every so many) N; then look what is left.

    python -m tests.integration.killed WHAT TEMPLATE SCRATCH PATH EVERY

WHAT is `ingest` (PATH is the next version's file), `reread` (the versions there are read again; PATH as for the one
before), `thin` (the rule in the home is applied) or `import` (PATH is a packed history); TEMPLATE is the home before. A
step is a file opened for writing, renamed, linked or removed, a
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

from praya.cli import main as main_command
from praya.model.query import Query
from praya.platform import Platform, open_platform
from praya.services import ask, pack, read, retain, verify
from praya.services.ingest import LocalFile, ingest
from praya.services.reread import reread
from praya.settings import Settings
from praya.store import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

STEPS = frozenset({"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "shutil.rmtree"})
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
MUCH_LATER = datetime(2030, 1, 1, tzinfo=UTC)
Contents = list[list[tuple[str, str]]]


def quiet(*_: object) -> None:
    """Progress that nobody watches."""


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


def contents(platform: Platform) -> Contents:
    """Return the rows of every version, as text."""
    with platform.db.connect() as connection:
        versions = catalogue.table_versions(connection, "rain")
    return [contents_of(platform, each.number) for each in versions]


def contents_of(platform: Platform, number: int) -> list[tuple[str, str]]:
    """Return the rows of one version, as text."""
    found = ask.rows(platform, read.table(platform, "rain", number), Query(size=500))
    return sorted((str(row["station"]), str(row["mm"])) for row in found.rows)


def ingested(home: Path, before: Contents, path: Path) -> None:
    """Whatever the child came to, all versions are whole, and reading the file again ends well."""
    platform = open_platform(Settings(home=home))
    found = contents(platform)
    assert found[: len(before)] == before, "a version is not what it was"
    assert len(found) <= len(before) + 1
    assert not verify.verify(platform, progress=quiet).damaged
    assert put(platform, path) == ("unchanged" if len(found) > len(before) else "ready")
    again = contents(platform)
    assert again[: len(before)] == before
    assert len(again) == len(before) + 1
    told = path.read_text("utf-8").splitlines()[1:]
    assert len(again[-1]) == len(told)
    assert not verify.verify(platform, progress=quiet).damaged
    with platform.db.connect() as connection:
        for each in catalogue.versions(connection, "r1"):
            platform.archive.copy(each.sha256, home / "copy")


def read_again(platform: Platform, _path: Path) -> None:
    """Read all versions again."""
    reread(platform, "r1", now=datetime.now(UTC), anyway=True, progress=quiet)


def thin(platform: Platform, _path: Path) -> None:
    """Apply the rule in the home."""
    retain.retain(platform, now=MUCH_LATER, dry_run=False, progress=quiet)


def thinned(home: Path, before: Contents, path: Path) -> None:
    """Whatever the child came to, what is there is as it was, what is not is said to be gone; again ends well."""
    platform = open_platform(Settings(home=home))
    for again in (False, True):
        kept = {each.number: each for each in read.timeline(platform, "rain")}
        assert len(before) in kept, "the latest is never let go"
        told = dict(zip(kept, contents(platform), strict=True))
        for number, rows in enumerate(before, 1):
            if number in kept:
                assert told[number] == rows, "a version is not what it was"
                platform.archive.copy(kept[number].sha256, home / "copy")
            else:
                assert catalogued(platform, number) is not None
        found = verify.verify(platform, progress=quiet)
        assert not found.damaged
        if not again:
            thin(platform, path)
    assert len(kept) == 2, "the latest, and the last of the others in its month"
    assert found.unclaimed == 0, "what an interrupted thinning left is freed by the next"


def catalogued(platform: Platform, number: int) -> datetime | None:
    """Return when a version that was let go had come."""
    with platform.db.connect() as connection:
        return catalogue.let_go(connection, "r1", number)


def load(platform: Platform, path: Path) -> None:
    """Import a packed history."""
    assert main_command(["archive", "import", str(path), "--home", str(platform.settings.home)]) == 0


def loaded(home: Path, _before: Contents, path: Path) -> None:
    """Whatever the child came to, the versions there are the pack's first ones; importing again brings the others."""
    packed = pack.read_pack(path)
    platform = open_platform(Settings(home=home))
    for again in (False, True):
        with platform.db.connect() as connection:
            there = catalogue.versions(connection, "r1")[::-1]
        assert [each.sha256 for each in there] == [each.sha256 for _, each in packed.versions][: len(there)]
        assert [each.retrieved_at for each in there] == [each.retrieved_at for _, each in packed.versions][
            : len(there)
        ]
        for each, (file, _) in zip(there, packed.versions, strict=False):
            platform.archive.copy(each.sha256, home / "copy")
            rows = contents_of(platform, each.number)
            assert len(rows) == file.read_text("utf-8").count("\n") - 1
        assert not verify.verify(platform, progress=quiet).damaged
        if not again:
            load(platform, path)
    assert len(there) == len(packed.versions)


SCENES: Mapping[str, tuple[Callable[[Platform, Path], object], Callable[[Path, Contents, Path], None]]] = {
    "ingest": (put, ingested),
    "reread": (read_again, ingested),
    "thin": (thin, thinned),
    "import": (load, loaded),
}


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
    act, check = SCENES[sys.argv[1]]
    template, scratch, path = map(Path, sys.argv[2:5])
    every = int(sys.argv[5])
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

        def act_and_die(home: Path = home, steps: int = steps) -> None:
            platform = open_platform(Settings(home=home))
            Countdown(steps).begin()
            act(platform, path)

        ended = alone(act_and_die)
        assert ended in (0, -signal.SIGKILL), f"step {steps}: the child failed"
        assert alone(lambda home=home: check(home, before, path)) == 0, f"killed at step {steps}"  # type: ignore[misc]
    sys.stdout.write(f"{steps}\n")
    return 0


def _write(path: Path, value: object) -> None:
    path.write_text(repr(value), "utf-8")


if __name__ == "__main__":
    sys.exit(main())
