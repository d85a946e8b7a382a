"""How well and how fast the catalogue is searched.

    python -m bench.search judged [--home HOME] [--list]
    python -m bench.search speed [--home HOME] [--datasets 5500] [--rounds 3] [--keep FOLDER]

`judged` asks the questions of tests/judged of a home that holds the demo (it loads one if none is given), and prints
nDCG@10 and recall@10: by words alone and, where `praya[semantic]` is installed, by meaning too.

`speed` builds a catalogue of so many datasets from that home's (bench/search_speed.py says how), asks it questions of
every kind and updates single records. A folder given to be kept holds the index afterwards, and is asked as it is if it
holds one already.
"""

from __future__ import annotations

import argparse
import shutil
from collections import defaultdict
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

from bench import search_speed as speed
from tests.judged.score import judged, mean, ndcg

from praya import demo
from praya.model.search import Question
from praya.platform import open_platform
from praya.services.index import entries
from praya.services.index import index as index_all
from praya.settings import read_settings
from praya.store import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.judged.score import Judged

    from praya.platform import Platform

    Answers = Sequence[tuple[Judged, Sequence[str]]]


def main() -> None:
    """Do as asked."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    what = parser.add_subparsers(dest="what", required=True)
    quality = what.add_parser("judged")
    quality.add_argument("--home", type=Path)
    quality.add_argument("--list", action="store_true", help="print the questions that are answered worst")
    fast = what.add_parser("speed")
    fast.add_argument("--home", type=Path)
    fast.add_argument("--datasets", type=int, default=5500)
    fast.add_argument("--rounds", type=int, default=3)
    fast.add_argument("--keep", type=Path, metavar="FOLDER")
    given = parser.parse_args()
    if given.what == "judged":
        with _home(given.home) as platform:
            _judge(platform, list_worst=given.list)
    else:
        _time(given.home, given.datasets, given.rounds, given.keep)


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
            speed.line(
                "a fused question, facets and all",
                speed.timed(lambda each: platform.search.search(each).total, both, 2),
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


def _time(home: Path | None, datasets: int, rounds: int, kept: Path | None) -> None:
    with _home(home) as platform, platform.db.connect() as connection:
        names = catalogue.dataset_names(connection)
        ids = [known.id for name in names if (known := catalogue.dataset(connection, name))]
        real = list(entries(platform, connection, ids).values())
    folder = kept or Path(mkdtemp(prefix="praya-bench-"))
    try:
        speed.measure(real, folder, datasets, rounds)
    finally:
        if not kept:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
