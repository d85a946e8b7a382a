from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest
from pyarrow import parquet

from praya.model import errors
from praya.model.query import Sql
from praya.store.lake import Lake, source

if TYPE_CHECKING:
    from pathlib import Path

MEMORY = 256 * 1024 * 1024


@pytest.fixture(scope="module")
def lake() -> Lake:
    return Lake(memory=MEMORY, threads=2)


@pytest.fixture
def views(tmp_path: Path) -> dict[str, Path]:
    folder = tmp_path / "it's here"
    folder.mkdir()
    rain = pa.table({"year": [1884, 1885, 1886], "雨量": [1.5, None, 3.5], "_row": [1, 2, 3]})
    wind = pa.table({"year": [1885], "speed": [7]})
    paths = {"rain": folder / "rain.parquet", "風速": folder / "wind.parquet"}
    parquet.write_table(rain, paths["rain"])
    parquet.write_table(wind, paths["風速"])
    parquet.write_table(wind, folder / "secret.parquet")
    return paths


def test_our_own_statements_bind_values_and_quote_paths(lake: Lake, views: dict[str, Path]) -> None:
    sql = Sql(
        f"SELECT year FROM {source(views['rain'])} WHERE year >= CAST(? AS BIGINT) ORDER BY year", ("1885",)
    )
    assert lake.rows(sql).rows == ((1885,), (1886,))


def test_rows_are_streamed_in_batches(lake: Lake, tmp_path: Path) -> None:
    path = tmp_path / "long.parquet"
    parquet.write_table(pa.table({"n": range(100_000)}), path)
    sizes, total = [], 0
    for batch in lake.batches(Sql(f"SELECT * FROM {source(path)} ORDER BY n"), 10_000):
        assert batch.column(0)[0].as_py() == total
        sizes.append(batch.num_rows)
        total += batch.num_rows
    assert total == 100_000
    assert max(sizes) <= 10_000


def test_a_stream_that_nobody_reads_to_its_end_leaves_the_lake_working(
    lake: Lake, views: dict[str, Path]
) -> None:
    stream = lake.batches(Sql(f"SELECT * FROM {source(views['rain'])}"), 1)
    next(stream)
    stream.close()  # type: ignore[attr-defined]  # a generator, seen as an iterator
    assert len(lake.rows(Sql(f"SELECT * FROM {source(views['rain'])}")).rows) == 3


def test_a_failing_statement_of_our_own_has_a_name(lake: Lake, tmp_path: Path) -> None:
    with pytest.raises(errors.SqlFailed):
        lake.rows(Sql(f"SELECT * FROM {source(tmp_path / 'none.parquet')}"))
    with pytest.raises(errors.SqlFailed):
        list(lake.batches(Sql("SELECT 1 / 'x'"), 10))
    with pytest.raises(errors.SqlFailed):  # only when half of the rows are out
        list(
            lake.batches(Sql("SELECT CAST(if(i > 150000, 'x', '1') AS INTEGER) FROM range(300000) t(i)"), 10)
        )


def test_moments_without_a_zone_are_the_citys_wherever_the_server_stands(lake: Lake):
    held = "(SELECT TIMESTAMPTZ '2024-01-01T00:00:00Z' AS zoned, TIMESTAMP '2024-01-01 08:00' AS plain)"
    for sql in (
        "SELECT zoned, zoned = plain FROM ",
        "SELECT zoned, zoned = TIMESTAMP '2024-01-01 08:00' FROM ",
    ):
        ((moment, same),) = lake.rows(Sql(sql + held)).rows
        assert (moment, same) == (datetime(2024, 1, 1, tzinfo=UTC), True)


def test_a_count_is_remembered_among_the_latest(
    lake: Lake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("praya.store.lake.COUNTS", 2)
    path = tmp_path / "counted.parquet"

    def written(rows: int) -> None:
        parquet.write_table(pa.table({"n": range(rows)}), path)

    def counted(least: int) -> int:
        return lake.count(Sql(f"SELECT count(*) FROM {source(path)} WHERE n >= ?", (least,)))

    written(10)
    assert [counted(least) for least in (0, 1)] == [10, 9]
    written(20)  # as nobody does: it shows what was remembered
    assert [counted(least) for least in (0, 1, 2)] == [10, 9, 18]
    assert counted(1) == 9
    assert counted(0) == 20
