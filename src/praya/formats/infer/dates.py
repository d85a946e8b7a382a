"""Which texts are dates, times, months; and whether day or month comes first, by evidence alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import TYPE_CHECKING, Literal

import pyarrow as pa
import pyarrow.compute as pc

from praya.formats.infer.date_forms import COMPACT, FORMS, MONTHS, QUARTER, numeral, without_weekday
from praya.formats.infer.labels import says_duration, says_month, says_quarter
from praya.formats.infer.markers import MARKERS
from praya.formats.infer.reading import Reading
from praya.model.decisions import Decision
from praya.model.decisions import infer as because

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from praya.formats.infer.date_forms import Form
    from praya.model.table import FieldType

Order = Literal["day first", "month first", "year first"]
Moment = date | datetime | time | str

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
_MOST_MONTHS = 12
_MOST_DAYS = 31
_THIS_CENTURY, _LAST_CENTURY = range(40), range(70, 100)
"""Years of two digits that are taken for 2000 to 2039 and 1970 to 1999; those between could be of either century."""
_FEWEST_VARIED = 10
_VARIED = 3
"""Days vary and years do not: so many different ones, and so many times as many as of the other part, tell which is which."""
_LAST_QUARTER = 4
_HALF_A_DAY = 12
_CITY = timedelta(hours=8)
_CITY_ZONE = "+08:00"


def read_dates(
    texts: Sequence[str], explained: AbstractSet[str], orders: dict[str, Order], label: str = ""
) -> Reading | Decision | None:
    """Read distinct, trimmed texts as dates, times or months.

    `orders` says, for each separator, which part comes first elsewhere in the file. Return None where the texts do
    not look like dates, and the decision that says why where they do but cannot all be read.
    """
    if all(map(QUARTER.fullmatch, texts)):
        return because.QUARTERS.decide()
    form = _form(texts)
    if form is None:
        return None
    parted = [without_weekday(text) for text in texts]
    found = [form.pattern.fullmatch(bare) for bare, _ in parted]
    odd = [text for text, match in zip(texts, found, strict=True) if match is None]
    strange = [text for text in odd if text.lower() not in MARKERS and text not in explained]
    if len(odd) > _MOST_ODD or strange:
        return _mixed(odd, strange, form.name, len(texts))
    matches = [match for match in found if match]
    refused = _refused(form, matches, label)
    order, why = _order(matches, orders)
    if refused or order is None:
        return refused or why
    read = _built(form.kind, found, order, [weekday for _, weekday in parted])
    if isinstance(read, Decision):
        return read
    marked = (because.MARKERS.decide(markers=tuple(odd)),) if odd else ()
    return replace(
        read, markers=tuple(odd), decisions=(why.about(form=form.name), *read.decisions[1:], *marked)
    )


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


def read_compact(texts: list[str]) -> Reading | None:
    """Read distinct texts of digits alone as yyyymm, yyyymmdd, yyyymmddhhmm or yyyymmddhhmmss; None if any is not."""
    lengths = {len(text) for text in texts}
    form = COMPACT.get(lengths.pop()) if len(lengths) == 1 else None
    found = [form.pattern.fullmatch(text) for text in texts] if form else []
    if form is None or not all(found):
        return None
    read = _built(form.kind, found, "day first", [None] * len(found))
    return read if isinstance(read, Reading) else None


def read_each(
    texts: list[str], kind: FieldType, order: Order | None, orders: dict[str, Order]
) -> tuple[pa.Array, pa.Array]:
    """Read each text that can be of a kind, by any form; return the values, null where not, and what says more.

    Where `order` is not said, the texts themselves or (in `orders`) other columns have to show it.
    """
    shown = order_of(texts) if order is None else None
    known = dict([shown]) if shown else orders
    found = [_one(text, kind, order, known) for text in texts]
    moments = [each for each, _ in found]
    zoned = [isinstance(each, datetime) and each.tzinfo is not None for each in moments]
    if any(zoned) and not all(zone or each is None for zone, each in zip(zoned, moments, strict=True)):
        moments = [None if zone else each for zone, each in zip(zoned, moments, strict=True)]
        zoned = [False]
    arrow = pa.timestamp("us", tz=_CITY_ZONE if _is_city(moments) else "UTC") if any(zoned) else _ARROW[kind]
    kept = [each is None or late for each, (_, late) in zip(moments, found, strict=True)]
    return pa.array(moments, arrow), pa.array(kept, pa.bool_())


def _is_city(moments: Sequence[Moment | None]) -> bool:
    return all(each.utcoffset() == _CITY for each in moments if isinstance(each, datetime))


def _one(
    text: str, kind: FieldType, order: Order | None, known: dict[str, Order]
) -> tuple[Moment | None, bool]:
    """Return the moment of a text, if it is one, and whether it is written as the end of a day."""
    bare, _ = without_weekday(text)
    compact = COMPACT.get(len(bare))
    for form in (*FORMS, *([compact] if compact else [])):
        match = form.pattern.fullmatch(bare) if form.kind == kind else None
        if match is None:
            continue
        parts = match.groupdict()
        which = (order or known.get(parts.get("s") or "")) if parts.get("a") else "day first"
        try:
            if which:
                return _moment(kind, match, which), parts.get("H") == "24"
        except ValueError:
            continue
    return None, False


def order_of(texts: list[str]) -> tuple[str, Order] | None:
    """Return the separator and order of a column of dates with years of four digits, if it shows which part comes first."""
    form = _form(texts)
    if form is None or not {"a", "y"} <= form.pattern.groupindex.keys():
        return None
    matches = [match for text in texts if (match := form.pattern.fullmatch(without_weekday(text)[0]))]
    order, _ = _order(matches, {}) if len(matches) >= len(texts) - _MOST_ODD else (None, None)
    return (matches[0]["s"], order) if order else None


def _form(texts: Sequence[str]) -> Form | None:
    """Return the form that most of a sample of texts have."""
    sample = [without_weekday(text)[0] for text in texts[:: max(len(texts) // _SAMPLE, 1)]]
    votes = Counter(
        index for text in sample for index, form in enumerate(FORMS) if form.pattern.fullmatch(text)
    )
    return FORMS[votes.most_common(1)[0][0]] if votes else None


def _mixed(odd: list[str], strange: list[str], name: str, distinct: int) -> Decision | None:
    if len(odd) * 2 > distinct:
        return None
    examples = tuple(text[:30] for text in (strange or odd)[:3])
    return because.DATES_MOSTLY.decide(0.9, form=name, values=len(odd), examples=examples)


def _refused(form: Form, matches: list[re.Match[str]], label: str) -> Decision | None:
    """Return why texts of a form are not what they look like."""
    if form.kind == "time" and says_duration(label):
        return because.DURATIONS.decide(0.9)
    if form.kind != "yearmonth":
        return None
    if form.name == "year-month" and _are_spans(matches) and (len(matches) > 1 or not says_month(label)):
        return because.SPANS.decide(0.9)
    if form.name == "month-year" and all(
        1 <= int(match["m"]) <= _LAST_QUARTER and match["m"][0] != "0" for match in matches
    ):
        if says_quarter(label):
            return because.QUARTERS.decide()
        return None if says_month(label) else because.QUARTERS_OR_MONTHS.decide(0.5)
    return None


def _order(matches: list[re.Match[str]], orders: dict[str, Order]) -> tuple[Order | None, Decision]:
    """Return which part comes first, and the evidence; None where there is none."""
    groups = matches[0].re.groupindex
    if "t" in groups:
        return _short(matches, orders)
    return _long(matches, orders) if "a" in groups else ("day first", because.DATES.decide(0.98))


def _long(matches: list[re.Match[str]], orders: dict[str, Order]) -> tuple[Order | None, Decision]:
    """Return the order of day and month."""
    days = next((match[0] for match in matches if int(match["a"]) > _MOST_MONTHS), "")
    months = next((match[0] for match in matches if int(match["b"]) > _MOST_MONTHS), "")
    if days and months:
        return "day first", because.DATES.decide(0.98)
    if days:
        return "day first", because.DATES_ORDERED.decide(0.98, order="day first", example=days)
    if months:
        return "month first", because.DATES_ORDERED.decide(0.98, order="month first", example=months)
    if all(match["a"] == match["b"] for match in matches):
        return "day first", because.DATES_ALIKE.decide(0.98)
    separator = matches[0]["s"]
    settled = orders.get(separator)
    if settled and settled != "year first":
        return settled, because.DATES_ELSEWHERE.decide(0.95, order=settled)
    return None, because.DATES_UNDECIDED.decide(0.5, separator=separator)


def _short(matches: list[re.Match[str]], orders: dict[str, Order]) -> tuple[Order | None, Decision]:
    """Return the order where years have two digits: which part is the year must show, and of which century."""
    undecided = because.DATES_SHORT_UNDECIDED.decide(0.5)
    order: Order | None = "day first"
    side = "last"
    if "a" in matches[0].re.groupindex:
        side = _year_side(matches, orders)
        order = "year first" if side == "first" else _long(matches, orders)[0]
    years = [int(match["a" if side == "first" else "t"]) for match in matches]
    if (
        not side
        or order is None
        or any(year not in _THIS_CENTURY and year not in _LAST_CENTURY for year in years)
    ):
        return None, undecided
    full = [_century(year) for year in years]
    return order, because.DATES_SHORT.decide(0.8, order=order, first=min(full), last=max(full))


def _year_side(matches: list[re.Match[str]], orders: dict[str, Order]) -> Literal["first", "last", ""]:
    """Return where the year stands among three numbers of two digits, or nothing where that does not show."""
    if orders.get(matches[0]["s"]) == "year first":  # as only a publisher can say
        return "first"
    first, last = ({int(match[part]) for match in matches} for part in ("a", "t"))
    if max(last) > _MOST_DAYS or matches[0]["s"] in orders:
        return "last"
    if max(first) > _MOST_DAYS:
        return "first"
    if len(first) >= max(_FEWEST_VARIED, _VARIED * len(last)):
        return "last"
    return "first" if len(last) >= max(_FEWEST_VARIED, _VARIED * len(first)) else ""


def _century(year: int) -> int:
    return year + (2000 if year in _THIS_CENTURY else 1900)


def _are_spans(matches: list[re.Match[str]]) -> bool:
    """Say whether "2010-11", "2011-12" are years of account: each second part is the year after the first."""
    return all((int(match["y"]) + 1) % 100 == int(match["m"]) for match in matches)


def _built(
    kind: FieldType, found: Sequence[re.Match[str] | None], order: Order, weekdays: Sequence[int | None]
) -> Reading | Decision:
    """Make the values of matches (None where there is no value), or say why there is none."""
    values: list[Moment | None] = []
    for match, weekday in zip(found, weekdays, strict=True):
        try:
            value = _moment(kind, match, order) if match else None
        except ValueError:
            impossible = because.TIMES_IMPOSSIBLE if kind == "time" else because.DATES_IMPOSSIBLE
            return impossible.decide(0.9, example=match[0] if match else "")
        if match and weekday is not None and _day(match.groupdict(), order).weekday() != weekday:
            return because.WEEKDAYS_WRONG.decide(0.9, example=match[0])
        values.append(value)
    midnights = [match is not None and match.groupdict().get("H") == "24" for match in found]
    told = [because.DATES_COMPACT.decide(0.95)]
    if any(midnights):
        told.append(because.MIDNIGHTS.decide())
    arrow = _arrow(kind, found, values)
    if isinstance(arrow, Decision):
        return arrow
    return Reading(
        type=kind,
        values=pa.array(values, arrow),
        kept=pa.array(
            [match is None or late for match, late in zip(found, midnights, strict=True)], pa.bool_()
        ),
        decisions=tuple(told),
    )


def _arrow(
    kind: FieldType, found: Sequence[re.Match[str] | None], values: Sequence[Moment | None]
) -> pa.DataType | Decision:
    """Return how values are stored: moments of a zone with that of the city where all are in it, else in UTC."""
    zones = {match["z"] for match in found if match and match.groupdict().get("z")}
    if not zones:
        return _ARROW[kind]
    if not all(isinstance(each, datetime) and each.tzinfo for each in values if each is not None):
        return because.ZONES_MIXED.decide(0.9)
    is_city = all(_zone(each).utcoffset(None) == _CITY for each in zones)
    return pa.timestamp("us", tz=_CITY_ZONE if is_city else "UTC")


def _moment(kind: FieldType, match: re.Match[str], order: Order) -> Moment:
    """Return the value of a match; raise ValueError where the calendar or the clock has none."""
    parts = match.groupdict()
    if kind == "time":
        return _clock(parts)
    on = _day(parts, order)
    if kind == "yearmonth":
        return f"{on.year:04}-{on.month:02}"
    if kind == "date":
        return on
    if parts["H"] == "24":
        moment = datetime.combine(on, _clock({**parts, "H": "0"})) + timedelta(days=1)
        if moment.time() != time():
            raise ValueError
    else:
        moment = datetime.combine(on, _clock(parts))
    zone = parts.get("z")
    return moment.replace(tzinfo=_zone(zone)) if zone else moment


def _day(parts: dict[str, str | None], order: Order) -> date:
    """Return the day, or the first of the month; raise ValueError where the calendar has none."""
    if parts.get("cy"):
        year, month, day = (numeral(parts.get(part) or "一") for part in ("cy", "cm", "cd"))
        return date(year, month, day)
    first, second, third = (parts.get(part) or "" for part in "abt")
    if order == "year first":
        return date(_century(int(first)), int(second), int(third))
    year = int(parts["y"] or "") if parts.get("y") else _century(int(third))
    if year not in _YEARS:
        raise ValueError
    if first:
        return date(year, *map(int, (second, first) if order == "day first" else (first, second)))
    word = parts.get("w")
    month = MONTHS[word.lower()] if word else int(parts["m"] or "")
    return date(year, month, int(parts.get("d") or 1))


def _clock(parts: dict[str, str | None]) -> time:
    """Return the time of day; raise ValueError where the clock has none."""
    hour = int(parts["H"] or "")
    half = (parts.get("p") or parts.get("q") or "").lower()
    if half:
        if not 1 <= hour <= _HALF_A_DAY or (half == "晚上" and hour == _HALF_A_DAY):
            raise ValueError
        hour = hour % _HALF_A_DAY + (_HALF_A_DAY if half[0] in "p下晚中正" else 0)
    fraction = (parts.get("f") or "").ljust(6, "0")
    return time(hour, int(parts.get("M") or 0), int(parts.get("S") or 0), int(fraction))


def _zone(text: str) -> timezone:
    name = text.upper()
    if name in ("Z", "UTC", "GMT"):
        return UTC
    if name == "HKT":
        return timezone(_CITY)
    digits = name.replace(":", "")
    away = timedelta(hours=int(digits[1:3]), minutes=int(digits[3:5]))
    return timezone(-away if name[0] == "-" else away)
