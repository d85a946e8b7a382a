"""What a reader's SQL statement may say: parsed by DuckDB, never run here, and held against lists of what only reads."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from praya.model import errors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duckdb import DuckDBPyConnection

MAX_LENGTH = 100_000
"""Characters of a statement."""
SELECTING = frozenset({"SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE"})
"""The parts of a statement that only read; `COPY_QUERY_NODE` and its like can hide in a WITH."""
TABLE_FUNCTIONS = frozenset({"generate_series", "range", "repeat", "repeat_row", "unnest"})
"""Functions that make rows out of nothing but their arguments."""
TELLING = frozenset(
    {"current_setting", "getenv", "getvariable", "pg_get_viewdef", "query", "query_table", "write_log"}
)
"""Functions that tell of this machine, or do more than compute."""

_PARSE = "SELECT json_serialize_sql(?::VARCHAR, skip_default => true, skip_empty => true, skip_null => true)"


def tables_read(connection: DuckDBPyConnection, text: str) -> frozenset[str]:
    """Return the names of the tables a statement reads; raise SqlRefused or SqlFailed for what is no single SELECT."""
    if len(text) > MAX_LENGTH:
        raise errors.SqlRefused(reason=f"it is longer than {MAX_LENGTH} characters")
    parts = list(_parts(_parsed(connection, text)))
    defined = {entry["key"].casefold() for part in parts for entry in part.get("cte_map", {}).get("map", ())}
    read = {name for part in parts for name in _checked(part)}
    return frozenset(name for name in read if name.casefold() not in defined)


def _parsed(connection: DuckDBPyConnection, text: str) -> dict[str, Any]:
    row = connection.execute(_PARSE, [text]).fetchone()
    assert row is not None, "a SELECT without FROM gives one row"
    try:
        parsed: dict[str, Any] = json.loads(row[0])
    except RecursionError as error:
        raise errors.SqlRefused(reason="it is nested too deeply") from error
    if parsed["error"] and parsed["error_type"] == "parser":
        raise errors.SqlFailed(reason=parsed["error_message"])
    if parsed["error"] or len(parsed["statements"]) != 1:
        raise errors.SqlRefused(reason="only a single SELECT can be run")
    return parsed


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


def _checked(part: dict[str, Any]) -> Iterator[str]:
    """Yield the name if this part reads a table; raise SqlRefused if it does what is not on our lists."""
    kind = part.get("type")
    if not isinstance(kind, str):
        return
    function = str(part.get("function_name", "")).casefold()
    if kind.endswith("_NODE") and kind not in SELECTING:
        raise errors.SqlRefused(reason="only a single SELECT can be run")
    if kind == "FUNCTION" and function in TELLING:
        raise errors.SqlRefused(reason=f"the function {function} is not open")
    if kind == "TABLE_FUNCTION":
        made_by = str(part["function"].get("function_name", "")).casefold()
        if made_by not in TABLE_FUNCTIONS:
            raise errors.SqlRefused(reason=f"the function {made_by} is not open")
    if kind == "SHOW_REF" and "query" not in part:
        raise errors.SqlRefused(reason="SHOW is not open; use DESCRIBE with a table's name")
    if kind == "BASE_TABLE":
        path = part["qualified_name"]["path"]
        yield path[0] if len(path) == 1 else ".".join(path)
