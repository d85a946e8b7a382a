"""Making files and their names outlive a loss of power."""

from __future__ import annotations

import os
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_put_off: ContextVar[bool] = ContextVar("put_off", default=False)


@contextmanager
def synced_together() -> Iterator[None]:
    """Let what is written within the block reach the disk at its end, in one go, which is many times quicker.

    A process killed within it loses nothing; a loss of power may leave names without their files. It is for what can be
    written again from what is at hand, and nothing else.
    """
    token = _put_off.set(True)
    try:
        yield
    finally:
        _put_off.reset(token)
        os.sync()


def sync_file(path: Path) -> None:
    """Return when a file's bytes are on the disk."""
    _sync(path, os.O_RDONLY)


def sync_folder(path: Path) -> None:
    """Return when the names in a folder are on the disk."""
    _sync(path, os.O_RDONLY | os.O_DIRECTORY)


def sync(descriptor: int) -> None:
    """Return when what was written to an open file is on the disk."""
    if not _put_off.get():
        os.fsync(descriptor)


def _sync(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        sync(descriptor)
    finally:
        os.close(descriptor)
