"""XML: one row for each of the deepest element that repeats, the values of those around it repeated beside.

Dangerous input stands here alone: entities are never resolved, no address is ever opened, and a document that
declares entities of its own is refused.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import orjson
from lxml import etree

from praya.formats.raw import RawTable, from_columns
from praya.model import errors
from praya.model.table import Decision

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_DEEPEST = 64
Path_ = tuple[str, ...]


def read_xml(path: Path) -> RawTable:
    """Read the table of an XML file."""
    root = _parse(path)
    record = _record_path(root)
    columns: dict[tuple[int, str], list[str | None]] = {}
    rows = 0
    for row in _rows(root, record, 0):
        for key, value in row.items():
            column = columns.setdefault(key, [])
            column.extend([None] * (rows - len(column)))
            column.append(value)
        rows += 1
    for column in columns.values():
        column.extend([None] * (rows - len(column)))
    ordered = sorted(columns, key=lambda key: key[0])
    return RawTable(
        slug="/".join(record),
        title="",
        header=_labels(ordered, record),
        columns=from_columns([columns[key] for key in ordered]),
        decisions=(
            Decision(
                step="layout",
                what=f"records={'/'.join(record)}",
                reason=f"the deepest element that repeats; {rows} rows, with the values around them repeated",
                confidence=0.9,
            ),
        ),
    )


def _parse(path: Path) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        tree = etree.parse(str(path), parser)
    except (etree.XMLSyntaxError, OSError) as error:
        raise errors.FileBroken(format="XML", reason=str(error)) from error
    dtd = tree.docinfo.internalDTD
    if dtd is not None and any(True for _ in dtd.iterentities()):
        raise errors.FileBroken(format="XML", reason="it declares entities")
    return tree.getroot()


def _record_path(root: etree._Element) -> Path_:
    """Return the path of the elements that become rows: of those with parts that repeat, the most frequent."""
    counts: Counter[Path_] = Counter()
    repeats: set[Path_] = set()
    level: list[tuple[Path_, etree._Element]] = [((_name(root),), root)]
    for _ in range(_DEEPEST):
        following: list[tuple[Path_, etree._Element]] = []
        for path, element in level:
            counts[path] += 1
            names = Counter(_name(child) for child in element)
            repeats.update((*path, name) for name, count in names.items() if count > 1)
            following += [((*path, _name(child)), child) for child in element if len(child) or child.attrib]
        level = following
        if not level:
            break
    else:
        raise errors.FileBroken(format="XML", reason=f"nested more than {_DEEPEST} deep")
    repeating = [path for path in counts if path in repeats]
    if repeating:
        return max(repeating, key=lambda path: (counts[path], len(path)))
    return min(repeats, key=len, default=(_name(root),))


def _rows(element: etree._Element, record: Path_, level: int) -> Iterator[dict[tuple[int, str], str | None]]:
    """Yield the rows below an element on the records' path; keys are the element's level and the value's label."""
    if level == len(record) - 1:
        yield {(level, label): text for label, text in _values(element, "")} or {(level, "value"): None}
        return
    following = record[level + 1]
    own = {(level, label): text for label, text in _values(element, following)}
    inner = [child for child in element if _name(child) == following]
    for child in inner:
        for row in _rows(child, record, level + 1):
            yield own | row
    if not inner and own:
        yield own


def _values(element: etree._Element, passed: str) -> Iterator[tuple[str, str | None]]:
    """Yield an element's labels and texts: attributes, parts by path, parts that repeat as a JSON list."""
    yield from ((_local(name), value) for name, value in element.attrib.items() if not _is_schema(name))
    if not len(element):
        yield "value", element.text
        return
    groups: dict[str, list[etree._Element]] = {}
    for child in element:
        groups.setdefault(_name(child), []).append(child)
    for name, children in groups.items():
        if name == passed:
            continue
        if len(children) > 1:
            yield name, orjson.dumps([_plain(child) for child in children]).decode()
            continue
        for label, text in _values(children[0], ""):
            yield (name if label == "value" and not len(children[0]) else f"{name}.{label}"), text


def _plain(element: etree._Element) -> object:
    if not len(element) and not element.attrib:
        return element.text
    return dict(_values(element, ""))


def _labels(keys: list[tuple[int, str]], record: Path_) -> tuple[str, ...]:
    """Return each column's label, with its element's name where two levels use the same."""
    counts = Counter(label for _, label in keys)
    return tuple(
        f"{record[level]}.{label}" if counts[label] > 1 or label == "value" else label
        for level, label in keys
    )


def _name(element: etree._Element) -> str:
    return _local(element.tag) if isinstance(element.tag, str) else "entity"


def _local(name: str) -> str:
    return str(name).rpartition("}")[2]


def _is_schema(name: str) -> bool:
    return str(name).startswith("{http://www.w3.org/2001/XMLSchema-instance}")
