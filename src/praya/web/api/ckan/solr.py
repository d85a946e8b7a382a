"""Solr's query syntax, as CKAN's clients write it, read into conditions on the catalogue.

query  := all ("OR" all)*          all := clause (["AND"] clause)*
clause := ("NOT" "-" "!" "+")* [field ":"] ("(" query ")" | range | "phrase"[~n] | term) [^boost]
range  := ("[" | "{") low "TO" high ("]" | "}")

`&&`, `||` and `!` are the same words; boosts are read and do not count. A text without a field that is no such query is
taken as the words it holds, as CKAN's own parser does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from praya.model.search import EVERYTHING, MOST_CONDITIONS, AllOf, AnyOf, Negated, Words, all_of, any_of
from praya.web.api.ckan import fields
from praya.web.api.ckan.answers import QueryRefused

if TYPE_CHECKING:
    from datetime import datetime

    from praya.model.search import Condition

LONGEST = 8_000
"""Characters of a query."""
DEEPEST = 40

Kind = Literal[
    "space", "phrase", "range", "open", "close", "field", "tail", "and", "or", "not", "plus", "minus", "term"
]
_TOKEN = re.compile(
    r"""(?P<space>\s+)
      | (?P<phrase>"(?:[^"\\]|\\.)*")
      | (?P<range>[\[{]\s*(?:"[^"]*"|[^\s"\]}]+)\s+TO\s+(?:"[^"]*"|[^\s"\]}]+)\s*[\]}])
      | (?P<open>\()
      | (?P<close>\))
      | (?P<and>AND(?![^\s()])|&&)
      | (?P<or>OR(?![^\s()])|\|\|)
      | (?P<not>NOT(?![^\s()])|!)
      | (?P<field>(?:[\w.*]|\\.)(?:[\w.*-]|\\.)*:)
      | (?P<plus>\+)
      | (?P<minus>-)
      | (?P<tail>[\^~][\d.]*)
      | (?P<term>(?:[^\s()"\[\]{}^~:\\]|\\.)+)
    """,
    re.VERBOSE | re.DOTALL,
)
_RANGE = re.compile(r'([\[{])\s*("[^"]*"|\S+)\s+TO\s+("[^"]*"|[^\s\]}]+)\s*([\]}])')
_WORD = re.compile(r"[^\s\"()\[\]{}^~:+!|&\\-]+")
_OPENING = frozenset({"phrase", "range", "open", "field", "not", "plus", "minus", "term"})


@dataclass(frozen=True, slots=True)
class _Token:
    kind: Kind
    text: str


def parse(text: str, now: datetime) -> Condition:
    """Read a query; raise QueryRefused for what is none or is too much."""
    _measured(text)
    if not text.strip():
        return EVERYTHING
    reader = _Reader(_tokens(text), now)
    condition = reader.any_of("text", 0)
    if not reader.ended:
        raise QueryRefused(f"unexpected {reader.kind}")
    if _size(condition) > MOST_CONDITIONS:
        raise QueryRefused(f"more than {MOST_CONDITIONS} conditions")
    return condition


def parse_words(text: str, now: datetime) -> Condition:
    """Read what a person may have typed: a query where it is one, else all of its words."""
    try:
        return parse(text, now)
    except QueryRefused:
        if ":" in text:
            raise
    _measured(text)
    return all_of(*(Words("any", each) for each in _WORD.findall(text)[:MOST_CONDITIONS]))


def _measured(text: str) -> None:
    if len(text) > LONGEST:
        raise QueryRefused(f"more than {LONGEST} characters")


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise QueryRefused(f"cannot parse {text[max(0, at - 20) : at + 20]!r}")
        kind: Kind = found.lastgroup  # type: ignore[assignment]  # the pattern's groups are the kinds
        if kind != "space":
            tokens.append(_Token(kind, found[0]))
        at = found.end()
    return tokens


class _Reader:
    """Reads a query from left to right."""

    def __init__(self, tokens: list[_Token], now: datetime) -> None:
        self._tokens = tokens
        self._now = now
        self._at = 0

    @property
    def ended(self) -> bool:
        """Say whether nothing follows."""
        return self._at == len(self._tokens)

    @property
    def kind(self) -> Kind | None:
        """Return the kind of what follows."""
        return None if self.ended else self._tokens[self._at].kind

    def any_of(self, field: str, depth: int) -> Condition:
        """Read conditions joined by OR."""
        found = [self._all_of(field, depth)]
        while self._took("or"):
            found.append(self._all_of(field, depth))
        return any_of(*found)

    def _all_of(self, field: str, depth: int) -> Condition:
        found = [self._clause(field, depth)]
        while self._took("and") or self.kind in _OPENING:
            found.append(self._clause(field, depth))
        return all_of(*found)

    def _clause(self, field: str, depth: int) -> Condition:
        negated = False
        while self.kind in ("not", "minus", "plus"):
            negated ^= self._take().kind != "plus"
        found = self._value(field, depth)
        while self.kind == "tail":
            tail = self._take().text
            if isinstance(found, Words) and found.phrase and tail[0] == "~":
                found = Words(
                    found.field, found.text, phrase=True, slop=int(tail[1:3]) if tail[1:].isdigit() else 0
                )
        return Negated(found) if negated else found

    def _value(self, field: str, depth: int) -> Condition:
        if depth > DEEPEST:
            raise QueryRefused(f"nested deeper than {DEEPEST}")
        token = self._take()
        if token.kind == "field":
            return self._value(_unescaped(token.text[:-1]), depth + 1)
        if token.kind == "open":
            inner = self.any_of(field, depth + 1)
            if not self._took("close"):
                raise QueryRefused("a parenthesis is not closed")
            return inner
        if token.kind == "range":
            parts = _RANGE.fullmatch(token.text)
            assert parts, "the token's pattern is the same"
            low, high = parts[2].strip('"'), parts[3].strip('"')
            return fields.between(field, (low, parts[1] == "["), (high, parts[4] == "]"), self._now)
        if token.kind == "phrase":
            return fields.phrase(field, _unescaped(token.text[1:-1]), self._now)
        if token.kind == "term":
            return fields.term(field, token.text, self._now)
        raise QueryRefused(f"unexpected {token.text[:20]!r}")

    def _take(self) -> _Token:
        if self.ended:
            raise QueryRefused("it ends too early")
        self._at += 1
        return self._tokens[self._at - 1]

    def _took(self, kind: Kind) -> bool:
        found = self.kind == kind
        self._at += found
        return found


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)


def _size(condition: Condition) -> int:
    if isinstance(condition, (AllOf, AnyOf)):
        return 1 + sum(_size(each) for each in condition.conditions)
    return _size(condition.condition) if isinstance(condition, Negated) else 1
