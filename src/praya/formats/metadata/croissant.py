"""A dataset as Croissant 1.1, for machine learning, with the fields of its extension for responsible use (RAI).

The publisher's files are there with their hashes, as they were last retrieved; the tables read from them are Parquet,
pinned to a version. The dataset is told to be a live one: its next version will have other hashes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from praya.formats.metadata import vocabulary
from praya.formats.metadata.languages import tagged
from praya.model import personal
from praya.model.licence import UNSTATED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from praya.formats.metadata.description import Addresses, Description
    from praya.model.catalogue import Version
    from praya.model.table import Column, Table
    from praya.model.text import Text

Json = dict[str, Any]
_CONTEXT: Json = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "arrayShape": "cr:arrayShape",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "containedIn": "cr:containedIn",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "description": {"@container": "@language"},
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isArray": "cr:isArray",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "name": {"@container": "@language"},
    "parentField": "cr:parentField",
    "path": "cr:path",
    "prov": "http://www.w3.org/ns/prov#",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
_TYPES = {
    "integer": "sc:Integer",
    "number": "sc:Float",
    "boolean": "sc:Boolean",
    "date": "sc:Date",
    "datetime": "sc:DateTime",
    "time": "sc:Time",
    "year": "sc:Integer",
}
"""The rest is text: months, lists and objects as JSON, shapes as WKB."""
MOST_LIMITS = 40


def dataset(told: Description, places: Addresses) -> Json:
    """Describe a dataset, every language at once."""
    held = told.dataset
    published = held.created or told.changed
    newest = max((each.number for each in told.versions.values()), default=0)
    body = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "@id": places.dataset(held.name),
        "conformsTo": ["http://mlcommons.org/croissant/1.1", "http://mlcommons.org/croissant/RAI/1.0"],
        "name": dict(tagged(held.title)),
        "description": dict(tagged(held.description)) or dict(tagged(held.title)),
        "url": places.page("en", held.name),
        "sameAs": held.landing_url,
        "license": _licence(told),
        "keywords": [*held.keywords, *(each.title.words("en") for each in told.themes)],
        "inLanguage": [lang for lang, _ in held.title.items()],
        "publisher": _organisation(told, places),
        "creator": _organisation(told, places),
        "datePublished": published.date().isoformat() if published else None,
        "dateModified": told.changed.date().isoformat() if told.changed else None,
        "version": f"{max(newest, 1)}.0.0",
        "isLiveDataset": True,
        "citeAs": _citation(told, places),
        "distribution": list(_files(told, places)),
        "recordSet": [_record_set(each) for each in told.tables],
        "prov:wasDerivedFrom": [{"@id": each.url} for each in told.versions.values()],
        **_responsible(told),
    }
    return _filled(body)


def _filled(body: Json) -> Json:
    return {key: value for key, value in body.items() if value not in (None, "", [], {})}


def _licence(told: Description) -> Json | str | None:
    """Return the licence by its SPDX name: a LicenseRef for terms that SPDX does not list."""
    known = told.dataset.licence_id
    if known == UNSTATED.id:
        return None
    address = vocabulary.licence_address(known)
    return _filled({"@type": "CreativeWork", "name": {"en": known}, "url": address}) if address else known


def _organisation(told: Description, places: Addresses) -> Json:
    name = dict(tagged(told.publisher.title)) or {"en": told.publisher.id}
    return {"@type": "Organization", "name": name, "url": places.publisher(told.publisher.id)}


def _citation(told: Description, places: Addresses) -> str:
    """Return an entry for BibTeX."""
    year = f", year={{{told.changed.year}}}" if told.changed else ""
    title = _plain(told.dataset.title.words("en") or told.dataset.name)
    publisher = _plain(told.publisher.title.words("en") or told.publisher.id)
    address = places.page("en", told.dataset.name)
    return f"@misc{{{told.dataset.name}, title={{{title}}}, author={{{{{publisher}}}}}{year}, url={{{address}}}}}"


def _plain(words: str) -> str:
    return words.replace("\\", "").replace("{", "").replace("}", "")


def _files(told: Description, places: Addresses) -> Iterator[Json]:
    for each in told.distributions:
        if version := told.versions.get(each.id):
            yield _original(version, each.title, places)
    for table in told.tables:
        yield {
            "@type": "cr:FileObject",
            "@id": f"{table.name}.parquet",
            "name": f"{table.name}.parquet",
            "description": f"The table {table.name} as of version {table.version}, as Parquet. Its rows are those of "
            "the file it was read from, whose hash is given there; its own bytes have none, for they say at their end "
            "what is known of terms and findings when they are asked for.",
            "contentUrl": places.table(table.name, "parquet", table.version),
            "encodingFormat": "application/x-parquet",
            "prov:wasDerivedFrom": {"@id": table.distribution_id},
        }


def _original(version: Version, title: Text, places: Addresses) -> Json:
    media_type = vocabulary.MEDIA_TYPES.get(version.format.upper(), version.media_type)
    return _filled(
        {
            "@type": "cr:FileObject",
            "@id": version.distribution_id,
            "name": title.words("en") or version.distribution_id,
            "description": f"As retrieved from {version.url} at {version.retrieved_at.isoformat()}.",
            "contentUrl": places.original(version),
            "contentSize": f"{version.bytes} B",
            "encodingFormat": media_type or "application/octet-stream",
            "sha256": version.sha256,
            "prov:wasDerivedFrom": {"@id": version.url},
        }
    )


def _record_set(table: Table) -> Json:
    return _filled(
        {
            "@type": "cr:RecordSet",
            "@id": table.name,
            "name": table.name,
            "description": dict(tagged(table.title)),
            "key": [{"@id": f"{table.name}/{each}"} for key in table.profile.keys[:1] for each in key],
            "field": [part for column in table.schema.columns for part in _fields(table, column)],
        }
    )


def _fields(table: Table, column: Column) -> Iterator[Json]:
    told = dict(tagged(column.title))
    if column.unit:
        told = {tag: f"{words} ({column.unit})" for tag, words in told.items()}
    yield _field(table, column.name, _TYPES.get(column.type, "sc:Text"), told)
    if column.markers:
        beside = {"en": f"What the source wrote in {column.name} where it is no value."}
        yield _field(table, f"{column.name}_text", "sc:Text", beside)


def _field(table: Table, name: str, data_type: str, described: dict[str, str]) -> Json:
    return _filled(
        {
            "@type": "cr:Field",
            "@id": f"{table.name}/{name}",
            "name": name,
            "description": described,
            "dataType": data_type,
            "source": {"fileObject": {"@id": f"{table.name}.parquet"}, "extract": {"column": name}},
        }
    )


def _responsible(told: Description) -> Json:
    """Return what is known of how the data came to be, and what it cannot say."""
    source = told.dataset.source or "this catalogue"
    period = told.period
    return {
        "rai:dataCollection": f"Published by {told.publisher.title.words('en') or told.publisher.id}; "
        f"described by {source}; each file retrieved from the publisher's own address.",
        "rai:dataCollectionRawData": "The publisher's own files, kept byte for byte: see `distribution`.",
        "rai:dataCollectionTimeframe": list(period)
        if period and len(period[0]) == len("2020-01-01")
        else None,
        "rai:dataCollectionMissingData": _missing(told),
        "rai:dataPreprocessingProtocol": [
            (
                "Every value is read without loss from the file: types are given to a column only where all its values "
                "survive the way there and back; markers that are no values are kept in a column beside. No value is "
                "imputed, rounded or corrected."
            )
        ],
        "rai:dataImputationProtocol": "None.",
        "rai:dataLimitations": list(_limits(told)),
        "rai:personalSensitiveInformation": list(_personal(told)),
        "rai:dataReleaseMaintenancePlan": told.dataset.frequency.words("en") or None,
    }


def _missing(told: Description) -> str | None:
    parts = []
    for table in told.tables:
        cells = table.rows * len(table.schema.columns)
        nulls = sum(each.nulls for each in table.profile.columns.values())
        if cells:
            parts.append(f"{table.name}: {nulls} of {cells} cells are empty or hold a marker")
    return "; ".join(parts) + "." if parts else None


def _personal(told: Description) -> Iterator[str]:
    """Yield what was found of personal data, table by table; of values, nothing."""
    for table in told.tables:
        yield f"{table.name}: {' '.join(personal.lines(table.profile.examined, 'en'))}"


def _limits(told: Description) -> Iterator[str]:
    """Return the limits that are known: of the terms, and what markers stand for."""
    if told.licence.accuracy_duty:
        yield "The terms of use ask whoever shows the data to do so accurately, fairly and sufficiently, and to name its source."
    if told.licence.third_party_rights:
        yield "Others than the publisher may hold rights in parts of it."
    for table in told.tables:
        for column in table.schema.columns[:MOST_LIMITS]:
            if column.markers:
                meanings = dict(column.meanings)
                said = ", ".join(
                    f"{each!r}" + (f" ({meanings[each]})" if each in meanings else "")
                    for each in column.markers
                )
                yield f"{table.name}.{column.name} holds markers that are no values: {said}."
