"""What `q` and `full_text` of datastore_search ask: words, or words joined by `&`, `|`, `!` and parentheses.

A word is met as a part of any of the columns' texts, in any case: PostgreSQL's stems are not known here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from praya.model.query import Filter, Negated, all_of, any_of
from praya.web.api.ckan.answers import Invalid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from praya.model.query import Condition

DEEPEST = 20
MOST_WORDS = 50
_TOKEN = re.compile(r"\s*(?:(&|\||!|\(|\)|<->)|'((?:[^']|'')*)'|([^\s&|!()<']+))(?::\*)?")


def condition_of(text: str, columns: Sequence[str], parameter: str, *, plain: bool) -> Condition | None:
    """Return the condition that these columns hold what is asked; None where it asks nothing; raise Invalid."""
    words = text.split()
    if not words:
        return None
    if len(words) > MOST_WORDS:
        raise Invalid(**{parameter: f"more than {MOST_WORDS} words"})
    if plain:
        return all_of(*(_stands(each, columns) for each in words))
    reader = _Reader(text, columns, parameter)
    found = reader.any_of(0)
    reader.ended()
    return found


def _stands(word: str, columns: Sequence[str]) -> Condition:
    if not columns:  # a table without texts: no row has a word
        return Filter("_row", "lt", "0")
    return any_of(*(Filter(each, "contains", word) for each in columns))


class _Reader:
    """Reads PostgreSQL's form of a question for texts from left to right."""

    def __init__(self, text: str, columns: Sequence[str], parameter: str) -> None:
        self._columns = columns
        self._parameter = parameter
        self._tokens: list[tuple[str, str]] = []
        at, text = 0, text.strip()
        while at < len(text):
            found = _TOKEN.match(text, at)
            if found is None:
                raise self._wrong()
            self._tokens.append((found[1] or "", (found[2] or found[3] or "").removesuffix(":*")))
            at = found.end()
        self._at = 0

    def ended(self) -> None:
        """Make sure that nothing follows."""
        if self._at < len(self._tokens):
            raise self._wrong()

    def any_of(self, depth: int) -> Condition:
        """Read conditions joined by `|`."""
        found = [self._all_of(depth)]
        while self._took("|"):
            found.append(self._all_of(depth))
        return any_of(*found)

    def _all_of(self, depth: int) -> Condition:
        found = [self._one(depth)]
        while self._took("&") or self._took("<->"):
            found.append(self._one(depth))
        return all_of(*found)

    def _one(self, depth: int) -> Condition:
        if depth > DEEPEST or self._at >= len(self._tokens):
            raise self._wrong()
        if self._took("!"):
            return Negated(self._one(depth + 1))
        if self._took("("):
            inner = self.any_of(depth + 1)
            if not self._took(")"):
                raise self._wrong()
            return inner
        sign, word = self._tokens[self._at]
        self._at += 1
        if sign or not word:
            raise self._wrong()
        return _stands(word, self._columns)

    def _took(self, sign: str) -> bool:
        found = self._at < len(self._tokens) and self._tokens[self._at][0] == sign
        self._at += found
        return found

    def _wrong(self) -> Invalid:
        return Invalid(**{self._parameter: "syntax error: words joined by & | ! and parentheses"})
