"""From an address's parameters to a question: places in any system, moments and intervals, CQL2 as the standard means it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from praya.formats.geography.offered import CRS84, SYSTEMS, box_to_degrees
from praya.model import errors
from praya.model.moment import CITY_TIME
from praya.model.query import (
    AllOf,
    AnyOf,
    Filter,
    Inside,
    Near,
    Negated,
    Query,
    all_of,
    any_of,
    parse_expression,
)
from praya.model.table import ROW

if TYPE_CHECKING:
    from collections.abc import Mapping

    from praya.formats.geography.offered import Box
    from praya.model.query import Condition
    from praya.model.table import Column, Schema

DEFAULT_LIMIT = 10
MOST_LIMIT = 10_000
DEEPEST = 1_000_000_000
PAGED = frozenset({"limit", "offset"})
ITEMS = PAGED | {"as_of", "bbox", "bbox-crs", "crs", "datetime", "filter", "filter-lang", "filter-crs"}
NOBODY = Filter(ROW, "lt", "1")
_BOX, _SOLID = 4, 6
_DAY = len("2026-01-31")


def properties(schema: Schema) -> tuple[Column, ...]:
    """Return the columns that a feature tells as its properties: all but its shape."""
    return tuple(each for each in schema.columns if each.role != "geometry")


def query(given: Mapping[str, str], schema: Schema) -> Query:
    """Return the question that an address asks; raise Refused where it cannot be asked."""
    conditions: list[Condition] = [
        Filter(each.name, "eq", given[each.name])
        for each in properties(schema)
        if each.name in given and each.name not in ITEMS
    ]
    if "bbox" in given:
        conditions.append(inside(given["bbox"], system(given, "bbox-crs")))
    if "datetime" in given:
        conditions += when(given["datetime"], schema.dating)
    if "filter" in given:
        conditions.append(expression(given))
    return Query(
        condition=all_of(*conditions) if conditions else None,
        offset=offset(given),
        size=limit(given),
    )


def limit(given: Mapping[str, str]) -> int:
    """Return how many items a page has; more than the most is read as the most, as the standard says."""
    text = given.get("limit", str(DEFAULT_LIMIT))
    if not (text.isascii() and text.isdigit() and int(text[:12]) > 0):
        raise errors.ParameterInvalid(name="limit", value=text[:40], expected=f"1–{MOST_LIMIT}")
    return min(int(text[:12]), MOST_LIMIT)


def offset(given: Mapping[str, str]) -> int:
    """Return how many items stand before the page."""
    text = given.get("offset", "0")
    if not (text.isascii() and text.isdigit() and int(text[:12]) <= DEEPEST):
        raise errors.ParameterInvalid(name="offset", value=text[:40], expected=f"0–{DEEPEST}")
    return int(text)


def system(given: Mapping[str, str], name: str) -> str:
    """Return the reference system that a parameter names; CRS84 unless told."""
    asked = given.get(name, CRS84)
    if asked not in SYSTEMS:
        raise errors.ParameterInvalid(name=name, value=asked[:200], expected=", ".join(SYSTEMS))
    return asked


def inside(text: str, asked: str) -> Inside:
    """Read a box whose axes are in its system's order; heights do not count."""
    try:
        return _box(text, asked)
    except ValueError as error:
        raise errors.ParameterInvalid(name="bbox", value=text[:200], expected="4 numbers") from error


def _box(text: str, asked: str) -> Inside:
    numbers = [float(each) for each in text.split(",")]
    if len(numbers) == _SOLID:
        numbers = [*numbers[0:2], *numbers[3:5]]
    if len(numbers) != _BOX or not all(abs(each) < 1e9 for each in numbers):  # noqa: PLR2004 - NaN is not smaller either
        raise ValueError(text)
    west, south, east, north = _in_degrees((numbers[0], numbers[1], numbers[2], numbers[3]), asked)
    if south > north:
        raise ValueError(text)
    return Inside(west, south, east, north)


def _in_degrees(box: Box, asked: str) -> Box:
    flat = SYSTEMS[asked] not in ("OGC:CRS84", "EPSG:4326")
    if flat and (box[0] > box[2] or box[1] > box[3]):
        raise ValueError(box)
    return box_to_degrees(box, asked)


def when(text: str, column: Column | None) -> list[Condition]:
    """Return the conditions of a moment or interval; a table that tells no time has no row in any."""
    try:
        first, last = _interval(text)
    except ValueError as error:
        expected = (
            "2026-01-31, 2026-01-31T08:00:00+08:00, 2026-01-01/2026-01-31, ../2026-01-31, 2026-01-01/.."
        )
        raise errors.ParameterInvalid(name="datetime", value=text[:100], expected=expected) from error
    if column is None:
        return [NOBODY]
    found: list[Condition] = []
    if first:
        found.append(Filter(column.name, "ge", _told(first, column)))
    if last:
        found.append(Filter(column.name, "le", _told(last, column)))
    return found


def _interval(text: str) -> tuple[datetime | None, datetime | None]:
    """Return the first and the last moment, each None where that end is open; a day is all of its moments."""
    parts = text.split("/")
    if len(parts) > 2 or all(_open(each) for each in parts):  # noqa: PLR2004 - its two ends
        raise ValueError(text)
    first = None if _open(parts[0]) else _begin(_moment(parts[0]))
    last = None if _open(parts[-1]) else _end(_moment(parts[-1]))
    if first and last and first > last:
        raise ValueError(text)
    return first, last


def _open(text: str) -> bool:
    return text in ("", "..")


def _moment(text: str) -> date | datetime:
    if len(text) == _DAY:
        return date.fromisoformat(text)
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment


def _begin(moment: date | datetime) -> datetime:
    return moment if isinstance(moment, datetime) else datetime.combine(moment, time.min, CITY_TIME)


def _end(moment: date | datetime) -> datetime:
    return moment if isinstance(moment, datetime) else datetime.combine(moment, time.max, CITY_TIME)


def _told(moment: datetime, column: Column) -> str:
    if column.type == "date":
        return moment.astimezone(CITY_TIME).date().isoformat()
    return moment.isoformat()


def ends(first: str, last: str) -> tuple[str, str]:
    """Return the moments between which a column's smallest and greatest value lie, as the standard writes them."""
    begun, ended = (
        date.fromisoformat(each) if len(each) == _DAY else datetime.fromisoformat(each)
        for each in (first, last)
    )
    return _zoned(_begin(begun)), _zoned(_end(ended))


def _zoned(moment: datetime) -> str:
    aware = moment if moment.tzinfo else moment.replace(tzinfo=CITY_TIME)
    return aware.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def expression(given: Mapping[str, str]) -> Condition:
    """Read a filter written in CQL2's text form; raise Refused for another language or what is none."""
    language = given.get("filter-lang", "cql2-text")
    if language != "cql2-text":
        raise errors.ParameterInvalid(name="filter-lang", value=language[:40], expected="cql2-text")
    return _meant(parse_expression(given["filter"]), system(given, "filter-crs"), negated=False)


def _meant(condition: Condition, asked: str, *, negated: bool) -> Condition:
    """Return a condition, or its contrary, as CQL2 means it: what is missing is neither equal nor unequal to anything.

    Boxes come out in degrees.
    """
    if isinstance(condition, Negated):
        return _meant(condition.condition, asked, negated=not negated)
    if isinstance(condition, (AllOf, AnyOf)):
        parts = [_meant(each, asked, negated=negated) for each in condition.conditions]
        return all_of(*parts) if isinstance(condition, AllOf) != negated else any_of(*parts)
    if isinstance(condition, Inside):
        box = (condition.west, condition.south, condition.east, condition.north)
        text = ",".join(map(repr, box))
        placed = inside(text, asked)
        return Negated(placed) if negated else placed
    if isinstance(condition, Near) or condition.operator in ("empty", "filled"):
        return Negated(condition) if negated else condition
    there = Filter(condition.column, "filled")
    return all_of(Negated(condition) if negated else condition, there)
