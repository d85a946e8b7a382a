from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from praya.formats.describe import describe

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

APP = '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Pages>7</Pages></Properties>'
CORE = '<c:p xmlns:c="c" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>年報 2024</dc:title></c:p>'
META = '<o:meta xmlns:o="o" xmlns:m="m"><o:s m:page-count="3"/></o:meta>'
BOMB = '<!DOCTYPE a [<!ENTITY b "bbbb">]><a><title>&b;</title></a>'
KINDS = ("pdf", "png", "gif", "jpeg", "tiff", "docx", "zip")


def zipped(**members: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return buffer.getvalue()


JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF" + bytes(10) + b"\xff\xc0\0\x11\x08\0\x30\0\x40\x03" + bytes(20)
TIFF = b"II*\0\x08\0\0\0\x02\0\0\1\x03\0\1\0\0\0\x40\0\0\0\1\1\x03\0\1\0\0\0\x30\0\0\0"


@pytest.mark.parametrize(
    ("kind", "content", "facts"),
    [
        ("pdf", b"%PDF-1.7 << /Count 12 /Type /Pages >> << /Type /Pages /Count 3 >>", {"pages": 12}),
        ("pdf", b"%PDF-1.7 /Type /Page /Type /Page", {"pages": 2}),
        ("pdf", b"%PDF-1.7 packed", {}),
        ("png", b"\x89PNG\r\n\x1a\n" + bytes(8) + b"\0\0\0\x40\0\0\0\x30", {"width": 64, "height": 48}),
        ("gif", b"GIF89a\x40\0\x30\0", {"width": 64, "height": 48}),
        ("jpeg", JPEG, {"width": 64, "height": 48}),
        ("tiff", TIFF, {"width": 64, "height": 48}),
        ("docx", zipped(docProps__app_xml=APP, docProps__core_xml=CORE), {"pages": 7, "title": "年報 2024"}),
        ("odt", zipped(meta_xml=META), {"pages": 3}),
        ("docx", zipped(docProps__core_xml=BOMB), {}),
        ("zip", zipped(a="1", b="2"), {"members": 2}),
        ("dwg", b"AC1032", {}),
    ],
)
def test_facts_are_read_where_they_are_cheap(
    put: Callable[..., Path], kind: str, content: bytes, facts: dict[str, object]
) -> None:
    assert describe(put(content), kind) == facts


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04", b"II*\0\xff\xff\xff\xff", b"\xff\xd8\xff\xff", b"%PDF-"]
)
@pytest.mark.parametrize("kind", KINDS)
def test_a_file_that_lies_has_no_facts(put: Callable[..., Path], kind: str, content: bytes) -> None:
    assert describe(put(content), kind) == {}


@given(content=st.binary(max_size=200), kind=st.sampled_from(KINDS))
def test_describing_never_fails(tmp_path_factory: pytest.TempPathFactory, content: bytes, kind: str) -> None:
    path = tmp_path_factory.getbasetemp() / "described"
    for start in (b"", JPEG, TIFF, zipped(docProps__app_xml=APP)):
        path.write_bytes(start[:40] + content + start[40:])
        describe(path, kind)
