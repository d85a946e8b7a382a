"""A peer of our search: the same texts in SQLite's FTS5 with trigrams, which cannot match words of two characters."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from praya.store.search.fold import folded, words

if TYPE_CHECKING:
    from praya.model.search import Question
    from praya.store.search import Entry

PAGE = 20


class Trigrams:
    """The same texts in SQLite, and facets in a table beside them."""

    def __init__(self, held: list[Entry]) -> None:
        self._db = sqlite3.connect(":memory:")
        self._db.execute("CREATE VIRTUAL TABLE texts USING fts5(title, rest, tokenize = 'trigram')")
        self._db.execute("CREATE TABLE facet (id INTEGER, name TEXT, value TEXT)")
        for number, entry in enumerate(held):
            texts = {
                field: folded(" ".join(dict.fromkeys(values))) for field, values in entry.texts().items()
            }
            title = texts.pop("title")
            self._db.execute(
                "INSERT INTO texts (rowid, title, rest) VALUES (?, ?, ?)",
                (number, title, " ".join(texts.values())),
            )
            facets = {
                "theme": entry.theme_ids,
                "publisher": (entry.publisher_id,),
                "format": entry.formats,
                "table": ("no",),
            }
            rows = [(number, name, value) for name, values in facets.items() for value in values]
            self._db.executemany("INSERT INTO facet VALUES (?, ?, ?)", rows)
        self._db.execute("CREATE INDEX facet_of ON facet (id, name, value)")
        self._db.execute("INSERT INTO texts (texts) VALUES ('optimize')")

    def search(self, question: Question) -> int:
        """Fetch a page, the total and the facets' counts; return the total."""
        terms = " ".join(f'"{word.text}"' for word in words(question.text))
        matching = "SELECT rowid FROM texts WHERE texts MATCH ?"
        narrowed = ""
        theme = question.facets.get("theme", "")
        if theme:
            narrowed = " AND rowid IN (SELECT id FROM facet WHERE name = 'theme' AND value = ?)"
        chosen = [terms, *([theme] if theme else [])]
        page = f"{matching}{narrowed} ORDER BY bm25(texts, 6.0, 1.0) LIMIT {PAGE}"
        self._db.execute(page, chosen).fetchall()
        counted = "SELECT name, value, count(*) FROM facet WHERE id IN ({}) AND name {} 'theme' GROUP BY name, value"
        self._db.execute(counted.format(matching + narrowed, "!="), chosen).fetchall()
        self._db.execute(counted.format(matching, "="), [terms]).fetchall()
        row = self._db.execute(matching.replace("rowid", "count(*)", 1) + narrowed, chosen).fetchone()
        return int(row[0])
