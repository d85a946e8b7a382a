"""A question to a table as a value: `parse(pairs) -> Query`, `str(query)` for addresses, `query.sql()` for DuckDB.

In an address a question reads `?where=district,eq,Sha Tin&where=year,ge,2020&sort=-year,name&page=2&size=50`, and
`&as_of=2025-09-08` where it is about the table as it was. What such conditions cannot say is written out as a filter in
CQL2's text form: `filter=district = 'Sha Tin' OR NOT (year BETWEEN 2020 AND 2022)`.
"""

from praya.model.query.address import MAX_PAGE_SIZE, parse
from praya.model.query.condition import (
    LISTS,
    NO_VALUE,
    OPERATORS,
    AllOf,
    AnyOf,
    Condition,
    Filter,
    Inside,
    Near,
    Negated,
    Operator,
    all_of,
    any_of,
)
from praya.model.query.cursor import Cursor
from praya.model.query.expression import parse_expression
from praya.model.query.grouping import Aggregate, Group
from praya.model.query.question import DEFAULT_SIZE, TOTAL, Query, Sort
from praya.model.query.sql import Sql, quote

__all__ = [
    "DEFAULT_SIZE",
    "LISTS",
    "MAX_PAGE_SIZE",
    "NO_VALUE",
    "OPERATORS",
    "TOTAL",
    "Aggregate",
    "AllOf",
    "AnyOf",
    "Condition",
    "Cursor",
    "Filter",
    "Group",
    "Inside",
    "Near",
    "Negated",
    "Operator",
    "Query",
    "Sort",
    "Sql",
    "all_of",
    "any_of",
    "parse",
    "parse_expression",
    "quote",
]
