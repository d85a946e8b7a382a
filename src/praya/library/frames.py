"""Rows as the frames of other libraries, each imported only when it is asked for."""

from __future__ import annotations

import json
from importlib import import_module
from typing import TYPE_CHECKING, Any

import duckdb

from praya.model import errors

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas
    import pandas as pd
    import polars as pl
    import pyarrow as pa

ABOUT = b"praya"
"""Under what an Arrow table's own metadata says where it comes from."""
WGS84 = "EPSG:4326"


def labelled(rows: pa.Table, about: Mapping[str, object]) -> pa.Table:
    """Return rows that say where they come from."""
    said = json.dumps(about, ensure_ascii=False).encode()
    return rows.replace_schema_metadata({**(rows.schema.metadata or {}), ABOUT: said})


def polars(rows: pa.Table) -> pl.DataFrame:
    """Return rows as Polars has them; raise ModuleAbsent."""
    frame: pl.DataFrame = _module("polars", "polars").from_arrow(rows)
    return frame


def pandas(rows: pa.Table) -> pd.DataFrame:
    """Return rows as pandas has them, in Arrow's types: whole numbers stay whole beside missing ones.

    `attrs` say where they come from. Raise ModuleAbsent.
    """
    types = _module("pandas", "pandas").ArrowDtype
    frame: pd.DataFrame = rows.to_pandas(types_mapper=types)
    frame.attrs |= _about(rows)
    return frame


def relation(rows: pa.Table, connection: duckdb.DuckDBPyConnection | None) -> duckdb.DuckDBPyRelation:
    """Return rows as a relation of a connection, or of one of its own."""
    return (connection or duckdb.connect()).from_arrow(rows)


def geopandas_frame(rows: pa.Table, places: tuple[str, ...]) -> geopandas.GeoDataFrame:
    """Return rows with their places, in WGS84 degrees, as the frame's geometry; raise ModuleAbsent.

    `places` names the column of shapes (WKB), or those of longitude and latitude.
    """
    library = _module("geopandas", "geo")
    plain = pandas(rows)
    if len(places) == 1:
        shapes = library.GeoSeries.from_wkb(rows.column(places[0]).to_pylist(), crs=WGS84)
        shapes.index = plain.index
        frame = library.GeoDataFrame(plain.drop(columns=[places[0]]), geometry=shapes)
    else:
        x, y = (plain[name].to_numpy(dtype=float, na_value=float("nan")) for name in places)
        frame = library.GeoDataFrame(plain, geometry=library.points_from_xy(x, y, crs=WGS84))
    frame.attrs |= _about(rows)
    return frame


def _about(rows: pa.Table) -> dict[str, Any]:
    said = (rows.schema.metadata or {}).get(ABOUT)
    return {ABOUT.decode(): json.loads(said)} if said else {}


def _module(name: str, extra: str) -> Any:  # noqa: ANN401 - a library, which may have no types
    try:
        return import_module(name)
    except ImportError as error:
        raise errors.ModuleAbsent(module=name, extra=extra) from error
