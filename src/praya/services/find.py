"""Search the catalogue: one question, one page of answers with facets to narrow it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from praya.model.text import Text
from praya.store import catalogue

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


def find(platform: Platform, question: Question) -> FoundPage:
    """Search the catalogue."""
    found = platform.search.search(question)
    with platform.db.connect() as connection:
        titles = {each.id: each for each in catalogue.publishers(connection)}
        themes = {each.id: each for each in catalogue.themes(connection)}
        hits = _hits(connection, [hit.dataset_id for hit in found.hits], titles, themes)
    named = {
        "theme": {key: each.title for key, each in themes.items()},
        "publisher": {key: each.title for key, each in titles.items()},
    }
    facets = {
        facet: tuple(
            FacetValue(value=value, title=named.get(facet, {}).get(value, Text()), count=count)
            for value, count in values
        )
        for facet, values in found.facets.items()
    }
    return FoundPage(question=question, total=found.total, hits=hits, facets=facets)


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
