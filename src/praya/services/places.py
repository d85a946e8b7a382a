"""The places of a table, as GeoJSON: its own shapes, or points from its coordinates."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from praya.formats.features.geojson import geojson_geometry
from praya.model.query import Filter, Sql
from praya.model.table import ROW

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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
    return bool(schema.locating)


def places(platform: Platform, table: Table, query: Query, *, limit: int = MOST_PLACES) -> Places | None:
    """Return the places of the rows that the query's filters let through, or None for a table without places."""
    located = table.schema.locating
    if not located:
        return None
    there = replace(query, filters=(*query.filters, *(Filter(each.name, "filled") for each in located)))
    needed = [ROW, *(each.name for each in (*located, *_told(table.schema)))]
    with platform.history.source(platform.db, table.name, table.version) as held:
        sql = there.all_rows_sql(table.schema, held.sql, needed)
        found = platform.lake.rows(Sql(f"{sql.text} LIMIT {limit}", sql.parameters))
        counted = platform.lake.rows(query.count_sql(table.schema, held.sql)).rows[0][0]
    features = [_feature(table.schema, dict(zip(found.columns, row, strict=True))) for row in found.rows]
    assert isinstance(counted, int), "count(*) gives one integer"
    return Places(
        collection={"type": "FeatureCollection", "features": features},
        bbox=table.profile.bbox,
        shown=len(features),
        total=counted,
    )


def _feature(schema: Schema, row: Mapping[str, object]) -> Mapping[str, object]:
    return {
        "type": "Feature",
        "id": row[ROW],
        "geometry": _geometry(schema.locating, row),
        "properties": {column.name: _plain(row[column.name]) for column in _told(schema)},
    }


def _geometry(located: Sequence[Column], row: Mapping[str, object]) -> object:
    held = [row[each.name] for each in located]
    if isinstance(held[0], bytes):
        return geojson_geometry(held[0])
    return {"type": "Point", "coordinates": held}


def _told(schema: Schema) -> list[Column]:
    """Return the columns that a place tells about itself: the first few that are not coordinates."""
    return [each for each in schema.columns if each.role not in ("geometry", "latitude", "longitude")][
        :PROPERTIES
    ]


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, (str, int, float, bool)) else str(value)
