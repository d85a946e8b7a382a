"""JSON: the records are found by their path; numbers keep the digits they are written with."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, TypeGuard

import orjson

from praya.formats.encoding import open_text
from praya.formats.raw import RawTable, from_columns
from praya.model import errors
from praya.model.table import Decision

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

Tree = dict[str, "Tree"] | list["Tree"] | str | bool | None
Record = dict[str, Tree]

_DEEPEST = 64
_KEYED_SHARE = 0.5
"""Objects keyed by year or date share at least this part of their inner keys; records do not."""
_FEWEST_KEYED = 2
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_YEAR = re.compile(r"\d{4}")


class Digits(str):
    """A number, as it is written."""

    __slots__ = ()


def read_json(path: Path, encoding: str) -> RawTable:
    """Read the table of a JSON file."""
    return tabulate(parse(path, encoding))


def parse(path: Path, encoding: str) -> Tree:
    """Parse a JSON file; raise FileBroken where it is none."""
    try:
        with open_text(path, encoding) as file:
            tree: Tree = json.load(file, parse_int=Digits, parse_float=Digits, parse_constant=str)
    except RecursionError as error:
        raise errors.FileBroken(format="JSON", reason="nested too deeply") from error
    except ValueError as error:
        raise errors.FileBroken(format="JSON", reason=str(error)) from error
    if _depth(tree) > _DEEPEST:
        raise errors.FileBroken(format="JSON", reason=f"nested more than {_DEEPEST} deep")
    return tree


def tabulate(tree: Tree) -> RawTable:
    """Make a table of a tree: its largest list of objects, or the objects it is keyed by."""
    path, records, beside = _records(tree)
    columns: dict[str, list[str | None]] = {}
    for row, record in enumerate(records):
        for label, value in flatten(record):
            column = columns.setdefault(label, [])
            column.extend([None] * (row - len(column)))
            column.append(value)
    for column in columns.values():
        column.extend([None] * (len(records) - len(column)))
    where = path or "the top"
    return RawTable(
        slug=path,
        title="",
        header=tuple(columns),
        columns=from_columns(list(columns.values())),
        notes=tuple(beside),
        decisions=(
            Decision(
                step="layout",
                what=f"records={where}",
                reason=f"{len(records)} objects of like shape are found there",
                confidence=0.9,
            ),
        ),
    )


def flatten(record: Mapping[str, Tree], prefix: str = "") -> Iterator[tuple[str, str | None]]:
    """Yield a record's labels and texts: objects by path, lists as JSON text."""
    for key, value in record.items():
        label = f"{prefix}{key}"
        if isinstance(value, dict) and value:
            yield from flatten(value, f"{label}.")
        else:
            yield label, as_text(value)


def as_text(value: Tree) -> str | None:
    """Return a value as the source wrote it; objects and lists as compact JSON."""
    if value is None:
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return orjson.dumps(value, default=_written, option=orjson.OPT_PASSTHROUGH_SUBCLASS).decode()


def _written(value: object) -> orjson.Fragment:
    if isinstance(value, Digits):
        return orjson.Fragment(str(value))
    raise TypeError


def _records(tree: Tree) -> tuple[str, list[Record], list[str]]:
    """Return the path of the records, the records, and what stands beside them."""
    if isinstance(tree, list):
        return "", [each if isinstance(each, dict) else {"value": each} for each in tree], []
    if not isinstance(tree, dict):
        raise errors.TableAbsent
    if _is_keyed(tree):
        return "", list(_unkeyed(tree)), []
    best: tuple[str, list[Record]] = ("", [])
    for path, records in _lists(tree, ""):
        if len(records) > len(best[1]):
            best = path, records
    if not best[1]:
        return "", [tree], []
    return *best, [
        f"{label}: {text}" for label, text in flatten(tree) if text and not _inside(label, best[0])
    ]


def _inside(label: str, path: str) -> bool:
    return label == path or label.startswith(f"{path}.") or path.startswith(f"{label}.")


def _lists(tree: Record, prefix: str) -> Iterator[tuple[str, list[Record]]]:
    """Yield the lists of objects in a tree of objects, and objects keyed by something, with their paths."""
    for key, value in tree.items():
        if _is_records(value):
            yield f"{prefix}{key}", value
        elif isinstance(value, dict):
            if _is_keyed(value):
                yield f"{prefix}{key}", list(_unkeyed(value))
            else:
                yield from _lists(value, f"{prefix}{key}.")


def _is_records(value: Tree) -> TypeGuard[list[Record]]:
    return isinstance(value, list) and bool(value) and all(isinstance(each, dict) for each in value)


def _is_keyed(tree: Record) -> bool:
    """Say whether an object's keys are data (years, dates, codes): its values are all objects of like shape."""
    inner = [value for value in tree.values() if isinstance(value, dict)]
    if len(inner) < max(len(tree), _FEWEST_KEYED):
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
        yield {**named, **record}


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
