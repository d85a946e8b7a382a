"""How long a harvest of data.gov.hk's 746 recorded records takes, from an origin on the loopback.

    python -m bench.harvest

A child process serves the records at three language roots, as the portal does: Traditional as recorded, Simplified
converted, and as "English" the recorded words again (nobody recorded the English ones; the load is the same).
Compared with the same requests made one after another and thrown away: what the network alone would take.
"""

from __future__ import annotations

import argparse
import shutil
import time
from datetime import UTC, datetime
from ipaddress import ip_network
from multiprocessing import get_context
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

import orjson
from tests.origin import Origin

from praya.demo import package
from praya.formats.chinese import simplified
from praya.platform import open_platform
from praya.services.harvest import harvest
from praya.settings import Settings

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

TARGET_SECONDS = 30


def serve(pipe: Connection) -> None:
    """Serve the records until the other end of the pipe speaks."""
    recorded = package.packages()
    converted = orjson.loads(simplified(orjson.dumps(recorded).decode()))
    with Origin() as origin:
        origin.portal({"en": recorded, "zh-Hant": recorded, "zh-Hans": converted})
        pipe.send(origin.url)
        pipe.recv()
        pipe.send(len(origin.seen))


def main() -> None:
    """Harvest twice and print what it took."""
    argparse.ArgumentParser(description=__doc__.partition("\n")[0]).parse_args()
    here, there = get_context("spawn").Pipe()
    child = get_context("spawn").Process(target=serve, args=(there,), daemon=True)
    child.start()
    url = here.recv()
    home = Path(mkdtemp(prefix="praya-bench-"))
    platform = open_platform(Settings(home=home, allow_networks=(ip_network("127.0.0.0/8"),)))
    try:
        for which in ("first harvest", "again, nothing new"):
            start = time.perf_counter()
            report = harvest(platform, url, now=lambda: datetime.now(UTC), progress=lambda *_: None)
            took = time.perf_counter() - start
            total = report.created + report.changed + report.unchanged
            print(
                f"{which:20} {took:6.2f} s  {total / took:6.0f} records/s  "
                f"{took / TARGET_SECONDS:.2f} of the target  "
                f"({report.created} created, {report.changed} changed, {report.unchanged} unchanged, "
                f"{len(report.skipped)} skipped)"
            )
        names = [each["name"] for each in package.packages()]
        start = time.perf_counter()
        for name in names:
            for root in ("en", "tc", "sc"):
                platform.fetcher.get_json(f"{url}/{root}-data/api/3/action/package_show?id={name}")
        print(f"{'requests alone':20} {time.perf_counter() - start:6.2f} s  one after another")
    finally:
        here.send("end")
        requests = here.recv()
        child.join()
        platform.db.dispose()
        shutil.rmtree(home, ignore_errors=True)
    print(f"{requests} requests in all")


if __name__ == "__main__":
    main()
