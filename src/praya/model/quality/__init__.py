"""How good a dataset is: six parts, each a few rules, each rule with its weight, its reason and its fix.

What was not observed yet and what does not apply gives no points and takes none: it is left out of the sum, and said.
A score is made of what every rule found, so that it can be kept and shown without looking again. Wherever a rule or a
weight changes, `RULES_VERSION` grows, and everything is scored anew.
"""

from __future__ import annotations

from praya.model.quality import accessible, findable, interoperable, reusable, timely, truthful
from praya.model.quality.rule import BESIDE, PARTS, UNSEEN, Facts, Found, Part, Rule, Seen, Silent
from praya.model.quality.score import ENOUGH_SEEN, LEAST, LEVELS, Average, Day, Level, Score, Scored, level

__all__ = [
    "BESIDE",
    "ENOUGH_SEEN",
    "LEAST",
    "LEVELS",
    "PARTS",
    "RULES",
    "RULES_VERSION",
    "UNSEEN",
    "Average",
    "Day",
    "Facts",
    "Found",
    "Level",
    "Part",
    "Rule",
    "Score",
    "Scored",
    "Seen",
    "Silent",
    "assess",
    "level",
    "of_json",
    "points",
]

RULES_VERSION = 2
RULES: dict[str, Rule] = {
    rule.code: rule
    for part in (findable, accessible, interoperable, reusable, timely, truthful)
    for rule in part.RULES
}
"""Every rule by its code, in the order of the parts."""


def points(part: Part) -> int:
    """Return what a part's rules weigh together."""
    return sum(rule.weight for rule in RULES.values() if rule.part == part)


def assess(facts: Facts) -> Score:
    """Look at a dataset by every rule."""
    return Score(tuple((rule, rule.test(facts)) for rule in RULES.values()))


def of_json(kept: dict[str, list[float] | str]) -> Score:
    """Read a score back from what `Score.to_json` gave; rules that are no more are left out."""

    def found(said: list[float] | str) -> Found:
        if isinstance(said, list):
            return Seen(said[0], int(said[1]))
        return UNSEEN if said == UNSEEN else BESIDE

    return Score(tuple((RULES[code], found(said)) for code, said in kept.items() if code in RULES))
