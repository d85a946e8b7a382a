"""A dataset as a Data Package (version 2): its tables as CSV with everything the profile proves, its files as announced.

The format has one language; the others stand beside it under `…_translated`, by language tag.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from praya.formats.metadata import table_schema, vocabulary
from praya.formats.metadata.languages import tagged
from praya.model.catalogue import web_host
from praya.model.licence import UNSTATED

if TYPE_CHECKING:
    from praya.formats.metadata.description import Addresses, Description
    from praya.model.catalogue import Contact, Distribution
    from praya.model.table import Table
    from praya.model.text import Lang, Text

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
RESOURCE = "https://datapackage.org/profiles/2.0/dataresource.json"
Json = dict[str, Any]


def package(told: Description, places: Addresses, lang: Lang) -> Json:
    """Describe a dataset in one language, the others beside it."""
    held = told.dataset
    body = {
        "$schema": PROFILE,
        "name": held.name,
        "id": held.id,
        "title": held.title.words(lang),
        "title_translated": _translated(held.title),
        "description": held.description.words(lang),
        "description_translated": _translated(held.description),
        "homepage": held.landing_url,
        "created": held.created.isoformat() if held.created else None,
        "modified": held.modified.isoformat() if held.modified else None,
        "keywords": list(held.keywords),
        "licenses": _licences(told),
        "contributors": _contributors(told, places),
        "sources": [{"title": held.source, "path": held.source}] if web_host(held.source) else [],
        "themes": [
            {"id": each.id, "position": each.position, "title_translated": _translated(each.title)}
            for each in told.themes
        ],
        "frequency_translated": _translated(held.frequency),
        "dictionary": held.dictionary_url,
        "resources": [
            *(_table(each, places) for each in told.tables),
            *(_announced(told, each, places, lang) for each in told.distributions),
        ]
        or [{"name": "none", "data": []}],
    }
    return _filled(body)


def _filled(body: Json) -> Json:
    return {key: value for key, value in body.items() if value not in (None, "", [], {}, False)}


def _translated(text: Text) -> dict[str, str]:
    return dict(tagged(text))


def _licences(told: Description) -> list[Json]:
    known = told.dataset.licence_id
    if known == UNSTATED.id:
        return []
    title = told.licence.title.words("en") if told.licence.id == known else ""
    return [_filled({"name": known, "path": vocabulary.licence_address(known), "title": title})]


def _contributors(told: Description, places: Addresses) -> list[Json]:
    publisher = _filled(
        {
            "title": told.publisher.title.words("en") or told.publisher.id,
            "title_translated": _translated(told.publisher.title),
            "id": told.publisher.id,
            "path": places.publisher(told.publisher.id),
            "roles": ["publisher"],
        }
    )
    return [publisher, *_contact(told.dataset.contact)]


def _contact(contact: Contact) -> list[Json]:
    told = _filled({"title": contact.name, "email": contact.email, "phone": contact.phone})
    return [told | {"roles": ["contact"]}] if told else []


def _table(table: Table, places: Addresses) -> Json:
    return _filled(
        {
            "$schema": RESOURCE,
            "name": table.name,
            "type": "table",
            "path": places.table(table.name, "csv", table.version),
            "title": table.title.words("en"),
            "title_translated": _translated(table.title),
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "dialect": {"header": True, "delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"'},
            "rows": table.rows,
            "wasDerivedFrom": table.distribution_id,
            "schema": table_schema.schema(table),
        }
    )


def _announced(told: Description, each: Distribution, places: Addresses, lang: Lang) -> Json:
    """Describe a file as its publisher announced it; it stays where it is."""
    return _filled(
        {
            "name": f"file-{each.id.lower()}",
            "id": each.id,
            "path": told.address(each, places),
            "title": each.title.words(lang),
            "title_translated": _translated(each.title),
            "description": each.description.words(lang),
            "description_translated": _translated(each.description),
            "format": each.format.lower(),
            "mediatype": vocabulary.MEDIA_TYPES.get(each.format),
            "languages": list(each.languages),
        }
    )
