"""Shared by all tests: a clock, and a platform in a folder of its own."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime
from ipaddress import ip_network
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from praya.platform import Platform, open_platform
from praya.settings import Settings
from praya.store.db import migrate, open_engine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

settings.register_profile("ci", derandomize=True)  # what fails there must fail here too
if os.environ.get("CI"):
    settings.load_profile("ci")

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture(scope="session")
def empty_catalogue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated catalogue to copy: migrating takes longer than most tests, and has tests of its own."""
    path = tmp_path_factory.mktemp("empty") / "catalogue.sqlite"
    engine = open_engine(f"sqlite:///{path}")
    migrate(engine)
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def open_empty(empty_catalogue: Path) -> Callable[[Path], Platform]:
    """What opens an empty platform in a folder: it may fetch from loopback, its limits are small enough to run into."""

    def opened(folder: Path) -> Platform:
        (folder / "home").mkdir()
        shutil.copy(empty_catalogue, folder / "home")
        return open_platform(
            Settings(
                home=folder / "home",
                allow_networks=(ip_network("127.0.0.0/8"),),
                max_bytes=20_000_000,
                max_unpacked_bytes=50_000_000,
                fetch_seconds=10,
                idle_seconds=1,
                host_pause=0,
            )
        )

    return opened


@pytest.fixture
def platform(tmp_path: Path, open_empty: Callable[[Path], Platform]) -> Iterator[Platform]:
    """An empty platform of the test's own."""
    opened = open_empty(tmp_path)
    yield opened
    opened.db.dispose()
