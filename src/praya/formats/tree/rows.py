"""JSON whose rows are lists, or whose keys are column letters: the labels stand in the data or beside it."""

from __future__ import annotations

import string
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, TypeGuard

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Tree = dict[str, "Tree"] | list["Tree"] | str | bool | None
"""A value of JSON; numbers stand as they are written, as a kind of text."""
Record = dict[str, Tree]

_NAMES = ("columns", "fields", "header", "headers", "cols", "labels", "schema")
"""What the list of labels beside rows is called."""
_LISTINGS = frozenset(
    ["data", "dataset", "entries", "items", "list", "records", "result", "results", "rows", "value", "values"]
)
"""What a list is called that is the point of its file, so that the file says nothing where it is empty."""
_FEWEST_ALONE = 5
"""So many plain values in one list, and nothing like them around, are a list and not a detail."""


class Rows(NamedTuple):
    """Rows found in a tree: their path, the labels that stand beside them (or none), and the rows."""

    where: str
    labels: tuple[str, ...]
    rows: Sequence[Sequence[Tree]]


def rows_in(tree: Tree, where: str = "") -> Iterator[Rows]:
    """Yield the lists of lists in a tree: the root itself, or one that has labels beside it or as its first row."""
    if isinstance(tree, list):
        if len(tree) > 1 and _is_rows(tree):
            yield Rows(where, (), tree)
    elif isinstance(tree, dict):
        for key, value in tree.items():
            path = f"{where}.{key}" if where else key
            if isinstance(value, dict):
                yield from rows_in(value, path)
            elif isinstance(value, list) and value and _is_rows(value):
                labels = _labels_beside(tree, len(value[0]))
                if labels or _are_labels(value[0]):
                    yield Rows(path, labels, value)


def emptied_in(tree: Tree) -> Rows | None:
    """Return the list that is the point of a tree and has nothing in it, with the labels that stand beside it."""
    if not tree and isinstance(tree, dict | list):
        return Rows("", (), ())
    if not isinstance(tree, dict):
        return None
    found = [
        (where, around)
        for where, around, values in _every_list(tree, "")
        if not values and _holds(where, tree)
    ]
    if len(found) != 1:
        return None
    where, around = found[0]
    beside = next((_labels_beside(around, len(held)) for held in _listed_names(around)), ())
    others = [at for at, _, values in _every_list(tree, "") if values and at.rpartition(".")[2] not in _NAMES]
    return None if others else Rows(where, beside, ())


def labels_beside(placed: Sequence[Rows]) -> Iterator[str]:
    """Yield the paths at which labels beside rows stand."""
    for each in placed:
        if each.labels:
            around = each.where.rpartition(".")[0]
            yield from (f"{around}.{name}".strip(".") for name in _NAMES)


def lettered(records: Sequence[Record]) -> tuple[str, ...]:
    """Return the labels in a first record whose keys are A, B, C, …, or nothing."""
    if len(records) < 2:  # noqa: PLR2004 - labels and a row
        return ()
    keys = list(records[0])
    if len(keys) < 2 or keys != list(islice(_letters(), len(keys))):  # noqa: PLR2004 - one letter may be a name
        return ()
    values = list(records[0].values())
    if not _are_labels(values) or any(not set(each) <= set(keys) for each in records):
        return ()
    return tuple(map(str, values))


def listed_alone(tree: Record) -> tuple[str, list[Tree]] | None:
    """Return the path and values of a tree's only list, if there is more in it than around it."""
    found = list(_plain_lists(tree, ""))
    if len(found) != 1:
        return None
    where, values = found[0]
    around = sum(not isinstance(value, list) for value in _leaves(tree))
    return (where, values) if len(values) >= max(_FEWEST_ALONE, around) else None


def _letters() -> Iterator[str]:
    yield from string.ascii_uppercase
    yield from (first + second for first in string.ascii_uppercase for second in string.ascii_uppercase)


def _is_plain(value: Tree) -> bool:
    return not isinstance(value, dict | list)


def _is_rows(value: list[Tree]) -> TypeGuard[list[list[Tree]]]:
    """Say whether a list's items are lists of plain values, as wide as the first."""
    first = value[0]
    return (
        isinstance(first, list)
        and len(first) > 1
        and all(
            isinstance(row, list) and len(row) == len(first) and all(map(_is_plain, row)) for row in value
        )
    )


def _are_labels(row: object) -> bool:
    """Say whether a row is made of different words; numbers are a kind of `str` here, and none of them."""
    return (
        isinstance(row, list)
        and all(type(cell) is str and cell.strip() for cell in row)
        and len(set(row)) == len(row)
    )


def _labels_beside(tree: Mapping[str, Tree], width: int) -> tuple[str, ...]:
    """Return the labels that stand beside rows: a list of as many words, or of objects with a name."""
    for key in _NAMES:
        value = tree.get(key)
        if not isinstance(value, list) or len(value) != width:
            continue
        names = [_name(each) for each in value]
        if _are_labels(names):
            return tuple(map(str, names))
    return ()


def _name(value: Tree) -> Tree:
    if not isinstance(value, dict):
        return value
    return next((value[key] for key in ("name", "id", "label", "title") if key in value), None)


def _plain_lists(tree: Mapping[str, Tree], prefix: str) -> Iterator[tuple[str, list[Tree]]]:
    for key, value in tree.items():
        if isinstance(value, list) and value and all(map(_is_plain, value)):
            yield f"{prefix}{key}", value
        elif isinstance(value, dict):
            yield from _plain_lists(value, f"{prefix}{key}.")


def _every_list(
    tree: Mapping[str, Tree], prefix: str
) -> Iterator[tuple[str, Mapping[str, Tree], list[Tree]]]:
    """Yield every list in a tree of objects: its path, the object it stands in, and itself."""
    for key, value in tree.items():
        if isinstance(value, list):
            yield f"{prefix}{key}", tree, value
        elif isinstance(value, dict):
            yield from _every_list(value, f"{prefix}{key}.")


def _holds(where: str, tree: Mapping[str, Tree]) -> bool:
    """Say whether a list at this path is what its file is for: by its name, or because nothing else is there."""
    return where.rpartition(".")[2].casefold() in _LISTINGS or list(tree) == [where]


def _listed_names(around: Mapping[str, Tree]) -> Iterator[list[Tree]]:
    yield from (held for name in _NAMES if isinstance(held := around.get(name), list) and held)


def _leaves(tree: Mapping[str, Tree]) -> Iterator[Tree]:
    for value in tree.values():
        if isinstance(value, dict):
            yield from _leaves(value)
        else:
            yield value
