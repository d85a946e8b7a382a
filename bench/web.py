"""Requests a second and milliseconds a request of small answers, beside bare Litestar on the same server.

    python -m bench.web [--home FOLDER] [--seconds 4] [--clients 8]

Praya serves its demo's records and some of its files (or what is in FOLDER). Both servers run as their own processes, one
after the other for each address and again, so that a busy machine is busy for both; the median of the rounds counts.
The client asks over connections that stay open, one question at a time on each. "Asked anew" is what an answer takes
that nobody has asked for since the catalogue changed. It prints Markdown.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import time
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from bench.served import loaded, praya_serving, serving

if TYPE_CHECKING:
    from collections.abc import Mapping

CHOSEN = frozenset({"aqhi-stations", "parks-zoos-gardens", "public-holidays"})
ASKED = {
    "bare Litestar, from a thread": ("bare", "/small"),
    "bare Litestar, at once": ("bare", "/health"),
    "Praya, /health": ("praya", "/health"),
    "Praya, /api/v1/themes": ("praya", "/api/v1/themes"),
    "Praya, /api/v1/datasets/{name}": ("praya", "/api/v1/datasets/aqhi-stations"),
    "Praya, site_read": ("praya", "/api/3/action/site_read"),
    "Praya, package_show": ("praya", "/api/3/action/package_show?id=aqhi-stations"),
    "Praya, package_search of 10": ("praya", "/api/3/action/package_search?q=bus"),
    "Praya, datastore_search of 10 rows": (
        "praya",
        "/api/3/action/datastore_search?resource_id=aqhi-stations&limit=10",
    ),
    "Praya, home": ("praya", "/en"),
    "Praya, search page": ("praya", "/en/search?q=bus"),
    "Praya, dataset page": ("praya", "/en/dataset/aqhi-stations"),
    "Praya, datastore_search filtered": (
        "praya",
        "/api/3/action/datastore_search?resource_id=aqhi-stations&limit=10&q=po&sort=_id desc",
    ),
}
ROUNDS = 3
ANEW = 10
"""How often in a round each is asked with a parameter of its own, so that no kept answer fits."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--home", type=Path)
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--clients", type=int, default=8)
    options = parser.parse_args()
    with ExitStack() as stack:
        home = options.home or loaded(Path(stack.enter_context(TemporaryDirectory())), CHOSEN)
        ports = {
            "praya": stack.enter_context(praya_serving(home)),
            "bare": stack.enter_context(serving([sys.executable, "-m", "bench.bare"])),
        }
        _report(ports, options.seconds / ROUNDS, options.clients)


def _report(ports: Mapping[str, int], seconds: float, clients: int) -> None:
    rates: dict[str, list[float]] = {name: [] for name in ASKED}
    alone: dict[str, list[float]] = {name: [] for name in ASKED}
    anew: dict[str, list[float]] = {name: [] for name in ASKED}
    number = count()
    for _ in range(ROUNDS):
        for name, (server, path) in ASKED.items():
            times = asyncio.run(_asked(ports[server], path, seconds, clients))
            rates[name].append(len(times) / seconds)
            alone[name] += asyncio.run(_asked(ports[server], path, seconds / 2, 1))
            mark = f"{path}{'&' if '?' in path else '?'}anew="
            for _ in range(ANEW):
                anew[name] += asyncio.run(_asked(ports[server], f"{mark}{next(number)}", 0, 1))
    bare = statistics.median(rates["bare Litestar, from a thread"])
    print(f"| {clients} clients; ms: one | requests/s | of bare Litestar | p50 / p95, ms | asked anew, ms |")
    print("|---|---|---|---|---|")
    for name, found in rates.items():
        rate = statistics.median(found)
        told = f"{rate:,.0f} | {rate / bare:.2f} | {_told(alone[name])} | {_told(anew[name])}"
        print(f"| {name} | {told} |")


def _told(times: list[float]) -> str:
    times = sorted(times)
    return " / ".join(f"{times[int(len(times) * share)] * 1000:.2f}" for share in (0.5, 0.95))


async def _asked(port: int, path: str, seconds: float, clients: int) -> list[float]:
    """Return how long each question took."""
    until = time.perf_counter() + seconds
    found = await asyncio.gather(*(_client(port, path.replace(" ", "%20"), until) for _ in range(clients)))
    return [each for times in found for each in times]


async def _client(port: int, path: str, until: float) -> list[float]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    question = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()
    times: list[float] = []
    while (begun := time.perf_counter()) < until or not times:
        writer.write(question)
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200"), head
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
        await reader.readexactly(length)
        times.append(time.perf_counter() - begun)
    writer.close()
    return times


if __name__ == "__main__":
    main()
