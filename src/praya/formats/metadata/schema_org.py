"""A dataset as schema.org sees it: what stands in its page's head for search engines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from praya.formats.metadata import vocabulary

if TYPE_CHECKING:
    from praya.formats.metadata.description import Addresses, Description
    from praya.model.table import Table
    from praya.model.text import Lang

MOST_DESCRIPTION = 5_000
LEAST_DESCRIPTION = 50
"""Search engines pass over datasets with shorter descriptions."""
Json = dict[str, Any]


def dataset(told: Description, places: Addresses, lang: Lang) -> Json:
    """Describe a dataset to a reader of one language."""
    held = told.dataset
    title = held.title.shown(lang)
    words = held.description.words(lang)
    if len(words) < LEAST_DESCRIPTION:
        words = " · ".join(
            filter(None, [words, title.words if title else "", told.publisher.title.words(lang)])
        )
    body = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "@id": places.dataset(held.name),
        "identifier": held.id,
        "url": places.page(lang, held.name),
        "name": title.words if title else held.name,
        "alternateName": [
            wording.words for each, wording in held.title.items() if title and each != title.lang
        ],
        "description": words[:MOST_DESCRIPTION],
        "inLanguage": title.lang if title else "en",
        "keywords": [*held.keywords, *(each.title.words(lang) for each in told.themes)],
        "license": vocabulary.licence_address(held.licence_id),
        "isAccessibleForFree": True,
        "creator": _organisation(told, places, lang),
        "publisher": _organisation(told, places, lang),
        "dateCreated": held.created.isoformat() if held.created else None,
        "dateModified": told.changed.isoformat() if told.changed else None,
        "temporalCoverage": "/".join(told.period) if told.period else None,
        "spatialCoverage": _place(told),
        "isBasedOn": held.landing_url,
        "includedInDataCatalog": {"@type": "DataCatalog", "url": f"{places.base}/"},
        "variableMeasured": [
            _variable(each.name, each.unit, table)
            for table in told.tables[:1]
            for each in table.schema.columns
        ],
        "distribution": [
            {
                "@type": "DataDownload",
                "contentUrl": places.table(table.name, ending),
                "encodingFormat": vocabulary.MEDIA_TYPES[kind],
                "name": f"{table.name}.{ending}",
            }
            for table in told.tables
            for ending, kind in (("csv", "CSV"), ("parquet", "PARQUET"))
        ]
        + [
            {
                "@type": "DataDownload",
                "contentUrl": told.address(each, places),
                "encodingFormat": vocabulary.MEDIA_TYPES.get(each.format, each.format),
            }
            for each in told.distributions
        ],
    }
    return {key: value for key, value in body.items() if value not in (None, "", [])}


def _organisation(told: Description, places: Addresses, lang: Lang) -> Json:
    return {
        "@type": "Organization",
        "@id": places.publisher(told.publisher.id),
        "name": told.publisher.title.words(lang) or told.publisher.id,
    }


def _place(told: Description) -> Json | None:
    if told.bbox is None:
        return None
    west, south, east, north = told.bbox
    return {"@type": "Place", "geo": {"@type": "GeoShape", "box": f"{south} {west} {north} {east}"}}


def _variable(name: str, unit: str, table: Table) -> Json:
    column = table.schema.column(name)
    held = table.profile.columns.get(name)
    body = {
        "@type": "PropertyValue",
        "name": name,
        "alternateName": column.header if column and column.header != name else None,
        "unitText": unit,
        "minValue": held.min if held and isinstance(held.min, int | float) else None,
        "maxValue": held.max if held and isinstance(held.max, int | float) else None,
    }
    return {key: value for key, value in body.items() if value not in (None, "")}
