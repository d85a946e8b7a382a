"""What is gone and still known of, on both databases: versions let go, and records that vanished."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from praya.model import errors
from praya.model.catalogue import Record, Version
from praya.store import catalogue, harvests

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Engine

    from praya.model.moment import AsOf

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
DAY = timedelta(days=1)
PORTAL = "https://data.gov.hk"


def came(number: int) -> datetime:
    return NOW + number * DAY


@pytest.fixture
def key(engine: Engine, make_record: Callable[..., Record]) -> str:
    """A distribution with versions 1 to 5, a day apart, of which 2 and 3 were let go."""
    record = make_record()
    found = record.distributions[0].id
    with engine.begin() as connection:
        catalogue.save_record(connection, record, NOW)
        for number in range(1, 6):
            version = Version(
                distribution_id=found,
                number=number,
                sha256=f"{number:064}",
                bytes=1,
                url="https://example.org/rain.csv",
                media_type="text/csv",
                format="csv",
                encoding="utf-8",
                retrieved_at=came(number),
            )
            catalogue.register(connection, version, [], etag="", last_modified="")
        catalogue.drop_versions(connection, found, {2, 3})
    return found


@pytest.mark.parametrize("as_of", [2, 3, came(2), came(3), came(4) - timedelta(seconds=1)])
def test_what_was_let_go_is_known_and_nothing_stands_in_for_it(engine: Engine, key: str, as_of: AsOf) -> None:
    with engine.connect() as connection:
        assert catalogue.version_at(connection, key, as_of) is None
        assert isinstance(catalogue.why_missing(connection, "rain", key, as_of), errors.VersionLetGo)


@pytest.mark.parametrize(
    ("as_of", "number"), [(1, 1), (4, 4), (came(1), 1), (came(2) - DAY / 2, 1), (came(4), 4), (came(99), 5)]
)
def test_what_is_kept_is_found(engine: Engine, key: str, as_of: AsOf, number: int) -> None:
    with engine.connect() as connection:
        found = catalogue.version_at(connection, key, as_of)
        assert found is not None
        assert found.number == number


def test_what_never_was_is_told_apart_from_what_is_gone(engine: Engine, key: str) -> None:
    with engine.connect() as connection:
        assert catalogue.let_go_bytes(connection) == {f"{number:064}" for number in (2, 3)}
        before = catalogue.why_missing(connection, "rain", key, came(1) - DAY)
        assert isinstance(before, errors.VersionNotYet)
        assert isinstance(catalogue.why_missing(connection, "rain", key, 9), errors.VersionMissing)
        assert catalogue.version_at(connection, key, came(1) - DAY) is None


def test_records_that_vanish_are_marked_until_they_are_back(
    engine: Engine, make_record: Callable[..., Record]
) -> None:
    with engine.begin() as connection:
        for name, source in (("a", PORTAL), ("b", "http://data.gov.hk"), ("c", "https://elsewhere.example")):
            catalogue.save_record(connection, make_record(name, source=source), NOW)
        gone = harvests.vanished(connection, PORTAL, ["x"])
        assert list(gone) == ["a", "b"]
        harvests.mark_vanished(connection, PORTAL, gone.values(), NOW)
        harvests.mark_vanished(connection, PORTAL, [gone["b"]], NOW + DAY)
        assert [harvests.vanished_at(connection, f"id-{name}") for name in "abc"] == [None, NOW, None]
        harvests.mark_vanished(connection, PORTAL, [], NOW + DAY)
        assert harvests.vanished_at(connection, gone["b"]) is None
