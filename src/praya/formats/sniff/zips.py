"""What a ZIP file is, by what its members are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from praya.formats.archive_check import check_claims, members, unpacked

if TYPE_CHECKING:
    import zipfile
    from pathlib import Path

_OFFICE = {
    "xl/workbook.xml": "xlsx",
    "xl/workbook.bin": "xlsb",
    "word/document.xml": "docx",
    "ppt/presentation.xml": "pptx",
}
_MIMETYPES = {
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.presentation": "odp",
    b"application/epub+zip": "epub",
}
_LONGEST_MIMETYPE = 200
_TIMETABLE = {"stops.txt", "routes.txt", "trips.txt", "stop_times.txt"}
_SHAPE_PARTS = (
    ".shp",
    ".shx",
    ".dbf",
    ".prj",
    ".cpg",
    ".qmd",
    ".qpj",
    ".sbn",
    ".sbx",
    ".shp.xml",
    ".qix",
    ".cst",
    ".lyr",
)


def zip_format(path: Path, announced: tuple[str, ...], unpacked_limit: int) -> str:
    """Return the format of a ZIP file: "xlsx", "ods", "kmz", …, or just "zip"; raise FileBomb, FileBroken."""
    infos = members(path, "XLSX" if "xlsx" in announced else "ZIP")
    check_claims(infos, unpacked_limit)
    names = {info.filename for info in infos}
    office = next((_OFFICE[each] for each in _OFFICE if each in names), None)
    return office or _open_document(path, infos) or _collection(names)


def _open_document(path: Path, infos: list[zipfile.ZipInfo]) -> str | None:
    """Return what the member `mimetype` says; without it, a `content.xml` at the top is taken for a spreadsheet."""
    named = {info.filename: info for info in infos}
    told = named.get("mimetype")
    if told and told.file_size <= _LONGEST_MIMETYPE:
        return _MIMETYPES.get(b"".join(unpacked(path, told)).strip())
    return "ods" if "content.xml" in named and "META-INF/manifest.xml" in named else None


def _collection(names: set[str]) -> str:
    files = {name.lower() for name in names if not name.endswith(("/", "\\"))}
    if {name.rpartition("/")[2] for name in files} >= _TIMETABLE:
        return "gtfs"
    if any(".gdb/" in name for name in files):
        return "gdb"
    if any(name.endswith(".kml") for name in files) and not any(
        name.endswith((".csv", ".shp")) for name in files
    ):
        return "kmz"
    if any(name.endswith(".shp") for name in files) and all(name.endswith(_SHAPE_PARTS) for name in files):
        return "shp"
    return "zip"
