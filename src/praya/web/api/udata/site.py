"""What scripts keep of a udata portal itself: a file's lasting address, and the catalogue as CSV.

Annotations are read by the framework when the handlers are made, so they are not postponed here.
"""

import csv
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from io import StringIO
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, SkipValidation
from litestar.response import Redirect, Stream

from praya.model import errors
from praya.model.catalogue import Holding
from praya.model.search import EVERYTHING, Order, Question
from praya.model.text import Lang
from praya.platform import Platform
from praya.services import read, records
from praya.services.records import Whole
from praya.web import urls
from praya.web.api.problem import asked_language
from praya.web.api.udata.failing import OPEN
from praya.web.origin import origin
from praya.web.view import Site

TheSite = NamedDependency[SkipValidation[Site]]
Asked = Request[Any, Any, Any]
Row = Mapping[str, object]
_PAGE = 200


@get("/datasets/r/{resource_id:str}", sync_to_thread=True)
def resource(site: TheSite, resource_id: FromPath[str]) -> Redirect:
    """Lead to a file: to the kept copy, or where it was never fetched to its publisher's address."""
    _, held = records.file(site.platform, resource_id)
    if held.version:
        where = urls.file(resource_id, read.file_name(held.version))
    elif held.distribution.host:
        where = held.distribution.url
    else:
        raise errors.VersionMissing(id=resource_id)
    return Redirect(where, status_code=302, headers=OPEN)


@get("/site/{file:str}", sync_to_thread=True)
def catalogue(site: TheSite, request: Asked, file: FromPath[str]) -> Response[Any]:
    """Give the datasets, files or publishers as CSV, in the words of `lang`."""
    rows = _TABLES.get(file)
    if rows is None:
        raise errors.PageMissing
    told = rows(site.platform, origin(site, request), asked_language(request))
    headers = {**OPEN, "content-disposition": f'attachment; filename="{file}"'}
    return Stream(_written(told), media_type="text/csv", headers=headers)


HANDLERS = [resource, catalogue]


def _wholes(platform: Platform) -> Iterator[Whole]:
    """Iterate over every dataset, by name."""
    start = 0
    while True:
        question = Question(condition=EVERYTHING, orders=(Order("name"),), start=start, size=_PAGE)
        page = records.search(platform, question)
        yield from page.records
        start += _PAGE
        if start >= page.total:
            return


def _datasets(platform: Platform, here: str, lang: Lang) -> Iterator[Row]:
    for each in _wholes(platform):
        held = each.dataset
        yield {
            "id": held.id,
            "title": held.title.words(lang),
            "slug": held.name,
            "url": here + urls.dataset(lang, held.name),
            "organization": each.publisher.title.words(lang),
            "organization_id": each.publisher.id,
            "description": held.description.words(lang),
            "frequency": held.frequency.words(lang),
            "license": held.licence_id,
            "created_at": _stamp(held.created),
            "last_modified": _stamp(held.modified),
            "tags": ",".join(held.keywords),
            "archived": _stamp(each.vanished_at) or "False",
            "resources_count": len(each.files),
            "resources_formats": ",".join(sorted({one.distribution.format for one in each.files})),
        }


def _resources(platform: Platform, here: str, lang: Lang) -> Iterator[Row]:
    for each in _wholes(platform):
        for held in each.files:
            yield _resource(each, held, here, lang)


def _resource(each: Whole, held: Holding, here: str, lang: Lang) -> Row:
    file, version = held.distribution, held.version
    return {
        "dataset.id": each.dataset.id,
        "dataset.title": each.dataset.title.words(lang),
        "dataset.slug": each.dataset.name,
        "dataset.url": here + urls.dataset(lang, each.dataset.name),
        "dataset.organization": each.publisher.title.words(lang),
        "dataset.organization_id": each.publisher.id,
        "dataset.license": each.dataset.licence_id,
        "id": file.id,
        "url": file.url if file.host else "",
        "title": file.title.words(lang),
        "description": file.description.words(lang),
        "filetype": "remote",
        "format": file.format.lower(),
        "mime": version.media_type if version else "",
        "filesize": version.bytes if version else "",
        "checksum.type": "sha256" if version else "",
        "checksum.value": version.sha256 if version else "",
        "modified": _stamp(version.retrieved_at) if version else "",
        "preview_url": f"{here}/api/resources/{file.id}/" if held.tables else "",
    }


def _organizations(platform: Platform, here: str, lang: Lang) -> Iterator[Row]:
    for each, count in records.publishers(platform):
        yield {
            "id": each.id,
            "name": each.title.words(lang),
            "slug": each.id,
            "url": here + urls.search(lang, Question(facets={"publisher": each.id})),
            "metric.datasets": count,
        }


_TABLES: Mapping[str, Callable[[Platform, str, Lang], Iterator[Row]]] = {
    "datasets.csv": _datasets,
    "resources.csv": _resources,
    "organizations.csv": _organizations,
}


def _written(rows: Iterator[Row]) -> Iterator[bytes]:
    """Write rows as udata does: separated by semicolons, everything in quotes."""
    buffer = StringIO()
    writer: csv.DictWriter[str] | None = None
    for row in rows:
        if writer is None:
            writer = csv.DictWriter(buffer, list(row), delimiter=";", quoting=csv.QUOTE_ALL)
            writer.writeheader()
        writer.writerow(row)
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()


def _stamp(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
