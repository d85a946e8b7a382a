"""From what services return to the sources that answers name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from praya.model.citation import Cited
from praya.services import read
from praya.web import urls
from praya.web.agents.answer import Source
from praya.web.origin import set_origin

if TYPE_CHECKING:
    from praya.model.catalogue import Version
    from praya.model.table import Table
    from praya.model.text import Lang
    from praya.services.read import DatasetView
    from praya.web.view import Site


def cited(site: Site, view: DatasetView, version: Version | None, lang: Lang) -> Cited:
    """Return what is to be named of a dataset's version."""
    address = set_origin(site.platform.settings) + urls.dataset(lang, view.dataset.name)
    return Cited(
        dataset=view.dataset,
        publisher=view.publisher,
        version=version,
        licence=view.licence,
        address=f"{address}?as_of={version.number}" if version else address,
    )


def source(site: Site, view: DatasetView, version: Version | None, lang: Lang, table: str = "") -> Source:
    """Return a dataset's version as a source."""
    named = cited(site, view, version, lang)
    return Source(
        dataset=view.dataset.name,
        table=table,
        version=version.number if version else None,
        sha256=version.sha256 if version else "",
        retrieved_at=version.retrieved_at if version else None,
        licence=view.licence.id,
        licence_url=view.licence.url,
        citation=named.line(lang),
        page=named.address,
    )


def source_of(site: Site, table: Table, lang: Lang) -> Source:
    """Return a table as of its version as a source."""
    dataset, version = read.owner(site.platform, table)
    return source(site, read.dataset(site.platform, dataset.name), version, lang, table.name)


def latest(view: DatasetView) -> Version | None:
    """Return the version of a dataset's files that came last."""
    return max(view.versions.values(), key=lambda each: each.retrieved_at, default=None)
