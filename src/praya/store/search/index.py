"""The index on disk: written by one process at a time, read by any number.

`root/current` names the folder of the index in use, and that name is the index's id. An index that is missing, damaged
or of another layout is replaced by an empty one of a new id; the catalogue then has all its datasets pending for it.
"""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import sqlite3
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import uuid4

import tantivy

from praya.model import errors
from praya.store.search.answer import Reader, answer
from praya.store.search.beside import Beside
from praya.store.search.document import document, layout, schema
from praya.store.search.exactly import met

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from praya.model.search import Question
    from praya.store.search.beside import Embedded
    from praya.store.search.embedder import Embedder
    from praya.store.search.entry import Entry
    from praya.store.search.found import Found

LAYOUT = layout()
"""Part of every id: an index of another layout is made anew."""
MOST_MEANT = 200
"""Characters of a question that are read for its meaning."""
NEAREST = 20
"""Datasets that are taken as near in meaning."""
WRITER_MEMORY = 64 * 1024 * 1024
LITTLE_ROOM = 16 * 1024 * 1024
"""Bytes free on a disk that is called full when writing to it failed."""


@dataclass(slots=True)
class _Opened:
    """An index in use, and the state of its folder when it was last loaded."""

    id: str
    index: tantivy.Index
    beside: Beside
    state: tuple[int, int]


class SearchIndex:
    """The search index of one catalogue."""

    def __init__(
        self,
        root: Path,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        embedder: Embedder | None = None,
    ) -> None:
        self._root = root
        self._now = now
        self._embedder = embedder
        self._layout = f"{LAYOUT}{_model(embedder)}"
        self._turn = threading.RLock()  # held by the thread that writes, possibly for long
        self._writing = False
        self._guard = (
            threading.Lock()
        )  # held for as long as it takes to open the index; never while awaiting a turn
        self._opened: _Opened | None = None

    @property
    def id(self) -> str:
        """The id under which the catalogue notes what this index holds; another one once the index was lost."""
        return self._current().id

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Be the only writer, waiting for one's turn; to be held from reading the catalogue to noting it as indexed."""
        with self._turn:
            if self._writing:  # by this very thread
                yield
                return
            self._root.mkdir(parents=True, exist_ok=True)
            with (self._root / "writer.lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)  # the system frees it when its holder dies
                self._writing = True
                try:
                    yield
                finally:
                    self._writing = False

    def update(self, entries: Iterable[Entry], removed: Iterable[str]) -> None:
        """Replace the entries given, by id, and drop those removed: all become visible together.

        Raise StorageFull; what was indexed before stays.
        """
        with self.writing():
            current, chosen, gone = self._current(), list(entries), list(removed)
            index = current.index
            try:
                current.beside.write(chosen, gone, self._embedder)
                _write(index, chosen, gone)
            except (OSError, ValueError, sqlite3.OperationalError) as error:
                if shutil.disk_usage(self._root).free > LITTLE_ROOM:
                    raise
                index.writer(WRITER_MEMORY, 1).garbage_collect_files()  # what is half written
                raise errors.StorageFull from error

    def search(self, question: Question) -> Found:
        """Answer a question from what was committed last, by whatever process."""
        index = self._current().index
        schema, searcher = index.schema, index.searcher()
        if question.condition is not None:
            return met(schema, searcher, question, question.condition, self._now())
        near: Sequence[str] = ()
        if self._embedder and question.by_meaning and question.text.strip() and not question.typing:
            near = self._beside().nearest(self._embedder.question(question.text[:MOST_MEANT]), NEAREST)
        return answer(Reader(schema, searcher, self._now(), near), question)

    @property
    def embedder(self) -> Embedder | None:
        """The model that gives texts their meaning, if one is installed."""
        return self._embedder

    def held(self, dataset_ids: Sequence[str]) -> dict[str, bytes]:
        """Return what the index holds of the columns and their values of those of these datasets that have tables."""
        return self._beside().told(dataset_ids)

    def embedded(self) -> list[Embedded]:
        """Return the vector of every dataset, by name; none without a model."""
        return self._beside().embedded() if self._embedder else []

    def _beside(self) -> Beside:
        return self._current().beside

    def _current(self) -> _Opened:
        """Return the index in use, loaded anew if any process wrote to it, made anew if it is lost."""
        try:
            return self._loaded()
        except (FileNotFoundError, ValueError) as error:
            if not _is_lost(error):
                raise
        with self.writing():
            try:  # another process may have replaced it while we waited
                return self._loaded()
            except (FileNotFoundError, ValueError) as error:
                if not _is_lost(error):
                    raise
                _create(self._root, self._layout)
                return self._loaded()

    def _loaded(self) -> _Opened:
        """Return the index in use as it is now; raise FileNotFoundError or ValueError if none works."""
        with self._guard:
            folder = self._root / (self._root / "current").read_text("ascii")
            opened, state = self._opened, _state(folder)
            if opened is None or opened.id != folder.name:
                self._opened = opened = _open(folder, self._layout)
            elif opened.state != state:
                opened.index.reload()
                opened.state = state
            return opened


def _write(index: tantivy.Index, entries: Iterable[Entry], removed: Iterable[str]) -> None:
    writer = index.writer(WRITER_MEMORY, 1)
    try:
        for dataset_id in removed:
            writer.delete_documents_by_term("id", dataset_id)
        for entry in entries:
            writer.delete_documents_by_term("id", entry.id)
            writer.add_document(document(entry))
        writer.commit()
        writer.wait_merging_threads()
    finally:
        del writer  # it holds Tantivy's own lock, and a traceback would hold it


def _is_lost(error: Exception) -> bool:
    """Tell a missing or damaged index from a system that is short of something, such as open files."""
    return "Os { code" not in str(error) and "os error" not in str(error)


def _create(root: Path, made_as: str) -> None:
    for old in root.glob("index-*"):
        shutil.rmtree(old, ignore_errors=True)
    folder = root / f"index-{made_as}-{uuid4().hex}"
    folder.mkdir()
    tantivy.Index(schema(), str(folder))
    named = root / "current.part"
    named.write_text(folder.name, "ascii")
    named.replace(root / "current")


def _open(folder: Path, made_as: str) -> _Opened:
    """Open an index and load what it holds; raise FileNotFoundError or ValueError."""
    if not folder.name.startswith(f"index-{made_as}-"):
        raise ValueError(f"an index of another layout: {folder.name}")
    state = _state(folder)
    index = tantivy.Index.open(str(folder))
    index.config_reader("manual")
    index.reload()
    return _Opened(folder.name, index, Beside(folder), state)


def _state(folder: Path) -> tuple[int, int]:
    """Return what changes with every commit."""
    stat = (folder / "meta.json").stat()
    return stat.st_mtime_ns, stat.st_ino


def _model(embedder: Embedder | None) -> str:
    """Return what the layout's name says of a model: with another one, or with none, the index is another."""
    if embedder is None:
        return ""
    return "m" + hashlib.sha256(f"{embedder.name} {embedder.version}".encode()).hexdigest()[:8]
