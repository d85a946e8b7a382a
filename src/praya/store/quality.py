"""How good datasets are: what the rules need to know, what they found, and how that was day by day."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import sqlalchemy as sa

from praya.model import quality, rhythm
from praya.model.quality import Day, Scored
from praya.model.text import Text
from praya.store import catalogue, db, observations, watchlist

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date, datetime

    from sqlalchemy import Connection

    from praya.model.catalogue import Distribution
    from praya.model.quality import Facts, Score

_Held = TypeVar("_Held")
INDEX = f"quality {quality.RULES_VERSION}"
"""By what name the scores follow the catalogue in its outbox: other rules find all of it pending."""


def facts(connection: Connection, ids: Collection[str]) -> Mapping[str, Facts]:
    """Return what is known of these datasets, by id, in a handful of questions; those that are gone are left out."""
    distributions = catalogue.distributions_of(connection, ids)
    versions = catalogue.versions_of(connection, ids)
    tables = catalogue.all_tables_of(connection, ids)
    watched = watchlist.watched_of(connection, ids)
    outcomes = observations.counts_of(connection, ids)

    return {
        key: quality.Facts(
            dataset=dataset,
            distributions=distributions.get(key, ()),
            versions=_of(versions, distributions.get(key, ())),
            tables=tables.get(key, ()),
            promised=rhythm.read(dataset.frequency),
            watched=_of(watched, distributions.get(key, ())),
            outcomes=_of(outcomes, distributions.get(key, ())),
        )
        for key, dataset in catalogue.datasets(connection, set(ids)).items()
    }


def _of(held: Mapping[str, _Held], distributions: Iterable[Distribution]) -> Mapping[str, _Held]:
    return {each.id: held[each.id] for each in distributions if each.id in held}


def save(connection: Connection, scores: Mapping[str, Score], now: datetime) -> None:
    """Keep the scores of datasets, by id."""
    values = [
        {
            "dataset_id": key,
            "rules": quality.RULES_VERSION,
            "share": score.share,
            "found": score.to_json(),
            "scored_at": now,
        }
        for key, score in scores.items()
    ]
    if values:
        db.upsert(connection, db.quality, values)


def note_day(connection: Connection, day: date) -> None:
    """Keep how good each publisher's datasets are on this day."""
    held = db.quality.c
    rows = connection.execute(
        sa.select(
            db.dataset.c.publisher_id,
            sa.func.count().label("measured"),
            sa.func.avg(held.share).label("share"),
        )
        .join(db.quality)
        .where(held.rules == quality.RULES_VERSION, held.share.is_not(None))
        .group_by(db.dataset.c.publisher_id)
    )
    said = {"day": day, "rules": quality.RULES_VERSION}
    connection.execute(sa.delete(db.quality_day).where(db.quality_day.c.day == day))
    values = [{**said, **row._asdict()} for row in rows]
    if values:
        connection.execute(sa.insert(db.quality_day), values)


def days(connection: Connection, publisher_id: str = "") -> tuple[Day, ...]:
    """Return how good all datasets were, or a publisher's, on each day that was noted under the same rules."""
    held = db.quality_day.c
    measured = sa.func.sum(held.measured)
    asked = (
        sa.select(
            held.day,
            measured.label("measured"),
            (sa.func.sum(held.share * held.measured) / measured).label("share"),
        )
        .where(held.rules == quality.RULES_VERSION)
        .group_by(held.day)
        .order_by(held.day)
    )
    if publisher_id:
        asked = asked.where(held.publisher_id == publisher_id)
    return tuple(Day(row.day, int(row.measured), float(row.share)) for row in connection.execute(asked))


def scored(connection: Connection, publisher_id: str = "") -> Iterable[Scored]:
    """Return every dataset that was scored, or a publisher's, by name."""
    asked = (
        sa.select(
            db.dataset.c.id,
            db.dataset.c.name,
            db.dataset.c.title,
            db.dataset.c.publisher_id,
            db.quality.c.found,
        )
        .join(db.quality)
        .order_by(db.dataset.c.name)
    )
    if publisher_id:
        asked = asked.where(db.dataset.c.publisher_id == publisher_id)
    return [
        Scored(
            id=row.id,
            name=row.name,
            title=Text.from_json(row.title),
            publisher_id=row.publisher_id,
            score=quality.of_json(row.found),
        )
        for row in connection.execute(asked)
    ]
