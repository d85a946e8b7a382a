from __future__ import annotations

import hashlib
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest
from pyarrow import parquet

from praya.model import errors
from praya.model.query import Sql
from praya.store.lake import Lake, Source, source

if TYPE_CHECKING:
    from pathlib import Path

    from praya.store.lake import Result

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


def ask(lake: Lake, views: dict[str, Path], text: str, limit: int = 100) -> Result:
    held = {name: Source(source(path), (path,)) for name, path in views.items()}
    return lake.query(text, held, limit=limit, seconds=10)


def digest(folder: Path) -> dict[str, str]:
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


WRITING = [
    "COPY rain TO '{folder}/out.csv'",
    "COPY (SELECT 1) TO '{rain}' (FORMAT parquet)",
    "WITH x AS (COPY (SELECT 1) TO '{rain}' (FORMAT parquet, USE_TMP_FILE false)) SELECT * FROM x",
    "WITH x AS (COPY rain TO '{folder}/out.csv') FROM x",
    "WITH x AS (INSERT INTO rain VALUES (1, 2, 3) RETURNING *) FROM x",
    "WITH x AS (DELETE FROM rain RETURNING *) FROM x",
    "SELECT * FROM (WITH x AS (UPDATE rain SET year = 1 RETURNING *) FROM x)",
    "EXPORT DATABASE '{folder}/out'",
    "ATTACH '{folder}/out.db'",
    "ATTACH '{folder}/out.db' AS o; SELECT 1",
    "CREATE TABLE t AS SELECT 1",
    "CREATE OR REPLACE VIEW rain AS SELECT 1",
    "DROP VIEW rain",
    "INSERT INTO rain VALUES (1, 2, 3)",
    "UPDATE rain SET year = 1",
    "DELETE FROM rain",
    "VACUUM",
    "CHECKPOINT",
    "BEGIN",
]
READING_FILES = [
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM read_blob('/etc/passwd')",
    "SELECT * FROM read_json_auto('/etc/passwd')",
    "SELECT * FROM sniff_csv('/etc/passwd')",
    "SELECT * FROM glob('/etc/*')",
    "SELECT * FROM read_parquet('{folder}/secret.parquet')",
    "SELECT * FROM read_parquet('{rain}')",
    "SELECT * FROM parquet_metadata('{rain}')",
    "SELECT year FROM rain WHERE year IN (SELECT 1 FROM read_csv('/etc/passwd'))",
    "SELECT (SELECT content FROM read_text('/etc/passwd'))",
    "SELECT 1 UNION ALL SELECT size FROM read_blob('/etc/passwd')",
    "SELECT * FROM query('SELECT * FROM read_text(''/etc/passwd'')')",
    "SELECT * FROM query_table('/etc/passwd')",
    "FROM \"read_csv\"('/etc/passwd')",
]
TELLING = [
    "SELECT * FROM duckdb_views()",
    "SELECT * FROM duckdb_settings()",
    "SELECT * FROM duckdb_secrets()",
    "SELECT * FROM pragma_database_list()",
    "SELECT current_setting('allowed_paths')",
    "SELECT CURRENT_SETTING('temp_directory') FROM rain",
    "SHOW TABLES",
    "SHOW ALL TABLES",
    "PRAGMA database_list",
    "CALL pragma_version()",
    "SET threads = 99",
    "SET memory_limit = '99GB'",
    "RESET memory_limit",
    "INSTALL httpfs",
    "LOAD httpfs",
    "PREPARE p AS SELECT 1",
    "EXPLAIN SELECT 1",
    "SELECT 1; SELECT 2",
    "",
    "-- nothing",
    ";",
]


@pytest.mark.parametrize("statement", [*WRITING, *READING_FILES, *TELLING])
def test_what_does_more_than_read_open_tables_is_refused(
    lake: Lake, views: dict[str, Path], tmp_path: Path, statement: str
) -> None:
    before = digest(tmp_path)
    text = statement.format(folder=tmp_path, rain=str(views["rain"]).replace("'", "''"))
    with pytest.raises(errors.SqlRefused) as failure:
        ask(lake, views, text)
    assert str(tmp_path) not in str(failure.value)
    assert digest(tmp_path) == before


@pytest.mark.parametrize(
    "statement",
    [
        "FROM '/etc/passwd'",
        "SELECT * FROM '{folder}/it''s here/secret.parquet'",
        "SELECT * FROM '{rain}'",
        "FROM nothing",
        "FROM information_schema.tables",
        "FROM pg_catalog.pg_views",
        "FROM duckdb_views",
        "FROM sqlite_master",
        "FROM elsewhere.rain",
        "DESCRIBE nothing",
        "FROM views",
        "FROM pa",
    ],
)
def test_a_table_that_is_not_open_is_missing(
    lake: Lake, views: dict[str, Path], tmp_path: Path, statement: str
) -> None:
    text = statement.format(folder=tmp_path, rain=str(views["rain"]).replace("'", "''"))
    with pytest.raises(errors.TableMissing):
        ask(lake, views, text)


def test_a_with_that_borrows_a_files_name_reads_no_file(lake: Lake, views: dict[str, Path]) -> None:
    text = "SELECT (WITH \"/etc/passwd\" AS (SELECT 1) SELECT 2), * FROM '/etc/passwd'"
    with pytest.raises(errors.Refused):
        ask(lake, views, text)


@pytest.mark.parametrize(
    "statement",
    [
        "SELEC 1",
        "SELECT",
        "SELECT nothing FROM rain",
        "SELECT 1 / 'x'",
        "SELECT no_such_function(1)",
        "SELECT * FROM rain WHERE year = ?",
        "SELECT " + "(" * 3000 + "1" + ")" * 3000,
    ],
)
def test_what_cannot_run_says_why(lake: Lake, views: dict[str, Path], tmp_path: Path, statement: str) -> None:
    with pytest.raises(errors.Refused) as failure:
        ask(lake, views, statement)
    assert str(failure.value.fields["reason"]).strip()
    assert str(tmp_path) not in str(failure.value)


def test_a_statement_without_end_is_ended(lake: Lake, views: dict[str, Path]) -> None:
    with pytest.raises(errors.SqlFailed, match="too long"):
        lake.query("SELECT count(*) FROM range(10000000) a, range(10000000) b", {}, limit=1, seconds=0.5)


def test_memory_has_a_limit(lake: Lake, views: dict[str, Path]) -> None:
    with pytest.raises(errors.SqlFailed, match=r"(?i)memory"):
        ask(lake, views, "SELECT list(i::VARCHAR || repeat('x', 100)) FROM range(100000000) t(i)")


def test_a_very_long_statement_is_refused_unread(lake: Lake, views: dict[str, Path]) -> None:
    with pytest.raises(errors.SqlRefused, match="longer"):
        ask(lake, views, "SELECT '" + "x" * 200_000 + "'")


def test_a_damaged_file_does_not_tell_where_it_lies(
    lake: Lake, views: dict[str, Path], tmp_path: Path
) -> None:
    views["rain"].write_bytes(b"PAR1 no more")
    with pytest.raises(errors.SqlFailed) as failure:
        ask(lake, views, "FROM rain")
    assert str(tmp_path) not in str(failure.value)


@pytest.mark.parametrize(
    ("statement", "rows"),
    [
        ("SELECT year FROM rain ORDER BY year DESC", [(1886,), (1885,), (1884,)]),
        ("FROM RAIN SELECT max(雨量)", [(3.5,)]),
        ('SELECT "雨量" FROM "rain" WHERE year = 1884;', [(1.5,)]),
        ("SELECT r.year, w.speed FROM rain r JOIN 風速 w USING (year)", [(1885, 7)]),
        ("WITH wet AS (SELECT * FROM rain WHERE 雨量 > 2) SELECT count(*) FROM wet", [(1,)]),
        (
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3) SELECT sum(i) FROM n",
            [(6,)],
        ),
        ("SELECT year FROM rain EXCEPT SELECT year FROM 風速 ORDER BY 1", [(1884,), (1886,)]),
        ("SELECT count(*) FROM range(5), unnest([1, 2])", [(10,)]),
        ("SELECT list_sum(list_transform([1, 2], lambda x: x + 1))", [(5,)]),
        ("SELECT (SELECT max(year) FROM rain), EXISTS (FROM 風速)", [(1886, True)]),
        ("SELECT row_number() OVER (ORDER BY year DESC) FROM rain", [(1,), (2,), (3,)]),
        ("VALUES (1, 'a')", [(1, "a")]),
        ("SELECT 'COPY x TO y; DROP TABLE read_csv(1)'", [("COPY x TO y; DROP TABLE read_csv(1)",)]),
        ("SELECT column_name FROM (DESCRIBE rain)", [("year",), ("雨量",), ("_row",)]),
    ],
)
def test_reading_in_all_its_forms(
    lake: Lake, views: dict[str, Path], statement: str, rows: list[tuple[object, ...]]
) -> None:
    assert list(ask(lake, views, statement).rows) == rows


def test_a_result_names_its_columns_and_says_if_there_is_more(lake: Lake, views: dict[str, Path]) -> None:
    result = ask(lake, views, "SELECT year, 雨量 AS rain FROM rain ORDER BY year", limit=2)
    assert (result.columns, result.types) == (("year", "rain"), ("BIGINT", "DOUBLE"))
    assert (result.rows, result.more) == (((1884, 1.5), (1885, None)), True)
    assert not ask(lake, views, "FROM rain", limit=3).more


def test_statements_do_not_disturb_one_another(lake: Lake, views: dict[str, Path]) -> None:
    counts: list[object] = []

    def run(number: int) -> None:
        counts.append(ask(lake, views, f"SELECT count(*) + {number} FROM rain").rows[0][0])
        counts.append(lake.rows(Sql(f"SELECT count(*) + {number} FROM {source(views['rain'])}")).rows[0][0])

    threads = [threading.Thread(target=run, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(counts, key=str) == sorted((number + 3 for number in range(8) for _ in range(2)), key=str)


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
    ((moment, hour),) = lake.query(
        "SELECT TIMESTAMPTZ '2024-01-01T00:00:00Z' AS m, extract(hour FROM m)", {}, limit=5
    ).rows
    assert (moment, hour) == (datetime(2024, 1, 1, tzinfo=UTC), 8)
