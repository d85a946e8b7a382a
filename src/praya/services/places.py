"""The places of a table, as GeoJSON: its own shapes, or points from its coordinates."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from praya.formats.features.geojson import geojson_geometry
from praya.model.query import Filter, Sql, quote
from praya.model.table import ROW

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from praya.model.query import Query
    from praya.model.table import Column, Schema, Table
    from praya.platform import Platform

MOST_PLACES = 10_000
PROPERTIES = 12
ACROSS, UP = 48, 32
"""Squares that too many places are counted in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """A GeoJSON FeatureCollection and what it leaves out."""

    collection: Mapping[str, object]
    bbox: tuple[float, float, float, float] | None
    """West, south, east, north of the whole table in WGS84 degrees."""
    shown: int
    total: int
    """Rows the filters let through; rows without coordinates are among them and not shown."""
    unplaced: int = 0
    """Rows of them without coordinates."""
    crowded: bool = False
    """Whether there are too many to be shown each: features then stand for all in their square, with its `count`."""


def has_places(schema: Schema) -> bool:
    """Say whether rows of this schema can be drawn on a map."""
    return bool(schema.locating)


def places(platform: Platform, table: Table, query: Query, *, limit: int = MOST_PLACES) -> Places | None:
    """Return the places of the rows that the query's filters let through, or None for a table without places."""
    located = table.schema.locating
    if not located:
        return None
    there = located_only(table, query)
    needed = [ROW, *(each.name for each in (*located, *_told(table.schema)))]
    with platform.history.source(platform.db, table.name, table.version) as held:
        sql = there.all_rows_sql(table.schema, held.sql, needed)
        found = platform.lake.rows(Sql(f"{sql.text} LIMIT {limit}", sql.parameters))
        counted, placed = (
            int(str(platform.lake.rows(each.count_sql(table.schema, held.sql)).rows[0][0]))
            for each in (query, there)
        )
        crowded = placed > limit and len(located) > 1
        features = (
            _squares(platform, table, there, held.sql)
            if crowded
            else [_feature(table.schema, dict(zip(found.columns, row, strict=True))) for row in found.rows]
        )
    return Places(
        collection={"type": "FeatureCollection", "features": features},
        bbox=table.profile.bbox,
        shown=placed if crowded else len(features),
        total=counted,
        unplaced=counted - placed,
        crowded=crowded,
    )


def located_only(table: Table, query: Query) -> Query:
    """Return the question for those rows alone that have a place."""
    filled = (Filter(each.name, "filled") for each in table.schema.locating)
    return replace(query, filters=(*query.filters, *filled))


def _squares(platform: Platform, table: Table, query: Query, held: str) -> list[Mapping[str, object]]:
    """Return how many points lie in each square of a grid over them all, and where their middle is."""
    longitude, latitude = (quote(each.name) for each in table.schema.locating)
    rows = query.narrowed_sql(table.schema, held)
    found = platform.lake.rows(
        Sql(
            f"WITH there AS (SELECT {longitude} AS x, {latitude} AS y FROM {rows.text}), "  # noqa: S608 - names quoted, numbers ours
            f"box AS (SELECT min(x) AS w, min(y) AS s, greatest(max(x) - min(x), 1e-6) / {ACROSS} AS wide, "
            f"greatest(max(y) - min(y), 1e-6) / {UP} AS high FROM there) "
            "SELECT round(avg(x), 6), round(avg(y), 6), count(*) FROM there, box "
            "GROUP BY floor((x - w) / wide), floor((y - s) / high) ORDER BY count(*) DESC",
            rows.parameters,
        )
    )
    return [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [x, y]},
            "properties": {"count": count},
        }
        for x, y, count in found.rows
    ]


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
