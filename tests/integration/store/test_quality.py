"""Scores kept by several workers at once, on both databases."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from praya.model import quality
from praya.store import catalogue
from praya.store import quality as kept

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Engine

    from praya.model.catalogue import Record
    from praya.model.quality import Score

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)
LONG_ENOUGH_TO_BLOCK = 0.3


def test_workers_that_score_the_same_datasets_wait_for_one_another(
    engine: Engine, make_record: Callable[..., Record]
) -> None:
    with engine.begin() as connection:
        catalogue.save_record(connection, make_record(), NOW)
        key = make_record().dataset.id
        scores = {key: quality.assess(kept.facts(connection, [key])[key])}
    assert scores[key].lost
    failed: list[Exception] = []

    def save_too() -> None:
        try:
            save(engine, scores)
        except Exception as error:  # noqa: BLE001 - told by the test
            failed.append(error)

    other = threading.Thread(target=save_too)
    with engine.begin() as connection:
        kept.save(connection, scores, NOW)
        kept.note_day(connection, NOW.date())
        other.start()
        other.join(LONG_ENOUGH_TO_BLOCK)
        assert other.is_alive()
    other.join()
    assert failed == []
    with engine.connect() as connection:
        assert sum(datasets for _, datasets, _ in kept.lost(connection, "")) == len(scores[key].lost)


def save(engine: Engine, scores: dict[str, Score]) -> None:
    with engine.begin() as connection:
        kept.save(connection, scores, NOW)
        kept.note_day(connection, NOW.date())
