"""Search the catalogue: one question, one page of answers with facets to narrow it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from praya.model.licence import LICENCES
from praya.model.text import Text
from praya.services.find.suggesting import Suggested, suggest
from praya.services.find.why import Reason, reasons, snippet
from praya.store import catalogue
from praya.store.search import Term, marked, terms, whole

__all__ = [
    "FacetValue",
    "FoundPage",
    "HitView",
    "Reason",
    "Suggested",
    "find",
    "marked",
    "snippet",
    "suggest",
]

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from praya.model.catalogue import Dataset, Publisher, Theme
    from praya.model.search import Question
    from praya.platform import Platform


@dataclass(frozen=True, slots=True, kw_only=True)
class HitView:
    """One dataset found."""

    dataset: Dataset
    publisher: Publisher
    themes: tuple[Theme, ...]
    tables: int
    formats: tuple[str, ...]
    reasons: tuple[Reason, ...] = ()
    """Where the words stand that are not in its title."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetValue:
    """One way to narrow the question, with the number of datasets it would leave."""

    value: str
    title: Text
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPage:
    """One page of answers."""

    question: Question
    total: int
    hits: tuple[HitView, ...]
    facets: Mapping[str, tuple[FacetValue, ...]]
    exact: int = 0
    """Datasets that fit the question at its word; those behind them are near misses."""
    meant: str = ""
    """The question with its mistyped words put right, where that may have been meant."""
    fused: bool = False
    """Whether meaning counts for the order."""
    by_meaning: frozenset[str] = frozenset()
    """The ids of the hits in which no word was met."""
    terms: tuple[Term, ...] = ()
    """What the question names, to be shown in texts."""
    behind: bool = False
    """Nothing was found, but there are datasets that the index has yet to take in."""


def find(platform: Platform, question: Question) -> FoundPage:
    """Search the catalogue."""
    found = platform.search.search(question)
    with platform.db.connect() as connection:
        titles = {each.id: each for each in catalogue.publishers(connection)}
        themes = {each.id: each for each in catalogue.themes(connection)}
        hits = _hits(connection, [hit.dataset_id for hit in found.hits], titles, themes)
        behind = not found.total and bool(catalogue.pending_index(connection, platform.search.id, 1))
    named = {
        "theme": {key: each.title for key, each in themes.items()},
        "publisher": {key: each.title for key, each in titles.items()},
        "licence": {key: each.title for key, each in LICENCES.items()},
    }
    facets = {
        facet: tuple(
            FacetValue(value=value, title=named.get(facet, {}).get(value, Text()), count=count)
            for value, count in values
        )
        for facet, values in found.facets.items()
    }
    asked = found.meant or question.text if question.condition is None else ""
    wanted = terms(asked)
    page = FoundPage(
        question=question,
        total=found.total,
        hits=hits,
        facets=facets,
        exact=found.exact if question.text.strip() else found.total,
        meant=found.meant,
        fused=found.fused,
        by_meaning=frozenset(hit.dataset_id for hit in found.hits if not hit.by_words),
        terms=wanted,
        behind=behind,
    )
    return replace(page, hits=_told(platform, page, whole(asked))) if wanted else page


def _told(platform: Platform, page: FoundPage, together: Term) -> tuple[HitView, ...]:
    """Return a page's hits with why they were found."""
    held = platform.search.held([each.dataset.id for each in page.hits if each.tables])
    return tuple(
        replace(
            hit,
            reasons=(Reason(where="meaning"),)
            if hit.dataset.id in page.by_meaning
            else reasons(
                hit,
                page.terms,
                together,
                held.get(hit.dataset.id),
                fits=place < page.exact and not page.fused,
            ),
        )
        for place, hit in enumerate(page.hits, page.question.offset)
    )


def _hits(
    connection: Connection,
    ids: list[str],
    publishers: Mapping[str, Publisher],
    themes: Mapping[str, Theme],
) -> tuple[HitView, ...]:
    datasets = catalogue.datasets(connection, ids)
    summaries = catalogue.summaries(connection, ids)
    return tuple(
        HitView(
            dataset=datasets[key],
            publisher=publishers[datasets[key].publisher_id],
            themes=tuple(themes[theme] for theme in datasets[key].theme_ids if theme in themes),
            tables=summaries[key].tables,
            formats=summaries[key].formats,
        )
        for key in ids
        if key in datasets  # one deleted since the index was written is passed over
    )
