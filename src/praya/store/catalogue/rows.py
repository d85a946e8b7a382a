"""Database rows as the model's values, and back."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from praya.model.catalogue import Contact, Dataset, Distribution, Publisher, Theme, Version
from praya.model.serial import (
    decision_from_json,
    decision_to_json,
    problem_from_json,
    problem_to_json,
    profile_from_json,
    profile_to_json,
    schema_from_json,
    schema_to_json,
)
from praya.model.table import Table
from praya.model.text import Text

if TYPE_CHECKING:
    from sqlalchemy import Row

Values = dict[str, Any]


def publisher_of(row: Row[Any]) -> Publisher:
    """Read a row of `publisher`."""
    return Publisher(id=row.id, title=Text.from_json(row.title))


def publisher_values(publisher: Publisher) -> Values:
    """Return the columns of `publisher`."""
    return {"id": publisher.id, "title": publisher.title.to_json()}


def theme_of(row: Row[Any]) -> Theme:
    """Read a row of `theme`."""
    return Theme(id=row.id, title=Text.from_json(row.title), position=row.position)


def theme_values(theme: Theme) -> Values:
    """Return the columns of `theme`."""
    return {"id": theme.id, "title": theme.title.to_json(), "position": theme.position}


def dataset_of(row: Row[Any], theme_ids: tuple[str, ...]) -> Dataset:
    """Read a row of `dataset`; its themes come from a table of their own."""
    return Dataset(
        id=row.id,
        name=row.name,
        title=Text.from_json(row.title),
        description=Text.from_json(row.description),
        publisher_id=row.publisher_id,
        theme_ids=theme_ids,
        keywords=tuple(row.keywords),
        frequency=Text.from_json(row.frequency),
        contact=Contact(**row.contact),
        dictionary_url=row.dictionary_url,
        landing_url=row.landing_url,
        licence_id=row.licence_id,
        created=row.created,
        modified=row.modified,
        source=row.source,
    )


def dataset_values(dataset: Dataset) -> Values:
    """Return the columns of `dataset` that come from the record."""
    return {
        "id": dataset.id,
        "name": dataset.name,
        "title": dataset.title.to_json(),
        "description": dataset.description.to_json(),
        "publisher_id": dataset.publisher_id,
        "keywords": list(dataset.keywords),
        "frequency": dataset.frequency.to_json(),
        "contact": asdict(dataset.contact),
        "dictionary_url": dataset.dictionary_url,
        "landing_url": dataset.landing_url,
        "licence_id": dataset.licence_id,
        "created": dataset.created,
        "modified": dataset.modified,
        "source": dataset.source,
    }


def distribution_of(row: Row[Any]) -> Distribution:
    """Read a row of `distribution`."""
    return Distribution(
        id=row.id,
        dataset_id=row.dataset_id,
        position=row.position,
        title=Text.from_json(row.title),
        description=Text.from_json(row.description),
        url=row.url,
        format=row.format,
        languages=tuple(row.languages),
        status=row.status,
        problem=problem_from_json(row.problem) if row.problem else None,
        checked_at=row.checked_at,
        etag=row.etag,
        last_modified=row.last_modified,
    )


def distribution_values(distribution: Distribution) -> Values:
    """Return the columns of `distribution`, all but the number of its latest version."""
    return {
        "id": distribution.id,
        "dataset_id": distribution.dataset_id,
        "position": distribution.position,
        "title": distribution.title.to_json(),
        "description": distribution.description.to_json(),
        "url": distribution.url,
        "format": distribution.format,
        "languages": list(distribution.languages),
        "status": distribution.status,
        "problem": problem_to_json(distribution.problem) if distribution.problem else None,
        "checked_at": distribution.checked_at,
        "etag": distribution.etag,
        "last_modified": distribution.last_modified,
    }


def version_of(row: Row[Any]) -> Version:
    """Read a row of `version`."""
    return Version(
        distribution_id=row.distribution_id,
        number=row.number,
        sha256=row.sha256,
        bytes=row.bytes,
        url=row.url,
        media_type=row.media_type,
        format=row.format,
        encoding=row.encoding,
        retrieved_at=row.retrieved_at,
        about=row.about or {},
        read_by=row.read_by,
        tried_by=row.tried_by,
        trouble=problem_from_json(row.trouble) if row.trouble else None,
    )


def version_values(version: Version) -> Values:
    """Return the columns of `version`."""
    return asdict(version) | {
        "about": dict(version.about),
        "trouble": problem_to_json(version.trouble) if version.trouble else None,
    }


def table_of(row: Row[Any]) -> Table:
    """Read a row of `table_version`."""
    return Table(
        name=row.name,
        distribution_id=row.distribution_id,
        version=row.version,
        position=row.position,
        title=Text.from_json(row.title),
        rows=row.rows,
        schema=schema_from_json(row.schema),
        profile=profile_from_json(row.profile),
        notes=tuple(row.notes),
        decisions=tuple(decision_from_json(each) for each in row.decisions),
    )


def table_values(table: Table) -> Values:
    """Return the columns of `table_version`."""
    return {
        "name": table.name,
        "version": table.version,
        "distribution_id": table.distribution_id,
        "position": table.position,
        "title": table.title.to_json(),
        "rows": table.rows,
        "schema": schema_to_json(table.schema),
        "profile": profile_to_json(table.profile),
        "notes": list(table.notes),
        "decisions": [decision_to_json(each) for each in table.decisions],
    }
