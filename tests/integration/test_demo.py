"""The demo loads whole, the real way: killed half-way, gone on with, and not done twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.demo_home import READ_BEFORE, Loaded, loaded_demo

from praya import demo
from praya.demo.curation import curation
from praya.platform import open_platform
from praya.services import sql
from praya.settings import Settings
from praya.store import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from praya.model.catalogue import Distribution
    from praya.platform import Platform

pytestmark = pytest.mark.long

RECORDS = 746 + 21
FILES = 34 + 623


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    return loaded_demo(tmp_path_factory)


@pytest.fixture(scope="module")
def platform(loaded: Loaded) -> Iterator[Platform]:
    opened = open_platform(Settings(home=loaded.home))
    yield opened
    opened.db.dispose()


def _distribution(platform: Platform, dataset_name: str, url_part: str) -> Distribution:
    with platform.db.connect() as connection:
        dataset = catalogue.dataset(connection, dataset_name)
        assert dataset
        [found] = [each for each in catalogue.distributions(connection, dataset.id) if url_part in each.url]
    return found


def test_nothing_fails_and_nothing_is_done_twice(loaded: Loaded, platform: Platform):
    assert loaded.ended_early
    assert loaded.failed == []
    assert (loaded.created, loaded.changed, loaded.unchanged) == (0, 0, RECORDS)
    assert 0 < loaded.files <= FILES - READ_BEFORE
    assert tuple(loaded.last_step) == (RECORDS + FILES, RECORDS + FILES)
    assert demo.loaded(platform)


def test_a_third_run_changes_nothing(platform: Platform):
    with platform.db.connect() as connection:
        before = catalogue.counts(connection)
    report = demo.load(platform, progress=lambda *_: None)
    with platform.db.connect() as connection:
        assert catalogue.counts(connection) == before
    assert (report.created, report.changed, report.files, dict(report.failed)) == (0, 0, 0, {})


def test_every_curated_file_hangs_on_its_dataset_as_a_table(platform: Platform):
    with platform.db.connect() as connection:
        names = {each.name for each in catalogue.table_names(connection)}
        for entry in curation():
            dataset = catalogue.dataset(connection, entry.name)
            assert dataset
            tables = catalogue.tables(connection, dataset.id)
            for each in entry.distribution:
                mine = [table for table in tables if table.name.startswith(each.table)]
                assert mine, each.table
                assert all(table.rows for table in mine), each.table
                assert names.issuperset(table.name for table in mine)


def test_two_states_of_one_file_are_two_versions(platform: Platform):
    rain = _distribution(platform, "hko-daily-rainfall", "daily_HKO_RF_ALL")
    with platform.db.connect() as connection:
        versions = sorted(catalogue.versions(connection, rain.id), key=lambda version: version.number)
    assert [version.number for version in versions] == [1, 2]
    assert [version.retrieved_at.year for version in versions] == [2024, 2025]
    assert versions[0].sha256 != versions[1].sha256


def test_an_existing_record_speaks_three_languages_and_says_who_wrote_each(platform: Platform):
    with platform.db.connect() as connection:
        dataset = catalogue.dataset(connection, "hk-had-json1-hong-kong-administrative-boundaries")
        assert dataset
        publisher = catalogue.publisher(connection, dataset.publisher_id)
        themes = catalogue.themes(connection)
    origins = {lang: wording.origin for lang, wording in dataset.title.items()}
    assert origins == {"en": "edited", "zh-Hant": "source", "zh-Hans": "converted"}
    assert publisher
    assert {wording.origin for _, wording in publisher.title.items()} == {"source"}
    assert [theme.id for theme in themes][:2] == ["city-management", "climate-and-weather"]
    assert len(themes) == 20


def test_the_first_question_has_an_answer(platform: Platform):
    result = sql.query(platform, sql.Asked(text=demo.FIRST_QUERY))
    assert result.columns == ("year", "mm")
    assert len(result.rows) == 5
    assert result.rows[0][0] == 1997  # the wettest year of the series
