"""Watch what publishers do with their files: choose what to look at, and judge what each look showed.

Looking itself is reading: a worker asks `before`, has the file read (a conditional request first, then the hash), and
hands what came of it to `after`, which writes the service record.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from praya.model import rhythm as rhythms
from praya.model.watching import Look, Watched, judge
from praya.store import catalogue, jobs, observations, watchlist

if TYPE_CHECKING:
    from datetime import datetime

    from praya.model.catalogue import Distribution, Problem
    from praya.model.rhythm import Rhythm
    from praya.model.watching import Observation
    from praya.platform import Platform

AT_ONCE = 500
"""Looks queued in one go; the rest follows with the next."""
TAKEN_FOR = timedelta(hours=6)
"""A look that was queued and never came to an end is due again after this long."""
EVIDENCE = 61
"""Versions whose times tell the rhythm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """How a distribution stood before a look."""

    distribution: Distribution
    promised: Rhythm
    rows: int | None


def plan(platform: Platform, *, now: datetime) -> int:
    """Queue a look at every distribution that is due; return how many were not queued already."""
    with platform.db.begin() as connection:
        watchlist.adopt(connection, now)
        queued = 0
        for each in watchlist.due(connection, now, AT_ONCE):
            queued += jobs.enqueue(
                connection,
                "look",
                {"distribution": each.distribution_id},
                now=now,
                key=f"ingest:{each.distribution_id}",
                host=each.host,
            )
            watchlist.put_off(connection, each.distribution_id, now + TAKEN_FOR)
    return queued


def before(platform: Platform, distribution_id: str) -> Before | None:
    """Note how a distribution stands; None if there is none of this id."""
    with platform.db.connect() as connection:
        distribution = catalogue.distribution(connection, distribution_id)
        if distribution is None:
            return None
        dataset = catalogue.dataset_by_id(connection, distribution.dataset_id)
        promised = rhythms.read(dataset.frequency) if dataset else rhythms.UNKNOWN
        rows = observations.rows_now(connection, distribution_id)
    return Before(distribution=distribution, promised=promised, rows=rows)


def after(
    platform: Platform,
    earlier: Before,
    status: Literal["ready", "unchanged", "failed"],
    *,
    problem: Problem | None,
    passing: bool,
    now: datetime,
) -> tuple[Observation, ...]:
    """Record what a look showed, and settle when to look again; return what it showed."""
    key = earlier.distribution.id
    with platform.db.begin() as connection:
        current = catalogue.distribution(connection, key)
        if current is None:
            return ()
        times = observations.version_times(connection, [key], EVIDENCE).get(key, ())
        look = Look(
            at=now,
            status=status,
            problem=problem,
            passing=passing,
            republished=status == "unchanged" and _republished(earlier.distribution, current),
            changed_at=times[-1] if times else None,
            version=observations.latest_number(connection, key),
            rows_before=earlier.rows,
            rows=observations.rows_now(connection, key),
        )
        seen = rhythms.observed(times)
        every = min(rhythms.interval(each) for each in (earlier.promised, seen) if each)
        watched = watchlist.watched(connection, key) or Watched()
        judged = judge(watched, look, rhythms.settled(earlier.promised, seen), every)
        observations.add(connection, key, judged.observations)
        watchlist.remember(connection, key, judged.watched, judged.due_at)
        if _stands(watched) != _stands(judged.watched):
            catalogue.touch_owner(connection, key)
    return judged.observations


def _stands(watched: Watched) -> tuple[object, ...]:
    """Return what a dataset's quality sees of a file's service."""
    return watched.gone, watched.gap, watched.published_at is None, watched.failing_since is None


def _republished(earlier: Distribution, current: Distribution) -> bool:
    """Say whether the same bytes were put out anew: under a new date, or without dates under a new mark.

    Servers behind one name may each have marks of their own for the same file, so a mark alone says nothing where there
    is a date.
    """
    if earlier.last_modified or current.last_modified:
        dates = (earlier.last_modified, current.last_modified)
        return all(dates) and dates[0] != dates[1]
    return bool(earlier.etag and current.etag) and earlier.etag != current.etag
