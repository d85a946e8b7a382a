"""The nursery: `python -m praya.store.sandbox.nursery MEMORY SECONDS THREADS ZONE`, a process that makes one child after another.

It has loaded and opened what every child needs, has one thread, and does nothing but fork: a child is there within
milliseconds. On its standard input is a socket; for each byte that comes with one end of a pair, a child takes that
end, and the answer is the child's number and a handle by which it can be killed. When the socket is hung up (the server
has ended, in whatever way), the nursery ends, and the kernel ends its children with it.
"""

from __future__ import annotations

import gc
import os
import signal
import socket
import sys

import duckdb

from praya.confine import kernel, limits
from praya.store.sandbox import child

CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "threads": "1",
    "async_threads": "0",  # with no thread but ours, what is open can be forked
    "temp_directory": "",
    "python_enable_replacements": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "allow_persistent_secrets": "false",
}


def main(may: child.May, zone: str) -> None:
    """Make children until the socket is hung up."""
    control = socket.socket(fileno=0)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel buries them
    connection = duckdb.connect(config=CONFIG | {"memory_limit": f"{may.memory}B"})
    connection.execute("SET GLOBAL TimeZone = ?", [zone])
    child.rehearse(connection)
    gc.collect()
    gc.freeze()
    control.send(b"!")
    own = os.getpid()
    while True:
        asked, ends, _, _ = socket.recv_fds(control, 1, 1)
        if not asked:
            return
        number = os.fork()
        if number == 0:
            control.close()
            _live(connection, ends[0], own, may)
        os.close(ends[0])
        _tell(control, number)


def _live(connection: duckdb.DuckDBPyConnection, end: int, parent: int, may: child.May) -> None:
    """Be a child; never returns."""
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        if kernel.LINUX:
            kernel.die_with_parent()
        if os.getppid() == parent:
            limits.first_to_go()
            child.serve(connection, socket.socket(fileno=end), may)
    finally:
        os._exit(0)


def _tell(control: socket.socket, number: int) -> None:
    try:
        handle = os.pidfd_open(number)
    except OSError:  # it has ended already, or the system has no such handles
        control.send(b"%d" % number)
        return
    socket.send_fds(control, [b"%d" % number], [handle])
    os.close(handle)


if __name__ == "__main__":
    memory, seconds, threads, city_zone = sys.argv[1:]
    main(child.May(memory=int(memory), seconds=float(seconds), threads=int(threads)), city_zone)
