"""A portal with three datasets: readings with dates, gaps and marks; places; and files that could not be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from litestar.testing import TestClient
from tests.conftest import NOW

from praya.model.catalogue import Dataset, Distribution, Publisher, Record, Theme
from praya.model.licence import HK_TERMS, UNSTATED
from praya.model.text import Text, Wording
from praya.services.index import index
from praya.services.ingest import LocalFile, ingest
from praya.store import catalogue
from praya.web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    from litestar import Litestar

    from praya.platform import Platform

HKO = Publisher(id="hk-hko", title=Text.of("Hong Kong Observatory", "香港天文台", "香港天文台"))
WEATHER = Theme(id="climate-and-weather", title=Text.of("Climate and Weather", "氣象", "气象"), position=1)
EMPTY_THEME = Theme(id="tourism", title=Text.of("Tourism", "旅遊", "旅游"), position=2)
ONLY_CHINESE = Text(zh_hant=Wording("預報"), zh_hans=Wording("预报", "converted"))


def rain() -> bytes:
    """Forty-five years of days, a mark for a trace, a day without a value, and a name that would be markup."""
    lines = ["Station,日期/Date,Rainfall (mm),Note"]
    first = date(1980, 1, 1)
    for number in range(45 * 365):
        day = first + timedelta(days=number)
        value = "Trace" if number == 3 else "" if number == 4 else f"{(number * 7) % 90 / 10}"
        note = "<script>alert(1)</script>" if number == 0 else ""
        lines.append(f"{('Sha Tin', 'Tai Po', '沙田')[number % 3]},{day.isoformat()},{value},{note}")
    return "\n".join(lines).encode()


PLACES = (
    b"Name,District,Latitude,Longitude\n"
    b"Star Ferry,Yau Tsim Mong,22.2937,114.1687\nPeak,Central & Western,22.2713,114.1499\nSha Tin,Sha Tin,22.3816,114.1878\n"
)


@dataclass(frozen=True)
class Given:
    """One file of a dataset, and what came when it was fetched."""

    body: bytes | None
    name: str


def dataset(
    name: str, title: Text, *, licence: str = HK_TERMS.id, description: Text | None = None
) -> Dataset:
    return Dataset(
        id=f"id-{name}",
        name=name,
        title=title,
        description=description or Text(),
        publisher_id=HKO.id,
        theme_ids=(WEATHER.id,),
        licence_id=licence,
        frequency=Text.of("Daily", "每日", "每日"),
    )


def publish(platform: Platform, folder: Path, now: datetime, given: Dataset, files: dict[str, Given]) -> None:
    distributions = tuple(
        Distribution(
            id=key,
            dataset_id=given.id,
            position=position,
            title=Text.of(f"File {key}"),
            url=f"https://example.org/{file.name}",
            format="CSV",
        )
        for position, (key, file) in enumerate(files.items())
    )
    with platform.db.begin() as connection:
        catalogue.save_theme(connection, EMPTY_THEME)
        catalogue.save_record(
            connection,
            Record(dataset=given, distributions=distributions, publisher=HKO, themes=(WEATHER,)),
            now,
        )
    for key, file in files.items():
        if file.body is not None:
            path = folder / "arrived"
            path.write_bytes(file.body)
            local = LocalFile(
                path=path,
                name=file.name,
                url=f"https://example.org/{file.name}",
                retrieved_at=now,
                media_type="text/html",
                table_name=key,
            )
            ingest(platform, key, local=local, now=now)


def portal(platform: Platform, tmp_path: Path, now: datetime) -> Litestar:
    """The portal over a platform with the three datasets."""
    told = Text.of("Rain of each day.", "每日雨量。")
    publish(
        platform,
        tmp_path,
        now,
        dataset("rain", Text.of("Rain at stations", "各站雨量", "各站雨量"), description=told),
        {"rain": Given(rain(), "rain.csv")},
    )
    publish(
        platform,
        tmp_path,
        now,
        dataset("places", Text.of("Places", "地方", "地方"), licence=UNSTATED.id),
        {"places": Given(PLACES, "地方.csv")},
    )
    page = b"<!doctype html><html><head><title>Sorry &amp; gone</title></head><body>x</body></html>"
    publish(
        platform,
        tmp_path,
        now,
        dataset("forecast", ONLY_CHINESE),
        {"broken": Given(page, "forecast.csv"), **{f"unread{n}": Given(None, f"{n}.csv") for n in range(12)}},
    )
    index(platform)
    return create_app(platform, now=lambda: now)


@pytest.fixture(scope="session")
def shared(
    tmp_path_factory: pytest.TempPathFactory, open_empty: Callable[[Path], Platform]
) -> Iterator[TestClient[Litestar]]:
    """The portal of all tests that only read it: making one takes longer than most of them."""
    folder = tmp_path_factory.mktemp("portal")
    platform = open_empty(folder)
    with TestClient(portal(platform, folder, NOW), raise_server_exceptions=False) as opened:
        yield opened
    platform.db.dispose()


@pytest.fixture
def own(platform: Platform, tmp_path: Path, now: datetime) -> Iterator[TestClient[Litestar]]:
    """A portal of the test's own, over its `platform`, which it may change."""
    with TestClient(portal(platform, tmp_path, now), raise_server_exceptions=False) as opened:
        yield opened


@pytest.fixture
def client(request: pytest.FixtureRequest) -> TestClient[Litestar]:
    """The portal; its own if the test asks for the platform below it as well."""
    found: TestClient[Litestar] = request.getfixturevalue(
        "own" if "platform" in request.fixturenames else "shared"
    )
    found.cookies.clear()
    return found
