"""A table's rows as features: pages of them, and one by its place."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson
import shapely

from praya.formats.geography.offered import CRS84, from_degrees
from praya.model import errors
from praya.model.moment import CITY_TIME
from praya.model.query import Filter, Query
from praya.model.table import ROW
from praya.services import ask
from praya.web.api.ogc import asking
from praya.web.api.ogc.answers import GEOJSON, HTML, address, here, link, root, selves
from praya.web.origin import origin
from praya.web.urls import dataset as dataset_page

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from praya.model.table import Schema
    from praya.services.located import Located
    from praya.web.api.ogc.answers import Asked, Json, Link
    from praya.web.view import Site

    Row = Mapping[str, object]

_DIGITS = 18


def items(site: Site, request: Asked, found: Located, given: Mapping[str, str]) -> Json:
    """Return one page of a collection's features."""
    asked = asking.query(given, found.table.schema)
    answer = ask.rows(site.platform, found.table, asked)
    return {
        "type": "FeatureCollection",
        "features": features(found.table.schema, answer.rows, asking.system(given, "crs")),
        **paged(site, request, asked, answer.total, len(answer.rows), as_of=str(found.table.version)),
    }


def paged(
    site: Site,
    request: Asked,
    asked: Query,
    total: int,
    shown: int,
    **pinned: str,
) -> Json:
    """Return what every page of items says of itself; its links to others hold on to what is `pinned`."""
    links = selves(site, request, GEOJSON)
    if asked.offset + shown < total and shown:
        links.append(_page(site, request, "next", asked.offset + asked.size, **pinned))
    if asked.offset:
        links.append(_page(site, request, "prev", max(0, asked.offset - asked.size), **pinned))
    where = address(root(site, request), "collections", request.path_params["collection"])
    links.append(link(where, "collection", "application/json"))
    return {
        "numberMatched": total,
        "numberReturned": shown,
        "timeStamp": site.now().astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "links": links,
    }


def _page(site: Site, request: Asked, rel: str, offset: int, **pinned: str) -> Link:
    return link(here(site, request, offset=str(offset), **pinned), rel, GEOJSON)


def item(site: Site, request: Asked, found: Located, fid: str, system: str) -> Json:
    """Return one feature; raise PageMissing for a place that no row has."""
    if not (fid.isascii() and fid.isdigit() and len(fid) <= _DIGITS):
        raise errors.PageMissing
    answer = ask.rows(site.platform, found.table, Query(filters=(Filter(ROW, "eq", fid),), size=1))
    if not answer.rows:
        raise errors.PageMissing
    where = address(root(site, request), "collections", found.table.name)
    shown = origin(site, request) + dataset_page("en", found.dataset.name, found.table.name)
    links = [
        *selves(site, request, GEOJSON),
        link(where, "collection", "application/json"),
        link(shown, "describedby", HTML, "The dataset's page"),
    ]
    return features(found.table.schema, answer.rows, system)[0] | {"links": links}


def features(schema: Schema, rows: Sequence[Row], system: str) -> list[Json]:
    """Return rows as GeoJSON features, their places in a reference system."""
    told = asking.properties(schema)
    placed = shapely.to_geojson(from_degrees(shapes(schema, rows), system))
    return [
        {
            "type": "Feature",
            "id": row[ROW],
            "geometry": None if place is None else orjson.Fragment(place),
            "properties": {each.name: plain(row[each.name]) for each in told},
        }
        for row, place in zip(rows, placed, strict=True)
    ]


def shapes(schema: Schema, rows: Sequence[Row]) -> NDArray[np.object_]:
    """Return where rows are, in degrees, longitude first; None for one whose place is not known."""
    names = [each.name for each in schema.locating]
    held: NDArray[np.object_] = np.empty(len(rows), dtype=object)
    if len(names) == 1:
        held[:] = [row[names[0]] for row in rows]
        found: NDArray[np.object_] = shapely.from_wkb(held)
        return found
    for place, row in enumerate(rows):
        longitude, latitude = (row[name] for name in names)
        if longitude is not None and latitude is not None:
            held[place] = shapely.Point(float(str(longitude)), float(str(latitude)))
    return held


def plain(value: object) -> Any:  # noqa: ANN401 - any JSON
    """Return a value as GeoJSON has it: moments with their zone, decimals as numbers."""
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=CITY_TIME)).isoformat()
    if isinstance(value, (date, time)):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


def content_crs(system: str = CRS84) -> dict[str, str]:
    """Return the header that says which system an answer's places are in."""
    return {"content-crs": f"<{system}>"}
