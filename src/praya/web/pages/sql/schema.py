"""The tables that can be asked, beside the statement: found by words, grouped by dataset, one of them open."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from praya.model import errors
from praya.services import read, sql
from praya.services.card import questions
from praya.services.sql import TableName
from praya.web.snippets import identifier

if TYPE_CHECKING:
    from collections.abc import Sequence

    from praya.model.table import Table
    from praya.model.text import Lang
    from praya.platform import Platform
    from praya.services.card import Question

AT_ONCE = 40
"""Tables that are listed; the others are found by words."""
STARTERS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """The table whose columns are shown."""

    table: Table
    named: TableName
    """Its line in the list."""
    written: str
    """Its name as SQL has it."""
    columns: tuple[tuple[str, str, str, str], ...]
    """Name, name in SQL, title, type."""
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Starter:
    """A question that a table answers."""

    title: str
    asks: str
    sql: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """What the list of tables shows."""

    groups: tuple[tuple[str, tuple[TableName, ...]], ...]
    """By the names of datasets."""
    total: int
    """Tables that the words find."""
    left_out: int
    open: Open | None
    unknown: str
    """The name of a table that was asked for and is not there."""


def schema(platform: Platform, lang: Lang, wanted: str, find: str) -> Schema:
    """Return the tables that the words find, the one that is wanted open."""
    shown, total = _listed(platform, lang, find)
    opened = _open(platform, lang, wanted.casefold()) if wanted else None
    first = opened.named.dataset_name if opened else ""
    listed = sorted(shown, key=lambda each: (each.dataset_name != first, each.dataset_name, each.name))
    if opened and all(each.name != opened.table.name for each in listed):
        listed = [opened.named, *listed]
    groups = tuple(
        (name, tuple(group)) for name, group in groupby(listed, key=lambda each: each.dataset_name)
    )
    return Schema(
        groups=groups,
        total=total,
        left_out=total - len(shown),
        open=opened,
        unknown=wanted if wanted and opened is None else "",
    )


def _listed(platform: Platform, lang: Lang, find: str) -> tuple[Sequence[TableName], int]:
    """Return the first tables that the words find, by name, and how many they find."""
    words = find.casefold().split()
    if not words:
        return sql.first_tables(platform, AT_ONCE)
    found = [each for each in sql.tables(platform) if _fits(each, words, lang)]
    return found[:AT_ONCE], len(found)


def starters(platform: Platform, lang: Lang, listed: Schema) -> tuple[Starter, ...]:
    """Return a question of each of a few datasets, each in a shape of its own where there are some."""
    found: list[Starter] = []
    for place, (_, tables) in enumerate(listed.groups):
        if len(found) == STARTERS:
            break
        table = read.table(platform, tables[0].name)
        asked = questions.questions(table, lang)[1:-1]
        if asked:
            chosen = asked[place % len(asked)]
            title = tables[0].title.words(lang) or table.name
            found.append(Starter(title=title, asks=chosen.asks, sql=pretty(chosen.sql)))
    return tuple(found)


def pretty(statement: str) -> str:
    """Return a statement of ours with each clause on a line of its own; texts within it stay as they are."""
    parts = statement.split("'")
    for place in range(0, len(parts), 2):
        for clause in ("FROM", "WHERE", "GROUP BY", "ORDER BY", "LIMIT"):
            parts[place] = parts[place].replace(f" {clause} ", f"\n{clause} ")
    return "'".join(parts)


def _open(platform: Platform, lang: Lang, name: str) -> Open | None:
    try:
        table = read.table(platform, name)
    except errors.Missing:
        return None
    dataset, _ = read.owner(platform, table)
    asked: Sequence[Question] = questions.questions(table, lang)
    return Open(
        table=table,
        named=TableName(
            name=table.name,
            version=table.version,
            dataset_name=dataset.name,
            title=table.title or dataset.title,
            dataset_title=dataset.title,
            rows=table.rows,
            columns=tuple(each.name for each in table.schema.columns),
        ),
        written=identifier(table.name),
        columns=tuple(
            (each.name, identifier(each.name), questions.title(each, lang), each.type)
            for each in table.schema.columns
        ),
        questions=tuple(type(each)(asks=each.asks, sql=pretty(each.sql)) for each in asked),
    )


def _fits(table: TableName, words: Sequence[str], lang: Lang) -> bool:
    text = " ".join((table.name, table.dataset_name, table.title.words(lang), *table.columns)).casefold()
    return all(word in text for word in words)
