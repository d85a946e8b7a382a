"""Other words for the same thing, from `synonyms.txt`, and the city's districts in every language.

A term is a run of Chinese characters, or Latin words that follow one another. Terms are known by their tokens: the pairs
of characters or the stems that the index holds of them.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from praya.model.districts import DISTRICTS
from praya.store.search.fold import bigrams, folded, stem, words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Tokens = tuple[str, ...]

MOST_WAYS = 8
LONGEST_PHRASE = 4
"""Latin words of the longest term."""


def ways(term: Tokens) -> tuple[Tokens, ...]:
    """Return a term's tokens and those of its synonyms."""
    return (term, *_others().get(term, ()))[:MOST_WAYS]


def pieces(run: str) -> list[tuple[str, bool]]:
    """Cut a run of Chinese characters where known terms stand, the longest first; say of each piece if it is one."""
    known, longest = _chinese()
    found: list[tuple[str, bool]] = []
    at = unknown = 0
    while at < len(run):
        sizes = range(min(longest, len(run) - at), 1, -1)
        length = next((size for size in sizes if run[at : at + size] in known), 0)
        if not length:
            at += 1
            continue
        if unknown < at:
            found.append((run[unknown:at], False))
        found.append((run[at : at + length], True))
        at = unknown = at + length
    return [*found, (run[unknown:], False)] if unknown < len(run) else found


def phrase(stems: Sequence[str]) -> int:
    """Return how many of these stems, from the first on, are one known term: 0 if none is."""
    others = _others()
    return next(
        (size for size in range(min(LONGEST_PHRASE, len(stems)), 0, -1) if tuple(stems[:size]) in others), 0
    )


def _tokens(term: str) -> Tokens:
    return tuple(
        token
        for word in words(term)
        for token in (bigrams(word.text) if word.kind == "han" else (stem(word.text),))
    )


@cache
def _groups() -> tuple[tuple[str, ...], ...]:
    text = files("praya.store.search").joinpath("synonyms.txt").read_text("utf-8")
    lines = [line.split() for line in text.splitlines() if line and not line.startswith("#")]
    places = [
        [each.name.words("en"), each.name.words("zh-Hant").removesuffix("區")]
        for each in DISTRICTS
        if len(each.name.words("zh-Hant")) > 2  # noqa: PLR2004 - 東區 without its 區 is a direction
    ]
    return tuple(tuple(folded(term).replace("_", " ") for term in group) for group in (*lines, *places))


@cache
def _chinese() -> tuple[frozenset[str], int]:
    known = frozenset(term for group in _groups() for term in group if not term.isascii())
    return known, max(map(len, known))


@cache
def _others() -> Mapping[Tokens, tuple[Tokens, ...]]:
    others: dict[Tokens, dict[Tokens, None]] = {}
    for group in _groups():
        terms = [_tokens(term) for term in group]
        for term in terms:
            others.setdefault(term, {}).update({each: None for each in terms if each != term})
    return {term: tuple(rest) for term, rest in others.items()}
