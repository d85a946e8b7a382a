"""What is no table: empty, cut short, of another kind, or made to harm."""

from __future__ import annotations

import gzip
import zlib

from tools.corpus import Content, Data, made
from tools.corpus.packed import zipped
from tools.corpus.texts import STATIONS, stations, written

_PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>503 Service Temporarily Unavailable</title></head>
<body><h1>Service Temporarily Unavailable</h1><p>Please try again later.</p></body></html>
"""


@made("nothing.csv", "", "no byte at all")
def _nothing(_: Data) -> Content:
    return b""


@made("nothing-but-a-byte-order-mark.csv", "", "a byte-order mark alone")
def _mark(_: Data) -> Content:
    return b"\xef\xbb\xbf"


@made("nothing-but-blank-lines.csv", "", "line ends and spaces")
def _blank(_: Data) -> Content:
    return "\r\n   \r\n\r\n"


@made("nothing-but-commas.csv", "", "rows of commas")
def _commas(_: Data) -> Content:
    return ",,,\r\n" * 6


@made("error-page-called.csv", "", "a server's page for a server that is down")
def _page(_: Data) -> Content:
    return _PAGE


@made("error-page-in-upper-case-behind-a-comment.xml", "", "the same as XHTML of the last century")
def _old_page(_: Data) -> Content:
    return "<!-- proxy -->\n\n<HTML><HEAD><TITLE>ERROR: The requested URL could not be retrieved</TITLE></HEAD><BODY>x</BODY></HTML>\n"


@made(
    "web-page-with-a-table-called.xls",
    STATIONS,
    "stations as a table in a web page, as old programs export “Excel”",
)
def _table_page(data: Data) -> Content:
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in stations(data)[:8])
    return f"<html><body><table>{rows}</table></body></html>"


@made("portable-document-called.csv", "", "the beginning of a PDF")
def _pdf(_: Data) -> Content:
    return b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@made("picture-called.json", "", "a picture of one pixel")
def _picture(_: Data) -> Content:
    return bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
        "1f15c4890000000d49444154789c636060f80f0001050101e4f6a3fd0000000049454e44ae426082"
    )


@made("letter-called.xlsx", "", "a Word document under the name of a workbook")
def _letter(_: Data) -> Content:
    return zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>"})


@made("noise.csv", "", "4,096 bytes that are no text in any encoding")
def _noise(_: Data) -> Content:
    found = bytearray()
    state = b"noise"
    while len(found) < 4096:  # noqa: PLR2004 - a page
        state = zlib.crc32(state).to_bytes(4, "big") + state[:1]
        found += state
    return bytes(found)


@made(
    "zeros-after-the-text.csv",
    STATIONS,
    "followed by a page of zero bytes, as a disk that was full leaves them",
)
def _zeros(data: Data) -> Content:
    return data.raw(STATIONS) + b"\0" * 4096


@made(
    "one-byte-that-is-no-utf-8.csv",
    "files/weather/hko-stations.json",
    "its stations in UTF-8 with one byte damaged in the last row",
)
def _one_byte(data: Data) -> Content:
    records = data.tree("files/weather/hko-stations.json")["stations"]
    text = written([["Station", "站名"], *([each["name"], each["zh"]] for each in records)]).encode()
    return text[:-4] + b"\xff" + text[-3:]


@made("zip-that-would-fill-the-disk.zip", "", "300 MB of zeros, twice compressed by being alike")
def _bomb(_: Data) -> Content:
    return zipped({"rows.csv": b"0,0,0,0\n" * 37_500_000})


@made("gzip-that-would-fill-the-disk.csv.gz", "", "300 MB of the same row")
def _gzip_bomb(_: Data) -> Content:
    return gzip.compress(b"0,0,0,0\n" * 37_500_000, mtime=0)


@made("workbook-that-would-fill-the-memory.xlsx", "", "a sheet of 300 MB of spaces")
def _book_bomb(_: Data) -> Content:
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        + b" " * 300_000_000
    )
    return zipped(
        {
            "[Content_Types].xml": b"<Types/>",
            "xl/workbook.xml": b"<workbook/>",
            "xl/worksheets/sheet1.xml": sheet,
        }
    )


@made("zip-without-its-directory.zip", STATIONS, "a ZIP file without its last hundred bytes")
def _no_directory(data: Data) -> Content:
    return zipped({"stations.csv": data.raw(STATIONS)})[:-100]


@made("zip-with-a-member-without-a-name.zip", STATIONS, "stations in a member whose name has no letter")
def _nameless(data: Data) -> Content:
    content = bytearray(zipped({"x": data.raw(STATIONS)}))
    central = content.rindex(b"PK\1\2")
    for lengths in (26, central + 28):
        content[lengths : lengths + 4] = b"\0\0\1\0"  # the only letter now counts as a further field
    return bytes(content)


@made("zip-of-documents-only.zip", "", "a PDF and a text without a table")
def _documents(_: Data) -> Content:
    return zipped({"spec.pdf": b"%PDF-1.4\n%%EOF\n", "README.txt": b"See the specification.\n"})


@made("zip-that-climbs-out.zip", STATIONS, "a member named ../../stations.csv")
def _climbs(data: Data) -> Content:
    return zipped({"../../stations.csv": data.raw(STATIONS)})


@made("wider-than-any-table.csv", "", "three thousand columns")
def _wide(_: Data) -> Content:
    return written([[f"c{at}" for at in range(3000)], ["1"] * 3000])
