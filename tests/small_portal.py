"""A small catalogue: three datasets, one of them with a converted title, two with tables."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from praya.model.catalogue import Contact, Dataset, Distribution, Publisher, Record, Theme
from praya.model.licence import HK_TERMS
from praya.model.text import Text, Wording
from praya.services.index import index
from praya.services.ingest import LocalFile, ingest
from praya.store import catalogue

if TYPE_CHECKING:
    from pathlib import Path

    from praya.platform import Platform

Files = dict[str, tuple[str, str | None]]
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
HKO = Publisher(id="hk-hko", title=Text.of("Hong Kong Observatory", "香港天文台", "香港天文台"))
TD = Publisher(id="hk-td", title=Text.of("Transport Department", "運輸署", "运输署"))
WEATHER = Theme(
    id="climate-and-weather",
    title=Text(Wording("Climate and Weather"), Wording("氣象"), Wording("气象", "converted")),
    position=0,
)
TRANSPORT = Theme(id="transport", title=Text.of("Transport", "運輸", "运输"), position=1)
CONVERTED = Wording("巴士路线", "converted")

RAIN = (
    "Station,Day,Rainfall (mm),Wet,Note\n"
    "Sha Tin,2025-01-01,0.5,true,light <rain>\n"
    'Tai Po,2025-01-02,12.25,true,"heavy, long"\n'
    "Sha Tin,2025-01-03,0,false,\n"
    "沙田,2025-01-04,,false,missing\n"
    "Tai Po,2025-01-05,3.5,true,showers & wind\n"
)
BUSES = "route,stops\n1A,32\n2,18\n6X,40\n"


def _dataset(name: str, title: Text, publisher: Publisher, theme: Theme, **given: object) -> Dataset:
    said: dict[str, Any] = {
        "id": f"0000-{name}",
        "name": name,
        "title": title,
        "publisher_id": publisher.id,
        "theme_ids": (theme.id,),
        "licence_id": HK_TERMS.id,
    } | given
    return Dataset(**said)


RECORDS: tuple[tuple[Dataset, Publisher, Theme, Files], ...] = (
    (
        _dataset(
            "rain",
            Text.of("Rain at stations", "各站雨量", "各站雨量"),
            HKO,
            WEATHER,
            description=Text.of("Rainfall of each day.\n\nMeasured in mm.", "每日雨量。", "每日雨量。"),
            keywords=("rain", "open data", "雨量"),
            frequency=Text.of("Daily", "每日", "每日"),
            contact=Contact(name="Duty Officer", email="duty@example.org", phone="2926 8200"),
            dictionary_url="https://example.org/dictionary.pdf",
            created=datetime(2019, 5, 6, 7, 8, 9, 123456, tzinfo=UTC),
            modified=datetime(2025, 12, 31, tzinfo=UTC),
        ),
        HKO,
        WEATHER,
        {"rain-csv-file": ("CSV", RAIN), "rain-notes-file": ("PDF", None)},
    ),
    (
        _dataset(
            "bus-routes",
            Text(zh_hant=Wording("巴士路線"), zh_hans=CONVERTED),
            TD,
            TRANSPORT,
            keywords=("bus",),
            created=datetime(2020, 1, 1, tzinfo=UTC),
            modified=datetime(2024, 6, 1, tzinfo=UTC),
        ),
        TD,
        TRANSPORT,
        {"buses-csv-file": ("CSV", BUSES)},
    ),
    (
        _dataset("ferry-piers", Text.of("Ferry piers", "渡輪碼頭", "渡轮码头"), TD, TRANSPORT),
        TD,
        TRANSPORT,
        {"piers-json-file": ("JSON", None)},
    ),
)


def distributions(dataset: Dataset, files: dict[str, tuple[str, str | None]]) -> tuple[Distribution, ...]:
    """Return a dataset's distributions, by each file's id with its format and its content, if it has any here."""
    return tuple(
        Distribution(
            id=key,
            dataset_id=dataset.id,
            position=place,
            title=Text.of(f"{form} file", f"{form} 檔案", f"{form} 文件"),
            description=Text.of("All of it.") if place == 0 else Text(),
            url=f"https://example.org/{key}.{form.lower()}",
            format=form,
            languages=("en", "zh-Hant") if place == 0 else (),
        )
        for place, (key, (form, _body)) in enumerate(files.items())
    )


def load(platform: Platform, folder: Path) -> None:
    """Fill a platform with the three datasets, and index them."""
    for dataset, publisher, theme, files in RECORDS:
        with platform.db.begin() as connection:
            record = Record(
                dataset=dataset,
                distributions=distributions(dataset, files),
                publisher=publisher,
                themes=(theme,),
            )
            catalogue.save_record(connection, record, NOW)
        for key, (_form, body) in files.items():
            if body is not None:
                path = folder / "arrived"
                path.write_text(body, "utf-8")
                local = LocalFile(
                    path=path,
                    name=f"{key}.csv",
                    url=f"https://example.org/{key}.csv",
                    retrieved_at=NOW,
                    media_type="text/csv",
                    table_name=dataset.name,
                )
                ingest(platform, key, local=local, now=NOW)
    index(platform)
