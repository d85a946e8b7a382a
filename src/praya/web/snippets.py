"""A statement's answer in a few lines of each language: the one place that writes code for readers.

Names, values and statements are others' texts: each is written as a literal of the language that it stands in.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import orjson

from praya.model.query import quote

if TYPE_CHECKING:
    from collections.abc import Mapping

_IDENTIFIER = re.compile(r"[a-z_][a-z0-9_]*")
_KEYWORDS = frozenset({"group", "order", "table", "select", "from", "where", "end", "case", "all", "to"})


@dataclass(frozen=True, slots=True)
class Snippet:
    """A few lines of code."""

    id: str
    """Which one: python, pandas, r, javascript, curl, sql."""
    name: str
    """What it is called, the same in all languages."""
    text: str


def of_file(csv: str) -> tuple[Snippet, ...]:
    """Return the ways to read an address of CSV into a frame."""
    return (
        Snippet("pandas", "pandas", f'import pandas as pd\n\nrows = pd.read_csv("{csv}")'),
        Snippet("r", "R", f'rows <- read.csv("{csv}",\n  check.names = FALSE, fileEncoding = "UTF-8-BOM")'),
    )


def of_statement(
    sql: str,
    here: str,
    *,
    parameters: Mapping[str, object],
    as_of: str,
    versions: Mapping[str, int],
    csv: str,
) -> tuple[Snippet, ...]:
    """Return the ways to have a statement's answer; `csv` is its absolute address as a file."""
    body: dict[str, object] = {"sql": sql, "parameters": dict(parameters)}
    body |= {"as_of": as_of} if as_of else {}
    body |= {"versions": dict(versions)} if versions else {}
    posted = {key: value for key, value in body.items() if value}
    asked = (
        f'await fetch("{here}/api/v1/sql", {{\n  method: "POST",\n'
        f'  headers: {{ "content-type": "application/json" }},\n'
        f"  body: JSON.stringify({_json(posted)}),\n}})"
    )
    told = orjson.dumps(posted | {"format": "csv"}).decode()
    return (
        Snippet(
            "curl",
            "curl",
            f"curl {here}/api/v1/sql -o answer.csv \\\n  -H 'content-type: application/json' \\\n  -d {shell(told)}",
        ),
        Snippet("python", "Python", _praya(here, sql, parameters, as_of, versions)),
        *of_file(csv),
        Snippet("javascript", "JavaScript", _javascript(asked, "{ columns, rows, more }")),
    )


def identifier(name: str) -> str:
    """Return a name for SQL, quoted where it must be."""
    return name if _IDENTIFIER.fullmatch(name) and name not in _KEYWORDS else quote(name)


def shell(text: str) -> str:
    """Return a text as one word of a shell."""
    if re.fullmatch(r"[A-Za-z0-9_./:-]+", text):
        return text
    return "'" + text.replace("'", "'\\''") + "'"


def python(text: str) -> str:
    """Return a text as Python's literal: in lines where it has some."""
    if "\n" not in text or not text.replace("\n", "").isprintable():
        return _json(text) if text.isprintable() else repr(text)
    escaped = text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    return f'"""\n{escaped}{chr(10)}"""'


def _praya(
    here: str, sql: str, parameters: Mapping[str, object], as_of: str, versions: Mapping[str, int]
) -> str:
    given = [python(sql)]
    if parameters:
        given.append(repr(dict(parameters)))
    if as_of:
        given.append(f"as_of={as_of!r}")
    if versions:
        given.append(f"versions={dict(versions)!r}")
    return f'import praya\n\ncity = praya.connect("{here}")\nanswer = city.sql({", ".join(given)})\nrows = answer.pandas()'


def _javascript(asked: str, taken: str) -> str:
    return f"const answer = {asked};\nconst {taken} = await answer.json();"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
