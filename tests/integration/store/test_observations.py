"""The service record and the watchlist, on a real SQLite and a real PostgreSQL."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from praya.model.catalogue import Version
from praya.model.table import Profile, Schema, Table
from praya.model.text import Text
from praya.model.watching import Observation, Watched
from praya.store import catalogue, db, observations, watchlist

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy import Engine

    from praya.model.catalogue import Record
    from praya.model.watching import Outcome

FILE = "hk-hko-rainfall-0"
OTHER = "hk-hko-rainfall-1"


@pytest.fixture(autouse=True)
def record(engine: Engine, make_record: Callable[..., Record], now: datetime) -> None:
    with engine.begin() as connection:
        catalogue.save_record(connection, make_record(), now)


def add(engine: Engine, outcome: Outcome, at: datetime, key: str = FILE, **detail: str | int) -> int:
    with engine.begin() as connection:
        return observations.add(connection, key, [Observation(at=at, outcome=outcome, detail=detail)])


def test_a_record_of_nothing_is_empty(engine: Engine, now: datetime) -> None:
    with engine.connect() as connection:
        assert observations.latest(connection, FILE) is None
        assert observations.observations(connection, [FILE]) == {}
        assert observations.counts(connection, [FILE]) == {}
        assert observations.newer(connection, 0, 10) == []
        assert observations.last_id(connection) == 0
        assert observations.version_times(connection, [FILE], 10) == {}
        assert observations.latest_number(connection, FILE) == 0
        assert observations.rows_now(connection, FILE) is None
        assert watchlist.watched(connection, FILE) is None
        assert watchlist.looks(connection, [FILE]) == {}
        assert watchlist.standing(connection, now).watched == 0


def test_an_observation_of_no_distribution_is_refused(engine: Engine, now: datetime) -> None:
    with pytest.raises(sa.exc.IntegrityError):
        add(engine, "unchanged", now, key="nobody")


def test_looking_often_adds_no_lines_but_days_and_versions_do(engine: Engine, now: datetime) -> None:
    assert add(engine, "unchanged", now) == 1
    assert add(engine, "unchanged", now + timedelta(minutes=5)) == 0
    assert add(engine, "unchanged", now + timedelta(days=1)) == 1
    assert add(engine, "changed", now + timedelta(days=1), version=2) == 1
    assert add(engine, "changed", now + timedelta(days=1, minutes=5), version=3) == 1
    assert add(engine, "failed", now + timedelta(days=1, minutes=6), code="origin_timeout") == 1
    assert add(engine, "failed", now + timedelta(days=1, minutes=7), code="origin_error") == 1
    with engine.connect() as connection:
        assert observations.counts(connection, [FILE]) == {FILE: {"unchanged": 2, "changed": 2, "failed": 2}}
        since = observations.observations(connection, [FILE], since=now + timedelta(days=1, minutes=5))[FILE]
    assert [each.detail for each in since] == [
        {"version": 3},
        {"code": "origin_timeout"},
        {"code": "origin_error"},
    ]


def test_days_turn_in_hong_kong(engine: Engine, now: datetime) -> None:
    midnight = now.replace(hour=16, minute=0)  # in UTC
    assert add(engine, "unchanged", midnight - timedelta(minutes=1)) == 1
    assert add(engine, "unchanged", midnight) == 1


def test_news_come_with_whose_they_are_in_the_order_they_came(engine: Engine, now: datetime) -> None:
    add(engine, "gone", now)
    with engine.connect() as connection:
        seen = observations.last_id(connection)
    add(engine, "back", now, key=OTHER)
    with engine.connect() as connection:
        (news,) = observations.newer(connection, seen, 10)
    assert (news.dataset_name, news.url) == (
        "hk-hko-rainfall",
        "https://example.org/hk-hko-rainfall/1.csv",
    )
    assert news.observation == Observation(at=now, outcome="back")


def test_rows_and_times_are_those_of_the_latest_versions(engine: Engine, now: datetime) -> None:
    with engine.begin() as connection:
        for number in (1, 2, 3):
            at = now + timedelta(days=number)
            version = Version(
                distribution_id=FILE,
                number=number,
                sha256=f"{number:064}",
                bytes=1,
                url="",
                media_type="",
                format="csv",
                encoding="",
                retrieved_at=at,
            )
            tables = [
                Table(
                    name=catalogue.name_table(connection, FILE, str(part), "rain"),
                    distribution_id=FILE,
                    version=number,
                    position=part,
                    title=Text(),
                    rows=3_000_000_000 + number,
                    schema=Schema(()),
                    profile=Profile(rows=0, columns={}),
                )
                for part in range(2)
            ]
            catalogue.register(connection, version, tables, etag="", last_modified="")
    with engine.connect() as connection:
        rows = observations.rows_now(connection, FILE)
        assert rows == 6_000_000_006
        assert type(rows) is int
        assert observations.latest_number(connection, FILE) == 3
        times = observations.version_times(connection, [FILE, OTHER], 2)
    assert times == {FILE: [now + timedelta(days=2), now + timedelta(days=3)]}


def test_only_what_was_tried_is_watched(engine: Engine, now: datetime) -> None:
    with engine.begin() as connection:
        assert watchlist.adopt(connection, now) == 0
        catalogue.set_status(connection, FILE, "ready", checked_at=now)
        connection.execute(
            sa.update(db.distribution)
            .where(db.distribution.c.id == OTHER)
            .values(url="file:///tmp/a.csv", status="ready")
        )
        assert watchlist.adopt(connection, now) == 1
        assert watchlist.adopt(connection, now) == 0
        assert watchlist.due(connection, now - timedelta(seconds=1), 10) == []
        assert watchlist.due(connection, now, 10) == [watchlist.Due(FILE, "example.org")]
        watchlist.put_off(connection, FILE, now + timedelta(hours=1))
        assert watchlist.due(connection, now, 10) == []


def test_what_is_remembered_comes_back(engine: Engine, now: datetime) -> None:
    watched = Watched(failures=3, failing_since=now, gone=True, published_at=now, gap="stale")
    with engine.begin() as connection:
        watchlist.remember(connection, FILE, Watched(gap="late", failures=1, failing_since=now), now)
        watchlist.remember(connection, OTHER, Watched(), now + timedelta(days=1))
        standing = watchlist.standing(connection, now)
        assert (standing.watched, standing.due, standing.failing, standing.late) == (2, 1, 1, 0)
        watchlist.remember(connection, FILE, Watched(gap="late"), now)
        assert watchlist.standing(connection, now).late == 1
        watchlist.remember(connection, FILE, watched, now)
    with engine.connect() as connection:
        assert watchlist.watched(connection, FILE) == watched
        assert watchlist.looks(connection, [FILE]) == {FILE: (watched, now)}
        standing = watchlist.standing(connection, now)
    assert (standing.gone, standing.failing, standing.late, standing.stale) == (1, 0, 0, 0)
