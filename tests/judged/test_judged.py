"""What people ask finds what answers it: a floor under the demo's figures, with a fixed day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

import pytest
from tests.demo_home import loaded_demo
from tests.judged.score import judged, mean

from praya.model.search import Question
from praya.platform import open_platform
from praya.services.index import index
from praya.settings import Settings
from praya.store import catalogue
from praya.store.search import SearchIndex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.judged.score import Judged, Score

    Scored = Callable[[Callable[[Judged], bool]], Score]

pytestmark = pytest.mark.long

DAY = datetime(2026, 7, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scored]:
    platform = open_platform(Settings(home=loaded_demo(tmp_path_factory).home))
    search = SearchIndex(
        platform.settings.home / "search", now=lambda: DAY
    )  # words alone, whatever is installed
    index(replace(platform, search=search))
    with platform.db.connect() as connection:
        names = {
            held.id: name
            for name in catalogue.dataset_names(connection)
            if (held := catalogue.dataset(connection, name))
        }
    asked = judged(set(names.values()))
    answers = [
        (each, [names[hit.dataset_id] for hit in search.search(Question(text=each.text, size=10)).hits])
        for each in asked
    ]
    yield lambda wanted: mean([each for each in answers if wanted(each[0])])
    platform.db.dispose()


def test_there_are_enough_questions_in_every_language(scored: Scored):
    assert scored(lambda _: True).questions >= 150
    for lang in ("en", "zh-Hant", "zh-Hans", "mixed"):
        assert scored(partial(_is_in, lang)).questions >= 15


@pytest.mark.parametrize(
    ("lang", "ndcg"), [("en", 0.84), ("zh-Hant", 0.84), ("zh-Hans", 0.80), ("mixed", 0.92)]
)
def test_words_find_what_answers_a_question(scored: Scored, lang: str, ndcg: float):
    assert scored(partial(_is_in, lang)).ndcg >= ndcg


def test_words_find_what_answers_questions_that_no_synonym_was_made_for(scored: Scored):
    assert scored(lambda asked: asked.kept).ndcg >= 0.66


def _is_in(lang: str, asked: Judged) -> bool:
    return asked.lang == lang
