"""What two versions of a table differ in: rows that are gone, rows that are new, and those whose key stayed.

Between versions of one generation only the rows that ended or began in between are looked at; between generations all
rows are, by the columns that both have. A row that ended and came back as it was is no difference.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from praya.model.query import Sql, quote
from praya.model.table import ROW
from praya.store.history.columns import FROM, TO

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from praya.store.history.columns import Run

Values = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """Rows of one of the versions: a relation, and under which type each of its columns is compared, by its name.

    Columns at the same place in both sides' mappings are compared with each other.
    """

    sql: str
    columns: Sequence[str]
    """Those to be told, `_row` first."""
    compared: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """How many rows differ, and the first of them as pairs of before and after (None where there is none)."""

    added: int
    removed: int
    changed: int
    rows: tuple[tuple[Values | None, Values | None], ...]


def ended(span: str, before: int, after: int) -> str:
    """Return the rows of a generation that stood in the earlier version and no longer in the later one."""
    return f"(SELECT * FROM {span} WHERE {FROM} <= {before} AND {TO} > {before} AND {TO} <= {after})"  # noqa: S608 - numbers


def begun(span: str, before: int, after: int) -> str:
    """Return the rows of a generation that stand in the later version and did not in the earlier one."""
    return (
        f"(SELECT * FROM {span} "  # noqa: S608 - numbers
        f"WHERE {FROM} > {before} AND {FROM} <= {after} AND ({TO} IS NULL OR {TO} > {after}))"
    )


def difference(
    run: Run, before: Side, after: Side, *, key: Sequence[int], offset: int, limit: int
) -> Difference:
    """Compare two sides; `key` has the places, among the compared columns, of those that tell which row is which."""
    same = [f"c{place}" for place in range(len(before.compared))]
    run(Sql(f"CREATE OR REPLACE TEMP TABLE x AS {_counted(before, same)}"))
    run(Sql(f"CREATE OR REPLACE TEMP TABLE y AS {_counted(after, same)}"))
    equal = " AND ".join(f"x.{each} IS NOT DISTINCT FROM y.{each}" for each in (*same, "_n"))
    gone, come = f"x ANTI JOIN y ON {equal}", f"y ANTI JOIN x ON {equal}"
    run(Sql(f"CREATE OR REPLACE TEMP TABLE differing AS {_paired(gone, come, [same[each] for each in key])}"))
    counted = run(Sql("SELECT count(*) - count(before), count(*) - count(after), count(*) FROM differing"))
    added, removed, every = cast("tuple[int, int, int]", counted.rows[0])
    told = run(
        Sql(
            "SELECT before, after FROM differing ORDER BY place, before IS NULL, before LIMIT ? OFFSET ?",
            (limit, offset),
        )
    )
    return Difference(
        added=added,
        removed=removed,
        changed=every - added - removed,
        rows=cast("tuple[tuple[Values | None, Values | None], ...]", told.rows),
    )


def _paired(gone: str, come: str, key: Sequence[str]) -> str:
    """Return rows of both sides beside each other where they have the same key, else alone."""
    if not key:
        return (
            f"SELECT place, held AS before, NULL AS after FROM {gone} "  # noqa: S608 - names are ours
            f"UNION ALL SELECT place, NULL AS before, held AS after FROM {come}"
        )
    once = f"row_number() OVER (PARTITION BY {', '.join(key)} ORDER BY place) AS _k"
    equal = " AND ".join(f"x.{each} IS NOT DISTINCT FROM y.{each}" for each in (*key, "_k"))
    return (
        f"SELECT coalesce(y.place, x.place) AS place, x.held AS before, y.held AS after "  # noqa: S608 - names are ours
        f"FROM (SELECT *, {once} FROM {gone}) x FULL JOIN (SELECT *, {once} FROM {come}) y ON {equal}"
    )


def _counted(side: Side, same: Sequence[str]) -> str:
    """Return a side's rows: all values in one, those compared beside them, `_n` counting equal ones."""
    held = ", ".join(f"{quote(name)} := {quote(name)}" for name in side.columns)
    compared = "".join(
        f", CAST({quote(name)} AS {kind}) AS {alias}"
        for alias, (name, kind) in zip(same, side.compared.items(), strict=True)
    )
    listed = ", ".join(same)
    return (
        f"SELECT *, row_number() OVER (PARTITION BY {listed} ORDER BY place) AS _n "  # noqa: S608 - names quoted
        f"FROM (SELECT {ROW} AS place, struct_pack({held}) AS held{compared} FROM {side.sql})"
    )
