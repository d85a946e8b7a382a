from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING

import pytest

from praya.model import errors
from praya.model.catalogue import Dataset, Distribution, Publisher
from praya.model.table import Column, Profile, Schema, Table
from praya.model.text import Text
from praya.store import catalogue
from praya.store.search import Entry, Question, SearchIndex

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.synchronize import Event
    from pathlib import Path

    from sqlalchemy import Engine

    from praya.model.catalogue import Record

DAY = datetime(2026, 1, 1, tzinfo=UTC)


def make_entry(name: str, title: Text | None = None, *, age: int = 0, **fields: object) -> Entry:
    given: dict[str, object] = {
        "id": f"id-{name}",
        "name": name,
        "title": title or Text.of(name),
        "description": Text(),
        "keywords": (),
        "publisher_id": "hk-td",
        "publisher": Text.of("Transport Department", "運輸署", "运输署"),
        "theme_ids": ("transport",),
        "formats": ("CSV",),
        "files": (),
        "tables": (),
        "columns": (),
        "has_table": False,
        "modified": DAY - timedelta(days=age),
    } | fields
    return Entry(**given)  # type: ignore[arg-type]  # each test gives what its field takes


ENTRIES = [
    make_entry(
        "aqhi",
        Text.of("Past AQHI records", "過去空氣質素健康指數記錄"),
        publisher_id="hk-epd",
        publisher=Text.of("Environmental Protection Department", "環境保護署"),
        theme_ids=("environment", "health"),
        formats=("CSV", "XML"),
        has_table=True,
    ),
    make_entry("kmb", Text.of("Bus routes and stops", "九龍巴士路線及車站"), age=1, formats=("JSON",)),
    make_entry(
        "collisions", Text.of("Traffic collisions", "道路交通意外"), age=2, columns=("severity", "嚴重程度")
    ),
    make_entry(
        "parks", Text.of("Car parks", "停車場空置車位"), age=3, description=Text.of("Vacancies every minute")
    ),
    make_entry(
        "clinics",
        Text.of(zh_hant="衞生署診所"),
        age=4,
        publisher_id="hk-dh",
        publisher=Text.of("Department of Health", "衞生署"),
        theme_ids=("health",),
    ),
    make_entry(
        "street",
        Text.of("Street names", "街道名稱"),
        age=5,
        tables=(Text.of("Gazetted streets", "憲報街道"),),
    ),
]


@pytest.fixture
def index(tmp_path: Path) -> SearchIndex:
    made = SearchIndex(tmp_path / "search")
    made.update(ENTRIES, [])
    return made


def names(index: SearchIndex, text: str, **asked: object) -> list[str]:
    question = Question(text=text, **asked)  # type: ignore[arg-type]  # each test gives what its field takes
    return [hit.dataset_id.removeprefix("id-") for hit in index.search(question).hits]


def write_and_die(root: Path, ready: Event) -> None:
    index = SearchIndex(root)
    with index.writing():
        writer = index._current().index.writer()
        writer.add_document(make_entry("never committed").document())
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
        "from praya.store.search import Question, SearchIndex\n"
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


def test_updating_is_repeatable_and_removes(index: SearchIndex) -> None:
    for _ in range(3):
        index.update([make_entry("kmb", Text.of("Ferries", "渡輪"))], ["id-aqhi", "id-unknown"])
    assert index.search(Question()).total == len(ENTRIES) - 1
    assert names(index, "渡輪") == ["kmb"]
    assert names(index, "巴士") == []
    assert names(index, "空氣") == []


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("空气质素", "aqhi"),  # simplified finds traditional
        ("空氣質素", "aqhi"),
        ("空气质量", "aqhi"),  # the mainland's word
        ("空氣品質", "aqhi"),  # Taiwan's
        ("巴士", "kmb"),  # two characters
        ("公交路线", "kmb"),
        ("九龙 路线", "kmb"),
        ("ＡＱＨＩ", "aqhi"),  # full-width
        ("collision", "collisions"),  # stems
        ("TRAFFIC Collisions", "collisions"),
        ("the collisions of traffic", "collisions"),
        ("accident traffic", "collisions"),  # a synonym
        ("buses", "kmb"),
        ("collis", "collisions"),  # half typed
        ("vacancy", "parks"),  # the description
        ("泊車場", "parks"),
        ("停車場", "parks"),
        ("severity", "collisions"),  # a column
        ("严重程度", "collisions"),
        ("宪报街道", "street"),  # a table's title
        ("卫生署", "clinics"),
        ("衞生署", "clinics"),
        ("衛生署", "clinics"),  # Taiwan's way to write it
        ("environmental protection", "aqhi"),  # the publisher
        ("环境保护署", "aqhi"),
        ("street-names", "street"),
        ("巴", "kmb"),  # one character
    ],
)
def test_each_way_of_writing_finds_it(index: SearchIndex, text: str, first: str) -> None:
    assert names(index, text)[:1] == [first]
    assert not index.search(Question(text=text)).loose


@pytest.mark.parametrize(
    "text", ["colision", "collisoins", "道路交通意外統計圖", "traffic zzzz collisions qqqq"]
)
def test_near_misses_are_shown_where_nothing_fits_and_said_to_be_so(index: SearchIndex, text: str) -> None:
    found = index.search(Question(text=text))
    assert found.loose
    assert found.hits[0].dataset_id == "id-collisions"


def test_every_word_must_be_there(index: SearchIndex) -> None:
    assert names(index, "traffic severity") == ["collisions"]
    assert names(index, "車站 空置") == names(index, "空置 車站")
    assert index.search(Question(text="車站 severity")).loose


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_no_question_gives_everything_the_newest_first(index: SearchIndex, text: str) -> None:
    assert names(index, text) == ["aqhi", "kmb", "collisions", "parks", "clinics", "street"]
    assert names(index, text, offset=2, limit=2) == ["collisions", "parks"]


@pytest.mark.parametrize(
    "text",
    [
        "！！！",
        "zzzzzz",
        "齉龘",
        'title:"x" AND (',
        "*",
        "\\",
        "\0",
        "/.*/",
        "\ud800",
        "😀",
        "'; DROP TABLE x",
        "-",
    ],
)
def test_text_that_finds_nothing_breaks_nothing(index: SearchIndex, text: str) -> None:
    found = index.search(Question(text=text))
    assert (found.total, found.hits) == (0, ())


def test_a_very_long_question_is_answered(index: SearchIndex) -> None:
    assert names(index, "collisions " * 5_000) == ["collisions"]
    index.search(Question(text="交通" * 20_000))
    index.search(Question(text="x" * 100_000))


def test_facets_count_what_the_other_facets_leave(index: SearchIndex) -> None:
    facets = index.search(Question()).facets
    assert facets["theme"] == (("transport", 4), ("health", 2), ("environment", 1))
    assert facets["publisher"] == (("hk-td", 4), ("hk-dh", 1), ("hk-epd", 1))
    assert facets["format"] == (("CSV", 5), ("JSON", 1), ("XML", 1))
    assert facets["table"] == (("no", 5), ("yes", 1))
    found = index.search(Question(theme="health"))
    assert found.total == 2
    assert found.facets["theme"] == facets["theme"]  # its own choice does not hide the others
    assert found.facets["publisher"] == (("hk-dh", 1), ("hk-epd", 1))
    found = index.search(Question(theme="health", format="XML", has_table=True))
    assert [hit.dataset_id for hit in found.hits] == ["id-aqhi"]
    assert found.facets["theme"] == (("environment", 1), ("health", 1))
    assert found.facets["format"] == (("CSV", 1), ("XML", 1))
    assert index.search(Question(has_table=False)).total == 5


def test_a_facet_that_leaves_nothing_does_not_make_the_question_loose(index: SearchIndex) -> None:
    found = index.search(Question(text="巴士", theme="health"))
    assert (found.total, found.loose) == (0, False)
    assert found.facets["theme"] == (("transport", 1),)


def test_unknown_values_of_a_facet_find_nothing(index: SearchIndex) -> None:
    assert index.search(Question(theme="no such theme")).total == 0
    assert index.search(Question(format="csv'")).total == 0


def test_pages_do_not_overlap(index: SearchIndex) -> None:
    every = names(index, "")
    pages = [names(index, "", offset=offset, limit=4) for offset in (0, 4, 8)]
    assert [name for page in pages for name in page] == every
    assert names(index, "", limit=0) == []


def test_the_title_counts_most(index: SearchIndex) -> None:
    index.update(
        [
            make_entry("said", description=Text.of("Something about lighthouses and lighthouses")),
            make_entry("titled", Text.of("Lighthouses")),
        ],
        [],
    )
    assert names(index, "lighthouse") == ["titled", "said"]


def test_an_entry_holds_what_hangs_on_its_dataset() -> None:
    schema = Schema((Column(name="rain", header="雨量/Rain", title=Text.of("Rain", "雨量"), type="number"),))
    table = Table(
        name="t",
        distribution_id="x",
        version=1,
        position=0,
        title=Text.of("Monthly"),
        rows=1,
        schema=schema,
        profile=Profile(rows=1, columns={}),
    )
    files = tuple(
        Distribution(
            id=str(n),
            dataset_id="d",
            position=n,
            title=Text.of(f"File {n}"),
            url="https://x.example",
            format=kind,
        )
        for n, kind in enumerate(("XLS", "CSV", "CSV", ""))
    )
    dataset = Dataset(id="d", name="d", title=Text.of("D"), publisher_id="p", licence_id="x", modified=DAY)
    entry = Entry.of(dataset, Publisher(id="p", title=Text.of("P")), files, (table,))
    assert (entry.formats, entry.has_table, entry.modified) == (("CSV", "XLS"), True, DAY)
    assert entry.columns == ("rain", "雨量/Rain")
    assert entry.tables == (Text.of("Monthly"),)
    assert not Entry.of(dataset, None, (), ()).has_table
