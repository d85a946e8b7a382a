"""The places of a table, as GeoJSON: its own shapes, or points from its coordinates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from praya.formats.features import geojson_geometry
from praya.store.lake import source

if TYPE_CHECKING:
    from collections.abc import Mapping

    from praya.model.query import Query
    from praya.model.table import Column, Schema, Table
    from praya.platform import Platform

MOST_PLACES = 10_000
PROPERTIES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """A GeoJSON FeatureCollection and what it leaves out."""

    collection: Mapping[str, object]
    bbox: tuple[float, float, float, float] | None
    """West, south, east, north of the whole table in WGS84 degrees."""
    shown: int
    total: int
    """Rows the filters let through; rows without coordinates are among them and not shown."""


def has_places(schema: Schema) -> bool:
    """Say whether rows of this schema can be drawn on a map."""
    return bool(schema.role("geometry") or (schema.role("latitude") and schema.role("longitude")))


def places(platform: Platform, table: Table, query: Query, *, limit: int = MOST_PLACES) -> Places | None:
    """Return the places of the rows that the query's filters let through, or None for a table without places."""
    if not has_places(table.schema):
        return None
    held = source(platform.history.path(table.name, table.version))
    sql = query.all_rows_sql(table.schema, held)
    features: list[Mapping[str, object]] = []
    total = 0
    for batch in platform.lake.batches(sql, limit):
        total += batch.num_rows
        if len(features) < limit:
            features += [
                feature
                for row in batch.slice(0, limit - len(features)).to_pylist()
                if (feature := _feature(table.schema, row))
            ]
    return Places(
        collection={"type": "FeatureCollection", "features": features},
        bbox=table.profile.bbox,
        shown=len(features),
        total=total,
    )


def _feature(schema: Schema, row: Mapping[str, object]) -> Mapping[str, object] | None:
    geometry = _geometry(schema, row)
    if geometry is None:
        return None
    return {
        "type": "Feature",
        "id": row["_row"],
        "geometry": geometry,
        "properties": {column.name: _plain(row[column.name]) for column in _told(schema)},
    }


def _geometry(schema: Schema, row: Mapping[str, object]) -> object | None:
    shape = schema.role("geometry")
    if shape:
        held = row[shape.name]
        return geojson_geometry(held) if isinstance(held, bytes) else None
    latitude, longitude = (schema.role(role) for role in ("latitude", "longitude"))
    assert latitude, "has_places was asked before"
    assert longitude, "has_places was asked before"
    y, x = row[latitude.name], row[longitude.name]
    return {"type": "Point", "coordinates": [x, y]} if x is not None and y is not None else None


def _told(schema: Schema) -> list[Column]:
    """Return the columns that a place tells about itself: the first few that are not coordinates."""
    return [each for each in schema.columns if each.role not in ("geometry", "latitude", "longitude")][
        :PROPERTIES
    ]


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, (str, int, float, bool)) else str(value)
