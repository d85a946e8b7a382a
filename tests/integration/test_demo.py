"""The demo loads whole, the real way: stopped half-way, gone on with, and not done twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from praya import demo
from praya.demo.curation import curation
from praya.platform import Platform, open_platform
from praya.services import sql
from praya.settings import Settings
from praya.store import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from praya.demo import DemoReport
    from praya.model.catalogue import Distribution

RECORDS = 746 + 21
FILES = 34 + 623


class Stopped(Exception):
    """The reader at the terminal has had enough."""


@dataclass(frozen=True)
class Loaded:
    """A platform whose loading was stopped among the files and then gone on with."""

    platform: Platform
    report: DemoReport
    steps: list[tuple[int, int]]


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    platform = open_platform(Settings(home=tmp_path_factory.mktemp("demo") / "home"))
    assert not demo.loaded(platform)
    with pytest.raises(Stopped):
        demo.load(platform, progress=_stop_at(RECORDS + 3))
    assert not demo.loaded(platform)
    steps: list[tuple[int, int]] = []
    report = demo.load(platform, progress=lambda done, steps_in_all, _: steps.append((done, steps_in_all)))
    yield Loaded(platform, report, steps)
    platform.db.dispose()


def _stop_at(step: int) -> demo.Progress:
    def progress(done: int, _steps: int, _name: str) -> None:
        if done >= step:
            raise Stopped

    return progress


def _distribution(platform: Platform, dataset_name: str, url_part: str) -> Distribution:
    with platform.db.connect() as connection:
        dataset = catalogue.dataset(connection, dataset_name)
        assert dataset
        [found] = [each for each in catalogue.distributions(connection, dataset.id) if url_part in each.url]
    return found


def test_nothing_fails_and_nothing_is_done_twice(loaded: Loaded):
    assert loaded.report.failed == {}
    assert (loaded.report.created, loaded.report.changed, loaded.report.unchanged) == (0, 0, RECORDS)
    assert 0 < loaded.report.files <= FILES - 3
    assert loaded.steps[-1] == (RECORDS + FILES, RECORDS + FILES)
    assert demo.loaded(loaded.platform)


def test_a_third_run_changes_nothing(loaded: Loaded):
    with loaded.platform.db.connect() as connection:
        before = catalogue.counts(connection)
    report = demo.load(loaded.platform, progress=lambda *_: None)
    with loaded.platform.db.connect() as connection:
        assert catalogue.counts(connection) == before
    assert (report.created, report.changed, report.files, dict(report.failed)) == (0, 0, 0, {})


def test_every_curated_file_hangs_on_its_dataset_as_a_table(loaded: Loaded):
    with loaded.platform.db.connect() as connection:
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


def test_two_states_of_one_file_are_two_versions(loaded: Loaded):
    rain = _distribution(loaded.platform, "hko-daily-rainfall", "daily_HKO_RF_ALL")
    with loaded.platform.db.connect() as connection:
        versions = sorted(catalogue.versions(connection, rain.id), key=lambda version: version.number)
    assert [version.number for version in versions] == [1, 2]
    assert [version.retrieved_at.year for version in versions] == [2024, 2025]
    assert versions[0].sha256 != versions[1].sha256


def test_an_existing_record_speaks_three_languages_and_says_who_wrote_each(loaded: Loaded):
    with loaded.platform.db.connect() as connection:
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


def test_the_first_question_has_an_answer(loaded: Loaded):
    result = sql.query(loaded.platform, sql.Asked(text=demo.FIRST_QUERY))
    assert result.columns == ("year", "mm")
    assert len(result.rows) == 5
    assert result.rows[0][0] == 1997  # the wettest year of the series
