"""Landlock: a process gives up every file but those it names, TCP, and signals to others (Linux 5.13 and later)."""

from __future__ import annotations

import os
import struct
from typing import TYPE_CHECKING

from praya.confine import kernel

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_CREATE, _ADD_RULE, _RESTRICT = 444, 445, 446
_VERSION = 1
_BENEATH = 1
_READ_FILE = 1 << 2
_FILES_SINCE = ((5, 16), (3, 15), (2, 14), (1, 13))
"""How many kinds of access to files each version of Landlock knows."""
_NET_SINCE, _NET = 4, 0b11
_SCOPE_SINCE, _SCOPE = 6, 0b11


def version() -> int:
    """Return which Landlock the kernel has; 0 for none."""
    if not kernel.LINUX:
        return 0
    try:
        return kernel.call(_CREATE, None, 0, _VERSION)
    except OSError:
        return 0


def only_read(paths: Iterable[Path]) -> None:
    """Let this thread, and those it will start, open these files for reading and nothing else; raise OSError."""
    known = version()
    files = next(bits for since, bits in _FILES_SINCE if known >= since)
    said = struct.pack("=Q", (1 << files) - 1)
    if known >= _NET_SINCE:
        said += struct.pack("=Q", _NET)
    if known >= _SCOPE_SINCE:
        said += struct.pack("=Q", _SCOPE)
    rules = kernel.call(_CREATE, said, len(said), 0)
    try:
        for path in paths:
            file = os.open(path, os.O_PATH | os.O_CLOEXEC)
            try:
                kernel.call(_ADD_RULE, rules, _BENEATH, struct.pack("=Qi", _READ_FILE, file), 0)
            finally:
                os.close(file)
        kernel.gain_nothing()
        kernel.call(_RESTRICT, rules, 0)
    finally:
        os.close(rules)
