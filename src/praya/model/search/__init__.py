"""A question to the catalogue as a value: words and facets as the portal asks, conditions as other dialects do."""

from praya.model.search.condition import (
    EVERYTHING,
    MOST_CONDITIONS,
    NOTHING,
    AllOf,
    AnyOf,
    Condition,
    Negated,
    Pattern,
    Span,
    TextField,
    TimeField,
    Value,
    ValueField,
    Words,
    all_of,
    any_of,
)
from praya.model.search.question import Counted, Order, OrderField, Question

__all__ = [
    "EVERYTHING",
    "MOST_CONDITIONS",
    "NOTHING",
    "AllOf",
    "AnyOf",
    "Condition",
    "Counted",
    "Negated",
    "Order",
    "OrderField",
    "Pattern",
    "Question",
    "Span",
    "TextField",
    "TimeField",
    "Value",
    "ValueField",
    "Words",
    "all_of",
    "any_of",
]
