"""Trees of nodes written as Turtle, N-Triples, RDF/XML and JSON-LD."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

import orjson

from praya.formats.metadata.rdf.terms import PREFIXES, Literal, Node, written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One way to write RDF."""

    media_type: str
    write: Callable[[Sequence[Node]], bytes]


def write(nodes: Sequence[Node], ending: str) -> bytes:
    """Write the trees in the format of this ending ("ttl", "jsonld", …)."""
    return FORMATS[ending].write(nodes)


def _spread(nodes: Sequence[Node]) -> list[Node]:
    """Return every node that has an address, each once, and roots without one; the first to tell more of one counts."""
    found: dict[str, Node] = {}
    bare: list[Node] = []

    def walk(node: Node, *, root: bool) -> None:
        if not node.iri:
            if root:
                bare.append(node)
        elif node.iri in found and (found[node.iri].properties or not node.properties):
            return
        elif node.kinds or node.properties:
            found[node.iri] = node
        for _, value in node.properties:
            if isinstance(value, Node):
                walk(value, root=False)

    for node in nodes:
        walk(node, root=True)
    return [*found.values(), *bare]


def _expanded(name: str) -> str:
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


def _quoted(words: str) -> str:
    return '"' + re.sub(r'["\\\n\r\t]', lambda found: _ESCAPES[found[0]], written(words)) + '"'


def _turtle(nodes: Sequence[Node]) -> bytes:
    lines = [f"@prefix {prefix}: <{space}> .\n" for prefix, space in PREFIXES.items()]
    for node in _spread(nodes):
        head = f"<{node.iri}>" if node.iri else "[]"
        said = " ;\n    ".join(_said_in_turtle(node, 1))
        lines.append(f"\n{head} {said} .\n")
    return "".join(lines).encode()


def _said_in_turtle(node: Node, depth: int) -> Iterator[str]:
    if node.kinds:
        yield f"a {', '.join(node.kinds)}"
    for name, value in node.properties:
        yield f"{name} {_in_turtle(value, depth)}"


def _in_turtle(value: Literal | Node, depth: int) -> str:
    if isinstance(value, Literal):
        kind = f"@{value.lang}" if value.lang else f"^^{value.type}" if value.type else ""
        return _quoted(value.value) + kind
    if value.iri:
        return f"<{value.iri}>"
    margin = "\n" + "    " * (depth + 1)
    return "[" + ";".join(f"{margin}{said} " for said in _said_in_turtle(value, depth + 1)) + "]"


def _ntriples(nodes: Sequence[Node]) -> bytes:
    lines: list[str] = []
    numbers = count(1)

    def tell(node: Node, subject: str) -> None:
        lines.extend(f"{subject} <{_expanded('rdf:type')}> <{_expanded(kind)}> .\n" for kind in node.kinds)
        for name, value in node.properties:
            if isinstance(value, Literal):
                kind = (
                    f"@{value.lang}" if value.lang else f"^^<{_expanded(value.type)}>" if value.type else ""
                )
                lines.append(f"{subject} <{_expanded(name)}> {_quoted(value.value)}{kind} .\n")
                continue
            target = f"<{value.iri}>" if value.iri else f"_:b{next(numbers)}"
            lines.append(f"{subject} <{_expanded(name)}> {target} .\n")
            if not value.iri:
                tell(value, target)

    for node in _spread(nodes):
        tell(node, f"<{node.iri}>" if node.iri else f"_:b{next(numbers)}")
    return "".join(lines).encode()


def _rdf_xml(nodes: Sequence[Node]) -> bytes:
    spaces = " ".join(f"xmlns:{prefix}={quoteattr(space)}" for prefix, space in PREFIXES.items())
    parts = [f'<?xml version="1.0" encoding="utf-8"?>\n<rdf:RDF {spaces}>\n']
    parts += [_in_xml(node, "  ") for node in _spread(nodes)]
    return "".join([*parts, "</rdf:RDF>\n"]).encode()


def _in_xml(node: Node, margin: str) -> str:
    about = f" rdf:about={quoteattr(node.iri)}" if node.iri else ""
    inner = margin + "  "
    parts = [f"{margin}<rdf:Description{about}>\n"]
    parts += [f"{inner}<rdf:type rdf:resource={quoteattr(_expanded(kind))}/>\n" for kind in node.kinds]
    for name, value in node.properties:
        if isinstance(value, Literal):
            kind = f' xml:lang="{value.lang}"' if value.lang else ""
            kind = f" rdf:datatype={quoteattr(_expanded(value.type))}" if value.type else kind
            words = escape(written(value.value), {"\r": "&#13;"})
            parts.append(f"{inner}<{name}{kind}>{words}</{name}>\n")
        elif value.iri:
            parts.append(f"{inner}<{name} rdf:resource={quoteattr(value.iri)}/>\n")
        else:
            parts.append(f"{inner}<{name}>\n{_in_xml(value, inner + '  ')}{inner}</{name}>\n")
    return "".join([*parts, f"{margin}</rdf:Description>\n"])


def _json_ld(nodes: Sequence[Node]) -> bytes:
    used = {"@context": dict(PREFIXES), "@graph": [_in_json(node) for node in _spread(nodes)]}
    return orjson.dumps(used, option=orjson.OPT_INDENT_2)


def _in_json(node: Node) -> dict[str, Any]:
    told: dict[str, Any] = {"@id": node.iri} if node.iri else {}
    if node.kinds:
        told["@type"] = list(node.kinds)
    for name, value in node.properties:
        told.setdefault(name, []).append(_value_in_json(value))
    return told


def _value_in_json(value: Literal | Node) -> dict[str, Any]:
    if isinstance(value, Node):
        return {"@id": value.iri} if value.iri else _in_json(value)
    told = {"@value": written(value.value)}
    if value.lang:
        told["@language"] = value.lang
    elif value.type:
        told["@type"] = value.type
    return told


_TURTLE = Format(media_type="text/turtle", write=_turtle)
_XML = Format(media_type="application/rdf+xml; charset=utf-8", write=_rdf_xml)
FORMATS: Mapping[str, Format] = {
    "ttl": _TURTLE,
    "rdf": _XML,
    "xml": _XML,
    "jsonld": Format(media_type="application/ld+json; charset=utf-8", write=_json_ld),
    "nt": Format(media_type="application/n-triples; charset=utf-8", write=_ntriples),
    "n3": Format(media_type="text/n3; charset=utf-8", write=_turtle),
}
"""By ending; what Turtle says, N3 says too."""
