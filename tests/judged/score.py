"""Questions that people ask, the datasets that answer them, and how well a list of datasets does."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from fnmatch import filter as matching
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

QUESTIONS = Path(__file__).with_name("questions.jsonl")
CUT = 10
"""Results that are looked at."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One question with the grades of its answers, by dataset name: 3 is what was meant, 2 helps, 1 touches it."""

    text: str
    lang: str
    kind: str
    kept: bool
    """Kept aside: written after the synonyms, which know nothing of it."""
    right: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Score:
    """How well a search did: means over questions, from 0 to 1."""

    questions: int
    ndcg: float
    recall: float


def judged(names: Collection[str]) -> list[Judged]:
    """Return the questions, families of datasets (`…-2*`) written out; raise ValueError for a name of none."""
    found = []
    for line in QUESTIONS.read_text("utf-8").splitlines():
        asked = json.loads(line)
        right: dict[str, int] = {}
        for pattern, grade in asked["right"].items():
            family = matching(names, pattern)
            if not family:
                raise ValueError(f"{asked['text']}: no dataset {pattern}")
            right |= {name: max(grade, right.get(name, 0)) for name in family}
        found.append(Judged(asked["text"], asked["lang"], asked["kind"], asked["kept"], right))
    return found


def ndcg(ranked: Sequence[str], right: Mapping[str, int]) -> float:
    """Return the normalised discounted cumulative gain of the first ten, with gains of 2^grade - 1."""

    def gain(grades: Sequence[int]) -> float:
        return sum(((1 << grade) - 1) / math.log2(place + 2) for place, grade in enumerate(grades[:CUT]))

    best = gain(sorted(right.values(), reverse=True))
    return gain([right.get(name, 0) for name in ranked]) / best


def recall(ranked: Sequence[str], right: Mapping[str, int]) -> float:
    """Return the share of the right datasets among the first ten, of as many as could stand there."""
    return len(set(ranked[:CUT]) & set(right)) / min(CUT, len(right))


def mean(answers: Sequence[tuple[Judged, Sequence[str]]]) -> Score:
    """Return the means over questions and what was found for each, the best first."""
    count = len(answers)
    return Score(
        count,
        sum(ndcg(ranked, asked.right) for asked, ranked in answers) / count,
        sum(recall(ranked, asked.right) for asked, ranked in answers) / count,
    )
