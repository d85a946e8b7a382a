"""What is taken away: a table's rows in every format, how it was read, and the publisher's own bytes."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

import orjson

from praya.model import errors
from praya.model.carried import carried
from praya.model.moment import parse_as_of
from praya.model.query import parse
from praya.model.report import report_to_json
from praya.model.text import LANGS
from praya.services import ask, read
from praya.services.ask import EXPORTS
from praya.web import urls
from praya.web.origin import set_origin

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import BinaryIO

    from praya.model.citation import Cited
    from praya.model.query import Query
    from praya.model.table import Table
    from praya.services.ask import ExportFormat
    from praya.web.view import Site

REPORT = ".report.json"
EVERY = ".history.parquet"
MEDIA_TYPES: Mapping[ExportFormat, str] = {
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "json": "application/json",
    "ndjson": "application/x-ndjson",
    "parquet": "application/vnd.apache.parquet",
    "arrow": "application/vnd.apache.arrow.stream",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "geojson": "application/geo+json",
    "geoparquet": "application/vnd.apache.parquet",
}
_ENDINGS: Mapping[str, ExportFormat] = {each: each for each in EXPORTS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """A file on its way out: one that stands, of which parts can be asked for, or chunks of bytes."""

    name: str
    media_type: str
    chunks: Iterator[bytes] | None = None
    stream: BinaryIO | None = None
    bytes: int = 0
    """Of the stream."""
    etag: str = ""
    """Of the stream."""
    rows: int | None = None
    """How many rows there are, where that is known before they are written."""
    links: Mapping[str, str] = field(default_factory=dict)
    """Addresses by their relation (RFC 8288): its terms, and how to cite it."""


def table_file(site: Site, file: str, pairs: Sequence[tuple[str, str]]) -> Download:
    """Return a table as `NAME.ENDING`, as of the time that is asked for; page and size do not apply.

    `NAME.history.parquet` is all its versions, and `NAME.report.json` how it was read.
    """
    if file.endswith(REPORT):
        return _report(site, file, dict(pairs))
    if file.endswith(EVERY):
        name = file.removesuffix(EVERY)
        table = read.table(site.platform, name, read.timeline(site.platform, name)[-1].number)
        named = cited(site, table)
        every = ask.every_version(site.platform, table.name, carried(named, table))
        return Download(
            name=file, media_type=MEDIA_TYPES["parquet"], chunks=_begun(every), links=_links(named)
        )
    name, _, ending = file.rpartition(".")
    if ending not in _ENDINGS:
        raise errors.PageMissing
    return export(site, name, _ENDINGS[ending], parse(pairs))


def export(site: Site, name: str, wanted: ExportFormat, query: Query) -> Download:
    """Return all rows of an answer as a file; a whole table as Parquet is the file that is kept, to be read in parts."""
    table = read.table(site.platform, name, parse_as_of(query.as_of))
    query.checked(table.schema)
    file = f"{table.name}.{wanted}"
    everything = not query.pairs() or query == query.afresh()
    whole = ask.parquet(site.platform, table) if wanted == "parquet" and everything else None
    named = cited(site, table)
    words, links = carried(named, table), _links(named)
    if whole:
        stream, size, digest = ask.retold(whole, words)
        return Download(
            name=file,
            media_type=MEDIA_TYPES[wanted],
            stream=stream,
            bytes=size,
            etag=f'"{table.name}-{table.version}-{whole.stem}-{digest}"',
            links=links,
        )
    rows = ask.count(site.platform, table, query)
    chunks = ask.export(site.platform, table, query, wanted, words)
    return Download(name=file, media_type=MEDIA_TYPES[wanted], chunks=_begun(chunks), rows=rows, links=links)


def cited(site: Site, table: Table) -> Cited:
    """Return what is to be named of a table, with the address that holds wherever its file goes."""
    return read.cited(site.platform, table, set_origin(site.platform.settings) + urls.dataset("en", ""))


def _links(named: Cited) -> Mapping[str, str]:
    """Return where a file's page and its terms are: what formats that say nothing of themselves have beside them."""
    return {"cite-as": named.address, **({"license": named.licence.url} if named.licence.url else {})}


def _report(site: Site, file: str, given: Mapping[str, str]) -> Download:
    """Return how a table was read, in words of one language."""
    lang = given.get("lang", "en")
    wanted = next((each for each in LANGS if each == lang), None)
    if wanted is None:
        raise errors.ParameterInvalid(name="lang", value=lang, expected=", ".join(LANGS))
    as_of = parse_as_of(given.get("as_of", ""))
    told = report_to_json(read.report(site.platform, file.removesuffix(REPORT), as_of), wanted)
    return Download(name=file, media_type=MEDIA_TYPES["json"], chunks=iter([orjson.dumps(told)]))


def original_file(site: Site, distribution_id: str, pairs: Sequence[tuple[str, str]]) -> Download:
    """Return a publisher's own bytes, never to be shown by a browser in this site's name."""
    as_of = parse_as_of(dict(pairs).get("as_of", ""))
    held = read.original(site.platform, distribution_id, as_of)
    return Download(
        name=held.name,
        media_type="application/octet-stream",
        stream=held.stream,
        bytes=held.bytes,
        etag=f'"{held.sha256}"',
    )


def _begun(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Take the first chunk now, so that a question without an answer fails before the answer has begun."""
    return chain([next(chunks, b"")], chunks)
