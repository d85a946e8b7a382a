"""What a statement of SQL may say: parsed by DuckDB, not run, and held against lists of what only reads and computes.

A part of the parsed statement that is on no list is refused, so that a new release of DuckDB brings nothing by itself.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from praya.model import errors

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from duckdb import DuckDBPyConnection

MAX_LENGTH = 100_000
"""Characters of a statement."""
EXPRESSIONS = frozenset(
    {
        *(
            "BETWEEN",
            "CASE",
            "CAST",
            "COLLATE",
            "COLUMN_REF",
            "COMPARISON",
            "CONJUNCTION",
            "CONSTANT",
            "FUNCTION",
        ),
        *(
            "LAMBDA",
            "LAMBDA_REF",
            "OPERATOR",
            "PARAMETER",
            "POSITIONAL_REFERENCE",
            "STAR",
            "SUBQUERY",
            "TYPE",
        ),
        "WINDOW",
    }
)
PARTS = frozenset(
    {
        *("SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE"),
        *(
            "BASE_TABLE",
            "EMPTY",
            "EXPRESSION_LIST",
            "JOIN",
            "PIVOT",
            "SHOW_REF",
            "SUBQUERY",
            "TABLE_FUNCTION",
        ),
        *("DISTINCT_MODIFIER", "LIMIT_MODIFIER", "LIMIT_PERCENT_MODIFIER", "ORDER_MODIFIER"),
        *("ORDER_DEFAULT", "ASCENDING", "DESCENDING"),
    }
)
"""Kinds of what is no expression; `COPY_QUERY_NODE` and its like can hide in a WITH."""
TYPES = frozenset(
    [
        "array",
        "bigint",
        "bignum",
        "binary",
        "bit",
        "bitstring",
        "blob",
        "bool",
        "boolean",
        "bpchar",
        "bytea",
        "char",
        "date",
        "datetime",
        "dec",
        "decimal",
        "double",
        "enum",
        "float",
        "float4",
        "float8",
        "geometry",
        "guid",
        "hugeint",
        "int",
        "int1",
        "int128",
        "int16",
        "int2",
        "int32",
        "int4",
        "int64",
        "int8",
        "integer",
        "integral",
        "interval",
        "json",
        "list",
        "logical",
        "long",
        "map",
        "null",
        "numeric",
        "nvarchar",
        "real",
        "row",
        "short",
        "signed",
        "smallint",
        "string",
        "struct",
        "text",
        "time",
        "time_ns",
        "timestamp",
        "timestamp_ms",
        "timestamp_ns",
        "timestamp_s",
        "timestamp_us",
        "timestamptz",
        "timestamptz_ns",
        "timetz",
        "tinyint",
        "tuple",
        "ubigint",
        "uhugeint",
        "uint128",
        "uint16",
        "uint32",
        "uint64",
        "uint8",
        "uinteger",
        "union",
        "usmallint",
        "utinyint",
        "uuid",
        "varbinary",
        "varchar",
        "varint",
    ]
) | {"time with time zone", "timestamp with time zone", "character varying", "double precision"}
CLOSED_TYPES = frozenset({"oid", "type", "variant"})
"""Types that tell of the database, or whose inner form can be given."""

_PARSE = "SELECT json_serialize_sql(?::VARCHAR, skip_default => true, skip_empty => true, skip_null => true)"
_COLLATION = re.compile(r"[a-z_]{1,20}(\.[a-z_]{1,20}){0,3}", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a statement asks for by name, as it writes it."""

    tables: frozenset[str]
    """Tables that must be there."""
    shadowed: frozenset[str]
    """Names that it gives itself in a WITH, and that may be tables as well."""
    parameters: frozenset[str]
    """`$name` without its sign; `?` are numbers from 1 on."""
    changing: bool
    """Whether its answer depends on the moment or on chance, and not on its tables and parameters alone."""


@cache
def functions() -> Mapping[str, frozenset[str]]:
    """Return the names of DuckDB's functions: `open`, `changing`, `tables`, `closed`, `closed tables`."""
    found: dict[str, frozenset[str]] = {}
    text = resources.files("praya.store.sandbox").joinpath("functions.txt").read_text("utf-8")
    for part in text.split("\n[")[1:]:
        title, _, names = part.partition("]\n")
        found[title] = frozenset(name.casefold() for name in names.split())
    return found


def examine(connection: DuckDBPyConnection, text: str) -> Said:
    """Return what a statement asks for; raise SqlRefused for what does more than one SELECT, SqlFailed for no SQL."""
    if len(text) > MAX_LENGTH:
        raise errors.SqlRefused(reason="too_long", what=MAX_LENGTH)
    parts = list(_parts(_parsed(connection, text)))
    for part in parts:
        _check(part)
    given = {entry["key"].casefold() for part in parts for entry in part.get("cte_map", {}).get("map", ())}
    read = {_table(part) for part in parts if part.get("type") == "BASE_TABLE"}
    shadowed = {name for name in read if name.casefold() in given}
    return Said(
        tables=frozenset(read - shadowed),
        shadowed=frozenset(shadowed),
        parameters=frozenset(str(part["identifier"]) for part in parts if part.get("class") == "PARAMETER"),
        changing=any(map(_changes, parts)),
    )


def _parsed(connection: DuckDBPyConnection, text: str) -> dict[str, Any]:
    ((tree,),) = connection.execute(_PARSE, [text]).fetchall()
    try:
        parsed: dict[str, Any] = json.loads(tree)
    except RecursionError as error:
        raise errors.SqlRefused(reason="nested") from error
    if parsed["error"] and parsed["error_type"] in ("parser", "syntax"):
        raise errors.SqlFailed(reason=_shown(parsed["error_message"], text, parsed.get("position")))
    if parsed["error"] or len(parsed["statements"]) != 1:
        raise errors.SqlRefused(reason="no_select")
    return parsed


def _shown(message: str, text: str, position: str | None) -> str:
    """Return a failure with the line it is about and a mark below its place, counted in bytes, as DuckDB writes it."""
    if position is None:
        return message
    before = text.encode()[: int(position)].decode(errors="ignore")
    start = before.rfind("\n") + 1
    line = f"LINE {before.count(chr(10)) + 1}: "
    return (
        f"{message}\n\n{line}{text[start:].partition(chr(10))[0]}\n{' ' * (len(line) + len(before) - start)}^"
    )


def _parts(root: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Iterate over every object of the parsed statement."""
    waiting: list[Any] = [root]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            yield value
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)


def _check(part: dict[str, Any]) -> None:
    """Raise SqlRefused if this part does what is on none of our lists."""
    kind = part.get("class", part.get("type"))
    if isinstance(kind, str) and kind not in (EXPRESSIONS if "class" in part else PARTS):
        raise errors.SqlRefused(reason="no_select")
    if kind == "SHOW_REF" and "query" not in part:
        raise errors.SqlRefused(reason="show")
    if kind == "TABLE_FUNCTION":
        _check_function(part.get("function", {}), "tables")
    elif kind in ("FUNCTION", "WINDOW"):
        _check_function(part, "open", "changing", "tables")
    elif kind == "TYPE":
        _check_type(part)
    elif kind == "COLLATE" and not _COLLATION.fullmatch(str(part.get("collation"))):
        raise errors.SqlRefused(reason="collation")


def _check_function(part: dict[str, Any], *lists: str) -> None:
    name = _function(part)
    if not any(name in functions()[each] for each in lists) or len(_path(part)) > 1:
        raise errors.SqlRefused(reason="function", what=".".join(_path(part)) or name)


def _function(part: dict[str, Any]) -> str:
    return str(part.get("function_name", "")).casefold()


def _changes(part: dict[str, Any]) -> bool:
    """Tell whether what this part says depends on the moment or on chance; some functions are called as if columns."""
    column = part.get("column_names", ()) if part.get("class") == "COLUMN_REF" else ()
    called = {_function(part), *(str(name).casefold() for name in column)}
    return "sample" in part or bool(called & functions()["changing"])


def _check_type(part: dict[str, Any]) -> None:
    if str(part.get("type_name", "")).casefold() not in TYPES or len(_path(part)) > 1:
        raise errors.SqlRefused(reason="type", what=".".join(_path(part)))


def _table(part: dict[str, Any]) -> str:
    """Return the name of the table that is read; raise SqlRefused where it is asked for in another way."""
    if "at_clause" in part:
        raise errors.SqlRefused(reason="at")
    return ".".join(_path(part))


def _path(part: dict[str, Any]) -> list[str]:
    return [str(name) for name in part.get("qualified_name", {}).get("path", ())]
