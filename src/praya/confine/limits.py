"""Limits that the kernel holds a process to, and what it learns of our environment."""

from __future__ import annotations

import os
import resource
from pathlib import Path

_PASSED_ON = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "LANG")
_RESERVED = 4
"""How many times what it may hold a process may reserve addresses for: allocators and threads take them unused."""


def environment() -> dict[str, str]:
    """Return all that a child learns of our environment: no secrets, and one thread for each library."""
    passed = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return passed | {"OPENBLAS_NUM_THREADS": "1", "ARROW_DEFAULT_MEMORY_POOL": "system"}


def bind(*, memory: int, seconds: int) -> None:
    """Hold this process to so many bytes of addresses and seconds of its processors; let it leave no core."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def bind_further(*, memory: int, seconds: int, files: int) -> None:
    """Hold this process to so many bytes more than it has now, to files open at once, and let it write none."""
    held = _kilobytes("VmData") * 1024 + memory
    resource.setrlimit(resource.RLIMIT_DATA, (held, held))
    bind(memory=_kilobytes("VmSize") * 1024 + _RESERVED * memory, seconds=seconds)
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def first_to_go() -> None:
    """Offer this process to the kernel before all others, should the machine run out of memory."""
    try:
        Path("/proc/self/oom_score_adj").write_text("1000")
    except OSError:
        return  # a kernel without it, or one that forbids it


def _kilobytes(name: str) -> int:
    """Return a figure of this process's own status, 0 where the system tells none."""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(f"{name}:")), 0)
