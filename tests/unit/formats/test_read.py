"""The whole way from bytes to a typed table, for whatever bytes come."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from praya.formats import parquet
from praya.formats.infer import infer
from praya.formats.profile import profile
from praya.formats.read import read
from praya.formats.sniff import sniff
from praya.model import errors

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from praya.formats.infer import Typed
    from praya.formats.raw import RawTable

LIMIT = 20_000_000

SEEDS = (
    b'a,b\n1,"2\n3"\n',
    "\ufeff年/Year,月\n1884,3\n*** 沒有\n".encode(),
    b'{"a": [{"b": 1.5, "c": [1]}, {"b": null}], "d": {"e": "x"}}',
    b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"a":1},"geometry":{"type":"Point","coordinates":[114,22]}}]}',
    b"<r><d>1</d><p><q a='1'>x</q><q a='2'>y</q></p></r>",
    "日期\t名稱\r\n01/02/2024\t香港\r\n".encode("utf-16"),
    b"PK\x03\x04\x14\x00\x00\x00",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le") + b"\0" * 600,
)


def whole_way(path: Path) -> None:
    """Read a file to the end; return nothing for an understood failure."""
    try:
        for raw in read(path, sniff(path, unpacked_limit=LIMIT), unpacked_limit=LIMIT):
            typed = infer(raw)
            assert typed.data.num_rows == raw.columns.num_rows
            assert profile(typed).rows == typed.data.num_rows
            parquet.write(typed, path.with_suffix(".parquet"), metadata={})
    except errors.Failure:
        return


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=400) | st.text(max_size=200).map(str.encode))
@example(b"")
@example(b"\x00")
@example(b"<")
@example(b"{")
@example(b"\xff\xfe")
@example(b"PK\x03\x04")
@example(b'"')
@example(b'a,b\n"')
@example(b"\r")
@example(b",")
@example("\ufeff\ufeff".encode())
def test_any_bytes_give_tables_or_a_failure_with_a_name(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "any"
    path.write_bytes(data)
    whole_way(path)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.long
def test_damaged_files_give_tables_or_a_failure_with_a_name(tmp_path: Path, seed: bytes) -> None:
    chance = random.Random(7)
    path = tmp_path / "damaged"
    for _ in range(150):
        data = bytearray(seed)
        for _ in range(chance.randrange(1, 4)):
            at = chance.randrange(len(data))
            match chance.randrange(4):
                case 0:
                    data[at] = chance.randrange(256)
                case 1:
                    del data[at : at + chance.randrange(1, 6)]
                case 2:
                    data[at:at] = chance.choice(
                        [b'"', b",", b"\n", b"{", b"[", b"<", b"&", b"\t", b"1E400", b"\xef\xbb\xbf"]
                    )
                case 3:
                    data[at:at] = data[: chance.randrange(1, 40)]
            data = data or bytearray(b"x")
        path.write_bytes(data)
        whole_way(path)


@pytest.mark.parametrize(
    ("content", "header"),
    [
        (
            '<rss version="2.0"><channel><title>Warnings</title></channel></rss>',
            ("title", "link", "description"),
        ),
        ('<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title></feed>', ("title", "id")),
        ('{"type": "FeatureCollection", "features": []}', ("geometry",)),
        ('{"result": {"fields": [{"id": "a"}, {"id": "b"}], "records": []}}', ("a", "b")),
        ('{"columns": ["a", "b"], "rows": []}', ("a", "b")),
    ],
)
def test_a_listing_without_anything_in_it_is_a_table_without_rows(
    typed: Callable[..., Typed], tmp_path: Path, content: str, header: tuple[str, ...]
) -> None:
    found = typed(content)
    assert (found.raw.header, found.rows) == (header, 0)
    assert "records_none" in [each.code for each in found.raw.decisions]
    assert profile(found).rows == 0
    assert parquet.write(found, tmp_path / "table", metadata={}).exists()


@pytest.mark.parametrize(
    "content",
    [
        "[]",
        "{}",
        '{"data": []}',
        '{"version": "1", "generated": "2025-10-19", "data": []}',
        '{"r": {"items": []}}',
    ],
)
def test_a_listing_that_names_no_columns_says_so(raw: Callable[..., RawTable], content: str) -> None:
    with pytest.raises(errors.RecordsAbsent):
        raw(content)


@pytest.mark.parametrize(
    "content", ['{"id": 1, "name": "x", "tags": []}', '{"id": 1, "data": [], "more": [{"a": 1}, {"a": 2}]}']
)
def test_an_empty_detail_is_no_empty_listing(raw: Callable[..., RawTable], content: str) -> None:
    assert raw(content).columns.num_rows
