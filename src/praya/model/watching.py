"""What one look at a publisher's server says about its service: decided here, done elsewhere.

changed    a new version came                  unchanged  the same bytes, or “not modified”
shrunk     … with less than half the rows      duplicate  the same bytes, published anew
late       the version that was due is not there, a tolerance after its time
missing    … a whole period after that         stale      … the same for several periods
failed     no readable file came               gone       the file, or its host, is no longer there
back       it is there again
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from praya.model import errors
from praya.model.moment import CITY_TIME
from praya.model.rhythm import expect

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date, datetime

    from praya.model.catalogue import Problem
    from praya.model.rhythm import Expected, Rhythm

Outcome = Literal[
    "changed", "shrunk", "unchanged", "duplicate", "late", "missing", "stale", "failed", "gone", "back"
]
OUTCOMES: tuple[Outcome, ...] = (
    "changed",
    "unchanged",
    "duplicate",
    "shrunk",
    "late",
    "missing",
    "stale",
    "failed",
    "gone",
    "back",
)
Gap = Literal["", "late", "missing", "stale"]
GAPS: tuple[Gap, ...] = ("", "late", "missing", "stale")

State = Literal["gone", "failing", "stale", "missing", "late", "blind", "in_time", "unwatched"]
STATES: tuple[State, ...] = ("gone", "failing", "stale", "missing", "late", "blind", "in_time", "unwatched")
"""How a file can stand, the gravest first; `blind` where we could not or did not look, so that nobody knows."""

GONE_AFTER = timedelta(days=7)
"""A host that could not be reached for so long is gone."""
FIRST_RETRY = timedelta(minutes=10)
LONGEST_FIRST_RETRY = timedelta(hours=1)
LONGEST_RETRY = timedelta(days=1)
LONGEST_HOPELESS_RETRY = timedelta(days=7)
"""For failures that time alone does not mend."""
BLIND_AFTER = timedelta(days=1)
"""A look that is overdue for so long was not made: nobody watched."""
SHRUNK = 0.5
OURS = frozenset(
    {errors.Offline.code, errors.StorageFull.code, errors.Unexpected.code, errors.AddressForbidden.code}
)
"""Failures of our own: nothing was seen of the publisher's service."""
_NO_SERVICE = OURS | {errors.AddressInvalid.code}
"""Failures that say nothing of a server."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One line of a distribution's service record."""

    at: datetime
    outcome: Outcome
    detail: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def day(self) -> date:
        """Return the day in Hong Kong."""
        return self.at.astimezone(CITY_TIME).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What must be remembered between two looks."""

    failures: int = 0
    """In a row, our own among them."""
    failing_since: datetime | None = None
    """Since when the publisher's server failed; our own failures leave it as it was."""
    gone: bool = False
    published_at: datetime | None = None
    """When something was last published: a new version, or the same one anew."""
    gap: Gap = ""
    """How late the next version is, as far as it was recorded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What one look found."""

    at: datetime
    status: Literal["ready", "unchanged", "failed"]
    problem: Problem | None = None
    passing: bool = False
    """Whether the problem may be gone later."""
    republished: bool = False
    """The same bytes under a new date or mark."""
    changed_at: datetime | None = None
    """When the latest version came, this look's included; None before the first."""
    version: int = 0
    rows_before: int | None = None
    rows: int | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """What to record, what to remember, and when to look again."""

    observations: tuple[Observation, ...]
    watched: Watched
    due_at: datetime


def judge(watched: Watched, look: Look, rhythm: Rhythm, every: timedelta) -> Judgement:
    """Judge a look at a distribution that is expected to follow this rhythm and is looked at so often."""
    if look.status == "failed":
        return _failed(watched, look, every)
    anew = look.status == "ready" or look.republished
    published = look.at if anew else max(filter(None, (watched.published_at, look.changed_at)), default=None)
    gap, expected = _gap(rhythm, published, look)
    before = watched.gap if not anew or (watched.gap == "stale" and look.republished) else ""
    found = [*_seen(watched, look)]
    if gap and expected and GAPS.index(gap) > GAPS.index(before):
        due = expected.ends.isoformat(timespec="minutes")
        found.append(Observation(at=look.at, outcome=gap, detail={"expected": due}))
    return Judgement(tuple(found), Watched(published_at=published, gap=gap), look.at + every)


def _seen(watched: Watched, look: Look) -> Iterator[Observation]:
    """Iterate over what a look that brought an answer shows by itself."""
    if watched.gone:
        yield Observation(at=look.at, outcome="back")
    if look.status == "unchanged":
        yield Observation(at=look.at, outcome="duplicate" if look.republished else "unchanged")
        return
    detail = {"version": look.version} | ({} if look.rows is None else {"rows": look.rows})
    yield Observation(at=look.at, outcome="changed", detail=detail)
    if look.rows is not None and look.rows_before and look.rows < look.rows_before * SHRUNK:
        yield Observation(
            at=look.at, outcome="shrunk", detail={"before": look.rows_before, "rows": look.rows}
        )


def _gap(rhythm: Rhythm, published: datetime | None, look: Look) -> tuple[Gap, Expected | None]:
    """Return how late the next version is, and when it was expected."""
    expected = expect(rhythm, published, changed=look.changed_at) if published else None
    if expected is None:
        return "", None
    passed = (expected.late <= look.at, expected.missing <= look.at, expected.stale <= look.at)
    return ("stale" if passed[2] else GAPS[sum(passed)]), expected


def _failed(watched: Watched, look: Look, every: timedelta) -> Judgement:
    code = look.problem.code if look.problem else errors.Unexpected.code
    if code in OURS:
        return _not_seen(watched, look, every)
    since = watched.failing_since or look.at
    unreachable = code == errors.OriginUnreachable.code and look.at - since >= GONE_AFTER
    gone = watched.gone or code == errors.OriginMissing.code or unreachable
    found: tuple[Observation, ...] = ()
    if gone and not watched.gone:
        found = (Observation(at=look.at, outcome="gone", detail={"code": code}),)
    elif not gone and code not in _NO_SERVICE:
        found = (Observation(at=look.at, outcome="failed", detail={"code": code}),)
    after = replace(watched, failures=watched.failures + 1, failing_since=since, gone=gone)
    hopeless = gone or not look.passing
    busy = look.problem if look.problem and code == errors.OriginBusy.code else None
    asked = timedelta(seconds=int(busy.fields["seconds"]) if busy else 0)
    return Judgement(found, after, look.at + max(retry(every, after.failures, hopeless=hopeless), asked))


def _not_seen(watched: Watched, look: Look, every: timedelta) -> Judgement:
    """Record nothing: the fault is ours. What will pass is tried again within the hour, or all would be late."""
    after = replace(watched, failures=watched.failures + 1)
    wait = retry(every, after.failures, hopeless=not look.passing)
    return Judgement((), after, look.at + (min(wait, LONGEST_FIRST_RETRY) if look.passing else wait))


def retry(every: timedelta, failures: int, *, hopeless: bool) -> timedelta:
    """Return how long to wait after so many failures in a row: twice as long each time, within bounds."""
    first = min(max(every, FIRST_RETRY), LONGEST_FIRST_RETRY)
    longest = LONGEST_HOPELESS_RETRY if hopeless else LONGEST_RETRY
    return min(first * (1 << min(failures - 1, 20)), longest)
