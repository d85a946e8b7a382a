"""Which rows: conditions on columns and on places, joined by and, or, and not.

`str(condition)` writes it in CQL2's text form, which `expression.parse_expression` reads back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from praya.model import errors
from praya.model.query.sql import Sql, bound, folded, quote, type_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from praya.model.table import FieldType, Schema

Operator = Literal[
    "eq",
    "ne",
    "lt",
    "le",
    "gt",
    "ge",
    "between",
    "in",
    "not_in",
    "contains",
    "not_contains",
    "starts",
    "not_starts",
    "ends",
    "not_ends",
    "like",
    "empty",
    "filled",
]
OPERATORS: tuple[Operator, ...] = get_args(Operator)
NO_VALUE: frozenset[Operator] = frozenset({"empty", "filled"})
LISTS: frozenset[Operator] = frozenset({"in", "not_in", "between"})
"""Operators whose value holds several, separated by `|` (one that is meant is written `\\|`)."""

MOST_VALUES = 1_000
"""Values of one list."""
EARTH = 6_371_008.8
"""The mean radius of the earth in metres."""

_SIGNS: dict[Operator, str] = {"eq": "=", "ne": "<>", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
_SEPARATED = re.compile(r"(?<!\\)\|")
_WORDED = re.compile(r"[^\W\d]\w*")
_RESERVED = frozenset(
    [
        "and",
        "or",
        "not",
        "like",
        "ilike",
        "between",
        "in",
        "is",
        "null",
        "true",
        "false",
        "date",
        "timestamp",
        "time",
        "bbox",
        "near",
    ]
)
_TEXTUAL: dict[Operator, str] = {
    "contains": "contains({cell}, {value})",
    "not_contains": "NOT contains({cell}, {value})",
    "starts": "starts_with({cell}, {value})",
    "not_starts": "NOT starts_with({cell}, {value})",
    "ends": "ends_with({cell}, {value})",
    "not_ends": "NOT ends_with({cell}, {value})",
}


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition on one column; `value` is text as in the address, several values separated by `|`."""

    column: str
    operator: Operator
    value: str = ""

    @classmethod
    def many(cls, column: str, operator: Operator, values: Iterable[str]) -> Filter:
        """Return the condition with a list of values."""
        return cls(column, operator, "|".join(each.replace("|", "\\|") for each in values))

    @property
    def values(self) -> tuple[str, ...]:
        """Return the values one by one."""
        if self.operator not in LISTS:
            return () if self.operator in NO_VALUE else (self.value,)
        return tuple(each.replace("\\|", "|") for each in _SEPARATED.split(self.value))

    def pair(self) -> str:
        """Return the condition as an address has it."""
        parts = (self.column, self.operator, *(() if self.operator in NO_VALUE else (self.value,)))
        return ",".join(parts)

    def __str__(self) -> str:
        return _written(self)

    def sql(self, schema: Schema) -> Sql:
        """Return the condition for DuckDB; raise ColumnUnknown or FilterInvalid where it does not fit the table."""
        kind = type_of(schema, self.column)
        name = quote(self.column)
        if self.operator in NO_VALUE:
            return Sql(f"{name} IS {'' if self.operator == 'empty' else 'NOT '}NULL")
        if self.operator in _TEXTUAL:
            cell, value = folded(f"CAST({name} AS VARCHAR)", self.value)
            return Sql(_TEXTUAL[self.operator].format(cell=cell, value=value), (self.value,))
        if self.operator == "like":
            return Sql(f"CAST({name} AS VARCHAR) LIKE ? ESCAPE '\\'", (self.value,))
        return self._compared(name, self._bound(kind))

    def _bound(self, kind: FieldType) -> tuple[Sql, ...]:
        try:
            held = tuple(bound(kind, each) for each in self.values)
        except ValueError as error:
            raise errors.FilterInvalid(filter=self.pair()[:200]) from error
        if len(held) > MOST_VALUES or (self.operator == "between" and len(held) != 2):  # noqa: PLR2004 - its two ends
            raise errors.FilterInvalid(filter=self.pair()[:200])
        return held

    def _compared(self, name: str, values: tuple[Sql, ...]) -> Sql:
        parameters = tuple(each for value in values for each in value.parameters)
        listed = ", ".join(each.text for each in values)
        if self.operator == "between":
            return Sql(f"{name} BETWEEN {values[0].text} AND {values[1].text}", parameters)
        if self.operator in ("in", "not_in"):
            return Sql(f"{name} {'NOT ' if self.operator == 'not_in' else ''}IN ({listed})", parameters)
        sign = "IS DISTINCT FROM" if self.operator == "ne" else _SIGNS[self.operator]
        return Sql(f"{name} {sign} {listed}", parameters)


@dataclass(frozen=True, slots=True)
class Inside:
    """Places that touch a box of WGS84 degrees; a west greater than the east crosses the date line."""

    west: float
    south: float
    east: float
    north: float

    def __str__(self) -> str:
        return f"BBOX({self.west!r}, {self.south!r}, {self.east!r}, {self.north!r})"

    def sql(self, schema: Schema) -> Sql:
        """Return the condition for DuckDB; raise PlacesMissing for a table without places."""
        if self.west > self.east:
            halves = (
                Inside(self.west, self.south, 180.0, self.north),
                Inside(-180.0, self.south, self.east, self.north),
            )
            return any_of(*halves).sql(schema)
        shape = schema.role("geometry")
        if shape:
            w, s, e, n = self.west, self.south, self.east, self.north
            box = f"POLYGON(({w!r} {s!r}, {e!r} {s!r}, {e!r} {n!r}, {w!r} {n!r}, {w!r} {s!r}))"
            return Sql(f"CAST({quote(shape.name)} AS GEOMETRY) && CAST(? AS GEOMETRY)", (box,))
        longitude, latitude = _point(schema)
        return Sql(
            f"{longitude} BETWEEN ? AND ? AND {latitude} BETWEEN ? AND ?",
            (self.west, self.east, self.south, self.north),
        )


@dataclass(frozen=True, slots=True)
class Near:
    """Points within some metres of a place in WGS84 degrees, over the globe."""

    longitude: float
    latitude: float
    metres: float

    def __str__(self) -> str:
        return f"NEAR({self.longitude!r}, {self.latitude!r}, {self.metres!r})"

    def sql(self, schema: Schema) -> Sql:
        """Return the condition for DuckDB; raise PlacesMissing for a table without points."""
        distance = self.distance(schema)
        return Sql(f"{distance.text} <= ?", (*distance.parameters, self.metres))

    def distance(self, schema: Schema) -> Sql:
        """Return how many metres each row is away (haversine)."""
        longitude, latitude = _point(schema)
        return Sql(
            f"(2 * {EARTH} * asin(sqrt(least(1, pow(sin(radians({latitude} - ?) / 2), 2) + "
            f"cos(radians(?)) * cos(radians({latitude})) * pow(sin(radians({longitude} - ?) / 2), 2)))))",
            (self.latitude, self.latitude, self.longitude),
        )


@dataclass(frozen=True, slots=True)
class Negated:
    """Rows that the condition does not hold for, those among them where it cannot be told."""

    condition: Condition

    def __str__(self) -> str:
        return f"NOT ({self.condition})"

    def sql(self, schema: Schema) -> Sql:
        """Return the condition for DuckDB."""
        inner = self.condition.sql(schema)
        return Sql(f"({inner.text}) IS NOT TRUE", inner.parameters)


@dataclass(frozen=True, slots=True)
class AllOf:
    """Rows that every condition holds for."""

    conditions: tuple[Condition, ...]

    def __str__(self) -> str:
        return _joined(" AND ", self.conditions)

    def sql(self, schema: Schema) -> Sql:
        """Return the conditions for DuckDB."""
        return _both(" AND ", self.conditions, schema)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Rows that at least one condition holds for."""

    conditions: tuple[Condition, ...]

    def __str__(self) -> str:
        return _joined(" OR ", self.conditions)

    def sql(self, schema: Schema) -> Sql:
        """Return the conditions for DuckDB."""
        return _both(" OR ", self.conditions, schema)


Condition = Filter | Inside | Near | Negated | AllOf | AnyOf


def all_of(*conditions: Condition) -> Condition:
    """Return the conditions joined by and; one alone stays itself."""
    return conditions[0] if len(conditions) == 1 else AllOf(conditions)


def any_of(*conditions: Condition) -> Condition:
    """Return the conditions joined by or; one alone stays itself."""
    return conditions[0] if len(conditions) == 1 else AnyOf(conditions)


def leaves(condition: Condition) -> list[Filter | Inside | Near]:
    """Return every condition on a column or a place, without what joins them."""
    if isinstance(condition, (AllOf, AnyOf)):
        return [leaf for each in condition.conditions for leaf in leaves(each)]
    return leaves(condition.condition) if isinstance(condition, Negated) else [condition]


def looks_long(leaf: Filter | Inside | Near) -> bool:
    """Say whether looking at a row takes long: into its texts, at its shape, or how far it is."""
    return not isinstance(leaf, Filter) or leaf.operator in _TEXTUAL or leaf.operator == "like"


def _both(word: str, conditions: tuple[Condition, ...], schema: Schema) -> Sql:
    parts = [each.sql(schema) for each in conditions]
    joined = word.join(f"({part.text})" for part in parts)
    return Sql(joined, tuple(value for part in parts for value in part.parameters))


def _joined(word: str, conditions: tuple[Condition, ...]) -> str:
    return word.join(f"({each})" if isinstance(each, (AllOf, AnyOf)) else str(each) for each in conditions)


def _point(schema: Schema) -> tuple[str, str]:
    """Return the columns of longitude and latitude, quoted, or raise PlacesMissing."""
    longitude, latitude = schema.role("longitude"), schema.role("latitude")
    if longitude is None or latitude is None:
        raise errors.PlacesMissing
    return quote(longitude.name), quote(latitude.name)


def _written(condition: Filter) -> str:
    """Write a condition on a column in CQL2's text form."""
    name = _name(condition.column)
    values = [_literal(each) for each in condition.values]
    listed = ", ".join(values)
    forms: dict[Operator, str] = {
        "empty": f"{name} IS NULL",
        "filled": f"{name} IS NOT NULL",
        "between": f"{name} BETWEEN {' AND '.join(values)}",
        "in": f"{name} IN ({listed})",
        "not_in": f"{name} NOT IN ({listed})",
        "like": f"{name} LIKE {listed}",
        **{operator: f"{name} {sign} {listed}" for operator, sign in _SIGNS.items()},
    }
    return forms.get(condition.operator, f"{condition.operator}({name}, {listed})")


def _name(column: str) -> str:
    plain = _WORDED.fullmatch(column) and column.lower() not in _RESERVED and column.lower() not in OPERATORS
    return column if plain else quote(column)


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
