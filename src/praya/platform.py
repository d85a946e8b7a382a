"""Every store opened once: fields only, no behaviour."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from praya.model import errors
from praya.remote.fetch import Fetcher, Limits
from praya.store.archive import Archive
from praya.store.db import Changes, Remembered, is_current, migrate, open_engine
from praya.store.history import History
from praya.store.hot import Hot
from praya.store.lake import SPILL_FACTOR, Lake
from praya.store.sandbox import Limits as SqlLimits
from praya.store.sandbox import Sandbox
from praya.store.search import SearchIndex
from praya.store.search.embedder import installed

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

    from praya.settings import Settings

REDIRECTS = 5
CHARTS = 32
"""How many are remembered: a chart has up to six thousand points."""
JOINING = 384 * 1024 * 1024
"""Bytes that joining a new version to its table's history may take: readers' queries go on beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """What the services work with."""

    settings: Settings
    db: Engine
    changes: Changes
    remembered: Remembered
    """What many answers are made of and what takes long to work out, until the catalogue changes."""
    charts: Remembered
    """Charts by all that they are drawn from, rows by their hash: a page and its pictures ask for the same one."""
    archive: Archive
    history: History
    lake: Lake
    hot: Hot
    sandbox: Sandbox
    search: SearchIndex
    fetcher: Fetcher
    scratch: Path
    """A folder for files under way; what a crash leaves in it is never read."""
    reading: threading.Lock = field(default_factory=threading.Lock)
    """Held while a file is read: many may be fetched at once, but each reading may use all the memory it is allowed."""


def open_platform(settings: Settings, *, migrating: bool = True) -> Platform:
    """Open the home folder, making it and bringing the catalogue's schema up to date if needed.

    Without `migrating` a catalogue of another release stays as it is; raise HomeOutdated.
    """
    home = settings.home.absolute()
    scratch = home / "scratch"
    scratch.mkdir(parents=True, exist_ok=True)
    engine = open_engine(settings.database_url)
    if migrating:
        migrate(engine)
    elif not is_current(engine):
        engine.dispose()
        raise errors.HomeOutdated(path=str(home))
    threads = os.cpu_count() or 1
    lake = Lake(memory=settings.query_memory, threads=threads)
    joining = Lake(
        memory=min(settings.query_memory, JOINING),
        threads=threads,
        spill=SPILL_FACTOR * settings.query_memory,
    )
    changes = Changes(engine)
    return Platform(
        settings=settings,
        db=engine,
        changes=changes,
        remembered=Remembered(changes.number),
        charts=Remembered(lambda: 0, CHARTS),
        archive=Archive(home / "archive"),
        history=History(home / "tables", joining, changes.number),
        lake=lake,
        hot=Hot(home / "hot", lake, settings.hot_bytes),
        sandbox=Sandbox(
            SqlLimits(
                memory=settings.query_memory,
                seconds=settings.sql_seconds,
                at_once=settings.sql_at_once,
                threads=os.cpu_count() or 1,
            )
        ),
        search=SearchIndex(home / "search", embedder=installed()),
        fetcher=Fetcher(
            Limits(
                max_bytes=settings.max_bytes,
                total_seconds=settings.fetch_seconds,
                idle_seconds=settings.idle_seconds,
                redirects=REDIRECTS,
            ),
            allow=settings.allow_networks,
        ),
        scratch=scratch,
    )
