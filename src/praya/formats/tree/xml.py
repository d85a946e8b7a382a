"""XML: one row for each of the deepest element that repeats, the values of those around it repeated beside.

Dangerous input stands here alone: entities are never resolved, no address is ever opened, and a document that
declares entities of its own is refused.
"""

from __future__ import annotations

from codecs import EncodedFile
from collections import Counter
from typing import TYPE_CHECKING

import orjson
from lxml import etree

from praya.formats.encoding import open_bytes
from praya.formats.tree.columns import Gathered
from praya.model import errors
from praya.model.decisions import layout as because

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from pathlib import Path

    from praya.formats.raw import RawTable
    from praya.model.decisions import Kind

    Inner = Mapping["Names", AbstractSet[str]]

Names = tuple[str, ...]
"""The names of elements, from the root down."""
Key = tuple[int, str]
"""A value's place in a row: how deep its element is, and its label."""

_DEEPEST = 64
_LONGEST_AROUND = 1_000
"""A longer text around the records becomes a note instead of standing in every row."""


def read_xml(path: Path, encoding: str) -> list[RawTable]:
    """Read the tables of an XML file: one for each element that repeats, those that hold others of these last.

    What an element holds is said in its own table and again in each row inside it, so that the tables can be joined.
    """
    root = parse(path, encoding)
    records, holders = _records(root)
    inner = _inner(records)
    tables = [_table(root, record, inner, because.RECORDS_REPEATED) for record in records]
    held = [_table(root, record, inner, because.RECORDS_AROUND) for record in holders]
    return tables + [table for table in held if table.header]


def _inner(records: Sequence[Names]) -> Inner:
    """Return by path the names of the parts that lead to records."""
    found: dict[Names, set[str]] = {}
    for record in records:
        for level in range(1, len(record)):
            found.setdefault(record[:level], set()).add(record[level])
    return found


def _table(root: etree._Element, record: Names, inner: Inner, kind: Kind) -> RawTable:
    gathered = Gathered[Key]()
    notes: dict[str, None] = {}
    for row in _rows(root, record, inner, notes):
        gathered.add(row.items())
    order = sorted(gathered.columns, key=lambda key: key[0])
    has_own = record not in inner or any(level == len(record) - 1 for level, _ in order)
    decision = kind.decide(0.9, path="/".join(record), rows=gathered.rows)
    return gathered.table(
        slug="/".join(record),
        header=_labels(order, record) if has_own else (),
        order=order,
        notes=tuple(notes),
        decisions=(decision,),
    )


def parse(path: Path, encoding: str) -> etree._Element:
    """Parse an XML file, entities untouched and nothing fetched; raise FileBroken where it is none.

    In `encoding` every byte of it decodes, which what the file says of itself may not.
    """
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        with open_bytes(path, encoding) as file:
            tree = etree.parse(EncodedFile(file, "utf-8", encoding), parser)
    except (etree.XMLSyntaxError, ValueError, LookupError, OSError) as error:
        raise errors.FileBroken(format="XML", reason=str(error)) from error
    dtd = tree.docinfo.internalDTD
    if dtd is not None and any(True for _ in dtd.iterentities()):
        raise errors.FileBroken(format="XML", reason="it declares entities")
    root = tree.getroot()
    if root is None:
        raise errors.FileBroken(format="XML", reason="it has no root element")
    return root


def _records(root: etree._Element) -> tuple[list[Names], list[Names]]:
    """Return the paths of the elements that become rows, in the order of the document, and of those that hold them.

    Of the elements that repeat and have parts, the most frequent first; an element inside one that is taken gives no
    table of its own.
    """
    counts, repeats = _paths(root)
    taken: list[Names] = []
    for path in sorted(repeats & set(counts), key=lambda path: (-counts[path], -len(path))):
        if not any(path == other[: len(path)] or other == path[: len(other)] for other in taken):
            taken.append(path)
    if not taken:
        return [min(repeats, key=len, default=(local_name(root),))], []
    order = list(counts)
    around = {record[:level] for record in taken for level in range(1, len(record))}
    return sorted(taken, key=order.index), sorted(around & repeats, key=order.index)


def _paths(root: etree._Element) -> tuple[Counter[Names], set[Names]]:
    """Count the elements that have parts, by path; and say which paths repeat under one parent."""
    counts: Counter[Names] = Counter()
    repeats: set[Names] = set()
    level: list[tuple[Names, etree._Element]] = [((local_name(root),), root)]
    for _ in range(_DEEPEST):
        following: list[tuple[Names, etree._Element]] = []
        for path, element in level:
            counts[path] += 1
            names = Counter(local_name(child) for child in element)
            repeats.update((*path, name) for name, count in names.items() if count > 1)
            following += [
                ((*path, local_name(child)), child) for child in element if len(child) or child.attrib
            ]
        if not following:
            return counts, repeats
        level = following
    raise errors.FileBroken(format="XML", reason=f"nested more than {_DEEPEST} deep")


def _rows(
    root: etree._Element, record: Names, inner: Inner, notes: dict[str, None]
) -> Iterator[dict[Key, str | None]]:
    """Yield the rows of a path; what is too long to repeat goes to the notes."""

    def below(element: etree._Element, level: int) -> Iterator[dict[Key, str | None]]:
        around = inner.get(record[: level + 1])
        if level == len(record) - 1:
            row = {(level, label): text for label, text in values(element, around=around)}
            yield row or {(level, "value"): None}
            return
        following = record[level + 1]
        own: dict[Key, str | None] = {}
        for label, text in values(element, around=around):
            if text and len(text) > _LONGEST_AROUND:
                notes[f"{label}: {text[:_LONGEST_AROUND]}…"] = None
            else:
                own[level, label] = text
        parts = [child for child in element if local_name(child) == following]
        for child in parts:
            for row in below(child, level + 1):
                yield own | row
        if not parts:
            yield own

    yield from below(root, 0)


def values(
    element: etree._Element, *, around: AbstractSet[str] | None = None
) -> Iterator[tuple[str, str | None]]:
    """Yield an element's labels and texts: attributes, parts by path, parts that repeat as a JSON list.

    Of an element around the records, `around` are the parts that lead to them, or empty: these, and others that repeat
    and have parts, give tables themselves.
    """
    yield from ((_local(name), value) for name, value in element.attrib.items() if not _is_schema(name))
    if not len(element):
        if element.text and element.text.strip():
            yield "value", element.text
        return
    groups: dict[str, list[etree._Element]] = {}
    for child in element:
        groups.setdefault(local_name(child), []).append(child)
    for name, children in groups.items():
        if not around or name not in around:
            yield from _parts(name, children, is_around=around is not None)


def _parts(name: str, children: list[etree._Element], *, is_around: bool) -> Iterator[tuple[str, str | None]]:
    """Yield the labels and texts of an element's parts of one name."""
    are_plain = not any(len(child) or child.attrib for child in children)
    if len(children) > 1:
        if are_plain or not is_around:
            yield name, orjson.dumps([_plain(child) for child in children]).decode()
    elif are_plain:
        yield name, children[0].text
    else:
        for label, text in values(children[0], around=frozenset() if is_around else None):
            yield (name if label == "value" else f"{name}.{label}"), text


def _plain(element: etree._Element) -> object:
    if not len(element) and not element.attrib:
        return element.text
    return dict(values(element))


def _labels(keys: list[Key], record: Names) -> tuple[str, ...]:
    """Return each column's label, with its element's name where two levels use the same."""
    counts = Counter(label for _, label in keys)
    return tuple(
        record[level] if label == "value" else f"{record[level]}.{label}" if counts[label] > 1 else label
        for level, label in keys
    )


def local_name(element: etree._Element) -> str:
    """Return an element's name without its namespace."""
    return _local(element.tag) if isinstance(element.tag, str) else "entity"


def _local(name: str) -> str:
    return str(name).rpartition("}")[2]


def _is_schema(name: str) -> bool:
    return str(name).startswith("{http://www.w3.org/2001/XMLSchema-instance}")
