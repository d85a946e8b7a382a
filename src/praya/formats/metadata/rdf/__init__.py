"""RDF as trees: what is described is a tree of nodes, written exactly by four small writers; reading is rdflib's work.

`Node` and `Literal` are values; properties are named by the prefixes of `PREFIXES`. A node with an address is written
once and pointed at; one without is written inside the node that has it.
"""

from praya.formats.metadata.rdf.terms import (
    PREFIXES,
    Literal,
    Node,
    boolean,
    date,
    decimal,
    integer,
    moment,
    texts,
)
from praya.formats.metadata.rdf.write import FORMATS, Format, write

__all__ = [
    "FORMATS",
    "PREFIXES",
    "Format",
    "Literal",
    "Node",
    "boolean",
    "date",
    "decimal",
    "integer",
    "moment",
    "texts",
    "write",
]
