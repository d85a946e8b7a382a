"""A dataset's quality as its page shows it: a bar for each part, what to fix first, and every rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from praya.model.quality import PARTS, RULES, Seen, level, points
from praya.services import quality
from praya.web import readable
from praya.web.graded import reason

if TYPE_CHECKING:
    from collections.abc import Mapping

    from praya.model.quality import Found, Level, Part, Rule, Score
    from praya.model.text import Lang
    from praya.web.view import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One part's share of its points."""

    part: Part
    share: float | None
    shown: str
    """In percent; empty where nothing was observed."""
    level: Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What one rule found, in words."""

    rule: Rule
    status: str
    """`full`, `part`, `none`, `unseen` or `beside`."""
    reason: str
    given: str
    """Points given; empty where it says nothing."""
    lost: str
    """Points taken; empty where there are none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """A dataset's quality."""

    level: Level
    shown: str
    """The whole in percent; empty where too little was observed."""
    seen: str
    """How much of what applies was observed."""
    bars: tuple[Bar, ...]
    first: tuple[Line, ...]
    """What would raise it, the most first."""
    lines: Mapping[Part, tuple[Line, ...]]


@dataclass(frozen=True, slots=True)
class Methodical:
    """One part with its rules, as they are explained."""

    part: Part
    points: int
    rules: tuple[Rule, ...]


def graded(site: Site, name: str, lang: Lang) -> Graded:
    """Look at a dataset."""
    _dataset, score = quality.of_dataset(site.platform, name)
    return Graded(
        level=score.level,
        shown=percent(score.share),
        seen=percent(score.seen),
        bars=bars(score.parts),
        first=tuple(_line(rule, found, lang) for rule, found, _lost in score.lost),
        lines=_lines(score, lang),
    )


def bars(parts: Mapping[Part, float | None]) -> tuple[Bar, ...]:
    """Return the parts' bars."""
    return tuple(
        Bar(part=part, share=share, shown=percent(share), level=level(share)) for part, share in parts.items()
    )


def percent(share: float | None) -> str:
    """Write a share in whole percent; never 100 % for less than all."""
    if share is None:
        return ""
    return f"{min(round(100 * share), 100 if share == 1 else 99)}%"


def method() -> tuple[Methodical, ...]:
    """Return every rule by its part."""
    return tuple(
        Methodical(part, points(part), tuple(each for each in RULES.values() if each.part == part))
        for part in PARTS
    )


def _lines(score: Score, lang: Lang) -> Mapping[Part, tuple[Line, ...]]:
    return {part: tuple(_line(rule, found, lang) for rule, found in score.of(part)) for part in PARTS}


def _line(rule: Rule, found: Found, lang: Lang) -> Line:
    if not isinstance(found, Seen):
        return Line(rule=rule, status=found, reason="", given="", lost="")
    status = "full" if found.met >= found.of else "part" if found.met else "none"
    given = rule.weight * found.share
    return Line(
        rule=rule,
        status=status,
        reason=reason(rule, found, lang),
        given=readable.number(given, 1),
        lost=readable.number(rule.weight - given, 1) if status != "full" else "",
    )
