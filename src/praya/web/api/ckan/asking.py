"""What datastore_search is asked, as a question to a table."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from praya.model import errors
from praya.model.query import AllOf, AnyOf, Filter, Sort, all_of, any_of
from praya.model.table import ROW
from praya.web.api.ckan.answers import Invalid
from praya.web.api.ckan.fulltext import condition_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from praya.model.query import Condition, Operator, Query
    from praya.model.table import Table
    from praya.web.api.ckan.request import Asked

ID = "_id"
"""What clients call a row's place in its table."""
DEEPEST = 20
MOST_FILTERS = 200
MOST_FIELDS = 2_000
LONGEST_WORDS = 1_000
DEEPEST_OFFSET = 1_000_000_000
_OPERATORS: Mapping[str, Operator] = {"eq": "eq", "lt": "lt", "lte": "le", "gt": "gt", "gte": "ge"}
_SORT = re.compile(r'("(?:[^"]|"")+"|\S+)(?:\s+(asc|desc))?(?:\s+nulls\s+(first|last))?', re.IGNORECASE)


def query_of(asked: Asked, table: Table, query: Query) -> Query:
    """Return the question that was asked of this table; raise Invalid, naming the parameter that is wrong."""
    names = [each.name for each in table.schema.columns]
    wanted = [stored(each) for each in asked.several("fields")]
    unknown = [each for each in wanted if each not in (ROW, *names)]
    if unknown or len(wanted) > MOST_FIELDS:
        raise Invalid(fields=f'field "{(unknown or wanted)[0][:60]}" not in table')
    filters = _filters(asked.parsed("filters"), 0)
    conditions = [*([filters] if filters else []), *_words(asked, table)]
    if filters and _size(filters) > MOST_FILTERS:
        raise Invalid(filters=f"more than {MOST_FILTERS} conditions")
    found = replace(
        query,
        columns=tuple(dict.fromkeys(wanted)) or (ROW, *names),
        condition=all_of(*conditions) if conditions else None,
        distinct=asked.truth("distinct"),
        sorts=_sorts(asked.text("sort"), (ROW, *names)),
        offset=asked.number("offset", 0, DEEPEST_OFFSET),
    )
    try:
        return found.checked(table.schema)
    except errors.ColumnUnknown as failure:
        raise Invalid(filters=f'field "{failure.fields["column"]}" not in table') from failure


def stored(name: str) -> str:
    """Return a column's name here."""
    return ROW if name == ID else name


def _filters(given: object, depth: int) -> Condition | None:
    if given in (None, "", {}, []):
        return None
    if depth > DEEPEST:
        raise Invalid(filters="nested too deeply")
    if isinstance(given, list):
        found = [each for each in (_filters(part, depth + 1) for part in given) if each]
        return any_of(*found) if found else None
    if not isinstance(given, dict):
        raise Invalid(filters="Not a json object")
    parts = [each for name, value in given.items() if (each := _filter(str(name), value, depth))]
    return all_of(*parts) if parts else None


def _filter(name: str, value: object, depth: int) -> Condition | None:
    if name in ("$and", "$or"):
        if not isinstance(value, list):
            raise Invalid(filters=f"{name} takes a list")
        found = [each for each in (_filters(part, depth + 1) for part in value) if each]
        return (all_of if name == "$and" else any_of)(*found) if found else None
    if name.startswith("$"):
        raise Invalid(filters=f"unknown operator {name[:20]}")
    if isinstance(value, dict):
        return all_of(*(_compared(name, str(key), each) for key, each in value.items())) if value else None
    if isinstance(value, list):
        return any_of(*(_listed(name, value)))
    return _equal(name, value)


def _listed(name: str, values: list[object]) -> list[Condition]:
    """Return the ways to be one of several values; an object among them is a comparison."""
    plain = [_text(each) for each in values if not isinstance(each, dict | list) and each is not None]
    found: list[Condition] = [Filter.many(stored(name), "in", plain)] if plain else []
    found += [
        all_of(*(_compared(name, str(key), value) for key, value in each.items()))
        for each in values
        if isinstance(each, dict) and each
    ]
    if None in values or not values:
        found.append(Filter(stored(name), "empty"))
    if any(isinstance(each, list) for each in values):
        raise Invalid(filters=f"a list in the list of {name[:60]}")
    return found


def _compared(name: str, operator: str, value: object) -> Condition:
    if operator not in _OPERATORS:
        raise Invalid(filters=f"unknown operator {operator[:20]}; there are {', '.join(_OPERATORS)}")
    if isinstance(value, dict | list):
        raise Invalid(filters=f"{operator} takes one value")
    if operator == "eq":
        return _equal(name, value)
    if value is None:
        raise Invalid(filters=f"{operator} takes one value")
    return Filter(stored(name), _OPERATORS[operator], _text(value))


def _equal(name: str, value: object) -> Condition:
    return Filter(stored(name), "empty") if value is None else Filter(stored(name), "eq", _text(value))


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _words(asked: Asked, table: Table) -> list[Condition]:
    texts = [each.name for each in table.schema.columns if each.type == "string"]
    plain = asked.truth("plain", default=True)
    found: list[Condition] = []
    for parameter in ("q", "full_text"):
        given = asked.parsed(parameter)
        pairs = given.items() if isinstance(given, dict) else [("", asked.text(parameter))] if given else []
        for name, words in pairs:
            if len(str(words)) > LONGEST_WORDS:
                raise Invalid(**{parameter: f"longer than {LONGEST_WORDS}"})
            columns = [stored(str(name))] if name else texts
            condition = condition_of(str(words), columns, parameter, plain=plain)
            found += [condition] if condition else []
    return found


def _sorts(text: str, names: tuple[str, ...]) -> tuple[Sort, ...]:
    found = []
    for part in filter(None, map(str.strip, text.split(","))):
        match = _SORT.fullmatch(part)
        name = stored(match[1].strip('"').replace('""', '"')) if match else ""
        if match is None or name not in names:
            raise Invalid(sort=f'field "{part[:60]}" not in table')
        if (match[3] or "").lower() == "first":
            raise Invalid(sort="missing values come last here")
        found.append(Sort(name, (match[2] or "").lower() == "desc"))
    return tuple(found)


def _size(condition: Condition) -> int:
    if isinstance(condition, (AllOf, AnyOf)):
        return 1 + sum(_size(each) for each in condition.conditions)
    return 1
