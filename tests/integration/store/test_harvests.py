from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from praya.store import catalogue, harvests

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Engine

    from praya.model.catalogue import Record

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
DAY = timedelta(days=1)
PORTAL = "https://data.gov.hk"


def begin(engine: Engine, now: datetime = NOW, source: str = PORTAL) -> frozenset[str]:
    with engine.begin() as connection:
        return harvests.begin(connection, source, now, resumable=DAY)


def done(engine: Engine, *names: str) -> None:
    for name in names:
        with engine.begin() as connection:
            harvests.done(connection, PORTAL, name)


def test_what_is_done_is_known_to_the_one_that_goes_on(engine: Engine) -> None:
    assert begin(engine) == frozenset()
    done(engine, "a", "b", "a")
    assert begin(engine, NOW + DAY) == {"a", "b"}
    assert begin(engine, source="https://other.example") == frozenset()


def test_what_was_stopped_long_ago_begins_anew(engine: Engine) -> None:
    begin(engine)
    done(engine, "a")
    later = NOW + DAY + timedelta(seconds=1)
    assert begin(engine, later) == frozenset()
    done(engine, "b")
    assert begin(engine, later + DAY) == {"b"}


def test_what_is_finished_begins_anew(engine: Engine) -> None:
    begin(engine)
    done(engine, "a")
    with engine.begin() as connection:
        harvests.finish(connection, PORTAL, NOW)
    assert begin(engine) == frozenset()


def test_ids_that_belong_to_other_datasets(engine: Engine, make_record: Callable[..., Record]) -> None:
    saved = make_record()
    with engine.begin() as connection:
        catalogue.save_record(connection, saved, NOW)
        own = [each.id for each in saved.distributions]
        assert harvests.taken(connection, saved.dataset.id, own) == frozenset()
        assert harvests.taken(connection, "another", [*own, "unknown"]) == frozenset(own)
        assert harvests.taken(connection, "another", []) == frozenset()
