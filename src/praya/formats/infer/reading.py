"""What a reader of distinct texts gives: typed values, and which texts say more than their value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import pyarrow as pa

    from praya.model.decisions import Decision
    from praya.model.table import FieldType


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Distinct texts read as one type."""

    type: FieldType
    values: pa.Array
    """One for each text; null where the text stands for no value."""
    kept: pa.Array
    """True for the texts that the value alone does not say: markers, marks, too many digits."""
    markers: tuple[str, ...] = ()
    """The texts that stand for no value, and the marks that stand behind values."""
    unit: str = ""
    decisions: tuple[Decision, ...]
    """Why it is of this type; then what else is to be said of the values."""


@dataclass(frozen=True, slots=True)
class Cells:
    """One column of one piece, typed; `companion` keeps the texts that say more than their values."""

    data: pa.ChunkedArray
    companion: pa.ChunkedArray | None = None


class Settled(Protocol):
    """How a column is read, once that is settled."""

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """Why it is read so."""

    def read(self, source: pa.ChunkedArray, index: int, /) -> Cells:
        """Type the column of one piece, the one at this index."""
