"""What a search finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Hit:
    """One dataset found; scores compare within one answer only."""

    dataset_id: str
    score: float
    by_words: bool = True
    """False where only its meaning is near."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One page of an answer. `facets` holds each facet's values with their counts, the most first."""

    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[tuple[str, int], ...]]
    exact: int = 0
    """Datasets that fit the question at its word, before they were narrowed; the others are near misses."""
    fused: bool = False
    """Whether meaning counts for the order; near misses then stand among what fits."""
    meant: str = ""
    """The question with its mistyped words put right, where that may have been meant."""
