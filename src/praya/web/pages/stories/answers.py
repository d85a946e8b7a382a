"""What a story's queries say, kept until the tables that they read have other versions; what tells time, a minute."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from praya.model import errors
from praya.model.moment import parse_as_of
from praya.services import read, sql

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from praya.model.moment import AsOf
    from praya.model.stories import Story
    from praya.platform import Platform

MOST_ROWS = 5_000
"""Rows of one answer; a query that gives more is refused, so that no part passes for the whole."""
SECONDS = 20.0
"""How long the queries of one page may take together."""
LANG = "$lang"
"""What stands in a query for the story's language."""
MOST_KEPT = 300
FAILURES_KEPT = 30.0
"""Seconds for which a query that failed is not tried again."""
CHANGING_KEPT = 60.0
"""Seconds for which an answer stands that depends on the moment or on chance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The answer to a query."""

    columns: tuple[str, ...]
    types: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    versions: Mapping[str, int]
    """Of the tables that were read, by name."""
    changing: bool
    """Whether it depends on the moment or on chance as well."""


@dataclass(frozen=True, slots=True)
class _Held:
    told: Told | errors.Failure
    number: int | None
    """What the catalogue's changes counted when it was last found to be right."""
    at: float


class Answers:
    """Answers in memory. One query runs at a time: stories leave the other places to who asks now."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._held: OrderedDict[tuple[str, str, AsOf | None], _Held] = OrderedDict()
        self._turn = threading.Lock()

    def ask(self, platform: Platform, story: Story, name: str, until: float) -> Told:
        """Return what a query of a story says, `$lang` being the story's language; raise why it says nothing.

        `until` is the time by the clock at which the page has had enough.
        """
        text = story.queries.get(name)
        if text is None:
            raise errors.StoryBroken(line=1, reason=f"there is no query “{name[:40]}”")
        as_of = parse_as_of(story.as_of)
        asked = sql.Asked(text=text, parameters={"lang": story.lang}, as_of=as_of, limit=MOST_ROWS)
        key = (text, story.lang if LANG in text else "", as_of)
        with self._turn:
            number = platform.changes.number()
            held = self._held.get(key)
            if held is None or not self._right(platform, held, number, as_of):
                held = _Held(self._asked(platform, asked, until), number, self._clock())
            else:
                held = _Held(held.told, number, held.at)
            self._held[key] = held
            self._held.move_to_end(key)
            while len(self._held) > MOST_KEPT:
                self._held.popitem(last=False)
        if isinstance(held.told, errors.Failure):
            raise held.told
        return held.told

    def now(self) -> float:
        """Return the clock's time."""
        return self._clock()

    def _right(self, platform: Platform, held: _Held, number: int | None, as_of: AsOf | None) -> bool:
        if isinstance(held.told, errors.Failure):
            return held.at + FAILURES_KEPT > self._clock()
        if held.told.changing and held.at + CHANGING_KEPT <= self._clock():
            return False
        if number is not None and number == held.number:
            return True
        try:
            return all(
                read.table(platform, table, as_of).version == version
                for table, version in held.told.versions.items()
            )
        except errors.Missing:
            return False

    def _asked(self, platform: Platform, asked: sql.Asked, until: float) -> Told | errors.Failure:
        left = until - self._clock()
        limits = platform.settings
        late = errors.SqlTooHeavy(seconds=round(SECONDS), megabytes=limits.query_memory // 1024**2)
        if left <= 0:
            return late
        interest = sql.Interest()
        timer = threading.Timer(left, interest.lose)
        timer.start()
        try:
            return _told(platform, asked, interest)
        except errors.Failure as failure:
            return late if until <= self._clock() else failure
        finally:
            timer.cancel()


def _told(platform: Platform, asked: sql.Asked, interest: sql.Interest) -> Told:
    answered = sql.ask(platform, asked, interest)
    rows = [
        row
        for batch in answered.batches
        for row in zip(*(column.to_pylist() for column in batch.columns), strict=True)
    ]
    if answered.more:
        raise errors.StoryBroken(line=1, reason=f"the query gives more than {MOST_ROWS} rows")
    return Told(
        columns=answered.columns,
        types=answered.types,
        rows=tuple(rows),
        versions=dict(answered.versions),
        changing=answered.changing,
    )
