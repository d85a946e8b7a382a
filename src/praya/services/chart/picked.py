"""The rows that a chart is drawn from, picked once: only what is drawn of each, under names of ours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from praya.model.query import Sql, quote
from praya.model.table import ROW
from praya.services.chart.drawn import Group

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from praya.model.plot import Plot
    from praya.model.table import Column, Table
    from praya.store.lake import Result

TRACES = frozenset({"trace", "tr", "微量"})
"""Marks, in lower case, for an amount that is there but too small to measure."""
PICKED = "picked"
EXACT = 2**53


@dataclass(frozen=True, slots=True, kw_only=True)
class Picked:
    """Rows at hand as the temporary table `picked`: x, y, series, facet, day, measured; and what they are."""

    run: Callable[[Sql], Result]
    plot: Plot
    x: Column
    y: Column | None
    by: Column | None
    facet: Column | None
    rows: int
    missing: int
    """Rows of them that lack a value they are drawn by."""

    def ask(self, text: str, parameters: Sequence[str] = ()) -> tuple[tuple[object, ...], ...]:
        """Return the rows of a question to the rows at hand."""
        return self.run(Sql(text, tuple(parameters))).rows

    @property
    def value(self) -> str:
        """Return the expression of what a group's values become."""
        return {
            "count": "count(y)",
            "sum": "sum(y)",
            "avg": "avg(y)",
            "median": "median(y)",
            "min": "min(y)",
            "max": "max(y)",
            "value": "any_value(y)",
            None: "count(y)",
        }[self.plot.aggregate]

    def groups(self, column: str, most: int, *, others: bool) -> tuple[Group, ...]:
        """Return the values of `series` or `facet` that are drawn apart, the largest first, then others and none.

        What adds up is ranked by its sum, all else by its rows; a single one left is named rather than called other.
        """
        there = f"FROM {PICKED} WHERE x IS NOT NULL AND measured"
        rank = "sum(y)" if self.plot.aggregate == "sum" else "count(*)"
        ((every, without),) = self.ask(
            f"SELECT count(DISTINCT {column}), count(*) FILTER ({column} IS NULL) {there}"
        )
        total = int(str(every))
        shown = total if total <= most + 1 and others else min(most, total)
        named = self.ask(
            f"SELECT {column} {there} AND {column} IS NOT NULL GROUP BY {column} "
            f"ORDER BY {rank} DESC NULLS LAST, {column} LIMIT {shown}"
        )
        groups = [Group("value", str(value)) for (value,) in named]
        if others and total > shown:
            groups.append(Group("other", count=total - shown))
        if without:
            groups.append(Group("missing"))
        return tuple(groups)

    def all_of(self, column: str) -> int:
        """Return how many different values a column of the rows at hand has."""
        return int(str(self.ask(f"SELECT count(DISTINCT {column}) FROM {PICKED}")[0][0]))  # noqa: S608 - names of ours


def place(column: str, groups: Sequence[Group]) -> tuple[str, list[str]]:
    """Return the expression of a value's place among groups, with its parameters; -1 for one that is not drawn."""
    if not groups:
        return "0", []
    parts, parameters, otherwise = [], [], -1
    for number, group in enumerate(groups):
        if group.kind == "value":
            parts.append(f"WHEN {column} = ? THEN {number}")
            parameters.append(group.value)
        elif group.kind == "missing":
            parts.append(f"WHEN {column} IS NULL THEN {number}")
        else:
            otherwise = number
    missing = "" if any(group.kind == "missing" for group in groups) else f"WHEN {column} IS NULL THEN -1 "
    return f"CASE {missing}{' '.join(parts)} ELSE {otherwise} END", parameters


def pick(
    run: Callable[[Sql], Result], table: Table, plot: Plot, source: Sql, without: Collection[int]
) -> Picked:
    """Pick the rows that a chart is drawn from, but those that sum up others."""
    x, y, by, facet = (table.schema.column(name) for name in (plot.x, plot.y, plot.by, plot.facet))
    assert x is not None, "a complete chart is drawn along a column"
    counts = y is None or plot.aggregate == "count"
    value = f"CASE WHEN {quote(y.name)} IS NULL THEN NULL ELSE 1 END" if y and counts else "1"
    parts = {
        "x": _along(x, plot),
        "y": quote(y.name) if y and not counts else value,
        "series": f"CAST({quote(by.name)} AS VARCHAR)" if by else "NULL",
        "facet": f"CAST({quote(facet.name)} AS VARCHAR)" if facet else "NULL",
        "day": _day(x) if plot.step else "NULL",
        "measured": _measured(y) if y else "true",
        "place": ROW,
    }
    listed = ", ".join(f"{expression} AS {quote(name)}" for name, expression in parts.items())
    sums = f" WHERE {ROW} NOT IN ({', '.join(map(str, sorted(without)))})" if without else ""
    run(
        Sql(
            f"CREATE OR REPLACE TEMP TABLE {PICKED} AS SELECT {listed} FROM {source.text}{sums}",  # noqa: S608 - names quoted, numbers ours
            source.parameters,
        )
    )
    lacking = "x IS NULL" if plot.kind == "histogram" else "x IS NULL OR NOT measured"
    ((rows, missing),) = run(Sql(f"SELECT count(*), count(*) FILTER ({lacking}) FROM {PICKED}")).rows  # noqa: S608 - ours
    return Picked(
        run=run, plot=plot, x=x, y=y, by=by, facet=facet, rows=int(str(rows)), missing=int(str(missing))
    )


def number(value: object) -> int | float | None:
    """Return a value as JSON can have it: None for what is missing or no number, whole ones exact or rounded."""
    if value is None:
        return None
    if isinstance(value, int):
        return value if abs(value) <= EXACT else float(value)
    as_float = float(str(value))
    return as_float if abs(as_float) != float("inf") and as_float == as_float else None  # noqa: PLR0124 - nan is not itself


def _along(x: Column, plot: Plot) -> str:
    if plot.step:
        kind = "TIMESTAMP" if plot.step == "hour" else "DATE"
        moment = quote(x.name) if x.type == "datetime" else _day(x)
        return f"CAST(date_trunc('{plot.step}', {moment}) AS {kind})"
    return (
        f"CAST({quote(x.name)} AS VARCHAR)" if x.type not in ("integer", "number", "year") else quote(x.name)
    )


def _day(x: Column) -> str:
    name = quote(x.name)
    if x.type == "yearmonth":
        return f"TRY_CAST({name} || '-01' AS DATE)"
    return f"make_date({name}, 1, 1)" if x.type == "year" else f"CAST({name} AS DATE)"


def _measured(y: Column) -> str:
    """Return the condition for a row that was measured; too little to write as a number was measured all the same."""
    name = quote(y.name)
    traces = [marker for marker in y.markers if marker.lower() in TRACES]
    if not traces:
        return f"{name} IS NOT NULL"
    written = quote(f"{y.name}_text")
    listed = ", ".join("'" + each.replace("'", "''") + "'" for each in traces)
    return f"({name} IS NOT NULL OR coalesce({written} IN ({listed}), false))"
