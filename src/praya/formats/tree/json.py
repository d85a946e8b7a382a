"""JSON: the records are found by their path; numbers keep the digits they are written with."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeGuard

import orjson

from praya.formats.encoding import open_text
from praya.formats.grid.tables import Grid
from praya.formats.grid.tables import tables as grid_tables
from praya.formats.raw import MOST_LINES, SHAPES, RawTable, from_columns
from praya.formats.tree.columns import Gathered, Keyed, Listed
from praya.formats.tree.rows import emptied_in, labels_beside, lettered, listed_alone, rows_in
from praya.model import errors
from praya.model.decisions import layout as because

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from praya.formats.tree.rows import Record, Rows, Tree

_DEEPEST = 64
_KEYED_SHARE = 0.5
"""Objects keyed by year or date share at least this part of their inner keys; records do not."""
_FEWEST_KEYED = 2
_LONGEST_KEY = 100
_LONGEST_NOTE = 1_000
_BROKEN_SHARE = 0.1
"""Where more lines than this are no JSON, the file is something else, or worth nothing."""
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_YEAR = re.compile(r"\d{4}")


class Digits(str):
    """A number, as it is written."""

    __slots__ = ()


def _object(pairs: list[tuple[str, Tree]]) -> Record:
    """Return an object with all its values: a key that comes again is numbered, as labels of columns are."""
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    taken, counts = {key for key, _ in pairs}, Counter[str]()
    found = {}
    for key, value in pairs:
        counts[key] += 1
        while counts[key] > 1 and f"{key}_{counts[key]}" in taken:
            counts[key] += 1
        found[f"{key}_{counts[key]}" if counts[key] > 1 else key] = value
    return found


_EXACTLY: Any = {
    "parse_int": Digits,
    "parse_float": Digits,
    "parse_constant": str,
    "object_pairs_hook": _object,
}
"""How JSON is parsed without losing anything that it says."""


def read_json(path: Path, encoding: str) -> list[RawTable]:
    """Read the tables of a JSON file: one for each list of objects, or for what objects are keyed by."""
    return tables(parse(path, encoding))


def read_ndjson(path: Path, encoding: str) -> list[RawTable]:
    """Read the table of a file whose every line is a JSON value; blank lines are none, and a few may be broken."""
    values, broken = parse_lines(path, encoding)
    found = tables(values)
    if not broken:
        return found
    decision = because.LINES_BROKEN.decide(
        0.5,
        count=len(broken),
        lines=tuple(broken)[:MOST_LINES],
        texts=tuple(line[:_LONGEST_NOTE] for line in broken.values())[:MOST_LINES],
    )
    return [replace(each, decisions=(*each.decisions, decision)) for each in found]


def tables(tree: Tree) -> list[RawTable]:
    """Make the tables of a tree; raise TableAbsent where it is one bare value, RecordsAbsent for an empty listing."""
    emptied = emptied_in(tree)
    if emptied:
        return [_without_rows(tree, emptied)]
    placed = list(rows_in(tree))
    beside = set(labels_beside(placed))
    if placed and not (isinstance(tree, dict) and {where for where, _ in _lists(tree, "")} - beside):
        return _from_rows(tree, placed)
    found = list(_records(tree))
    notes = tuple(_notes(tree, [where for where, _ in found])) if isinstance(tree, dict) else ()
    return [tabulate(records, where, notes) for where, records in found]


def _without_rows(tree: Tree, found: Rows) -> RawTable:
    """Return a table of labels alone; raise RecordsAbsent where not even these are known."""
    if not found.labels:
        raise errors.RecordsAbsent(path=found.where or "/")
    decision = because.RECORDS_NONE.decide(path=found.where)
    notes = _notes(tree, [found.where, *labels_beside([found])]) if isinstance(tree, dict) else ()
    return RawTable(
        slug=found.where,
        title="",
        header=found.labels,
        columns=from_columns([[] for _ in found.labels]),
        notes=tuple(notes),
        decisions=(decision,),
    )


def _from_rows(tree: Tree, placed: Sequence[Rows]) -> list[RawTable]:
    """Make the tables of lists of lists: their labels stand beside them, or are found as in any grid."""
    paths = [*(each.where for each in placed), *labels_beside(placed)]
    notes = tuple(_notes(tree, paths)) if isinstance(tree, dict) else ()
    found: list[RawTable] = []
    for where, labels, rows in placed:
        texts = [[as_text(cell) or "" for cell in row] for row in rows]
        if labels:
            columns = from_columns([[row[at] for row in texts] for at in range(len(labels))])
            held = [RawTable(slug=where, title="", header=labels, columns=columns)]
        else:
            held = grid_tables(Grid(rows=texts, slug=where))
        decision = because.RECORDS_ROWS.decide(0.9, path=where or "/", rows=len(rows))
        found += [
            replace(each, notes=(*notes, *each.notes), decisions=(decision, *each.decisions)) for each in held
        ]
    return found


def parse(path: Path, encoding: str) -> Tree:
    """Parse a JSON file; raise FileBroken where it is none."""
    try:
        with open_text(path, encoding) as file:
            tree: Tree = json.load(file, **_EXACTLY)
    except RecursionError as error:
        raise errors.FileBroken(format="JSON", reason="nested too deeply") from error
    except ValueError as error:
        raise errors.FileBroken(format="JSON", reason=str(error)) from error
    if _depth(tree) > _DEEPEST:
        raise errors.FileBroken(format="JSON", reason=f"nested more than {_DEEPEST} deep")
    return tree


def parse_lines(path: Path, encoding: str) -> tuple[list[Tree], dict[int, str]]:
    """Parse a file of one JSON value a line; return also the lines that are none, by their numbers.

    Raise FileBroken where these are more than a few.
    """
    found: list[Tree] = []
    broken: dict[int, str] = {}
    reason = ""
    with open_text(path, encoding) as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                found.append(json.loads(line, **_EXACTLY))
            except RecursionError as error:
                raise errors.FileBroken(format="NDJSON", reason=f"line {number} nests too deeply") from error
            except ValueError as error:
                broken[number] = line.strip()
                reason = reason or f"line {number}: {error}"
    if len(broken) > max(len(found) * _BROKEN_SHARE, 1):
        raise errors.FileBroken(format="NDJSON", reason=reason)
    if _depth(found) > _DEEPEST:
        raise errors.FileBroken(format="NDJSON", reason=f"nested more than {_DEEPEST} deep")
    return found, broken


def tabulate(records: Sequence[Record], where: str, notes: tuple[str, ...] = ()) -> RawTable:
    """Make a table of records found at the path `where`."""
    labels = lettered(records)
    gathered = Gathered[str]()
    for record in records[1:] if labels else records:
        gathered.add(flatten(record))
    if labels and len(gathered.columns) == len(labels):
        decision = because.RECORDS_LETTERED.decide(0.9, path=where or "/", rows=gathered.rows)
        order = sorted(gathered.columns, key=lambda letter: (len(letter), letter))
        return gathered.table(slug=where, header=labels, order=order, notes=notes, decisions=(decision,))
    decision = because.RECORDS_LISTED.decide(0.9, path=where or "/", rows=len(records))
    return gathered.table(slug=where, header=tuple(gathered.columns), notes=notes, decisions=(decision,))


def flatten(record: Mapping[str, Tree], prefix: str = "") -> Iterator[tuple[str, str | None]]:
    """Yield a record's labels and texts: objects by path, lists as JSON text."""
    for key, value in record.items():
        label = f"{prefix}{key}"
        if isinstance(value, dict) and value and not is_shape(value):
            yield from flatten(value, f"{label}.")
        else:
            yield label, as_text(value)


def is_shape(value: Mapping[str, Tree]) -> bool:
    """Say whether an object is a geometry of GeoJSON, which is one value and not several."""
    return set(value) == {"type", "coordinates"} and value["type"] in SHAPES


def as_text(value: Tree) -> str | None:
    """Return a value as the source wrote it; objects and lists as compact JSON."""
    if value is None:
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    kind = Listed if isinstance(value, list) else Keyed
    return kind(orjson.dumps(value, default=_written, option=orjson.OPT_PASSTHROUGH_SUBCLASS).decode())


def _written(value: object) -> orjson.Fragment:
    if isinstance(value, Digits):
        return orjson.Fragment(str(value))
    raise TypeError


def _records(tree: Tree) -> Iterator[tuple[str, Sequence[Record]]]:
    """Yield every place that holds records, with its path and its records."""
    if isinstance(tree, list):
        yield "", [each if isinstance(each, dict) else {"value": each} for each in tree]
    elif not isinstance(tree, dict):
        raise errors.TableAbsent
    elif _is_keyed(tree):
        yield "", list(_unkeyed(tree))
    else:
        found = list(_lists(tree, ""))
        alone = None if found else listed_alone(tree)
        if alone:
            where, values = alone
            label = where.rpartition(".")[2]
            found = [(where, [{label: value} for value in values])]
        yield from found or [("", [tree])]


def _lists(tree: Record, prefix: str) -> Iterator[tuple[str, Sequence[Record]]]:
    """Yield the lists of objects in a tree of objects, and objects keyed by something, with their paths."""
    for key, value in tree.items():
        if _is_records(value):
            yield f"{prefix}{key}", value
        elif isinstance(value, dict):
            if _is_keyed(value):
                yield f"{prefix}{key}", list(_unkeyed(value))
            else:
                yield from _lists(value, f"{prefix}{key}.")


def _notes(tree: Record, places: Sequence[str]) -> Iterator[str]:
    """Yield what stands beside the records; of long texts the beginning."""
    if not any(places):
        return
    for label, text in flatten(tree):
        if text and not any(label == place or label.startswith(f"{place}.") for place in places):
            yield f"{label}: {text if len(text) <= _LONGEST_NOTE else text[:_LONGEST_NOTE] + '…'}"


def _is_records(value: Tree) -> TypeGuard[list[Record]]:
    return isinstance(value, list) and bool(value) and all(isinstance(each, dict) for each in value)


def _is_keyed(tree: Record) -> bool:
    """Say whether an object's keys are data (years, dates, codes): its values are all objects of like shape."""
    inner = [value for value in tree.values() if isinstance(value, dict)]
    if len(inner) < max(len(tree), _FEWEST_KEYED) or any(len(key) > _LONGEST_KEY for key in tree):
        return False
    if all(_is_keyed(each) for each in inner):
        return True
    shared = set.intersection(*(set(each) for each in inner))
    return len(shared) >= _KEYED_SHARE * max(map(len, inner)) and _are_plain(inner)


def _are_plain(inner: Sequence[Record]) -> bool:
    return all(not isinstance(value, dict) for each in inner for value in each.values())


def _unkeyed(tree: Record) -> Iterator[Record]:
    """Yield the records of keyed objects, their keys first as columns."""
    for keys, record in _walk(tree, ()):
        named = dict(zip(_names(keys), keys, strict=True))
        yield {**named, **{(f"value.{key}" if key in named else key): value for key, value in record.items()}}


def _walk(tree: Record, keys: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Record]]:
    for key, value in tree.items():
        assert isinstance(value, dict), "asked before: every value is an object"
        if _is_keyed(value):
            yield from _walk(value, (*keys, key))
        else:
            yield (*keys, key), value


def _names(keys: Sequence[str]) -> list[str]:
    """Name the key columns by what the keys look like."""
    names: list[str] = []
    for key in keys:
        name = "date" if _DATE.fullmatch(key) else "year" if _YEAR.fullmatch(key) else "key"
        names.append(name if name not in names else f"{name}_{len(names) + 1}")
    return names


def _depth(tree: Tree) -> int:
    """Return how deep a tree nests, without recursion."""
    deepest, level = 0, [tree]
    while level:
        deepest += 1
        level = [
            child
            for node in level
            if isinstance(node, dict | list)
            for child in (node.values() if isinstance(node, dict) else node)
            if isinstance(child, dict | list)
        ]
    return deepest
