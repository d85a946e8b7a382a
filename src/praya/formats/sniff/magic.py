"""What binary files begin with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from praya.formats.kinds import locked

if TYPE_CHECKING:
    from pathlib import Path

ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SQLITE = b"SQLite format 3\0"
_MAGIC = (
    (b"%PDF-", "pdf"),
    (b"\x89PNG\r\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF8", "gif"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!", "rar"),
    (b"(\xb5/\xfd", "zstd"),
    (b"\xfd7zXZ\0", "xz"),
    (b"PAR1", "parquet"),
    (b"ARROW1", "arrow"),
    (b"\xff\xff\xff\xff", "arrow"),
    (b"\0\0\x27\x0a", "shp (alone)"),
    (b"{\\rtf", "rtf"),
    (b"AC10", "dwg"),
    (b"\x89HDF\r\n", "hdf5"),
    (b"CDF\x01", "netcdf"),
    (b"CDF\x02", "netcdf"),
    (b"ID3", "mp3"),
    (b"OggS", "ogg"),
)
_AT = (
    (8, b"WEBP", "webp"),
    (4, b"ftyp", "mp4"),
    (8, b"WAVE", "wav"),
    (8, b"AVI ", "avi"),
    (257, b"ustar", "tar"),
)
_GEOPACKAGE = (b"GPKG", b"GP10", b"GP11")
_APPLICATION_ID = slice(68, 72)
_OLE2_STREAMS = 1 << 20


def binary_format(head: bytes) -> str | None:
    """Return the format that a file's first bytes tell, or None for text and for what nobody knows."""
    if head.startswith(_SQLITE):
        return "gpkg" if head[_APPLICATION_ID] in _GEOPACKAGE else "sqlite"
    for magic, found in _MAGIC:
        if head.startswith(magic):
            return found
    return next((found for offset, magic, found in _AT if head.startswith(magic, offset)), None)


def ole2_format(path: Path) -> str:
    """Tell a workbook from the other files that Microsoft's old container holds."""
    with path.open("rb") as file:
        data = file.read(_OLE2_STREAMS)
        file.seek(max(path.stat().st_size - _OLE2_STREAMS, 0))
        data += file.read()
    streams = {
        "EncryptedPackage": locked("xlsx"),
        "WordDocument": "doc",
        "PowerPoint Document": "ppt",
        "Workbook": "xls",
        "Book": "xls",
    }
    return next((streams[each] for each in streams if each.encode("utf-16-le") in data), "ole2")
