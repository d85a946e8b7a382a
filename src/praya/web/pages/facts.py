"""The answers first: how fresh a dataset is, how good, and what may be done with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from praya.model.personal import verdict
from praya.web import readable, small

if TYPE_CHECKING:
    from collections.abc import Sequence

    from praya.model.catalogue import Dataset
    from praya.model.licence import Licence
    from praya.model.table import Table
    from praya.model.text import Lang
    from praya.services.read import DatasetView
    from praya.web.language import Messages

SURE = 0.9
"""A decision below it is one to look at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a reader wants to know before anything else."""

    freshness: int
    """From 5 (days old) to 0 (many years old, or unknown)."""
    fresh: str
    """The most telling date there is, in words."""
    checked: str
    """When the platform read it, in words; empty if never."""
    rows: int
    columns: int
    missing: str
    """The share of values that are missing."""
    unsure: int
    """Decisions of the reading that are worth a look."""
    use: str
    """What may be done, in one sentence."""
    personal: str
    """Whether its tables show signs of personal data; empty without tables."""


def facts(view: DatasetView, table: Table | None, lang: Lang, words: Messages, now: datetime) -> Facts:
    """Gather the answers about a dataset and the table that is looked at."""
    read_at = max((each.retrieved_at for each in view.versions.values()), default=None)
    level, fresh = freshness(view.dataset, table, read_at, words, now)
    return Facts(
        freshness=level,
        fresh=fresh,
        checked=words.say("fresh_read", date=readable.day(read_at, lang)) if read_at else "",
        rows=table.rows if table else 0,
        columns=len(table.schema.columns) if table else 0,
        missing=_missing(table) if table else "",
        unsure=len(unsure(view.tables)),
        use=words.say(use_key(view.licence)),
        personal=verdict((each.profile.examined for each in view.tables), lang) if view.tables else "",
    )


def freshness(
    dataset: Dataset, table: Table | None, read_at: datetime | None, words: Messages, now: datetime
) -> tuple[int, str]:
    """Return how fresh data is, from 5 down to 0, and the most telling date there is, in words."""
    until = data_until(table, now.date()) if table else None
    changed = dataset.modified or dataset.created
    level = small.freshness(_last_day(until) if until else changed or read_at, now)
    if until:
        return level, words.say("fresh_until", date=_edge(until, words.lang))
    if changed:
        return level, words.say("fresh_changed", date=readable.day(changed, words.lang))
    return level, words.say("fresh_unknown")


def unsure(tables: Sequence[Table]) -> list[str]:
    """Return what was decided without being sure."""
    return [each.code for table in tables for each in table.decisions if each.confidence < SURE]


def use_key(licence: Licence) -> str:
    """Return the message that says what a licence allows."""
    if not licence.url:
        return "use_unstated"
    if licence.commercial_use and licence.derivatives:
        return "use_free_named" if licence.attribution else "use_free"
    return "use_limited"


def data_until(table: Table, today: date) -> str | None:
    """Return the last day, month or year that the table's data reaches, in ISO 8601; a future one says no freshness."""
    kinds = ("date", "datetime", "yearmonth", "year")
    for kind in kinds:
        for column in table.schema.columns:
            last = table.profile.columns[column.name].max
            if column.type == kind and last is not None:
                written = str(int(last)) if isinstance(last, (int, float)) else last[:10]
                if written[:4] <= str(today.year):
                    return written
    return None


def _edge(until: str, lang: Lang) -> str:
    kind = {4: "year", 7: "yearmonth"}.get(len(until), "date")
    return until if kind == "year" else readable.bound(until, kind, lang)


def _last_day(until: str) -> date:
    """Return a day near the end of a year, month or day in ISO 8601."""
    missing = {len("2024"): "-12-31", len("2024-01"): "-28"}.get(len(until), "")
    return date.fromisoformat(until + missing)


def _missing(table: Table) -> str:
    nulls = sum(table.profile.columns[column.name].nulls for column in table.schema.columns)
    return readable.share(nulls, table.rows * len(table.schema.columns))
