"""A PostgreSQL server of our own, with its own default settings."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

if TYPE_CHECKING:
    from collections.abc import Iterator

_WAIT = 30.0


@contextmanager
def serving(threads: int, kept: Path | None = None) -> Iterator[Path]:
    """Run a server; give the folder with its socket, in which `praya` may do everything.

    What it holds is gone afterwards, unless it lies in a folder that is `kept`.
    """
    binaries = max(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3])
    ).parent
    folder = Path(tempfile.mkdtemp(prefix="praya-bench-"))
    user = "nobody" if os.geteuid() == 0 else None  # the server refuses to run as root
    data = kept or folder / "data"
    data.mkdir(parents=True, exist_ok=True)
    if user:
        shutil.chown(folder, user)
        shutil.chown(data, user)
    if not (data / "PG_VERSION").exists():
        initial = ["-U", "praya", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"]
        subprocess.run(
            [binaries / "initdb", "-D", data, *initial],
            check=True,
            capture_output=True,
            user=user,
            cwd=folder,
        )
    options = {
        "listen_addresses": "",
        "unix_socket_directories": folder,
        "max_parallel_workers": threads,
    }
    settings = [part for key, value in options.items() for part in ("-c", f"{key}={value}")]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [binaries / "postgres", "-D", data, *settings], stderr=log, user=user, cwd=folder
        )
    try:
        _await(folder)
        yield folder
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(_WAIT)
        shutil.rmtree(folder)


def _await(folder: Path) -> None:
    deadline = time.monotonic() + _WAIT
    while True:
        try:
            psycopg.connect(host=str(folder), user="praya", dbname="postgres").close()
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return
