"""Every file's promise beside the service that was seen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from praya.model import errors
from praya.model.moment import CITY_TIME
from praya.model.query import parse
from praya.model.watching import STATES
from praya.services import service_record
from praya.web import readable, urls
from praya.web.pager import Pager, pager
from praya.web.pages.service import GRAVITY, WEEKS, Service, told
from praya.web.view import Frame, Site, render

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from praya.model.text import Lang
    from praya.model.watching import State
    from praya.services.service_record import Day, Feed
    from praya.web.language import Messages

SIZE = 25
"""Files a page."""
WEEK = 12
"""How wide a week is in the picture of a year."""
_GRAVITIES = ("quiet", "good", "poor", "bad")
"""The gravest last."""
GRAVITIES: Mapping[State, str] = {
    **{each: GRAVITY[each] for each in ("gone", "stale", "missing", "late")},
    "failing": "bad",
    "in_time": "good",
    "blind": "quiet",
    "unwatched": "quiet",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How many files stand so, and where they are listed."""

    words: str
    gravity: str
    count: int
    href: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Weeks in a row that were equally grave, in the picture of the year."""

    x: int
    width: int
    gravity: str
    told: str
    """Their days, and the gravest of what was seen on them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One file: whose it is, and its service in words."""

    feed: Feed
    service: Service
    changed: str
    """The day of the latest version; empty before the first."""
    year: tuple[Run, ...]
    """The last year, week by week: weeks without an observation are left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusPage:
    """What the status page shows."""

    frame: Frame
    standings: tuple[Standing, ...]
    rows: tuple[Row, ...]
    width: int
    """Of the pictures."""
    pager: Pager
    everything: str
    """The address of the page without choices."""
    chosen: bool


def status_page(site: Site, lang: Lang, pairs: Sequence[tuple[str, str]]) -> str:
    """Return the page of every file's service; raise ParameterInvalid for a state there is not."""
    given = dict(pairs)
    words = site.messages[lang]
    state = next((each for each in STATES if each == given.get("state")), None)
    if given.get("state") and state is None:
        raise errors.ParameterInvalid(name="state", value=given["state"], expected=", ".join(STATES))
    publisher = given.get("publisher", "")
    page = parse([("page", given.get("page", ""))]).page
    feeds = service_record.feeds(
        site.platform, state, publisher_id=publisher, page=page, size=SIZE, now=site.now()
    )
    address = urls.status(lang, state or "", publisher, page)
    return render(
        site,
        "status.html",
        StatusPage(
            frame=Frame(
                lang=lang,
                title=words.say("nav_status"),
                title_lang=lang,
                description=words.say("status_lead"),
                tail=address.removeprefix(f"/{lang}"),
                indexed=address == urls.status(lang),
            ),
            standings=tuple(
                Standing(
                    words=words.say(f"status_{each}"),
                    gravity=GRAVITIES[each],
                    count=count,
                    href=urls.status(lang, "" if each == state else each, publisher),
                    chosen=each == state,
                )
                for each, count in reversed(tuple(feeds.counts.items()))
                if count or each == state
            ),
            rows=tuple(_row(each, site.now(), lang, words) for each in feeds.feeds),
            width=WEEK * WEEKS,
            pager=pager(
                page=page,
                size=SIZE,
                total=feeds.total,
                address=lambda number: urls.status(lang, state or "", publisher, number),
            ),
            everything=urls.status(lang),
            chosen=bool(state or publisher),
        ),
    )


def _row(feed: Feed, now: datetime, lang: Lang, words: Messages) -> Row:
    record = feed.record
    return Row(
        feed=feed,
        service=told(replace(record, days=()), lang, words),
        changed=readable.day(record.changed_at, lang) if record.changed_at else "",
        year=tuple(_year(record.days, now, lang, words)),
    )


def _year(days: Sequence[Day], now: datetime, lang: Lang, words: Messages) -> Iterator[Run]:
    """Join the weeks in a row that were equally grave."""
    today = now.astimezone(CITY_TIME).date()
    first = today - timedelta(days=today.weekday(), weeks=WEEKS - 1)
    weeks = [
        (week, max(held, key=_gravity))
        for week, group in groupby(days, key=lambda day: (day.day - first).days // 7)
        if week >= 0 and (held := tuple(group))
    ]
    runs = groupby(enumerate(weeks), key=lambda each: (each[1][0] - each[0], _gravity(each[1][1])))
    for (_shift, gravity), group in runs:
        run = [each for _place, each in group]
        begin, last = (first + timedelta(weeks=week) for week in (run[0][0], run[-1][0]))
        shown = f"{readable.day(begin, lang)} – {readable.day(last + timedelta(days=6), lang)}"
        yield Run(
            x=WEEK * run[0][0],
            width=WEEK * len(run) - 2,
            gravity=_GRAVITIES[gravity],
            told=words.say("service_day_told", day=shown, outcome=words.say(f"outcome_{run[0][1].outcome}")),
        )


def _gravity(day: Day) -> int:
    return _GRAVITIES.index(GRAVITY[day.outcome])
