"""Queries that are kept under a name, with parameters of declared types: each is an address for programs."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Literal, get_args

from praya.model import errors

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ParameterType = Literal["text", "integer", "number", "boolean", "date", "datetime"]
PARAMETER_TYPES: tuple[ParameterType, ...] = get_args(ParameterType)
Value = str | int | float | bool | date | datetime | None
RESERVED = frozenset({"limit", "as_of", "lang", "format", "parameters", "version", "q"})
"""Names that mean something else in an address."""
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,62}")
_HASH_LENGTH = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """What a query is given at each call; it stands in the statement as `$name`."""

    name: str
    type: ParameterType = "text"
    default: str | None = None
    """As it would stand in an address; None where a value must be given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptQuery:
    """A statement with an address."""

    slug: str
    text: str
    parameters: tuple[Parameter, ...] = ()
    as_of: str = ""
    """The moment or version that all its tables are asked as of, unless the call says another; empty for the latest."""
    versions: Mapping[str, int] = field(default_factory=dict)
    """The versions of the tables it is about for ever, by name; empty for those of the moment."""
    created: datetime


def checked_slug(slug: str) -> str:
    """Return a name for a query as it is; raise ParameterInvalid."""
    if not _SLUG.fullmatch(slug):
        raise errors.ParameterInvalid(name="name", value=slug, expected="a-z, 0-9 and -, at most 80")
    return slug


def slug_of(text: str, versions: Mapping[str, int]) -> str:
    """Return the name that a statement about versions has by itself."""
    said = "\n".join([text, *(f"{name}@{number}" for name, number in sorted(versions.items()))])
    return sha256(said.encode()).hexdigest()[:_HASH_LENGTH]


def parse_parameter(text: str) -> Parameter:
    """Read `name:type=default`, of which only the name must be there; raise ParameterInvalid."""
    declared, given, default = text.partition("=")
    name, _, kind = declared.partition(":")
    known = next((each for each in PARAMETER_TYPES if each == (kind or "text")), None)
    if not _NAME.fullmatch(name) or name in RESERVED or known is None:
        expected = f"name:type=default, a type of {', '.join(PARAMETER_TYPES)}"
        raise errors.ParameterInvalid(name="parameter", value=text, expected=expected)
    found = Parameter(name=name, type=known, default=default if given else None)
    if found.default is not None:
        value_of(found, found.default)
    return found


def bound(parameters: tuple[Parameter, ...], given: Mapping[str, str]) -> dict[str, Value]:
    """Return each parameter's value, from what an address gives; raise ParameterInvalid."""
    strange = next((name for name in given if name not in {each.name for each in parameters}), None)
    if strange is not None:
        names = ", ".join(each.name for each in parameters) or "no parameters"
        raise errors.ParameterInvalid(name=strange, value=given[strange], expected=names)
    found: dict[str, Value] = {}
    for each in parameters:
        text = given.get(each.name, each.default)
        if text is None:
            raise errors.ParameterInvalid(name=each.name, value="", expected=each.type)
        found[each.name] = value_of(each, text)
    return found


def value_of(parameter: Parameter, text: str) -> Value:
    """Return the value that a text means for a parameter; raise ParameterInvalid."""
    try:
        return _READERS[parameter.type](text)
    except ValueError as error:
        raise errors.ParameterInvalid(name=parameter.name, value=text, expected=parameter.type) from error


def _boolean(text: str) -> bool:
    if text not in {"true", "false"}:
        raise ValueError(text)
    return text == "true"


_READERS: Mapping[ParameterType, Callable[[str], Value]] = {
    "text": str,
    "integer": int,
    "number": float,
    "boolean": _boolean,
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
}
