"""What a typed table holds, column by column, computed over Arrow."""

from __future__ import annotations

import math
from datetime import date, datetime, time
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import shapely

from praya.formats.geography.districts import rows_of_positions, rows_of_shapes
from praya.model.table import Bin, Column, ColumnProfile, Profile

if TYPE_CHECKING:
    from praya.formats.infer import Typed

BINS = 20
_MOST_TOP = 20
_FEW_VALUES = 1_000
"""Columns of more distinct values have no meaningful most frequent ones."""
_NUMERIC = ("integer", "number", "year")


def profile(typed: Typed) -> Profile:
    """Return counts, limits, histograms and frequent values of every column, and where the table's places lie."""
    columns = {column.name: _column(column, typed.data[column.name]) for column in typed.schema.columns}
    return Profile(
        rows=typed.data.num_rows, columns=columns, bbox=_bbox(typed, columns), districts=_districts(typed)
    )


def _column(column: Column, values: pa.ChunkedArray) -> ColumnProfile:
    if column.type == "geojson":
        return ColumnProfile(nulls=values.null_count, distinct=pc.count_distinct(values).as_py())
    distinct = pc.count_distinct(values).as_py()
    if len(values) == values.null_count:
        return ColumnProfile(nulls=values.null_count, distinct=0)
    limits = pc.min_max(values).as_py()
    return ColumnProfile(
        nulls=values.null_count,
        distinct=distinct,
        min=_plain(limits["min"]),
        max=_plain(limits["max"]),
        mean=pc.mean(values).as_py() if column.type in ("integer", "number") else None,
        histogram=_histogram(column, values),
        top=_top(values) if distinct <= _FEW_VALUES and distinct < len(values) else (),
    )


def _plain(value: object) -> str | int | float:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    assert isinstance(value, str | int | float), "every other type was turned into one of these"
    return value


def _top(values: pa.ChunkedArray) -> tuple[tuple[str, int], ...]:
    """Return the most frequent values, ties in order of appearance."""
    counts = [(each["values"], each["counts"]) for each in pc.value_counts(values).to_pylist()]
    counts = [(value, count) for value, count in counts if value is not None]
    counts.sort(key=lambda pair: -pair[1])
    return tuple((str(_plain(value)), count) for value, count in counts[:_MOST_TOP])


def _histogram(column: Column, values: pa.ChunkedArray) -> tuple[Bin, ...]:
    """Return bars of equal width over numbers, years and dates (as days since 1970-01-01)."""
    if column.type == "date":
        numbers = pc.cast(pc.cast(values, pa.int32()), pa.float64())
    elif column.type in _NUMERIC:
        numbers = pc.cast(values, pa.float64())
    else:
        return ()
    limits = pc.min_max(numbers).as_py()
    low, high = limits["min"], limits["max"]
    if not math.isfinite(high - low):
        return ()
    whole = column.type != "number"
    if low == high:
        return (Bin(low=low, high=high, count=len(numbers) - numbers.null_count),)
    bins = BINS if not whole or high - low >= BINS else int(high - low) + 1
    width = (high - low) / bins
    places = pc.min_element_wise(
        pc.floor(pc.divide(pc.subtract(numbers, low), width)), bins - 1, skip_nulls=False
    )
    counts = {int(each["values"]): each["counts"] for each in pc.value_counts(places.drop_null()).to_pylist()}
    return tuple(
        Bin(
            low=low + width * place,
            high=high if place == bins - 1 else low + width * (place + 1),
            count=counts.get(place, 0),
        )
        for place in range(bins)
    )


def _bbox(typed: Typed, columns: dict[str, ColumnProfile]) -> tuple[float, float, float, float] | None:
    """Return west, south, east, north of geometries, else of coordinates."""
    shape = typed.schema.role("geometry")
    if shape:
        bounds = shapely.total_bounds(shapely.from_wkb(typed.data[shape.name].to_pylist()))
        west, south, east, north = (float(each) for each in bounds)
        return (west, south, east, north) if math.isfinite(west) else None
    latitude, longitude = typed.schema.role("latitude"), typed.schema.role("longitude")
    if latitude is None or longitude is None:
        return None
    limits = [
        columns[longitude.name].min,
        columns[latitude.name].min,
        columns[longitude.name].max,
        columns[latitude.name].max,
    ]
    west, south, east, north = (float(each) if each is not None else math.nan for each in limits)
    return (west, south, east, north) if math.isfinite(west) and math.isfinite(south) else None


def _districts(typed: Typed) -> dict[str, int]:
    """Count the rows in each of the city's districts, by geometries, else by coordinates."""
    shape = typed.schema.role("geometry")
    if shape:
        return rows_of_shapes(shapely.from_wkb(typed.data[shape.name].to_numpy()))
    latitude, longitude = typed.schema.role("latitude"), typed.schema.role("longitude")
    if latitude is None or longitude is None:
        return {}
    x, y = (pc.cast(typed.data[each.name], pa.float64()).to_numpy() for each in (longitude, latitude))
    return rows_of_positions(x, y)
