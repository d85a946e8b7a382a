"""Strangers' DCAT read into records: only fixed paths through a graph are followed, so no cycle leads astray."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from rdflib import RDF, Graph, Literal, Namespace, URIRef

from praya.formats.metadata import vocabulary
from praya.formats.metadata.languages import language, said
from praya.formats.metadata.rdf.terms import PREFIXES
from praya.formats.metadata.told import File, Group, Told, named, record
from praya.model import errors
from praya.model.text import LANGS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from rdflib.term import Node

    from praya.model.catalogue import Record
    from praya.model.text import Lang, Text

DCAT, DCT, FOAF, HYDRA, PROV, RDFS, SCHEMA, SKOS, VCARD, WDRS = (
    Namespace(PREFIXES[each])
    for each in ("dcat", "dct", "foaf", "hydra", "prov", "rdfs", "schema", "skos", "vcard", "wdrs")
)
_NEXT = (HYDRA.next, HYDRA.nextPage)
_EU_LANGUAGES = {"ENG": "en"}
"""Chinese has no code there that tells its script."""


def following(graph: Graph) -> str:
    """Return the address of the page after this one, or an empty string."""
    return next((str(value) for name in _NEXT for value in graph.objects(None, name)), "")


def records(graph: Graph, *, source: str, now: datetime) -> Iterator[tuple[str, Record | errors.Failure]]:
    """Iterate over the datasets that a graph describes: name, and record or what is wrong with it."""
    for subject in sorted(set(graph.subjects(RDF.type, DCAT.Dataset)), key=str):
        title = _text(graph, subject, DCT.title)
        if not title and not any(graph.objects(subject, DCT.description)):
            continue  # only pointed at; described elsewhere
        key = str(subject)
        name = named(
            key if isinstance(subject, URIRef) else "",
            _line(graph, subject, DCT.identifier),
            title=title,
            key=key,
        )
        try:
            yield name, record(_told(graph, subject, name, title), source=source, now=now)
        except errors.RecordInvalid as failure:
            yield name, failure


def _told(graph: Graph, subject: Node, name: str, title: Text) -> Told:
    files = [(_place(graph, each), str(each), each) for each in graph.objects(subject, DCAT.distribution)]
    ordered = [each for _, _, each in sorted(files, key=lambda file: file[:2])]
    return Told(
        name=name,
        id=_line(graph, subject, DCT.identifier),
        title=title,
        description=_text(graph, subject, DCT.description),
        publisher=_publisher(graph, subject),
        themes=_themes(graph, subject),
        keywords=tuple(sorted(str(each) for each in graph.objects(subject, DCAT.keyword))),
        frequency=_text(graph, graph.value(subject, DCT.accrualPolicy, any=True), RDFS.label),
        contact=_contact(graph, graph.value(subject, DCAT.contactPoint, any=True)),
        dictionary_url=_address(graph, subject, WDRS.describedby),
        landing_url=_address(graph, subject, DCAT.landingPage),
        licence=_licence(graph, [subject, *ordered]),
        created=_line(graph, subject, DCT.issued),
        modified=_line(graph, subject, DCT.modified),
        files=tuple(_file(graph, each) for each in ordered if not _derived(graph, each, subject)),
    )


def _text(graph: Graph, subject: Node | None, name: URIRef) -> Text:
    """Return the wordings of a property, in an order that does not depend on the graph's."""
    if subject is None:
        return said(())
    found = [each for each in graph.objects(subject, name) if isinstance(each, Literal)]
    return said(sorted((each.language or "", str(each)) for each in found))


def _line(graph: Graph, subject: Node, name: URIRef) -> str:
    """Return the value of a property; of several the first in their order."""
    return min((str(each) for each in graph.objects(subject, name)), default="")


def _address(graph: Graph, subject: Node, name: URIRef) -> str:
    return min((str(each) for each in graph.objects(subject, name) if "://" in str(each)), default="")


def _publisher(graph: Graph, subject: Node) -> Group:
    agent = graph.value(subject, DCT.publisher, any=True)
    if agent is None:
        return Group()
    key = _line(graph, agent, DCT.identifier) or (str(agent) if isinstance(agent, URIRef) else "")
    return Group(id=key, title=_text(graph, agent, FOAF.name))


def _themes(graph: Graph, subject: Node) -> tuple[Group, ...]:
    """Return the themes; one of the EU's that only repeats one of the portal's own is left out."""
    nodes = set(graph.objects(subject, DCAT.theme))
    repeated = {other for each in nodes for other in graph.objects(each, SKOS.closeMatch)}
    found = []
    for each in sorted(nodes - repeated, key=str):
        position = _place(graph, each)
        key = _line(graph, each, SKOS.notation) or (str(each) if isinstance(each, URIRef) else "")
        title = _text(graph, each, SKOS.prefLabel)
        found.append(Group(id=key, title=title, position=position if position < _NOWHERE else None))
    return tuple(sorted(found, key=lambda group: (group.position is None, group.position or 0)))


_NOWHERE = 1_000_000


def _place(graph: Graph, subject: Node) -> int:
    told = _line(graph, subject, SCHEMA.position)
    return int(told) if told.isascii() and told.isdigit() and len(told) < len(str(_NOWHERE)) else _NOWHERE


def _contact(graph: Graph, card: Node | None) -> tuple[str, str, str]:
    if card is None:
        return "", "", ""
    email, phone = (
        unquote(_line(graph, card, VCARD[name])).removeprefix(scheme)
        for name, scheme in (("hasEmail", "mailto:"), ("hasTelephone", "tel:"))
    )
    return _line(graph, card, VCARD.fn), email, phone


def _licence(graph: Graph, subjects: list[Node]) -> str:
    for subject in subjects:
        for each in sorted(graph.objects(subject, DCT.license), key=str):
            return _line(graph, each, DCT.identifier) or str(each)
    return ""


def _derived(graph: Graph, each: Node, dataset: Node) -> bool:
    """Say whether a distribution was made from another one of the same dataset."""
    others = set(graph.objects(dataset, DCAT.distribution)) - {each}
    return any(origin in others for origin in graph.objects(each, PROV.wasDerivedFrom))


def _file(graph: Graph, each: Node) -> File:
    return File(
        id=_line(graph, each, DCT.identifier),
        url=_address(graph, each, DCAT.downloadURL) or _address(graph, each, DCAT.accessURL),
        title=_text(graph, each, DCT.title),
        description=_text(graph, each, DCT.description),
        format=_format(graph, each),
        languages=_languages(graph, each),
    )


def _format(graph: Graph, each: Node) -> str:
    for name in (DCT["format"], DCAT.mediaType):
        for value in sorted(graph.objects(each, name), key=str):
            label = _line(graph, value, RDFS.label)
            told = label or (str(value) if isinstance(value, URIRef | Literal) else "")
            if found := vocabulary.format_of(told):
                return found
    return ""


def _languages(graph: Graph, each: Node) -> tuple[Lang, ...]:
    found = set()
    for value in graph.objects(each, DCT.language):
        told = _line(graph, value, RDF.value) or str(value)
        last = told.rsplit("/", 1)[-1]
        found.add(language(_EU_LANGUAGES.get(last, last)))
    return tuple(lang for lang in LANGS if lang in found)
