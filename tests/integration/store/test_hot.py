"""Copies of tables that are asked often: never stale, never half, never more than allowed, never needed."""

from __future__ import annotations

import logging
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from praya.model import errors
from praya.model.query import Sql
from praya.store.hot import GROWTH, OFTEN, OFTEN_SMALL, Hot
from praya.store.lake import Lake, Result, Source, source

ROOT = Path(__file__).parents[3]
MOST = 64 << 20
PATIENCE = 60
"""Seconds until a copy must be there, on a busy machine."""


@pytest.fixture
def lake() -> Lake:
    return Lake(memory=256 << 20, threads=2)


def table(folder: Path, name: str, rows: int, *, text: int = 8) -> Source:
    """Write a table whose rows do not stand in the order of their places."""
    chance = random.Random(name)
    places = list(range(1, rows + 1))
    chance.shuffle(places)
    path = folder / f"{name}.parquet"
    words = [chance.randbytes(text).hex() for _ in places]
    parquet.write_table(pa.table({"_row": places, "word": words}), path)
    return Source(f"(SELECT * FROM {source(path)})", (path,), content=name)


class Reader:
    """Asks for the first row, and knows who answered."""

    def __init__(self, lake: Lake, hot: Hot) -> None:
        self.lake = lake
        self.hot = hot

    def first(self, held: Source) -> tuple[Result, bool]:
        def asked(given: Source) -> tuple[Result, bool]:
            return self.lake.rows(Sql(f"FROM {given.sql} ORDER BY _row LIMIT 3"), hot=given.hot), given.hot

        return self.hot.answer(held, asked)

    def heat(self, held: Source) -> None:
        """Ask until a copy answers."""
        for _ in range(OFTEN):
            self.first(held)
        ended = time.monotonic() + PATIENCE
        while not self.hot.is_open(held):
            assert time.monotonic() < ended
            time.sleep(0.01)


def files(root: Path) -> list[str]:
    return sorted(each.name for each in root.iterdir())


def test_nothing_is_copied_where_nobody_keeps_copies(lake: Lake, tmp_path: Path):
    held = table(tmp_path, "a", 10)
    reader = Reader(lake, Hot(tmp_path / "hot", lake, MOST))
    assert [reader.first(held)[1] for _ in range(2 * OFTEN)] == [False] * 2 * OFTEN
    off = Reader(lake, Hot(tmp_path / "hot", lake, 0))
    with off.hot.kept():
        assert [off.first(held)[1] for _ in range(2 * OFTEN)] == [False] * 2 * OFTEN
    assert not (tmp_path / "hot").exists()


def test_a_copy_answers_as_the_file_does_until_the_content_is_another(lake: Lake, tmp_path: Path):
    held, newer = table(tmp_path, "a", 1000), table(tmp_path, "b", 1000)
    reader = Reader(lake, Hot(tmp_path / "hot", lake, MOST))
    cold, _ = reader.first(held)
    with reader.hot.kept():
        reader.heat(held)
        assert reader.first(held) == (cold, True)
        assert not reader.first(newer)[1]
        unknown = Source(held.sql, held.files)
        assert [reader.first(unknown)[1] for _ in range(OFTEN_SMALL + 1)] == [False] * (OFTEN_SMALL + 1)
    assert not reader.first(held)[1]  # not kept any more


def test_what_was_copied_before_is_opened_again_and_not_made(lake: Lake, tmp_path: Path):
    held = table(tmp_path, "a", 1000)
    for _ in range(2):
        other = Lake(memory=1 << 28, threads=1)
        reader = Reader(other, Hot(tmp_path / "hot", other, MOST))
        with reader.hot.kept():
            reader.heat(held)
        (made,) = (tmp_path / "hot").iterdir()
        kept = made.stat().st_ino
    assert made.stat().st_ino == kept


def test_two_processes_make_the_same_copy(lake: Lake, tmp_path: Path):
    held = table(tmp_path, "a", 20_000)
    lakes = [lake, Lake(memory=1 << 28, threads=1)]
    readers = [Reader(each, Hot(tmp_path / "hot", each, MOST)) for each in lakes]
    with readers[0].hot.kept(), readers[1].hot.kept():
        for _ in range(OFTEN_SMALL):
            for reader in readers:
                reader.first(held)
        for reader in readers:
            reader.heat(held)
        assert readers[0].first(held) == readers[1].first(held)
    assert len(files(tmp_path / "hot")) == 1


def test_the_longest_unasked_goes_when_there_is_no_room_but_none_that_is_read(lake: Lake, tmp_path: Path):
    tables = [table(tmp_path, f"t{number}", 20_000, text=32) for number in range(4)]
    reader = Reader(lake, Hot(tmp_path / "hot", lake, 8 << 20))
    with reader.hot.kept():
        reader.heat(tables[0])
        size = sum(each.stat().st_size for each in (tmp_path / "hot").iterdir())
    room = GROWTH * tables[1].files[0].stat().st_size + size * 3 // 2
    reader = Reader(lake, Hot(tmp_path / "hot", lake, room))
    with reader.hot.kept():
        for each in tables[:2]:
            reader.heat(each)
            time.sleep(0.02)  # files tell their times apart

        def reading(given: Source) -> bool:
            assert given.hot
            for each in tables[2:]:
                reader.heat(each)
            return len(reader.lake.rows(Sql(f"FROM {given.sql}")).rows) == 20_000

        assert reader.hot.answer(tables[0], reading)
        assert reader.hot.is_open(tables[0])
        assert not reader.hot.is_open(tables[1])
    assert sum(each.stat().st_size for each in (tmp_path / "hot").iterdir()) <= room


def test_a_table_that_never_fits_is_asked_as_before(lake: Lake, tmp_path: Path):
    large, small = table(tmp_path, "large", 60_000, text=60), table(tmp_path, "small", 10)
    reader = Reader(lake, Hot(tmp_path / "hot", lake, 3 << 20))
    with reader.hot.kept():
        for _ in range(OFTEN):
            reader.first(large)
        reader.heat(small)  # whose turn comes after
        assert not reader.first(large)[1]
    assert len(files(tmp_path / "hot")) == 1


def test_a_full_disk_is_told_once_and_nobody_notices(
    lake: Lake, tmp_path: Path, small_disk: Path, caplog: pytest.LogCaptureFixture
):
    tables = [table(tmp_path, f"t{number}", 60_000, text=60) for number in range(2)]
    small = table(tmp_path, "small", 10)
    (small_disk / "ballast").write_bytes(b"\0" * (2 << 20))
    reader = Reader(lake, Hot(small_disk / "hot", lake, MOST, spare=-MOST))  # it is tried all the same
    with caplog.at_level(logging.WARNING), reader.hot.kept():
        for each in (*tables, tables[0]):
            for _ in range(OFTEN):
                assert len(reader.first(each)[0].rows) == 3
        reader.heat(small)
        assert not reader.first(tables[0])[1]
    assert len([each for each in caplog.records if each.name == "praya.store.hot"]) == 1
    assert len(files(small_disk / "hot")) == 1


def test_the_disk_is_not_filled(lake: Lake, tmp_path: Path):
    held = table(tmp_path, "a", 100)
    reader = Reader(lake, Hot(tmp_path / "hot", lake, MOST, spare=1 << 60))
    with reader.hot.kept():
        for _ in range(OFTEN):
            reader.first(held)
        time.sleep(0.2)
        assert not reader.hot.is_open(held)
    assert not files(tmp_path / "hot")


@pytest.mark.parametrize("damage", ["cut", "flipped", "none of it"])
def test_a_damaged_copy_is_dropped_and_the_file_answers(lake: Lake, tmp_path: Path, damage: str):
    held = table(tmp_path, "a", 50_000)
    reader = Reader(lake, Hot(tmp_path / "hot", lake, MOST))
    cold, _ = reader.first(held)
    with reader.hot.kept():
        reader.heat(held)
    (made,) = (tmp_path / "hot").iterdir()
    content = bytearray(made.read_bytes())
    if damage == "flipped":
        for at in range(20_000, len(content), 1000):
            content[at] ^= 0xFF
    kept = {"cut": len(content) // 2, "none of it": 0}.get(damage, len(content))
    made.write_bytes(content[:kept])
    second = Lake(memory=1 << 28, threads=2)
    reader = Reader(second, Hot(tmp_path / "hot", second, MOST))
    with reader.hot.kept():
        for _ in range(3 * OFTEN):
            assert reader.first(held)[0] == cold
            time.sleep(0.02)
    assert second.rows(Sql("SELECT 1")).rows == ((1,),)


def test_a_question_that_fails_drops_no_copy(lake: Lake, tmp_path: Path):
    held = table(tmp_path, "a", 1000)
    reader = Reader(lake, Hot(tmp_path / "hot", lake, MOST))
    with reader.hot.kept():
        reader.heat(held)
        with pytest.raises(errors.SqlFailed):
            reader.hot.answer(held, lambda given: lake.rows(Sql(f"SELECT word::INT FROM {given.sql}")))
        assert reader.first(held)[1]


def test_copies_come_and_go_while_many_ask(lake: Lake, tmp_path: Path):
    tables = [table(tmp_path, f"t{number}", 5_000, text=32) for number in range(6)]
    reader = Reader(lake, Hot(tmp_path / "hot", lake, 2 << 20))
    cold = {each.content: reader.first(each)[0] for each in tables}
    wrong = list[object]()

    def ask(seed: int) -> None:
        chance = random.Random(seed)
        try:
            for _ in range(150):
                held = chance.choice(tables)
                assert reader.first(held)[0] == cold[held.content]
        except Exception as error:  # noqa: BLE001 - told to the test by its own thread
            wrong.append(error)

    with reader.hot.kept():
        asking = [threading.Thread(target=ask, args=(seed,)) for seed in range(4)]
        for each in asking:
            each.start()
        for each in asking:
            each.join()
    assert not wrong
    assert sum(each.stat().st_size for each in (tmp_path / "hot").iterdir()) <= 2 << 20


def test_killed_while_it_copies_it_leaves_nothing_that_is_read(lake: Lake, tmp_path: Path):
    held = table(tmp_path, "a", 150_000, text=60)
    code = (
        "import sys, time; from pathlib import Path; from tests.integration.store.test_hot import *;"
        "lake = Lake(memory=1 << 28, threads=1); reader = Reader(lake, Hot(Path(sys.argv[1]), lake, MOST));"
        "path = Path(sys.argv[2]); held = Source(f'(SELECT * FROM {source(path)})', (path,), content='a');"
        "kept = reader.hot.kept(); kept.__enter__(); reader.heat(held); time.sleep(60)"
    )
    root = tmp_path / "hot"
    child = subprocess.Popen([sys.executable, "-c", code, root, held.files[0]], cwd=ROOT)
    ended = time.monotonic() + PATIENCE
    while not (root.exists() and any(each.stat().st_size for each in root.iterdir())):
        assert time.monotonic() < ended
        assert child.poll() is None
        time.sleep(0.002)
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    reader = Reader(lake, Hot(root, lake, MOST))
    cold, _ = reader.first(held)
    with reader.hot.kept():
        reader.heat(held)
        assert reader.first(held) == (cold, True)
    assert len(files(root)) == 1


def test_what_is_being_made_is_broken_off_at_the_end(lake: Lake, tmp_path: Path):
    held = table(tmp_path, "a", 150_000, text=60)
    hot = Hot(tmp_path / "hot", lake, MOST)
    reader = Reader(lake, hot)
    with hot.kept():
        for _ in range(OFTEN):
            reader.first(held)
    assert "hot" not in {each.name for each in threading.enumerate()}
    assert all(each.endswith(".duckdb") for each in files(tmp_path / "hot"))
