"""What a typed table holds, gathered piece by piece while its rows are written.

Different values are counted exactly while there is room for them. What a very large table has too many of is asked of
the written file afterwards, and said to be an estimate.
"""

from __future__ import annotations

import math
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import shapely

from praya.formats.geography.districts import rows_of_positions, rows_of_shapes
from praya.formats.infer import THREADS
from praya.formats.profile.columns import ColumnTally
from praya.formats.profile.estimate import open_file
from praya.formats.profile.keys import HEAD, candidates, pairs, single_keys
from praya.formats.profile.sums import find_sums, holds
from praya.model.table import Profile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from praya.formats.infer import Typed
    from praya.formats.profile.estimate import WrittenTable
    from praya.model.table import ColumnProfile, Sum

ROOM = 128 << 20
"""So many bytes, shared by all columns, are used to count different values."""
_SUMMED = ("measure", None)


def profile(typed: Typed) -> Profile:
    """Return what a table holds that fits into memory."""
    tally = Tally(typed, room=1 << 40)
    for _ in tally.watch(typed.pieces()):
        pass
    return tally.profile()


class Tally:
    """A table's figures so far."""

    def __init__(self, typed: Typed, *, room: int = ROOM) -> None:
        self._room = room
        self._schema = typed.schema
        self._bounds: list[tuple[float, ...]] = []
        self._districts: Counter[str] = Counter()
        self._columns = {column.name: ColumnTally(column) for column in typed.schema.columns}
        self._head: pa.Table | None = None
        self._sums: list[Sum] = []
        self._rows = 0

    def watch(self, pieces: Iterable[pa.Table]) -> Iterator[pa.Table]:
        """Pass pieces on to whoever writes them, counting them meanwhile."""
        with ThreadPoolExecutor(THREADS) as pool:
            for piece in pieces:
                counting = [pool.submit(column.add, piece[name]) for name, column in self._columns.items()]
                counting.append(pool.submit(self._add, piece))
                yield piece
                for each in counting:
                    each.result()
                self._make_room()

    def profile(self, written: Path | None = None) -> Profile:
        """Return the figures; what is too much for memory is asked of the written file, if there is one."""
        columns = {name: column.profile() for name, column in self._columns.items()}
        names = candidates(self._schema.columns, columns)
        given_up = [name for name, column in self._columns.items() if not column.exact]
        if written is None:
            keys = single_keys(self._rows, names, columns) or self._pairs(names, columns, None)
        else:
            with open_file(written) as file:
                for name in given_up:
                    columns[name] = file.estimated(self._columns[name], columns[name])
                    if name in names and file.is_key((name,), self._rows, columns):
                        columns[name] = replace(columns[name], distinct=self._rows, exact=True)
                keys = single_keys(self._rows, names, columns) or self._pairs(names, columns, file)
        return Profile(
            rows=self._rows,
            columns=columns,
            bbox=self._bbox(columns),
            districts=dict(self._districts),
            keys=tuple(keys),
            sums=tuple(self._sums),
        )

    def _add(self, piece: pa.Table) -> None:
        """Take in what is told by several columns together."""
        numbers = {
            column.name: pc.fill_null(pc.cast(piece[column.name], pa.float64()), math.nan).to_numpy()
            for column in self._schema.columns
            if column.type in ("integer", "number") and column.role in _SUMMED
        }
        if self._head is None:
            self._head = piece.slice(0, HEAD)
            self._sums = find_sums(numbers)
        self._sums = [each for each in self._sums if holds(each, numbers)]
        self._rows += piece.num_rows
        self._place(piece)

    def _make_room(self) -> None:
        """Give up counting the columns of most different values, as far as needed."""
        if sum(column.bytes for column in self._columns.values()) <= self._room:
            return
        taken = {name: column.settled_bytes() for name, column in self._columns.items()}
        while sum(taken.values()) > self._room:
            largest = max(taken, key=lambda name: taken[name])
            self._columns[largest].give_up()
            del taken[largest]

    def _place(self, piece: pa.Table) -> None:
        """Count the rows in each of the city's districts, by geometries, else by coordinates."""
        if not piece.num_rows:
            return
        shape = self._schema.role("geometry")
        latitude, longitude = self._schema.role("latitude"), self._schema.role("longitude")
        if shape:
            shapes = shapely.from_wkb(piece[shape.name].to_numpy())
            self._bounds.append(tuple(float(each) for each in shapely.total_bounds(shapes)))
            self._districts.update(rows_of_shapes(shapes))
        elif latitude and longitude:
            x, y = (pc.cast(piece[each.name], pa.float64()).to_numpy() for each in (longitude, latitude))
            self._districts.update(rows_of_positions(x, y))

    def _pairs(
        self, names: Sequence[str], columns: Mapping[str, ColumnProfile], file: WrittenTable | None
    ) -> list[tuple[str, ...]]:
        """Return the pairs of columns that are a key."""
        if self._head is None:
            return []
        found = pairs(self._rows, names, columns, self._head)
        if self._rows <= HEAD:
            return found
        return [pair for pair in found if file and file.is_key(pair, self._rows, columns)]

    def _bbox(self, columns: Mapping[str, ColumnProfile]) -> tuple[float, float, float, float] | None:
        """Return west, south, east, north of geometries, else of coordinates."""
        if self._schema.role("geometry"):
            found = [each for each in self._bounds if math.isfinite(each[0])]
            if not found:
                return None
            wests, souths, easts, norths = zip(*found, strict=True)
            return (min(wests), min(souths), max(easts), max(norths))
        latitude, longitude = self._schema.role("latitude"), self._schema.role("longitude")
        if latitude is None or longitude is None:
            return None
        across, up = columns[longitude.name], columns[latitude.name]
        limits = [across.min, up.min, across.max, up.max]
        west, south, east, north = (float(each) if each is not None else math.nan for each in limits)
        return (west, south, east, north) if math.isfinite(west) and math.isfinite(south) else None
