"""What is said of the files is complete, marked as ours, and hangs on the right records."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from praya.demo import FIRST_DATASET, FIRST_QUERY, package
from praya.demo.curation import curation, record, with_words
from praya.formats.metadata import ckan
from praya.model.text import LANGS

if TYPE_CHECKING:
    from datetime import datetime

    from praya.demo.curation import DatasetEntry
    from praya.model.text import Lang, Origin, Text

ENTRIES = curation()
PACKAGES = {each["name"]: each for each in package.packages()}
PUBLISHERS = {each.id: each for each in package.publishers()}
THEMES = {each.id: each for each in package.themes()}
WRITTEN = [entry for entry in ENTRIES if not entry.existing]
EXISTING = [entry for entry in ENTRIES if entry.existing]


OURS: dict[Lang, Origin] = dict.fromkeys(LANGS, "edited")


def origins(text: Text) -> dict[Lang, Origin]:
    return {lang: wording.origin for lang, wording in text.items()}


@pytest.mark.parametrize("entry", WRITTEN, ids=lambda entry: entry.name)
def test_records_written_here_are_complete_and_marked(entry: DatasetEntry):
    written = record(entry, PUBLISHERS, THEMES)
    dataset = written.dataset
    assert origins(dataset.title) == origins(dataset.description) == OURS
    assert origins(dataset.frequency) in ({}, OURS)
    assert dataset.source == ""
    assert dataset.theme_ids
    assert written.distributions
    for each in written.distributions:
        assert origins(each.title) == OURS
        assert origins(each.description) in ({}, OURS)
        assert each.dataset_id == dataset.id
        assert each.format in {"CSV", "XLSX", "JSON", "XML"}
        assert each.languages


@pytest.mark.parametrize("entry", EXISTING, ids=lambda entry: entry.name)
def test_existing_records_keep_their_words_and_gain_ours(entry: DatasetEntry, now: datetime):
    recorded = ckan.record({"zh-Hant": PACKAGES[entry.name]}, source="https://data.gov.hk", now=now)
    enriched = with_words(entry, recorded)
    assert enriched.dataset.title.zh_hant == recorded.dataset.title.zh_hant
    beside = {"en": "edited", "zh-Hant": "source"}
    assert origins(enriched.dataset.title) == origins(enriched.dataset.description) == beside
    for each in entry.distribution:
        [distribution] = [other for other in enriched.distributions if other.url == each.url]
        assert origins(distribution.title) == (OURS if each.id else beside)
        assert origins(distribution.description) == (OURS if each.id else beside)
    added = sum(bool(each.id) for each in entry.distribution)
    assert len(enriched.distributions) == len(recorded.distributions) + added


def test_names_are_unique_and_written_records_take_no_name_of_the_recorded_portal():
    names = [entry.name for entry in ENTRIES]
    ids = [each.id for entry in ENTRIES for each in entry.distribution if each.id]
    tables = [each.table for entry in ENTRIES for each in entry.distribution]
    assert len(set(names)) == len(names)
    assert len(set(ids)) == len(ids)
    assert len(set(tables)) == len(tables)
    assert not {entry.name for entry in WRITTEN} & PACKAGES.keys()
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", table) for table in tables)


def test_an_address_is_the_publishers_or_none_at_all():
    for entry in ENTRIES:
        for each in entry.distribution:
            assert each.url.startswith(("https://", "http://")) or each.url == f"urn:praya:demo:{each.table}"


def test_files_of_one_distribution_are_versions_in_order_of_time():
    several = [each for entry in ENTRIES for each in entry.distribution if len(each.file) > 1]
    assert len(several) == 2
    for each in several:
        times = [file.retrieved for file in each.file]
        assert times == sorted(times)


def test_the_first_things_shown_are_there():
    [entry] = [entry for entry in ENTRIES if entry.name == FIRST_DATASET]
    assert entry.distribution[0].table in FIRST_QUERY
