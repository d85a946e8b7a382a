"""Which texts are dates, times, months; and whether day or month comes first, by evidence alone."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import TYPE_CHECKING, Literal

import pyarrow as pa
import pyarrow.compute as pc

from praya.formats.infer.markers import MARKERS
from praya.formats.infer.reading import Reading
from praya.model.decisions import Decision
from praya.model.decisions import infer as because

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from praya.model.table import FieldType

Order = Literal["day first", "month first"]
Moment = date | datetime | time | str

_MONTHS = {
    name: number
    for number, names in enumerate(
        [
            "jan january",
            "feb february",
            "mar march",
            "apr april",
            "may",
            "jun june",
            "jul july",
            "aug august",
            "sep sept september",
            "oct october",
            "nov november",
            "dec december",
        ],
        1,
    )
    for name in names.split()
}
_WORD = "|".join(sorted(_MONTHS, key=len, reverse=True))
_CLOCK = r"(?P<H>\d{1,2}):(?P<M>\d{2})(?::(?P<S>\d{2})(?:\.(?P<f>\d{1,6}))?)?"
_ZONE = r"(?P<z>Z|[+-]\d{2}:?\d{2})?"
_DAYS = {
    "year-month-day": r"(?P<y>\d{4})(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})",
    "two parts and a year": r"(?P<a>\d{1,2})(?P<s>[-/.])(?P<b>\d{1,2})(?P=s)(?P<y>\d{4})",
    "年月日": r"(?P<y>\d{4})\s?年\s?(?P<m>\d{1,2})\s?月\s?(?P<d>\d{1,2})\s?日",
    "day, month's name, year": rf"(?P<d>\d{{1,2}})[ -](?P<w>{_WORD})\.?,?[ -](?P<y>\d{{4}})",
    "month's name, day, year": rf"(?P<w>{_WORD})\.? (?P<d>\d{{1,2}}),? (?P<y>\d{{4}})",
}
_MONTH_FORMS = {
    "year-month": r"(?P<y>\d{4})(?P<s>[-/])(?P<m>\d{1,2})",
    "month-year": r"(?P<m>\d{1,2})(?P<s>[-/])(?P<y>\d{4})",
    "年月": r"(?P<y>\d{4})\s?年\s?(?P<m>\d{1,2})\s?月",
    "month's name, year": rf"(?P<w>{_WORD})\.?[ -](?P<y>\d{{4}})",
}
_FORMS: tuple[tuple[FieldType, str, re.Pattern[str]], ...] = (
    *(("date", name, re.compile(form, re.IGNORECASE)) for name, form in _DAYS.items()),
    *(
        ("datetime", f"{name} and time", re.compile(f"{form}[ T]+{_CLOCK} ?{_ZONE}", re.IGNORECASE))
        for name, form in _DAYS.items()
    ),
    *(("yearmonth", name, re.compile(form, re.IGNORECASE)) for name, form in _MONTH_FORMS.items()),
    ("time", "hours and minutes", re.compile(_CLOCK)),
)
_COMPACT: dict[int, tuple[FieldType, re.Pattern[str]]] = {
    6: ("yearmonth", re.compile(r"(?P<y>\d{4})(?P<m>\d{2})")),
    8: ("date", re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})")),
    12: (
        "datetime",
        re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?P<H>\d{2})(?P<M>\d{2})(?P<S>)(?P<f>)(?P<z>)"),
    ),
    14: (
        "datetime",
        re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?P<H>\d{2})(?P<M>\d{2})(?P<S>\d{2})(?P<f>)(?P<z>)"),
    ),
}
_ARROW: dict[str, pa.DataType] = {
    "date": pa.date32(),
    "time": pa.time64("us"),
    "datetime": pa.timestamp("us"),
    "yearmonth": pa.string(),
}
_ISO: dict[FieldType, str] = {
    "date": r"^(?:1[89]|2[01])\d{2}-\d{2}-\d{2}$",
    "datetime": r"^(?:1[89]|2[01])\d{2}-\d{2}-\d{2}[ T]\d{2}:\d{2}:\d{2}$",
}
_SAMPLE = 64
_MOST_ODD = 8
_YEARS = range(1800, 2200)


def read_dates(
    texts: list[str], explained: AbstractSet[str], orders: dict[str, Order]
) -> Reading | Decision | None:
    """Read distinct, trimmed texts as dates, times or months.

    `orders` says, for each separator, which part comes first elsewhere in the file. Return None where the texts do
    not look like dates, and the decision that says why where they do but cannot all be read.
    """
    sample = texts[:: max(len(texts) // _SAMPLE, 1)]
    votes = Counter(
        index for text in sample for index, (_, _, form) in enumerate(_FORMS) if form.fullmatch(text)
    )
    if not votes:
        return None
    index, _ = votes.most_common(1)[0]
    kind, name, form = _FORMS[index]
    found = [form.fullmatch(text) for text in texts]
    odd = [text for text, match in zip(texts, found, strict=True) if match is None]
    strange = [text for text in odd if text.lower() not in MARKERS and text not in explained]
    if len(odd) > _MOST_ODD or strange:
        return _mixed(odd, strange, name, len(texts))
    matches = [match for match in found if match]
    if kind == "yearmonth" and _are_spans(matches):
        return because.SPANS.decide(0.9)
    order, why = _order(matches, orders)
    if order is None:
        return because.DATES_UNDECIDED.decide(0.5, separator=matches[0]["s"])
    read = _built(kind, found, order)
    if isinstance(read, Decision):
        return read
    marked = (because.MARKERS.decide(markers=tuple(odd)),) if odd else ()
    return replace(read, markers=tuple(odd), decisions=(why.about(form=name), *marked))


def read_iso(texts: pa.Array) -> Reading | None:
    """Read distinct texts that are all dates, or all dates and times, exactly as ISO 8601 has them; else None."""
    for kind, form in _ISO.items():
        if not pc.all(pc.match_substring_regex(texts, form)).as_py():
            continue
        try:
            values = pc.cast(texts, _ARROW[kind])
        except pa.ArrowInvalid:
            return None
        kept = pa.array([False] * len(texts), pa.bool_())
        decision = because.DATES.decide(0.98, form="year-month-day")
        return Reading(type=kind, values=values, kept=kept, decisions=(decision,))
    return None


def order_of(texts: list[str]) -> tuple[str, Order] | None:
    """Return the separator and order of a column of dates, if it shows which part comes first."""
    for index in (1, len(_DAYS) + 1):
        if not any(_FORMS[index][2].fullmatch(text) for text in texts[:_SAMPLE]):
            continue
        matches = [match for text in texts if (match := _FORMS[index][2].fullmatch(text))]
        if matches and len(matches) >= len(texts) - _MOST_ODD:
            order, _ = _order(matches, {})
            if order:
                return matches[0]["s"], order
    return None


def read_compact(texts: list[str]) -> Reading | None:
    """Read distinct texts of digits alone as yyyymm, yyyymmdd, yyyymmddhhmm or yyyymmddhhmmss; None if any is not."""
    lengths = {len(text) for text in texts}
    if len(lengths) != 1 or (kind_form := _COMPACT.get(lengths.pop())) is None:
        return None
    kind, form = kind_form
    found = [form.fullmatch(text) for text in texts]
    read = _built(kind, found, "day first") if all(found) else None
    return read if isinstance(read, Reading) else None


def _mixed(odd: list[str], strange: list[str], name: str, distinct: int) -> Decision | None:
    if len(odd) * 2 > distinct:
        return None
    examples = tuple(text[:30] for text in (strange or odd)[:3])
    return because.DATES_MOSTLY.decide(0.9, form=name, values=len(odd), examples=examples)


def _order(matches: list[re.Match[str]], orders: dict[str, Order]) -> tuple[Order | None, Decision]:
    """Return which part comes first, and the evidence; None where there is none."""
    plain = because.DATES.decide(0.98)
    if "a" not in matches[0].re.groupindex:
        return "day first", plain
    days = next((match[0] for match in matches if int(match["a"]) > 12), "")  # noqa: PLR2004 - months
    months = next((match[0] for match in matches if int(match["b"]) > 12), "")  # noqa: PLR2004 - months
    if days and months:
        return "day first", plain
    if days:
        return "day first", because.DATES_ORDERED.decide(0.98, order="day first", example=days)
    if months:
        return "month first", because.DATES_ORDERED.decide(0.98, order="month first", example=months)
    if all(match["a"] == match["b"] for match in matches):
        return "day first", because.DATES_ALIKE.decide(0.98)
    settled = orders.get(matches[0]["s"])
    return settled, because.DATES_ELSEWHERE.decide(0.95, order=settled) if settled else plain


def _are_spans(matches: list[re.Match[str]]) -> bool:
    """Say whether "2010-11", "2011-12" are years of account: each second part is the year after the first."""
    return (
        len(matches) > 1
        and all(match.start("y") == 0 and "m" in match.groupdict() and match["m"] for match in matches)
        and all((int(match["y"]) + 1) % 100 == int(match["m"]) for match in matches)
    )


def _built(kind: FieldType, found: list[re.Match[str] | None], order: Order) -> Reading | Decision:
    """Make the values of matches (None where there is no value), or say why there is none."""
    values: list[Moment | None] = []
    for match in found:
        try:
            values.append(_moment(kind, match, order) if match else None)
        except ValueError:
            return because.DATES_IMPOSSIBLE.decide(0.9, example=match[0] if match else "")
    zones = {match["z"] for match in found if match and match.groupdict().get("z")}
    if zones and not all(isinstance(each, datetime) and each.tzinfo for each in values if each is not None):
        return because.ZONES_MIXED.decide(0.9)
    return Reading(
        type=kind,
        values=pa.array(values, pa.timestamp("us", tz="UTC") if zones else _ARROW[kind]),
        kept=pa.array([match is None for match in found], pa.bool_()),
        decisions=(because.DATES_COMPACT.decide(0.95),),
    )


def _moment(kind: FieldType, match: re.Match[str], order: Order) -> Moment:
    """Return the value of a match; raise ValueError where the calendar or the clock has none."""
    parts = match.groupdict()
    if kind == "time":
        return _clock(parts)
    year = int(parts["y"])
    if year not in _YEARS:
        raise ValueError
    if "a" in parts:
        first, second = int(parts["a"]), int(parts["b"])
        day, month = (first, second) if order == "day first" else (second, first)
    else:
        month = _MONTHS[parts["w"].lower()] if parts.get("w") else int(parts["m"])
        day = int(parts.get("d") or 1)
    on = date(year, month, day)
    if kind == "yearmonth":
        return f"{year:04}-{month:02}"
    if kind == "date":
        return on
    moment = datetime.combine(on, _clock(parts))
    zone = parts.get("z")
    return moment.replace(tzinfo=_zone(zone)).astimezone(UTC) if zone else moment


def _clock(parts: dict[str, str | None]) -> time:
    fraction = (parts.get("f") or "").ljust(6, "0") if parts.get("f") else "0"
    return time(int(parts["H"] or 0), int(parts["M"] or 0), int(parts.get("S") or 0), int(fraction))


def _zone(text: str) -> timezone:
    if text.upper() == "Z":
        return UTC
    digits = text.replace(":", "")
    away = timedelta(hours=int(digits[1:3]), minutes=int(digits[3:5]))
    return timezone(-away if text[0] == "-" else away)
