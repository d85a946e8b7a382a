"""Read a publisher's words on how often data changes, in English and in Chinese of either script.

The words are folded (full width, case, script), then searched for what the tables of words below name. Several
rhythms in one text are common (“每季/每年”, “yearly or as and when necessary”): the shortest period says how often to
look, the longest when something is late. What no table knows is unknown, never guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from praya.model.rhythm import words
from praya.model.rhythm.period import CODES, DAY, FREQUENCIES, Period, share
from praya.model.rhythm.rhythm import UNKNOWN, Rhythm

if TYPE_CHECKING:
    from praya.model.text import Text

TWICE = 2
WORKING_DAYS = 5
YEAR = FREQUENCIES["ANNUAL"]


@dataclass(frozen=True, slots=True)
class _Part:
    """One period that a text names: the EU's code, the period, the longest time in between, the words."""

    code: str
    period: Period
    longest: Period
    words: str


def read(text: Text) -> Rhythm:
    """Read the first wording that is understood."""
    readings = (read_words(wording.words) for _, wording in text.items())
    return next((rhythm for rhythm in readings if rhythm.kind != "unknown"), UNKNOWN)


def read_words(text: str) -> Rhythm:
    """Read one wording in any of the three languages."""
    folded = words.folded(text)
    if ended := words.ONCE.search(folded):
        return Rhythm(kind="once", code="NEVER", evidence=(ended[0],))
    parts = sorted(_parts(folded), key=lambda part: part.period.length)
    needed = words.AS_NEEDED.search(folded)
    also = (needed[0],) if needed else ()
    if live := words.CONTINUOUS.search(folded):
        return Rhythm(
            kind="continuous", code="UPDATE_CONT", as_needed=bool(needed), evidence=(live[0], *also)
        )
    if parts:
        return _periodic(folded, parts, also)
    if loose := words.IRREGULAR.search(folded):
        return Rhythm(kind="irregular", code="IRREG", evidence=(loose[0],))
    if event := needed or words.ON_EVENT.search(folded):
        return Rhythm(kind="as_needed", code="AS_NEEDED", as_needed=True, evidence=(event[0],))
    return UNKNOWN


def _periodic(folded: str, parts: list[_Part], also: tuple[str, ...]) -> Rhythm:
    daily = any(part.longest.minutes == DAY for part in parts)
    yearly = any(part.longest == YEAR for part in parts)
    return Rhythm(
        kind="periodic",
        code=parts[0].code,
        period=parts[0].period,
        longest=max((part.longest for part in parts), key=lambda period: period.length),
        as_needed=bool(also),
        times=words.times(folded) if daily else (),
        weekdays=words.weekdays(folded),
        months=words.months(folded) if yearly else (),
        without_months=words.without_months(folded),
        evidence=(*(part.words for part in parts), *also),
    )


def _parts(folded: str) -> list[_Part]:
    """Return every period that the words name."""
    named = words.WEEKDAYS.search(folded)
    parts = [_of_weekdays(words.weekdays(folded), named[0])] if named else []
    for match in words.EVERY.finditer(words.WEEKDAYS.sub(" ", folded)):
        whole = words.period(match)
        if whole is None:
            continue
        count = words.count(match)
        if whole.minutes == DAY and count == 1:
            count = max(1, len(words.times(folded)))
        if whole == YEAR and count == 1:
            count = max(1, len(words.months(folded)))
        parts.append(_of_share(whole, count, match[0].strip()))
    bare = words.BARE.fullmatch(folded)
    if not parts and bare and (whole := words.period(bare)):
        parts.append(_of_share(whole, 1, bare[0]))
    return parts


def _of_weekdays(days: tuple[int, ...], found: str) -> _Part:
    period = FREQUENCIES["DAILY"] if len(days) >= WORKING_DAYS else share(FREQUENCIES["WEEKLY"], len(days))
    apart = max((later - day - 1) % 7 + 1 for day, later in zip(days, (*days[1:], days[0]), strict=True))
    return _Part(CODES.get(period, "OTHER"), period, Period(minutes=apart * DAY), found)


def _of_share(whole: Period, times: int, found: str) -> _Part:
    period = share(whole, times)
    twice_daily = whole.minutes == DAY and times == TWICE
    code = "DAILY_2" if twice_daily else CODES.get(period, "OTHER")
    return _Part(code, period, whole, found)
