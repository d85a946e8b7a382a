"""Shapefiles, GeoPackages and file geodatabases, by GDAL; only the child process imports it.

GDAL has drivers for eighty kinds of files and for servers: one that is not there cannot be led astray. They are left
out by GDAL_SKIP, and if a new release brings one more, nothing is read until it was looked at.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from praya.formats.apart.texts import Found

DRIVERS = frozenset({"ESRI Shapefile", "GPKG", "OpenFileGDB", "MEM"})
SKIPPED = (
    "PCIDSK,PDS4,VICAR,PDF,MBTiles,EEDA,OGCAPI,GDALG,LVBAG,S57,DGN,OGR_VRT,CSV,GML,GPX,LIBKML,KML,GeoJSON,GeoJSONSeq,"
    "ESRIJSON,TopoJSON,OGR_GMT,SQLite,WAsP,DXF,FlatGeobuf,GeoRSS,VFK,PGDUMP,OSM,GPSBabel,OGR_PDS,WFS,OAPIF,EDIGEO,"
    "Idrisi,ODS,XLSX,Elasticsearch,Carto,AmigoCloud,SXF,Selafin,JML,PLSCENES,CSW,VDV,MVT,NGW,MapML,GTFS,PMTiles,"
    "JSONFG,MiraMonVector,ADBC,AVCBin,AVCE00,AIVector,HTTP,MapInfo File"
)
_OPTIONS = {
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
    "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
    "OGR_SQLITE_LOAD_EXTENSIONS": "NO",
    "SHAPE_RESTORE_SHX": "YES",
}


def layers(path: str) -> Iterator[Found]:
    """Yield each layer's name, columns, place of its geometry (WKB) and reference system."""
    import pyogrio  # noqa: PLC0415 - only the child may load it

    logging.disable()
    strange = set(pyogrio.list_drivers()) - DRIVERS
    if strange:
        raise RuntimeError(f"drivers nobody looked at: {sorted(strange)}")
    options = {} if path.endswith(".gdb") else _OPTIONS
    pyogrio.set_gdal_config_options(options)
    for name, shape in pyogrio.list_layers(path).tolist():
        described, table = pyogrio.raw.read_arrow(path, layer=name, read_geometry=shape is not None)
        held = described.get("geometry_name") or "wkb_geometry"
        if shape is None or held not in table.column_names:
            yield name, table, None, ""
        else:
            order = [each for each in table.column_names if each != held] + [held]
            yield name, table.select(order), len(order) - 1, _system(described.get("crs"))


def _system(words: object) -> str:
    return words if isinstance(words, str) else ""
