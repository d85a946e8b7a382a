"""Questions that a table can answer, from its columns and what they hold, each with SQL that runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from praya.model.decisions import subtotal_rows
from praya.model.query import quote
from praya.model.table import ROW
from praya.services.card import words
from praya.services.card.shapes import Question

if TYPE_CHECKING:
    from collections.abc import Iterator

    from praya.model.table import Column, Table
    from praya.model.text import Lang

MOST_GROUPS = 60
MOST_LEFT_OUT = 50
"""Subtotals that are named in a statement; with more, nothing is added up."""
LONGEST_VALUE = 80
NO_MEASURES = ("_id", "id", "_no", "no_", "code", "rotation", "bearing")
"""How names of numbers end that nobody adds up."""
TIMES = ("date", "datetime", "yearmonth", "year")
_PLACED = ("latitude", "longitude", "easting", "northing", "geometry", "district")


def title(column: Column, lang: Lang) -> str:
    """Return what a column is called for people, on one line."""
    return " ".join((column.title.words(lang) or column.header or column.name).split())


def questions(table: Table, lang: Lang) -> list[Question]:
    """Return sample questions."""
    return list(_questions(table, lang))


def cannot(table: Table, lang: Lang) -> list[str]:
    """Return what nobody should ask of it."""
    columns = table.schema.columns
    found = []
    if not any(each.type in (*TIMES, "time") or each.role == "part" for each in columns):
        found.append(words.say(words.NOT_WHEN, lang))
    if not any(each.role in _PLACED or each.type == "geojson" for each in columns):
        found.append(words.say(words.NOT_WHERE, lang))
    if measure(table) is None:
        found.append(words.say(words.NOT_HOW_MUCH, lang))
    return found


def measure(table: Table) -> Column | None:
    """Return the number that the table is likeliest about."""
    numbers = [
        each
        for each in table.schema.columns
        if each.type in ("integer", "number")
        and each.role in (None, "measure")
        and _held(table, each) > 1
        and not each.name.endswith(NO_MEASURES)
    ]
    return next((each for each in numbers if each.role == "measure"), numbers[0] if numbers else None)


def _questions(table: Table, lang: Lang) -> Iterator[Question]:
    source, sums = quote(table.name), sorted(subtotal_rows(table.decisions))
    where = f" WHERE {ROW} NOT IN ({', '.join(map(str, sums))})" if sums else ""
    yield Question(asks=words.say(words.ASK_COUNT, lang), sql=f"SELECT count(*) AS rows FROM {source}")  # noqa: S608 - names quoted
    if len(sums) <= MOST_LEFT_OUT:
        yield from _grouped(table, f"{source}{where}", lang)
    measured = measure(table)
    if measured:
        name = quote(measured.name)
        where = f"{where} AND" if where else " WHERE"
        yield Question(
            asks=words.say(words.ASK_TOP, lang, measure=title(measured, lang)),
            sql=f"SELECT * FROM {source}{where if len(sums) <= MOST_LEFT_OUT else ' WHERE'} {name} IS NOT NULL "  # noqa: S608 - names quoted
            f"ORDER BY {name} DESC LIMIT 10",
        )
    yield from _row(table, lang)


def _grouped(table: Table, source: str, lang: Lang) -> Iterator[Question]:
    """Ask about each of few: a text with few values, and the years of a time."""
    measured = measure(table)
    group = _group(table)
    if group:
        name, called = quote(group.name), title(group, lang)
        yield Question(
            asks=words.say(words.ASK_GROUP, lang, group=called),
            sql=f"SELECT {name}, count(*) AS rows FROM {source} GROUP BY {name} ORDER BY rows DESC LIMIT 20",  # noqa: S608 - names quoted
        )
        if measured:
            yield Question(
                asks=words.say(words.ASK_MEAN, lang, group=called, measure=title(measured, lang)),
                sql=f"SELECT {name}, avg({quote(measured.name)}) AS mean FROM {source} "  # noqa: S608 - names quoted
                f"GROUP BY {name} ORDER BY mean DESC NULLS LAST LIMIT 20",
            )
    moment = next((each for each in table.schema.columns if each.type in ("date", "datetime")), None)
    if moment:
        year = f"year({quote(moment.name)})"
        yield Question(
            asks=words.say(words.ASK_YEAR, lang, time=title(moment, lang)),
            sql=f"SELECT {year} AS year, count(*) AS rows FROM {source} GROUP BY {year} ORDER BY year",  # noqa: S608 - names quoted
        )


def _row(table: Table, lang: Lang) -> Iterator[Question]:
    """Ask for one row, by a value that tells it from others."""
    for column in table.schema.columns:
        held = table.profile.columns[column.name]
        value = next((each for each, _ in held.top), held.min)
        if column.type == "string" and isinstance(value, str) and 0 < len(value) <= LONGEST_VALUE:
            quoted = value.replace("'", "''")
            yield Question(
                asks=words.say(words.ASK_ROW, lang, value=value),
                sql=f"SELECT * FROM {quote(table.name)} WHERE {quote(column.name)} = '{quoted}' LIMIT 10",  # noqa: S608 - quoted
            )
            return


def _group(table: Table) -> Column | None:
    candidates = [
        each
        for each in table.schema.columns
        if each.type == "string"
        and 1 < _held(table, each) <= min(MOST_GROUPS, table.rows - 1)
        and table.profile.columns[each.name].nulls < table.rows / 2
    ]
    return next(
        (each for each in candidates if each.role == "district"), candidates[0] if candidates else None
    )


def _held(table: Table, column: Column) -> int:
    return table.profile.columns[column.name].distinct
