"""What every reader gives: the source's own text in columns, before anything is typed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from praya.formats.shelf import keys

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from praya.formats.shelf import Shelf
    from praya.model.decisions import Decision
    from praya.model.table import FieldType

MOST_LINES = 100
"""So many line numbers of rows that do not fit are kept."""
SHAPES = ("Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon")
_SHAPE = rf'^\{{"type": ?"({"|".join(SHAPES)})", ?"coordinates": ?\[.*\]\}}$'
_HEAD = 100
_SPACES = " \t\r\n\f\v"


@dataclass(frozen=True, slots=True, kw_only=True)
class RawTable:
    """One table of a file. Values are the source's own text, untouched; what is missing is null."""

    slug: str
    """The table's place in its file: the sheet's name, the path of its records; empty for a file's only grid."""
    title: str
    """The line above the table, or the sheet's name; two lines of two languages are joined by " / "."""
    header: tuple[str, ...]
    """One label for each column, rows of a tall header joined by " – "; empty where the source has none."""
    columns: pa.Table
    """Strings only, in the source's order, named c0, c1, … (labels may repeat, keys may not)."""
    notes: tuple[str, ...] = ()
    """Lines above and below the table."""
    first_line: int = 1
    """Where the first row of data stands in its file or sheet, counting from 1."""
    units: tuple[str, ...] = ()
    """One unit for each column, where the header has a row of units; else nothing."""
    declared: tuple[FieldType | None, ...] = ()
    """The type that the file itself declares for each column, where its format can; else nothing."""
    geometry: int | None = None
    """The position of the column that holds GeoJSON geometries, if one does."""
    crs: str = ""
    """How the source names the geometries' reference system (a code, a URN, WKT); empty for WGS84 or unsaid."""
    decisions: tuple[Decision, ...] = ()
    shelf: Shelf | None = None
    """Where the rows of a large table lie."""

    def keeping(self, rows: NDArray[np.bool_]) -> RawTable:
        """Return the table with these of its rows alone."""
        kept = pa.array(rows)
        if self.shelf is None:
            return replace(self, columns=self.columns.filter(kept))
        columns, shelf = self.shelf.filtered(self.columns, kept)
        return replace(self, columns=columns, shelf=shelf)

    def give_back(self) -> None:
        """Let go of memory that can be had again; to be called now and then by whoever looks at all rows."""
        if self.shelf:
            self.shelf.give_back()


def with_shapes(raw: RawTable) -> RawTable:
    """Return the table with its first column of GeoJSON texts taken as its geometry, if it has one and names none."""
    if raw.geometry is not None:
        return raw
    for position, column in enumerate(raw.columns.columns):
        head = column.slice(0, _HEAD).drop_null()
        if len(head) and pc.all(pc.match_substring_regex(head, _SHAPE)).as_py():
            return replace(raw, geometry=position)
    return raw


def from_columns(columns: Sequence[Sequence[str | None]]) -> pa.Table:
    """Make a raw table's columns from lists of text; cells of nothing but plain spaces count as missing."""
    arrays = [
        pa.array([value if value and value.strip(_SPACES) else None for value in each], pa.string())
        for each in columns
    ]
    return pa.table(arrays, names=keys(len(arrays)))
