"""A table's rows by the city's districts: how many, or a number of theirs taken together, joined by what a column names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from praya.model import errors
from praya.model.districts import known, reader
from praya.model.query import Sql, quote
from praya.model.query.sql import column_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from praya.model.query import Query
    from praya.model.table import Column, Table
    from praya.model.text import Lang
    from praya.platform import Platform

Together = Literal["sum", "avg", "median", "min", "max"]
TOGETHER: tuple[Together, ...] = get_args(Together)
MOST_TEXTS = 1000
"""Different texts of a column that may name districts."""
NAMING = 0.5
"""The share of a column's texts that must name a district."""
NUMBERS = frozenset({"integer", "number"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Areas:
    """What each district holds, by code; one that is not there has no row."""

    column: Column
    y: Column | None
    together: Together | None
    """None where rows are counted."""
    values: Mapping[str, int | float | None]
    rows: Mapping[str, int]
    texts: Mapping[str, tuple[str, ...]]
    """How the column writes each district."""
    strange: tuple[tuple[str, int], ...]
    """Texts that name no district, or several, and how many rows have each; the most first."""
    missing: int
    """Rows without a district."""
    total: int


def naming(table: Table, lang: Lang = "en") -> tuple[Column, ...]:
    """Return the columns that hold districts, the reader's of those that say the same first."""
    return tuple(
        column
        for column in table.schema.for_reader(lang)
        if column.type == "string" and _names(column, table)
    )


def _names(column: Column, table: Table) -> bool:
    """Say whether most of a column's texts name districts; of one with too many, its reader said so."""
    top = [value for value, _ in table.profile.columns[column.name].top]
    if column.role != "district" and "district" not in column.name:
        return False
    return known(top).found > NAMING * len(top) if top else column.role == "district"


def areas(
    platform: Platform,
    table: Table,
    query: Query,
    *,
    column: str,
    y: str = "",
    together: Together | None = None,
) -> Areas:
    """Take the rows that a query lets through together by district; raise Refused where that does not fit the table."""
    held, measured = column_of(table.schema, column), column_of(table.schema, y) if y else None
    if measured and measured.type not in NUMBERS:
        raise errors.ParameterInvalid(name="y", value=y, expected="a column of numbers")
    how: Together = together or "sum"
    with (
        platform.history.source(platform.db, table.name, table.version) as source,
        platform.lake.session() as run,
    ):
        rows = query.narrowed_sql(table.schema, source.sql)
        name = f"CAST({quote(column)} AS VARCHAR)"
        listed = Sql(
            f"SELECT {name} AS text, count(*) FROM {rows.text} GROUP BY text ORDER BY count(*) DESC LIMIT {MOST_TEXTS}",  # noqa: S608 - names quoted
            rows.parameters,
        )
        counts = {text: int(str(count)) for text, count in run(listed).rows}
        texts = [str(text) for text in counts if text is not None]
        codes = _codes(texts)
        found = run(_by_code(rows, name, codes, measured, how)).rows if codes else ()
    return Areas(
        column=held,
        y=measured,
        together=how if measured else None,
        values={str(code): _number(value) for code, value, _ in found},
        rows={str(code): int(str(count)) for code, _, count in found},
        texts={code: tuple(text for text in texts if codes.get(text) == code) for code in codes.values()},
        strange=tuple((text, counts[text]) for text in texts if text not in codes),
        missing=counts.get(None, 0),
        total=sum(counts.values()),
    )


def _codes(texts: Sequence[str]) -> Mapping[str, str]:
    find = reader(texts)
    found = {text: find(text) for text in texts}
    return {text: district.code for text, district in found.items() if district}


def _by_code(rows: Sql, name: str, codes: Mapping[str, str], y: Column | None, how: Together) -> Sql:
    """Return the statement that takes rows together by code: spellings of one district are one."""
    pairs = ", ".join("(?, ?)" for _ in codes)
    value = f"{how}({quote(y.name)})" if y else "count(*)"
    return Sql(
        f"SELECT code, {value}, count(*) FROM {rows.text} JOIN (VALUES {pairs}) AS named(text, code) "  # noqa: S608 - names quoted, values bound
        f"ON {name} = named.text GROUP BY code ORDER BY code",
        (*rows.parameters, *(part for pair in codes.items() for part in pair)),
    )


def _number(value: object) -> int | float | None:
    if value is None or isinstance(value, (int, float)):
        return value
    return float(str(value))
