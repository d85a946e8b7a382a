"""seccomp: system calls that a process gives up for good, for itself and the threads it will start.

A list of what is forbidden, since libraries ask new things of the kernel with every release; what it holds is chosen
so that nothing can be written, reached, started or spied on even where an allowed call were turned against us.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
from typing import TYPE_CHECKING

from praya.confine import kernel

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_MODE, _FILTER = 22, 2
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _KILL, _FAIL = 0x7FFF0000, 0x80000000, 0x00050000
_NUMBER, _MACHINE, _ARGUMENT = 0, 4, 16
_MACHINES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_X32 = 0x40000000
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_THREAD = 0x00010000

_FORBIDDEN: Mapping[str, tuple[int, ...]] = {
    # sockets · programs · other processes · mounts and modules · keys, bpf, io_uring · changing files by name or handle
    "x86_64": (
        *(41, 42, 43, 49, 50, 53, 288),
        *(57, 58, 59, 322),
        *(62, 101, 129, 200, 297, 298, 310, 311, 424, 434, 438),
        *(155, 161, 165, 166, 167, 169, 170, 175, 176, 246, 272, 308, 313, 428, 429, 430, 431, 432, 433, 442),
        *(248, 249, 250, 319, 321, 323, 425, 447),
        *(29, 64, 68, 240, 135, 163, 164, 227),
        *(76, 82, 83, 84, 85, 86, 87, 88, 90, 91, 92, 93, 94, 132, 133, 134, 188, 189, 190, 197, 198, 199),
        *(235, 258, 259, 260, 261, 263, 264, 265, 266, 268, 280, 285, 304, 316),
    ),
    "aarch64": (
        *(198, 199, 200, 201, 202, 203, 242),
        *(221, 281),
        *(117, 129, 130, 138, 240, 241, 270, 271, 424, 434, 438),
        *(39, 40, 41, 51, 97, 104, 105, 106, 142, 161, 224, 268, 273, 428, 429, 430, 431, 432, 433, 442),
        *(217, 218, 219, 279, 280, 282, 425, 447),
        *(92, 89, 112, 170, 180, 186, 190, 194),
        *(5, 6, 7, 14, 15, 16, 33, 34, 35, 36, 37, 38, 45, 47, 52, 53, 54, 55, 88, 265, 276),
    ),
}
_CLONE = {"x86_64": 56, "aarch64": 220}
_OPENING: Mapping[str, tuple[tuple[int, int], ...]] = {"x86_64": ((2, 1), (257, 2)), "aarch64": ((56, 2),)}
"""Calls that open a file, each with which of its arguments says how."""
_SIGNAL = {"x86_64": 234, "aarch64": 131}
_NEWER = (435, 437)
"""clone3 and openat2, whose arguments a filter cannot see: said to be missing, so that the older ones are used."""


def known() -> bool:
    """Tell whether the calls of this machine are listed here."""
    return kernel.LINUX and os.uname().machine in _MACHINES


def give_up() -> None:
    """Give up the calls for good; raise OSError where the kernel cannot hold us to it."""
    program = b"".join(_program(os.uname().machine, os.getpid()))
    held = ctypes.create_string_buffer(program, len(program))
    said = struct.pack("@HP", len(program) // 8, ctypes.addressof(held))
    kernel.gain_nothing()
    kernel.control(_MODE, _FILTER, said)


def _program(machine: str, own: int) -> Iterator[bytes]:
    yield _step(_LOAD, _MACHINE)
    yield _step(_EQUAL, _MACHINES[machine], 1, 0)
    yield _step(_RETURN, _KILL)
    yield _step(_LOAD, _NUMBER)
    yield _step(_AT_LEAST, _X32, 0, 1)
    yield _step(_RETURN, _KILL)
    for number in _FORBIDDEN[machine]:
        yield from _refused(number, errno.EPERM)
    for number in _NEWER:
        yield from _refused(number, errno.ENOSYS)
    for number, argument in _OPENING[machine]:
        yield from _judged(number, argument, (_ANY_BIT, _WRITING, 0, 1))
    yield from _judged(_CLONE[machine], 0, (_ANY_BIT, _THREAD, 1, 0))
    yield from _judged(_SIGNAL[machine], 0, (_EQUAL, own, 1, 0))
    yield _step(_RETURN, _ALLOW)


def _refused(number: int, why: int) -> Iterator[bytes]:
    yield _step(_EQUAL, number, 0, 1)
    yield _step(_RETURN, _FAIL | why)


def _judged(number: int, argument: int, test: tuple[int, int, int, int]) -> Iterator[bytes]:
    """Refuse a call by one of its arguments (its lower half); `test` goes on to the refusal, or over it."""
    yield _step(_EQUAL, number, 0, 4)
    yield _step(_LOAD, _ARGUMENT + 8 * argument)
    yield _step(*test)
    yield _step(_RETURN, _FAIL | errno.EPERM)
    yield _step(_RETURN, _ALLOW)


def _step(code: int, value: int, then: int = 0, otherwise: int = 0) -> bytes:
    return struct.pack("=HBBI", code, then, otherwise, value)
