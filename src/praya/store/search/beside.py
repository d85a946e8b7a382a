"""What stands beside the index: what columns hold, to say why, and the vectors of what datasets mean.

One SQLite file in the index's folder; it is written before the index commits, under the same writer's lock.
"""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from praya.store.search.document import held

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from praya.store.search.embedder import Embedder, Vectors
    from praya.store.search.entry import Entry

NAME = "beside.sqlite"
BATCH = 16
"""Texts that are given their vectors at once."""
MOST_TEXT = 200
"""Characters of a description that are read for its meaning."""
_TABLES = """
CREATE TABLE IF NOT EXISTS held (id TEXT PRIMARY KEY, told BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS vector (id TEXT PRIMARY KEY, name TEXT NOT NULL, hash TEXT NOT NULL, vector BLOB NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class Embedded:
    """A dataset's vector, and the SHA-256 of the text that it is of."""

    dataset_id: str
    name: str
    text_hash: str
    vector: Vectors


class Beside:
    """One index's file; threads may share it."""

    def __init__(self, folder: Path) -> None:
        self._lock = threading.Lock()
        self._db = sqlite3.connect(folder / NAME, timeout=30, check_same_thread=False, isolation_level=None)
        self._db.executescript("PRAGMA journal_mode=WAL;" + _TABLES)
        self._loaded: tuple[int, list[str], Vectors] | None = None

    def write(self, entries: Sequence[Entry], removed: Iterable[str], embedder: Embedder | None) -> None:
        """Replace what is held of these datasets; of one that comes twice the last counts."""
        entries = list({each.id: each for each in entries}.values())
        made = self._vectors(entries, embedder) if embedder else []
        gone = [(each,) for each in (*removed, *(entry.id for entry in entries))]
        told = [(entry.id, held(entry)) for entry in entries if entry.tables]
        with self._lock, self._db:
            self._db.execute("BEGIN IMMEDIATE")
            self._db.executemany("DELETE FROM held WHERE id = ?", gone)
            self._db.executemany("INSERT INTO held VALUES (?, ?)", told)
            self._db.executemany("DELETE FROM vector WHERE id = ?", [(each,) for each in removed])
            self._db.executemany("INSERT OR REPLACE INTO vector VALUES (?, ?, ?, ?)", made)
            self._loaded = None

    def told(self, dataset_ids: Sequence[str]) -> dict[str, bytes]:
        """Return what is held of the columns of those of these datasets that have tables."""
        marks = ",".join("?" * len(dataset_ids))
        with self._lock:
            rows = self._db.execute(f"SELECT id, told FROM held WHERE id IN ({marks})", tuple(dataset_ids))  # noqa: S608 - marks only
            return dict(rows.fetchall())

    def nearest(self, vector: Vectors, most: int) -> list[str]:
        """Return the datasets that lie nearest to a vector, the nearest first."""
        ids, matrix = self._matrix()
        if not ids:
            return []
        scores = matrix @ vector
        count = min(most, len(ids))
        best = np.argpartition(-scores, count - 1)[:count]
        return [ids[at] for at in best[np.argsort(-scores[best])]]

    def embedded(self) -> list[Embedded]:
        """Return the vector of every dataset, by name."""
        with self._lock:
            rows = self._db.execute("SELECT id, name, hash, vector FROM vector ORDER BY name").fetchall()
        return [Embedded(key, name, sha, np.frombuffer(raw, np.float32)) for key, name, sha, raw in rows]

    def _matrix(self) -> tuple[list[str], Vectors]:
        """Return all vectors, read again once another process has written."""
        with self._lock:
            state = int(self._db.execute("PRAGMA data_version").fetchone()[0])
            if self._loaded is None or self._loaded[0] != state:
                rows = self._db.execute("SELECT id, vector FROM vector").fetchall()
                matrix = np.frombuffer(b"".join(raw for _id, raw in rows), np.float32)
                self._loaded = (
                    state,
                    [key for key, _raw in rows],
                    matrix.reshape(len(rows), -1) if rows else matrix,
                )
            return self._loaded[1], self._loaded[2]

    def _vectors(self, entries: Sequence[Entry], embedder: Embedder) -> list[tuple[str, str, str, bytes]]:
        """Return the rows of datasets whose text has changed."""
        texts = {entry.id: meaning(entry) for entry in entries}
        hashes = {key: hashlib.sha256(text.encode()).hexdigest() for key, text in texts.items()}
        with self._lock:
            known = set(self._db.execute("SELECT id, name, hash FROM vector").fetchall())
        new = [each for each in entries if (each.id, each.name, hashes[each.id]) not in known]
        rows = []
        for at in range(0, len(new), BATCH):
            batch = new[at : at + BATCH]
            vectors = embedder.passages([texts[each.id] for each in batch])
            rows += [
                (each.id, each.name, hashes[each.id], np.asarray(vector, np.float32).tobytes())
                for each, vector in zip(batch, vectors, strict=True)
            ]
        return rows


def meaning(entry: Entry) -> str:
    """Return the text whose meaning is a dataset's: its title and the beginning of its description, as they were written."""
    titles = [wording.words for _lang, wording in entry.title.items() if wording.origin != "converted"]
    told = [
        " ".join(wording.words.split())[:MOST_TEXT]
        for _lang, wording in entry.description.items()
        if wording.origin != "converted"
    ]
    return ". ".join(dict.fromkeys([*titles, *told])) or entry.name
