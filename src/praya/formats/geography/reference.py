"""Reference systems by the names that files give them: codes, URNs, addresses, WKT."""

from __future__ import annotations

import re
from functools import cache

from pyproj import CRS
from pyproj.exceptions import CRSError

HONG_KONG = "EPSG:2326"
"""The Hong Kong 1980 Grid."""
_DEGREES = ("CRS84", "CRS:84", "OGC:CRS84")
_CODE = re.compile(
    r"(?:urn:(?:x-)?ogc:def:crs:|https?://www\.opengis\.net/def/crs/)?(?:EPSG)[:/#]{1,2}(?:[\d.]*[:/])?(\d{4,6})",
    re.IGNORECASE,
)
_OLD = re.compile(r"https?://www\.opengis\.net/gml/srs/epsg\.xml#(\d{4,6})", re.IGNORECASE)
_STRICT = re.compile(r"urn:(x-)?ogc:def:crs:EPSG|https?://www\.opengis\.net/def/crs/EPSG", re.IGNORECASE)
_LONGEST = 20_000
_FILES = re.compile(r"nadgrids|geoidgrids|\+init|@", re.IGNORECASE)
"""What would make PROJ open files that a stranger names."""
_SURE = 70


@cache
def system(words: str) -> CRS | None:
    """Return the reference system that a source's words mean, or None where nobody knows."""
    words = words.strip()
    if not words or len(words) > _LONGEST:
        return None
    if words.upper().endswith(_DEGREES):
        return CRS.from_authority("OGC", "CRS84")
    found = _CODE.fullmatch(words) or _OLD.fullmatch(words)
    try:
        if found:
            return CRS.from_epsg(int(found[1]))
        return _of_wkt(words) if "[" in words and not _FILES.search(words) else None
    except CRSError:
        return None


def name_of(words: str) -> str:
    """Return what people call a reference system: "Hong Kong 1980 Grid System"; its own words where nobody knows."""
    found = system(words)
    return found.name if found else words[:100]


@cache
def north_first(words: str) -> bool:
    """Say whether these words promise northing or latitude first, as EPSG orders axes; short codes promise nothing."""
    found = system(words) if _STRICT.match(words.strip()) else None
    return bool(found and found.axis_info and found.axis_info[0].direction.lower() == "north")


def _of_wkt(words: str) -> CRS:
    """Return the system of a WKT; one that is EPSG's own is taken from there, with its way to WGS84."""
    found = CRS.from_wkt(words)
    code = found.to_epsg(_SURE) or (2326 if _is_hong_kong(words) else None)
    return CRS.from_epsg(code) if code else found


def _is_hong_kong(words: str) -> bool:
    """Know the Hong Kong grid as ESRI writes it, rounded to other digits than EPSG's."""
    plain = words.lower().replace("_", " ")
    return "hong kong 1980 grid" in plain and "836694" in plain and "819069" in plain
