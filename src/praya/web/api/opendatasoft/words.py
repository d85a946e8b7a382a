"""ODSQL's words, and what all its conditions share: `AND`, `OR`, `NOT`, brackets."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Literal, TypeVar

from praya.web.api.opendatasoft.failing import malformed

if TYPE_CHECKING:
    from praya.web.api.opendatasoft.failing import Answered

LONGEST = 8_000
"""Characters of one clause."""
DEEPEST = 40
MOST = 200
"""Tests in one clause."""
MOST_LISTED = 1_000

C = TypeVar("C")
Kind = Literal["text", "name", "number", "word", "sign", "end"]
_TOKEN = re.compile(
    r"""\s*(?:
        (?P<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")
      | (?P<name>`[^`]+`)
      | (?P<number>[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?)
      | (?P<word>[^\W\d]\w*(?:\.[^\W\d]\w*)*)
      | (?P<sign>\.\.|<=|>=|!=|<>|[=<>:()\[\],*+\-/])
      | (?P<end>\Z)
    )""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a clause, and where it begins."""

    kind: Kind
    text: str
    at: int

    @property
    def said(self) -> str:
        """Return what a text or a name says, without its quotes."""
        if self.kind == "text":
            return re.sub(r"\\(.)", r"\1", self.text[1:-1], flags=re.DOTALL)
        return self.text[1:-1] if self.kind == "name" else self.text


class Reader:
    """Reads a clause from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = _tokens(text)
        self._at = 0

    @property
    def next(self) -> Token:
        """Return the word that comes next."""
        return self._tokens[self._at]

    def calls(self) -> bool:
        """Say whether a function's name comes next."""
        return self.next.kind == "word" and self._tokens[self._at + 1].text == "("

    def take(self) -> Token:
        """Return the next word and go on."""
        token = self.next
        self._at += token.kind != "end"
        return token

    def took(self, *wanted: str) -> bool:
        """Say whether these words come next, and go on behind them if so."""
        coming = self._tokens[self._at : self._at + len(wanted)]
        found = [each.text.lower() for each in coming if each.kind in ("word", "sign")] == list(wanted)
        self._at += len(wanted) * found
        return found

    def need(self, wanted: str) -> None:
        """Go on behind a word that must come next."""
        if not self.took(wanted):
            raise self.wrong()

    def field(self) -> str:
        """Take a field's name."""
        token = self.take()
        if token.kind not in ("word", "name"):
            raise self.wrong(token)
        return token.said

    def text(self) -> str:
        """Take a text in quotes."""
        token = self.take()
        if token.kind != "text":
            raise self.wrong(token)
        return token.said

    def number(self) -> float:
        """Take a number with its sign."""
        sign = -1 if self.took("-") else 1
        token = self.take()
        if token.kind != "number":
            raise self.wrong(token)
        return sign * float(token.text)

    def ended(self) -> None:
        """Make sure that nothing follows."""
        if self.next.kind != "end":
            raise self.wrong()

    def wrong(self, token: Token | None = None) -> Answered:
        """Return the failure of a clause that cannot go on so."""
        at = (token or self.next).at
        told = f"{self._text[max(0, at - 40) : at]}⟨?⟩{self._text[at : at + 40]}"
        return malformed(f"Syntax error in query at `{told}`.")


class Conditions(Reader, ABC, Generic[C]):
    """Reads a condition; what it tests, and what joins tests, differ between rows and datasets."""

    _tests = 0

    def read(self) -> C:
        """Return the whole clause's condition."""
        found = self._any_of(0)
        self.ended()
        return found

    @abstractmethod
    def test(self) -> C:
        """Read one test."""

    @abstractmethod
    def both(self, found: list[C]) -> C:
        """Join by and."""

    @abstractmethod
    def either(self, found: list[C]) -> C:
        """Join by or."""

    @abstractmethod
    def negated(self, found: C) -> C:
        """Turn around."""

    def _any_of(self, depth: int) -> C:
        found = [self._all_of(depth)]
        while self.took("or"):
            found.append(self._all_of(depth))
        return self.either(found)

    def _all_of(self, depth: int) -> C:
        found = [self._one(depth)]
        while self.took("and"):
            found.append(self._one(depth))
        return self.both(found)

    def _one(self, depth: int) -> C:
        self._tests += 1
        if depth > DEEPEST or self._tests > MOST:
            raise malformed(f"more than {MOST} tests, or more than {DEEPEST} brackets")
        if self.took("not"):
            return self.negated(self._one(depth + 1))
        if self.took("("):
            inner = self._any_of(depth + 1)
            self.need(")")
            return inner
        return self.test()


def _tokens(text: str) -> list[Token]:
    if len(text) > LONGEST:
        raise malformed(f"a clause has more than {LONGEST} characters")
    tokens: list[Token] = []
    at = 0
    while True:
        match = _TOKEN.match(text, at)
        if match is None:
            raise malformed(
                f"Syntax error in query at `{text[max(0, at - 40) : at]}⟨?⟩{text[at : at + 40]}`."
            )
        kind: Kind = match.lastgroup  # type: ignore[assignment]  # the pattern's groups are the kinds
        tokens.append(Token(kind, match[kind], match.start(kind)))
        if kind == "end":
            return tokens
        at = match.end()
