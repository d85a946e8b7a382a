"""What columns mean beside their types: announced by a label, checked by the values.

`Seen` is all that is needed of a column: its distinct values and its first rows, so that cost follows variety.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pyarrow.compute as pc

from praya.formats.infer import labels
from praya.formats.infer.languages import language_of
from praya.formats.infer.places import Told, places_among
from praya.formats.infer.units import canonical
from praya.model.decisions import meaning as because
from praya.model.districts import known

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

    from praya.formats.infer.places import Place
    from praya.model.decisions import Decision
    from praya.model.districts import Known
    from praya.model.table import Column, Role

HEAD = 64
"""So many first rows show how columns belong together."""
_RANGES = {"year": (1800, 2199), "month": (1, 12), "day": (1, 31), "hour": (0, 24), "minute": (0, 59)}
_MOST_DISTRICTS = 400
_FEWEST_ALONE = 3
"""So many different districts, and nothing else, are no chance."""
_FEWEST_CODES = 10
"""So many different abbreviations, and nothing else, need no label."""
_MOST_NAMED = 12
_SAMPLE = 200
_ADDRESS = re.compile(r"(https?|ftp)://|www\.|\S+@\S+\.\S+$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What of a typed column tells its meaning."""

    column: Column
    distinct: pa.Array
    """Every value once, none missing; of a large table, some of them."""
    is_unique: bool
    """Whether every row is known to have a value of its own; asked only where the label announces identifiers."""
    head: Sequence[Any]
    """The values of the first rows, at most HEAD, None where missing."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """A column with its role, unit and language; and what was decided beyond the evident."""

    column: Column
    decisions: tuple[Decision, ...] = ()


def meanings(seen: Sequence[Seen]) -> list[Meaning]:
    """Return what each column of a table means."""
    places = places_among(
        [
            Told(each.column.header, each.distinct, each.head) if _is_number(each.column) else None
            for each in seen
        ]
    )
    return [_meaning(each, place) for each, place in zip(seen, places, strict=True)]


def _meaning(seen: Seen, place: Place | None) -> Meaning:
    column = replace(seen.column, unit_code=canonical(seen.column.unit))
    if place:
        exchanged = because.AXES_EXCHANGED.decide(0.9, column=column.name, role=place.role)
        return Meaning(replace(column, role=place.role), (exchanged,) if place.exchanged else ())
    if _is_number(column):
        return Meaning(replace(column, role=_number_role(seen)))
    if column.type != "string":
        return Meaning(column)
    districts = _districts(seen)
    if districts:
        return _district(seen, column, districts)
    role = _code_role(seen)
    return Meaning(replace(column, role=role, language="" if role else _language(seen)))


def _is_number(column: Column) -> bool:
    return column.type in ("integer", "number")


def _number_role(seen: Seen) -> Role:
    part = labels.part_of(seen.column.name)
    if part and _are_whole_within(seen.distinct, *_RANGES[part]):
        return "part"
    return _code_role(seen) or "measure"


def _code_role(seen: Seen) -> Role | None:
    label = seen.column.header
    if not labels.says_code(label) or labels.says_phone(label):
        return None
    return "identifier" if seen.is_unique else "code"


def _are_whole_within(values: pa.Array, low: int, high: int) -> bool:
    whole = pc.equal(pc.floor(values), values)
    inside = pc.and_(pc.greater_equal(values, low), pc.less_equal(values, high))
    return bool(len(values)) and bool(pc.all(pc.and_(whole, inside)).as_py())


def _districts(seen: Seen) -> Known | None:
    """Return what a column of words says of districts, if that is what it is about."""
    label, count = seen.column.header, len(seen.distinct)
    announced = labels.says_district(label)
    if not 0 < count <= _MOST_DISTRICTS or (labels.says_stop(label) and not announced):
        return None
    found = known(text.strip() for text in seen.distinct.to_pylist())
    if found.scheme == "name" and announced:
        return found if found.found * 2 > count else None
    evident = (
        announced
        or found.scheme == "name"
        or (found.scheme == "abbreviation" and found.found >= _FEWEST_CODES)
    )
    return found if evident and found.found >= _FEWEST_ALONE and not found.strange else None


def _district(seen: Seen, column: Column, districts: Known) -> Meaning:
    language = _language(seen) if districts.scheme == "name" else ""
    kind = because.DISTRICTS_BUT if districts.strange else because.DISTRICTS
    decision = kind.decide(
        round(districts.found / len(seen.distinct), 2),
        column=column.name,
        values=districts.found,
        scheme=districts.scheme or "name",
    )
    if districts.strange:
        decision = decision.about(strange=districts.strange[:_MOST_NAMED])
    return Meaning(replace(column, role="district", language=language), (decision,))


def _language(seen: Seen) -> str:
    texts = seen.distinct[:: max(len(seen.distinct) // _SAMPLE, 1)].to_pylist()
    return language_of([each for each in texts if not _ADDRESS.match(each)], seen.column.header)
