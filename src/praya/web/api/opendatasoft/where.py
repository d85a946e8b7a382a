"""The `where` of rows, and facets that narrow them, as conditions.

test := text | field (sign value | [NOT] IN (list | range) | ":" (value | range) | [NOT] LIKE text | IS [NOT] NULL)
      | search(…) | suggest(…) | startswith(…) | within_distance(…) | in_bbox(…)
value := 'text' | number | true | false | date'…' | now(days=-1)
range := ("[" | "]") value ("TO" | "..") value ("]" | "[")
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import orjson

from praya.model.query import AllOf, Condition, Filter, Inside, Near, Negated, all_of, any_of
from praya.model.table import ROW
from praya.web.api.opendatasoft import times
from praya.web.api.opendatasoft.failing import malformed, wrong
from praya.web.api.opendatasoft.words import MOST_LISTED, Conditions

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime, tzinfo

    from praya.model.query import Operator
    from praya.model.table import FieldType, Schema

MOST_WORDS = 20
SIGNS: Mapping[str, Operator] = {
    "=": "eq",
    ":": "eq",
    "!=": "ne",
    "<>": "ne",
    "<": "lt",
    "<=": "le",
    ">": "gt",
    ">=": "ge",
}
_METRES = {"mm": 0.001, "cm": 0.01, "m": 1.0, "km": 1000.0, "ft": 0.3048, "yd": 0.9144, "mi": 1609.344}
_STEPS = frozenset({"weeks", "days", "hours", "minutes", "seconds"})
_POINT = re.compile(r"\s*POINT\s*\(\s*([-+.0-9eE]{1,30})\s+([-+.0-9eE]{1,30})\s*\)\s*", re.IGNORECASE)
_MOST_STEPS = 100_000


@dataclass(frozen=True, slots=True)
class About:
    """What a clause is about: a table's columns, now (in the city), and where moments that tell no zone are meant."""

    schema: Schema
    now: datetime
    zone: tzinfo | None = None

    def kind(self, field: str) -> FieldType:
        """Return a field's type; raise Answered for one that is not there."""
        column = self.schema.column(field)
        if column is None and field != ROW:
            raise malformed(f"Unknown field: {field[:100]}")
        return column.type if column else "integer"


class Where(Conditions[Condition]):
    """Reads which rows are wanted."""

    def __init__(self, text: str, about: About) -> None:
        super().__init__(text)
        self._about = about

    def both(self, found: list[Condition]) -> Condition:
        """Join by and."""
        return all_of(*found)

    def either(self, found: list[Condition]) -> Condition:
        """Join by or."""
        return any_of(*found)

    def negated(self, found: Condition) -> Condition:
        """Turn around."""
        return Negated(found)

    def test(self) -> Condition:
        """Read one test."""
        if self.next.kind == "text":
            return self._anywhere(self.text(), ())
        if self.calls():
            called = self.take().text.lower()
            read = _FUNCTIONS.get(called)
            if read is None:
                raise malformed(f"`{called[:40]}` is no condition that can be asked here")
            self.need("(")
            found = read(self)
            self.need(")")
            return found
        field = self.field()
        return self._said(field, self._about.kind(field))

    def _said(self, field: str, kind: FieldType) -> Condition:
        if self.took("is"):
            return self._is(field, kind)
        turned = self.took("not")
        found: Condition
        if self.took("in"):
            ranged = self.next.text in ("[", "]")
            found = self._range(field, kind) if ranged else self._listed(field, kind)
        elif self.took("like"):
            found = self._like(field, self.text())
        elif turned or self.next.text not in SIGNS:
            raise self.wrong()
        else:
            sign = self.take().text
            if sign == ":" and self.next.text in ("[", "]"):
                return self._range(field, kind)
            if sign == ":" and kind == "string" and self.next.kind == "text":
                return self._like(field, self.text())
            found = self._compared(field, kind, sign, self._value())
        return Negated(found) if turned else found

    def _is(self, field: str, kind: FieldType) -> Condition:
        turned = self.took("not")
        if self.took("null"):
            return Filter(field, "filled" if turned else "empty")
        if kind == "boolean" and self.next.text.lower() in ("true", "false"):
            found = Filter(field, "eq", self.take().text.lower())
            return Negated(found) if turned else found
        raise self.wrong()

    def _listed(self, field: str, kind: FieldType) -> Condition:
        self.need("(")
        values = [self._value()]
        while self.took(","):
            values.append(self._value())
        self.need(")")
        if len(values) > MOST_LISTED:
            raise malformed(f"a list has more than {MOST_LISTED} values")
        if kind in times.TIMES:
            return any_of(*(self._compared(field, kind, "=", each) for each in values))
        return Filter.many(field, "in", values)

    def _range(self, field: str, kind: FieldType) -> Condition:
        low = ">=" if self.took("[") else ">"
        if low == ">":
            self.need("]")
        start = self._value()
        if not (self.took("to") or self.took("..")):
            raise self.wrong()
        end = self._value()
        high = "<=" if self.took("]") else "<"
        if high == "<":
            self.need("[")
        return all_of(self._compared(field, kind, low, start), self._compared(field, kind, high, end))

    def _compared(self, field: str, kind: FieldType, sign: str, value: str) -> Condition:
        return compared(self._about, field, kind, sign, value)

    def _value(self) -> str:
        if self.next.kind == "text":
            return self.text()
        if self.calls() and self.took("now"):
            return self._now()
        if self.took("true") or self.took("false"):
            return self._tokens[self._at - 1].text.lower()
        if self.took("date"):
            return self.text()
        sign = "-" if self.took("-") else ""
        token = self.take()
        if token.kind != "number":
            raise self.wrong(token)
        return sign + token.text

    def _now(self) -> str:
        self.need("(")
        steps: dict[str, float] = {}
        while not self.took(")"):
            name = self.field().lower()
            if name not in _STEPS:
                raise malformed(f"`now({name[:40]}=…)` cannot be asked here: {', '.join(sorted(_STEPS))} can")
            self.need("=")
            steps[name] = self.number()
            if abs(steps[name]) > _MOST_STEPS:
                raise malformed(f"`now()` goes at most {_MOST_STEPS} steps")
            self.took(",")
        return (self._about.now + timedelta(**steps)).replace(microsecond=0).isoformat()

    def _search(self) -> Condition:
        fields: list[str] = []
        while self.next.kind != "text":
            if not self.took("*"):
                fields.append(self.field())
                self._about.kind(fields[-1])
            self.need(",")
        return self._anywhere(self.text(), tuple(fields))

    def _suggest(self) -> Condition:
        return self._like(*self._of_field())

    def _startswith(self) -> Condition:
        field, text = self._of_field()
        return Filter(field, "starts", text)

    def _of_field(self) -> tuple[str, str]:
        field = self.field()
        self._about.kind(field)
        self.need(",")
        return field, self.text()

    def _within_distance(self) -> Condition:
        self._place()
        self.need(",")
        self.need("geom")
        longitude, latitude = _point(self.text())
        self.need(",")
        far = self.number()
        unit = self.take().text.lower() if self.next.kind == "word" else "m"
        if unit not in _METRES:
            raise malformed(f"`{unit[:10]}` is no unit of distance")
        return Near(longitude, latitude, far * _METRES[unit])

    def _in_bbox(self) -> Condition:
        self._place()
        corners = []
        for _ in range(4):
            self.need(",")
            corners.append(self.number())
        south, west, north, east = corners
        if south > north and west > east:
            west, east = east, west
        return Inside(west, min(south, north), east, max(south, north))

    def _place(self) -> None:
        field = self.field()
        self._about.kind(field)
        places = [each.name for each in self._about.schema.locating]
        if field not in places:
            raise malformed(f"`{field[:100]}` is no place; places are: {', '.join(places) or 'none'}")

    def _anywhere(self, text: str, fields: tuple[str, ...]) -> Condition:
        """Return the condition that each word stands in one of these fields, or of all texts."""
        columns = [each.name for each in self._about.schema.columns if each.type == "string"]
        among = [each for each in (fields or columns) if each in columns]
        if not among:
            return Filter(ROW, "empty")
        return all_of(*(any_of(*(Filter(each, "contains", word) for each in among)) for word in words(text)))

    def _like(self, field: str, text: str) -> Condition:
        self._about.kind(field)
        return all_of(*(Filter(field, "contains", word) for word in words(text)))


_FUNCTIONS: Mapping[str, Callable[[Where], Condition]] = {
    "search": Where._search,  # noqa: SLF001 - the class's own table
    "suggest": Where._suggest,  # noqa: SLF001
    "startswith": Where._startswith,  # noqa: SLF001
    "within_distance": Where._within_distance,  # noqa: SLF001
    "in_bbox": Where._in_bbox,  # noqa: SLF001
}


def words(text: str) -> list[str]:
    """Return the words that are looked for; one may end in `*`, which every word does here."""
    found = [each.rstrip("*") or each for each in text.split()]
    if not found or len(found) > MOST_WORDS:
        raise malformed(f"a search has 1 to {MOST_WORDS} words")
    if any("*" in each or "?" in each for each in found):
        raise malformed("`?`, and `*` that does not end a word, cannot be asked here")
    return found


def compared(about: About, field: str, kind: FieldType, sign: str, value: str) -> Condition:
    """Return the condition that a field's value is so."""
    if kind in times.TIMES:
        return times.compared(field, sign, times.read(value, kind, about.zone))
    return Filter(field, SIGNS[sign], value)


def narrowed(about: About, text: str, parameter: str) -> Condition:
    """Read `field:value`; of a day or moment the value may be a year or a month: `2020/12`."""
    field, colon, value = text.partition(":")
    if not colon or not value:
        raise wrong(parameter, text, "field:value")
    if len(value) > 1 and value[0] == value[-1] == '"':
        value = value[1:-1]
    found = compared(about, field, about.kind(field), "=", value)
    return Negated(found) if parameter == "exclude" else found


def joined(found: list[Condition]) -> Condition | None:
    """Return conditions that must all hold; None where there are none."""
    return AllOf(tuple(found)) if len(found) > 1 else found[0] if found else None


def _point(text: str) -> tuple[float, float]:
    """Read longitude and latitude from WKT or GeoJSON."""
    try:
        match = _POINT.fullmatch(text)
        told = match.groups() if match else orjson.loads(text)["coordinates"]
        longitude, latitude = (float(each) for each in told)
    except (ValueError, TypeError, KeyError) as error:
        raise malformed(f"geom'{text[:60]}' is no point") from error
    if not (abs(longitude) <= 180 and abs(latitude) <= 90):  # noqa: PLR2004 - degrees
        raise malformed(f"geom'{text[:60]}' is no place on earth")
    return longitude, latitude
