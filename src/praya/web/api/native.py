"""Praya's own answers to programs: a table's rows as files, its places, and the publisher's own bytes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

import orjson

from praya.model import errors
from praya.model.moment import parse_as_of
from praya.model.query import Query, parse
from praya.model.report import report_to_json
from praya.model.text import LANGS
from praya.services import ask, places, read
from praya.web.readable import CITY_TIME

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import BinaryIO

    from praya.model.table import Table
    from praya.services.ask import ExportFormat
    from praya.web.view import Site

CHUNK = 256 * 1024
REPORT = ".report.json"
EVERY = ".history.parquet"
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "geojson": "application/geo+json",
    "parquet": "application/vnd.apache.parquet",
}
STREAMED: dict[str, ExportFormat] = {"csv": "csv", "json": "json", "parquet": "parquet"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """A file on its way out: a path on the disk, or chunks of bytes."""

    name: str
    media_type: str
    path: Path | None = None
    chunks: Iterator[bytes] | None = None
    bytes: int | None = None


def table_file(site: Site, file: str, pairs: Sequence[tuple[str, str]]) -> Download:
    """Return a table as `NAME.ENDING`, as of the time that is asked for.

    Filters and order apply to all endings but Parquet, which is always whole; `NAME.history.parquet` is all its versions.
    """
    if file.endswith(REPORT):
        return _report(site, file, dict(pairs))
    if file.endswith(EVERY):
        every = ask.every_version(site.platform, file.removesuffix(EVERY))
        return Download(name=file, media_type=MEDIA_TYPES["parquet"], chunks=_begun(every))
    name, _, ending = file.rpartition(".")
    if ending not in MEDIA_TYPES:
        raise errors.PageMissing
    asked = parse(pairs)
    table = read.table(site.platform, name, parse_as_of(asked.as_of, CITY_TIME))
    query = asked.checked(table.schema)
    media_type = MEDIA_TYPES[ending]
    whole = ask.parquet(site.platform, table) if ending == "parquet" else None
    if whole:
        return Download(name=file, media_type=media_type, path=whole)
    if ending == "geojson":
        return Download(name=file, media_type=media_type, chunks=iter([_places(site, table, query)]))
    wanted = Query() if ending == "parquet" else query
    chunks = ask.export(site.platform, table, wanted, STREAMED[ending])
    return Download(name=file, media_type=media_type, chunks=_begun(chunks))


def _report(site: Site, file: str, given: Mapping[str, str]) -> Download:
    """Return how a table was read, in words of one language."""
    lang = given.get("lang", "en")
    wanted = next((each for each in LANGS if each == lang), None)
    if wanted is None:
        raise errors.ParameterInvalid(name="lang", value=lang, expected=", ".join(LANGS))
    as_of = parse_as_of(given.get("as_of", ""), CITY_TIME)
    told = report_to_json(read.report(site.platform, file.removesuffix(REPORT), as_of), wanted)
    return Download(name=file, media_type=MEDIA_TYPES["json"], chunks=iter([orjson.dumps(told)]))


def original_file(site: Site, distribution_id: str, pairs: Sequence[tuple[str, str]]) -> Download:
    """Return a publisher's own bytes, never to be shown by a browser in this site's name."""
    as_of = parse_as_of(dict(pairs).get("as_of", ""), CITY_TIME)
    held = read.original(site.platform, distribution_id, as_of)
    return Download(
        name=held.name,
        media_type="application/octet-stream",
        chunks=_read(held.stream),
        bytes=held.bytes,
    )


def _places(site: Site, table: Table, query: Query) -> bytes:
    found = places.places(site.platform, table, query)
    if found is None:
        raise errors.PageMissing
    collection: dict[str, Any] = dict(found.collection)
    return orjson.dumps({**collection, "numberMatched": found.total, "numberReturned": found.shown})


def _begun(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Take the first chunk now, so that a question without an answer fails before the answer has begun."""
    return chain([next(chunks, b"")], chunks)


def _read(stream: BinaryIO) -> Iterator[bytes]:
    with stream:
        while chunk := stream.read(CHUNK):
            yield chunk
