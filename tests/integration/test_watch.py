"""Weeks of watching in a simulated time, at an origin that is late, repeats itself, shrinks, vanishes and comes back."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from tests.origin import Origin, Reply, Trouble

from praya.model.catalogue import Dataset, Distribution, Publisher, Record
from praya.model.licence import HK_TERMS
from praya.model.moment import CITY_TIME
from praya.model.query import Query
from praya.model.text import Text
from praya.services import ask, read, watch
from praya.services.service_record import dataset_service, feeds, last_news, news, overview
from praya.store import catalogue, db
from praya.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Iterator

    from praya.platform import Platform
    from praya.services.service_record import ServiceRecord

START = datetime(2026, 3, 2, 9, 30, tzinfo=CITY_TIME)
FILE = "/rain.csv"


@dataclass
class City:
    """A platform that watches an origin, and the time there."""

    platform: Platform
    origin: Origin
    now: datetime = START

    def clock(self) -> datetime:
        return self.now

    def look(self) -> None:
        watch.plan(self.platform, now=self.now)
        Worker(self.platform, self.clock).work(threading.Event(), once=True)

    def live(self, until: datetime) -> None:
        """Look whenever it is due, until then."""
        while (due := self._due()) <= until:
            self.now = max(self.now, due)
            self.look()
        self.now = until

    def _due(self) -> datetime:
        with self.platform.db.connect() as connection:
            (due,) = connection.scalars(sa.select(sa.func.min(db.watched.c.due_at, type_=db.UtcDateTime)))
        assert isinstance(due, datetime)
        return due

    def publish(self, day: int, *, rows: int = 10, modified: str = "", etag: str = "") -> None:
        body = b"Station,Rain\n" + b"".join(b"Station %d,%d\n" % (row, day) for row in range(rows))
        self.origin.at[FILE] = Reply(body, etag=etag, modified=modified)

    def record(self) -> ServiceRecord:
        return dataset_service(self.platform, "rain", now=self.now)[1][0]

    def told(self) -> list[str]:
        """The record without what says nothing new."""
        return [each.outcome for each in self.record().recent if each.outcome != "unchanged"]


@pytest.fixture
def city(platform: Platform) -> Iterator[City]:
    """A daily file that was read once."""
    with Origin() as origin:
        city = City(platform, origin)
        city.publish(0, etag='"0"')
        announce(platform, "rain", f"{origin.url}{FILE}", "每日上午9時")
        city.look()
        assert city.told() == ["changed"]
        yield city


def announce(platform: Platform, name: str, url: str, frequency: str) -> None:
    dataset = Dataset(
        id=name,
        name=name,
        title=Text.of("Rain"),
        publisher_id="hko",
        licence_id=HK_TERMS.id,
        frequency=Text.of(zh_hant=frequency),
    )
    distribution = Distribution(
        id=f"{name}-1", dataset_id=name, position=0, title=Text.of("Rain"), url=url, format="CSV"
    )
    publisher = Publisher(id="hko", title=Text.of("Hong Kong Observatory"))
    record = Record(dataset=dataset, distributions=(distribution,), publisher=publisher, themes=())
    with platform.db.begin() as connection:
        catalogue.save_record(connection, record, START)
        catalogue.set_status(connection, distribution.id, "failed", checked_at=START)  # tried, so watched


def test_a_file_that_vanishes_is_gone_then_back_and_its_archived_copy_serves(city: City):
    kept = city.origin.at[FILE]
    city.origin.at[FILE] = Reply(b"<title>404</title>", 404)
    city.live(START + timedelta(days=20))
    assert city.told() == ["changed", "gone"]
    assert overview(city.platform, now=city.now).standing.gone == 1
    view = read.dataset(city.platform, "rain")
    assert view.distributions[0].problem
    assert view.distributions[0].problem.code == "origin_missing"
    assert ask.rows(city.platform, view.tables[0], Query()).total == 10
    assert len(city.origin.seen) < 15  # it is asked less and less often

    city.origin.at[FILE] = kept
    city.live(START + timedelta(days=40))
    assert city.told()[:4] == ["changed", "gone", "back", "stale"]
    assert not city.record().watched.gone  # type: ignore[union-attr]  # it is watched
    assert read.dataset(city.platform, "rain").distributions[0].status == "ready"


def test_what_does_not_come_is_late_then_missing_then_stale_and_each_is_said_once(city: City):
    city.live(START + timedelta(days=14))
    assert city.told() == ["changed", "late", "missing", "stale"]
    record = city.record()
    assert city.origin.headers["If-None-Match"] == '"0"'
    assert record.expected is not None
    assert record.expected.ends == datetime(2026, 3, 3, 9, tzinfo=CITY_TIME)
    (gap,) = record.gaps
    assert (gap.expected, gap.until, gap.periods) == (record.expected.ends, None, 13)
    assert len(record.days) == 15

    city.publish(1)
    city.live(START + timedelta(days=14, hours=7))
    assert city.told()[-1] == "changed"
    assert city.record().watched.gap == ""  # type: ignore[union-attr]  # it is watched
    assert city.record().gaps[0].until is not None


def test_a_file_that_comes_each_morning_is_never_late(city: City):
    for day in range(1, 15):
        city.live(START.replace(hour=9, minute=0) + timedelta(days=day))
        city.publish(day)
    record = city.record()
    assert set(city.told()) == {"changed"}
    assert record.counts["changed"] == 14
    assert record.gaps == ()
    assert record.observed is not None
    assert record.observed.code == "DAILY"
    assert [each.versions for each in record.days] == [1] * 14 + [0]


def test_a_file_that_shrinks_is_kept_and_said_to_have(city: City):
    city.publish(1, rows=4)
    city.live(START + timedelta(hours=7))
    assert city.told() == ["changed", "changed", "shrunk"]
    assert city.record().recent[-1].detail == {"before": 10, "rows": 4}
    assert read.dataset(city.platform, "rain").versions["rain-1"].number == 2


@pytest.mark.parametrize(
    ("first", "second", "outcome"),
    [
        ({"etag": '"1"'}, {"etag": '"2"'}, "duplicate"),
        (
            {"modified": "Mon, 02 Mar 2026 01:00:00 GMT"},
            {"modified": "Tue, 03 Mar 2026 01:00:00 GMT"},
            "duplicate",
        ),
        (
            {"modified": "Mon, 02 Mar 2026 01:00:00 GMT", "etag": '"node-a"'},
            {"modified": "Mon, 02 Mar 2026 01:00:00 GMT", "etag": '"node-b"'},
            "unchanged",
        ),
        ({}, {}, "unchanged"),
        ({}, {"etag": '"1"'}, "unchanged"),
        ({"modified": "Mon, 02 Mar 2026 01:00:00 GMT"}, {"etag": '"1"'}, "unchanged"),
    ],
    ids=["a new mark", "a new date", "another server's mark", "neither", "a first mark", "a date no more"],
)
def test_the_same_bytes_published_anew_are_no_new_version(
    city: City, first: dict[str, str], second: dict[str, str], outcome: str
):
    city.publish(1, modified=first.get("modified", ""), etag=first.get("etag", ""))
    city.live(START + timedelta(hours=7))
    city.publish(1, modified=second.get("modified", ""), etag=second.get("etag", ""))
    city.live(START + timedelta(hours=14))
    assert city.record().recent[-1].outcome == outcome
    assert read.dataset(city.platform, "rain").versions["rain-1"].number == 2


def test_a_server_that_asks_for_time_is_left_alone_with_all_its_files(city: City):
    announce(city.platform, "wind", f"{city.origin.url}/wind.csv", "每日")
    city.origin.at["/wind.csv"] = Reply(b"busy", 429, {"Retry-After": "7200"})
    city.look()
    seen = len(city.origin.seen)
    (resting,) = overview(city.platform, now=city.now).hosts_resting
    assert resting == (f"127.0.0.1:{city.origin.port}", city.now + timedelta(hours=2))
    city.now += timedelta(minutes=119)
    city.look()
    assert len(city.origin.seen) == seen
    city.origin.at["/wind.csv"] = Reply(b"Station,Wind\nSha Tin,3\n")
    city.now += timedelta(minutes=2)
    city.look()
    assert city.origin.seen[-1] == "/wind.csv"
    _, (wind,) = dataset_service(city.platform, "wind", now=city.now)
    assert [each.outcome for each in wind.recent] == ["failed", "changed"]
    assert wind.recent[0].detail == {"code": "origin_busy"}


def test_a_host_that_does_not_answer_for_a_week_is_gone(city: City):
    city.origin.at[FILE] = Reply(trouble=Trouble(reset=True))
    city.live(START + timedelta(days=9))
    told = city.told()
    assert told[0] == "changed"
    assert set(told[1:-1]) == {"failed"}
    assert told[-1] == "gone"
    assert len(city.origin.seen) < 30


def test_that_nobody_can_be_reached_is_our_own_trouble(city: City):
    announce(city.platform, "wind", "http://127.0.0.2:9/wind.csv", "每日")
    city.look()
    _, (wind,) = dataset_service(city.platform, "wind", now=city.now)
    assert [each.outcome for each in wind.recent] == ["failed"]  # the other host answers
    assert not wind.blind
    city.origin.__exit__()
    city.live(START + timedelta(days=5))
    rain = city.record()
    assert city.told() == ["changed"]
    assert rain.blind
    assert rain.distribution.problem
    assert rain.distribution.problem.code == "offline"
    assert rain.gaps == ()
    standing = feeds(city.platform, "blind", page=1, size=10, now=city.now)
    assert {each.record.distribution.dataset_id for each in standing.feeds} == {"rain", "wind"}
    assert standing.counts["failing"] == standing.counts["late"] == 0


def test_while_nobody_watches_nothing_is_late(city: City):
    city.now = START + timedelta(days=30)
    assert city.record().blind
    assert city.record().gaps == ()
    assert feeds(city.platform, None, page=1, size=10, now=city.now).counts["blind"] == 1
    city.publish(30)
    city.live(START + timedelta(days=30, hours=2))
    assert not city.record().blind
    assert city.told() == ["changed", "changed"]
    assert city.record().gaps == ()


def test_a_look_whose_worker_was_killed_is_due_again(city: City):
    city.live(START + timedelta(hours=5))
    city.now = START + timedelta(hours=7)
    assert watch.plan(city.platform, now=city.now) == 1
    assert watch.plan(city.platform, now=city.now) == 0
    with city.platform.db.begin() as connection:
        connection.execute(sa.delete(db.job))
    city.now += watch.TAKEN_FOR
    assert watch.plan(city.platform, now=city.now) == 1


def test_a_distribution_that_left_the_catalogue_is_not_looked_at(city: City):
    city.now += timedelta(hours=7)
    assert watch.plan(city.platform, now=city.now) == 1
    earlier = watch.before(city.platform, "rain-1")
    assert earlier
    with city.platform.db.begin() as connection:
        for table in reversed(db.metadata.sorted_tables):
            if table.name.startswith(("table_", "version", "distribution")):
                connection.execute(sa.delete(table))
    assert watch.before(city.platform, "rain-1") is None
    assert watch.after(city.platform, earlier, "unchanged", problem=None, passing=False, now=city.now) == ()
    Worker(city.platform, city.clock).work(threading.Event(), once=True)
    assert overview(city.platform, now=city.now).jobs_dead == 1


def test_a_running_worker_watches_by_itself_unless_told_not_to(city: City):
    seen = last_news(city.platform)
    city.now += timedelta(days=2)
    stop = threading.Event()
    thread = threading.Thread(target=Worker(city.platform, city.clock).work, args=(stop,))
    thread.start()
    deadline = threading.Event()
    for _ in range(1000):
        if news(city.platform, seen):
            break
        deadline.wait(0.02)
    stop.set()
    thread.join()
    assert [each.observation.outcome for each in news(city.platform, seen)][:1] == ["unchanged"]
