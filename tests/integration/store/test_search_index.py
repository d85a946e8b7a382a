"""The index on disk: writers that die, readers elsewhere, disks that fill, folders that vanish."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TYPE_CHECKING

import pytest
from tests.integration.store.search_entries import ENTRIES, make_entry, names

from praya.model import errors
from praya.model.search import Question
from praya.model.text import Text
from praya.store import catalogue
from praya.store.search import Entry, SearchIndex
from praya.store.search.document import document

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from multiprocessing.synchronize import Event
    from pathlib import Path

    from sqlalchemy import Engine

    from praya.model.catalogue import Record


@pytest.fixture
def index(tmp_path: Path) -> SearchIndex:
    made = SearchIndex(tmp_path / "search")
    made.update(ENTRIES, [])
    return made


def write_and_die(root: Path, ready: Event) -> None:
    index = SearchIndex(root)
    with index.writing():
        writer = index._current().index.writer()
        writer.add_document(document(make_entry("never committed")))
        ready.set()
        signal.pause()


def write_many(root: Path, first: int) -> None:
    index = SearchIndex(root)
    for number in range(first, first + 5):
        index.update([make_entry(f"n{number}")], [])


def run(target: Callable[..., None], *given: object) -> multiprocessing.process.BaseProcess:
    process = multiprocessing.get_context("spawn").Process(target=target, args=given)
    process.start()
    return process


def test_a_writer_that_was_killed_holds_up_nobody(index: SearchIndex, tmp_path: Path) -> None:
    ready = multiprocessing.get_context("spawn").Event()
    process = run(write_and_die, tmp_path / "search", ready)
    assert ready.wait(60)
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    index.update([make_entry("later")], [])
    assert names(index, "never committed") == []
    assert names(index, "later") == ["later"]


def test_writers_in_several_processes_take_turns_and_readers_see_each_commit(
    index: SearchIndex, tmp_path: Path
) -> None:
    reader = SearchIndex(tmp_path / "search")
    assert names(reader, "n0") == []
    processes = [run(write_many, tmp_path / "search", first) for first in (0, 5)]
    for process in processes:
        process.join(120)
        assert process.exitcode == 0
    assert reader.search(Question()).total == len(ENTRIES) + 10
    assert names(reader, "n7") == ["n7"]


def test_searching_goes_on_while_the_index_is_written(index: SearchIndex) -> None:
    entered, leave = threading.Event(), threading.Event()

    def write() -> None:
        with index.writing():
            entered.set()
            leave.wait(60)
            index.update([make_entry("meanwhile")], [])

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write)
        assert entered.wait(60)
        assert names(index, "kmb") == ["kmb"]
        leave.set()
        writing.result(60)
    assert names(index, "meanwhile") == ["meanwhile"]


def forget(root: Path) -> None:
    shutil.rmtree(root)


def forget_segments(root: Path) -> None:
    for path in root.glob("index-*/*"):
        if path.name != "meta.json":
            path.unlink()


def garble(root: Path) -> None:
    for path in root.glob("index-*/meta.json"):
        path.write_text("{")


def point_nowhere(root: Path) -> None:
    (root / "current").write_text("index-1-gone")


def empty_name(root: Path) -> None:
    (root / "current").write_text("")


@pytest.mark.parametrize("harm", [forget, forget_segments, garble, point_nowhere, empty_name])
@pytest.mark.parametrize("running", [True, False])
def test_an_index_lost_on_disk_comes_back_empty_under_a_new_id(
    index: SearchIndex, tmp_path: Path, harm: Callable[[Path], None], running: bool
) -> None:
    before = index.id
    harm(tmp_path / "search")
    found = index if running else SearchIndex(tmp_path / "search")
    if harm is forget_segments and running:
        assert found.search(Question()).total == len(ENTRIES)  # what is open stays readable
        found = SearchIndex(tmp_path / "search")
    assert found.search(Question()).total == 0
    assert found.id != before
    found.update(ENTRIES, [])
    assert names(found, "巴士") == ["kmb"]
    assert SearchIndex(tmp_path / "search").id == found.id


def test_an_index_of_another_layout_is_made_anew(tmp_path: Path) -> None:
    root = tmp_path / "search"
    SearchIndex(root).update(ENTRIES, [])
    (old,) = root.glob("index-*")
    old.rename(root / "index-0-old")
    (root / "current").write_text("index-0-old")
    index = SearchIndex(root)
    assert index.search(Question()).total == 0
    assert [path.name for path in root.glob("index-*")] == [index.id]


def test_a_lost_index_is_rebuilt_from_the_catalogue(
    engine: Engine, make_record: Callable[..., Record], now: datetime, tmp_path: Path
) -> None:
    with engine.begin() as connection:
        for name in ("a", "b", "c"):
            catalogue.save_record(connection, make_record(name), now)
    root = tmp_path / "search"

    def follow(index: SearchIndex) -> int:
        with index.writing(), engine.begin() as connection:
            pending = catalogue.pending_index(connection, index.id, 2)
            held = catalogue.datasets(connection, [dataset_id for dataset_id, _ in pending])
            index.update([Entry.of(each, None, (), ()) for each in held.values()], [])
            catalogue.indexed(connection, index.id, pending)
        return len(pending)

    index = SearchIndex(root)
    assert [follow(index) for _ in range(3)] == [2, 1, 0]
    shutil.rmtree(root)
    assert [follow(index) for _ in range(3)] == [2, 1, 0]
    assert index.search(Question(text="雨量")).total == 3


@pytest.mark.long
def test_a_full_disk_has_a_name_and_costs_nothing_that_was_there(small_disk: Path) -> None:
    index = SearchIndex(small_disk / "search")
    index.update(ENTRIES, [])
    words = (f"{number * 7919 % 2_000_003:x}" for number in range(2_000_000))
    large = [
        make_entry(f"large{n}", description=Text.of(" ".join(islice(words, 20_000)))) for n in range(100)
    ]
    with pytest.raises(errors.StorageFull):
        index.update(large, [])
    assert index.search(Question()).total == len(ENTRIES)
    index.update([make_entry("small")], [])
    assert names(index, "small") == ["small"]


def test_being_short_of_open_files_does_not_cost_the_index(index: SearchIndex, tmp_path: Path) -> None:
    root = tmp_path / "search"
    code = (
        "import pathlib, resource, sys\n"
        "from praya.model.search import Question\n"
        "from praya.store.search import SearchIndex\n"
        "index = SearchIndex(pathlib.Path(sys.argv[1]))\n"
        "resource.setrlimit(resource.RLIMIT_NOFILE, (4, 4096))\n"
        "try:\n"
        "    index.search(Question())\n"
        "except (OSError, ValueError):\n"
        "    resource.setrlimit(resource.RLIMIT_NOFILE, (4096, 4096))\n"
        "    print(index.search(Question()).total)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, root], capture_output=True, text=True, check=True)
    assert done.stdout == f"{len(ENTRIES)}\n"
