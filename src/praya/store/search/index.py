"""The index on disk: written by one process at a time, read by any number.

`root/current` names the folder of the index in use, and that name is the index's id. An index that is missing, damaged
or of another layout is replaced by an empty one of a new id; the catalogue then has all its datasets pending for it.
"""

from __future__ import annotations

import fcntl
import shutil
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import tantivy

from praya.model import errors
from praya.store.search.entry import BESIDE, MET, TIMES, VALUES, WEIGHTS
from praya.store.search.exactly import met
from praya.store.search.question import FACETS, Found, Hit, loose, narrowed, strict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from praya.model.search import Question
    from praya.store.search.entry import Entry

LAYOUT = "2"
"""Part of every id: to be raised when the fields or the folding change, so that the index is made anew."""
WRITER_MEMORY = 64 * 1024 * 1024
LITTLE_ROOM = 16 * 1024 * 1024
"""Bytes free on a disk that is called full when writing to it failed."""
FACET_VALUES = 1000


@dataclass(slots=True)
class _Opened:
    """An index in use, and the state of its folder when it was last loaded."""

    id: str
    index: tantivy.Index
    state: tuple[int, int]


class SearchIndex:
    """The search index of one catalogue."""

    def __init__(self, root: Path) -> None:
        self._root = root
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
            index = self._current().index
            try:
                _write(index, entries, removed)
            except (OSError, ValueError) as error:
                if shutil.disk_usage(self._root).free > LITTLE_ROOM:
                    raise
                index.writer(WRITER_MEMORY, 1).garbage_collect_files()  # what is half written
                raise errors.StorageFull from error

    def search(self, question: Question) -> Found:
        """Answer a question from what was committed last, by whatever process."""
        index = self._current().index
        schema, searcher = index.schema, index.searcher()
        if question.condition is not None:
            return met(schema, searcher, question, question.condition)
        asked = strict(schema, question.text)
        if asked is None:
            everything = (
                tantivy.Query.all_query() if not question.text.strip() else tantivy.Query.empty_query()
            )
            return _answer(schema, searcher, everything, question, order="modified")
        found = _answer(schema, searcher, asked, question)
        if found.total or searcher.search(asked, limit=1).count:  # type: ignore[attr-defined]  # missing in its stubs
            return found
        return _answer(schema, searcher, loose(schema, question.text), question, near=True)

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
                _create(self._root)
                return self._loaded()

    def _loaded(self) -> _Opened:
        """Return the index in use as it is now; raise FileNotFoundError or ValueError if none works."""
        with self._guard:
            folder = self._root / (self._root / "current").read_text("ascii")
            opened, state = self._opened, _state(folder)
            if opened is None or opened.id != folder.name:
                self._opened = opened = _open(folder)
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
            writer.add_document(entry.document())
        writer.commit()
        writer.wait_merging_threads()
    finally:
        del writer  # it holds Tantivy's own lock, and a traceback would hold it


def _is_lost(error: Exception) -> bool:
    """Tell a missing or damaged index from a system that is short of something, such as open files."""
    return "Os { code" not in str(error) and "os error" not in str(error)


def _create(root: Path) -> None:
    for old in root.glob("index-*"):
        shutil.rmtree(old, ignore_errors=True)
    folder = root / f"index-{LAYOUT}-{uuid4().hex}"
    folder.mkdir()
    tantivy.Index(_schema(), str(folder))
    named = root / "current.part"
    named.write_text(folder.name, "ascii")
    named.replace(root / "current")


def _open(folder: Path) -> _Opened:
    """Open an index and load what it holds; raise FileNotFoundError or ValueError."""
    if not folder.name.startswith(f"index-{LAYOUT}-"):
        raise ValueError(f"an index of another layout: {folder.name}")
    state = _state(folder)
    index = tantivy.Index.open(str(folder))
    index.config_reader("manual")
    index.reload()
    return _Opened(folder.name, index, state)


def _state(folder: Path) -> tuple[int, int]:
    """Return what changes with every commit."""
    stat = (folder / "meta.json").stat()
    return stat.st_mtime_ns, stat.st_ino


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    for field in (*WEIGHTS, *BESIDE):
        builder.add_text_field(field, tokenizer_name="whitespace", index_option="position")
    for field in ("characters", "beginnings"):
        builder.add_text_field(field, tokenizer_name="whitespace", index_option="basic")
    for field in (*VALUES, "title_order"):
        builder.add_text_field(field, fast=True, tokenizer_name="raw", index_option="basic")
    for field in MET:
        builder.add_text_field(field, tokenizer_name="raw", index_option="basic")
    for field in TIMES:
        builder.add_integer_field(field, fast=True)
    return builder.build()


def _answer(
    schema: tantivy.Schema,
    searcher: tantivy.Searcher,
    query: tantivy.Query,
    question: Question,
    *,
    order: str | None = None,
    near: bool = False,
) -> Found:
    chosen = question.chosen()
    result = searcher.search(
        narrowed(schema, query, chosen),
        limit=max(question.size, 1),
        offset=question.offset,
        order_by_field=order,
    )
    hits = tuple(
        Hit(str(searcher.doc(address)["id"][0]), float(score or 0)) for score, address in result.hits
    )
    return Found(
        total=result.count,  # type: ignore[attr-defined]  # missing in its stubs
        hits=hits[: question.size],
        facets=_facets(schema, searcher, query, chosen),
        loose=near,
    )


def _facets(
    schema: tantivy.Schema, searcher: tantivy.Searcher, query: tantivy.Query, chosen: Mapping[str, str]
) -> dict[str, tuple[tuple[str, int], ...]]:
    """Count each facet's values among what the other facets leave: one aggregation for all those not chosen."""
    open_facets = [facet for facet in FACETS if facet not in chosen]
    counted = _count(searcher, narrowed(schema, query, chosen), open_facets)
    for facet in chosen:
        others = {other: value for other, value in chosen.items() if other != facet}
        counted |= _count(searcher, narrowed(schema, query, others), [facet])
    return {facet: counted[facet] for facet in FACETS}


def _count(
    searcher: tantivy.Searcher, query: tantivy.Query, facets: Iterable[str]
) -> dict[str, tuple[tuple[str, int], ...]]:
    wanted = {facet: {"terms": {"field": FACETS[facet], "size": FACET_VALUES}} for facet in facets}
    if not wanted:
        return {}
    answered: Any = searcher.aggregate(query, wanted)
    return {
        facet: tuple(
            sorted(
                ((bucket["key"], bucket["doc_count"]) for bucket in answered[facet]["buckets"]),
                key=lambda counted: (-counted[1], counted[0]),
            )
        )
        for facet in wanted
    }
