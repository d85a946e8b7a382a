"""How fast an index of many datasets is built, asked and updated.

The datasets are those of a home, again and again, under other ids and each with a word of its own in its title, so that
the index's vocabulary grows with it. The questions are cut from real titles, publishers' names, places and years, each
asked for a page of twenty, the total, and the counts of all facets. Beside the smaller catalogues SQLite's FTS5 with
trigrams is asked the same words.
"""

from __future__ import annotations

import statistics
import time
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from bench.trigrams import Trigrams

from praya.model.search import Box, Question
from praya.model.text import LANGS, Text
from praya.store.search import SearchIndex, document
from praya.store.search.fold import folded, words
from praya.store.search.spelling import LONG

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from praya.store.search import Entry

EVERY = 11
"""Each how many datasets give a question."""
UPDATES = 20
MOST_BESIDE = 20_000
"""Datasets up to which the peer is asked too."""
BATCH = 500
"""Datasets that are written at once, as the indexing of a catalogue does."""
AT_ONCE = 20_000
"""… and of a catalogue that is too large for so many commits."""
MOST_CUT = 200_000
"""Datasets up to which every text is cut into words whenever it comes; of more, the time to build says nothing."""
TEXTS = 200_000
"""Texts whose words are kept then."""
TOLD = 60
"""Seconds between two lines of progress."""
SYLLABLES = [
    "ka",
    "lo",
    "mi",
    "tsu",
    "fen",
    "wai",
    "pok",
    "shek",
    "ngau",
    "tam",
    "che",
    "lin",
    "yuk",
    "sha",
    "hung",
    "to",
]
BROAD = ("香港", "hong kong", "data", "list of 統計", "政府", "district", "road", "位置")
"""Words that much of a catalogue fits."""


def measure(real: Sequence[Entry], folder: Path, datasets: int, rounds: int) -> None:
    """Print how such a catalogue does."""
    index = SearchIndex(folder)
    build(index, real, datasets)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    print(f"on disk {size / 1e6:.1f} MB", flush=True)
    for kind, asked in questions(real).items():
        took = timed(lambda question: index.search(question).total, asked, rounds)
        print(line(f"{kind} ({len(asked)})", took), flush=True)
    if datasets <= MOST_BESIDE:
        _beside(index, Trigrams(list(copies(real, range(datasets)))), questions(real)["words"], rounds)
    updates = []
    for entry in copies(real, range(UPDATES)):
        start = time.perf_counter()
        index.update([entry], [])
        updates.append((time.perf_counter() - start) * 1000)
    print(line("one record updated", updates))


def build(index: SearchIndex, real: Sequence[Entry], datasets: int) -> None:
    """Fill the index from where it is, saying how far it is."""
    start = told = time.perf_counter()
    batch = BATCH if datasets <= MOST_BESIDE else AT_ONCE
    held = index.search(Question(size=1)).total
    if datasets > MOST_CUT:
        setattr(document, "words", lru_cache(TEXTS)(lambda text: tuple(words(text))))  # noqa: B010 - it is not ours to set
    for first in range(held, datasets, batch):
        index.update(copies(real, range(first, min(first + batch, datasets))), [])
        if time.perf_counter() - told > TOLD:
            told = time.perf_counter()
            print(f"  {first + batch} after {told - start:.0f} s", flush=True)
    print(f"{datasets - held} datasets indexed in {time.perf_counter() - start:.1f} s", flush=True)


def copies(real: Sequence[Entry], numbers: range) -> Iterator[Entry]:
    """Iterate over the datasets of these numbers; the first are the real ones."""
    for number in numbers:
        entry, copy = real[number % len(real)], number // len(real)
        if not copy:
            yield entry
            continue
        title = Text.of(*(f"{entry.title.words(lang)} {_word(number)}" for lang in LANGS))
        yield replace(entry, id=f"{entry.id}-{copy}", name=f"{entry.name}-{copy}", title=title)


def _word(number: int) -> str:
    """Return the word of a number, like the name of a place."""
    said = ""
    while number:
        number, syllable = divmod(number, len(SYLLABLES))
        said += SYLLABLES[syllable]
    return said


def questions(real: Sequence[Entry]) -> dict[str, list[Question]]:
    """Return questions of every kind."""
    chosen = real[::EVERY]
    pairs = list(dict.fromkeys(pair for entry in real if (pair := _english(entry))))
    found = {
        "words": [each for entry in chosen for each in _chinese(entry)],
        "English words": [Question(text=" ".join(pair)) for pair in pairs],
        "words that much fits": [Question(text=each) for each in BROAD],
        "a word mistyped beside another": [
            Question(text=f"{one} {_mistyped(other)}") for one, other in pairs
        ],
        "two mistakes in a word": [
            Question(text=_mistyped(other)[:-1]) for _one, other in pairs if len(other) > LONG
        ],
        "did you mean": [Question(text=_mistyped(other)) for _one, other in pairs],
        "as typed so far": [each for entry in chosen for each in _typed(entry)],
        "words and facets": [
            Question(text=each.text, facets={"theme": entry.theme_ids[0], "publisher": entry.publisher_id})
            for entry in chosen
            if entry.theme_ids
            for each in _chinese(entry)
        ],
        "facets alone": [Question(), *(each for entry in chosen for each in _facets(entry))],
        "place": [each for entry in real for each in _places(entry)],
        "years": [
            Question(text=pair[1], since=entry.years[0], until=entry.years[1])
            for entry in real
            if entry.years and (pair := _english(entry))
        ],
    }
    return {kind: asked for kind, asked in found.items() if asked}


def _chinese(entry: Entry) -> list[Question]:
    """Return the beginning of a title in Chinese as written and simplified, and its publisher."""
    title = entry.title.words("zh-Hant")
    runs = [word.text for word in words(title) if word.kind == "han" and len(word.text) > 1]
    if not runs:
        return []
    start = max(title.find(runs[0][0]), 0)
    texts = [title[start : start + length] for length in (2, 4)]
    every = dict.fromkeys([*texts, *map(folded, texts), entry.publisher.words("zh-Hant")])
    return [Question(text=each) for each in every]


def _english(entry: Entry) -> tuple[str, str] | None:
    """Return two long words of a title, the longer one last."""
    long = [
        word.text for word in words(entry.title.words("en")) if word.text.isalpha() and word.text.isascii()
    ]
    pair = sorted((each for each in long if len(each) > 4), key=len)[-2:]
    return (pair[0], pair[1]) if len(pair) > 1 else None


def _mistyped(word: str) -> str:
    """Return a word with two letters in its middle swapped, and one left out where they are the same."""
    at = len(word) // 2
    swapped = word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]
    return swapped if swapped != word else word[:at] + word[at + 1 :]


def _typed(entry: Entry) -> list[Question]:
    beginnings = [entry.title.words("zh-Hant")[:2], *(entry.title.words("en")[:size] for size in (2, 4, 7))]
    return [Question(text=each, typing=True, size=8) for each in beginnings if each.strip()]


def _facets(entry: Entry) -> list[Question]:
    publisher = {"publisher": entry.publisher_id}
    theme = {"theme": entry.theme_ids[0]} if entry.theme_ids else {}
    kinds = {"format": entry.formats[0]} if entry.formats else {}
    return [Question(facets=each) for each in (publisher, theme, kinds | {"quality": entry.quality}) if each]


def _places(entry: Entry) -> list[Question]:
    if not entry.box or not entry.districts:
        return []
    box, middle = entry.box, (entry.box.west + entry.box.east) / 2
    small = Box(middle - 0.01, box.south, middle + 0.01, (box.south + box.north) / 2)
    pair = _english(entry)
    return [
        Question(box=small),
        Question(text=pair[1] if pair else "", box=small),
        Question(district=entry.districts[0]),
    ]


def _beside(index: SearchIndex, theirs: Trigrams, asked: Sequence[Question], rounds: int) -> None:
    """Ask the peer what both can answer."""
    answered = [question for question in asked if index.search(question).exact]
    both = [question for question in answered if theirs.search(question)]
    print(f"  answered: Praya {len(answered)} of {len(asked)}, FTS5 with trigrams {len(both)} of those")
    print(line("  what both answer, Praya", timed(lambda each: index.search(each).total, both, rounds)))
    print(line("  what both answer, FTS5", timed(theirs.search, both, rounds)))


def timed(search: Callable[[Question], int], asked: Sequence[Question], rounds: int) -> list[float]:
    """Return how long each question took, in milliseconds, round after round."""
    took = []
    for question in [each for _ in range(rounds) for each in asked]:
        start = time.perf_counter()
        search(question)
        took.append((time.perf_counter() - start) * 1000)
    return took


def line(name: str, took: Sequence[float]) -> str:
    """Return a line with the percentiles."""
    percentiles = statistics.quantiles(took, n=100)
    return f"{name:40} p50 {percentiles[49]:8.2f} ms   p95 {percentiles[94]:8.2f} ms"
