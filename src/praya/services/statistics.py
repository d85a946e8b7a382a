"""What each column of a table holds, counted anew from its rows: missing values, spread, frequencies, lengths."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from praya.model.query import Sql, quote

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from praya.model.table import Column, Table
    from praya.platform import Platform
    from praya.store.lake import Result

Kind = Literal["int", "float", "bool", "datetime", "string_label", "string_text"]
BINS = 10
MOST_LABELS = 1_000
LARGEST_SHARE_OF_LABELS = 0.2
_KINDS: Mapping[str, Kind] = {
    "integer": "int",
    "year": "int",
    "number": "float",
    "boolean": "bool",
    "date": "datetime",
    "datetime": "datetime",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How the values that are there lie; moments are in seconds since 1970-01-01 as they are written."""

    min: float | None
    max: float | None
    mean: float | None
    median: float | None
    std: float | None
    counts: tuple[int, ...] = ()
    edges: tuple[float, ...] = ()
    """One more than the counts; the last bar includes its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """One column: either the spread of its values (of texts, of their lengths), or how often each is there."""

    column: str
    kind: Kind
    missing: int
    spread: Spread | None = None
    frequencies: Mapping[str, int] | None = None


def statistics(platform: Platform, table: Table) -> tuple[Statistics, ...]:
    """Return the statistics of each column of values and texts; shapes, times, lists and objects have none."""
    with (
        platform.history.source(platform.db, table.name, table.version) as held,
        platform.lake.session() as run,
    ):
        return tuple(
            _column(run, held.sql, each, table.rows)
            for each in table.schema.columns
            if each.type in _KINDS or each.type in ("string", "yearmonth")
        )


def _column(run: Callable[[Sql], Result], source: str, column: Column, rows: int) -> Statistics:
    name = quote(column.name)
    kind = _KINDS.get(column.type)
    counted = f"SELECT count(*) - count({name}), count(DISTINCT {name}) FROM {source}"  # noqa: S608 - names quoted
    missing, distinct = (int(str(each)) for each in run(Sql(counted)).rows[0])
    if kind is None:
        few = distinct <= BINS or (
            distinct <= MOST_LABELS and distinct <= LARGEST_SHARE_OF_LABELS * (rows - missing)
        )
        kind = "string_label" if few else "string_text"
    if kind in ("bool", "string_label"):
        found = run(
            Sql(
                f"SELECT {name}, count(*) FROM {source} WHERE {name} IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1"  # noqa: S608 - names quoted
            )
        ).rows
        frequencies = {str(value): int(str(count)) for value, count in found}
        return Statistics(column=column.name, kind=kind, missing=missing, frequencies=frequencies)
    value = {
        "string_text": f"length({name})",
        "datetime": f"epoch({name})",
    }.get(kind, name)
    spread = _spread(run, source, value, whole=kind in ("int", "string_text"))
    return Statistics(column=column.name, kind=kind, missing=missing, spread=spread)


def _spread(run: Callable[[Sql], Result], source: str, value: str, *, whole: bool) -> Spread:
    values = f"(SELECT CAST({value} AS DOUBLE) AS v FROM {source} WHERE isfinite(CAST({value} AS DOUBLE)))"  # noqa: S608 - names quoted
    asked = f"SELECT min(v), max(v), avg(v), median(v), stddev_samp(v) FROM {values}"  # noqa: S608 - see above
    least, most, mean, median, std = (_number(each) for each in run(Sql(asked)).rows[0])
    if least is None or most is None:
        return Spread(min=None, max=None, mean=None, median=None, std=None)
    edges = _edges(least, most, whole=whole)
    place = " + ".join(f"(v >= {edge!r})::INT" for edge in edges[1:-1]) or "0"
    binned = run(Sql(f"SELECT {place} AS bin, count(*) FROM {values} GROUP BY 1")).rows  # noqa: S608 - see above
    counts = {int(str(bar)): int(str(count)) for bar, count in binned}
    return Spread(
        min=least,
        max=most,
        mean=mean,
        median=median,
        std=std,
        counts=tuple(counts.get(bar, 0) for bar in range(len(edges) - 1)),
        edges=edges,
    )


def _edges(least: float, most: float, *, whole: bool) -> tuple[float, ...]:
    """Return where the bars begin, and the end of the last; bars of whole numbers are whole numbers wide."""
    if least == most:
        return (least, most)
    if whole:
        width = math.ceil((most - least + 1) / BINS)
        bars = math.ceil((most - least + 1) / width)
        return (*(least + bar * width for bar in range(bars)), most)
    return (*(least + bar * (most - least) / BINS for bar in range(BINS)), most)


def _number(value: object) -> float | None:
    return None if value is None else float(str(value))
