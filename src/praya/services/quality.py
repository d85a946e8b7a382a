"""Score datasets by the rules of quality, keep the scores, and say what would raise most of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from praya.model import errors, quality
from praya.model.moment import CITY_TIME
from praya.model.quality import LEVELS, PARTS, RULES, Level, Part, level
from praya.store import catalogue
from praya.store import quality as kept

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from praya.model.catalogue import Dataset, Publisher
    from praya.model.quality import Day, Rule, Score, Scored
    from praya.platform import Platform

BATCH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """One thing to mend, and what that would give."""

    rule: Rule
    datasets: int
    """How many would be better."""
    points: float
    """What they would win together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Average:
    """How good some datasets are."""

    datasets: int
    measured: int
    """Of how many enough was seen."""
    share: float | None
    """The mean of those; None where there are none."""
    levels: Mapping[Level, int]
    parts: Mapping[Part, float | None]
    """The mean of each part over the datasets of which something of it was seen."""

    @property
    def level(self) -> Level:
        """Return the mean in a word."""
        return level(self.share)

    @property
    def worst(self) -> tuple[Part, ...]:
        """Return the parts that are worse than good, the worst first."""
        known = [(share, part) for part, share in self.parts.items() if share is not None]
        return tuple(
            part for share, part in sorted(known, key=lambda each: each[0]) if level(share) != "good"
        )


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
    """Of one publisher: the worst first, those without a score last."""
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
        found = tuple(kept.scored(connection, publisher_id))
        days = kept.days(connection, publisher_id)
        names = {} if publisher_id else {each.id: each for each in catalogue.publishers(connection)}
    return Overview(
        publisher=publisher,
        average=average(found),
        fixes=fixes(found),
        publishers=_by_publisher(found, names) if names else (),
        datasets=tuple(sorted(found, key=lambda each: _last_unknown(each.score.share, 1)))
        if publisher
        else (),
        days=days,
    )


def scored(platform: Platform, publisher_id: str = "") -> tuple[Scored, ...]:
    """Return every dataset that was scored, or a publisher's, by name; raise PublisherMissing."""
    with platform.db.connect() as connection:
        if publisher_id and catalogue.publisher(connection, publisher_id) is None:
            raise errors.PublisherMissing(id=publisher_id)
        return tuple(kept.scored(connection, publisher_id))


def average(found: Sequence[Scored]) -> Average:
    """Return how good these datasets are."""
    levels = Counter(each.score.level for each in found)
    parts = [each.score.parts for each in found]
    shares = [share for each in found if (share := each.score.share) is not None]
    return Average(
        datasets=len(found),
        measured=len(shares),
        share=_mean(shares),
        levels={each: levels[each] for each in LEVELS},
        parts={part: _mean([share for each in parts if (share := each[part]) is not None]) for part in PARTS},
    )


def fixes(found: Iterable[Scored]) -> tuple[Fix, ...]:
    """Return what there is to mend, what would give most first."""
    datasets, points = Counter[str](), defaultdict[str, float](float)
    for each in found:
        for rule, _seen, lost in each.score.lost:
            datasets[rule.code] += 1
            points[rule.code] += lost
    made = (Fix(rule=RULES[code], datasets=datasets[code], points=lost) for code, lost in points.items())
    return tuple(sorted(made, key=lambda each: -each.points))


def _by_publisher(
    found: Iterable[Scored], names: Mapping[str, Publisher]
) -> tuple[tuple[Publisher, Average], ...]:
    groups = defaultdict[str, list["Scored"]](list)
    for each in found:
        groups[each.publisher_id].append(each)
    made = [(names[key], average(group)) for key, group in groups.items()]
    return tuple(sorted(made, key=lambda each: (*_last_unknown(each[1].share, -1), -each[1].datasets)))


def _last_unknown(share: float | None, direction: int) -> tuple[bool, float]:
    return share is None, direction * (share or 0)


def _mean(shares: Sequence[float]) -> float | None:
    return sum(shares) / len(shares) if shares else None
