"""Copies of tables that are asked often, in DuckDB's own format: disposable, bounded, never stale.

A copy is named by what it holds (the hash of the Parquet file and the types it is read under), so a new version has none
until it is asked often itself. Copies are made one at a time by a thread that yields to all others, under a name that is
none until they are whole. Without a copy, or where one fails, the Parquet file answers.
"""

from __future__ import annotations

import logging
import os
import shutil
import threading
import time
from collections import OrderedDict
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, TypeVar
from uuid import uuid4

import duckdb

from praya.model import errors
from praya.model.query import quote
from praya.model.table import ROW
from praya.store.folder import sync_file, sync_folder
from praya.store.lake import CAREFUL, Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from praya.store.lake import Lake

T = TypeVar("T")

SMALL = 16 << 20
"""Bytes of Parquet; smaller tables are copied at the second question."""
OFTEN_SMALL, OFTEN = 2, 5
"""So many questions to what a table holds make a copy of it."""
AGAIN = 1_000
"""So many questions later it is tried again where it failed."""
GROWTH = 2
"""How many times the bytes of Parquet a copy is expected to take; measured: 1.4 to 1.6."""
SPARE = 1 << 30
"""Bytes of the disk that copies leave free."""
MEMORY = 256 << 20
"""Bytes that making a copy may take."""
IDLE = 300.0
"""Seconds after which a copy that nobody asks gives its memory back."""
KEPT = 7 * 24 * 3600.0
"""Seconds after which a copy that nobody asks is removed."""
PAUSE = 30.0
"""Seconds between two looks for such copies."""
COUNTED = 2_000
"""So many tables' questions are counted."""
MOST_OPEN = 100
"""Copies that are open at once."""
_SUFFIX, _UNFINISHED = ".duckdb", ".making"
_BROKEN = (duckdb.IOException, duckdb.InternalException, duckdb.FatalException, duckdb.SerializationException)
"""What DuckDB says of a copy that is damaged or gone."""

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Copy:
    """A copy that is open."""

    bytes: int
    readers: int = 0
    asked: float = field(default_factory=time.monotonic)


class Hot:
    """A folder of copies, at most `most` bytes in all; questions are answered by `lake`.

    So many bytes of the disk as `spare` says stay free. Nothing is copied and no copy is asked but within `kept`.
    """

    def __init__(self, root: Path, lake: Lake, most: int, *, spare: int = SPARE) -> None:
        self._root = root
        self._lake = lake
        self._most = most
        self._spare = spare
        self._turn = threading.Lock()
        self._open = OrderedDict[str, _Copy]()  # the one asked last is last
        self._asked = OrderedDict[str, int]()
        self._wanted: SimpleQueue[tuple[str, Source]] = SimpleQueue()
        self._told = False
        self._stopped = threading.Event()
        self._stopped.set()
        self._making: DuckDBPyConnection | None = None

    def answer(self, held: Source, asked: Callable[[Source], T]) -> T:
        """Ask the copy of what is held, or what is held where there is none or it fails."""
        name = self._take(held)
        if name is None:
            return asked(held)
        try:
            return asked(Source(f"{quote(name)}.{quote('rows')}", held.files, hot=True))
        except errors.SqlFailed as error:
            if not isinstance(error.__cause__, _BROKEN):
                raise
            self._tell(error)
        finally:
            self._give_back(name)
        self._forget(name)
        return asked(held)

    def is_open(self, held: Source) -> bool:
        """Say whether the next question is answered by a copy."""
        with self._turn:
            return _name(held) in self._open

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Count questions and make copies within the block."""
        try:
            if self._most > 0:
                self._root.mkdir(exist_ok=True)
                self._clear()
        except OSError as error:
            self._tell(error)
            yield
            return
        if self._most <= 0:
            yield
            return
        self._stopped.clear()
        maker = threading.Thread(target=self._work, name="hot", daemon=True)
        maker.start()
        try:
            yield
        finally:
            self._stop(maker)

    def _stop(self, maker: threading.Thread) -> None:
        """Break off what is being made; what is left of it is removed at the next start."""
        self._stopped.set()
        for _ in range(50):
            if making := self._making:
                with suppress(duckdb.Error):
                    making.interrupt()
            maker.join(timeout=0.1)
            if not maker.is_alive():
                break
        with self._turn:
            unread = [name for name, copy in self._open.items() if not copy.readers]
        for name in unread:
            self._close(name)

    def _clear(self) -> None:
        """Remove what a crash left unfinished: whoever is making it elsewhere will find it gone and let it be."""
        for path in self._root.iterdir():
            if not path.name.endswith(_SUFFIX):
                path.unlink(missing_ok=True) if path.is_file() else shutil.rmtree(path, ignore_errors=True)

    def _take(self, held: Source) -> str | None:
        """Count a question; return the name of the copy that answers it, to be given back, if there is one."""
        if self._stopped.is_set() or not held.content:
            return None
        name = _name(held)
        with self._turn:
            if copy := self._open.get(name):
                self._open.move_to_end(name)
                copy.readers += 1
                copy.asked = time.monotonic()
                return name
            self._count(name, held)
        return None

    def _count(self, name: str, held: Source) -> None:
        """Have a copy made, or opened, where this many questions are worth it."""
        count = self._asked[name] = self._asked.pop(name, 0) + 1
        if len(self._asked) > COUNTED:
            self._asked.popitem(last=False)
        if count in (OFTEN_SMALL, OFTEN):
            self._wanted.put((name, held))

    def _give_back(self, name: str) -> None:
        with self._turn:
            if copy := self._open.get(name):
                copy.readers -= 1

    def _work(self) -> None:
        with suppress(OSError):  # the priority is this thread's alone; DuckDB works in it, as it has no other
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 19)
        looked = time.monotonic()
        while not self._stopped.is_set():
            with suppress(Empty):
                self._want(*self._wanted.get(timeout=0.5))
            if time.monotonic() - looked > PAUSE:
                looked = time.monotonic()
                self._look()

    def _want(self, name: str, held: Source) -> None:
        """Open a copy, made first where it is not there; whatever goes wrong, the table is asked as before."""
        path = self._path(name)
        try:
            if not path.exists() and not self._make(path, held):
                return
            os.utime(path)
            self._lake.attach(path, name)
            with self._turn:
                self._open[name] = _Copy(path.stat().st_size)
                self._asked.pop(name, None)
        except (duckdb.Error, OSError, errors.Failure) as error:
            if not self._stopped.is_set():
                self._tell(error)
            self._put_off(name)
            path.unlink(missing_ok=True)

    def _put_off(self, name: str) -> None:
        """Try again after many more questions: by then there may be room."""
        with self._turn:
            self._asked[name] = -AGAIN

    def _make(self, path: Path, held: Source) -> bool:
        """Write a copy; return False where it does not fit, or not yet is worth it."""
        parquet = sum(each.stat().st_size for each in held.files)
        if parquet > SMALL and self._asked.get(path.stem, 0) < OFTEN:
            return False
        expected = GROWTH * parquet
        if expected > self._most or shutil.disk_usage(self._root).free < expected + self._spare:
            self._put_off(path.stem)
            return False
        self._shrink(self._most - expected)
        making = self._root / f"{path.stem}-{uuid4().hex}{_UNFINISHED}"
        try:
            self._write(making, held)
            made = making.stat().st_size
            if made > self._most:
                self._put_off(path.stem)
                return False
            self._shrink(self._most - made)
            sync_file(making)
            making.replace(path)
            sync_folder(self._root)
        finally:
            for left in self._root.glob(f"{making.name}*"):
                left.unlink(missing_ok=True) if left.is_file() else shutil.rmtree(left, ignore_errors=True)
        return True

    def _write(self, making: Path, held: Source) -> None:
        config: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": f"{MEMORY}B",
            "threads": "1",
            "temp_directory": f"{making}.spill",
            "max_temp_directory_size": f"{self._most}B",
            **CAREFUL,
        }
        with duckdb.connect(config=config) as connection:
            self._making = connection
            try:
                connection.execute(f"ATTACH '{_quoted(making)}' AS made")
                connection.execute(f"CREATE TABLE made.rows AS FROM {held.sql} ORDER BY {ROW}")
                connection.execute("DETACH made")
            finally:
                self._making = None
        if self._stopped.is_set():
            raise InterruptedError

    def _shrink(self, most: int) -> None:
        """Remove copies, the longest unasked first, until they take no more than this."""
        copies = sorted((each.stat().st_mtime, each.stat().st_size, each.stem) for each in self._copies())
        total = sum(size for _, size, _ in copies)
        for _, size, name in copies:
            if total <= most:
                return
            if self._forget(name):
                total -= size

    def _look(self) -> None:
        """Note which copies were asked, close those that are not, and remove those that were not for long."""
        now = time.monotonic()
        with self._turn:
            idle = [name for name, copy in self._open.items() if now - copy.asked > IDLE]
            asked = [name for name, copy in self._open.items() if now - copy.asked <= PAUSE]
            idle += list(self._open)[: max(0, len(self._open) - MOST_OPEN)]
        with suppress(OSError):
            for name in asked:
                os.utime(self._path(name))
        for name in idle:
            self._close(name)
        with suppress(OSError):
            for path in self._copies():
                if time.time() - path.stat().st_mtime > KEPT:
                    self._forget(path.stem)

    def _close(self, name: str) -> bool:
        """Close a copy that nobody reads; its first question opens it again. Return whether it is closed."""
        with self._turn:
            if copy := self._open.get(name):
                if copy.readers:
                    return False
                del self._open[name]
                with suppress(errors.SqlFailed):
                    self._lake.detach(name)
            return True

    def _forget(self, name: str) -> bool:
        """Remove a copy that nobody reads; return whether it is gone."""
        if gone := self._close(name):
            self._path(name).unlink(missing_ok=True)
        return gone

    def _copies(self) -> list[Path]:
        return list(self._root.glob(f"*{_SUFFIX}"))

    def _path(self, name: str) -> Path:
        return self._root / f"{name}{_SUFFIX}"

    def _tell(self, error: Exception) -> None:
        """Say once that copies fail: they are not needed."""
        if not self._told:
            self._told = True
            log.warning("A copy of a table that is asked often could not be made or read: %s", error)


def _name(held: Source) -> str:
    """Return the name of the copy of what is held; this release of DuckDB made it."""
    return sha256(f"{duckdb.__version__} {held.content}".encode()).hexdigest()[:40]


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
