"""A table's rows looked at for personal data: every value, by titles, forms and check digits, never by a guess alone.

What only looks alike is told apart by chance: one number in eleven has a right check digit by accident, so that a
column of receipts has some, but not so many. Contact details of offices and facilities are told apart from people's.
"""

from __future__ import annotations

from math import comb
from typing import TYPE_CHECKING

from praya.formats.personal.groups import GroupTally
from praya.formats.personal.values import Seen
from praya.model.personal import Examination, Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pyarrow as pa

    from praya.model.personal import PersonalKind, Subject
    from praya.model.table import Schema

_ACCIDENT = {"hkid": 1 / 11, "mainland_id": 1 / 50, "bank_card": 1 / 10}
"""How often a number of the shape is right by accident; of a Mainland number, most shapes have no true date."""
_RIGHT = 0.3
"""So many numbers of the shape are right where they are of the kind: much more than by accident."""
_COUNTABLE = 200
"""Of more numbers than this, their share alone tells that it is no accident."""
_CHANCE = 0.001
_TITLED_CHANCE = 0.1
_MOST = 0.8
"""A column is of a kind if so many of its values have the form."""
_SOME = 0.5
_MOBILES = 0.3
_UNTITLED_CONTACT = 0.05


def examine(schema: Schema, pieces: Iterable[pa.Table]) -> Examination:
    """Look at all rows of a table."""
    examiner = Examiner(schema)
    for _ in examiner.watch(pieces):
        pass
    return examiner.examination()


class Examiner:
    """A table's examination so far."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._seen = {each.name: Seen.of(each) for each in schema.columns if not each.derived}
        self._groups = GroupTally.of(list(self._seen.values()))
        self._rows = 0

    def watch(self, pieces: Iterable[pa.Table]) -> Iterator[pa.Table]:
        """Pass pieces on to whoever wants them, looking at them meanwhile."""
        for piece in pieces:
            for name, seen in self._seen.items():
                seen.add(piece[name])
            self._groups.add(piece)
            self._rows += piece.num_rows
            yield piece

    def examination(self) -> Examination:
        """Return what was found."""
        seen = list(self._seen.values())
        groups = self._groups.groups(seen)
        sure = [each for column in seen for each in _numbers(column)]
        people = bool(sure or groups)
        bodies = any("body" in each.said for each in seen)
        found = [*sure, *(each for column in seen for each in _named(column, bodies=bodies, people=people))]
        people = people or any(each.subject == "person" for each in found)
        found += [each for column in seen for each in _contacts(column, bodies=bodies, people=people)]
        if people and self._schema.locating:
            found.append(self._location())
        return Examination(
            columns=len(seen), rows=self._rows, findings=tuple(self._in_order(found)), groups=groups
        )

    def _location(self) -> Finding:
        column = self._schema.locating[0]
        filled = self._seen[column.name].filled if column.name in self._seen else self._rows
        return Finding(
            kind="location",
            column=column.name,
            subject="unclear",
            evidence="beside",
            matching=filled,
            filled=filled,
            confidence=0.6,
        )

    def _in_order(self, found: list[Finding]) -> list[Finding]:
        places = {each.name: place for place, each in enumerate(self._schema.columns)}
        return sorted(found, key=lambda each: (each.subject == "body", places[each.column]))


def _finding(seen: Seen, kind: PersonalKind, subject: Subject, confidence: float, *, titled: bool) -> Finding:
    checked = kind in _ACCIDENT
    return Finding(
        kind=kind,
        column=seen.column.name,
        subject=subject,
        evidence="check_digit" if checked else "title_and_form" if titled else "form",
        matching=seen.matching[kind],
        filled=seen.filled,
        confidence=confidence,
    )


def _numbers(seen: Seen) -> Iterator[Finding]:
    """Yield numbers that name people, where there are more right ones than chance gives."""
    kinds: tuple[PersonalKind, ...] = ("hkid", "mainland_id", "bank_card")
    for kind in kinds:
        titled = kind in seen.said
        if not seen.valid[kind]:
            continue
        chance = _chance(seen.valid[kind], seen.shaped[kind], _ACCIDENT[kind])
        if chance < (_TITLED_CHANCE if titled else _CHANCE):
            yield _finding(seen, kind, "person", 0.99 if chance < _CHANCE else 0.8, titled=titled)
    for kind in ("passport", "vehicle"):
        if kind in seen.said and seen.matching[kind] > _SOME * seen.filled:
            subject: Subject = "person" if kind == "passport" else "unclear"
            yield _finding(seen, kind, subject, 0.8, titled=True)


def _chance(valid: int, shaped: int, accident: float) -> float:
    """Return how likely it is that so many of so many numbers, or more, are right by accident."""
    if valid < _RIGHT * shaped:
        return 1.0
    if shaped > _COUNTABLE:
        return 0.0
    fewer = (comb(shaped, each) * accident**each * (1 - accident) ** (shaped - each) for each in range(valid))
    return max(0.0, 1 - sum(fewer))


def _named(seen: Seen, *, bodies: bool, people: bool) -> Iterator[Finding]:
    """Yield names, dates of birth and homes of people."""
    share = seen.matching["person_name"] / seen.filled if seen.filled else 0
    if seen.said & {"person_name", "role_name"} and "body" not in seen.said and share >= _SOME:
        office = "role_name" in seen.said or bodies
        confidence = 0.9 if seen.notes["honoured"] > _SOME * seen.filled or share >= _MOST else 0.7
        yield _finding(seen, "person_name", "role" if office else "person", confidence, titled=True)
    if (
        "birth_date" in seen.said
        and seen.column.type in ("date", "year", "yearmonth", "datetime")
        and seen.filled
    ):
        yield Finding(
            kind="birth_date",
            column=seen.column.name,
            subject="person",
            evidence="title",
            matching=seen.filled,
            filled=seen.filled,
            confidence=0.9,
        )
    units = seen.notes["unit"]
    if "home_address" in seen.said and seen.filled:
        yield _home(seen, "title", seen.filled, 0.9)
    elif "address" in seen.said and people and not bodies and units > _SOME * seen.filled:
        yield _home(seen, "title_and_form", units, 0.7)


def _home(seen: Seen, evidence: str, matching: int, confidence: float) -> Finding:
    return Finding(
        kind="home_address",
        column=seen.column.name,
        subject="person",
        evidence="title" if evidence == "title" else "title_and_form",
        matching=matching,
        filled=seen.filled,
        confidence=confidence,
    )


def _contacts(seen: Seen, *, bodies: bool, people: bool) -> Iterator[Finding]:
    """Yield telephone numbers, e-mail and network addresses, with whom they belong to."""
    phones, emails, devices = (seen.matching[each] for each in ("phone", "email", "network_address"))
    titled = "phone" in seen.said
    if (titled and phones > _SOME * seen.filled) or (
        not titled and seen.notes["told"] > _UNTITLED_CONTACT * seen.filled
    ):
        mobiles = seen.notes["mobile"] / phones
        subject = _whose(bodies=bodies, people=people, offices=mobiles <= _MOBILES)
        yield _finding(seen, "phone", subject, 0.9 if titled else 0.7, titled=titled)
    if emails:
        offices = seen.notes["office"] > _MOST * emails or (bodies and seen.notes["free"] < _SOME * emails)
        yield _finding(
            seen,
            "email",
            _whose(bodies=bodies, people=people, offices=offices),
            0.9,
            titled="email" in seen.said,
        )
    if devices and ("network_address" in seen.said or devices > _MOST * seen.filled):
        titled = "network_address" in seen.said
        yield _finding(seen, "network_address", "unclear", 0.9 if titled else 0.7, titled=titled)


def _whose(*, bodies: bool, people: bool, offices: bool) -> Subject:
    """Return whom contact details belong to, by what else is in the table and how they look."""
    if people and not bodies:
        return "person"
    if offices or bodies:
        return "body"
    return "unclear"
