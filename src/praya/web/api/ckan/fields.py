"""CKAN's fields as Solr knows them, and what asking about each means here.

A field that nothing is known of finds nothing, as Solr's own dynamic fields do.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from praya.model.search import (
    EVERYTHING,
    NOTHING,
    Counted,
    Order,
    Pattern,
    Span,
    TextField,
    TimeField,
    Value,
    ValueField,
    Words,
)
from praya.web.api.ckan import dates
from praya.web.api.ckan.answers import QueryRefused

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from praya.model.search import Condition, OrderField

TEXTS: Mapping[str, TextField] = {
    "text": "any",
    "title": "title",
    "title_ngram": "title",
    "title_string": "title",
    "notes": "description",
    "author": "contact",
    "author_email": "contact",
    "maintainer": "contact",
    "maintainer_email": "contact",
    "res_name": "files",
    "res_description": "remarks",
    "update_frequency": "frequency",
    "extras_update_frequency": "frequency",
}
VALUES: Mapping[str, ValueField] = {
    "id": "id",
    "name": "name",
    "tags": "keyword",
    "groups": "theme",
    "organization": "publisher_id",
    "owner_org": "publisher_id",
    "res_format": "format",
    "res_url": "address",
    "res_extras_id": "file_id",
    "license_id": "licence",
    "license": "licence",
    "extras_harvest_source_url": "source",
}
TIMES: Mapping[str, TimeField] = {"metadata_created": "created", "metadata_modified": "modified"}
ALIKE: Mapping[str, str] = {
    "state": "active",
    "private": "false",
    "type": "dataset",
    "dataset_type": "dataset",
    "entity_type": "package",
    "capacity": "public",
    "permission_labels": "public",
}
"""Fields that have one value for everything that is published."""
TABLES = frozenset({"datastore_active", "res_extras_datastore_active"})
_ORDERS: Mapping[str, OrderField] = {
    "score": "relevance",
    "name": "name",
    "title": "title",
    "title_string": "title",
    "metadata_created": "created",
    "metadata_modified": "modified",
}
_WILD = re.compile(r"(?<!\\)[*?]")
_SOLE_WORD = re.compile(r"\w")
_SORT = re.compile(r"([\w.]+)(?:\s+(asc|desc))?", re.IGNORECASE)
MOST_ORDERS = 3
ALL_VALUES = 20_000


def term(field: str, text: str, now: datetime) -> Condition:
    """Return the condition of one word, its wildcards and escapes still in it."""
    plain = re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)
    if field == "*":
        return EVERYTHING if text == "*" else NOTHING
    if not _WILD.search(text):
        return (
            _valued(field, plain, now) or Words(TEXTS[field], plain) if _known(field, plain) else EVERYTHING
        )
    if field in TIMES:
        if text == "*":
            return Span(TIMES[field])
        raise QueryRefused(f"{field} is a date")
    if field in ALIKE or field in TABLES:
        return EVERYTHING if text == "*" else _valued(field, plain, now) or NOTHING
    if field in VALUES:
        return Pattern(VALUES[field], text.upper() if field == "res_format" else text)
    return Pattern(TEXTS[field], text) if field in TEXTS else NOTHING


def phrase(field: str, text: str, now: datetime) -> Condition:
    """Return the condition of what stands in double quotes."""
    if not _known(field, text):
        return EVERYTHING
    return _valued(field, text, now) or Words(TEXTS[field], text, phrase=True)


def between(field: str, low: tuple[str, bool], high: tuple[str, bool], now: datetime) -> Condition:
    """Return the condition of a range: each end with whether it belongs to it, `*` where it is open."""
    if field in TIMES:
        begins = None if low[0] == "*" else dates.span(low[0], now)[0 if low[1] else 1]
        ends = None if high[0] == "*" else dates.span(high[0], now)[1 if high[1] else 0]
        return Span(TIMES[field], begins, ends, low[1], high[1])
    if low[0] == high[0] == "*":
        return term(field, "*", now)
    if field in TEXTS or field in VALUES:
        raise QueryRefused(f"{field} has no range; metadata_created and metadata_modified have")
    return NOTHING


def orders(text: str) -> tuple[Order, ...]:
    """Read `score desc, metadata_modified desc`; raise QueryRefused. What cannot order anything here is passed over."""
    found = []
    for part in filter(None, map(str.strip, text.split(","))):
        match = _SORT.fullmatch(part)
        if match is None:
            raise QueryRefused(f"cannot sort by {part[:40]!r}")
        field = _ORDERS.get(match[1])
        if field:
            found.append(Order(field, (match[2] or "asc").lower() == "desc"))
    return tuple(found[:MOST_ORDERS])


def counted(names: Sequence[str], most: int, least: int) -> tuple[Counted, ...]:
    """Return what is counted for these facets; a limit below 0 is none."""
    wanted = dict.fromkeys(VALUES[name] for name in names if name in VALUES)
    limit = ALL_VALUES if most < 0 else min(most, ALL_VALUES)
    return tuple(Counted(field=each, most=limit, least=max(least, 1)) for each in wanted)


def _known(field: str, text: str) -> bool:
    """Say whether there is something to look for: punctuation in a text's place is no word."""
    return field not in TEXTS or bool(_SOLE_WORD.search(text))


def _valued(field: str, text: str, now: datetime) -> Condition | None:
    """Return the condition that a field has this value; None for a field of texts."""
    if field in TEXTS:
        return None
    if field in TIMES:
        return Span(TIMES[field], *dates.span(text, now))
    if field in ALIKE:
        return EVERYTHING if ALIKE[field] == text.lower() else NOTHING
    if field in TABLES:
        return Value("table", "yes" if text.lower() == "true" else "no")
    if field not in VALUES:
        return NOTHING
    return Value(VALUES[field], text.upper() if field == "res_format" else text)
