"""How a large catalogue is scored and shown: quality, the status of its files, its publishers and themes.

    python -m bench.catalogue HOME [--datasets 5500]

The datasets of a home that holds the demo are copied within a copy of it until there are so many, each with a file that
is watched and a year of observations. Their tables are not copied. Pages are made again each time, from nothing kept.
"""

from __future__ import annotations

import argparse
import shutil
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

import sqlalchemy as sa
from bench.search_speed import line

from praya.platform import open_platform
from praya.services import quality
from praya.services.index import index
from praya.settings import read_settings
from praya.store import db
from praya.web.app import open_site
from praya.web.pages.home import home_page
from praya.web.pages.quality import quality_page
from praya.web.pages.shelf import shelf_page, shelves_page
from praya.web.pages.status import status_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from praya.platform import Platform

ROUNDS = 20
DAYS = 360
EVERY = 4
"""Each how many days something was seen of a file that says anything new."""


def main() -> None:
    """Make the catalogue, and time it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("home", type=Path)
    parser.add_argument("--datasets", type=int, default=5500)
    given = parser.parse_args()
    folder = Path(mkdtemp(prefix="praya-bench-"))
    try:
        home = shutil.copytree(given.home, folder / "home")
        platform = open_platform(read_settings({}, home=home))
        _score(platform)
        _grow(platform, given.datasets)
        _measure(platform)
        platform.db.dispose()
    finally:
        shutil.rmtree(folder)


def _grow(platform: Platform, datasets: int) -> None:
    with platform.db.begin() as connection:
        held = connection.scalar(sa.select(sa.func.count()).select_from(db.dataset)) or 1
        for copy in range(1, -(-datasets // held)):
            _copy(connection, copy, min(held, datasets - copy * held))
        _watch(connection, datetime.now(UTC))


def _copy(connection: Connection, copy: int, most: int) -> None:
    """Copy so many of the datasets that are no copies, with their themes and files."""
    real = (
        sa.select(db.dataset.c.id).where(~db.dataset.c.id.contains("~")).order_by(db.dataset.c.id).limit(most)
    )
    others = {"id", "name", "dataset_id"}
    for table, owner in (
        (db.dataset, "id"),
        (db.dataset_theme, "dataset_id"),
        (db.distribution, "dataset_id"),
    ):
        columns = [each.name for each in table.columns]
        said = [
            table.c[name].concat(f"~{copy}").label(name) if name in others else table.c[name]
            for name in columns
        ]
        connection.execute(
            sa.insert(table).from_select(columns, sa.select(*said).where(table.c[owner].in_(real)))
        )
    copied = db.distribution.c.id.endswith(f"~{copy}")
    connection.execute(sa.update(db.distribution).where(copied).values(latest=None))


def _watch(connection: Connection, now: datetime) -> None:
    """Have the first file of every dataset watched for a year."""
    files = list(connection.scalars(sa.select(db.distribution.c.id).where(db.distribution.c.position == 0)))
    connection.execute(
        sa.update(db.distribution)
        .where(db.distribution.c.position == 0)
        .values(status="ready", checked_at=now)
    )
    connection.execute(sa.delete(db.watched))
    gaps = ("", "", "", "", "late", "missing", "stale")
    watched = [
        {
            "distribution_id": key,
            "due_at": now + timedelta(hours=1),
            "failures": 0,
            "failing_since": now if at % 10 == 0 else None,
            "gone": at % 50 == 0,
            "published_at": now - timedelta(days=at % 30),
            "gap": gaps[at % len(gaps)],
        }
        for at, key in enumerate(files)
    ]
    connection.execute(sa.insert(db.watched), watched)
    for first in range(0, len(files), 500):
        seen = [
            {
                "distribution_id": key,
                "at": now - timedelta(days=day),
                "outcome": "unchanged" if (day + at) % 9 else "late",
                "detail": {},
            }
            for at, key in enumerate(files[first : first + 500])
            for day in range(DAYS, 0, -EVERY)
        ]
        connection.execute(sa.insert(db.observation), seen)


def _score(platform: Platform) -> tuple[int, float]:
    start = time.perf_counter()
    scored = quality.score(platform, now=datetime.now(UTC))
    return scored, time.perf_counter() - start


def _measure(platform: Platform) -> None:
    scored, took = _score(platform)
    print(f"{scored} datasets scored in {took:.1f} s", flush=True)
    one = []
    with platform.db.connect() as connection:
        ids = list(connection.scalars(sa.select(db.dataset.c.id).limit(ROUNDS)))
    for key in ids:
        with platform.db.begin() as connection:
            owned = db.dataset.c.id == key
            connection.execute(sa.update(db.dataset).where(owned).values(revision=db.dataset.c.revision + 1))
        one.append(_score(platform)[1] * 1000)
    print(line("one dataset scored", one), flush=True)
    start = time.perf_counter()
    print(f"{index(platform)} datasets indexed in {time.perf_counter() - start:.1f} s", flush=True)
    site = open_site(platform)
    with platform.db.connect() as connection:
        of = db.dataset.c.publisher_id
        counted = sa.select(of).group_by(of).order_by(sa.func.count().desc())
        publisher = connection.scalar(counted.limit(1)) or ""
        theme = connection.scalar(sa.select(db.dataset_theme.c.theme_id).limit(1)) or ""
    pages: dict[str, Callable[[], str]] = {
        "quality": lambda: quality_page(site, "en", ""),
        "quality of a publisher": lambda: quality_page(site, "en", publisher),
        "status": lambda: status_page(site, "en", []),
        "status, the last page": lambda: status_page(site, "en", [("page", "100")]),
        "status of what is late": lambda: status_page(site, "en", [("state", "late")]),
        "publishers": lambda: shelves_page(site, "en", "publisher"),
        "a publisher": lambda: shelf_page(site, "en", "publisher", publisher),
        "themes": lambda: shelves_page(site, "en", "theme"),
        "a theme": lambda: shelf_page(site, "en", "theme", theme),
        "home": lambda: home_page(site, "en"),
    }
    for name, page in pages.items():
        shown = []
        for _ in range(ROUNDS):
            start = time.perf_counter()
            size = len(page())
            shown.append((time.perf_counter() - start) * 1000)
        print(f"{line(name, shown)}   first {shown[0]:.0f} ms, {size / 1000:.0f} kB", flush=True)


if __name__ == "__main__":
    main()
