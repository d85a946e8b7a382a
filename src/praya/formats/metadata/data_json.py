"""DCAT-US: a catalogue as `data.json`, by the schema of version 1.1 (Project Open Data).

The format has one language; the others stand beside it under `…_translated`, by language tag, as CKAN portals with
several languages do it. What a program of the United States needs and we do not have (bureau and programme codes) is
left out rather than made up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from praya.formats.metadata import vocabulary
from praya.formats.metadata.languages import tagged
from praya.model.licence import UNSTATED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from praya.formats.metadata.description import Addresses, Description
    from praya.model.catalogue import Contact, Distribution
    from praya.model.text import Lang, Text

SCHEMA = "https://project-open-data.cio.gov/v1.1/schema"
Json = dict[str, Any]


def catalogue(datasets: Iterable[Description], places: Addresses, lang: Lang) -> Json:
    """Describe the catalogue in one language, the others beside it."""
    return {
        "@context": f"{SCHEMA}/catalog.jsonld",
        "@id": f"{places.base}/data.json",
        "@type": "dcat:Catalog",
        "conformsTo": SCHEMA,
        "describedBy": f"{SCHEMA}/catalog.json",
        "dataset": [dataset(each, places, lang) for each in datasets],
    }


def dataset(told: Description, places: Addresses, lang: Lang) -> Json:
    """Describe a dataset."""
    held = told.dataset
    title = held.title.words(lang)
    body = {
        "@type": "dcat:Dataset",
        "@id": places.dataset(held.name),
        "identifier": held.id,
        "title": title,
        "title_translated": _translated(held.title),
        "description": held.description.words(lang) or title,
        "description_translated": _translated(held.description),
        "keyword": list(held.keywords)
        or [each.title.words(lang) or each.id for each in told.themes]
        or [title],
        "modified": _modified(told),
        "issued": held.created.isoformat() if held.created else None,
        "publisher": {
            "@type": "org:Organization",
            "@id": places.publisher(told.publisher.id),
            "name": told.publisher.title.words(lang) or told.publisher.id,
            "name_translated": _translated(told.publisher.title),
            "identifier": told.publisher.id,
        },
        "contactPoint": _contact(held.contact),
        "accessLevel": "public",
        "license": vocabulary.licence_address(held.licence_id) or None,
        "license_id": held.licence_id if held.licence_id != UNSTATED.id else None,
        "accrualPeriodicity": _periodicity(told),
        "accrualPolicy_translated": _translated(held.frequency),
        "theme": [each.title.words(lang) or each.id for each in told.themes],
        "theme_translated": [
            {"identifier": each.id, "position": each.position, "title": _translated(each.title)}
            for each in told.themes
        ],
        "language": [each for each, _ in held.title.items()],
        "spatial": ",".join(f"{each:.6f}" for each in told.bbox) if told.bbox else None,
        "temporal": "/".join(told.period) if told.period else None,
        "describedBy": held.dictionary_url,
        "landingPage": held.landing_url,
        "provenance": held.source,
        "distribution": [
            *(_announced(told, each, places, lang) for each in told.distributions),
            *_derived(told, places, lang),
        ],
    }
    return _filled(body)


def _filled(body: Json) -> Json:
    """Return what is said, without what is not: the schema knows no empty values."""
    return {key: value for key, value in body.items() if value not in (None, "", [], {}, False)}


def _translated(text: Text) -> dict[str, str]:
    return dict(tagged(text))


def _modified(told: Description) -> str:
    """Return when it changed: the schema asks for it, so one that never told is as old as can be told."""
    moment = told.dataset.modified or told.dataset.created or told.changed
    return moment.isoformat() if moment else "R/P1Y"


def _contact(contact: Contact) -> Json | None:
    """Return whom to ask; the schema wants a name, so an address or a number stands in for one."""
    told = _filled(
        {
            "hasEmail": f"mailto:{contact.email}" if contact.email else None,
            "hasTelephone": contact.phone,
        }
    )
    name = contact.name or contact.email or contact.phone
    return {"@type": "vcard:Contact", "fn": name} | told if name else None


def _periodicity(told: Description) -> str | None:
    rhythm = told.rhythm
    if rhythm.duration:
        return f"R/{rhythm.duration}"
    return {"continuous": "R/PT1S", "irregular": "irregular", "as_needed": "irregular"}.get(rhythm.kind)


def _announced(told: Description, each: Distribution, places: Addresses, lang: Lang) -> Json:
    return _filled(
        {
            "@type": "dcat:Distribution",
            "identifier": each.id,
            "accessURL": told.address(each, places),
            "title": each.title.words(lang),
            "title_translated": _translated(each.title),
            "description": each.description.words(lang),
            "description_translated": _translated(each.description),
            "format": each.format,
            "language": list(each.languages),
        }
    )


def _derived(told: Description, places: Addresses, lang: Lang) -> Iterable[Json]:
    for table in told.tables:
        yield _filled(
            {
                "@type": "dcat:Distribution",
                "title": (table.title or told.dataset.title).words(lang),
                "downloadURL": places.table(table.name, "csv"),
                "mediaType": "text/csv",
                "format": "CSV",
                "describedBy": places.table(table.name, "csv-metadata.json"),
                "describedByType": "application/csvm+json",
                "wasDerivedFrom": table.distribution_id,
            }
        )
