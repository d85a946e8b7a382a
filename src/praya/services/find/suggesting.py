"""What may be meant by what is typed so far."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from praya.model.districts import DISTRICTS
from praya.model.search import Question
from praya.store import catalogue
from praya.store.search.fold import folded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from praya.model.text import Text
    from praya.platform import Platform

Kind = Literal["dataset", "publisher", "theme", "district", "story"]
MOST_OTHERS = 3
"""Suggestions that are not datasets."""
SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Suggested:
    """One suggestion; `name` is a dataset's or story's name, or a publisher's, theme's or district's id."""

    kind: Kind
    name: str
    title: Text


def suggest(
    platform: Platform, typed: str, most: int, stories: Iterable[tuple[str, Text]] = ()
) -> list[Suggested]:
    """Return what the words typed so far may mean, at most so many; `stories` are names and titles of those there are."""
    with platform.db.connect() as connection:
        others = [
            *_meant("district", ((each.code, each.name) for each in DISTRICTS), typed),
            *_meant("publisher", ((each.id, each.title) for each in catalogue.publishers(connection)), typed),
            *_meant("theme", ((each.id, each.title) for each in catalogue.themes(connection)), typed),
            *_meant("story", stories, typed),
        ][:MOST_OTHERS]
        found = platform.search.search(Question(text=typed, typing=True, size=most - len(others)))
        datasets = catalogue.datasets(connection, [hit.dataset_id for hit in found.hits])
    held = (datasets[hit.dataset_id] for hit in found.hits if hit.dataset_id in datasets)
    return [*others, *(Suggested("dataset", each.name, each.title) for each in held)]


def _meant(kind: Kind, named: Iterable[tuple[str, Text]], typed: str) -> list[Suggested]:
    plain = " ".join(folded(typed).split())
    if len(plain) < SHORTEST:
        return []
    return [
        Suggested(kind, key, title)
        for key, title in named
        if any(_begins(folded(wording.words), plain) for _lang, wording in title.items())
    ]


def _begins(title: str, plain: str) -> bool:
    """Say whether a word of a title begins so; Chinese has no words to tell apart."""
    return f" {plain}" in f" {title}" if plain.isascii() else plain in title
