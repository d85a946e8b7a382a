"""A request's parameters as a question: which are known, how many rows, in which zone, and the clauses."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from praya.model.moment import CITY_TIME
from praya.model.text import LANGS, Lang
from praya.web.api.opendatasoft.clauses import Output, shape
from praya.web.api.opendatasoft.failing import PARAMETER, Answered, malformed, wrong
from praya.web.api.opendatasoft.where import About, Where, joined, narrowed
from praya.web.language import preferred

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from datetime import datetime, tzinfo

    from litestar import Request

    from praya.model.query import Query
    from praya.model.table import Schema

ROWS, MOST_ROWS, MOST_GROUPS = 10, 100, 20_000
DEEPEST, DEEPEST_GROUP = 10_000, 20_000
"""Of offset and limit together."""
EVERYWHERE = frozenset({"lang", "timezone", "apikey", "include_links", "include_app_metas"})
CONDITIONS = frozenset({"where", "refine", "exclude"})
CLAUSES = frozenset({"select", "group_by", "order_by", *CONDITIONS})
MOST_CONDITIONS = 20
_WHOLE = re.compile(r"-?[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Given:
    """A request's parameters, each known."""

    pairs: tuple[tuple[str, str], ...]
    lang: Lang
    """Of titles: the language that is asked for, or that the asker's program prefers."""
    zone: tzinfo | None
    """Of moments; None where they are left as they are, the city's."""

    def one(self, name: str, default: str = "") -> str:
        """Return a parameter; of several of one name the last."""
        return dict(self.pairs).get(name) or default

    def every(self, name: str) -> list[str]:
        """Return all parameters of one name; raise Answered for too many."""
        found = [value for each, value in self.pairs if each == name and value.strip()]
        if len(found) > MOST_CONDITIONS:
            raise wrong(name, len(found), f"at most {MOST_CONDITIONS}")
        return found

    def whole(self, name: str, default: int, least: int, most: int) -> int:
        """Return a whole number; raise Answered for any other."""
        text = self.one(name, str(default))
        if not _WHOLE.fullmatch(text) or not least <= int(text) <= most:
            raise wrong(name, text, f"{least} <= {name} <= {most}")
        return int(text)

    def truth(self, name: str, *, default: bool) -> bool:
        """Return a truth; raise Answered for anything else."""
        text = self.one(name, str(default)).lower()
        if text not in ("true", "false"):
            raise wrong(name, text, "true or false")
        return text == "true"


@dataclass(frozen=True, slots=True)
class Rows:
    """A question to a table, the columns of its answer, and how many rows are wanted (None for all)."""

    query: Query
    outputs: tuple[Output, ...]
    limit: int | None


def given(request: Request[Any, Any, Any], known: Collection[str]) -> Given:
    """Return a request's parameters; raise Answered for one that means nothing here."""
    pairs = tuple(parse_qsl(request.url.query, keep_blank_values=True, max_num_fields=200))
    for name, value in pairs:
        if name not in EVERYWHERE and name not in known:
            raise Answered(400, PARAMETER, f"The {name[:100]} API parameter cannot be asked here.")
        if name.startswith("include_") and value.lower() != "false":
            raise wrong(name, value, "false")
    named = dict(pairs)
    lang = _lang(named.get("lang", "")) or preferred(request.headers.get("accept-language", ""))
    return Given(pairs, lang, _zone(named.get("timezone", "")))


def _lang(text: str) -> Lang | None:
    found = next((each for each in LANGS if each == text), None)
    if text and found is None:
        raise wrong("lang", text, " or ".join(LANGS))
    return found


def _zone(text: str) -> tzinfo | None:
    try:
        return ZoneInfo(text) if text else None
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise wrong("timezone", text, "the name of a zone") from error


def asked(given: Given, schema: Schema, now: datetime, *, export: bool = False) -> Rows:
    """Return the question; an export's `limit` is any number, and there is no offset."""
    zone = given.zone
    about = About(schema, now.astimezone(zone or CITY_TIME).replace(tzinfo=zone), zone)
    found = shape(about, *(given.one(each) for each in ("select", "group_by", "order_by")))
    if zone and any(each.span and about.kind(each.column) == "datetime" for each in found.query.groups):
        raise malformed("year() and date_format() of moments are the city's: ask without timezone")
    query = replace(found.query, condition=condition(given, about))
    if export:
        limit = given.whole("limit", -1, -1, 999_999_999)
        rows = Rows(query, found.outputs, None if limit < 0 else limit)
    else:
        most, deepest = (MOST_GROUPS, DEEPEST_GROUP) if query.grouped else (MOST_ROWS, DEEPEST)
        limit = given.whole("limit", ROWS, -1, most)
        limit = most if limit < 0 else limit
        offset = given.whole("offset", 0, 0, deepest)
        if offset and offset + limit > deepest:
            raise wrong("offset", offset, f"offset + limit <= {deepest}")
        rows = Rows(replace(query, offset=offset, size=max(limit, 1)), found.outputs, limit)
    rows.query.checked(schema)
    return replace(rows, outputs=tuple(_zoned(each, schema, zone) for each in rows.outputs))


def condition(given: Given, about: About) -> Any:  # noqa: ANN401 - a condition or None
    """Return what rows must meet."""
    found = [Where(each, about).read() for each in given.every("where")]
    found += [narrowed(about, text, name) for name in ("refine", "exclude") for text in given.every(name)]
    return joined(found)


def _zoned(output: Output, schema: Schema, zone: tzinfo | None) -> Output:
    """Return a column whose moments are told in a zone."""
    column = schema.column(output.name)
    if zone is None or output.told or column is None or column.type != "datetime":
        return output
    return replace(output, told=_in_zone(zone))


def _in_zone(zone: tzinfo) -> Callable[[Any], object]:
    def told(value: Any) -> object:  # noqa: ANN401 - a moment or None
        if value is None:
            return None
        moment: datetime = value if value.tzinfo else value.replace(tzinfo=CITY_TIME)
        return moment.astimezone(zone).isoformat()

    return told


def row(
    outputs: Collection[Output], held: Mapping[str, object], plain: Callable[[object], object]
) -> dict[str, object]:
    """Return a row as the answer has it."""
    return {
        each.shown: each.told(held[each.name]) if each.told else plain(held[each.name]) for each in outputs
    }
