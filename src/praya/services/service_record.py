"""What a publisher promised of a file, and the service that was observed: a value for pages, commands and programs."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from praya.model import errors
from praya.model import rhythm as rhythms
from praya.model.moment import CITY_TIME
from praya.model.watching import BLIND_AFTER, OURS, OUTCOMES, Watched
from praya.store import catalogue, hosts, jobs, observations, watchlist

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy import Connection

    from praya.model.catalogue import Dataset, Distribution, Publisher
    from praya.model.progress import Progress
    from praya.model.rhythm import Expected, Rhythm
    from praya.model.watching import Observation, Outcome, State
    from praya.platform import Platform
    from praya.store.observations import News
    from praya.store.watchlist import Standing

YEAR = timedelta(days=366)
MOST_VERSIONS = 2000
"""Versions whose times are looked through for gaps."""
MOST_NEWS = 1000
_GRAVEST: Sequence[Outcome] = (
    *("gone", "failed", "stale", "missing", "late", "shrunk"),
    *("back", "changed", "duplicate", "unchanged"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A time without the version that was due."""

    since: datetime
    """When the version before came."""
    expected: datetime
    until: datetime | None
    """When one came again; None while it lasts."""
    periods: int
    """Whole versions that did not come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day in Hong Kong on which something was observed."""

    day: date
    outcome: Outcome
    """The gravest of the day."""
    versions: int
    """New versions on that day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRecord:
    """Promise and service of one distribution."""

    distribution: Distribution
    promised: Rhythm
    observed: Rhythm | None
    """As the times of versions show it; None without enough evidence."""
    expected: Expected | None
    """The next version; None where nothing is promised."""
    watched: Watched | None
    """None for what is not watched."""
    due_at: datetime | None
    """When it is looked at next."""
    blind: bool
    """Whether, by our own fault, nobody has seen lately how it stands."""
    changed_at: datetime | None
    """When the latest version came."""
    counts: Mapping[Outcome, int]
    """Of every outcome, since watching began."""
    gaps: tuple[Gap, ...]
    """Of the last year, oldest first, and only since it is watched: what nobody looked for is no gap."""
    days: tuple[Day, ...]
    """Of the last year, oldest first: days without an observation are left out."""
    recent: tuple[Observation, ...]
    """Of the last year, oldest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Noted:
    """What the catalogue holds of one distribution's service."""

    times: tuple[datetime, ...]
    """When its latest versions came, oldest first."""
    recent: tuple[Observation, ...]
    """Of the last year, oldest first."""
    counts: Mapping[Outcome, int]
    watched: Watched | None
    due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One file's promise and service, with whose it is."""

    dataset: Dataset
    publisher: Publisher
    record: ServiceRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Feeds:
    """A page of service records."""

    total: int
    """How many there are that stand as asked."""
    counts: Mapping[State, int]
    """How many there are of each standing."""
    feeds: tuple[Feed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """How the whole watch stands."""

    standing: Standing
    jobs_waiting: int
    jobs_dead: int
    under_way: tuple[tuple[str, Progress | None], ...]
    """Addresses of files that workers are at, and how far they are with each."""
    hosts_resting: tuple[tuple[str, datetime], ...]
    """Hosts in trouble, and until when they are left alone."""


def dataset_service(
    platform: Platform, name: str, *, now: datetime
) -> tuple[Dataset, tuple[ServiceRecord, ...]]:
    """Return the record of each of a dataset's distributions, in order; raise DatasetMissing."""
    with platform.db.connect() as connection:
        dataset = catalogue.dataset(connection, name)
        if dataset is None:
            raise errors.DatasetMissing(name=name)
        promised = rhythms.read(dataset.frequency)
        found = catalogue.distributions(connection, dataset.id)
        noted = _noted(connection, [each.id for each in found], now)
        return dataset, tuple(_record(each, promised, noted(each.id), now) for each in found)


def file_service(
    platform: Platform, dataset: Dataset, distribution: Distribution, *, now: datetime
) -> ServiceRecord:
    """Return the record of one of a dataset's distributions."""
    with platform.db.connect() as connection:
        noted = _noted(connection, [distribution.id], now)
    return _record(distribution, rhythms.read(dataset.frequency), noted(distribution.id), now)


def feeds(
    platform: Platform, asked: State | None, *, publisher_id: str = "", page: int, size: int, now: datetime
) -> Feeds:
    """Return the service records of what was ever read or tried, the gravest first, a page of them."""
    with platform.db.connect() as connection:
        counts = watchlist.counts(connection, now, publisher_id)
        ids = watchlist.feeds(
            connection, now, asked, publisher_id=publisher_id, offset=(page - 1) * size, limit=size
        )
        by_id = catalogue.distributions_by_id(connection, ids)
        files = [by_id[key] for key in ids]
        datasets = catalogue.datasets(connection, {each.dataset_id for each in files})
        publishers = {each.id: each for each in catalogue.publishers(connection)}
        noted = _noted(connection, ids, now)
    return Feeds(
        total=counts[asked] if asked else sum(counts.values()),
        counts=counts,
        feeds=tuple(
            Feed(
                dataset=(dataset := datasets[each.dataset_id]),
                publisher=publishers[dataset.publisher_id],
                record=_record(each, rhythms.read(dataset.frequency), noted(each.id), now),
            )
            for each in files
        ),
    )


def overview(platform: Platform, *, now: datetime) -> Overview:
    """Return how the watch, the jobs and the hosts stand."""
    with platform.db.connect() as connection:
        files = [
            (distribution.url, job.progress)
            for job in jobs.under_way(connection, now)
            if (distribution := catalogue.distribution(connection, job.payload.get("distribution", "")))
        ]
        return Overview(
            standing=watchlist.standing(connection, now),
            jobs_waiting=jobs.waiting(connection, now),
            jobs_dead=jobs.dead(connection),
            under_way=tuple(files),
            hosts_resting=hosts.resting(connection, now),
        )


def news(platform: Platform, after: int) -> list[News]:
    """Return what was observed, of any distribution, after the line of this id."""
    with platform.db.connect() as connection:
        return observations.newer(connection, after, MOST_NEWS)


def last_news(platform: Platform) -> int:
    """Return the id of what was observed last of all; 0 if nothing was."""
    with platform.db.connect() as connection:
        return observations.last_id(connection)


def _noted(connection: Connection, ids: Collection[str], now: datetime) -> Callable[[str], _Noted]:
    """Return what gives all that is noted of each of these distributions: asked for at once, however many."""
    times = observations.version_times(connection, ids, MOST_VERSIONS)
    recent = observations.observations(connection, ids, since=now - YEAR)
    counts = observations.counts(connection, ids)
    looks = watchlist.looks(connection, ids)

    def noted(key: str) -> _Noted:
        watched, due_at = looks.get(key, (None, None))
        return _Noted(
            times=tuple(times.get(key, ())),
            recent=tuple(recent.get(key, ())),
            counts=counts.get(key, {}),
            watched=watched,
            due_at=due_at,
        )

    return noted


def _record(distribution: Distribution, promised: Rhythm, noted: _Noted, now: datetime) -> ServiceRecord:
    times, watched, recent = noted.times, noted.watched, noted.recent
    seen = rhythms.observed(times)
    settled = rhythms.settled(promised, seen)
    changed = times[-1] if times else None
    published = max(filter(None, (changed, watched.published_at if watched else None)), default=None)
    anew = {each.at for each in recent if each.outcome == "duplicate"}
    began = recent[0].at if recent else now
    due = noted.due_at
    ours = distribution.problem is not None and distribution.problem.code in OURS
    looked = [distribution.checked_at] if distribution.checked_at else []
    looks = sorted({*(each.at for each in recent), *looked})
    return ServiceRecord(
        distribution=distribution,
        promised=promised,
        observed=seen,
        expected=rhythms.expect(settled, published, changed=changed) if published else None,
        watched=watched,
        due_at=due,
        blind=watched is not None and (ours or (due is not None and due < now - BLIND_AFTER)),
        changed_at=changed,
        counts={outcome: noted.counts.get(outcome, 0) for outcome in OUTCOMES},
        gaps=gaps(settled, sorted({*anew, *(each for each in times if each >= began)}), looks),
        days=days(recent),
        recent=recent,
    )


def gaps(rhythm: Rhythm, times: Sequence[datetime], looks: Sequence[datetime]) -> tuple[Gap, ...]:
    """Return the times without a version that was due, given when something was published, oldest first.

    A gap lasts as long as somebody looked, at these times in their order, and saw nothing new: while our own server was
    down or had no connection, versions may have come and gone. Of looks that saw the same on one day the first is known.
    """
    found = []
    for since, until in pairwise((*times, None)):
        assert since
        expected = rhythms.expect(rhythm, since)
        before = bisect_left(looks, until) if until else len(looks)
        seen = min(until or looks[-1], _midnight(looks[before - 1])) if before else since
        if expected is None or seen < expected.late:
            continue
        assert rhythm.longest
        over = (seen - expected.late) // rhythm.longest.length
        found.append(Gap(since=since, expected=expected.ends, until=until, periods=1 + over))
    return tuple(found)


def _midnight(at: datetime) -> datetime:
    """Return the end of a moment's day in Hong Kong."""
    day = at.astimezone(CITY_TIME).replace(hour=0, minute=0, second=0, microsecond=0)
    return day + timedelta(days=1)


def days(observed: Sequence[Observation]) -> tuple[Day, ...]:
    """Return each day's gravest outcome and how many versions it brought, for a picture of the record."""
    gravest: dict[date, Outcome] = {}
    versions = Counter(each.day for each in observed if each.outcome == "changed")
    for each in observed:
        known = gravest.setdefault(each.day, each.outcome)
        gravest[each.day] = min(known, each.outcome, key=_GRAVEST.index)
    return tuple(
        Day(day=day, outcome=outcome, versions=versions[day]) for day, outcome in sorted(gravest.items())
    )
