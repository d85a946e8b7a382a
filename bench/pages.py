"""Each type of page at the server, beside Datasette over the same tables in the same run.

    python -m bench.pages [--home FOLDER] [--times 15] [--seconds 2] [--clients 32] [--peer FOLDER]

Both servers run as processes of their own, asked in turn over connections that stay open, as a browser asks (all
encodings accepted: Praya packs what it sends, Datasette does not). FOLDER is a loaded home, which is copied; without it
the demo is loaded. `--peer` keeps Datasette's environment for the next run.

first: the first time that anybody asks since the server's start.
changed: something was committed just before, so that nothing is kept or remembered.
anew: an address that nobody asked for before; what was worked out for other pages since the last commit may help.
again: the same address again, kept since (decision 12). Datasette keeps no answers: all of its are "anew".

Ratios are Datasette's time over Praya's. Nothing here is asserted; what pages ship is, in `tests/unit/web`.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import sqlite3
import statistics
import time
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Self

from bench.datasette import DATABASE, datasette_serving
from bench.served import praya_serving
from tests.e2e.pages import PAGES
from tests.shipped import shipped

from praya import demo
from praya.platform import open_platform
from praya.services.index import index
from praya.settings import Settings
from praya.web.assets import Assets

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

SQL = "SELECT+year,+round(sum(value))+AS+mm+FROM+hko_daily_rainfall+GROUP+BY+year+ORDER+BY+year"
BESIDE = {
    "home": ("/en", "/"),
    "what tables there are": ("/en/search?table=yes", f"/{DATABASE}"),
    "dataset, table page": ("/en/dataset/hko-daily-rainfall", f"/{DATABASE}/hko_daily_rainfall?_size=50"),
    "table": ("/en/table/hko_daily_rainfall", f"/{DATABASE}/hko_daily_rainfall?_size=50"),
    "filtered, sorted": (
        "/en/table/daily_passenger_traffic?where=total,gt,100000&sort=-total",
        f"/{DATABASE}/daily_passenger_traffic?total__gt=100000&_sort_desc=total&_size=50",
    ),
    "values counted (facet)": (
        "/en/table/traffic_collisions?group=severity&aggregate=count",
        f"/{DATABASE}/traffic_collisions?_facet=severity&_size=50",
    ),
    "row": (
        "/en/dataset/kmb-routes-and-stops/row?table=kmb_stops&key=stop,D360B3EBF155C15A",
        f"/{DATABASE}/kmb_stops/4",
    ),
    "CSV, a year": (
        "/data/hko_daily_rainfall.csv?where=year,eq,2020",
        f"/{DATABASE}/hko_daily_rainfall.csv?year=2020&_size=max",
    ),
    "CSV, whole": (
        "/data/daily_passenger_traffic.csv",
        f"/{DATABASE}/daily_passenger_traffic.csv?_stream=1",
    ),
    "JSON, 100 rows, their count": (
        "/api/v1/tables/hko_daily_rainfall/rows?size=100",
        f"/{DATABASE}/hko_daily_rainfall.json?_shape=objects&_size=100",
    ),
    "JSON, 100 rows; theirs bare": (
        "/api/v1/tables/hko_daily_rainfall/rows?size=100",
        f"/{DATABASE}/hko_daily_rainfall.json?_shape=array&_size=100",
    ),
    "SQL": (f"/en/sql?q={SQL}", f"/{DATABASE}?sql={SQL}"),
}
"""What is alike: Praya's address and Datasette's, with as many rows."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Milliseconds of one address in each state, and the bytes of its answer as sent."""

    first: float
    bytes: int
    changed: list[float] = field(default_factory=list)
    anew: list[float] = field(default_factory=list)
    again: list[float] = field(default_factory=list)


class Client:
    """A connection that stays open."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.status = 0
        self._numbers = count()

    async def __aenter__(self) -> Self:
        """Connect."""
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port, limit=2**24)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Hang up."""
        self._writer.close()

    async def get(self, path: str) -> tuple[float, bytes]:
        """Return how many milliseconds an answer took, and its body as sent."""
        if self._reader.at_eof():  # it was idle for too long
            await self.__aenter__()
        begun = time.perf_counter()
        self._writer.write(
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\nAccept: text/html,*/*;q=0.8\r\n"
            "Accept-Encoding: gzip, br, zstd\r\n\r\n".encode()
        )
        head = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        self.status = int(head[9:12])
        assert self.status < 500, (path, head)
        length = head.partition(b"\r\ncontent-length:")[2].partition(b"\r\n")[0]
        body = await self._reader.readexactly(int(length)) if length else await self._chunks()
        return (time.perf_counter() - begun) * 1000, body

    async def _chunks(self) -> bytes:
        parts = []
        while size := int(await self._reader.readuntil(b"\r\n"), 16):
            parts.append(await self._reader.readexactly(size))
            await self._reader.readexactly(2)
        await self._reader.readexactly(2)
        return b"".join(parts)


def main() -> None:
    """Measure and print."""
    options = _options()
    os.environ["PRAYA_SEARCHES_A_MINUTE"] = "0"  # one address asks for everything here
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        home = folder / "home"
        if options.home:
            shutil.copytree(options.home, home)
        platform = open_platform(Settings(home=home, watch=False))
        if not options.home:
            demo.load(platform, progress=lambda *_: None)
            index(platform)
        peer = stack.enter_context(datasette_serving(platform, options.peer or folder))
        platform.db.dispose()
        port = stack.enter_context(praya_serving(home))
        asyncio.run(_report(port, peer, home / "catalogue.sqlite", options))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--home", type=Path)
    parser.add_argument("--times", type=int, default=15)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--peer", type=Path)
    return parser.parse_args()


async def _report(port: int, peer: int, catalogue: Path, options: argparse.Namespace) -> None:
    one, minute, *_ = os.getloadavg()
    print(f"Load at the begin: {one:.1f} (a minute), {minute:.1f} (five).\n")
    numbers = count()
    with closing(sqlite3.connect(catalogue)) as database:

        def commit() -> None:
            database.execute("UPDATE change SET number = number + 1")
            database.commit()

        await _types(port, options.times, commit, numbers)
        await _beside((port, peer), options.times, commit, numbers)
    await _rates((port, peer), options.seconds, options.clients, numbers)
    await _weights(port)


async def _types(port: int, times: int, commit: Callable[[], None], numbers: count[int]) -> None:
    """Print what each type of page takes."""
    print("| page | bytes | first | changed, p50 / p95 | anew, p50 / p95 | again, p50 / p95 |")
    print("|---|---|---|---|---|---|")
    async with Client(port) as client:
        for name, path in PAGES.items():
            found = await _measured(client, f"/en{path}", times, commit, numbers)
            told = " | ".join(map(_told, (found.changed, found.anew, found.again)))
            print(f"| {name} | {found.bytes:,} | {found.first:.1f} | {told} |", flush=True)


async def _beside(
    ports: tuple[int, int], times: int, commit: Callable[[], None], numbers: count[int]
) -> None:
    """Print what both take, asked in turn."""
    print(
        "\n| page | Praya: bytes | changed, p50 / p95 | anew, p50 / p95 | again, p50 | "
        "Datasette: bytes | p50 / p95 | over changed | over anew | over again |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|")
    async with Client(ports[0]) as client, Client(ports[1]) as other:
        for name, (path, theirs) in BESIDE.items():
            _, body = await other.get(theirs)
            peer: list[float] = []

            async def turn(theirs: str = theirs, peer: list[float] = peer) -> None:
                peer.append((await other.get(_anew(theirs, numbers)))[0])

            found = await _measured(client, path, times, commit, numbers, turn)
            assert client.status == other.status == 200, (path, client.status, theirs, other.status)
            middle = statistics.median(peer)
            ratios = " | ".join(
                f"{middle / statistics.median(each):.1f}" for each in (found.changed, found.anew, found.again)
            )
            print(
                f"| {name} | {found.bytes:,} | {_told(found.changed)} | {_told(found.anew)} | "
                f"{statistics.median(found.again):.1f} | {len(body):,} | {_told(peer)} | {ratios} |",
                flush=True,
            )


async def _measured(  # noqa: PLR0917 - what is asked, how often, and between what
    client: Client,
    path: str,
    times: int,
    commit: Callable[[], None],
    numbers: count[int],
    turn: Callable[[], Awaitable[None]] | None = None,
) -> Measured:
    """Ask in each state, one after another; `turn` is what comes between."""
    first, body = await client.get(path)
    found = Measured(first, len(body))
    for _ in range(times):
        commit()
        found.changed.append((await client.get(path))[0])
        found.again.append((await client.get(path))[0])
        found.anew.append((await client.get(_anew(path, numbers)))[0])
        if turn:
            await turn()
    return found


async def _rates(ports: tuple[int, int], seconds: float, clients: int, numbers: count[int]) -> None:
    """Print how many answers a second many clients get together."""
    print(f"\n| {clients} clients, answers a second | Praya, anew | again | Datasette | anew over it |")
    print("|---|---|---|---|---|")
    for name in ("home", "table", "filtered, sorted", "row", "JSON, 100 rows; theirs bare"):
        path, theirs = BESIDE[name]
        anew = await _rate(ports[0], partial(_anew, path, numbers), seconds, clients)
        again = await _rate(ports[0], partial(str, path), seconds, clients)
        peer = await _rate(ports[1], partial(_anew, theirs, numbers), seconds, clients)
        print(f"| {name} | {anew:,.0f} | {again:,.0f} | {peer:,.0f} | {anew / peer:.1f} |", flush=True)


async def _rate(port: int, path: Callable[[], str], seconds: float, clients: int) -> float:
    async def ask() -> int:
        asked = 0
        async with Client(port) as client:
            while time.perf_counter() < until:
                await client.get(path())
                asked += 1
        return asked

    begun = time.perf_counter()
    until = begun + seconds
    return sum(await asyncio.gather(*(ask() for _ in range(clients)))) / (time.perf_counter() - begun)


async def _weights(port: int) -> None:
    """Print the JavaScript and CSS of each page, as browsers get it."""
    assets = Assets.open()
    print("\n| page | JavaScript and CSS, kB packed | later, where something is used | what |")
    print("|---|---|---|---|")
    for name, path in PAGES.items():
        found = shipped(await _html(port, f"/en{path}"), assets)
        now, later = (sum(each.values()) / 1000 for each in (found.at_once, found.later))
        print(f"| {name} | {now:.1f} | {later:.1f} | {', '.join(sorted(found.later))} |")


async def _html(port: int, path: str) -> str:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
    answer = await reader.read()
    writer.close()
    return answer.partition(b"\r\n\r\n")[2].decode("utf-8")


def _anew(path: str, numbers: count[int]) -> str:
    return f"{path}{'&' if '?' in path else '?'}_anew={next(numbers)}"


def _told(times: list[float]) -> str:
    times = sorted(times)
    return " / ".join(f"{times[int(len(times) * share)]:.1f}" for share in (0.5, 0.95))


if __name__ == "__main__":
    main()
