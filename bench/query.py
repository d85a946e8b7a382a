"""Questions to a large table, in one run beside DuckDB on the same Parquet and PostgreSQL as CKAN's DataStore fills it.

    python -m bench.query [--rows 5000000] [--times 15] [--clients 8] [--without-postgres] [--keep FOLDER]

The rows are those of `bench.made --narrow`, ingested into a fresh platform (kept in FOLDER with PostgreSQL's, where both
are found again, with the rows they were made of).
Each question is asked with other values every time, all ways in turn, so nobody can remember an answer.

DuckDB: the statements that the answer needs, the page and the count that comes with it, in this process.
cold: `services.ask`, in this process, over Parquet alone. hot: the same where copies are kept and these tables' are made.
server: `/api/v1` over HTTP, a process of its own, with copies as well.
PostgreSQL: the statements of `datastore_search` over columns of the types that DuckDB found, with `_id` (the key) and
`_full_text` (with a GIN index), vacuumed and analysed, under its own default settings; contains is `ILIKE` there.
"""

from __future__ import annotations

import argparse
import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from http.client import HTTPConnection, RemoteDisconnected
from itertools import count, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote

import duckdb
import psycopg
from bench.made import make
from bench.postgres import serving as postgres_serving
from bench.served import praya_serving

from praya.model.query import Query, Sort, parse
from praya.platform import open_platform
from praya.services import adopt, ask, ingest, read
from praya.settings import Settings
from praya.store.hot import OFTEN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from praya.platform import Platform

    Ask = Callable[["Question", int], object]

THREADS = os.cpu_count() or 1
LARGE, SMALL = "large", "small"
SMALL_ROWS = 48_000
PATIENCE = 600
"""Seconds until copies must be there."""
INDEXING = "1GB"
"""Memory of PostgreSQL while it makes indexes: of the loading alone, no question has it."""
LOCAL = threading.local()
"""Each thread's own connections."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question as an address and as statements; `{n}` is another number of three digits each time, `{lat}` another latitude."""

    name: str
    address: str
    statements: tuple[str, ...]
    """`{row}` and `{words}` are said in each database's own way."""
    table: str = LARGE

    def sql(self, number: int, **ways: str) -> list[str]:
        """Return the statements of one asking."""
        return [_filled(each, number, **ways) for each in self.statements]

    def asked(self, number: int) -> str:
        """Return the address's question of one asking."""
        return _filled(self.address, number)


def _filled(text: str, number: int, **ways: str) -> str:
    for name, way in ways.items():
        text = text.replace("{" + name + "}", way)
    return text.replace("{n}", str(number)).replace("{lat}", f"{22.3 + number / 10_000:.4f}")


FILTERED = "no_of_vehicles_involved = 2 AND latitude > {lat}"
FILTERS = "where=no_of_vehicles_involved,eq,2&where=latitude,gt,{lat}"
CONTAINED = "precise_location ILIKE '%near lamppost {n}%'"
GROUPED = (
    "SELECT district_council_district, count(*), avg(no_of_casualties_injured) FROM t "
    "WHERE latitude > {lat} GROUP BY 1 ORDER BY 1"
)
BY_CASUALTIES = "ORDER BY no_of_casualties_injured DESC NULLS LAST, {row} LIMIT 51"


def questions(rows: int, after: Query) -> Iterator[Question]:
    """Yield what is asked of a table of so many rows; `after` asks in order of time for what is behind its middle."""
    assert after.after, "it has a cursor"
    moment, place, middle = after.after.values[0], after.after.row, rows // 2
    page = (
        f"SELECT * FROM t WHERE {FILTERED} {BY_CASUALTIES}",
        f"SELECT count(*) FROM t WHERE {FILTERED}",
    )
    sorted_page = f"{FILTERS}&sort=-no_of_casualties_injured&size=50"
    yield Question("filtered, sorted page with its count", sorted_page, page)
    yield Question("count", f"{FILTERS}&aggregate=count", page[1:])
    yield Question(
        "group-by",
        "where=latitude,gt,{lat}&group=district_council_district&aggregate=count,avg:no_of_casualties_injured",
        (GROUPED,),
    )
    yield Question(
        "contains, page with its count",
        "where=precise_location,contains,near lamppost {n}&size=50",
        (
            f"SELECT * FROM t WHERE {CONTAINED} ORDER BY {{row}} LIMIT 51",
            f"SELECT count(*) FROM t WHERE {CONTAINED}",
        ),
    )
    yield Question(
        "a word in any text, page with its count",
        "q={n}7)&size=50",
        (
            "SELECT * FROM t WHERE ({words}) ORDER BY {row} LIMIT 51",
            "SELECT count(*) FROM t WHERE ({words})",
        ),
    )
    yield Question(
        "page in the middle, as it stands",
        f"size=50&offset={rows // 2000}{{n}}",
        (f"SELECT * FROM t ORDER BY {{row}} LIMIT 50 OFFSET {rows // 2000}{{n}}",),
    )
    behind = f"(date_time > TIMESTAMP '{moment}' OR (date_time = TIMESTAMP '{moment}' AND {{row}} > {place}))"
    yield Question(
        "page in the middle by time: cursor",
        f"sort=date_time&size=50&after={after.after}&asking={{n}}",
        (f"SELECT * FROM t WHERE {behind} ORDER BY date_time, {{row}} LIMIT 51",),
    )
    yield Question(
        "the same page: OFFSET",
        f"sort=date_time&size=50&offset={middle}&asking={{n}}",
        (f"SELECT * FROM t ORDER BY date_time, {{row}} LIMIT 51 OFFSET {middle}",),
    )
    yield Question("small table: filtered, sorted page", sorted_page, page, SMALL)
    yield Question(
        "small table: page as it stands",
        "size=50&offset={n}",
        ("SELECT * FROM t ORDER BY {row} LIMIT 50 OFFSET {n}",),
        SMALL,
    )


def loaded(home: Path, rows: Mapping[str, int]) -> Platform:
    """Return a platform with a table for each of these names, with so many rows."""
    platform = open_platform(Settings(home=home, watch=False))
    now = datetime.now(UTC)
    for name, wanted in rows.items():
        source = home / f"{name}.csv"
        if source.exists():
            continue
        make(source, wanted, narrow=True)
        url = f"https://example.org/{name}.csv"
        local = ingest.LocalFile(path=source, name=source.name, url=url, retrieved_at=now)
        outcome = ingest.ingest(platform, adopt.adopt(platform, url, now=now), local=local, now=now)
        assert outcome.status == "ready", outcome
    return platform


def files(platform: Platform, names: Mapping[str, str]) -> dict[str, Path]:
    """Return the Parquet file of each table."""
    found = {key: ask.parquet(platform, read.table(platform, name)) for key, name in names.items()}
    return {key: path for key, path in found.items() if path}


def by_duckdb(paths: Mapping[str, Path]) -> Ask:
    """Return how DuckDB answers over the same files."""
    every = duckdb.connect(config={"threads": str(THREADS)})
    words = _like_praya(every, paths[SMALL])

    def asked(question: Question, number: int) -> None:
        if not hasattr(LOCAL, "duckdb"):
            LOCAL.duckdb = every.cursor()
        held = f"read_parquet('{paths[question.table]}')"
        for sql in question.sql(number, row="_row", words=words):
            LOCAL.duckdb.execute(sql.replace("FROM t ", f"FROM {held} ")).fetchall()

    return asked


def _like_praya(connection: duckdb.DuckDBPyConnection, path: Path) -> str:
    described = connection.execute(f"DESCRIBE FROM read_parquet('{path}')").fetchall()
    texts = [str(name) for name, kind, *_ in described if kind == "VARCHAR"]
    return " OR ".join(f"contains({name}, '{{n}}7)')" for name in texts)


def by_service(platform: Platform, names: Mapping[str, str]) -> Ask:
    """Return how the service answers."""

    def asked(question: Question, number: int) -> None:
        table = read.table(platform, names[question.table])
        ask.rows(platform, table, parse(parse_qsl(question.asked(number))))

    return asked


def heat(way: Ask, asked: list[Question], home: Path) -> None:
    """Ask each table until it is worth a copy, and wait for the copies."""
    began = time.perf_counter()
    tables = {question.table: question for question in asked}
    for question in tables.values():
        for number in range(OFTEN):
            way(question, number)
    while len(list(home.glob("hot/*.duckdb"))) < len(tables):
        assert time.perf_counter() - began < PATIENCE
        time.sleep(0.1)
    time.sleep(2)  # until they are open
    print(f"Copies are there after {time.perf_counter() - began:.0f} s", flush=True)


def by_server(port: int, names: Mapping[str, str]) -> Ask:
    """Return how the server answers; every thread keeps a connection."""

    def asked(question: Question, number: int) -> None:
        if not hasattr(LOCAL, "http"):
            LOCAL.http = HTTPConnection("127.0.0.1", port)
        held: HTTPConnection = LOCAL.http
        path = f"/api/v1/tables/{names[question.table]}/rows?{quote(question.asked(number), '=&,')}"
        try:
            held.request("GET", path)
            answer = held.getresponse()
        except (RemoteDisconnected, BrokenPipeError):  # it was left open for too long while others were asked
            held.close()
            held.request("GET", path)
            answer = held.getresponse()
        told = answer.read()
        assert answer.status == 200, told

    return asked


def by_postgres(folder: Path, paths: Mapping[str, Path]) -> Ask:
    """Load the tables as CKAN's loader does, unless they are there, and return how PostgreSQL answers."""
    with psycopg.connect(host=str(folder), user="praya", dbname="postgres", autocommit=True) as connection:
        for name, path in paths.items():
            began = time.perf_counter()
            held = connection.execute("SELECT to_regclass(%s)", [f'public."{name}"']).fetchone()
            if not (held and held[0]):
                with connection.transaction():  # so it is there whole or not at all
                    _copy(connection, name, path)
                print(f"PostgreSQL loaded {name} in {time.perf_counter() - began:.0f} s", flush=True)
            connection.execute(f'VACUUM ANALYZE "{name}"')

    def asked(question: Question, number: int) -> None:
        if not hasattr(LOCAL, "postgres"):
            LOCAL.postgres = psycopg.connect(
                host=str(folder), user="praya", dbname="postgres", autocommit=True
            )
        words = "_full_text @@ plainto_tsquery('simple', '{n}7')"
        for sql in question.sql(number, row="_id", words=words):
            LOCAL.postgres.execute(sql.replace("FROM t ", f'FROM "{question.table}" ')).fetchall()

    return asked


def _copy(connection: psycopg.Connection, name: str, path: Path) -> None:
    held = duckdb.execute(f"DESCRIBE SELECT * EXCLUDE (_row) FROM read_parquet('{path}')").fetchall()
    kinds = {"BIGINT": "numeric", "INTEGER": "numeric", "DOUBLE": "numeric", "TIMESTAMP": "timestamp"}
    columns = {str(column): kinds.get(str(kind), "text") for column, kind, *_ in held}
    told = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
    texts = ", ".join(f'"{column}"' for column in columns)
    file = path.parent / "postgres.csv"
    duckdb.execute(
        f"COPY (SELECT * EXCLUDE (_row) FROM read_parquet('{path}') ORDER BY _row) TO '{file}' (HEADER false)"
    )
    connection.execute(f"CREATE UNLOGGED TABLE loading ({told})")
    with (
        connection.cursor() as cursor,
        cursor.copy("COPY loading FROM STDIN (FORMAT csv)") as copy,
        file.open("rb") as source,
    ):
        while chunk := source.read(1 << 20):
            copy.write(chunk)
    file.unlink()
    connection.execute(f"SET LOCAL maintenance_work_mem = '{INDEXING}'")
    connection.execute(f'CREATE TABLE "{name}" (_id serial, _full_text tsvector, {told})')
    connection.execute(
        f'INSERT INTO "{name}" (_full_text, {texts}) '
        f"SELECT to_tsvector('simple', concat_ws(' ', {texts})), {texts} FROM loading"
    )
    connection.execute("DROP TABLE loading")
    connection.execute(f'ALTER TABLE "{name}" ADD PRIMARY KEY (_id)')
    connection.execute(f'CREATE INDEX ON "{name}" USING gin(_full_text)')


def measure(ways: Mapping[str, Ask], asked: list[Question], times: int, clients: int) -> None:
    """Ask every question so often alone and by so many clients; print the table."""
    numbers = count(100)
    heads = [f"{way}, p50 / p95" for way in ways]
    print(f"| ms | {' | '.join(heads)} | {clients} clients: {' | '.join(ways)} |")
    print("|" + "---|" * (1 + 2 * len(ways)))
    for question in asked:
        alone: dict[str, list[float]] = {way: [] for way in ways}
        for _ in range(times):
            number = next(numbers)
            for way, answer in ways.items():
                alone[way].append(_timed(answer, question, number))
        many: dict[str, list[float]] = {}
        for way, answer in ways.items():
            asking = partial(_timed, answer, question)
            with ThreadPoolExecutor(clients) as pool:
                many[way] = list(pool.map(asking, islice(numbers, 3 * clients)))
        told = [_told(alone[way]) for way in ways] + [_told(many[way]) for way in ways]
        print(f"| {question.name} | {' | '.join(told)} |", flush=True)


def _timed(answer: Ask, question: Question, number: int) -> float:
    began = time.perf_counter()
    answer(question, number)
    return 1000 * (time.perf_counter() - began)


def _told(times: list[float]) -> str:
    times = sorted(times)
    return " / ".join(f"{times[int(len(times) * share)]:,.1f}" for share in (0.5, 0.95))


def main() -> None:
    """Load, ask, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=5_000_000)
    parser.add_argument("--times", type=int, default=15)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--without-postgres", action="store_true")
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    with ExitStack() as stack:
        home = given.keep or Path(stack.enter_context(TemporaryDirectory()))
        platform = loaded(home, {LARGE: given.rows, SMALL: SMALL_ROWS})
        names = {LARGE: LARGE, SMALL: SMALL}
        paths = files(platform, names)
        table = read.table(platform, LARGE)
        middle = Query(sorts=(Sort("date_time"),), offset=table.rows // 2 - 1, size=1)
        after = Query(sorts=middle.sorts, after=ask.rows(platform, table, middle).next)
        asked = list(questions(table.rows, after))
        kept = open_platform(platform.settings)
        stack.enter_context(kept.hot.kept())
        port = stack.enter_context(praya_serving(home))
        ways: dict[str, Ask] = {
            "DuckDB": by_duckdb(paths),
            "cold": by_service(platform, names),
            "hot": by_service(kept, names),
            "server": by_server(port, names),
        }
        for way in ("hot", "server"):
            heat(ways[way], asked, home)
        if not given.without_postgres:
            folder = stack.enter_context(postgres_serving(THREADS, given.keep and given.keep / "postgres"))
            ways["PostgreSQL"] = by_postgres(folder, paths)
        measure(ways, asked, given.times, given.clients)


if __name__ == "__main__":
    main()
