"""A record as JSON values and back: what a history that travels carries with it."""

from __future__ import annotations

from dataclasses import asdict, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any

from praya.model.catalogue import Contact, Dataset, Distribution, Publisher, Record, Theme, Version
from praya.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

Json = dict[str, Any]
_DISTRIBUTION = ("id", "dataset_id", "position", "url", "format")
_TEXTS = ("title", "description", "frequency")
_MOMENTS = ("created", "modified", "retrieved_at")
_LISTS = ("theme_ids", "keywords")


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
    dataset = _read(data["dataset"])
    return Record(
        dataset=Dataset(**dataset | {"contact": Contact(**dataset["contact"])}),
        distributions=tuple(
            Distribution(**_read(each) | {"languages": tuple(each["languages"])})
            for each in data["distributions"]
        ),
        publisher=Publisher(**_read(data["publisher"])),
        themes=tuple(Theme(**_read(each)) for each in data["themes"]),
    )


def version_to_json(version: Version) -> Json:
    """Return the version's fields by name."""
    return _plain(version)


def version_from_json(data: Mapping[str, Any]) -> Version:
    """Read what `version_to_json` wrote; raise KeyError, TypeError or ValueError where it is not that."""
    known = {each.name for each in fields(Version)}
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
    values = dict(data)
    for key in values.keys() & set(_TEXTS):
        values[key] = Text.from_json(values[key])
    for key in values.keys() & set(_MOMENTS):
        values[key] = datetime.fromisoformat(values[key]) if values[key] else None
    for key in values.keys() & set(_LISTS):
        values[key] = tuple(values[key])
    return values
