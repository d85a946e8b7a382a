"""Tables through time, held against the simplest thing that could be true: a dictionary of whole versions."""

from __future__ import annotations

import fcntl
import shutil
import tempfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from pyarrow import parquet

from praya.model import errors
from praya.model.catalogue import Dataset, Distribution, Publisher, Record, Version
from praya.model.query import Sql
from praya.model.table import Column, Profile, Schema, Table
from praya.model.text import Text
from praya.store import catalogue
from praya.store.db import migrate, open_engine
from praya.store.history import History, Incoming
from praya.store.lake import Lake

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
Rows = list[tuple[Any, ...]]
TYPES = {
    "text": pa.string(),
    "number": pa.float64(),
    "whole": pa.int64(),
    "flag": pa.bool_(),
    "day": pa.date32(),
}


class Shelf:
    """A history with a catalogue beside it, and one distribution in it whose versions are written here."""

    def __init__(self, folder: Path, engine: Engine, record: Record) -> None:
        self.engine = engine
        self.lake = Lake(memory=200_000_000, threads=1)
        self.root = folder / "tables"
        self.history = History(self.root, self.lake)
        self.scratch = folder / "scratch"
        self.distribution = record.distributions[0].id
        with engine.begin() as connection:
            catalogue.save_record(connection, record, NOW)
        self.versions = 0

    def add(self, tables: dict[str, tuple[dict[str, str], Rows]]) -> None:
        """Write the next version: for each table its columns (name to type) and rows."""
        number = self.versions + 1
        shutil.rmtree(self.scratch, ignore_errors=True)
        self.scratch.mkdir()
        changes = []
        readings: list[Table] = []
        with self.engine.begin() as connection:
            for name in tables:
                catalogue.name_table(connection, self.distribution, name, name)
        for name, (columns, rows) in tables.items():
            change = self.history.prepare(
                self.engine, self._incoming(name, number, columns, rows), self.scratch
            )
            changes.append(change)
            readings.append(self._table(name, number, len(readings), columns, rows))
        version = Version(
            distribution_id=self.distribution,
            number=number,
            sha256=f"{number:064}",
            bytes=1,
            url="https://example.org/rain.csv",
            media_type="text/csv",
            format="csv",
            encoding="utf-8",
            retrieved_at=NOW,
        )
        with self.engine.begin() as connection:
            assert catalogue.state(connection, self.distribution, hold=True).latest + 1 == number
            for change in changes:
                self.history.publish(connection, change)
            catalogue.register(connection, version, readings, etag="", last_modified="")
        self.versions = number

    def _incoming(self, name: str, number: int, columns: dict[str, str], rows: Rows) -> Incoming:
        written = self.scratch / f"{name}.parquet"
        arrays = [pa.array(range(1, len(rows) + 1), pa.int64())]
        arrays += [
            pa.array([row[at] for row in rows], TYPES[kind]) for at, kind in enumerate(columns.values())
        ]
        data = pa.table(arrays, names=["_row", *columns]).replace_schema_metadata({"praya": "{'said'}"})
        parquet.write_table(data, written, row_group_size=10_000)
        named = tuple(each for each in columns if not each.endswith("_text"))
        return Incoming(name=name, version=number, before=self.versions, written=written, columns=named)

    def _table(self, name: str, number: int, position: int, columns: dict[str, str], rows: Rows) -> Table:
        return Table(
            name=name,
            distribution_id=self.distribution,
            version=number,
            position=position,
            title=Text(),
            rows=len(rows),
            schema=Schema(
                tuple(Column(name=each, header=each, title=Text(), type="string") for each in columns)
            ),
            profile=Profile(rows=len(rows), columns={}),
        )

    def as_of(self, name: str, version: int) -> tuple[list[str], Rows]:
        """Read a table as of a version: its columns without `_row`, and its rows in order."""
        with self.history.source(self.engine, name, version) as held:
            found = self.lake.rows(Sql(f"SELECT * FROM {held.sql} ORDER BY _row"))
        assert found.columns[0] == "_row"
        assert [row[0] for row in found.rows] == list(range(1, len(found.rows) + 1))
        return list(found.columns[1:]), [row[1:] for row in found.rows]

    def files(self, name: str) -> list[str]:
        return sorted(
            str(path.relative_to(self.root / name)) for path in (self.root / name).rglob("*.parquet")
        )


def small_record() -> Record:
    distribution = Distribution(
        id="r1", dataset_id="d1", position=0, title=Text(), url="https://example.org/rain.csv"
    )
    return Record(
        dataset=Dataset(
            id="d1", name="rain", title=Text(), publisher_id="hko", licence_id="LicenseRef-Unstated"
        ),
        distributions=(distribution,),
        publisher=Publisher(id="hko", title=Text.of("Hong Kong Observatory", "香港天文台")),
        themes=(),
    )


@pytest.fixture
def shelf(tmp_path: Path, engine: Engine) -> Shelf:
    return Shelf(tmp_path, engine, small_record())


def generations(shelf: Shelf, connection: Connection) -> dict[int, int]:
    return {each.version: each.generation for each in shelf.history.contents(connection, "rain")}


ONE = {"station": "text", "mm": "number"}


def test_what_was_never_there_is_missing(shelf: Shelf):
    for name, version in (("rain", 1), ("none", 1)):
        with pytest.raises(errors.VersionMissing), shelf.history.source(shelf.engine, name, version):
            pass
    shelf.add({"rain": (ONE, [("Sha Tin", 1.5)])})
    with pytest.raises(errors.VersionMissing):
        shelf.as_of("rain", 2)


@pytest.mark.parametrize("name", ["../outside", "a/b", ".hidden", "/etc"])
def test_no_name_leads_outside(shelf: Shelf, name: str):
    with pytest.raises(errors.TableMissing), shelf.history.source(shelf.engine, name, 1):
        pass


def test_a_version_costs_what_changed(shelf: Shelf):
    rows: Rows = [(f"station {number}", number / 4) for number in range(1000)]
    shelf.add({"rain": (ONE, rows)})
    assert shelf.files("rain") == ["1/current-1.parquet"]
    changed = [*rows[:500], ("new", 1.0), *rows[501:]]
    shelf.add({"rain": (ONE, changed)})
    assert shelf.as_of("rain", 1)[1] != shelf.as_of("rain", 2)[1]
    assert Counter(shelf.as_of("rain", 1)[1]) == Counter(rows)
    assert shelf.as_of("rain", 2)[1] == changed
    closed = parquet.read_table(shelf.root / "rain/1/closed-2-2.parquet").to_pylist()
    assert closed == [{"_row": 501, "station": "station 500", "mm": 125.0, "_from": 1, "_to": 2}]


@pytest.mark.parametrize("times", [1, 1000], ids=["few", "many"])
def test_a_version_that_changes_nothing_adds_no_file(shelf: Shelf, times: int):
    rows: Rows = [("a", 1.0), ("b", None), ("a", 1.0)] * times
    shelf.add({"rain": (ONE, rows)})
    before = shelf.files("rain")
    shelf.add({"rain": (ONE, rows)})
    assert shelf.files("rain") == before
    assert shelf.as_of("rain", 1) == shelf.as_of("rain", 2) == (["station", "mm"], rows)


@pytest.mark.parametrize("times", [1, 1000], ids=["few", "many"])
def test_of_equal_rows_as_many_end_as_are_gone(shelf: Shelf, times: int):
    rows: Rows = [("a", 1.0), ("a", 1.0), ("b", None), ("a", 1.0)]
    shelf.add({"rain": (ONE, rows * times)})
    left: Rows = [("b", None), *rows * (times - 1), ("a", 1.0)]
    shelf.add({"rain": (ONE, left)})
    assert Counter(shelf.as_of("rain", 1)[1]) == Counter(rows * times)
    assert shelf.as_of("rain", 2)[1] == left
    closed = parquet.read_table(shelf.root / "rain/1/closed-2-2.parquet").to_pylist()
    assert [each["station"] for each in closed] == ["a", "a"]


def test_rows_in_another_order_are_the_same_rows_elsewhere(shelf: Shelf):
    rows: Rows = [("a", 1.0), ("b", 2.0)]
    shelf.add({"rain": (ONE, rows)})
    shelf.add({"rain": (ONE, rows[::-1])})
    assert shelf.as_of("rain", 2)[1] == rows[::-1]
    assert not [each for each in shelf.files("rain") if "closed" in each]


def test_what_a_file_says_of_itself_stays_in_it(shelf: Shelf):
    shelf.add({"rain": (ONE, [("a", 1.0)])})
    shelf.add({"rain": (ONE, [("a", 2.0)])})
    path = shelf.history.file(shelf.engine, "rain", 2)
    assert path is not None
    assert parquet.read_schema(path).metadata[b"praya"] == b"{'said'}"
    assert shelf.history.file(shelf.engine, "rain", 1) is None


def test_new_columns_open_a_generation_and_the_old_one_stays_readable(shelf: Shelf):
    shelf.add({"rain": (ONE, [("a", 1.0)])})
    wider = {"station": "text", "mm": "number", "day": "day"}
    day = NOW.date()
    shelf.add({"rain": (wider, [("a", 1.0, day)])})
    shelf.add({"rain": (wider, [("a", 1.0, day), ("b", 1.0, None)])})
    shelf.add({"rain": (ONE, [("a", 1.0)])})
    assert shelf.as_of("rain", 1) == (["station", "mm"], [("a", 1.0)])
    assert shelf.as_of("rain", 2) == (["station", "mm", "day"], [("a", 1.0, day)])
    with shelf.engine.connect() as connection:
        assert generations(shelf, connection) == {1: 1, 2: 2, 3: 2, 4: 3}


def test_companions_come_and_go_without_a_new_generation(shelf: Shelf):
    noted = {"station": "text", "mm": "number", "mm_text": "text"}
    shelf.add({"rain": (ONE, [("a", 1.0), ("b", 2.0)])})
    shelf.add({"rain": (noted, [("a", 1.0, None), ("b", None, "Trace")])})
    shelf.add({"rain": (ONE, [("a", 1.0), ("b", 3.0)])})
    assert shelf.as_of("rain", 1) == (["station", "mm"], [("a", 1.0), ("b", 2.0)])
    assert shelf.as_of("rain", 2) == (["station", "mm", "mm_text"], [("a", 1.0, None), ("b", None, "Trace")])
    assert shelf.as_of("rain", 3) == (["station", "mm"], [("a", 1.0), ("b", 3.0)])
    with shelf.engine.connect() as connection:
        assert set(generations(shelf, connection).values()) == {1}


def test_whole_numbers_and_nothing_fit_among_others(shelf: Shelf):
    whole = {"station": "text", "mm": "whole"}
    nothing = {"station": "text", "mm": "text"}
    shelf.add({"rain": (ONE, [("a", 1.5), ("b", 2.0)])})
    shelf.add({"rain": (whole, [("a", 1), ("b", 2)])})
    shelf.add({"rain": (nothing, [("a", None), ("b", None)])})
    shelf.add({"rain": (whole, [("a", 2**60 + 1)])})
    assert shelf.as_of("rain", 2)[1] == [("a", 1), ("b", 2)]
    assert [type(row[1]) for row in shelf.as_of("rain", 2)[1]] == [int, int]
    assert shelf.as_of("rain", 3)[1] == [("a", None), ("b", None)]
    assert shelf.as_of("rain", 4)[1] == [("a", 2**60 + 1)]
    with shelf.engine.connect() as connection:
        assert generations(shelf, connection) == {1: 1, 2: 1, 3: 1, 4: 2}


def test_a_table_that_was_away_comes_back_in_a_generation_of_its_own(shelf: Shelf):
    rows: Rows = [("a", 1.0)]
    shelf.add({"rain": (ONE, rows), "wind": (ONE, rows)})
    shelf.add({"rain": (ONE, rows)})
    shelf.add({"rain": (ONE, rows), "wind": (ONE, rows)})
    with pytest.raises(errors.VersionMissing):
        shelf.as_of("wind", 2)
    assert shelf.as_of("wind", 1) == shelf.as_of("wind", 3)


def test_files_stay_few_however_many_versions(shelf: Shelf):
    versions = [[(f"s{n}", float(n == number)) for n in range(40)] for number in range(1, 40)]
    for rows in versions:
        shelf.add({"rain": (ONE, rows)})
    assert len(shelf.files("rain")) < 14
    for number, rows in enumerate(versions, 1):
        assert Counter(shelf.as_of("rain", number)[1]) == Counter(rows)


def test_a_file_is_not_removed_while_somebody_reads_it(shelf: Shelf):
    shelf.add({"rain": (ONE, [("a", 1.0)])})
    with shelf.history.source(shelf.engine, "rain", 1) as held:
        for number in range(2, 6):
            shelf.add({"rain": (ONE, [("a", float(number))])})
        assert held.files[0].exists()
        assert shelf.lake.rows(Sql(f"SELECT station, mm FROM {held.sql}")).rows == (("a", 1.0),)
    shelf.add({"rain": (ONE, [("a", 0.0)])})
    assert not held.files[0].exists()


def test_a_file_replaced_before_it_could_be_held_is_looked_up_again(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
):
    shelf.add({"rain": (ONE, [("a", 1.0)])})
    flock = fcntl.flock
    raced: list[int] = []

    def race(file: IO[bytes], how: int) -> None:
        if not raced:
            raced.append(1)
            for number in range(2, 5):
                shelf.add({"rain": (ONE, [("a", float(number))])})
            raise FileNotFoundError
        flock(file, how)

    monkeypatch.setattr(fcntl, "flock", race)
    assert shelf.as_of("rain", 1)[1] == [("a", 1.0)]


def test_files_that_are_remembered_are_looked_up_again_where_they_are_gone(shelf: Shelf):
    shelf.history = History(shelf.root, shelf.lake, lambda: 0)  # nobody says that something was committed
    shelf.add({"rain": (ONE, [("a", 1.0)])})
    assert shelf.as_of("rain", 1)[1] == [("a", 1.0)]
    before = shelf.files("rain")
    for number in range(2, 5):
        shelf.add({"rain": (ONE, [("a", float(number))])})
    assert not set(before) <= set(shelf.files("rain"))
    assert shelf.as_of("rain", 1)[1] == [("a", 1.0)]


def test_what_fails_while_rows_are_read_fails_as_it_is(shelf: Shelf):
    shelf.add({"rain": (ONE, [("a", 1.0)])})
    with pytest.raises(FileNotFoundError, match="elsewhere"), shelf.history.source(shelf.engine, "rain", 1):
        raise FileNotFoundError("elsewhere")


def test_a_file_that_is_gone_is_told(shelf: Shelf):
    shelf.add({"rain": (ONE, [("a", 1.0)])})
    (shelf.root / "rain" / shelf.files("rain")[0]).unlink()
    with pytest.raises(errors.VersionMissing):
        shelf.as_of("rain", 1)


def test_what_a_crash_left_before_its_commit_is_replaced(shelf: Shelf):
    shelf.add({"rain": (ONE, [("a", 1.0)])})
    for left in ("current-2", "closed-2-2"):
        (shelf.root / "rain" / "1" / f"{left}.parquet").write_bytes(
            b"half of a version that was never committed"
        )
    assert shelf.as_of("rain", 1)[1] == [("a", 1.0)]
    shelf.add({"rain": (ONE, [("a", 2.0)])})
    assert shelf.as_of("rain", 1)[1] == [("a", 1.0)]
    assert shelf.as_of("rain", 2)[1] == [("a", 2.0)]


VALUES = {
    "text": st.one_of(st.none(), st.sampled_from(["", "a", "沙田", "NULL", "it's"])),
    "number": st.one_of(st.none(), st.sampled_from([0.0, 1.0, 0.1, 1e300, float("inf")])),
    "whole": st.one_of(st.none(), st.integers(-3, 3)),
    "flag": st.one_of(st.none(), st.booleans()),
    "day": st.one_of(st.none(), st.dates()),
}


class Through(RuleBasedStateMachine):
    """Versions with any columns and rows, in any order; as of each, the history says what the dictionary says."""

    @initialize(columns=st.lists(st.sampled_from(list(TYPES)), min_size=1, max_size=3))
    def begin(self, columns: list[str]) -> None:
        self.folder = Path(tempfile.mkdtemp())
        engine = open_engine(f"sqlite:///{self.folder / 'c.sqlite'}")
        migrate(engine)
        self.shelf = Shelf(self.folder, engine, small_record())
        self.columns = {f"c{at}": kind for at, kind in enumerate(columns)}
        self.truth: dict[int, tuple[dict[str, str], Rows]] = {}

    def _add(self, rows: Rows) -> None:
        self.shelf.add({"rain": (self.columns, rows)})
        self.truth[self.shelf.versions] = (dict(self.columns), rows)

    @rule(data=st.data())
    def anything(self, data: st.DataObject) -> None:
        row = st.tuples(*(VALUES[kind] for kind in self.columns.values()))
        self._add(data.draw(st.lists(row, max_size=6)))

    @rule(data=st.data())
    def nearly_the_same(self, data: st.DataObject) -> None:
        rows = list(self.truth[self.shelf.versions][1]) if self.truth else []
        if rows and self.truth[self.shelf.versions][0] == self.columns:
            at = data.draw(st.integers(0, len(rows) - 1))
            rows[at : at + 1] = [rows[at]] * data.draw(st.integers(0, 3))
            self._add(rows)

    @rule(data=st.data())
    def two_versions_differ_in_what_only_one_has(self, data: st.DataObject) -> None:
        numbers = st.sampled_from(sorted(self.truth) or [0])
        before, after = data.draw(numbers), data.draw(numbers)
        if not before or self.truth[before][0] != self.truth[after][0]:
            return
        was, now = (Counter(self.truth[each][1]) for each in (before, after))
        found = self.shelf.history.difference(self.shelf.engine, "rain", (before, after), limit=100)
        gone = Counter(tuple(row.values())[1:] for row, _ in found.rows if row is not None)
        come = Counter(tuple(row.values())[1:] for _, row in found.rows if row is not None)
        assert (gone, come) == (was - now, now - was)
        assert (found.removed, found.added, found.changed) == (gone.total(), come.total(), 0)

    @rule(kind=st.sampled_from(list(TYPES)), at=st.integers(0, 3))
    def other_columns(self, kind: str, at: int) -> None:
        self.columns = {**self.columns, f"c{at}": kind}

    @invariant()
    def every_version_is_as_it_was(self) -> None:
        for number, (columns, rows) in getattr(self, "truth", {}).items():
            found = self.shelf.as_of("rain", number)
            assert found[0] == list(columns)
            assert Counter(found[1]) == Counter(rows)
        if getattr(self, "truth", {}):
            latest = self.shelf.versions
            assert self.shelf.as_of("rain", latest)[1] == self.truth[latest][1]

    def teardown(self) -> None:
        if hasattr(self, "shelf"):
            self.shelf.engine.dispose()
            shutil.rmtree(self.folder)


Through.TestCase.settings = settings(
    max_examples=15, stateful_step_count=8, deadline=None, suppress_health_check=list(HealthCheck)
)
TestThrough = Through.TestCase


def test_a_version_of_wide_rows_is_joined_in_little_memory(shelf: Shelf):
    rows: Rows = [(f"{number:08}" * 128, number / 4) for number in range(40_000)]
    shelf.add({"rain": (ONE, rows)})
    changed: Rows = [(text, None if number % 100 == 0 else mm) for number, (text, mm) in enumerate(rows)]
    shelf.history = History(shelf.root, Lake(memory=100_000_000, threads=1))
    shelf.add({"rain": (ONE, changed)})
    with shelf.engine.connect() as connection:
        content = shelf.history.contents(connection, "rain")[-1]
    assert (content.appeared, content.ended) == (400, 400)
    assert parquet.ParquetFile(shelf.root / "rain/1/current-2.parquet").metadata.num_row_groups > 3
    assert shelf.as_of("rain", 2)[1] == changed
    assert shelf.as_of("rain", 1)[1] == rows
