"""What a dataset's page says in its head: where it is found in other forms, and what it is, for search engines."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import orjson

from praya.formats.metadata import rdf, schema_org
from praya.formats.metadata.description import Description
from praya.web.api.metadata.places import Places

if TYPE_CHECKING:
    from praya.model.text import Lang
    from praya.services.read import DatasetView

_TOLD = ("ttl", "rdf", "jsonld")


def others(name: str) -> tuple[tuple[str, str], ...]:
    """Return a dataset's other forms: media types and addresses."""
    place = f"/dataset/{quote(name, safe='')}"
    graphs = [(rdf.FORMATS[each].media_type.partition(";")[0], f"{place}.{each}") for each in _TOLD]
    return (
        *graphs,
        ("application/ld+json;profile=http://mlcommons.org/croissant/1.1", f"{place}/croissant.jsonld"),
        ("application/vnd.datapackage+json", f"{place}/datapackage.json"),
    )


def linked(view: DatasetView, base: str, lang: Lang) -> str:
    """Return what a dataset is, as schema.org says it, safe within a `script` element."""
    told = Description(
        dataset=view.dataset,
        publisher=view.publisher,
        themes=view.themes,
        licence=view.licence,
        distributions=view.distributions,
        versions=view.versions,
        tables=view.tables,
    )
    body = orjson.dumps(schema_org.dataset(told, Places(base), lang)).decode()
    return body.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
