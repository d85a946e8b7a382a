from __future__ import annotations

from io import BufferedReader, BytesIO
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa
import pytest
from pyarrow import parquet

from praya.formats.footer import Retold, told

if TYPE_CHECKING:
    from pathlib import Path

WORDS = {f"praya.{number}": "是" * number for number in range(1, 40)}


def written(path: Path, by: str, rows: int = 5_000) -> pa.Table:
    made = pa.table({"n": range(rows), "word": [f"w{each % 7}" for each in range(rows)]})
    if by == "duckdb":
        duckdb.sql(f"COPY (SELECT n, word FROM made) TO '{path}' (FORMAT parquet)")
    else:
        held = made.replace_schema_metadata({"own": "kept"}) if by == "metadata" else made
        index = {"write_page_index": True} if by == "index" else {}
        store = {"store_schema": False} if by == "bare" else {}
        parquet.write_table(held, path, row_group_size=700, **index, **store)
    return made


@pytest.mark.parametrize("by", ["plain", "metadata", "index", "bare", "duckdb"])
@pytest.mark.parametrize("words", [{}, {"praya.licence": "x"}, WORDS])
def test_a_file_with_another_end_holds_the_same_rows(tmp_path: Path, by: str, words: dict[str, str]) -> None:
    path = tmp_path / "a.parquet"
    table = written(path, by)
    kept, end = told(path, words)
    whole = path.read_bytes()[:kept] + end
    assert parquet.read_table(BytesIO(whole)).equals(table)
    said = parquet.read_metadata(BytesIO(whole))
    held = {
        key.decode(): value.decode() for key, value in (said.metadata or {}).items() if key != b"ARROW:schema"
    }
    assert held == words | ({"own": "kept"} if by == "metadata" else {})
    assert said.created_by == parquet.read_metadata(path).created_by
    (tmp_path / "b.parquet").write_bytes(whole)
    found = duckdb.execute(f"SELECT count(*), sum(n) FROM '{tmp_path / 'b.parquet'}'").fetchall()
    assert found == [(5_000, 12_497_500)]


def test_it_is_read_in_parts(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    written(path, "metadata")
    kept, end = told(path, WORDS)
    whole = path.read_bytes()[:kept] + end
    with BufferedReader(Retold(path.open("rb"), kept, end), 64) as file:
        for first in (0, 1, kept - 3, kept, kept + 5, len(whole) - 2, len(whole)):
            file.seek(first)
            assert file.read(10) == whole[first : first + 10]
        file.seek(0)
        assert file.read() == whole
    assert parquet.read_schema(BytesIO(whole)).metadata[b"praya.1"] == "是".encode()
