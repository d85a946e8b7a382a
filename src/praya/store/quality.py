"""How good datasets are: what the rules need to know, what they found, and how that was day by day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import sqlalchemy as sa

from praya.model import quality, rhythm
from praya.model.quality import LEAST, LEVELS, PARTS, Average, Day, Scored
from praya.model.text import Text
from praya.store import catalogue, db, observations, watchlist

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date, datetime

    from sqlalchemy import Connection, Row

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
    """Keep the scores of datasets, by id; of workers that score the same ones, the later waits for the other to commit."""
    values = [
        {
            "dataset_id": key,
            "rules": quality.RULES_VERSION,
            "share": score.share,
            "found": score.to_json(),
            "scored_at": now,
            **score.parts,
        }
        for key, score in sorted(scores.items())  # all in one order, or two would wait for one another
    ]
    lost = [
        {"dataset_id": key, "rule": rule.code, "points": points}
        for key, score in scores.items()
        for rule, _seen, points in score.lost
    ]
    if values:
        db.upsert(connection, db.quality, values)
    connection.execute(sa.delete(db.quality_lost).where(db.quality_lost.c.dataset_id.in_(scores)))
    if lost:
        connection.execute(sa.insert(db.quality_lost), lost)


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
        .order_by(db.dataset.c.publisher_id)
    )
    said = {"day": day, "rules": quality.RULES_VERSION}
    connection.execute(sa.delete(db.quality_day).where(db.quality_day.c.day == day))
    values = [{**said, **row._asdict()} for row in rows]
    if values:
        db.upsert(connection, db.quality_day, values)


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


def averages(
    connection: Connection, publisher_id: str = "", *, each_publisher: bool = False
) -> dict[str, Average]:
    """Return how good all datasets are, or a publisher's, under the empty key; or each publisher's, by its id."""
    held, owner = db.quality.c, db.dataset.c.publisher_id
    asked = sa.select(
        *([owner] if each_publisher else []),
        sa.func.count().label("datasets"),
        sa.func.count(held.share).label("measured"),
        sa.func.avg(held.share).label("share"),
        *(
            sa.func.coalesce(sa.func.sum(sa.case((held.share >= least, 1), else_=0)), 0).label(f"from_{name}")
            for name, least in LEAST.items()
        ),
        *(sa.func.avg(held[part]).label(part) for part in PARTS),
    ).select_from(db.dataset.join(db.quality))
    if publisher_id:
        asked = asked.where(owner == publisher_id)
    if each_publisher:
        asked = asked.group_by(owner)
    rows = connection.execute(asked).all()
    return {row.publisher_id if each_publisher else "": _average(row) for row in rows}


def _average(row: Row[*tuple[Any, ...]]) -> Average:
    good, fair = int(row.from_good), int(row.from_fair)
    levels = (good, fair - good, row.measured - fair, row.datasets - row.measured)
    return Average(
        datasets=row.datasets,
        measured=row.measured,
        share=row.share,
        levels=dict(zip(LEVELS, levels, strict=True)),
        parts={part: getattr(row, part) for part in PARTS},
    )


def shares(connection: Connection, ids: Collection[str]) -> Mapping[str, Mapping[str, float]]:
    """Return the share of each part of these datasets' scores that is known, and of all as `overall`, by id."""
    held = db.quality.c
    rows = connection.execute(sa.select(db.quality).where(held.dataset_id.in_(ids)))
    return {
        row.dataset_id: {
            name: share
            for name, share in (("overall", row.share), *((part, getattr(row, part)) for part in PARTS))
            if share is not None
        }
        for row in rows
    }


def lost(connection: Connection, publisher_id: str = "") -> list[tuple[str, int, float]]:
    """Return the rules that took points, from how many datasets and how many together, what took most first."""
    held = db.quality_lost.c
    points = sa.func.sum(held.points)
    asked = (
        sa.select(held.rule, sa.func.count(), points).group_by(held.rule).order_by(points.desc(), held.rule)
    )
    if publisher_id:
        asked = asked.join(db.dataset).where(db.dataset.c.publisher_id == publisher_id)
    return [(rule, count, float(sum_)) for rule, count, sum_ in connection.execute(asked)]


def scored(connection: Connection, publisher_id: str = "", *, worst: int | None = None) -> Iterable[Scored]:
    """Return every dataset that was scored, or a publisher's, by name; or so many of the worst, the worst first."""
    asked = (
        sa.select(
            db.dataset.c.id,
            db.dataset.c.name,
            db.dataset.c.title,
            db.dataset.c.publisher_id,
            db.quality.c.found,
        )
        .join(db.quality)
        .order_by(*([db.quality.c.share.is_(None), db.quality.c.share] if worst else []), db.dataset.c.name)
        .limit(worst)
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
