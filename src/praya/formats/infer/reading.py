"""What a reader of distinct texts gives: typed values, and which texts say more than their value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

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
