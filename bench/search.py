"""How well and how fast the catalogue is searched.

    python -m bench.search judged [--home HOME] [--list]
    python -m bench.search speed [--datasets 5500] [--rounds 3]

`judged` asks the questions of tests/judged of a home that holds the demo (it loads one if none is given), and prints
nDCG@10 and recall@10: by words alone and, where `praya[semantic]` is installed, by meaning too.

`speed` builds a catalogue of so many datasets from data.gov.hk's recorded records (copies of them under other ids, each
with a word of its own), asks it words cut from real titles and publishers' names, as written, simplified, and narrowed by
a facet, each with a page of twenty, the total, and the counts of all facets, and updates single records. Beside the
smaller ones it asks SQLite's FTS5 with trigrams the same.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import time
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

from bench.trigrams import Trigrams
from tests.judged.score import judged, mean, ndcg

from praya import demo
from praya.demo import package
from praya.formats.metadata import ckan
from praya.model.errors import RecordInvalid
from praya.model.search import Question
from praya.model.text import Text
from praya.platform import open_platform
from praya.services.index import index as index_all
from praya.settings import read_settings
from praya.store import catalogue
from praya.store.search import Entry, SearchIndex
from praya.store.search.fold import folded, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tests.judged.score import Judged

    from praya.platform import Platform

    Answers = Sequence[tuple[Judged, Sequence[str]]]

EVERY = 11
"""Each how many records give a question."""
UPDATES = 20
MOST_BESIDE = 20_000
"""Datasets up to which the peer is asked too."""
BATCH = 50_000
"""Datasets that are written at once."""


def main() -> None:
    """Do as asked."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    what = parser.add_subparsers(dest="what", required=True)
    quality = what.add_parser("judged")
    quality.add_argument("--home", type=Path)
    quality.add_argument("--list", action="store_true", help="print the questions that are answered worst")
    speed = what.add_parser("speed")
    speed.add_argument("--datasets", type=int, default=5500)
    speed.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    if given.what == "judged":
        with _home(given.home) as platform:
            _judge(platform, list_worst=given.list)
    else:
        _time(given.datasets, given.rounds)


@contextmanager
def _home(home: Path | None) -> Iterator[Platform]:
    made = None if home else Path(mkdtemp(prefix="praya-bench-"))
    platform = open_platform(read_settings({}, home=home or made))
    try:
        if made:
            demo.load(platform, progress=lambda *_: None)
        index_all(platform)
        yield platform
    finally:
        platform.db.dispose()
        if made:
            shutil.rmtree(made)


def _judge(platform: Platform, *, list_worst: bool) -> None:
    with platform.db.connect() as connection:
        known = (catalogue.dataset(connection, name) for name in catalogue.dataset_names(connection))
        names = {each.id: each.name for each in known if each}
    asked = judged(set(names.values()))

    def found(question: Question) -> list[str]:
        return [names[hit.dataset_id] for hit in platform.search.search(question).hits]

    answers = [(each, found(Question(text=each.text, size=10, by_meaning=False))) for each in asked]
    _print("by words", answers)
    if platform.search.embedder:
        fused = [(each, found(Question(text=each.text, size=10))) for each in asked]
        _print(f"fused with {platform.search.embedder.name}", fused)
        both = [Question(text=each.text) for each in asked]
        print(
            _line(
                "a fused question, facets and all",
                _timed(lambda each: platform.search.search(each).total, both, 2),
            )
        )
    if list_worst:
        for each, ranked in sorted(answers, key=lambda answer: ndcg(answer[1], answer[0].right))[:40]:
            print(
                f"  {ndcg(ranked, each.right):.2f} {each.lang:8} {each.kind:9} {each.text}: {', '.join(ranked[:3])}"
            )


def _print(how: str, answers: Answers) -> None:
    groups = defaultdict[str, list[tuple["Judged", "Sequence[str]"]]](list)
    for asked, ranked in answers:
        for group in ("all", "kept aside" if asked.kept else "known to the synonyms", asked.lang, asked.kind):
            groups[group].append((asked, ranked))
    print(f"{how:30} questions  nDCG@10  recall@10")
    for group, held in groups.items():
        score = mean(held)
        print(f"  {group:28} {score.questions:9} {score.ndcg:8.3f} {score.recall:10.3f}")


def _time(datasets: int, rounds: int) -> None:
    real = _entries()
    asked = _questions(real)
    folder = Path(mkdtemp(prefix="praya-bench-"))
    try:
        index = SearchIndex(folder)
        start = time.perf_counter()
        for first in range(0, datasets, BATCH):
            index.update(_copies(real, range(first, min(first + BATCH, datasets))), [])
        built = time.perf_counter() - start
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        print(f"{datasets} datasets indexed in {built:.1f} s, {size / 1e6:.1f} MB")
        took = _timed(lambda question: index.search(question).total, asked, rounds)
        print(_line(f"{len(asked)} questions, facets and all", took))
        if datasets <= MOST_BESIDE:
            _beside(index, Trigrams(list(_copies(real, range(datasets)))), asked, rounds)
        alone = [replace(question, text=question.text[:2], typing=True, size=8) for question in asked]
        print(_line("the same as typed so far", _timed(lambda each: index.search(each).total, alone, 1)))
        updates = []
        for entry in _copies(real, range(UPDATES)):
            start = time.perf_counter()
            index.update([entry], [])
            updates.append((time.perf_counter() - start) * 1000)
        print(_line("one record updated", updates))
    finally:
        shutil.rmtree(folder)


def _beside(index: SearchIndex, theirs: Trigrams, asked: list[Question], rounds: int) -> None:
    """Ask the peer what both can answer."""
    answered = [question for question in asked if index.search(question).exact]
    both = [question for question in answered if theirs.search(question)]
    print(f"  answered: Praya {len(answered)} of {len(asked)}, FTS5 with trigrams {len(both)} of those")
    print(_line("  what both answer, Praya", _timed(lambda each: index.search(each).total, both, rounds)))
    print(_line("  what both answer, FTS5", _timed(theirs.search, both, rounds)))


def _entries() -> list[Entry]:
    """Return the recorded records as the index takes them."""
    now = datetime.now(UTC)
    themes = {each.id: each for each in package.themes()}
    found = []
    for recorded in package.packages():
        try:
            record = ckan.record({ckan.language(recorded): recorded}, source="https://data.gov.hk", now=now)
        except RecordInvalid:
            continue
        held = [themes[each] for each in record.dataset.theme_ids if each in themes]
        found.append(Entry.of(record.dataset, record.publisher, record.distributions, (), themes=held))
    return found


def _copies(real: list[Entry], numbers: range) -> Iterator[Entry]:
    for number in numbers:
        entry, copy = real[number % len(real)], number // len(real)
        if not copy:
            yield entry
            continue
        title = Text.of(*(f"{entry.title.words(lang)} {copy}" for lang in ("en", "zh-Hant", "zh-Hans")))
        yield replace(entry, id=f"{entry.id}-{copy}", name=f"{entry.name}-{copy}", title=title)


def _questions(asked_about: list[Entry]) -> list[Question]:
    """Return words of two characters and more, as written, simplified, and narrowed."""
    found = []
    for entry in asked_about[::EVERY]:
        title = entry.title.words("zh-Hant")
        runs = [word.text for word in words(title) if word.kind == "han" and len(word.text) > 1]
        if not runs:
            continue
        start = max(title.find(runs[0][0]), 0)
        for length in (2, 4):
            text = title[start : start + length]
            found += [
                Question(text=text),
                Question(text=folded(text)),
                Question(text=text, facets={"theme": entry.theme_ids[0]}),
            ]
        found.append(Question(text=entry.publisher.words("zh-Hant")))
    return found


def _timed(search: Callable[[Question], int], asked: list[Question], rounds: int) -> list[float]:
    """Return how long each question took, in milliseconds, round after round."""
    took = []
    for question in [each for _ in range(rounds) for each in asked]:
        start = time.perf_counter()
        search(question)
        took.append((time.perf_counter() - start) * 1000)
    return took


def _line(name: str, took: list[float]) -> str:
    percentiles = statistics.quantiles(took, n=100)
    return f"{name:36} p50 {percentiles[49]:7.2f} ms   p95 {percentiles[94]:7.2f} ms"


if __name__ == "__main__":
    main()
