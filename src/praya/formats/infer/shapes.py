"""Geometries: GeoJSON text to WKB, if its places are WGS84 degrees as the standard demands."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import shapely

from praya.formats.infer.settle import Cells
from praya.model.decisions import infer as because

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from praya.model.decisions import Decision


@dataclass(frozen=True, slots=True)
class Shapes:
    """How to read the column of geometries: WKB (null where missing), or the text as it is."""

    readable: bool
    decisions: tuple[Decision, ...]
    ready: Cells | None = None
    """What was read on the way, where the column is one piece."""

    def read(self, source: pa.ChunkedArray, _index: int = 0) -> Cells:
        """Read the column of one piece."""
        if self.ready:
            return self.ready
        return _cells(shapely.from_geojson(source.to_pylist())) if self.readable else Cells(source)


def read_shapes(pieces: Sequence[pa.ChunkedArray]) -> Shapes:
    """Look at every geometry, and return how to read them."""
    ready = None
    for piece in pieces:
        try:
            shapes = shapely.from_geojson(piece.to_pylist())
        except (shapely.errors.GEOSException, ValueError, TypeError) as error:
            return Shapes(readable=False, decisions=(because.SHAPES_UNREAD.decide(reason=str(error)),))
        bounds = [float(each) for each in shapely.total_bounds(shapes)]
        if all(map(math.isfinite, bounds)) and not (
            -180 <= bounds[0] <= bounds[2] <= 180 and -90 <= bounds[1] <= bounds[3] <= 90  # noqa: PLR2004 - degrees
        ):
            return Shapes(readable=False, decisions=(because.SHAPES_ELSEWHERE.decide(),))
        ready = _cells(shapes) if len(pieces) == 1 else None
    return Shapes(readable=True, decisions=(because.SHAPES.decide(),), ready=ready)


def _cells(shapes: NDArray[np.object_]) -> Cells:
    return Cells(pa.chunked_array([pa.array(shapely.to_wkb(shapes), pa.binary())]))
