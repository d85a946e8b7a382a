"""Every file's promise beside the service that was seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from praya.model import errors
from praya.model.query import parse
from praya.model.watching import STATES
from praya.services import service_record
from praya.web import readable, urls
from praya.web.pager import Pager, pager
from praya.web.pages.service import GRAVITY, Service, told
from praya.web.view import Frame, Site, render

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from praya.model.text import Lang
    from praya.model.watching import State
    from praya.services.service_record import Feed

SIZE = 50
"""Files a page."""
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
class Row:
    """One file: whose it is, and its service in words."""

    feed: Feed
    service: Service
    changed: str
    """The day of the latest version; empty before the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusPage:
    """What the status page shows."""

    frame: Frame
    standings: tuple[Standing, ...]
    rows: tuple[Row, ...]
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
            rows=tuple(
                Row(
                    feed=each,
                    service=told(each.record, lang, words),
                    changed=readable.day(each.record.changed_at, lang) if each.record.changed_at else "",
                )
                for each in feeds.feeds
            ),
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
