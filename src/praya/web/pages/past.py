"""A dataset as of a version or a moment: what was then, where that lies in its history, and the way back to now."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from praya.model import errors
from praya.model.moment import CITY_TIME, parse_as_of
from praya.services import read
from praya.web import readable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from praya.model.catalogue import Version
    from praya.model.moment import AsOf
    from praya.model.query import Query
    from praya.model.table import Table
    from praya.model.text import Lang
    from praya.platform import Platform
    from praya.services.read import DatasetView, TableView
    from praya.web.urls import Pairs

_TO_THE_MINUTE = "%Y-%m-%dT%H:%M"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A dataset and the table that is looked at, as of the time that the address asks for."""

    view: DatasetView
    table: Table | None
    as_of: str
    """As in the address; empty for now."""
    moment: datetime | None
    """The moment asked for, or that of the version asked for; None for now."""
    timeline: tuple[Version, ...]
    """The versions that the table is part of, the first first."""

    def as_of_beside(self, table: Table) -> str:
        """Return the `as_of` that shows another table at the same time: versions are counted by file."""
        same_file = self.table is not None and table.distribution_id == self.table.distribution_id
        if self.moment is None or same_file or not self.as_of.isdigit():
            return self.as_of
        return self.moment.astimezone(CITY_TIME).isoformat()


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A table and what it is part of, as of the time that the address asks for."""

    view: TableView
    moment: datetime | None
    """The moment asked for, or that of the version asked for; None for now, and for the version that is now."""

    @property
    def table(self) -> Table:
        """Return the table itself."""
        return self.view.table

    @property
    def timeline(self) -> tuple[Version, ...]:
        """Return the versions that the table is part of, the first first."""
        return self.view.timeline


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """Where a table's history stands, and the ways to move in it."""

    past: bool
    """Whether something else than now is shown."""
    moment: str
    """The moment asked for, in words; of now, when the version shown came."""
    since: str
    """When the version that is shown came, in words."""
    number: int
    place: int
    """The version's place in the history, from 1."""
    versions: int
    before: str
    after: str
    """Addresses of the neighbours; empty at the ends. The latest is the page as it is now."""
    now: str
    entered: str
    """The moment shown, for a field of the form: in the city's time, to the minute."""
    earliest: str
    latest: str
    kept: tuple[tuple[str, str], ...]
    """What the form carries along."""
    moments: str
    """As JSON: [number, seconds since 1970] of each version."""


def seen(platform: Platform, name: str, pairs: Sequence[tuple[str, str]]) -> Seen:
    """Return a dataset with one of its tables as of the time that an address asks for.

    Raise what is Missing, and ParameterInvalid for a time that is none.
    """
    given = dict(pairs)
    as_of, wanted = given.get("as_of", "").strip(), given.get("table", "")
    asked = parse_as_of(as_of)
    view = read.dataset(platform, name)
    moment = None
    if asked is not None:
        first = wanted or (view.tables[0].name if view.tables else "")
        moment = _moment(platform, asked, first)
        view = read.dataset(platform, name, moment)
        if not view.versions:
            if first:
                read.table(platform, first, moment)  # says why there is none
            raise errors.VersionMissing(dataset=name, as_of=as_of)
    table = chosen_table(view, wanted)
    timeline = read.timeline(platform, table.name) if table else ()
    return Seen(view=view, table=table, as_of=as_of, moment=moment, timeline=timeline)


def held(platform: Platform, table: str, as_of: str) -> Held:
    """Return a table as of the time that an address asks for; raise as `seen` does."""
    asked = parse_as_of(as_of)
    view = read.table_view(platform, table, asked)
    latest = view.version == view.timeline[-1]
    number = None if asked is None or latest else view.version.retrieved_at
    return Held(view=view, moment=asked if isinstance(asked, datetime) else number)


def chosen_table(view: DatasetView, wanted: str) -> Table | None:
    """Return the table asked for, or the dataset's first; raise TableMissing for one that is not of this dataset."""
    if not wanted:
        return view.tables[0] if view.tables else None
    found = next((each for each in view.tables if each.name == wanted), None)
    if found is None:
        raise errors.TableMissing(name=wanted)
    return found


def clock(
    seen: Seen | Held, query: Query, lang: Lang, *, address: Callable[[Query], str], kept: Pairs
) -> Clock | None:
    """Return the ways to move in a table's time; None where there is only now.

    `address` gives that of a question, `kept` is what the form carries along.
    """
    table, timeline = seen.table, seen.timeline
    if table is None or (len(timeline) < 2 and seen.moment is None):  # noqa: PLR2004 - two make a history
        return None
    place = next(index for index, each in enumerate(timeline) if each.number == table.version)
    shown = timeline[place]

    def at(index: int) -> str:
        number = timeline[index].number if index < len(timeline) - 1 else ""
        return address(replace(query, as_of=str(number), offset=0, after=None))

    return Clock(
        past=seen.moment is not None,
        moment=readable.moment(seen.moment or shown.retrieved_at, lang),
        since=readable.moment(shown.retrieved_at, lang),
        number=shown.number,
        place=place + 1,
        versions=len(timeline),
        before=at(place - 1) if place else "",
        after=at(place + 1) if place < len(timeline) - 1 else "",
        now=at(len(timeline) - 1),
        entered=_entered(seen.moment or shown.retrieved_at),
        earliest=_entered(timeline[0].retrieved_at),
        latest=_entered(timeline[-1].retrieved_at),
        kept=tuple((name, value) for name, value in kept if name != "as_of"),
        moments=json.dumps([[each.number, int(each.retrieved_at.timestamp())] for each in timeline]),
    )


def _moment(platform: Platform, asked: AsOf, table: str) -> datetime:
    """Return the moment itself, or when the version of this number of a table's file came."""
    if isinstance(asked, datetime):
        return asked
    read.table(platform, table, asked)  # says why there is none
    return next(each.retrieved_at for each in read.timeline(platform, table) if each.number == asked)


def _entered(moment: datetime) -> str:
    """Write a moment for a form's field; a minute begun counts as over, so that what came in it is there."""
    whole = moment.replace(second=0, microsecond=0)
    rounded = whole if whole == moment else whole + timedelta(minutes=1)
    return rounded.astimezone(CITY_TIME).strftime(_TO_THE_MINUTE)
