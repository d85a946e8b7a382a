"""A record as JSON values and back: what a history that travels carries with it."""

from __future__ import annotations

from dataclasses import asdict, fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from praya.model.catalogue import Contact, Dataset, Distribution, Publisher, Record, Theme, Version
from praya.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

Json = dict[str, Any]
_DISTRIBUTION = ("id", "dataset_id", "position", "url", "format")
_TEXTS = ("title", "description", "frequency")
_MOMENTS = ("retrieved_at",)
_OPTIONAL = ("created", "modified")
_LISTS = ("theme_ids", "keywords", "languages")
_NUMBERS = ("position", "number", "bytes")
_MOST = 2**63
_FAILED = ("tried_by", "trouble")


def record_to_json(record: Record) -> Json:
    """Return the record's parts by name."""
    return {
        "dataset": _plain(record.dataset),
        "distributions": [
            {key: getattr(each, key) for key in _DISTRIBUTION}
            | {
                "title": each.title.to_json(),
                "description": each.description.to_json(),
                "languages": list(each.languages),
            }
            for each in record.distributions
        ],
        "publisher": _plain(record.publisher),
        "themes": [_plain(each) for each in record.themes],
    }


def record_from_json(data: Mapping[str, Any]) -> Record:
    """Read what `record_to_json` wrote; raise KeyError, TypeError or ValueError where it is not that."""
    return Record(
        dataset=Dataset(**_read(data["dataset"])),
        distributions=tuple(Distribution(**_read(each)) for each in data["distributions"]),
        publisher=Publisher(**_read(data["publisher"])),
        themes=tuple(Theme(**_read(each)) for each in data["themes"]),
    )


def version_to_json(version: Version) -> Json:
    """Return the version's fields by name, but for what failed here: it is read anew where it goes."""
    return {key: value for key, value in _plain(version).items() if key not in _FAILED}


def version_from_json(data: Mapping[str, Any]) -> Version:
    """Read what `version_to_json` wrote; raise KeyError, TypeError or ValueError where it is not that."""
    known = {each.name for each in fields(Version)} - {*_FAILED}
    return Version(**{key: value for key, value in _read(data).items() if key in known})


def _plain(value: Dataset | Publisher | Theme | Version) -> Json:
    return {key: _said(getattr(value, key)) for key in (each.name for each in fields(value))}


def _said(value: object) -> object:
    if isinstance(value, Text):
        return value.to_json()
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Contact):
        return asdict(value)
    return list(value) if isinstance(value, tuple) else value


def _read(data: Mapping[str, Any]) -> Json:
    return {key: _value(key, value) for key, value in data.items()}


def _value(key: str, value: Any) -> object:  # noqa: ANN401 - whatever a file says
    """Return a field's value of the kind it has in the model; raise TypeError, ValueError or AttributeError."""
    return _KINDS.get(key, _words)(value)


def _text(value: Mapping[str, Mapping[str, str]]) -> Text:
    return Text.from_json({lang: _read(wording) for lang, wording in value.items()})


def _list(value: Iterable[object]) -> tuple[str, ...]:
    return tuple(map(_words, value))


def _about(value: Mapping[object, object]) -> dict[str, str | int]:
    return {_words(name): told if isinstance(told, int) else _words(told) for name, told in value.items()}


def _number(value: object) -> int:
    if not isinstance(value, int) or not 0 <= value < _MOST:
        raise ValueError(f"{value!r:.40} is no number of something")
    return value


def _moment(value: str) -> datetime:
    """Return a moment in UTC; raise ValueError also where it has no zone."""
    found = datetime.fromisoformat(value)
    if found.tzinfo is None:
        raise ValueError(value)
    try:
        return found.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(value) from error


def _words(value: object) -> str:
    """Return text; raise TypeError, or ValueError where no file could hold it."""
    if not isinstance(value, str):
        raise TypeError(f"{value!r:.40} is no text")
    value.encode()
    return value


_KINDS: Mapping[str, Callable[[Any], object]] = {
    **dict.fromkeys(_TEXTS, _text),
    **dict.fromkeys(_MOMENTS, _moment),
    **dict.fromkeys(_OPTIONAL, lambda value: None if value is None else _moment(value)),
    **dict.fromkeys(_LISTS, _list),
    **dict.fromkeys(_NUMBERS, _number),
    "contact": lambda value: Contact(**_read(value)),
    "about": _about,
}
"""How each field is read that is not mere words."""
