"""Records of any shape, gathered into columns: what one record lacks is missing in its row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from praya.formats.raw import RawTable, from_columns, keys

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from praya.model.decisions import Decision

Label = TypeVar("Label")


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
        columns = from_columns([self.columns[label] for label in (order or self.columns)])
        return RawTable(slug=slug, title="", header=header, columns=columns, notes=notes, decisions=decisions)
