from __future__ import annotations

import io
import random
import struct
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from praya.formats.features.dbf import read_dbf
from praya.formats.infer import infer
from praya.formats.profile import profile
from praya.model import errors

if TYPE_CHECKING:
    from collections.abc import Callable

    from praya.formats.raw import RawTable

REAL = Path(__file__).parents[5] / "shared" / "data" / "files" / "boundaries" / "shp"
Field = tuple[str, str, int]
NAMES: Field = ("名稱", "C", 12)


def dbf(fields: list[Field], rows: list[list[str]], encoding: str = "utf-8", language: int = 0) -> bytes:
    """Return a dBASE file; a row whose first text begins with an asterisk is deleted."""
    width = 1 + sum(size for _, _, size in fields)
    head = struct.pack("<4BIHH16xBBH", 3, 124, 3, 1, len(rows), 33 + 32 * len(fields), width, 0, language, 0)
    described = b"".join(
        name.encode(encoding)[:10].ljust(11, b"\0") + kind.encode() + bytes(4) + bytes([size, 0]) + bytes(14)
        for name, kind, size in fields
    )
    records = b"".join(
        (b"*" if row[0].startswith("*") else b" ")
        + b"".join(
            value.encode(encoding)[:size].ljust(size) for value, (_, _, size) in zip(row, fields, strict=True)
        )
        for row in rows
    )
    return head + described + b"\r" + records + b"\x1a"


def shp(points: list[tuple[float, float] | None]) -> bytes:
    """Return a file of points; None is a null shape."""
    records = b""
    for number, point in enumerate(points, 1):
        content = struct.pack("<I", 0) if point is None else struct.pack("<Idd", 1, *point)
        records += struct.pack(">II", number, len(content) // 2) + content
    size = (100 + len(records)) // 2
    return struct.pack(">I20xI", 9994, size) + struct.pack("<II8d", 1000, 1, *([0.0] * 8)) + records


def zipped(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for ending, content in parts.items():
            archive.writestr(f"碼頭/piers.{ending}", content)
    return buffer.getvalue()


def rows(raw: RawTable) -> list[tuple[str | None, ...]]:
    return [tuple(row.values()) for row in raw.columns.to_pylist()]


PIERS = [["中環", "007"], ["灣仔", "1.50"]]
FIELDS: list[Field] = [NAMES, ("NO", "N", 6)]
PLACES: list[tuple[float, float] | None] = [(834_000.0, 816_500.0), (835_900.0, 817_500.0)]


@pytest.mark.parametrize(
    "content", [b"", b"\3" * 20, dbf(FIELDS, PIERS)[:40], b"\3" + bytes(7) + b"\xff\xff\xff\xff" + bytes(80)]
)
def test_a_table_of_attributes_that_contradicts_itself_is_broken(
    put: Callable[..., Path], content: bytes
) -> None:
    with pytest.raises(errors.FileBroken):
        read_dbf(put(content), "")


def test_a_table_that_claims_more_records_than_it_has_gives_those_it_has(put: Callable[..., Path]) -> None:
    content = bytearray(dbf(FIELDS, PIERS))
    content[4:8] = b"\xff\xff\xff\x7f"
    assert read_dbf(put(bytes(content[:-10])), "").columns.num_rows == 1


@pytest.mark.parametrize(
    ("encoding", "language", "code_page", "said"),
    [
        ("big5hkscs", 0, "Big5", True),
        ("big5hkscs", 0x4F, "", True),
        ("big5hkscs", 0, "UTF-8", False),
        ("big5hkscs", 0x57, "", False),
        ("gb18030", 0, "ANSI 936", True),
        ("utf-8", 0x57, "", False),
        ("utf-8", 0, "UTF-8", True),
    ],
)
def test_attributes_are_read_in_the_encoding_said_or_the_one_that_makes_sense(
    put: Callable[..., Path], encoding: str, language: int, code_page: str, said: bool
) -> None:
    places = ["中環碼頭", "灣仔碼頭", "北角碼頭", "紅磡碼頭", "觀塘碼頭"]
    found = read_dbf(put(dbf([NAMES], [[each] for each in places], encoding, language)), code_page)
    assert found.columns.column(0).to_pylist() == places
    assert found.decision.code == ("attributes_said" if said else "attributes_guessed")


def test_values_keep_their_text_and_deleted_records_are_left_out(put: Callable[..., Path]) -> None:
    fields: list[Field] = [("A", "C", 6), ("N", "N", 8), ("L", "L", 1), ("D", "D", 8)]
    table = [[" a ", "  1.50", "T", "20240301"], ["*gone", "1", "F", ""], ["", "****", "?", ""]]
    found = read_dbf(put(dbf(fields, table)), "")
    assert [tuple(row.values()) for row in found.columns.to_pylist()] == [
        (" a", "1.50", "T", "20240301"),
        (None, "****", None, None),
    ]
    assert found.kept.tolist() == [True, False, True]


def test_shapes_without_attributes_are_a_table(raw: Callable[..., RawTable]) -> None:
    table = raw(zipped(shp=shp(PLACES)))
    assert table.header == ("geometry",)
    assert next(each.code for each in infer(table).decisions) == "grid_by_range"


@pytest.mark.parametrize("content", [b"", b"\0\0\x27\x0a", shp(PLACES)[:110]])
def test_shapes_that_are_none_are_broken(raw: Callable[..., RawTable], content: bytes) -> None:
    with pytest.raises(errors.Unreadable):
        raw(zipped(shp=content, dbf=dbf(FIELDS, PIERS)))


def test_parts_of_different_editions_lose_nothing_and_are_told(raw: Callable[..., RawTable]) -> None:
    for places, records in ((PLACES[:1], 2), ([*PLACES, PLACES[0]], 3)):
        table = raw(zipped(shp=shp(places), dbf=dbf(FIELDS, PIERS)))
        assert table.columns.num_rows == records
        assert "parts_differ" in {each.code for each in table.decisions}


def test_shapes_stand_beside_their_attributes(raw: Callable[..., RawTable]) -> None:
    table = raw(zipped(shp=shp([PLACES[0], None]), dbf=dbf(FIELDS, PIERS), cpg=b"UTF-8", prj=b"EPSG:2326"))
    assert table.header == ("名稱", "NO", "geometry")
    assert [row[:2] for row in rows(table)] == [("中環", "007"), ("灣仔", "1.50")]
    assert [bool(row[2]) for row in rows(table)] == [True, False]
    assert table.title == "piers"


@pytest.mark.skipif(not REAL.is_dir(), reason=f"no real files in {REAL}")
@pytest.mark.parametrize(
    ("name", "count", "widest"), [("DCD", 18, 18), ("CentralAndWesternDistrict_Lots", 7_430, 2)]
)
def test_real_shapefiles(raw: Callable[..., RawTable], name: str, count: int, widest: int) -> None:
    parts = {path.suffix[1:]: path.read_bytes() for path in REAL.glob(f"{name}.*")}
    table = raw(zipped(**parts))
    typed = infer(table)
    assert table.columns.num_rows == count
    assert typed.schema.columns[-1].role == "geometry"
    assert "shapes_converted" in {each.code for each in typed.decisions}
    found = profile(typed)
    assert len(found.districts) == widest
    assert found.districts["central-and-western"] >= count // 18


@pytest.mark.skipif(not REAL.is_dir(), reason=f"no real files in {REAL}")
def test_damaged_shapefiles_are_refused_or_read(raw: Callable[..., RawTable]) -> None:
    chance = random.Random(3)
    for _ in range(6):
        parts = {
            ending: bytearray((REAL / f"DCD.{ending}").read_bytes())
            for ending in ("shp", "shx", "dbf", "prj")
        }
        for content in parts.values():
            for _ in range(chance.randrange(20)):
                content[chance.randrange(len(content))] = chance.randrange(256)
        with suppress(errors.Unreadable):
            infer(raw(zipped(**{ending: bytes(content) for ending, content in parts.items()})))
