"""The terms that a description is made of."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote

from praya.formats.metadata.languages import tagged

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from praya.model.text import Text

PREFIXES: Mapping[str, str] = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dct": "http://purl.org/dc/terms/",
    "dqv": "http://www.w3.org/ns/dqv#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "hydra": "http://www.w3.org/ns/hydra/core#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "http://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "wdrs": "http://www.w3.org/2007/05/powder-s#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML has no place for; no syntax carries it, so that all say the same."""
_NO_ADDRESS = re.compile(r'[\x00-\x20<>"{}|\\^`\x7f-\x9f]')


@dataclass(frozen=True, slots=True)
class Literal:
    """Words in a language (a BCP 47 tag), or a value of a type named with a prefix (`xsd:date`), or neither."""

    value: str
    lang: str = ""
    type: str = ""


@dataclass(frozen=True, slots=True)
class Node:
    """A thing, its kinds (named with prefixes) and what is said of it; `iri` is empty for one without an address."""

    iri: str = ""
    kinds: tuple[str, ...] = ()
    properties: tuple[tuple[str, Literal | Node], ...] = field(default=())

    @classmethod
    def of(
        cls,
        iri: str,
        kinds: str,
        properties: Mapping[str, Literal | Node | Iterable[Literal | Node] | None] | None = None,
    ) -> Node:
        """Make a node; a property without a value is left out, one with several is said several times."""
        return cls(address(iri), tuple(kinds.split()), tuple(_flat(properties or {})))


def _flat(
    properties: Mapping[str, Literal | Node | Iterable[Literal | Node] | None],
) -> Iterator[tuple[str, Literal | Node]]:
    for name, value in properties.items():
        if isinstance(value, Literal | Node):
            yield name, value
        elif value is not None:
            for each in value:
                yield name, each


def address(iri: str) -> str:
    """Return an address as RDF can hold it: what may not stand in one is percent-encoded."""
    return _NO_ADDRESS.sub(lambda found: quote(found[0]), iri)


def written(words: str) -> str:
    """Return words without what no syntax can carry."""
    return _UNWRITABLE.sub("", words)


def texts(text: Text) -> Sequence[Literal]:
    """Return a text's wordings, each tagged with its language and origin."""
    return [Literal(words, lang=tag) for tag, words in tagged(text)]


def moment(value: datetime | None) -> Literal | None:
    """Return a moment."""
    return Literal(value.isoformat(), type="xsd:dateTime") if value else None


def date(value: str) -> Literal:
    """Return a day, a month or a year, typed by how much of it is told."""
    kinds = {4: "xsd:gYear", 7: "xsd:gYearMonth", 10: "xsd:date"}
    return Literal(value, type=kinds.get(len(value), "xsd:dateTime"))


def integer(value: int) -> Literal:
    """Return a whole number that is not negative."""
    return Literal(str(value), type="xsd:nonNegativeInteger")


def decimal(value: float) -> Literal:
    """Return a number."""
    return Literal(f"{value:.10f}".rstrip("0").rstrip("."), type="xsd:decimal")


def boolean(*, value: bool) -> Literal:
    """Return yes or no."""
    return Literal("true" if value else "false", type="xsd:boolean")
