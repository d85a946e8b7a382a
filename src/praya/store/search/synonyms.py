"""Other words for the same thing, from `synonyms.txt`."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from praya.store.search.fold import folded, stem

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_WORDINGS = 8


def wordings(run: str) -> tuple[str, ...]:
    """Return a run of Chinese characters, and what it reads like with each known word in it said differently."""
    found = {run: None}
    for word, others in _chinese().items():
        if word in run:
            found |= {run.replace(word, other): None for other in others if other not in run}
    return tuple(found)[:MAX_WORDINGS]


def stems(word: str) -> tuple[str, ...]:
    """Return a Latin word's stem, and the stems of its synonyms."""
    own = stem(word)
    return (own, *_latin().get(own, ()))


@cache
def _groups() -> tuple[tuple[str, ...], ...]:
    text = files("praya.store.search").joinpath("synonyms.txt").read_text("utf-8")
    return tuple(
        tuple(folded(line).split()) for line in text.splitlines() if line and not line.startswith("#")
    )


@cache
def _chinese() -> Mapping[str, tuple[str, ...]]:
    return _others({word: word for group in _groups() for word in group if not word.isascii()})


@cache
def _latin() -> Mapping[str, tuple[str, ...]]:
    return _others({word: stem(word) for group in _groups() for word in group if word.isascii()})


def _others(forms: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    others: dict[str, tuple[str, ...]] = {}
    for group in _groups():
        members = [forms[word] for word in group if word in forms]
        for member in members:
            rest = (*others.get(member, ()), *(each for each in members if each != member))
            others[member] = tuple(dict.fromkeys(rest))
    return {member: rest for member, rest in others.items() if rest}
