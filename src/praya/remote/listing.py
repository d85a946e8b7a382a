"""Portals that list their records: which kind a portal is, by what it answers, and its list, part by part.

What comes is handed on as it came, as bytes or as entries: reading it is another room's work.
"""

from __future__ import annotations

import re
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args
from urllib.parse import urlsplit

import orjson

from praya.model import errors
from praya.remote.guard import checked_url

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from praya.remote.fetch import Document, Fetcher
    from praya.remote.portal import Manners

Kind = Literal["ckan", "dcat", "data.json", "datapackage", "socrata", "opendatasoft"]
KINDS: tuple[Kind, ...] = get_args(Kind)
ACCEPT = (
    "text/turtle, application/ld+json;q=0.9, application/rdf+xml;q=0.8, application/json;q=0.7, */*;q=0.1"
)
PAGE = 100
MOST_PAGES = 10_000
OPENDATASOFT_MOST = 10_000
"""Records that such a portal lists; it refuses to count further."""
_RDF = re.compile(rb"\s*(<\?xml|<rdf:RDF|@prefix|PREFIX|@base|<[a-z]+:[^>\s]*>\s)", re.IGNORECASE)
_ABSENT = (
    errors.OriginMissing,
    errors.OriginRefused,
    errors.OriginError,
    errors.FileBroken,
    errors.PortalInvalid,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A portal as found."""

    kind: Kind
    source: str
    """Its root address, without a slash at the end."""
    url: str
    """Where its list begins."""
    evidence: str
    """What it answered that told its kind."""


def find(fetcher: Fetcher, url: str, manners: Manners, kind: Kind | None = None) -> Listing:
    """Find out what kind of portal answers at this address, or whether it is one of this kind.

    First the address itself is asked, then the addresses where each kind is usually found. Raises PortalInvalid where
    none answers, and other failures where the server itself cannot be reached.
    """
    checked = checked_url(url)
    parts = urlsplit(str(checked))
    root = f"{parts.scheme}://{parts.netloc}"
    tried = []
    for each, place in _places(str(checked), root):
        if kind not in {None, each, "ckan"} and each is not None:
            continue
        try:
            document = _asked(fetcher, manners, place)
        except (errors.AddressForbidden, errors.OriginUnreachable):
            raise
        except _ABSENT as failure:
            tried.append(f"{place}: {failure.code}")
            continue
        found = recognised(document)
        if found and kind in {None, found}:
            evidence = f"{place} answers as {found} ({document.media_type or 'no media type'})"
            return Listing(kind=found, source=_source(place, root), url=place, evidence=evidence)
        tried.append(f"{place}: {document.media_type or 'something else'}")
    raise errors.PortalInvalid(url=url[:300], reason="; ".join(tried)[:500])


def recognised(document: Document) -> Kind | None:
    """Return the kind of portal that answers so; None for a web page or anything else."""
    content = document.content.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not content.startswith((b"{", b"[")):
        page = b"<html" in content[:1000].lower() or content[:9].lower() == b"<!doctype"
        return "dcat" if not page and _RDF.match(content[:300]) else None
    try:
        told = orjson.loads(content)
    except orjson.JSONDecodeError:
        return None
    if isinstance(told, list):
        return "dcat" if any(isinstance(each, dict) and "@id" in each for each in told[:3]) else None
    return _of_object(told)


def _of_object(told: dict[str, Any]) -> Kind | None:
    marks: tuple[tuple[Kind, bool], ...] = (
        ("dcat", "@graph" in told or ("@context" in told and "dcat:dataset" in told)),
        ("data.json", isinstance(told.get("dataset"), list)),
        ("socrata", isinstance(told.get("results"), list) and "resultSetSize" in told),
        ("opendatasoft", isinstance(told.get("results"), list) and "total_count" in told),
        ("datapackage", isinstance(told.get("resources"), list)),
        ("dcat", "@context" in told and "@id" in told),
    )
    return next((kind for kind, there in marks if there), None)


def _places(url: str, root: str) -> Iterator[tuple[Kind | None, str]]:
    """Iterate over what to ask: the address itself, and where each kind is usually found."""
    host = urlsplit(root).netloc
    if urlsplit(url).path.strip("/"):
        yield None, url
    yield "opendatasoft", f"{root}/api/explore/v2.1/catalog/datasets?limit={PAGE}"
    yield "socrata", f"{root}/api/catalog/v1?domains={host}&only=dataset&limit={PAGE}"
    yield "dcat", f"{root}/catalog.ttl"
    yield "dcat", f"{root}/catalog.rdf"
    yield "dcat", f"{root}/catalog.jsonld"
    yield "data.json", f"{root}/data.json"
    yield "datapackage", f"{root}/datapackage.json"


def _source(place: str, root: str) -> str:
    """Return the root of a portal: for a list that lies in a folder, that folder."""
    path = urlsplit(place).path
    folder = re.sub(r"/(catalog(\.\w+)?|data\.json|datapackage\.json|api/.*|[^/]*)$", "", path)
    return root + ("" if "/api/" in path else folder)


def documents(
    fetcher: Fetcher, listing: Listing, manners: Manners, following: Callable[[Document], str]
) -> Iterator[Document]:
    """Iterate over a list in documents that point at the next one; `following` reads where it is.

    Raises PortalInvalid where the list goes in circles, leads to another host, or does not end.
    """
    url, seen = listing.url, set[str]()
    while url:
        if url in seen or len(seen) >= MOST_PAGES:
            raise errors.PortalInvalid(url=url[:300], reason="its pages go in circles")
        if seen and urlsplit(url).netloc != urlsplit(listing.url).netloc:
            raise errors.PortalInvalid(url=url[:300], reason="its next page is on another host")
        seen.add(url)
        document = _asked(fetcher, manners, url)
        yield document
        url = following(document)


def entries(fetcher: Fetcher, listing: Listing, manners: Manners) -> Iterator[object]:
    """Iterate over a list of JSON entries, asked for in parts where the portal gives it so."""
    if listing.kind in {"data.json", "datapackage"}:
        told = _json(fetcher, manners, listing.url)
        yield from told.get("dataset", []) if listing.kind == "data.json" else [told]
        return
    most = OPENDATASOFT_MOST if listing.kind == "opendatasoft" else PAGE * MOST_PAGES
    for offset in range(0, most, PAGE):
        place = listing.url if not offset else f"{listing.url}&offset={offset}"
        results = _json(fetcher, manners, place).get("results")
        if not isinstance(results, list):
            raise errors.PortalInvalid(url=place[:300], reason="the answer has no results")
        yield from results
        if len(results) < PAGE:
            return


def _json(fetcher: Fetcher, manners: Manners, url: str) -> dict[str, Any]:
    document = _asked(fetcher, manners, url)
    try:
        told = orjson.loads(document.content)
    except orjson.JSONDecodeError as error:
        raise errors.FileBroken(format="JSON", reason=str(error)[:200]) from error
    if not isinstance(told, dict):
        raise errors.PortalInvalid(url=url[:300], reason="the answer is not an object")
    return told


def _asked(fetcher: Fetcher, manners: Manners, url: str) -> Document:
    """Return an answer, asking again where a failure may pass."""
    until = time.monotonic() + manners.record_seconds
    pause = manners.pause
    for attempt in range(1, manners.attempts + 1):
        try:
            return fetcher.get(url, accept=ACCEPT, seconds=max(until - time.monotonic(), 0.001))
        except errors.Failure as failure:
            if not failure.passing or attempt == manners.attempts or time.monotonic() + pause >= until:
                raise
            threading.Event().wait(pause)
            pause *= 2
    raise AssertionError("the last attempt returns or raises")
