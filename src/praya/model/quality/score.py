"""A dataset's score: what every rule found, and what that comes to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from praya.model.quality.rule import BESIDE, PARTS, Found, Part, Rule, Seen

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from praya.model.text import Text

Level = Literal["good", "fair", "poor", "unknown"]
LEVELS: tuple[Level, ...] = ("good", "fair", "poor", "unknown")
LEAST: Mapping[Level, float] = {"good": 0.85, "fair": 0.65}
"""The least share of the points that a dataset has which is called so."""
ENOUGH_SEEN = 0.6
"""The least share of the applicable points that must have been observed before a level is told."""


def level(share: float | None) -> Level:
    """Return the word for a share of points."""
    if share is None:
        return "unknown"
    return next((each for each, least in LEAST.items() if share >= least), "poor")


@dataclass(frozen=True)
class Score:
    """What every rule found, in their order."""

    found: tuple[tuple[Rule, Found], ...]

    @cached_property
    def _sums(self) -> dict[Part, tuple[float, int, int]]:
        """Sum up each part once: points given, points seen, points that apply."""
        given, seen, applies = (dict.fromkeys(PARTS, 0.0), dict.fromkeys(PARTS, 0), dict.fromkeys(PARTS, 0))
        for rule, found in self.found:
            if isinstance(found, Seen):
                given[rule.part] += rule.weight * found.met / found.of
                seen[rule.part] += rule.weight
            if found != BESIDE:
                applies[rule.part] += rule.weight
        return {part: (given[part], seen[part], applies[part]) for part in PARTS}

    @property
    def share(self) -> float | None:
        """Return the share of the points that could be given, from 0 to 1; None where too little was observed."""
        given, seen, applies = (sum(each) for each in zip(*self._sums.values(), strict=True))
        return given / seen if seen and seen >= ENOUGH_SEEN * applies else None

    @property
    def seen(self) -> float:
        """Return how much of what applies was observed, by weight, from 0 to 1."""
        _given, seen, applies = (sum(each) for each in zip(*self._sums.values(), strict=True))
        return seen / applies if applies else 0.0

    @property
    def level(self) -> Level:
        """Return the score in a word."""
        return level(self.share)

    @property
    def parts(self) -> dict[Part, float | None]:
        """Return each part's share of its points; None where nothing of it was observed."""
        return {part: given / seen if seen else None for part, (given, seen, _applies) in self._sums.items()}

    def of(self, part: Part) -> tuple[tuple[Rule, Found], ...]:
        """Return what the rules of a part found."""
        return tuple((rule, found) for rule, found in self.found if rule.part == part)

    @property
    def lost(self) -> tuple[tuple[Rule, Seen, float], ...]:
        """Return the rules that took points, with how many, the most first: what to fix, and in which order."""
        seen = (
            (rule, found) for rule, found in self.found if isinstance(found, Seen) and found.met < found.of
        )
        taken = [(rule, found, round(rule.weight * (1 - found.share), 3)) for rule, found in seen]
        return tuple(sorted(taken, key=lambda each: -each[2]))

    def to_json(self) -> dict[str, list[float] | str]:
        """Return what was found by the rules' codes: `[met, of]`, or why nothing was said."""
        return {
            rule.code: [found.met, found.of] if isinstance(found, Seen) else found
            for rule, found in self.found
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A dataset and its score."""

    id: str
    name: str
    title: Text
    publisher_id: str
    score: Score


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


@dataclass(frozen=True, slots=True)
class Day:
    """How good datasets were on a day."""

    day: date
    measured: int
    share: float
