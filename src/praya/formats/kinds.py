"""The kinds of files by name: which of them hold tables, and what people and file systems call them."""

from __future__ import annotations

TABULAR = frozenset(
    [
        "csv",
        "tsv",
        "xlsx",
        "xls",
        "xlsb",
        "ods",
        "json",
        "ndjson",
        "xml",
        "rss",
        "atom",
        "geojson",
        "kml",
        "kmz",
        "gml",
        "gpx",
        "shp",
        "gdb",
        "gpkg",
        "gtfs",
        "parquet",
        "arrow",
        "zip",
        "gzip",
    ]
)
"""The formats that can be read as tables; a file of any other is kept and served as it came."""

CONTAINERS = frozenset(["zip", "kmz", "gtfs", "shp", "gdb"])
"""ZIP files whose members are read each for itself."""

_LABELS = {
    "arrow": "Arrow",
    "atom": "Atom",
    "binary": "?",
    "gdb": "File Geodatabase",
    "geojson": "GeoJSON",
    "gpkg": "GeoPackage",
    "gzip": "GZIP",
    "parquet": "Parquet",
    "shp": "Shapefile",
    "sqlite": "SQLite",
    "xml-spreadsheet": "XML Spreadsheet",
}
_ENDINGS = {
    "arrow": "arrow",
    "atom": "xml",
    "binary": "bin",
    "bzip2": "bz2",
    "gdb": "zip",
    "gtfs": "zip",
    "gzip": "gz",
    "jpeg": "jpg",
    "ole2": "ole",
    "rss": "xml",
    "shp": "zip",
    "xml-spreadsheet": "xml",
    "zstd": "zst",
}
_LOCKED = " (password)"


def locked(name: str) -> str:
    """Return the name of a format whose file asks for a password."""
    return name + _LOCKED


def label(name: str) -> str:
    """Return what people call a format: "PDF", "GeoJSON", "XLSX (password)"."""
    stem = name.removesuffix(_LOCKED)
    return _LABELS.get(stem, stem.upper()) + name[len(stem) :]


def ending(name: str) -> str:
    """Return the ending that a file of this format has, without the dot."""
    stem = name.removesuffix(_LOCKED)
    return _ENDINGS.get(stem, stem)
