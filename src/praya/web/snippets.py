"""A table, some of its rows, or a statement's answer in a few lines of each language: the one place that writes code.

Names, values and statements are others' texts: each is written as a literal of the language that it stands in.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import orjson

from praya.model.query import Query, quote
from praya.web import urls

if TYPE_CHECKING:
    from collections.abc import Mapping

JAVASCRIPT_ROWS = 500
"""As many as one page of the API may hold."""
_IDENTIFIER = re.compile(r"[a-z_][a-z0-9_]*")
_KEYWORDS = frozenset({"group", "order", "table", "select", "from", "where", "end", "case", "all", "to"})


@dataclass(frozen=True, slots=True)
class Snippet:
    """A few lines of code."""

    id: str
    """Which one: python, pandas, r, javascript, curl, sql, api."""
    name: str
    """What it is called, the same in all languages."""
    text: str


def of_table(name: str, here: str, as_of: str = "") -> tuple[Snippet, ...]:
    """Return the ways to have a whole table; `here` is what absolute addresses begin with."""
    then = Query(as_of=as_of)
    rows, csv = (here + urls.data(name, ending, then) for ending in ("parquet", "csv"))
    opened = f'praya.connect("{here}")[{_json(name)}]' + (f".at({_json(as_of)})" if as_of else "")
    return (
        Snippet("python", "Python", f"import praya\n\ntable = {opened}\nrows = table.pandas()"),
        Snippet("pandas", "pandas", f'import pandas as pd\n\nrows = pd.read_parquet("{rows}")'),
        _r(csv),
        _fetched(here + urls.api_rows(name, replace(then, size=JAVASCRIPT_ROWS))),
        _curl(name, csv),
        Snippet("sql", "SQL", f"SELECT *\nFROM {identifier(name)}\nLIMIT 100"),
    )


def of_rows(name: str, here: str, query: Query, sql: str) -> tuple[Snippet, ...]:
    """Return the ways to have the rows of a table that a question asks for; `sql` is the same as a statement."""
    csv, api = here + urls.data(name, "csv", query), here + urls.api_rows(name, query)
    return (
        Snippet("sql", "SQL", sql),
        Snippet("api", "API", api),
        _curl(name, csv),
        Snippet("python", "Python", _praya(here, sql, {}, query.as_of, {})),
        *_of_file(csv),
        _fetched(api),
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
        *_of_file(csv),
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


def _of_file(csv: str) -> tuple[Snippet, ...]:
    """Return the ways to read an address of CSV into a frame."""
    return (Snippet("pandas", "pandas", f'import pandas as pd\n\nrows = pd.read_csv("{csv}")'), _r(csv))


def _r(csv: str) -> Snippet:
    return Snippet("r", "R", f'rows <- read.csv("{csv}",\n  check.names = FALSE, fileEncoding = "UTF-8-BOM")')


def _curl(name: str, csv: str) -> Snippet:
    return Snippet("curl", "curl", f"curl -o {shell(f'{name}.csv')} {shell(csv)}")


def _fetched(rows: str) -> Snippet:
    return Snippet("javascript", "JavaScript", _javascript(f'await fetch("{rows}")', "{ total, rows, next }"))


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
