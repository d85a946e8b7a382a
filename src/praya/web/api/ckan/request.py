"""What an action was asked: parameters from an address, a JSON body, a form, or JSON as a form's only key."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote_plus

from praya.web.api.ckan.answers import BadRequest, Invalid

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from praya.model.text import Lang
    from praya.platform import Platform

Parameters = dict[str, Any]
TRUE = frozenset({"true", "yes", "on", "y", "t", "1"})
FALSE = frozenset({"false", "no", "off", "n", "f", "0", ""})
LARGEST = 2**31


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One call of an action, and what it may draw on."""

    platform: Platform
    now: datetime
    origin: str
    """What absolute addresses begin with."""
    prefix: str
    """What stands before `/api`: empty, or one of data.gov.hk's roots."""
    lang: Lang
    exact: bool
    """Whether texts are given in this language alone, as data.gov.hk's roots do: what is not there is empty."""
    name: str
    given: Mapping[str, Any] = field(repr=False)

    def text(self, name: str, default: str = "") -> str:
        """Return a parameter's words; of several the last."""
        value = self.given.get(name)
        if isinstance(value, list):
            value = value[-1] if value else ""
        if isinstance(value, dict):
            raise Invalid(**{name: "Must be a string"})
        if isinstance(value, bool):
            return str(value).lower()
        return default if value is None or value == "" else str(value)

    def needed(self, *names: str) -> str:
        """Return the first of these that is given; raise Invalid for none."""
        for name in names:
            if value := self.text(name):
                return value
        raise Invalid(**{names[0]: "Missing value"})

    def number(self, name: str, default: int, most: int = LARGEST, *, least: int = 0) -> int:
        """Return a parameter that counts, at most `most`; raise Invalid."""
        text = self.text(name)
        if not text:
            return default
        try:
            value = int(text)
        except ValueError as error:
            raise Invalid(**{name: "Invalid integer"}) from error
        if value < least:
            raise Invalid(**{name: "Must be a natural number"})
        return min(value, most)

    def truth(self, name: str, *, default: bool = False) -> bool:
        """Return a parameter that says yes or no; raise Invalid."""
        text = self.text(name).lower()
        if not text:
            return default
        if text not in TRUE | FALSE:
            raise Invalid(**{name: "Must be true or false"})
        return text in TRUE

    def several(self, name: str, *, commas: bool = True) -> list[str]:
        """Return a parameter that lists: a list, JSON of one, or words between commas."""
        value = self.parsed(name)
        if value is None or value == "":
            return []
        if isinstance(value, list):
            return [str(each) for each in value]
        if isinstance(value, dict):
            raise Invalid(**{name: "Must be a list"})
        text = str(value)
        return [each.strip() for each in text.split(",") if each.strip()] if commas else [text]

    def parsed(self, name: str) -> Any:  # noqa: ANN401 - whatever JSON holds
        """Return a parameter as it is, or what it holds where it is JSON written out."""
        value = self.given.get(name)
        if isinstance(value, str) and value[:1] in ("{", "["):
            try:
                return json.loads(value)
            except (ValueError, RecursionError):
                return value
        return value


def from_address(query: str) -> Parameters:
    """Return an address's parameters; what is there several times becomes a list."""
    given: Parameters = {}
    for name, value in _pairs(query):
        held = given.get(name)
        given[name] = value if held is None else [*(held if isinstance(held, list) else [held]), value]
    return given


def from_body(body: bytes, media_type: str) -> Parameters:
    """Return a body's parameters; raise BadRequest."""
    if not body.strip():
        return {}
    text = _decoded(body)
    if text.lstrip()[:1] in ("{", "["):
        return _object(text)
    if "json" in media_type:
        return _object(text)
    lone = unquote_plus(text).rstrip("=")
    if lone.lstrip()[:1] in ("{", "["):  # as old clients send it
        return _object(lone)
    return from_address(text)


def _decoded(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise BadRequest("JSON Error: the body is not UTF-8") from error


def _object(text: str) -> Parameters:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadRequest(f"JSON Error: Error decoding JSON data. {type(error).__name__}") from error
    if not isinstance(value, dict):
        raise BadRequest("JSON Error: the data must be an object of parameters")
    return value


def _pairs(text: str) -> Sequence[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, max_num_fields=1_000)
    except ValueError as error:
        raise BadRequest("JSON Error: too many parameters") from error
