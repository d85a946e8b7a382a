"""How fast the catalogue is searched, facets and all, against SQLite's FTS5 with trigrams on the same texts.

    python -m bench.search [--copies 8] [--rounds 5]

The catalogue is data.gov.hk's recorded records; copies of them (under other ids) bring it near the city's 5,500
datasets. The questions are words cut from real titles and publishers' names, each asked as the source writes it, in
simplified characters, and narrowed by a facet. Both sides return a page of twenty, the total, and the counts of four
facets. FTS5 holds and is asked folded text too; what it cannot match at all (words of two characters) shows in the
number of questions answered, and times are compared on what both answer.
"""

from __future__ import annotations

import argparse
import shutil
import sqlite3
import statistics
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

from praya.demo import package
from praya.formats.metadata import ckan
from praya.model.errors import RecordInvalid
from praya.model.search import Question
from praya.store.search import Entry, SearchIndex
from praya.store.search.fold import folded, words

if TYPE_CHECKING:
    from collections.abc import Callable

PAGE = 20
EVERY = 11
"""Each how many records give a question."""


def entries(copies: int) -> list[Entry]:
    """Return the recorded records as the index takes them, `copies` of each."""
    now = datetime.now(UTC)
    found = []
    for recorded in package.packages():
        try:
            record = ckan.record({ckan.language(recorded): recorded}, source="https://data.gov.hk", now=now)
        except RecordInvalid:
            continue
        entry = Entry.of(record.dataset, record.publisher, record.distributions, ())
        found += [replace(entry, id=f"{entry.id}-{copy}") for copy in range(copies)]
    return found


def questions(asked_about: list[Entry]) -> list[Question]:
    """Return words of two characters and more, as written, simplified, and narrowed."""
    found = []
    for entry in asked_about[::EVERY]:
        title = entry.title.words("zh-Hant")
        runs = [word.text for word in words(title) if word.kind == "han" and len(word.text) > 1]
        if not runs:
            continue
        run = runs[0]
        start = title.find(run[0]) if run[0] in title else 0
        for length in (2, 4):
            text = title[start : start + length]
            found += [
                Question(text=text),
                Question(text=folded(text)),
                Question(text=text, theme=entry.theme_ids[0]),
            ]
        found.append(Question(text=entry.publisher.words("zh-Hant")))
    return found


class Trigrams:
    """The same texts in SQLite: FTS5 with trigrams, facets in a table beside it."""

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
        if question.theme:
            narrowed = " AND rowid IN (SELECT id FROM facet WHERE name = 'theme' AND value = ?)"
        chosen = [terms, *([question.theme] if question.theme else [])]
        page = f"{matching}{narrowed} ORDER BY bm25(texts, 6.0, 1.0) LIMIT {PAGE}"
        self._db.execute(page, chosen).fetchall()
        counted = "SELECT name, value, count(*) FROM facet WHERE id IN ({}) AND name {} 'theme' GROUP BY name, value"
        self._db.execute(counted.format(matching + narrowed, "!="), chosen).fetchall()
        self._db.execute(counted.format(matching, "="), [terms]).fetchall()
        row = self._db.execute(matching.replace("rowid", "count(*)", 1) + narrowed, chosen).fetchone()
        return int(row[0])


def timed(search: Callable[[Question], int], asked: list[Question], rounds: int) -> list[float]:
    """Return how long each question took, in milliseconds, round after round."""
    took = []
    for question in [each for _ in range(rounds) for each in asked]:
        start = time.perf_counter()
        search(question)
        took.append((time.perf_counter() - start) * 1000)
    return took


def line(name: str, took: list[float]) -> str:
    """Say what one side took."""
    percentiles = statistics.quantiles(took, n=100)
    return f"{name:36} p50 {percentiles[49]:6.2f} ms   p95 {percentiles[94]:6.2f} ms"


def main() -> None:
    """Build both indexes, ask both the same, and print how they compare."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--copies", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    held = entries(given.copies)
    asked = questions(held[:: given.copies])
    folder = Path(mkdtemp(prefix="praya-bench-"))
    try:
        index = SearchIndex(folder)
        start = time.perf_counter()
        index.update(held, [])
        built = time.perf_counter() - start
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        print(
            f"{len(held)} datasets indexed in {built:.1f} s, {size / 1e6:.1f} MB; {len(asked)} questions with facets"
        )
        compare(lambda question: index.search(question).total, Trigrams(held).search, asked, given.rounds)
    finally:
        shutil.rmtree(folder)


def compare(
    ours: Callable[[Question], int], theirs: Callable[[Question], int], asked: list[Question], rounds: int
) -> None:
    """Ask both sides the same and print how they compare on what both can answer."""
    print(line("Praya, all questions", timed(ours, asked, rounds)))
    answered = [question for question in asked if ours(question)]
    both = [question for question in answered if theirs(question)]
    print(f"answered: Praya {len(answered)} of {len(asked)}, FTS5 trigram {len(both)} of those")
    our_times, their_times = timed(ours, both, rounds), timed(theirs, both, rounds)
    print(line("Praya, what both answer", our_times))
    print(line("FTS5 trigram, what both answer", their_times))
    ratio = statistics.median(their_times) / statistics.median(our_times)
    print(f"FTS5 takes {ratio:.1f} times as long at the median")


if __name__ == "__main__":
    main()
