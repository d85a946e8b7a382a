"""The catalogue as records: each dataset a GeoJSON feature, its place the box of its tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from praya.model import errors
from praya.model.query import Query
from praya.model.text import LANGS
from praya.services import describe
from praya.web.api.ogc import asking
from praya.web.api.ogc.answers import GEOJSON, HTML, JSON, address, link, root, selves
from praya.web.api.ogc.collections import RECORDS
from praya.web.api.ogc.features import paged
from praya.web.origin import origin
from praya.web.urls import dataset as dataset_page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from praya.formats.metadata.description import Description
    from praya.model.text import Lang
    from praya.services.describe import Box
    from praya.web.api.ogc.answers import Asked, Json
    from praya.web.view import Site

KNOWN = asking.PAGED | {"q", "bbox", "bbox-crs", "type", "ids", "externalIds"}
MOST_RECORDS = 100
LONGEST = 400
"""Characters of the words asked for."""


def items(site: Site, request: Asked, given: Mapping[str, str], lang: Lang) -> Json:
    """Return one page of records."""
    if len(given.get("q", "")) > LONGEST:
        raise errors.ParameterInvalid(name="q", value=given["q"][:40], expected=f"≤ {LONGEST}")
    asked = Query(offset=asking.offset(given), size=min(asking.limit(given), MOST_RECORDS))
    box: Box | None = None
    if "bbox" in given:
        placed = asking.inside(given["bbox"], asking.system(given, "bbox-crs"))
        box = (placed.west, placed.south, placed.east, placed.north)
    found = describe.page(
        site.platform,
        offset=asked.offset,
        size=asked.size,
        text=" ".join(given.get("q", "").replace(",", " ").split()),
        keys=_keys(given),
        inside=box,
    )
    return {
        "type": "FeatureCollection",
        "features": [_record(site, request, each, lang) for each in found.datasets],
        **paged(site, request, asked, found.total, len(found.datasets)),
    }


def _keys(given: Mapping[str, str]) -> set[str] | None:
    """Return the names or ids that are asked for; None where all may come."""
    asked = [set(given[name].split(",")) for name in ("ids", "externalIds") if name in given]
    if "type" in given and "dataset" not in given["type"].split(","):
        asked.append(set())
    return set.intersection(*asked) if asked else None


def item(site: Site, request: Asked, key: str, lang: Lang) -> Json:
    """Return one record, by its dataset's name; raise DatasetMissing."""
    found = _record(site, request, describe.one(site.platform, key), lang)
    where = address(root(site, request), "collections", RECORDS)
    return found | {
        "links": [*selves(site, request, GEOJSON), link(where, "collection", JSON), *found["links"]]
    }


def _record(site: Site, request: Asked, held: Description, lang: Lang) -> Json:
    dataset = held.dataset
    contact = dataset.contact
    emails = [{"value": contact.email}] if contact.email else []
    phones = [{"value": contact.phone}] if contact.phone else []
    return {
        "type": "Feature",
        "id": dataset.name,
        "conformsTo": ["http://www.opengis.net/spec/ogcapi-records-1/1.0/conf/record-core"],
        "geometry": _place(held),
        "time": None,
        "properties": {
            "type": "dataset",
            "title": dataset.title.words(lang) or dataset.name,
            "description": dataset.description.words(lang),
            "keywords": list(dataset.keywords),
            "language": {"code": lang},
            "languages": [{"code": each} for each in LANGS if each in dict(dataset.title.items())],
            "created": dataset.created,
            "updated": dataset.modified,
            "externalIds": [{"value": dataset.id}],
            "themes": [
                {"concepts": [{"id": each.id, "title": each.title.words(lang)} for each in held.themes]}
            ],
            "formats": [{"name": each} for each in sorted({one.format for one in held.distributions} - {""})],
            "contacts": [
                {
                    "name": contact.name or held.publisher.title.words(lang),
                    "organization": held.publisher.title.words(lang),
                    "emails": emails,
                    "phones": phones,
                    "roles": ["publisher"],
                }
            ],
            "license": held.licence.url or held.licence.id,
        },
        "links": _links(site, request, held, lang),
    }


def _links(site: Site, request: Asked, held: Description, lang: Lang) -> list[dict[str, str]]:
    here = origin(site, request)
    links = [link(here + dataset_page(lang, held.dataset.name), "alternate", HTML, "The dataset's page")]
    links += [
        link(address(root(site, request), "collections", each.name), "item", JSON, each.name)
        for each in held.tables
        if each.schema.locating
    ]
    for each in held.distributions:
        version = held.versions.get(each.id)
        kind = version.media_type if version else ""
        links.append(link(each.url, "enclosure", kind or "application/octet-stream", each.title.words(lang)))
    return links


def _place(held: Description) -> Json | None:
    boxes = [each.profile.bbox for each in held.tables if each.profile.bbox]
    if not boxes:
        return None
    west, south = min(each[0] for each in boxes), min(each[1] for each in boxes)
    east, north = max(each[2] for each in boxes), max(each[3] for each in boxes)
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}
