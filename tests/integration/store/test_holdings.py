"""What many datasets hold, on both databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from praya.model.catalogue import Version
from praya.model.table import Profile, Schema, Table
from praya.model.text import Text
from praya.store import catalogue, harvests

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy import Engine

    from praya.model.catalogue import Record

FILE, OTHER = "hk-hko-rainfall-0", "hk-hko-rainfall-1"
DATASET, SECOND = "id-hk-hko-rainfall", "id-hk-hko-wind"


@pytest.fixture(autouse=True)
def saved(engine: Engine, make_record: Callable[..., Record], now: datetime) -> None:
    version = Version(
        distribution_id=FILE,
        number=1,
        sha256="0" * 64,
        bytes=1,
        url="https://example.org/0.csv",
        media_type="text/csv",
        format="csv",
        encoding="utf-8",
        retrieved_at=now,
    )
    with engine.begin() as connection:
        for name in ("hk-hko-rainfall", "hk-hko-wind"):
            catalogue.save_record(connection, make_record(name), now)
        tables = []
        for position, slug in enumerate(("b", "a")):
            name = catalogue.name_table(connection, FILE, slug, f"rain_{slug}")
            made = Table(
                name=name,
                distribution_id=FILE,
                version=1,
                position=position,
                title=Text(),
                rows=1,
                schema=Schema(()),
                profile=Profile(rows=1, columns={}),
            )
            tables.append(made)
        catalogue.register(connection, version, tables, etag="", last_modified="")


def test_many_datasets_are_told_at_once(engine: Engine):
    with engine.connect() as connection:
        held = catalogue.holdings(connection, [SECOND, DATASET, "nope"])
        assert list(held) == [SECOND, DATASET, "nope"]
        assert held["nope"] == ()
        assert [each.distribution.id for each in held[DATASET]] == [FILE, OTHER]
        assert held[DATASET][0].tables == ("rain_b", "rain_a")
        assert held[DATASET][0].version is not None
        assert held[DATASET][1].version is None
        assert catalogue.holding(connection, FILE) == held[DATASET][0]
        assert catalogue.holding(connection, "nope") is None
        (only,) = catalogue.dataset_versions(connection, DATASET, 5, 0)
        assert only == held[DATASET][0].version
        assert catalogue.dataset_versions(connection, DATASET, 5, 1) == ()
        assert harvests.all_vanished(connection, [DATASET]) == {}


def test_a_table_is_found_by_its_name_and_by_its_file(engine: Engine):
    with engine.connect() as connection:
        assert catalogue.first_table(connection, FILE) == "rain_b"
        assert catalogue.first_table(connection, "rain_a") == "rain_a"
        assert catalogue.first_table(connection, OTHER) is None


def test_files_are_found_by_words_that_may_stand_in_them(engine: Engine):
    def found(**like: str) -> list[str]:
        with engine.connect() as connection:
            return [each.distribution.id for each in catalogue.holdings_like(connection, like)]

    assert len(found()) == 4
    assert found(id=OTHER) == [OTHER]
    assert len(found(format="csv")) == 4
    assert found(name="100%") == found(url="_____") == []
