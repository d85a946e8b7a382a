"""What is asked and answered about SQL, as programs see it; each field is in the OpenAPI document.

Annotations are read by the framework, so they are not postponed here.
"""

from typing import Annotated

import msgspec

ROWS = "rows"


class SqlQuestion(msgspec.Struct, kw_only=True):
    """A statement, and what it is asked about."""

    sql: str
    parameters: dict[str, str | int | float | bool | None] | list[str | int | float | bool | None] = {}
    """What `$name` stands for, or each `?` in its turn; bound as values, never spliced."""
    as_of: str = ""
    """A version's number, a day, or a moment, for all tables; the latest unless told."""
    versions: dict[str, int] = {}
    """Versions of single tables, whatever `as_of` says."""
    limit: Annotated[int, msgspec.Meta(ge=0)] | None = None
    """Rows; 1,000 unless told, for files all there may be."""
    format: str = ROWS
    """`rows`, or a file: `csv`, `tsv`, `json`, `ndjson`, `parquet`, `arrow`, `xlsx`."""


class SqlScan(msgspec.Struct):
    """A table that is read."""

    name: str
    version: int
    rows: int
    bytes: int


class SqlCost(msgspec.Struct):
    """What a statement would read at most, and what it may take."""

    tables: list[SqlScan]
    rows: int
    bytes: int
    limits: dict[str, float]


class QueryParameterShape(msgspec.Struct):
    """What a kept query is given."""

    name: str
    type: str
    default: str | None


class QueryShape(msgspec.Struct):
    """A kept query."""

    name: str
    sql: str
    parameters: list[QueryParameterShape]
    as_of: str
    versions: dict[str, int]
    created: str
    url: str
