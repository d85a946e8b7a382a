"""Conditions written out: CQL2's text form, with the double quotes and functions that other dialects use.

expression := all ("OR" all)*            all := one ("AND" one)*        one := "NOT" one | "(" expression ")" | test
test       := column ("=" "<>" "!=" "<" "<=" ">" ">=") value
            | column ["NOT"] ("LIKE" | "IN" "(" values ")" | "BETWEEN" value "AND" value)
            | column "IS" ["NOT"] "NULL"
            | operator "(" column ["," values] ")"           contains, starts, ends, … as in `OPERATORS`
            | ["S_INTERSECTS" "(" column ","] "BBOX" "(" west, south, east, north ")" [")"]
            | "NEAR" "(" longitude, latitude, metres ")"
value      := 'text' | number | TRUE | FALSE | DATE('…') | TIMESTAMP('…')
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from praya.model import errors
from praya.model.query.condition import OPERATORS, Filter, Inside, Near, Negated, all_of, any_of, leaves

if TYPE_CHECKING:
    from praya.model.query.condition import Condition, Operator

LONGEST = 8_000
"""Characters of an expression."""
DEEPEST = 40
MOST = 100
"""Conditions in one expression."""

Kind = Literal["text", "name", "number", "word", "sign", "end"]
_TOKEN = re.compile(
    r"""\s*(?:
        (?P<text>'(?:[^']|'')*')
      | (?P<name>"(?:[^"]|"")+")
      | (?P<number>[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?!\w))
      | (?P<word>[^\W\d]\w*(?:\.[^\W\d]\w*)*)
      | (?P<sign><>|!=|<=|>=|=|<|>|\(|\)|,)
      | (?P<end>\Z)
    )""",
    re.VERBOSE,
)
_SIGNS: dict[str, Operator] = {
    "=": "eq",
    "<>": "ne",
    "!=": "ne",
    "<": "lt",
    "<=": "le",
    ">": "gt",
    ">=": "ge",
}
_TURNED: dict[Operator, Operator] = {"lt": "gt", "le": "ge", "gt": "lt", "ge": "le"}
_CALLED: dict[str, Operator] = {each: each for each in OPERATORS}
_INSTANTS = frozenset({"date", "timestamp", "time"})


@dataclass(frozen=True, slots=True)
class _Token:
    kind: Kind
    text: str
    at: int


def parse_expression(text: str) -> Condition:
    """Read a written condition; raise FilterInvalid, saying where, for what is none or is too much."""
    if len(text) > LONGEST:
        raise errors.FilterInvalid(filter=f"{text[:40]}… > {LONGEST}")
    reader = _Reader(text)
    condition = reader.any_of(0)
    reader.ended()
    if len(leaves(condition)) > MOST:
        raise errors.FilterInvalid(filter=f"{text[:40]}… > {MOST}")
    return condition


class _Reader:
    """Reads an expression from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = _tokens(text)
        self._at = 0

    def ended(self) -> None:
        """Make sure that nothing follows."""
        if self._next.kind != "end":
            raise self._wrong()

    def any_of(self, depth: int) -> Condition:
        """Read conditions joined by OR."""
        found = [self._all_of(depth)]
        while self._took("or"):
            found.append(self._all_of(depth))
        return any_of(*found)

    def _all_of(self, depth: int) -> Condition:
        found = [self._one(depth)]
        while self._took("and"):
            found.append(self._one(depth))
        return all_of(*found)

    def _one(self, depth: int) -> Condition:
        if depth > DEEPEST:
            raise self._wrong()
        if self._took("not"):
            return Negated(self._one(depth + 1))
        if self._took("("):
            inner = self.any_of(depth + 1)
            self._need(")")
            return inner
        return self._test()

    def _test(self) -> Condition:
        token = self._next
        if token.kind in ("text", "number") or self._is_value():
            value = self._value()
            operator = self._sign()
            return Filter(self._column(), _TURNED.get(operator, operator), value)
        called = token.text.lower() if token.kind == "word" else ""
        if called and self._tokens[self._at + 1].text == "(":
            return self._call(called)
        return self._about(self._column())

    def _about(self, column: str) -> Condition:
        if self._took("is"):
            negated = self._took("not")
            self._need("null")
            return Filter(column, "filled" if negated else "empty")
        negated = self._took("not")
        if self._took("in"):
            return Filter.many(column, "not_in" if negated else "in", self._listed())
        found: Condition
        if self._took("between"):
            low = self._value()
            self._need("and")
            found = Filter.many(column, "between", (low, self._value()))
        elif self._took("like"):
            found = Filter(column, "like", self._value())
        elif negated:
            raise self._wrong()
        else:
            return Filter(column, self._sign(), self._value())
        return Negated(found) if negated else found

    def _call(self, called: str) -> Condition:
        self._take()
        self._need("(")
        if called == "s_intersects":
            self._column()
            self._need(",")
            inner = self._call(self._next.text.lower())
            self._need(")")
            return inner
        if called == "bbox":
            return Inside(*self._numbers(4))
        if called == "near":
            return Near(*self._numbers(3))
        operator = _CALLED.get(called)
        if operator is None:
            raise self._wrong()
        column = self._column()
        values = self._values() if self._took(",") else []
        self._need(")")
        wanted = {"empty": 0, "filled": 0, "between": 2}.get(operator, 1)
        if len(values) != wanted and not (operator in ("in", "not_in") and values):
            raise self._wrong()
        return (
            Filter.many(column, operator, values)
            if wanted > 1 or operator in ("in", "not_in")
            else Filter(column, operator, *values)
        )

    def _numbers(self, count: int) -> tuple[float, ...]:
        values = self._values()
        self._need(")")
        try:
            numbers = tuple(float(each) for each in values)
        except ValueError as error:
            raise self._wrong() from error
        if len(numbers) != count or not all(abs(each) < 1e9 for each in numbers):  # noqa: PLR2004 - NaN is not smaller either
            raise self._wrong()
        return numbers

    def _listed(self) -> list[str]:
        self._need("(")
        values = self._values()
        self._need(")")
        return values

    def _values(self) -> list[str]:
        values = [self._value()]
        while self._took(","):
            values.append(self._value())
        return values

    def _is_value(self) -> bool:
        word = self._next.text.lower() if self._next.kind == "word" else ""
        return word in ("true", "false") or (word in _INSTANTS and self._tokens[self._at + 1].text == "(")

    def _value(self) -> str:
        instant = self._next.kind == "word" and self._is_value()
        token = self._take()
        if token.kind == "text":
            return token.text[1:-1].replace("''", "'")
        if token.kind == "number":
            return token.text
        if instant and token.text.lower() in _INSTANTS:
            self._need("(")
            value = self._value()
            self._need(")")
            return value
        if instant:
            return token.text.lower()
        raise self._wrong(token)

    def _column(self) -> str:
        token = self._take()
        if token.kind == "name":
            return token.text[1:-1].replace('""', '"')
        if token.kind != "word":
            raise self._wrong(token)
        return token.text

    def _sign(self) -> Operator:
        token = self._take()
        if token.text not in _SIGNS:
            raise self._wrong(token)
        return _SIGNS[token.text]

    @property
    def _next(self) -> _Token:
        return self._tokens[self._at]

    def _take(self) -> _Token:
        token = self._next
        if token.kind != "end":
            self._at += 1
        return token

    def _took(self, wanted: str) -> bool:
        found = self._next.kind in ("word", "sign") and self._next.text.lower() == wanted
        self._at += found
        return found

    def _need(self, wanted: str) -> None:
        if not self._took(wanted):
            raise self._wrong()

    def _wrong(self, token: _Token | None = None) -> errors.FilterInvalid:
        at = (token or self._next).at
        return errors.FilterInvalid(filter=f"{self._text[max(0, at - 40) : at]}⟨?⟩{self._text[at : at + 40]}")


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    at = 0
    while True:
        match = _TOKEN.match(text, at)
        if match is None:
            raise errors.FilterInvalid(filter=f"{text[max(0, at - 40) : at]}⟨?⟩{text[at : at + 40]}")
        kind: Kind = match.lastgroup  # type: ignore[assignment]  # the pattern's groups are the kinds
        tokens.append(_Token(kind, match[kind], match.start(kind)))
        if kind == "end":
            return tokens
        at = match.end()
