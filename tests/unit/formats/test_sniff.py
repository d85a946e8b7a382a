from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest

from praya.formats.sniff import Sniffed, sniff
from praya.model import errors

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LIMIT = 1_000_000


def sniffed(path: Path, *, declared: str = "", media_type: str = "", name: str = "") -> Sniffed:
    return sniff(path, unpacked_limit=LIMIT, declared=declared, media_type=media_type, name=name)


@pytest.mark.parametrize(
    "content", [b"", b"\n \r\n\t", b"\xef\xbb\xbf", b"\xef\xbb\xbf\xef\xbb\xbf \n", b"\xff\xfe"]
)
def test_nothing_but_white_space_is_empty(put: Callable[..., Path], content: str | bytes) -> None:
    with pytest.raises(errors.FileEmpty):
        sniffed(put(content))


@pytest.mark.parametrize(
    ("page", "title"),
    [
        ("<!DOCTYPE html><html><head><title>404 &amp; gone\n </title>", "404 & gone"),
        ("\ufeff\n<HTML><TITLE>找不到網頁</TITLE></HTML>", "找不到網頁"),
        (
            '<?xml version="1.0"?><!-- x --><!DOCTYPE html PUBLIC "a" "b"><html xmlns="c"><title>Old</title>',
            "Old",
        ),
        ("<!-- a --><!-- b --><script>location='/'</script>", ""),
    ],
)
def test_a_web_page_served_as_csv_is_named_with_its_title(
    put: Callable[..., Path], page: str, title: str
) -> None:
    with pytest.raises(errors.FileIsWebPage) as failure:
        sniffed(put(page), declared="CSV", media_type="text/csv")
    assert failure.value.fields["title"] == title


def test_thousands_of_comments_do_not_hold_it_up(put: Callable[..., Path]) -> None:
    assert sniffed(put("<!-- a -->" * 20_000 + "<a><b>1</b></a>")).format == "xml"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"%PDF-1.7 ...", "pdf"),
        (b"\x89PNG\r\n\x1a\n....", "png"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "webp"),
        (b"SQLite format 3\0" + bytes(84), "sqlite"),
        (b"\0\0\x27\x0a" + bytes(96), "shp (alone)"),
        (b"<?xml version='1.0'?><svg/>", "svg"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "doc"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "xlsx (password)"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 nothing known", "ole2"),
    ],
)
def test_what_is_no_table_is_named(put: Callable[..., Path], content: bytes, expected: str) -> None:
    found = sniffed(put(content))
    assert (found.format, found.tabular) == (expected, False)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"\x1f\x8b\x08\x00....", "gzip"),
        (b"PAR1....", "parquet"),
        (b"ARROW1\0\0", "arrow"),
        (b"\xff\xff\xff\xff\x78\x00\x00\x00", "arrow"),
        (b"SQLite format 3\0" + bytes(52) + b"GPKG" + bytes(20), "gpkg"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), "xls"),
    ],
)
def test_binary_formats_are_known_by_their_first_bytes(
    put: Callable[..., Path], content: bytes, expected: str
) -> None:
    found = sniffed(put(content))
    assert (found.format, found.tabular) == (expected, True)


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"word/document.xml": "x"}, "docx"),
        ({"xl/workbook.bin": "x"}, "xlsb"),
        ({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "x"}, "ods"),
        ({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "x"}, "odt"),
        ({"doc.kml": "x", "files/icon.png": "x"}, "kmz"),
        ({"a/B.SHP": "x", "a/B.DBF": "x", "a/B.shp.xml": "x"}, "shp"),
        ({"B.shp": "x", "B.dbf": "x", "readme.txt": "x"}, "zip"),
        ({"Data.gdb/a00000001.gdbtable": "x"}, "gdb"),
        (dict.fromkeys(("g/stops.txt", "g/routes.txt", "g/trips.txt", "g/stop_times.txt"), "x"), "gtfs"),
        ({"data.csv": "x"}, "zip"),
        ({}, "zip"),
    ],
)
def test_a_zip_file_is_what_its_members_make_it(
    put: Callable[..., Path], members: dict[str, str], expected: str
) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    assert sniffed(put(buffer.getvalue())).format == expected


def test_a_truncated_workbook_is_broken(put: Callable[..., Path]) -> None:
    with pytest.raises(errors.FileBroken) as failure:
        sniffed(put(b"PK\x03\x04" + b"\0" * 400), declared="XLSX")
    assert failure.value.fields["format"] == "XLSX"


def test_a_zip_file_that_says_it_unpacks_to_too_much_is_not_opened(put: Callable[..., Path]) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * (LIMIT + 1))
    with pytest.raises(errors.FileBomb):
        sniffed(put(buffer.getvalue()))


@pytest.mark.parametrize(
    "content", [b"a,b\n1,\x002\n", bytes(range(1, 32)) * 40, b"a,b\n\xff\xff,2\n", b"\xff\xfe\x00\xd8,"]
)
def test_bytes_that_are_no_text_have_no_encoding(put: Callable[..., Path], content: str | bytes) -> None:
    with pytest.raises(errors.EncodingUnknown):
        sniffed(put(content))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("a,b\n1,2\n", "csv"),
        ("PK,name\n1,2\n", "csv"),
        ("[a],b\n1,2\n", "csv"),
        ("{x},b\n1,2\n", "csv"),
        ("a;b\n1;2\n", "csv"),
        ("a\tb\n1\t2\n", "tsv"),
        (' {"a": [1]}', "json"),
        ("[]", "json"),
        ("[\n[1, 2]]", "json"),
        ('\ufeff{"type": "FeatureCollection", "features": []}', "geojson"),
        ('<?xml version="1.0"?><!-- c --><!DOCTYPE r [<!ELEMENT r ANY>]><r><a/></r>', "xml"),
        ("<rss><channel><item/></channel></rss>", "rss"),
        ("<feed xmlns='http://www.w3.org/2005/Atom'><entry/></feed>", "atom"),
        ("<feed><entry/></feed>", "xml"),
        ("<k:kml xmlns:k='http://www.opengis.net/kml/2.2'><Document/></k:kml>", "kml"),
        ("<?xml version='1.0'?><gpx><trk/></gpx>", "gpx"),
        ("<wfs:FeatureCollection xmlns:wfs='w' xmlns:gml='http://www.opengis.net/gml'/>", "gml"),
        ("<FeatureCollection><a/></FeatureCollection>", "xml"),
        ('{"a": 1}\n{"a": 2}\n', "ndjson"),
        ("[1, 2]\n[3]", "ndjson"),
        ('{"a":\n{"b": 2}}', "json"),
    ],
)
def test_formats_are_known_by_their_bytes(
    put: Callable[..., Path], content: str | bytes, expected: str
) -> None:
    assert sniffed(put(content)).format == expected


def test_what_the_origin_said_wrongly_is_told(put: Callable[..., Path]) -> None:
    found = sniffed(put("a,b\n1,2\n"), declared="XLSX", media_type="application/octet-stream", name="x.xlsx")
    assert found.format == "csv"
    assert found.decisions[-1].code == "format_contradicted"
    assert found.decisions[-1].fields["announced"] == ("xlsx", "application/octet-stream", "xlsx")


def test_what_the_origin_said_rightly_needs_no_words(put: Callable[..., Path]) -> None:
    found = sniffed(put('{"type":"Feature"}'), declared="JSON", name="x.json")
    assert found.format == "geojson"
    assert all(decision.code != "format_contradicted" for decision in found.decisions)
