"""Columns that Praya adds: latitude and longitude from the city's grid (a date from its parts is in `moments`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from praya.formats.geography.degrees import grid_is_crossed, grid_to_degrees, on_grid
from praya.formats.infer.names import free_name
from praya.model.decisions import geography
from praya.model.table import Column
from praya.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from praya.model.decisions import Decision

    Pieces = Callable[[Sequence[str]], Iterator[Mapping[str, pa.ChunkedArray]]]

_LATITUDE = Text.of("Latitude", "緯度", "纬度", origin="edited")
_LONGITUDE = Text.of("Longitude", "經度", "经度", origin="edited")
_MOST_SAMPLED = 5_000
"""So many positions of one piece of a table show whether its axes are exchanged."""
_LEAST_ON_GRID = 0.5


class Derived(Protocol):
    """Further columns, read from others of the same rows."""

    @property
    def columns(self) -> tuple[Column, ...]:
        """Return what they are."""

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """Return why they are there."""

    def read(self, cells: Mapping[str, pa.ChunkedArray]) -> tuple[pa.ChunkedArray, ...]:
        """Return their values in some rows, given the other columns."""


@dataclass(frozen=True, slots=True)
class Degrees:
    """Two further columns: the latitude and the longitude of positions on the city's grid."""

    columns: tuple[Column, Column]
    grid: tuple[str, str]
    """The names of the columns that are the easting and the northing, whatever they say themselves."""
    decisions: tuple[Decision, ...]

    def read(self, cells: Mapping[str, pa.ChunkedArray]) -> tuple[pa.ChunkedArray, pa.ChunkedArray]:
        """Return the degrees of some rows, null outside the city."""
        longitudes, latitudes = grid_to_degrees(*(_numbers(cells[name]) for name in self.grid))
        return _filled(latitudes), _filled(longitudes)


def derive_place(columns: Sequence[Column], taken: Sequence[str], read: Pieces) -> Degrees | None:
    """Convert the city's grid to latitude and longitude, if a table has the one and lacks the other.

    Positions outside the city have no place; where most are, none is derived.
    """
    roles = {column.role: column.name for column in reversed(columns) if column.role}
    if not {"easting", "northing"} <= set(roles) or set(roles) & {"latitude", "longitude", "geometry"}:
        return None
    names = (roles["easting"], roles["northing"])
    known = outside = outside_crossed = 0
    sample = []
    for piece in read(names):
        eastings, northings = (_numbers(piece[name]) for name in names)
        given = np.isfinite(eastings) & np.isfinite(northings)
        known += int(given.sum())
        outside += int((given & ~on_grid(eastings, northings)).sum())
        outside_crossed += int((given & ~on_grid(northings, eastings)).sum())
        step = max(len(given) // _MOST_SAMPLED, 1)
        sample.append((eastings[::step], northings[::step]))
    crossed = grid_is_crossed(*(np.concatenate(each) for each in zip(*sample, strict=True)))
    if crossed:
        names, outside = names[::-1], outside_crossed
    if not known or outside > (1 - _LEAST_ON_GRID) * known:
        return None
    found = (
        _degree_column("latitude", _LATITUDE, taken),
        _degree_column("longitude", _LONGITUDE, taken),
    )
    kind = geography.GRID_CONVERTED_CROSSED if crossed else geography.GRID_CONVERTED
    decisions = [kind.decide(0.9 if crossed else 1.0, columns=(roles["easting"], roles["northing"]))] * 2
    told = [geography.GRID_OUTSIDE.decide(0.8, count=outside)] if outside else []
    about = zip((*decisions, *told), (*found, found[0]), strict=False)
    return Degrees(
        found, names, tuple(each.about(column=column.name, type="number") for each, column in about)
    )


def _degree_column(role: Literal["latitude", "longitude"], title: Text, taken: Sequence[str]) -> Column:
    name = free_name(role, list(taken))
    return Column(name=name, header="", title=title, type="number", role=role, unit="°", derived=True)


def _numbers(values: pa.ChunkedArray) -> NDArray[np.float64]:
    """Return a column of numbers, not-a-number where it has none."""
    held: NDArray[np.float64] = pc.cast(values, pa.float64()).to_numpy()
    return held


def _filled(values: NDArray[np.float64]) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array(values, pa.float64(), from_pandas=True)])
