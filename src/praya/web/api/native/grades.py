"""What the API says of quality.

Annotations are read by the framework, so they are not postponed here.
"""

from praya.model import quality
from praya.model.catalogue import Dataset
from praya.model.quality import Found, Rule, Score, Seen
from praya.model.text import Lang
from praya.services import quality as scores
from praya.web.api.native.terms import Answer
from praya.web.graded import reason


class Graded(Answer, omit_defaults=True):
    """What one rule found."""

    rule: str
    part: str
    weight: int
    """The points it gives where all is well."""
    title: str
    status: str
    """`seen`; `unseen` where nothing was observed yet, `beside` where it does not apply: both are left out of the sum."""
    met: float | None = None
    of: int | None = None
    reason: str = ""
    fix: str = ""
    """What the publisher can do; only where points were taken."""


class DatasetQuality(Answer):
    """How good a dataset is."""

    dataset: str
    level: str
    score: float | None
    """The share of the points that could be given, from 0 to 1; null where too little was observed."""
    seen: float
    """How much of what applies was observed, by weight, from 0 to 1."""
    parts: dict[str, float | None]
    rules_version: int
    rules: list[Graded]


class QualityFix(Answer):
    """One thing to mend."""

    rule: str
    part: str
    title: str
    fix: str
    datasets: int
    """How many would be better."""
    points: float
    """What they would win together."""


class QualityDay(Answer):
    """How good datasets were on a day."""

    day: str
    measured: int
    score: float


class QualityOverview(Answer):
    """How good many datasets are."""

    publisher: str | None
    datasets: int
    measured: int
    score: float | None
    levels: dict[str, int]
    parts: dict[str, float | None]
    rules_version: int
    fixes: list[QualityFix]
    publishers: dict[str, float | None]
    days: list[QualityDay]


def whole(dataset: Dataset, score: Score, lang: Lang) -> DatasetQuality:
    """Return all of a score."""
    return DatasetQuality(
        dataset=dataset.name,
        level=score.level,
        score=score.share,
        seen=round(score.seen, 3),
        parts=dict(score.parts.items()),
        rules_version=quality.RULES_VERSION,
        rules=[_graded(rule, found, lang) for rule, found in score.found],
    )


def overview(found: scores.Overview, lang: Lang) -> QualityOverview:
    """Return how good many datasets are."""
    average = found.average
    return QualityOverview(
        publisher=found.publisher.id if found.publisher else None,
        datasets=average.datasets,
        measured=average.measured,
        score=average.share,
        levels=dict(average.levels.items()),
        parts=dict(average.parts.items()),
        rules_version=quality.RULES_VERSION,
        fixes=[
            QualityFix(
                rule=each.rule.code,
                part=each.rule.part,
                title=each.rule.title.words(lang),
                fix=each.rule.fix.words(lang),
                datasets=each.datasets,
                points=round(each.points, 2),
            )
            for each in found.fixes
        ],
        publishers={publisher.id: each.share for publisher, each in found.publishers},
        days=[
            QualityDay(day=each.day.isoformat(), measured=each.measured, score=each.share)
            for each in found.days
        ],
    )


def _graded(rule: Rule, found: Found, lang: Lang) -> Graded:
    seen = found if isinstance(found, Seen) else None
    return Graded(
        rule=rule.code,
        part=rule.part,
        weight=rule.weight,
        title=rule.title.words(lang),
        status="seen" if isinstance(found, Seen) else found,
        met=seen.met if seen else None,
        of=seen.of if seen else None,
        reason=reason(rule, seen, lang) if seen else "",
        fix=rule.fix.words(lang) if seen and seen.met < seen.of else "",
    )
