"""A statement's answer as a page shows it: typed cells, what was read, and where it went wrong."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING

from praya.model import errors
from praya.web import readable
from praya.web.pages.grid import LINKABLE, Cell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from praya.model.errors import Explained
    from praya.model.text import Lang
    from praya.services.sql import Result, Scan

NUMBERS = re.compile(r"U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DOUBLE|FLOAT|DECIMAL.*|BIGNUM")
NAMING = re.compile(r"(^|_)(year|id|code|no|latitude|longitude|_row)$|^_row$")
"""Columns whose numbers count nothing, by what they are called: thousands are not grouped."""
LONGEST = 2_000
_LINE = re.compile(r"(?s)^(.*?)\s*\n\nLINE (\d+): (.*)\n( *)\^")
_NAMED = re.compile(r"(?:\"([^\"]+)\"|with name (\w+)|function (\w+))")


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The head of a column: its name and DuckDB's type."""

    name: str
    type: str
    numeric: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An answer."""

    heads: tuple[Head, ...]
    rows: tuple[tuple[Cell, ...], ...]
    more: bool
    scans: tuple[Scan, ...]
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Why there is no answer, and the place of it in the statement, where that is known."""

    explained: Explained
    status: int
    line: int = 0
    """Counted from 1; 0 where the place is not known."""
    column: int = 0
    words: str = ""
    """The line."""
    parameter: str = ""
    """The parameter that it is about."""

    @property
    def before(self) -> str:
        """Return what stands before the place, as blanks of the same width."""
        held = self.words[: self.column - 1]
        return "".join("\t" if each == "\t" else "\u3000" if each > "\u2e7f" else " " for each in held)


def shown(result: Result, scans: tuple[Scan, ...], seconds: float) -> Shown:
    """Return an answer to be shown."""
    heads = tuple(
        Head(name=name, type=kind, numeric=bool(NUMBERS.fullmatch(kind)))
        for name, kind in zip(result.columns, result.types, strict=True)
    )
    plain = [bool(NAMING.search(head.name.casefold())) for head in heads]
    rows = tuple(
        tuple(cell(value, plain=each) for value, each in zip(row, plain, strict=True)) for row in result.rows
    )
    return Shown(heads=heads, rows=rows, more=result.more, scans=scans, seconds=seconds)


def cell(value: object, *, plain: bool = False) -> Cell:
    """Show one value; numbers of names are written as they are."""
    if value is None:
        return Cell(kind="missing")
    if isinstance(value, bool):
        return Cell(kind="text", words=str(value).lower())
    if isinstance(value, (int, float, Decimal)):
        return Cell(kind="number", words=_number(value, plain=plain))
    if isinstance(value, (date, datetime, time)):
        return Cell(kind="moment", words=readable.iso(value))
    words = _words(value)
    return Cell(kind="address" if words.startswith(LINKABLE) else "text", words=words[:LONGEST])


def _words(value: object) -> str:
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False, default=str)
    return value[: LONGEST // 2].hex() if isinstance(value, bytes) else str(value)


def fault(failure: errors.Failure, text: str, lang: Lang) -> Fault:
    """Return what a failure says, and where the statement is at fault."""
    fields = dict(failure.fields)
    name = str(fields.get("name" if isinstance(failure, errors.TableMissing) else "what", ""))
    failed = isinstance(failure, errors.SqlFailed)
    message, line, column = place(str(fields["reason"]) if failed else f'"{name}"', text)
    fields |= {"reason": message} if failed else {}
    return Fault(
        explained=errors.explain(failure.code, fields, lang),
        status=failure.status,
        line=line,
        column=column,
        words=text.split("\n")[line - 1] if line else "",
        parameter=str(failure.fields.get("name", "")).removeprefix("$")
        if isinstance(failure, errors.ParameterInvalid)
        else "",
    )


def place(reason: str, text: str) -> tuple[str, int, int]:
    """Return a failure's own words, and the line and column in the statement that it is about, from 1 on, or 0."""
    found = _LINE.match(reason)
    if found:
        line, words, before = int(found[2]), found[3], len(found[4]) - len(f"LINE {found[2]}: ")
        return found[1], line, max(before, 0) + 1 if not words.startswith("...") else 1
    named = _NAMED.search(reason)
    name = next((each for each in named.groups() if each), "") if named else ""
    where = re.search(rf"(?i)(?<![\w]){re.escape(name)}(?![\w])", text) if name else None
    if where is None:
        return reason, 0, 0
    before_it = text[: where.start()]
    return reason, before_it.count("\n") + 1, where.start() - (before_it.rfind("\n") + 1) + 1


def versions(scans: Sequence[Scan]) -> list[tuple[str, int]]:
    """Return the tables that were read, with their versions, by name."""
    return sorted((each.name, each.version) for each in scans)


def _number(value: float | Decimal, *, plain: bool) -> str:
    if isinstance(value, Decimal):
        value = int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, float) and (value != value or abs(value) == float("inf")):  # noqa: PLR0124 - not a number
        return str(value)
    if isinstance(value, float) and value == int(value) and plain:
        return readable.plain(int(value))
    return readable.plain(value) if plain else readable.number(value, 12)
