"""A portals' reader that we did not write reads Explore's dialect from a real server; where it breaks, it must fail.

What the dialect itself says, without what Praya says beside it, is read by our own harvester, down to the rows.
"""

from __future__ import annotations

from ipaddress import ip_network
from typing import TYPE_CHECKING, Any

import httpx
import portalkit
import pytest
from portalkit.errors import DatasetNotFound, PortalkitError
from tests import small_portal
from tests.served import asking_else, serving

from praya.formats.metadata import listed
from praya.model.catalogue import Record
from praya.model.query import Query
from praya.platform import Platform, open_platform
from praya.services import ask, index, ingest, read
from praya.settings import Settings
from praya.store import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from portalkit.backends.base import Portal

    from praya.model.text import Lang

pytestmark = pytest.mark.long

DATASETS = "/api/explore/v2.1/catalog/datasets"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("explored")
    platform = open_platform(Settings(home=folder / "home"))
    small_portal.load(platform, folder)
    platform.db.dispose()
    return folder / "home"


@pytest.fixture(scope="module")
def server(home: Path) -> Iterator[str]:
    with serving(home) as address:
        yield address


def opened(address: str) -> Portal:
    return portalkit.open(address, kind="opendatasoft", cache=False)


def reads(address: str) -> None:
    """What the reader finds is what the small portal holds."""
    portal = opened(address)
    assert [each.id for each in portal.search("rain")] == ["rain"]
    info = portal.describe("rain")
    assert (info.name, info.rows) == ("Rain at stations", 5)
    assert {each.name: each.dtype for each in info.fields}["day"] == "date"
    frame = portal.dataset("rain").to_pandas()
    assert frame["station"].tolist() == ["Sha Tin", "Tai Po", "Sha Tin", "沙田", "Tai Po"]
    assert frame["day"].dt.day.tolist() == [1, 2, 3, 4, 5]
    wet = portal.dataset("rain").to_pandas(
        where="rainfall_mm > 1 and day >= date'2025-01-02'",
        select="station, rainfall_mm",
        order="-day",
        limit=2,
    )
    assert wet.to_dict("records") == [
        {"station": "Tai Po", "rainfall_mm": 3.5},
        {"station": "Tai Po", "rainfall_mm": 12.25},
    ]
    with pytest.raises(DatasetNotFound):
        portal.describe("no-such")


def test_a_library_for_portals_reads_us(server: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    assert portalkit.open(server, kind="opendatasoft").name == "opendatasoft"
    reads(server)


@pytest.mark.parametrize(
    ("said", "instead"), [("rain", "bus-routes"), ("exports", "export"), ("limit=2", "limit=1")]
)
def test_it_does_not_read_what_else_answers(
    server: str, monkeypatch: pytest.MonkeyPatch, said: str, instead: str
):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with (
        asking_else(server, lambda path: path.replace(said, instead)) as broken,
        pytest.raises((AssertionError, PortalkitError, KeyError)),
    ):
        reads(broken)


def test_the_dialect_s_own_words_are_harvested_down_to_the_rows(server: str, home: Path, tmp_path: Path):
    """Titles come in one language: the dialect has no place for more."""
    found = httpx.get(server + DATASETS, params={"limit": "100"}, trust_env=False).json()["results"]
    plain = [each | {"metas": {"default": each["metas"]["default"]}} for each in found]
    read_back = dict(listed.records("opendatasoft", plain, source=server, now=small_portal.NOW))
    mine = open_platform(Settings(home=home))
    other = open_platform(Settings(home=tmp_path / "other", allow_networks=(ip_network("127.0.0.0/8"),)))
    try:
        assert sorted(read_back) == sorted(each.name for each, *_ in small_portal.RECORDS)
        for dataset, publisher, theme, _files in small_portal.RECORDS:
            record = read_back[dataset.name]
            assert isinstance(record, Record)
            lang: Lang = "en" if dataset.title.en else "zh-Hant"
            held = record.dataset
            assert (held.id, held.licence_id, held.modified) == (
                dataset.id,
                dataset.licence_id,
                dataset.modified,
            )
            assert held.title.words(lang) == dataset.title.words(lang)
            assert sorted(held.keywords) == sorted(dataset.keywords)
            assert record.publisher.title.words("en") == publisher.title.words("en")
            assert [each.title.words("en") for each in record.themes] == [theme.title.words("en")]
            for file in record.distributions:
                assert rows(other, record, file.id) == rows_of(mine, dataset.name)
    finally:
        mine.db.dispose()
        other.db.dispose()


def rows(platform: Platform, record: Record, file: str) -> list[Any]:
    """Fetch and read a harvested file."""
    with platform.db.begin() as connection:
        catalogue.save_record(connection, record, small_portal.NOW)
    ingest.ingest(platform, file, now=small_portal.NOW)
    index.index(platform)
    with platform.db.connect() as connection:
        name = catalogue.first_table(connection, file)
    assert name
    return rows_of(platform, name)


def rows_of(platform: Platform, name: str) -> list[Any]:
    table = read.table(platform, name.replace("-", "_"))
    return [dict(each) for each in ask.rows(platform, table, Query()).rows]
