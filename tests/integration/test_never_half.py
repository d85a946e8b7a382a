"""Never lost, never half: killed at every step, on a full disk, two at once."""

from __future__ import annotations

import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.integration.killed import contents
from tests.integration.test_memory import Feed

from praya.model.query import Query
from praya.platform import open_platform
from praya.services import ask, pack, read, retain, verify
from praya.settings import Settings
from praya.store import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from praya.platform import Platform

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[2]


def table(rows: int, seed: int) -> str:
    """A table of which each seed has some rows of its own."""
    chance = random.Random(seed)
    changed = {chance.randrange(rows) for _ in range(rows // 20 + 1)}
    told = (f"station {n},{seed if n in changed else n / 4}\n" for n in range(rows))
    return "Station,mm\n" + "".join(told)


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *map(str, arguments)], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_killed_at_any_step_nothing_is_lost_or_half(platform: Platform, tmp_path: Path):
    feed = Feed(platform, tmp_path)
    for seed in range(8):  # so that the next version also joins closed rows, and removes what was replaced
        assert feed.put(table(100, seed)).status == "ready"
    platform.db.dispose()
    (tmp_path / "next.csv").write_text(table(100, 8), "utf-8")
    (tmp_path / "scratch").mkdir()
    assert killed("ingest", platform.settings.home, tmp_path, tmp_path / "next.csv", every=1) > 60


def killed(what: str, home: Path, folder: Path, path: Path, *, every: int) -> int:
    """Kill a change of a home at every so many steps, and return how many there were."""
    ended = run("tests.integration.killed", what, home, folder / "scratch", path, every)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return int(ended.stdout.split()[-1])


def test_killed_while_thinning_nothing_is_lost_but_what_the_rule_lets_go(platform: Platform, tmp_path: Path):
    feed = Feed(platform, tmp_path)
    for seed in range(10):
        assert feed.put(table(60, seed)).status == "ready"
    retain.set_rule(platform, "rain", "0:month")
    platform.db.dispose()
    (tmp_path / "scratch").mkdir()
    assert killed("thin", platform.settings.home, tmp_path, tmp_path, every=2) > 30


def test_killed_while_importing_the_rest_comes_with_the_next_import(platform: Platform, tmp_path: Path):
    feed = Feed(platform, tmp_path)
    for seed in range(3):
        assert feed.put(table(60, seed)).status == "ready"
    pack.pack(platform, "r1", tmp_path / "packed", progress=lambda *_: None)
    empty = open_platform(Settings(home=tmp_path / "empty"))
    empty.db.dispose()
    (tmp_path / "scratch").mkdir()
    assert killed("import", tmp_path / "empty", tmp_path, tmp_path / "packed", every=9) > 100


@pytest.mark.parametrize("same", [True, False])
def test_two_workers_on_one_distribution_leave_whole_versions(platform: Platform, tmp_path: Path, same: bool):
    feed = Feed(platform, tmp_path)
    feed.put(table(50, 0))
    paths = [tmp_path / f"next-{n}.csv" for n in range(2)]
    for n, path in enumerate(paths):
        path.write_text(table(50, 1 if same else n + 1), "utf-8")
    code = (
        "import sys; from pathlib import Path; from tests.integration.killed import put;"
        "from praya.platform import open_platform; from praya.settings import Settings;"
        "platform = open_platform(Settings(home=Path(sys.argv[1])));"
        "sys.stdin.readline(); print(put(platform, Path(sys.argv[2])))"
    )
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", code, platform.settings.home, path],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for path in paths
    ]
    with ThreadPoolExecutor(2) as pool:
        ended = sorted(pool.map(lambda each: each.communicate("go\n")[0].strip(), workers))
    assert ended == (["ready", "unchanged"] if same else ["ready", "ready"])
    found = contents(platform)
    assert len(found) == (2 if same else 3)
    assert {str(each) for each in found} == {str(rows(table(50, n))) for n in range(2 if same else 3)}
    assert not verify.verify(platform, progress=lambda *_: None).damaged


def rows(text: str) -> list[tuple[str, str]]:
    pairs = (line.split(",") for line in text.splitlines()[1:])
    return sorted((station, str(float(mm))) for station, mm in pairs)


@pytest.fixture
def small_home(tmp_path: Path) -> Iterator[Path]:
    """A home on a real file system with room for sixteen megabytes."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", folder], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("this machine lets us mount nothing")
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_a_full_disk_loses_no_version_and_room_heals_it(small_home: Path, tmp_path: Path):
    platform = open_platform(Settings(home=small_home / "home"))
    feed = Feed(platform, tmp_path)
    ballast = small_home / "ballast"
    ballast.write_bytes(b"\0" * 9_000_000)
    chance = random.Random(1)
    ended = []
    told = {}
    for _ in range(30):
        text = "Station,mm\n" + "".join(
            f"{chance.getrandbits(64):x},{chance.random()}\n" for _ in range(8_000)
        )
        outcome = feed.put(text)
        ended.append(outcome.status)
        if outcome.status == "ready":
            told[outcome.tables[0].version] = text.count("\n") - 1
        else:
            assert outcome.problem is not None
            assert outcome.problem.code == "storage_full"
            if ended.count("failed") == 3:
                break
    assert ended.count("failed") == 3
    assert not list(platform.scratch.iterdir())
    for number, count in told.items():
        assert ask.rows(platform, read.table(platform, "rain", number), Query(size=1)).total == count
    assert not verify.verify(platform, progress=lambda *_: None).damaged
    ballast.unlink()
    assert feed.put(table(10, 1)).status == "ready"
    with platform.db.connect() as connection:
        assert len(catalogue.versions(connection, "r1")) == len(told) + 1
    platform.db.dispose()
