from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from praya.model import errors
from praya.model.catalogue import Problem, Version
from praya.model.decisions import infer
from praya.model.table import Column, ColumnProfile, Profile, Schema, Table
from praya.model.text import Text
from praya.store import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy import Connection, Engine

    from praya.model.catalogue import Record

FIRST, SECOND = "hk-hko-rainfall-0", "hk-hko-rainfall-1"
DATASET = "id-hk-hko-rainfall"


@pytest.fixture(autouse=True)
def saved(engine: Engine, make_record: Callable[..., Record], now: datetime) -> Record:
    record = make_record()
    with engine.begin() as connection:
        catalogue.save_record(connection, record, now)
    return record


@pytest.fixture
def make_version(now: datetime) -> Callable[..., Version]:
    def make(distribution: str = FIRST, number: int = 1, **fields: object) -> Version:
        version = Version(
            distribution_id=distribution,
            number=number,
            sha256=f"{number:064}",
            bytes=5_000_000_000,
            url="https://example.org/0.csv",
            media_type="text/csv; charset=big5",
            format="csv",
            encoding="big5hkscs",
            retrieved_at=now + timedelta(days=number),
        )
        return replace(version, **fields)  # type: ignore[arg-type]  # each test gives what its field takes

    return make


def make_table(name: str, distribution: str = FIRST, number: int = 1, **fields: object) -> Table:
    table = Table(
        name=name,
        distribution_id=distribution,
        version=number,
        position=0,
        title=Text.of("Monthly", "每月"),
        rows=3_000_000_000,
        schema=Schema((Column(name="年", header="年/Year", title=Text.of("Year", "年"), type="year"),)),
        profile=Profile(rows=3_000_000_000, columns={"年": ColumnProfile(nulls=1, distinct=2, min=1884)}),
        notes=("備註：無",),
        decisions=(infer.YEARS.decide(column="年", type="year"),),
    )
    return replace(table, **fields)  # type: ignore[arg-type]  # each test gives what its field takes


def read(connection: Connection, version: Version, *tables: Table) -> None:
    for table in tables:
        assert catalogue.name_table(connection, version.distribution_id, table.name, table.name) == table.name
    catalogue.register(connection, version, tables, etag='"e"', last_modified="Tue")


def test_a_reading_that_breaks_off_leaves_nothing(
    engine: Engine, saved: Record, make_version: Callable[..., Version]
) -> None:
    lost = make_table("lost", distribution="no such file")

    def break_off() -> None:
        with engine.begin() as connection:
            read(connection, make_version(), make_table("rain"))
            catalogue.register(connection, make_version(number=2), [lost], etag="", last_modified="")

    with pytest.raises(sa.exc.IntegrityError):
        break_off()
    with engine.connect() as connection:
        assert catalogue.latest_version(connection, FIRST) is None
        assert catalogue.tables(connection, DATASET) == ()
        assert catalogue.table(connection, "rain") is None
        assert catalogue.table_names(connection) == []
        assert catalogue.distributions(connection, DATASET) == saved.distributions
        assert catalogue.pending_index(connection, "index", 9) == [(DATASET, 1)]


def test_the_same_version_is_not_registered_twice(
    engine: Engine, make_version: Callable[..., Version]
) -> None:
    with engine.begin() as connection:
        read(connection, make_version(), make_table("rain"))
    with pytest.raises(sa.exc.IntegrityError), engine.begin() as connection:
        read(connection, make_version(), make_table("other"))
    with engine.connect() as connection:
        assert [each.name for each in catalogue.tables(connection, DATASET)] == ["rain"]


def test_a_failed_reading_keeps_what_was_published(
    engine: Engine, make_version: Callable[..., Version], now: datetime
) -> None:
    problem = Problem(code="file_empty", fields={}, at=now)
    with engine.begin() as connection:
        read(connection, make_version(), make_table("rain"))
        catalogue.set_status(connection, FIRST, "failed", problem=problem, checked_at=now)
    with engine.connect() as connection:
        distribution = catalogue.distribution(connection, FIRST)
        assert distribution is not None
        assert (distribution.status, distribution.problem) == ("failed", problem)
        assert (distribution.etag, distribution.last_modified) == ('"e"', "Tue")
        assert catalogue.table(connection, "rain") == make_table("rain")


def test_what_is_registered_is_what_is_read(
    engine: Engine, make_version: Callable[..., Version], now: datetime
) -> None:
    version, tables = make_version(), (make_table("b", position=0), make_table("a", position=1))
    problem = Problem(code="file_empty", fields={}, at=now)
    with engine.begin() as connection:
        catalogue.set_status(connection, FIRST, "failed", problem=problem, checked_at=now)
        assert catalogue.state(connection, FIRST, hold=True).latest + 1 == 1
        read(connection, version, *tables)
    with engine.connect() as connection:
        assert catalogue.latest_version(connection, FIRST) == version
        assert catalogue.versions(connection, FIRST) == (version,)
        assert catalogue.tables(connection, DATASET) == tables
        distribution = catalogue.distribution(connection, FIRST)
        assert distribution is not None
        assert (distribution.status, distribution.problem) == ("ready", None)
        assert (distribution.checked_at, distribution.etag) == (version.retrieved_at, '"e"')
        assert catalogue.counts(connection).rows == 6_000_000_000
        assert catalogue.summaries(connection, [DATASET])[DATASET].tables == 2
        assert catalogue.state(connection, FIRST, hold=True).latest + 1 == 2


def test_only_latest_tables_can_be_asked_for(engine: Engine, make_version: Callable[..., Version]) -> None:
    with engine.begin() as connection:
        read(connection, make_version(), make_table("rain"), make_table("gone", position=1))
        read(connection, make_version(SECOND), make_table("wind", SECOND))
        read(connection, make_version(number=2), make_table("rain", number=2, rows=7))
    with engine.connect() as connection:
        assert [(each.name, each.version) for each in catalogue.tables(connection, DATASET)] == [
            ("rain", 2),
            ("wind", 1),
        ]
        assert catalogue.table(connection, "gone") is None
        assert [each.number for each in catalogue.versions(connection, FIRST)] == [2, 1]
        assert catalogue.counts(connection).tables == 2
        names = catalogue.table_names(connection)
        assert [(each.name, each.rows, each.columns) for each in names] == [
            ("rain", 7, ("年",)),
            ("wind", 3_000_000_000, ("年",)),
        ]
        assert {each.dataset_name for each in names} == {"hk-hko-rainfall"}
        recent = catalogue.recent(connection, 9)
        assert [(dataset.id, version.distribution_id) for dataset, version in recent] == [
            (DATASET, FIRST),
            (DATASET, SECOND),
        ]
        assert len(catalogue.recent(connection, 1)) == 1


def test_a_version_without_tables_takes_the_old_ones_from_view(
    engine: Engine, make_version: Callable[..., Version]
) -> None:
    with engine.begin() as connection:
        read(connection, make_version(), make_table("rain"))
        read(connection, make_version(number=2))
        assert catalogue.tables(connection, DATASET) == ()


def test_a_file_no_longer_announced_stays_if_it_was_read(
    engine: Engine, saved: Record, make_version: Callable[..., Version], now: datetime
) -> None:
    with engine.begin() as connection:
        read(connection, make_version(), make_table("rain"))
    new = replace(saved.distributions[0], id="new", position=0)
    for expected in ("changed", "unchanged"):
        with engine.begin() as connection:
            assert catalogue.save_record(connection, replace(saved, distributions=(new,)), now) == expected
            found = catalogue.distributions(connection, DATASET)
            assert [(each.id, each.position, each.status) for each in found] == [
                ("new", 0, "unread"),
                (FIRST, 1, "ready"),
            ]
            assert [each.name for each in catalogue.tables(connection, DATASET)] == ["rain"]


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ("Daily Total Rainfall.csv", "daily_total_rainfall_csv"),
        ("每日總雨量", "每日總雨量"),
        ("ＲＡＩＮ　２", "rain_2"),
        ("../../etc/passwd", "etc_passwd"),
        ("2021 census", "t_2021_census"),
        ("'; DROP TABLE x; --", "drop_table_x"),
        ("", "t_"),
        ("雨" * 500, "雨" * 60),
    ],
)
def test_table_names_are_safe_wherever_they_go(engine: Engine, wanted: str, name: str) -> None:
    with engine.begin() as connection:
        assert catalogue.name_table(connection, FIRST, "", wanted) == name


def test_a_table_keeps_its_name(engine: Engine) -> None:
    with engine.begin() as connection:
        assert catalogue.name_table(connection, FIRST, "a", "Rain") == "rain"
        assert catalogue.name_table(connection, FIRST, "b", "rain") == "rain_2"
        assert catalogue.name_table(connection, SECOND, "a", "RAIN") == "rain_3"
        assert catalogue.name_table(connection, FIRST, "b", "another wish") == "rain_2"


def test_names_chosen_at_once_differ(engine: Engine) -> None:
    together = threading.Barrier(4)

    def choose(number: int) -> str:
        together.wait()
        with engine.begin() as connection:
            return catalogue.name_table(connection, FIRST, str(number), "rain")

    with ThreadPoolExecutor(4) as pool:
        names = list(pool.map(choose, range(4)))
    assert sorted(names) == ["rain", "rain_2", "rain_3", "rain_4"]


def test_two_readers_of_one_file_get_versions_one_after_the_other(
    engine: Engine, make_version: Callable[..., Version]
) -> None:
    together = threading.Barrier(3)

    def read_once(_: int) -> int:
        together.wait()
        with engine.begin() as connection:
            number = catalogue.state(connection, FIRST, hold=True).latest + 1
            catalogue.register(connection, make_version(number=number), [], etag="", last_modified="")
        return number

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(read_once, range(3))) == [1, 2, 3]


def test_the_next_version_of_nothing_is_a_named_failure(engine: Engine) -> None:
    with engine.begin() as connection, pytest.raises(errors.DistributionMissing):
        catalogue.state(connection, "none")


def test_each_index_has_marks_of_its_own(engine: Engine, make_version: Callable[..., Version]) -> None:
    with engine.begin() as connection:
        pending = catalogue.pending_index(connection, "here", 9)
        catalogue.indexed(connection, "here", pending)
        assert catalogue.pending_index(connection, "here", 9) == []
        assert catalogue.pending_index(connection, "there", 9) == pending
        read(connection, make_version(), make_table("rain"))  # changed after it was read for the index
        catalogue.indexed(connection, "here", pending)
        assert catalogue.pending_index(connection, "here", 9) == [(DATASET, 2)]
        catalogue.indexed(connection, "here", [(DATASET, 2)])
        catalogue.indexed(connection, "here", [])
        assert catalogue.pending_index(connection, "here", 9) == []
