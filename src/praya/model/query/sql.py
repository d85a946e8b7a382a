"""What a question becomes: a statement with its parameters, names quoted, values bound and of their column's type."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from praya.model import errors
from praya.model.table import ROW

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from praya.model.table import Column, FieldType, Schema

_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_PLACE = re.compile(r'"(?:[^"]|"")*"|\'(?:[^\']|\'\')*\'|(CAST\(\? AS (\w+)\)|\?)')
"""What a parameter stands in for: a place outside of quoted names and texts, with the type it is read as."""
_ZONED = re.compile(r"(?:Z|[+-][0-9]{2}:?[0-9]{2})\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sql:
    """A statement, or a part of one, with its positional parameters."""

    text: str
    parameters: tuple[str | int | float, ...] = ()

    @property
    def written(self) -> str:
        """Return the statement with its parameters written out, for people to read and run."""
        given = iter(self.parameters)
        return _PLACE.sub(
            lambda found: found[0] if found[1] is None else _literal(next(given), found[2]), self.text
        )


def _literal(value: str | float, kind: str | None) -> str:
    """Write a value as SQL does, of this type."""
    if not isinstance(value, str):
        return repr(value)
    text = "'" + value.replace("'", "''") + "'"
    if kind in ("BIGINT", "DOUBLE"):
        return value.strip()
    return text if kind in (None, "VARCHAR") else f"{kind} {text}"


def quote(name: str) -> str:
    """Quote a name for SQL."""
    return '"' + name.replace('"', '""') + '"'


def folded(cell: str, words: str) -> tuple[str, str]:
    """Return a cell and a parameter so that case does not count between them: nothing is done for words without it."""
    return (cell, "?") if words.lower() == words.upper() else (f"lower({cell})", "lower(?)")


def type_of(schema: Schema, name: str) -> FieldType:
    """Return the type of a column, or of the row's place; raise ColumnUnknown."""
    return "integer" if name == ROW else column_of(schema, name).type


def column_of(schema: Schema, name: str) -> Column:
    """Return the column of this name; raise ColumnUnknown."""
    column = schema.column(name)
    if column is None:
        raise errors.ColumnUnknown(column=name, columns=", ".join(each.name for each in schema.columns))
    return column


def bound(kind: FieldType, text: str) -> Sql:
    """Return a value for comparing with a column of this type; raise ValueError where it cannot be of it."""
    read, name = _BOUND.get(kind, (str, "VARCHAR"))
    read(text)
    if kind == "datetime" and _ZONED.search(text):
        name = "TIMESTAMPTZ"
    return Sql(f"CAST(? AS {name})", (text.strip(),) if kind in _BOUND else (text,))


def _whole(text: str) -> None:
    if not _INTEGER.fullmatch(text.strip()):
        raise ValueError(text)


def _number(text: str) -> None:
    if not _NUMBER.fullmatch(text.strip()):
        raise ValueError(text)


def _truth(text: str) -> None:
    if text.strip().lower() not in ("true", "false"):
        raise ValueError(text)


_BOUND: Mapping[FieldType, tuple[Callable[[str], object], str]] = {
    "integer": (_whole, "BIGINT"),
    "number": (_number, "DOUBLE"),
    "boolean": (_truth, "BOOLEAN"),
    "date": (lambda text: date.fromisoformat(text.strip()), "DATE"),
    "time": (lambda text: time.fromisoformat(text.strip()), "TIME"),
    "datetime": (lambda text: datetime.fromisoformat(text.strip()), "TIMESTAMP"),
    "year": (_whole, "BIGINT"),
}
"""For each type how a value of it is read, which raises ValueError, and its name in DuckDB; other types are texts."""
