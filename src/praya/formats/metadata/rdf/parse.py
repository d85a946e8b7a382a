"""Strangers' RDF read into a graph. Dangerous: rdflib would follow what documents point at.

No document type is taken in RDF/XML (entities that grow, or reach for files); no context is fetched for JSON-LD: only
those written in the document count, and a few well-known ones that are the same everywhere. What is too large, too deep
or broken is refused by name; cycles are harmless, since whoever reads the graph follows fixed paths through it.
"""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any
from xml.sax import SAXException

import orjson
from rdflib import Graph
from rdflib.exceptions import Error, ParserError

from praya.formats.metadata.rdf.terms import PREFIXES
from praya.model import errors

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_BYTES = 24 * 1024 * 1024
MOST_DEPTH = 60
MEDIA_TYPES: Mapping[str, str] = {
    "text/turtle": "turtle",
    "application/x-turtle": "turtle",
    "application/rdf+xml": "xml",
    "application/xml": "xml",
    "text/xml": "xml",
    "application/ld+json": "json-ld",
    "application/json": "json-ld",
    "application/n-triples": "nt",
    "text/n3": "n3",
}
_DOCTYPE = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_KNOWN: Mapping[str, Mapping[str, object]] = {
    "https://schema.org": {"@vocab": "http://schema.org/"},
    "http://schema.org": {"@vocab": "http://schema.org/"},
    "https://www.w3.org/ns/hydra/core": {"hydra": PREFIXES["hydra"]},
    "http://www.w3.org/ns/hydra/context.jsonld": {"hydra": PREFIXES["hydra"]},
}
"""Contexts that need not be fetched, by address without a slash at the end."""

logging.getLogger("rdflib.term").setLevel(logging.ERROR)  # strangers' odd dates are no news


def parse(content: bytes, media_type: str, base: str) -> Graph:
    """Read a document of this media type that came from `base`; raise FileBroken or ResponseTooLarge."""
    kind = MEDIA_TYPES.get(media_type.partition(";")[0].strip().lower()) or _seen(content)
    if len(content) > MOST_BYTES:
        raise errors.ResponseTooLarge(limit=MOST_BYTES)
    data: bytes | str = content
    if kind == "xml" and _DOCTYPE.search(content):
        raise errors.FileBroken(format="RDF/XML", reason="it declares a document type, which is not read")
    if kind == "json-ld":
        data = orjson.dumps(_offline(_json(content), 0)).decode()
    graph = Graph()
    try:
        graph.parse(data=data, format=kind, publicID=base)
    except (
        Error,
        ParserError,
        SAXException,
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        IndexError,
    ) as error:
        raise errors.FileBroken(format=kind, reason=str(error)[:200] or type(error).__name__) from error
    except (RecursionError, SyntaxError, AssertionError, NotImplementedError, OSError) as error:
        raise errors.FileBroken(format=kind, reason=type(error).__name__) from error
    return graph


def _seen(content: bytes) -> str:
    """Return the syntax that a document begins like."""
    start = content[:1000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith((b"{", b"[")):
        return "json-ld"
    return "xml" if start.startswith(b"<?xml") or b"<rdf:RDF" in start else "turtle"


def _json(content: bytes) -> object:
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise errors.FileBroken(format="JSON-LD", reason=str(error)[:200]) from error


def _offline(value: Any, depth: int) -> Any:  # noqa: ANN401 - whatever a file says
    """Return a JSON-LD document that asks for nothing from elsewhere; raise FileBroken if it must."""
    if depth > MOST_DEPTH:
        raise errors.FileBroken(format="JSON-LD", reason=f"it is nested deeper than {MOST_DEPTH} times")
    if isinstance(value, list):
        return [_offline(each, depth + 1) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        key: _context(each) if key == "@context" else _offline(each, depth + 1) for key, each in value.items()
    }


def _context(value: object) -> object:
    if isinstance(value, list):
        return [_context(each) for each in value]
    if isinstance(value, dict):
        if "@import" in value:
            raise errors.FileBroken(format="JSON-LD", reason="its context imports another")
        return {key: _term(each) for key, each in value.items()}
    if isinstance(value, str):
        known = _KNOWN.get(value.rstrip("/#"))
        if known is None:
            reason = f"its context {value[:100]!r} is elsewhere, and is not fetched"
            raise errors.FileBroken(format="JSON-LD", reason=reason)
        return known
    return value


def _term(value: object) -> object:
    """Return a term's definition, its own context made offline too."""
    if isinstance(value, dict) and "@context" in value:
        return value | {"@context": _context(value["@context"])}
    return value
