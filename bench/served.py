"""A home with some of the demo, and a server as a process of its own, on a port of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from praya import demo
from praya.platform import open_platform
from praya.services.index import index
from praya.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Set as AbstractSet


PRAYA = str(Path(sys.executable).with_name("praya"))


def loaded(home: Path, chosen: AbstractSet[str]) -> Path:
    """Load these datasets of the demo into a home."""
    platform = open_platform(Settings(home=home, watch=False))
    demo.load(platform, progress=lambda *_: None, chosen=frozenset(chosen))
    index(platform)
    platform.db.dispose()
    return home


@contextmanager
def praya_serving(home: Path) -> Iterator[int]:
    """Run Praya over a home, without its watch; give the port."""
    with serving([PRAYA, "serve", "--home", str(home), "--port"]) as port:
        yield port


@contextmanager
def serving(command: Sequence[str]) -> Iterator[int]:
    """Run a command that ends with a port; give the port as soon as somebody answers there."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = int(found.getsockname()[1])
    environment = os.environ | {"PRAYA_WATCH": "no"}
    process = subprocess.Popen(
        [*command, str(port)], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(600):
            with socket.socket() as tried:
                if tried.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait()
