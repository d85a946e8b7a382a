"""The rows of a table that lie nearest to a place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from praya.model.query import Near, Sql, quote
from praya.model.table import ROW

if TYPE_CHECKING:
    from collections.abc import Mapping

    from praya.model.table import Table
    from praya.platform import Platform


def nearest(
    platform: Platform, table: Table, longitude: float, latitude: float, limit: int
) -> list[Mapping[str, object]]:
    """Return the rows nearest to a place in WGS84 degrees, the nearest first; raise PlacesMissing without points."""
    metres = Near(longitude, latitude, 0).distance(table.schema)
    with platform.history.source(platform.db, table.name, table.version) as held:
        text = (
            f"SELECT * EXCLUDE (_metres) FROM (SELECT *, {metres.text} AS _metres FROM {held.sql}) "  # noqa: S608 - names quoted, values bound
            f"WHERE _metres IS NOT NULL ORDER BY _metres, {quote(ROW)} LIMIT {int(limit)}"
        )
        found = platform.lake.rows(Sql(text, metres.parameters))
    return [dict(zip(found.columns, row, strict=True)) for row in found.rows]
