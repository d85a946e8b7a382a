"""Records of any shape, gathered into columns: what one record lacks is missing in its row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from praya.formats.raw import RawTable, from_columns
from praya.formats.shelf import keys

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from praya.model.decisions import Decision
    from praya.model.table import FieldType

Label = TypeVar("Label")


class Listed(str):
    """A list, as JSON text."""

    __slots__ = ()


class Keyed(str):
    """An object, as JSON text."""

    __slots__ = ()


_NESTING: dict[type, FieldType] = {Listed: "list", Keyed: "object"}


class Gathered(Generic[Label]):
    """Columns that grow row by row."""

    def __init__(self) -> None:
        self.columns: dict[Label, list[str | None]] = {}
        self.rows = 0

    def add(self, record: Iterable[tuple[Label, str | None]]) -> None:
        """Add one row; raise FileTooWide where the records' labels are more than columns may be."""
        for label, value in record:
            column = self.columns.get(label)
            if column is None:
                keys(len(self.columns) + 1)
                column = self.columns[label] = []
            column.extend([None] * (self.rows - len(column)))
            if len(column) == self.rows:
                column.append(value)
        self.rows += 1

    def table(
        self,
        *,
        slug: str,
        header: tuple[str, ...],
        order: Sequence[Label] | None = None,
        notes: tuple[str, ...] = (),
        decisions: tuple[Decision, ...],
    ) -> RawTable:
        """Return the columns as a table, in `order` or as they came."""
        for column in self.columns.values():
            column.extend([None] * (self.rows - len(column)))
        held = [self.columns[label] for label in (order or self.columns)]
        return RawTable(
            slug=slug,
            title="",
            header=header,
            columns=from_columns(held),
            declared=tuple(map(_declared, held)),
            notes=notes,
            decisions=decisions,
        )


def _declared(column: Iterable[str | None]) -> FieldType | None:
    """Say whether all of a column's values are lists, or all objects."""
    kinds = (type(value) for value in column if value is not None)
    first = next(kinds, None)
    if first not in _NESTING or any(kind is not first for kind in kinds):
        return None
    return _NESTING[first]
