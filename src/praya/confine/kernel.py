"""Calls to the Linux kernel for which Python has no names."""

from __future__ import annotations

import ctypes
import os
import signal
import struct
import sys

_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38
_CAPABILITIES_3 = 0x20080522
_CAPSET = {"x86_64": 126, "aarch64": 91}

LINUX = sys.platform == "linux"
_library = ctypes.CDLL(None, use_errno=True)


def call(number: int, *arguments: object) -> int:
    """Make a system call; raise OSError."""
    return _checked(_library.syscall(ctypes.c_long(number), *map(_word, arguments)))


def control(option: int, *arguments: object) -> int:
    """Make a prctl; raise OSError."""
    words = [*map(_word, arguments), *[ctypes.c_ulong(0)] * (4 - len(arguments))]
    return _checked(_library.prctl(option, *words))


def gain_nothing() -> None:
    """Let this process never gain rights again by starting a program: what Landlock and seccomp ask for."""
    control(_PR_SET_NO_NEW_PRIVS, 1)


def die_with_parent() -> None:
    """Let this process be killed when the one that made it ends; only for processes with one thread."""
    control(_PR_SET_PDEATHSIG, int(signal.SIGKILL))


def drop_rights() -> None:
    """Give up what an administrator's process could do beyond others."""
    number = _CAPSET.get(os.uname().machine)
    if number is not None:
        call(number, struct.pack("=Ii", _CAPABILITIES_3, 0), bytes(24))


def _word(value: object) -> object:
    return ctypes.c_ulong(value) if isinstance(value, int) else value


def _checked(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result
