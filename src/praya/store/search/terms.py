"""Where a question's words stand in a text: to show it, and to say why a dataset was found."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from praya.store.search.fold import folded
from praya.store.search.question import units

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that a question names, as what it looks like in folded texts: its own words or a synonym's."""

    own: re.Pattern[str]
    pattern: re.Pattern[str]

    def place(self, text: str) -> int:
        """Return where it first stands in a folded text, its own words before others for it; -1 if nowhere."""
        found = self.own.search(text) or self.pattern.search(text)
        return found.start() if found else -1


def terms(question: str) -> tuple[Term, ...]:
    """Return what a question names, without what need not be there."""
    return tuple(_term(unit.ways) for unit in units(question) if not unit.free)


def whole(question: str) -> Term:
    """Return all that a question names as one thing: what it names stands together."""
    own = [token for unit in units(question) for token in (unit.text if unit.han else unit.ways[0])]
    pattern = re.compile(r"[\W_]*".join(re.escape(token) for token in own) or r"(?!)")
    return Term(pattern, pattern)


def marked(text: str, wanted: Sequence[Term]) -> list[tuple[str, bool]]:
    """Cut a text into pieces, each with whether it is one of the words wanted."""
    if not wanted:
        return [(text, False)] if text else []
    plain, places = _folded(text)
    spans = sorted(found.span() for term in wanted for found in term.pattern.finditer(plain))
    pieces: list[tuple[str, bool]] = []
    at = 0
    for begin, end in ((places[start], places[stop - 1] + 1) for start, stop in spans if stop > start):
        if begin < at:  # within the one before
            continue
        if at < begin:
            pieces.append((text[at:begin], False))
        pieces.append((text[begin:end], True))
        at = end
    return [*pieces, (text[at:], False)] if at < len(text) else pieces


def _folded(text: str) -> tuple[str, list[int]]:
    """Return a folded text, and for each of its characters the place of the one it comes from."""
    parts = [(place, part) for place, letter in enumerate(text) for part in folded(letter)]
    return "".join(part for _place, part in parts), [place for place, _part in parts]


def _term(ways: Sequence[tuple[str, ...]]) -> Term:
    return Term(re.compile(_way(ways[0])), re.compile("|".join(f"(?:{_way(way)})" for way in ways)))


def _way(way: tuple[str, ...]) -> str:
    if way[0].isascii():
        return r"(?<![a-z0-9])" + r"[\W_]+".join(rf"{re.escape(stem)}[a-z]*" for stem in way)
    return re.escape(way[0] + "".join(after[-1] for _before, after in pairwise(way)))
