"""GeoJSON: one row for each feature, its properties as columns, its geometry last."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import orjson
import shapely

from praya.formats.raw import RawTable, from_columns
from praya.formats.tree.json import as_text, parse, tables, tabulate
from praya.model.decisions import layout as because

if TYPE_CHECKING:
    from pathlib import Path

    from praya.formats.tree.rows import Record, Tree

GEOMETRY = "geometry"


def read_geojson(path: Path, encoding: str) -> list[RawTable]:
    """Read the table of a GeoJSON file; JSON that only resembles it is read as JSON."""
    tree = parse(path, encoding)
    if isinstance(tree, dict) and tree.get("features") == []:
        return [_empty(tree)]
    features = _features(tree)
    if not features:
        return tables(tree)
    shapes = [as_text(feature.get("geometry")) for feature in features]
    told = tabulate([_properties(feature) for feature in features], "features")
    held = [column.to_pylist() for column in told.columns.columns]
    return [
        replace(
            told,
            title=_name(tree),
            header=(*told.header, GEOMETRY),
            columns=from_columns([*held, shapes]),
            declared=(*told.declared, None),
            geometry=len(told.header),
            crs=_system(tree),
        )
    ]


def _empty(tree: Record) -> RawTable:
    """Return a table without rows: of a collection without features only the shape's column is known."""
    return RawTable(
        slug="features",
        title=_name(tree),
        header=(GEOMETRY,),
        columns=from_columns([[]]),
        geometry=0,
        crs=_system(tree),
        decisions=(because.RECORDS_NONE.decide(path="features"),),
    )


def geojson_geometry(wkb: bytes) -> dict[str, Any]:
    """Return a stored geometry as a GeoJSON object."""
    shape: dict[str, Any] = orjson.loads(shapely.to_geojson(shapely.from_wkb(wkb)))
    return shape


def _features(tree: Tree) -> list[Record]:
    if isinstance(tree, dict) and tree.get("type") == "Feature":
        return [tree]
    listed = tree.get("features") if isinstance(tree, dict) else tree
    if not isinstance(listed, list):
        return []
    return [each for each in listed if isinstance(each, dict) and each.get("type") == "Feature"]


def _properties(feature: Record) -> Record:
    own = feature.get("properties")
    named: Record = {"id": feature["id"]} if "id" in feature else {}
    return named | (own if isinstance(own, dict) else {})


def _system(tree: Tree) -> str:
    """Return the reference system that a file of the format's first edition names."""
    told = tree.get("crs") if isinstance(tree, dict) else None
    held = told.get("properties") if isinstance(told, dict) else None
    name = held.get("name") if isinstance(held, dict) else None
    return name if isinstance(name, str) else ""


def _name(tree: Tree) -> str:
    name = tree.get("name") if isinstance(tree, dict) else None
    return name if isinstance(name, str) else ""
