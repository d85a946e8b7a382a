"""Score datasets by the rules of quality, keep the scores, and say what would raise most of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from praya.model import errors, quality
from praya.model.moment import CITY_TIME
from praya.model.quality import RULES
from praya.store import catalogue
from praya.store import quality as kept

if TYPE_CHECKING:
    from datetime import datetime

    from praya.model.catalogue import Dataset, Publisher
    from praya.model.quality import Average, Day, Rule, Score, Scored
    from praya.platform import Platform

BATCH = 200
MOST_DATASETS = 200
"""Datasets of a publisher that are told, the worst first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """One thing to mend, and what that would give."""

    rule: Rule
    datasets: int
    """How many would be better."""
    points: float
    """What they would win together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """How good all datasets are, or those of a publisher."""

    publisher: Publisher | None
    average: Average
    fixes: tuple[Fix, ...]
    """What would give most, first."""
    publishers: tuple[tuple[Publisher, Average], ...]
    """The best first, those without a score last; of one publisher, none."""
    datasets: tuple[Scored, ...]
    """Of one publisher: so many of the worst, the worst first, those without a score last."""
    days: tuple[Day, ...]


def score(platform: Platform, *, now: datetime) -> int:
    """Score every dataset that changed since it was last scored, or was scored by other rules; return how many."""
    count = 0
    while done := _batch(platform, now):
        count += done
    if count:
        with platform.db.begin() as connection:
            kept.note_day(connection, now.astimezone(CITY_TIME).date())
    return count


def _batch(platform: Platform, now: datetime) -> int:
    with platform.db.connect() as connection:
        pending = catalogue.pending_index(connection, kept.INDEX, BATCH)
        if not pending:
            return 0
        facts = kept.facts(connection, [key for key, _revision in pending])
        scores = {key: quality.assess(each) for key, each in facts.items()}
    with platform.db.begin() as connection:
        kept.save(connection, scores, now)
        catalogue.indexed(connection, kept.INDEX, pending)
    return len(pending)


def of_dataset(platform: Platform, name: str) -> tuple[Dataset, Score]:
    """Look at one dataset now; raise DatasetMissing."""
    with platform.db.connect() as connection:
        dataset = catalogue.dataset(connection, name)
        if dataset is None:
            raise errors.DatasetMissing(name=name)
        return dataset, quality.assess(kept.facts(connection, [dataset.id])[dataset.id])


def overview(platform: Platform, publisher_id: str = "") -> Overview:
    """Return how good all scored datasets are, or a publisher's; raise PublisherMissing."""
    with platform.db.connect() as connection:
        publisher = catalogue.publisher(connection, publisher_id) if publisher_id else None
        if publisher_id and publisher is None:
            raise errors.PublisherMissing(id=publisher_id)
        known = () if publisher else catalogue.publishers(connection)
        averages = kept.averages(connection, each_publisher=True) if known else {}
        ranked = [(each, averages[each.id]) for each in known if each.id in averages]
        return Overview(
            publisher=publisher,
            average=kept.averages(connection, publisher_id)[""],
            fixes=tuple(
                Fix(rule=RULES[code], datasets=datasets, points=points)
                for code, datasets, points in kept.lost(connection, publisher_id)
                if code in RULES
            ),
            publishers=tuple(sorted(ranked, key=_best_first)),
            datasets=tuple(kept.scored(connection, publisher_id, worst=MOST_DATASETS)) if publisher else (),
            days=kept.days(connection, publisher_id),
        )


def scored(platform: Platform, publisher_id: str = "") -> tuple[Scored, ...]:
    """Return every dataset that was scored, or a publisher's, by name; raise PublisherMissing."""
    with platform.db.connect() as connection:
        if publisher_id and catalogue.publisher(connection, publisher_id) is None:
            raise errors.PublisherMissing(id=publisher_id)
        return tuple(kept.scored(connection, publisher_id))


def _best_first(ranked: tuple[Publisher, Average]) -> tuple[bool, float, int]:
    """Sort those without a score last."""
    average = ranked[1]
    return average.share is None, -(average.share or 0), -average.datasets
