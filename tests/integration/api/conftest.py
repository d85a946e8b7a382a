"""A small city that every dialect is asked about: real records and files of the demo, and a feed of two versions."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from litestar.testing import TestClient

from praya import demo
from praya.platform import Platform, open_platform
from praya.services import index
from praya.services.ingest import LocalFile, ingest
from praya.settings import Settings
from praya.store import catalogue
from praya.web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Iterator

    from litestar import Litestar

CHOSEN = frozenset(
    {
        "aqhi-stations",
        "mtr-lines-and-fares",
        "parks-zoos-gardens",
        "hk-had-json1-hong-kong-administrative-boundaries",
        "hk-edb-schinfo-school-location-and-information",
        "traffic-detectors",
        "public-holidays",
        "private-domestic-rents",
        "hk-censtatd-16bc-2016-population-census-district-profiles",
        "hk-censtatd-06c_csv_tc-2006-population-bycensus-statistical-tables-csv-tc",
    }
)
SITE = "https://data.example.org"


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """The platform: nobody writes to it."""
    home = tmp_path_factory.mktemp("city")
    platform = open_platform(Settings(home=home, url=SITE))
    demo.load(platform, progress=lambda *_: None, chosen=CHOSEN)
    later = home / "later.csv"
    with platform.db.connect() as connection:
        before = catalogue.latest_version(connection, "aqhi-stations")
    assert before is not None
    text = platform.archive.open(before.sha256).read().decode("utf-8-sig")
    later.write_text(text.rstrip().replace("Tap Mun", "Grass Island") + "\nLamma,22.2,114.13\n", "utf-8")
    ingest(
        platform,
        "aqhi-stations",
        local=LocalFile(
            path=later,
            name="stations.csv",
            url=before.url,
            retrieved_at=datetime(2023, 1, 1, tzinfo=UTC),
            media_type="text/csv",
            table_name="aqhi_stations",
        ),
        now=datetime(2023, 1, 1, tzinfo=UTC),
    )
    index.index(platform)
    yield platform
    platform.db.dispose()


@pytest.fixture(scope="session")
def app(city: Platform) -> Litestar:
    return create_app(city)


@pytest.fixture
def client(app: Litestar) -> Iterator[TestClient[Litestar]]:
    with TestClient(app, raise_server_exceptions=False) as opened:
        yield opened
