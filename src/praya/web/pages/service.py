"""What was promised of a file and what was seen, as its dataset's page tells it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from praya.services import service_record
from praya.web import readable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from praya.model.catalogue import Distribution
    from praya.model.rhythm import Period, Rhythm
    from praya.model.text import Lang
    from praya.model.watching import Outcome
    from praya.services.read import DatasetView
    from praya.services.service_record import Day, ServiceRecord
    from praya.web.language import Messages
    from praya.web.view import Site

WEEKS = 53
A_WEEK = 7
STEP = 12
"""From one square of the picture to the next."""
GRAVITY: Mapping[Outcome, str] = {
    **dict.fromkeys(("changed", "back"), "good"),
    **dict.fromkeys(("unchanged", "duplicate"), "quiet"),
    **dict.fromkeys(("late", "shrunk"), "poor"),
    **dict.fromkeys(("missing", "stale", "failed", "gone"), "bad"),
}
_MONTHS = (("years", 12), ("months", 1))
_MINUTES = (("weeks", 7 * 24 * 60), ("days", 24 * 60), ("hours", 60), ("minutes", 1))
"""Units, and how many months or minutes they have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Square:
    """A day in the picture."""

    x: int
    y: int
    gravity: str
    told: str
    """The day and what was seen on it, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Days in a row on which the same was seen."""

    days: str
    outcome: str
    gravity: str
    versions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A file's service record, in words."""

    distribution: Distribution
    promised: str
    observed: str
    """Empty without enough evidence."""
    looked: str
    """When it was last looked at; empty if never."""
    watched: bool
    next_look: str
    state: str
    gravity: str
    expected: str
    """When the next version is promised; empty where nothing is."""
    gone: bool
    counts: tuple[tuple[str, str, int], ...]
    """(words, gravity, how often) of each outcome that was seen."""
    gaps: int
    missed: int
    """Versions that did not come in the gaps."""
    squares: tuple[Square, ...]
    width: int
    months: tuple[tuple[int, str], ...]
    """(place, name) of the months above the squares."""
    stretches: tuple[Stretch, ...]
    """The latest first."""


def service(site: Site, view: DatasetView, distribution: Distribution, lang: Lang) -> Service:
    """Return the service record of one file of a dataset."""
    record = service_record.file_service(site.platform, view.dataset, distribution, now=site.now())
    return told(record, lang, site.messages[lang])


def told(record: ServiceRecord, lang: Lang, words: Messages) -> Service:
    """Put a service record into words."""
    distribution = record.distribution
    state, gravity = _state(record, lang, words)
    first = _first_week(record.days)
    return Service(
        distribution=distribution,
        promised=rhythm(record.promised, words),
        observed=rhythm(record.observed, words) if record.observed else "",
        looked=readable.moment(distribution.checked_at, lang) if distribution.checked_at else "",
        watched=record.watched is not None,
        next_look=readable.moment(record.due_at, lang) if record.due_at else "",
        state=state,
        gravity=gravity,
        expected=readable.moment(record.expected.ends, lang) if record.expected and record.watched else "",
        gone=record.watched is not None and record.watched.gone,
        counts=tuple(
            (words.say(f"outcome_{outcome}"), GRAVITY[outcome], count)
            for outcome, count in record.counts.items()
            if count
        ),
        gaps=len(record.gaps),
        missed=sum(each.periods for each in record.gaps),
        squares=tuple(_square(each, first, lang, words) for each in record.days) if first else (),
        width=STEP * ((record.days[-1].day - first).days // A_WEEK + 1) if first else 0,
        months=tuple(_months(first, record.days[-1].day, lang)) if first else (),
        stretches=tuple(_stretches(record.days, lang, words))[::-1],
    )


def rhythm(told: Rhythm, words: Messages) -> str:
    """Put a rhythm into words."""
    if told.period is None:
        return words.say(f"rhythm_{'unknown' if told.kind == 'periodic' else told.kind}")
    said = _period(told.period, words)
    if told.longest and told.longest != told.period:
        said = words.say("rhythm_longest", period=said, longest=_period(told.longest, words))
    return words.say("rhythm_also", period=said) if told.as_needed else said


def _period(period: Period, words: Messages) -> str:
    week, day = 7 * 24 * 60, 24 * 60
    if day < period.minutes < week and period.minutes % day:
        return words.say("rhythm_a_week", n=round(week / period.minutes))
    units = _MONTHS if period.months else _MINUTES
    length = period.months or period.minutes
    unit, whole = next(each for each in units if length % each[1] == 0)
    count = length // whole
    return words.say(f"rhythm_{unit}", n=count) if count > 1 else words.say(f"rhythm_every_{unit}")


def _state(record: ServiceRecord, lang: Lang, words: Messages) -> tuple[str, str]:
    """Return how the file stands now, in words, and how grave that is."""
    held = record.watched
    if held is None:
        return words.say("service_unwatched"), "quiet"
    if held.gone:
        return words.say("service_gone"), "bad"
    if record.blind:
        looked = record.distribution.checked_at
        date = readable.moment(looked, lang) if looked else words.say("service_never")
        return words.say("service_blind", date=date), "quiet"
    if held.failing_since:
        return words.say("service_failing", date=readable.moment(held.failing_since, lang)), "bad"
    if held.gap:
        return words.say(f"service_{held.gap}"), GRAVITY[held.gap]
    return words.say("service_in_time"), "good"


def _first_week(days: Sequence[Day]) -> date | None:
    """Return the Monday with which the picture begins: never more than a year before its end."""
    if not days:
        return None
    monday = days[-1].day - timedelta(days=days[-1].day.weekday())
    earliest = monday - timedelta(weeks=WEEKS - 1)
    first = days[0].day - timedelta(days=days[0].day.weekday())
    return max(first, earliest)


def _square(day: Day, first: date, lang: Lang, words: Messages) -> Square:
    weeks, weekday = divmod((day.day - first).days, A_WEEK)
    return Square(
        x=STEP * weeks,
        y=STEP * weekday,
        gravity=GRAVITY[day.outcome],
        told=words.say(
            "service_day_told",
            day=readable.day(day.day, lang),
            outcome=words.say(f"outcome_{day.outcome}"),
        ),
    )


def _months(first: date, last: date, lang: Lang) -> Iterator[tuple[int, str]]:
    """Name each month above the week in which it begins."""
    for week in range((last - first).days // A_WEEK + 1):
        monday = first + timedelta(weeks=week)
        begins = next(
            (each for each in (monday + timedelta(days=day) for day in range(A_WEEK)) if each.day == 1), None
        )
        if begins:
            yield STEP * week, readable.MONTHS[begins.month - 1][:3] if lang == "en" else f"{begins.month}月"


def _stretches(days: Sequence[Day], lang: Lang, words: Messages) -> Iterator[Stretch]:
    """Join days in a row on which the same was seen; a day without a look ends a stretch."""
    numbered = enumerate(days)
    for (_, outcome), group in groupby(
        numbered, key=lambda each: (each[1].day.toordinal() - each[0], each[1].outcome)
    ):
        held = [day for _, day in group]
        first, last = (readable.day(each.day, lang) for each in (held[0], held[-1]))
        yield Stretch(
            days=first if len(held) == 1 else f"{first} – {last}",
            outcome=words.say(f"outcome_{outcome}"),
            gravity=GRAVITY[outcome],
            versions=sum(each.versions for each in held),
        )
