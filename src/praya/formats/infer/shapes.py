"""Geometries: GeoJSON text in the source's coordinates to WKB in degrees of WGS84."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from praya.formats.geography.degrees import Way, find_way, positions
from praya.formats.infer.reading import Cells
from praya.model.decisions import geography as because

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from praya.model.decisions import Decision

_MOST_LOST = 0.05
"""A column of which more cannot be read is no column of shapes."""


@dataclass(frozen=True, slots=True)
class Shapes:
    """How to read the column of geometries: WKB (null where missing), or the text as it is where there is no way."""

    way: Way | None
    decisions: tuple[Decision, ...]
    keeps: bool = False
    """True where the text says what WKB does not: coordinates in another system, shapes that cannot be read."""

    @property
    def readable(self) -> bool:
        """Say whether the column holds shapes that were placed."""
        return self.way is not None

    def read(self, source: pa.ChunkedArray, _index: int = 0) -> Cells:
        """Read the column of one piece."""
        if self.way is None:
            return Cells(source)
        placed = self.way.go(_shapes(source))
        wkb = pa.chunked_array([pa.array(shapely.to_wkb(placed), pa.binary())])
        if not self.keeps:
            return Cells(wkb)
        said = np.full(len(placed), fill_value=True) if self.way.changes else shapely.is_missing(placed)
        return Cells(wkb, pc.if_else(pa.array(said), source, pa.scalar(None, pa.string())))


def read_shapes(pieces: Sequence[pa.ChunkedArray], system: str) -> Shapes:
    """Look at every geometry, and return how to read them; `system` is how their file names the reference system."""
    given = lost = 0
    held = []
    for piece in pieces:
        shapes = _shapes(piece)
        given += len(piece) - piece.null_count
        lost += len(piece) - piece.null_count - int((~shapely.is_missing(shapes)).sum())
        held.append(positions(shapes))
    if lost > _MOST_LOST * given:
        return Shapes(None, (because.SHAPES_UNREAD.decide(count=lost),))
    x, y = (np.concatenate(each) for each in zip(*held, strict=True))
    way = find_way((x, y), system)
    if not isinstance(way, Way):
        return Shapes(None, (way,))
    told = (because.SHAPES_LOST.decide(0.8, count=lost),) if lost else ()
    return Shapes(way, (way.decision, *told), keeps=way.changes or lost > 0)


def _shapes(texts: pa.ChunkedArray) -> NDArray[np.object_]:
    """Return shapes, None where there is none or it cannot be read."""
    shapes: NDArray[np.object_] = shapely.from_geojson(
        np.array(texts.to_pylist(), dtype=object), on_invalid="ignore"
    )
    return shapes
