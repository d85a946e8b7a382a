"""Words that may have been meant where one was mistyped, from the words that the index holds.

A large index holds a word or more for each of its datasets, so that no question may go through them all. Words that are
one mistake away can be told without the index, and each is looked up in it; only where it holds none of them, and the
word is long, are words that begin like it compared.
"""

from __future__ import annotations

from string import ascii_lowercase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tantivy import Searcher

    from praya.store.search.question import Unit

SHORTEST = 5
"""Letters of the shortest word that is corrected: shorter ones have too many neighbours (wind, win, wine)."""
LONG = 8
"""Letters from which on two mistakes are forgiven."""
MISTAKES = 2
MOST = 2
"""Words that are offered in place of one."""
ALIKE = 3
"""Letters with which a word begins that has two mistakes, or it is not found: the first are seldom wrong."""


def meant(searcher: Searcher, asked: Sequence[Unit]) -> Mapping[str, Sequence[str]]:
    """Return what each English word may mean that stands nowhere, the likeliest first; those without a guess are left out."""
    found = {
        unit.text: near(searcher, unit.text)
        for unit in asked
        if not unit.han
        and len(unit.text) >= SHORTEST
        and unit.text.isalpha()
        and not searcher.doc_freq("beginnings", unit.text)
    }
    return {word: others for word, others in found.items() if others}


def near(searcher: Searcher, word: str) -> list[str]:
    """Return the words of the index nearest to one, by distance and then by how many datasets hold them."""
    scored = [
        (1, -count, other) for other in neighbours(word) if (count := searcher.doc_freq("beginnings", other))
    ]
    if not scored and len(word) >= LONG:
        scored = [
            (distance, -count, other)
            for other, count in searcher.terms_with_prefix("beginnings", word[:ALIKE])
            if abs(len(other) - len(word)) <= MISTAKES
            and (distance := edits(word, other, MISTAKES)) <= MISTAKES
        ]
    return [other for _distance, _count, other in sorted(scored)[:MOST]]


def neighbours(word: str) -> set[str]:
    """Return what becomes of a word by one letter put in, left out, changed, or swapped with the next; never its first."""
    ends = [(word[:at], word[at:]) for at in range(1, len(word) + 1)]
    letters = {*ascii_lowercase, *word}
    return {
        *(begin + end[1:] for begin, end in ends if end),
        *(begin + end[1] + end[0] + end[2:] for begin, end in ends if len(end) > 1),
        *(begin + letter + end[1:] for begin, end in ends if end for letter in letters),
        *(begin + letter + end for begin, end in ends for letter in letters),
    } - {word}


def edits(one: str, other: str, most: int) -> int:
    """Return how many letters must be put in, left out, changed, or swapped with the next; `most` + 1 if more."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        before, last, row = row, before, [at]
        for place, met in enumerate(other, 1):
            cost = min(before[place] + 1, row[-1] + 1, before[place - 1] + (letter != met))
            if at > 1 and place > 1 and letter == other[place - 2] and one[at - 2] == met:
                cost = min(cost, last[place - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)
