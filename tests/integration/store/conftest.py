"""A real SQLite file and a real PostgreSQL server: every test that asks for `engine` runs on both."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg
import pytest

from praya.model.catalogue import Dataset, Distribution, Publisher, Record, Theme
from praya.model.text import Text
from praya.store.db import migrate, open_engine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from sqlalchemy import Engine

START_SECONDS = 30


def server_binaries() -> Path | None:
    """The folder with initdb and postgres: the newest of Debian's, or wherever the path has them."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    if found:
        return found[-1].parent
    return Path(on_path).resolve().parent if on_path else None


@pytest.fixture(scope="session")
def server() -> Iterator[Path]:
    """The folder with the socket of a PostgreSQL server of our own."""
    binaries = server_binaries()
    if binaries is None:
        missing = "no PostgreSQL server on this machine (Debian: apt-get install postgresql)"
        if os.environ.get("PRAYA_REQUIRE_POSTGRESQL"):
            pytest.fail(missing)
        pytest.skip(missing)
    folder = Path(tempfile.mkdtemp(prefix="praya-pg-"))
    user = "nobody" if os.geteuid() == 0 else None  # the server refuses to run as root
    if user:
        shutil.chown(folder, user)
    data = folder / "data"
    subprocess.run(
        [
            binaries / "initdb",
            "-D",
            data,
            "-U",
            "praya",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "-N",
        ],
        check=True,
        capture_output=True,
        user=user,
        cwd=folder,
    )
    options = {
        "listen_addresses": "",
        "unix_socket_directories": str(folder),
        "fsync": "off",
        "timezone": "Asia/Hong_Kong",
    }
    settings = [part for key, value in options.items() for part in ("-c", f"{key}={value}")]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [binaries / "postgres", "-D", data, *settings], stderr=log, user=user, cwd=folder
        )
    try:
        _await_server(folder, process)
        yield folder
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(START_SECONDS)
        shutil.rmtree(folder)


def _await_server(folder: Path, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(host=str(folder), user="praya", dbname="postgres").close()
        except psycopg.OperationalError:
            assert process.poll() is None, (folder / "log").read_text()
            assert time.monotonic() < deadline, (folder / "log").read_text()
            time.sleep(0.05)
        else:
            return


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'catalogue.sqlite'}"
    folder: Path = request.getfixturevalue("server")
    name = f"praya_{uuid4().hex}"
    with psycopg.connect(host=str(folder), user="praya", dbname="postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return f"postgresql://praya@/{name}?host={folder}"


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    """A database with the catalogue's schema."""
    opened = open_engine(url)
    migrate(opened)
    yield opened
    opened.dispose()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system with room for eight megabytes."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", folder], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("this machine lets us mount nothing")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.fixture
def make_record(now: datetime) -> Callable[..., Record]:
    """Make a small record; keyword arguments replace fields of its dataset."""

    def make(name: str = "hk-hko-rainfall", files: int = 2, **fields: object) -> Record:
        given: dict[str, object] = {
            "id": f"id-{name}",
            "name": name,
            "title": Text.of("Rainfall since 1884", "一八八四年以來的雨量"),
            "publisher_id": "hk-hko",
            "theme_ids": ("climate-and-weather",),
            "keywords": ("雨量", "rain"),
            "licence_id": "LicenseRef-Unstated",
            "modified": now,
            "source": "https://data.gov.hk",
        } | fields
        dataset = Dataset(**given)  # type: ignore[arg-type]  # each test gives what its field takes
        distributions = tuple(
            Distribution(
                id=f"{name}-{number}",
                dataset_id=dataset.id,
                position=number,
                title=Text.of(f"File {number}", f"檔案{number}"),
                url=f"https://example.org/{name}/{number}.csv",
                format="CSV",
                languages=("en", "zh-Hant"),
            )
            for number in range(files)
        )
        publisher = Publisher(id=dataset.publisher_id, title=Text.of("Hong Kong Observatory", "香港天文台"))
        theme = Theme(
            id="climate-and-weather", title=Text.of("Climate and Weather", "氣候及天氣"), position=4
        )
        return Record(dataset=dataset, distributions=distributions, publisher=publisher, themes=(theme,))

    return make
