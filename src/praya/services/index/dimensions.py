"""What a dataset's tables name: the different values of columns that hold names, such as stations, schools, districts."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from praya.model import errors
from praya.model.districts import DISTRICTS, reader
from praya.model.query import Sql, quote
from praya.model.text import LANGS
from praya.store.search import Dimension

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from praya.model.districts import District
    from praya.model.table import Column, Table
    from praya.platform import Platform

MOST_VALUES = 5000
"""Different values of a column that is still a small dimension."""
MOST_CHARACTERS = 400_000
"""What all values of a dataset may take."""
LONGEST_NAME = 80
"""Characters of the longest value that still names something."""
MOST_WITH_DIGITS = 0.5
"""The share of a column's values with digits beyond which they are numbers, codes or addresses."""
_ASIDE = ("identifier", "code")

log = logging.getLogger(__name__)


def dimensions(platform: Platform, tables: Sequence[Table]) -> tuple[Dimension, ...]:
    """Return the columns that name things, with what they name; of the values that several tables share, one of each."""
    found: list[Dimension] = []
    seen: set[str] = set()
    room = MOST_CHARACTERS
    for table in tables:
        for column, values in _columns(platform, table):
            new = [value for value in _names(column, values) if value not in seen]
            room -= sum(map(len, new))
            if room < 0:
                return tuple(found)
            if new:
                seen.update(new)
                found.append(Dimension(column.title, tuple(new)))
    return tuple(found)


def _columns(platform: Platform, table: Table) -> Iterator[tuple[Column, list[str]]]:
    """Give the columns of few different words with all of them: from the profile, or else from the table itself."""
    asked = []
    examined = table.profile.examined
    personal = {each.column for each in examined.personal} if examined else set()
    for column in table.schema.columns:
        profile = table.profile.columns.get(column.name)
        if column.type != "string" or column.role in _ASIDE or profile is None or column.name in personal:
            continue
        if not 0 < profile.distinct <= MOST_VALUES:
            continue
        if len(profile.top) == profile.distinct:
            yield column, [value for value, _count in profile.top]
        else:
            asked.append(column)
    if asked:
        yield from zip(asked, _different(platform, table, asked), strict=True)


def _different(platform: Platform, table: Table, columns: Sequence[Column]) -> list[list[str]]:
    lists = ", ".join(f"list(DISTINCT {quote(column.name)})" for column in columns)
    try:
        with platform.history.source(platform.db, table.name, table.version) as held:
            row = platform.lake.rows(Sql(f"SELECT {lists} FROM {held.sql}", ())).rows[0]  # noqa: S608 - names quoted
    except errors.Failure:  # the record is searched all the same
        log.warning("the values of %s could not be read for the index", table.name, exc_info=True)
        return [[] for _column in columns]
    return [sorted(str(value) for value in values or () if value is not None) for values in row]  # type: ignore[attr-defined]  # lists


def _names(column: Column, values: Sequence[str]) -> list[str]:
    """Return the values if they name things; districts in every language, however the column spells them."""
    plain = [" ".join(value.split()) for value in values]
    if column.role == "district" and (places := _districts(plain)):
        return [each.name.words(lang) for each in places for lang in LANGS]
    with_digits = sum(any(letter.isdigit() for letter in value) for value in plain)
    if with_digits > MOST_WITH_DIGITS * len(plain):
        return []
    return [
        value
        for value in plain
        if 1 < len(value) <= LONGEST_NAME
        and "://" not in value
        and "@" not in value
        and any(letter.isalpha() for letter in value)
    ]


def _districts(values: Sequence[str]) -> list[District]:
    read = reader(values)
    codes = {found.code for value in values if (found := read(value))}
    return [each for each in DISTRICTS if each.code in codes]
