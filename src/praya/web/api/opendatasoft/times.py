"""Days and moments as clauses write them: a year, a month, a day (`2020/12`, `2020-12-31`), or a moment."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from praya.model.query import Filter, Negated, all_of
from praya.web.api.opendatasoft.failing import malformed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

    from praya.model.query import Condition, Operator

TIMES = frozenset({"date", "datetime"})
_SPAN = re.compile(r"([0-9]{4})(?:[-/]([0-9]{1,2})(?:[-/]([0-9]{1,2}))?)?")
_SIGNS: Mapping[str, Operator] = {"<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
_DECEMBER = 12


@dataclass(frozen=True, slots=True)
class Span:
    """From a moment on until another, that one left out; or a moment alone."""

    start: date | datetime
    end: date | datetime | None


def read(text: str, kind: str, zone: tzinfo | None) -> Span:
    """Read what is compared with a column of days or of moments; `zone` is where moments that tell none are meant."""
    try:
        match = _SPAN.fullmatch(text.strip())
        if match:
            span = _days(*(int(part) if part else None for part in match.groups()))
            return (
                span if kind == "date" else Span(*(_midnight(each, zone) for each in (span.start, span.end)))
            )
        moment = datetime.fromisoformat(text.strip())
    except (ValueError, OverflowError) as error:
        raise malformed(f"`{text[:40]}` is no date") from error
    if kind == "date":
        return Span(moment.date(), moment.date() + timedelta(days=1))
    return Span(moment.replace(tzinfo=moment.tzinfo or zone), None)


def compared(column: str, sign: str, span: Span) -> Condition:
    """Return the condition that a column's time is so; equal is within the year, month or day that is named."""
    if sign in _SIGNS:
        return Filter(column, _SIGNS[sign], span.start.isoformat())
    found: Condition = Filter(column, "eq", span.start.isoformat())
    if span.end is not None:
        later = Filter(column, "lt", span.end.isoformat())
        found = all_of(Filter(column, "ge", span.start.isoformat()), later)
    return Negated(found) if sign in ("!=", "<>") else found


def _days(year: int | None, month: int | None, day: int | None) -> Span:
    assert year is not None, "the pattern has it"
    first = date(year, month or 1, day or 1)
    if day:
        return Span(first, first + timedelta(days=1))
    after = (year, month + 1) if month and month < _DECEMBER else (year + 1, 1)
    return Span(first, date(*after, 1))


def _midnight(day: date | None, zone: tzinfo | None) -> datetime:
    assert day is not None, "days have both ends"
    return datetime.combine(day, time.min, zone)
