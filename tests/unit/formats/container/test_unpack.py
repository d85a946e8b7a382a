"""Files in files, read the whole way."""

from __future__ import annotations

import gzip
import io
import zipfile
from typing import TYPE_CHECKING

import pytest

from praya.formats.read import read
from praya.formats.sniff import sniff
from praya.model import errors

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from praya.formats.raw import RawTable

CSV = "name,count\n東區,12\n南區,34\n"


def zipped(members: dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def nested(content: bytes, times: int) -> bytes:
    for _ in range(times):
        content = zipped({"inner.zip": content})
    return content


def test_what_nests_too_deeply_is_a_bomb(raw_tables: Callable[..., list[RawTable]]) -> None:
    assert len(raw_tables(nested(zipped({"a.csv": CSV}), 2))) == 1
    with pytest.raises(errors.FileBomb):
        raw_tables(nested(zipped({"a.csv": CSV}), 3))
    with pytest.raises(errors.FileBomb):
        raw_tables(nested(gzip.compress(zipped({"a.csv": CSV})), 2))


def test_many_members_share_one_budget(put: Callable[..., Path]) -> None:
    inner = zipped({"a.csv": "a,b\n" + "1,2\n" * 100_000})
    path = put(zipped({f"{at}.zip": inner for at in range(10)}))
    limit = 1_000_000
    sniffed = sniff(path, unpacked_limit=limit)
    with pytest.raises(errors.FileBomb):
        read(path, sniffed, unpacked_limit=limit)


def test_a_gzip_bomb_is_not_unpacked(put: Callable[..., Path]) -> None:
    path = put(gzip.compress(b"0" * 2_000_000))
    with pytest.raises(errors.FileBomb):
        read(path, sniff(path, unpacked_limit=1_000_000), unpacked_limit=1_000_000)


@pytest.mark.parametrize("cut", [11, 20, -9, -1])
def test_a_cut_gzip_file_is_broken(raw_tables: Callable[..., list[RawTable]], cut: int) -> None:
    with pytest.raises(errors.FileBroken):
        raw_tables(gzip.compress(CSV.encode() * 10)[:cut])


def test_a_member_with_a_password_is_named(raw_tables: Callable[..., list[RawTable]]) -> None:
    content = bytearray(zipped({"a.csv": CSV}))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(errors.FormatUnsupported):
        raw_tables(bytes(content))


def test_a_damaged_member_alone_is_the_reason(raw_tables: Callable[..., list[RawTable]]) -> None:
    with pytest.raises(errors.FileBroken):
        raw_tables(zipped({"a.json": '{"a": [', "manual.pdf": "%PDF-1.4"}))


@pytest.mark.parametrize(
    "members", [{}, {"manual.pdf": "%PDF-1.4"}, {"readme.txt": "One line, and\nanother.\n"}]
)
def test_a_zip_file_without_tables_is_one_to_keep(
    raw_tables: Callable[..., list[RawTable]], members: dict[str, str | bytes]
) -> None:
    with pytest.raises(errors.FormatUnsupported) as failure:
        raw_tables(zipped(members))
    assert failure.value.fields["format"] == "ZIP"


def test_every_member_is_a_table_and_what_is_none_is_told(
    raw_tables: Callable[..., list[RawTable]],
) -> None:
    tables = raw_tables(
        zipped({"../資料/東.csv": CSV, "b.json": '{"x": [{"a": 1}]}', "c.pdf": "%PDF-", "d.csv": ""})
    )
    assert [(table.slug, table.title) for table in tables] == [("資料/東.csv", "東"), ("b.json/x", "b")]
    assert [(each.code, each.fields) for each in tables[0].decisions[:2]] == [
        ("members_skipped", {"count": 2, "members": ("c.pdf", "d.csv")}),
        ("member_read", {"member": "資料/東.csv"}),
    ]


def test_the_only_table_needs_no_place_so_that_a_dated_name_does_not_make_another(
    raw: Callable[..., RawTable],
) -> None:
    assert raw(zipped({"data_20240101.csv": CSV, "readme.md": "Read me"})).slug == ""


def test_gzip_is_read_through(raw: Callable[..., RawTable]) -> None:
    table = raw(gzip.compress(CSV.encode("big5hkscs") * 3))
    assert table.header == ("name", "count")
    assert table.columns.column(0)[0].as_py() == "東區"
