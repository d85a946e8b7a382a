"""Several workers watch together on one catalogue, on both databases: each host is asked by one of them at a time."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from typing import TYPE_CHECKING

from tests.origin import Origin, Reply, Trouble

from praya.platform import open_platform
from praya.services import watch
from praya.services.service_record import dataset_service, overview
from praya.settings import Settings
from praya.store import catalogue
from praya.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from praya.model.catalogue import Record

FILES = 6


def test_workers_together_ask_each_host_one_at_a_time(
    url: str, tmp_path: Path, make_record: Callable[..., Record]
) -> None:
    settings = Settings(
        home=tmp_path / "home", database=url, allow_networks=(ip_network("127.0.0.0/8"),), host_pause=0
    )
    platforms = [open_platform(settings) for _ in range(2)]
    with Origin() as first, Origin() as second:
        origins = (first, second)
        record = make_record(files=FILES)
        files = tuple(
            replace(each, url=f"{origins[number % 2].url}/{number}.csv", status="failed")
            for number, each in enumerate(record.distributions)
        )
        for number in range(FILES):
            origins[number % 2].at[f"/{number}.csv"] = Reply(
                b"Station,Rain\nSha Tin,%d\n" % number, trouble=Trouble(wait=0.05)
            )
        now = datetime.now(UTC)
        with platforms[0].db.begin() as connection:
            catalogue.save_record(connection, replace(record, distributions=files), now)
            for each in files:
                catalogue.set_status(connection, each.id, "failed", checked_at=now)
        assert watch.plan(platforms[0], now=now) == FILES
        assert watch.plan(platforms[1], now=now) == 0
        work([Worker(each, hands=2) for each in platforms])

        assert [origin.most_at_once for origin in origins] == [1, 1]
        assert sorted(first.seen + second.seen) == [f"/{number}.csv" for number in range(FILES)]
        _, records = dataset_service(platforms[0], record.dataset.name, now=datetime.now(UTC))
        assert [[line.outcome for line in each.recent] for each in records] == [["changed"]] * FILES
        standing = overview(platforms[1], now=now + timedelta(days=2)).standing
        assert (standing.watched, standing.due, standing.failing) == (FILES, FILES, 0)
    for platform in platforms:
        platform.db.dispose()


def work(workers: list[Worker]) -> None:
    """Let the workers work until nothing is left to do."""
    threads = [
        threading.Thread(target=each.work, args=(threading.Event(),), kwargs={"once": True})
        for each in workers
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    workers[0].work(threading.Event(), once=True)
