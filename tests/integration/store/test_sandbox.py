"""Strangers' statements in processes that may be lost: what they may say, what they may take, and what ends them."""

from __future__ import annotations

import hashlib
import os
import re
import signal
import threading
import time
from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa
import pytest
from pyarrow import parquet
from tests.integration.hostile_sql import BOUNDED, MISSING, REFUSED

from praya.confine import landlock, syscalls
from praya.model import errors
from praya.model.text import LANGS
from praya.store.lake import Result, Source, source
from praya.store.sandbox import Limits, Sandbox
from praya.store.sandbox.statement import CLOSED_TYPES, TYPES, functions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LIMITS = Limits(memory=256 << 20, seconds=2, at_once=4, wait=30, threads=2, rows=100_000, bytes=64 << 20)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    opened = Sandbox(LIMITS)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def views(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("tables") / "it's here"
    folder.mkdir()
    rain = pa.table({"year": [1884, 1885, 1886], "雨量": [1.5, None, 3.5], "_row": [1, 2, 3]})
    wind = pa.table({"year": [1885], "speed": [7]})
    paths = {"rain": folder / "rain.parquet", "風速": folder / "wind.parquet"}
    parquet.write_table(rain, paths["rain"])
    parquet.write_table(wind, paths["風速"])
    parquet.write_table(wind, folder / "secret.parquet")
    return paths


def ask(
    sandbox: Sandbox,
    views: Mapping[str, Path],
    text: str,
    parameters: Mapping[str, object] | None = None,
    limit: int | None = 100,
) -> Result:
    """Ask as the service does: only the tables that are named are there."""
    with sandbox.statement(text) as statement:
        held = {}
        for name in statement.tables:
            if name.casefold() not in views:
                raise errors.TableMissing(name=name)
        for name in (*statement.tables, *statement.shadowed):
            if path := views.get(name.casefold()):
                held[name.casefold()] = Source(source(path), (path,))
        answer = statement.run(held, parameters, limit=limit)
        rows = [
            row
            for batch in answer.batches
            for row in zip(*(column.to_pylist() for column in batch.columns), strict=True)
        ]
        return Result(columns=answer.columns, types=answer.types, rows=tuple(rows), more=answer.more)


def filled(statement: str, views: Mapping[str, Path]) -> str:
    folder = str(views["rain"].parent).replace("'", "''")
    return statement.format(folder=folder, rain=str(views["rain"]).replace("'", "''"))


def digest(folder: Path) -> dict[str, str]:
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def short(statement: str) -> str:
    return statement[:60].encode("ascii", "replace").decode()


@pytest.mark.parametrize("statement", REFUSED, ids=short)
def test_what_does_more_than_read_open_tables_is_refused(
    sandbox: Sandbox, views: dict[str, Path], statement: str
):
    before = digest(views["rain"].parent)
    with pytest.raises((errors.SqlRefused, errors.SqlFailed)) as failure:
        ask(sandbox, views, filled(statement, views))
    assert str(views["rain"].parent.parent) not in str(failure.value).replace("''", "'")
    assert "root:" not in str(failure.value)
    assert digest(views["rain"].parent) == before


@pytest.mark.parametrize("statement", MISSING, ids=short)
def test_a_table_that_is_not_open_is_missing(sandbox: Sandbox, views: dict[str, Path], statement: str):
    with pytest.raises(errors.TableMissing):
        ask(sandbox, views, filled(statement, views))


@pytest.mark.parametrize("statement", BOUNDED, ids=short)
@pytest.mark.long
def test_what_takes_too_much_ends_and_disturbs_nobody(
    sandbox: Sandbox, views: dict[str, Path], statement: str
):
    asked, others = threading.Event(), []

    def bystander() -> None:
        while not asked.is_set():
            others.append(ask(sandbox, views, "SELECT count(*) FROM rain").rows)

    beside = threading.Thread(target=bystander)
    beside.start()
    began = time.monotonic()
    failed = ""
    try:
        assert len(ask(sandbox, views, filled(statement, views), limit=None).rows) <= LIMITS.rows
    except errors.Refused as failure:
        failed = str(failure)
    finally:
        asked.set()
        beside.join()
    assert len(failed) < 3_000
    assert str(views["rain"].parent.parent) not in failed.replace("''", "'")
    assert time.monotonic() - began < 10 * LIMITS.seconds  # ended, if on a busy machine
    assert set(others) == {((3,),)}
    assert ask(sandbox, views, "SELECT count(*) FROM rain").rows == ((3,),)


@pytest.mark.parametrize(
    "statement",
    [
        "SELEC 1",
        "SELECT",
        "SELECT nothing FROM rain",
        "SELECT 1 / 'x'",
        "SELECT no_such_function(1)",
        "SELECT x::no_such_type FROM (SELECT 1 AS x)",
        "SELECT bitstring('101')",
    ],
)
def test_what_cannot_run_says_why(sandbox: Sandbox, views: dict[str, Path], statement: str):
    with pytest.raises((errors.SqlFailed, errors.SqlRefused)) as failure:
        ask(sandbox, views, statement)
    assert str(failure.value.fields["reason"]).strip()


def test_what_is_refused_is_said_in_the_readers_language(sandbox: Sandbox, views: dict[str, Path]):
    with pytest.raises(errors.SqlRefused) as failure:
        ask(sandbox, views, "SELECT getenv('HOME')")
    told = [failure.value.explained(lang).message for lang in LANGS]
    assert told == [
        "This SQL is not allowed: the function getenv is not open.",
        "不允許執行此 SQL：不開放函數 getenv。",
        "不允许执行此 SQL：不开放函数 getenv。",
    ]


def test_a_failure_half_way_is_said(sandbox: Sandbox, views: dict[str, Path]):
    with pytest.raises(errors.SqlFailed, match="x"):
        ask(
            sandbox,
            views,
            "SELECT CAST(if(i > 60000, 'x', '1') AS INTEGER) FROM range(90000) t(i)",
            limit=None,
        )


def test_a_damaged_file_does_not_tell_where_it_lies(sandbox: Sandbox, tmp_path: Path):
    path = tmp_path / "rain.parquet"
    path.write_bytes(b"PAR1 no more")
    with pytest.raises(errors.SqlFailed) as failure:
        ask(sandbox, {"rain": path}, "FROM rain")
    assert str(tmp_path) not in str(failure.value)


@pytest.mark.parametrize(
    ("statement", "rows"),
    [
        ("SELECT year FROM rain ORDER BY year DESC", [(1886,), (1885,), (1884,)]),
        ("FROM RAIN SELECT max(雨量)", [(3.5,)]),
        ('SELECT "雨量" FROM "rain" WHERE year = 1884;', [(1.5,)]),
        ("SELECT r.year, w.speed FROM rain r JOIN 風速 w USING (year)", [(1885, 7)]),
        ("WITH wet AS (SELECT * FROM rain WHERE 雨量 > 2) SELECT count(*) FROM wet", [(1,)]),
        ("WITH rain AS (SELECT * FROM rain WHERE 雨量 > 2) SELECT count(*) FROM rain", [(1,)]),
        (
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3) SELECT sum(i) FROM n",
            [(6,)],
        ),
        ("SELECT year FROM rain EXCEPT SELECT year FROM 風速 ORDER BY 1", [(1884,), (1886,)]),
        ("SELECT count(*) FROM range(5), unnest([1, 2])", [(10,)]),
        ("SELECT list_sum(list_transform([1, 2], lambda x: x + 1))", [(5,)]),
        ("SELECT [x * 2 for x in [1, 2] if x > 1]", [([4],)]),
        ("SELECT (SELECT max(year) FROM rain), EXISTS (FROM 風速)", [(1886, True)]),
        ("SELECT row_number() OVER (ORDER BY year DESC) FROM rain", [(1,), (2,), (3,)]),
        ("SELECT lag(year) OVER w FROM rain WINDOW w AS (ORDER BY year) QUALIFY year = 1885", [(1884,)]),
        ("VALUES (1, 'a')", [(1, "a")]),
        ("SELECT 'COPY x TO y; DROP TABLE read_csv(1)'", [("COPY x TO y; DROP TABLE read_csv(1)",)]),
        ("SELECT column_name FROM (DESCRIBE rain)", [("year",), ("雨量",), ("_row",)]),
        ("SELECT column_name FROM (SUMMARIZE rain) WHERE column_name = 'year'", [("year",)]),
        ("SELECT year::VARCHAR || '年', CAST(year AS DECIMAL(10, 2)) FROM rain LIMIT 1", [("1884年", Decimal(1884))]),
        ("SELECT DATE '2024-03-01' - INTERVAL 1 DAY, date_trunc('month', DATE '2024-03-05')::DATE", [(datetime(2024, 2, 29), date(2024, 3, 1))]),  # noqa: DTZ001 - a moment without a zone
        ("SELECT INTERVAL '14 months 3 days', to_seconds(-1.5), NULL::INTERVAL", [("P1Y2M3D", "PT-1.5S", None)]),
        ("SELECT 'a'::ENUM('a', 'b'), sum(i), {'k': 1}, map {'k': 1} FROM range(3) t(i)", [("a", Decimal(3), {"k": 1}, [("k", 1)])]),
        ("PIVOT (SELECT year, 雨量 > 2 AS wet FROM rain WHERE year <> 1885) ON wet IN (true) USING count(*) GROUP BY year ORDER BY year", [(1884, 0), (1886, 1)]),
        ("UNPIVOT (SELECT 1 AS a, 2 AS b) ON a, b INTO NAME k VALUE v", [("a", 1), ("b", 2)]),
        ("SELECT count(*) FILTER (year > 1884), grouping(year % 2) FROM rain GROUP BY ROLLUP (year % 2) ORDER BY 2, 1", [(1, 0), (1, 0), (2, 1)]),
        ("SELECT * FROM rain POSITIONAL JOIN 風速 ORDER BY 1 LIMIT 1", [(1884, 1.5, 1, 1885, 7)]),
        ("FROM rain SELECT year WHERE year BETWEEN 1885 AND 1890 AND 雨量 IS NOT NULL AND year IN (1886)", [(1886,)]),
        ("SELECT regexp_extract('a1', '\\d'), 'é' COLLATE NOACCENT = 'e', 'x' LIKE '_' ESCAPE '!'", [("1", True, True)]),
        ("SELECT DISTINCT ON (year % 2) year FROM rain ORDER BY year % 2, year LIMIT 50%", [(1884,)]),
        ("SELECT max(year) FROM rain TABLESAMPLE 100%", [(1886,)]),
        ("SELECT json_extract_string('{\"a\": 1}', '$.a'), '{\"a\": 1}'->>'a'", [("1", "1")]),
        ("SELECT COLUMNS('y.*') FROM rain WHERE year = 1884", [(1884,)]),
        ("SELECT year AS a FROM rain UNION ALL BY NAME SELECT 1 AS a ORDER BY a LIMIT 1", [(1,)]),
        ("SELECT 1 WHERE false", []),
    ],
)  # fmt: skip
def test_reading_in_all_its_forms(
    sandbox: Sandbox, views: dict[str, Path], statement: str, rows: list[tuple[object, ...]]
):
    assert list(ask(sandbox, views, statement).rows) == rows


def test_a_result_names_its_columns_and_says_if_there_is_more(sandbox: Sandbox, views: dict[str, Path]):
    result = ask(sandbox, views, "SELECT year, 雨量 AS rain FROM rain ORDER BY year", limit=2)
    assert (result.columns, result.types) == (("year", "rain"), ("BIGINT", "DOUBLE"))
    assert (result.rows, result.more) == (((1884, 1.5), (1885, None)), True)
    assert not ask(sandbox, views, "FROM rain", limit=3).more
    nothing = ask(sandbox, views, "FROM rain", limit=0)
    assert (nothing.columns, nothing.rows, nothing.more) == (("year", "雨量", "_row"), (), True)


def test_an_answer_has_no_more_rows_and_bytes_than_may_be(sandbox: Sandbox, views: dict[str, Path]):
    many = ask(sandbox, views, "FROM range(200000)", limit=None)
    assert (len(many.rows), many.more) == (LIMITS.rows, True)
    large = ask(sandbox, views, "SELECT repeat('x', 1000) FROM range(90000)", limit=None)
    assert 0 < len(large.rows) * 1_000 <= LIMITS.bytes
    assert large.more


@pytest.mark.parametrize(
    "value", ["Sha Tin' OR 1=1 --", 7, 7.5, True, None, date(2024, 1, 1), datetime(2024, 1, 1, tzinfo=UTC)]
)
def test_parameters_are_bound_and_never_spliced(sandbox: Sandbox, views: dict[str, Path], value: object):
    assert ask(sandbox, views, "SELECT $it", {"it": value}).rows == ((value,),)
    assert ask(sandbox, views, "SELECT ?, ?", {"1": value, "2": 2}).rows == ((value, 2),)


def test_moments_are_the_citys_wherever_the_server_stands(sandbox: Sandbox, views: dict[str, Path]):
    ((moment, hour),) = ask(
        sandbox, views, "SELECT TIMESTAMPTZ '2024-01-01T00:00:00Z' AS m, extract(hour FROM m)"
    ).rows
    assert (moment, hour) == (datetime(2024, 1, 1, tzinfo=UTC), 8)


def test_statements_do_not_disturb_one_another(sandbox: Sandbox, views: dict[str, Path]):
    counts: list[object] = []

    def run(number: int) -> None:
        counts.append(ask(sandbox, views, f"SELECT count(*) + {number} FROM rain").rows[0][0])

    threads = [threading.Thread(target=run, args=(number,)) for number in range(100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, counts)) == sorted(str(number + 3) for number in range(100))


def test_who_waits_too_long_is_told_so(views: dict[str, Path]):
    narrow = Sandbox(Limits(memory=256 << 20, seconds=2, at_once=1, wait=0.1))
    try:
        with narrow.statement("SELECT 1"), pytest.raises(errors.ServerBusy):
            ask(narrow, views, "SELECT 1")
        assert ask(narrow, views, "SELECT 1").rows == ((1,),)
    finally:
        narrow.close()


def family(sandbox: Sandbox) -> tuple[int, set[int]]:
    """The nursery and its living children, by number."""
    nursery = sandbox._nursery
    assert nursery is not None
    process = nursery.end.peek()[2][0]  # type: ignore[index]  # it lives
    listed = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return process.pid, set(map(int, listed))


def gone(number: int, within: float = 10) -> bool:
    until = time.monotonic() + within
    while time.monotonic() < until:
        if not Path(f"/proc/{number}").exists():
            return True
        time.sleep(0.02)
    return False


def test_a_child_that_is_killed_is_told_of_and_replaced(sandbox: Sandbox, views: dict[str, Path]):
    for _ in range(2):
        with sandbox.statement("SELECT count(*) FROM range(100000000000)") as statement:
            child = statement._child.number
            threading.Timer(0.2, os.kill, (child, signal.SIGKILL)).start()
            with pytest.raises(errors.SqlTooHeavy):
                statement.run({})
        assert gone(child)
    assert ask(sandbox, views, "SELECT count(*) FROM rain").rows == ((3,),)


def test_children_and_a_nursery_that_were_lost_are_made_anew(sandbox: Sandbox, views: dict[str, Path]):
    ask(sandbox, views, "SELECT 1")
    nursery, waiting = family(sandbox)
    assert waiting
    os.kill(waiting.pop(), signal.SIGKILL)  # nobody notices
    for _ in range(4):
        assert ask(sandbox, views, "SELECT count(*) FROM rain").rows == ((3,),)
    os.kill(nursery, signal.SIGKILL)
    time.sleep(0.5)  # the kernel ends its children
    assert ask(sandbox, views, "SELECT count(*) FROM rain").rows == ((3,),)
    assert family(sandbox)[0] != nursery


def test_an_answer_nobody_reads_to_its_end_is_ended(sandbox: Sandbox, views: dict[str, Path]):
    with sandbox.statement("FROM range(100000)") as statement:
        child = statement._child.number
        next(statement.run({}).batches)
        assert not gone(child, within=0.2)  # it waits for us
    assert gone(child)


def test_no_child_is_left_when_the_server_ends(views: dict[str, Path]):
    opened = Sandbox(LIMITS)
    failures: list[Exception] = []

    def run() -> None:
        with suppress(OSError):
            try:
                ask(opened, views, "SELECT count(*) FROM range(100000000000)")
            except errors.Failure as failure:
                failures.append(failure)

    opened.warm()
    running = threading.Thread(target=run)
    running.start()
    time.sleep(0.3)
    nursery, children = family(opened)
    assert children
    opened.close()
    running.join()
    assert failures
    assert all(gone(each) for each in (nursery, *children))


def test_what_a_new_duckdb_can_do_is_open_only_when_it_was_looked_at():
    with duckdb.connect() as connection:
        kinds = connection.execute(
            "SELECT DISTINCT function_type, lower(function_name) FROM duckdb_functions()"
        ).fetchall()
        types = {
            str(name).casefold()
            for (name,) in connection.execute("SELECT type_name FROM duckdb_types()").fetchall()
        }
    making = ("table", "table_macro", "pragma")
    rows = {name for kind, name in kinds if kind in making}
    values = {name for kind, name in kinds if kind not in making and " " not in name}
    assert not rows - functions()["tables"] - functions()["closed tables"]
    assert not values - functions()["open"] - functions()["changing"] - functions()["closed"]
    assert not types - TYPES - CLOSED_TYPES
    assert not (functions()["open"] | functions()["changing"]) & functions()["closed"]
    assert not functions()["tables"] & functions()["closed tables"]


def test_what_tells_the_moment_or_chance_is_known_as_that():
    with duckdb.connect() as connection:
        told = connection.execute(
            "SELECT lower(function_name), coalesce(stability, ''), coalesce(macro_definition, '') FROM duckdb_functions()"
        ).fetchall()
    changing = functions()["changing"]
    written = re.compile(rf"\b({'|'.join(changing)})\b", re.IGNORECASE)
    found = {
        name
        for name, stability, macro in told
        if stability not in ("", "CONSISTENT") or written.search(macro)
    }
    only_fails = {"error"}
    assert found & functions()["open"] == only_fails
    assert found & changing


def test_every_statement_has_chance_of_its_own(sandbox: Sandbox, views: dict[str, Path]):
    """All are forked from one process: what that would throw next must not be what each of them throws."""
    thrown = "SELECT random(), uuid()::VARCHAR, (SELECT string_agg(n) FROM (SELECT * FROM range(1000000) t(n) USING SAMPLE 3))"
    told = [row for _ in range(3) for row in ask(sandbox, views, thrown).rows]
    assert all(len(set(each)) == 3 for each in zip(*told, strict=True))


@pytest.mark.parametrize(
    ("text", "changing"),
    [
        ("SELECT count(*) FROM rain", False),
        ("SELECT * FROM rain WHERE day > today() - 30", True),
        ("SELECT current_date", True),
        ("SELECT CURRENT_TIMESTAMP", True),
        ("SELECT localtimestamp", True),
        ("WITH a AS (SELECT Random() AS r) SELECT * FROM a", True),
        ("SELECT * FROM rain ORDER BY (SELECT uuid())", True),
        ("SELECT * FROM rain USING SAMPLE 2", True),
        ("SELECT * FROM rain TABLESAMPLE 50%", True),
        ("SELECT 'now() and random()' AS sample", False),
    ],
)
def test_a_statement_says_whether_its_answer_changes_by_itself(sandbox: Sandbox, text: str, changing: bool):
    with sandbox.statement(text) as statement:
        assert statement.changing == changing


@pytest.mark.skipif(
    not (landlock.version() and syscalls.known()), reason="a kernel without Landlock or seccomp"
)
def test_a_child_can_do_nothing_else_whatever_runs_in_it(sandbox: Sandbox, views: dict[str, Path]):
    """Were DuckDB itself turned against us: the kernel's own word for what is left."""
    with sandbox.statement("SELECT count(*) FROM range(100000000000)") as statement:
        status = Path(f"/proc/{statement._child.number}/status").read_text()
        limits = Path(f"/proc/{statement._child.number}/limits").read_text()
    held = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
    assert held["Seccomp"].strip() == "2"
    assert held["NoNewPrivs"].strip() == "1"
    assert int(held["CapEff"], 16) == 0
    assert "Max file size             0                    0" in limits
