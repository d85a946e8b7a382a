"""A dataset as Explore's catalogue tells of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from praya.formats.metadata import data_json
from praya.model.licence import LICENCES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from praya.formats.metadata.description import Addresses, Description
    from praya.model.table import Column, FieldType, Table
    from praya.model.text import Lang

_TYPES: Mapping[FieldType, str] = {
    "integer": "int",
    "number": "double",
    "boolean": "boolean",
    "date": "date",
    "datetime": "datetime",
    "year": "int",
    "geojson": "geo_shape",
    "list": "json_blob",
    "object": "json_blob",
}
"""Types of fields; everything else is `text`."""


def entry(
    held: Description, table: Table | None, lang: Lang, places: Addresses, key: str = ""
) -> dict[str, Any]:
    """Return a dataset with its fields and all that its record says.

    Explore's own template of metadata has one language and no files: what it cannot say is said as DCAT-US beside it.
    """
    return {
        "dataset_id": key or held.dataset.name,
        "dataset_uid": held.dataset.id,
        "visibility": "domain",
        "has_records": table is not None,
        "data_visible": table is not None,
        "features": _features(table),
        "attachments": [],
        "alternative_exports": [],
        "fields": [_field(each, lang) for each in table.schema.columns] if table else [],
        "metas": {
            "default": _default(held, table, lang),
            "dcat_us": data_json.dataset(held, places, lang),
            "dcat": _dcat(held, lang),
            "praya": _own(held, table),
        },
    }


def _features(table: Table | None) -> list[str]:
    if table is None:
        return []
    told = {"analyze": True, "timeserie": table.schema.dating is not None, "geo": bool(table.schema.locating)}
    return [name for name, there in told.items() if there]


def _field(column: Column, lang: Lang) -> dict[str, Any]:
    return {
        "name": column.name,
        "label": column.title.words(lang) or column.header or column.name,
        "type": _TYPES.get(column.type, "text"),
        "description": None,
        "annotations": {"unit": [column.unit]} if column.unit else {},
    }


def _default(held: Description, table: Table | None, lang: Lang) -> dict[str, Any]:
    dataset = held.dataset
    shown = dataset.title.shown(lang)
    known = held.licence.id == dataset.licence_id and dataset.licence_id in LICENCES
    return {
        "title": shown.words if shown else dataset.name,
        "description": dataset.description.words(lang),
        "theme": [each.title.words(lang) for each in held.themes],
        "keyword": list(dataset.keywords),
        "publisher": held.publisher.title.words(lang),
        "license": held.licence.title.words(lang) if known else dataset.licence_id,
        "license_url": held.licence.url or None if known else None,
        "language": shown.lang if shown else lang,
        "metadata_languages": [each for each, _ in dataset.title.items()],
        "modified": _stamp(dataset.modified),
        "records_count": table.rows if table else 0,
        "references": dataset.landing_url or None,
        "attributions": None,
        "federated": False,
        "bbox": _box(table),
    }


def _dcat(held: Description, lang: Lang) -> dict[str, Any]:
    dataset = held.dataset
    return {
        "created": _stamp(dataset.created),
        "issued": _stamp(dataset.created),
        "contact_name": dataset.contact.name or None,
        "contact_email": dataset.contact.email or None,
        "accrualperiodicity": dataset.frequency.words(lang) or None,
    }


def _own(held: Description, table: Table | None) -> dict[str, Any]:
    """Return what the dialect has no place for: all tables of the dataset, and which of them this is."""
    return {
        "table": table.name if table else None,
        "version": table.version if table else None,
        "tables": [each.name for each in held.tables],
        "license_id": held.dataset.licence_id,
    }


def _box(table: Table | None) -> dict[str, Any] | None:
    box = table.profile.bbox if table else None
    if box is None:
        return None
    west, south, east, north = box
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]}, "properties": {}}


def _stamp(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
