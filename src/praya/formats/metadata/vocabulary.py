"""Other people's names for what we have: the EU's authority tables, IANA's media types, SPDX's licences.

Only what means the same is mapped; what has no such name there keeps its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from praya.model.licence import LICENCES

if TYPE_CHECKING:
    from collections.abc import Mapping

AUTHORITY = "http://publications.europa.eu/resource/authority/"
IANA = "https://www.iana.org/assignments/media-types/"
SPDX = "https://spdx.org/licenses/"

EU_THEMES: Mapping[str, str] = {
    "AGRI": "Agriculture, fisheries, forestry and food",
    "ECON": "Economy and finance",
    "EDUC": "Education, culture and sport",
    "ENVI": "Environment",
    "GOVE": "Government and public sector",
    "HEAL": "Health",
    "JUST": "Justice, legal system and public safety",
    "REGI": "Regions and cities",
    "SOCI": "Population and society",
    "TECH": "Science and technology",
    "TRAN": "Transport",
}
THEMES: Mapping[str, str] = {
    "city-management": "REGI",
    "climate-and-weather": "ENVI",
    "commerce-and-industry": "ECON",
    "development": "REGI",
    "education": "EDUC",
    "employment-and-labour": "SOCI",
    "environment": "ENVI",
    "finance": "ECON",
    "food": "AGRI",
    "health": "HEAL",
    "housing": "SOCI",
    "information-technology-and-broadcasting": "TECH",
    "law-and-security": "JUST",
    "legislature": "GOVE",
    "population": "SOCI",
    "recreation-and-culture": "EDUC",
    "social-welfare": "SOCI",
    "transport": "TRAN",
}
"""data.gov.hk's categories and the EU's theme that holds each; none for “miscellaneous” and “tourism”."""

_FILE_TYPES = frozenset(
    [
        "ATOM",
        "CSV",
        "DOC",
        "DOCX",
        "GEOJSON",
        "GML",
        "GPKG",
        "HTML",
        "JPEG",
        "JSON",
        "KML",
        "KMZ",
        "ODS",
        "PDF",
        "PNG",
        "RSS",
        "SHP",
        "TIFF",
        "TSV",
        "TXT",
        "XLS",
        "XLSX",
        "XML",
        "ZIP",
    ]
)
MEDIA_TYPES: Mapping[str, str] = {
    "ATOM": "application/atom+xml",
    "CSV": "text/csv",
    "DOC": "application/msword",
    "DOCX": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "GEOJSON": "application/geo+json",
    "GML": "application/gml+xml",
    "GPKG": "application/geopackage+sqlite3",
    "GZIP": "application/gzip",
    "HTML": "text/html",
    "JPEG": "image/jpeg",
    "JSON": "application/json",
    "KML": "application/vnd.google-earth.kml+xml",
    "KMZ": "application/vnd.google-earth.kmz",
    "ODS": "application/vnd.oasis.opendocument.spreadsheet",
    "PARQUET": "application/vnd.apache.parquet",
    "PDF": "application/pdf",
    "PNG": "image/png",
    "RSS": "application/rss+xml",
    "TIFF": "image/tiff",
    "TSV": "text/tab-separated-values",
    "TXT": "text/plain",
    "XLS": "application/vnd.ms-excel",
    "XLSX": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "XML": "application/xml",
    "ZIP": "application/zip",
}
_UNREGISTERED = frozenset({"RSS"})
"""Widely used, but not in IANA's registry."""
LANGUAGES: Mapping[str, str] = {"en": "ENG", "zh-Hant": "ZHO", "zh-Hans": "ZHO"}
_SPDX = frozenset(
    [
        "CC0-1.0",
        "CC-BY-4.0",
        "CC-BY-3.0",
        "CC-BY-SA-4.0",
        "ODbL-1.0",
        "ODC-By-1.0",
        "PDDL-1.0",
        "OGL-UK-3.0",
        "MIT",
        "Apache-2.0",
    ]
)
_SAME = {
    "cc-zero": "CC0-1.0",
    "cc-by": "CC-BY-4.0",
    "cc-by-sa": "CC-BY-SA-4.0",
    "odc-odbl": "ODbL-1.0",
    "odc-by": "ODC-By-1.0",
    "odc-pddl": "PDDL-1.0",
    "uk-ogl": "OGL-UK-3.0",
}


def file_type(format_name: str) -> str:
    """Return the EU's address of a file format, or an empty string."""
    return f"{AUTHORITY}file-type/{format_name}" if format_name in _FILE_TYPES else ""


def media_type_iri(media_type: str) -> str:
    """Return IANA's address of a media type, or an empty string for one that IANA does not list."""
    bare = media_type.partition(";")[0].strip()
    listed = bare in MEDIA_TYPES.values() and bare not in {MEDIA_TYPES[each] for each in _UNREGISTERED}
    return IANA + bare if listed else ""


def format_of(words: str) -> str:
    """Return the name of a format that is told by an address, a media type or a name: "CSV"; empty if by none."""
    last = words.strip().rstrip("/").removeprefix(IANA)
    bare = last.partition(";")[0].strip().lower()
    for name, media_type in MEDIA_TYPES.items():
        if bare == media_type:
            return name
    name = last.rsplit("/", 1)[-1] if "://" in last else last
    return "" if "/" in name else name.upper().lstrip(".")[:40]


def licence_address(licence_id: str) -> str:
    """Return where a licence can be read, or an empty string for one that has no known address."""
    if known := LICENCES.get(licence_id):
        return known.url
    name = _SAME.get(licence_id.lower(), licence_id)
    return f"{SPDX}{name}" if name in _SPDX else ""
