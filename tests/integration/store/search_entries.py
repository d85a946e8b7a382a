"""A handful of datasets to search in, and how tests ask for them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from praya.model.search import Question
from praya.model.text import Text
from praya.store.search import Entry, SearchIndex

DAY = datetime(2026, 1, 1, tzinfo=UTC)


def make_entry(name: str, title: Text | None = None, *, age: int = 0, **fields: object) -> Entry:
    given: dict[str, object] = {
        "id": f"id-{name}",
        "name": name,
        "title": title or Text.of(name),
        "description": Text(),
        "keywords": (),
        "publisher_id": "hk-td",
        "publisher": Text.of("Transport Department", "運輸署", "运输署"),
        "theme_ids": ("transport",),
        "formats": ("CSV",),
        "files": (),
        "tables": (),
        "columns": (),
        "has_table": False,
        "modified": DAY - timedelta(days=age),
    } | fields
    return Entry(**given)  # type: ignore[arg-type]  # each test gives what its field takes


ENTRIES = [
    make_entry(
        "aqhi",
        Text.of("Past AQHI records", "過去空氣質素健康指數記錄"),
        publisher_id="hk-epd",
        publisher=Text.of("Environmental Protection Department", "環境保護署"),
        theme_ids=("environment", "health"),
        formats=("CSV", "XML"),
        has_table=True,
    ),
    make_entry("kmb", Text.of("Bus routes and stops", "九龍巴士路線及車站"), age=1, formats=("JSON",)),
    make_entry(
        "collisions", Text.of("Traffic collisions", "道路交通意外"), age=2, columns=("severity", "嚴重程度")
    ),
    make_entry(
        "parks", Text.of("Car parks", "停車場空置車位"), age=3, description=Text.of("Vacancies every minute")
    ),
    make_entry(
        "clinics",
        Text.of(zh_hant="衞生署診所"),
        age=4,
        publisher_id="hk-dh",
        publisher=Text.of("Department of Health", "衞生署"),
        theme_ids=("health",),
    ),
    make_entry(
        "street",
        Text.of("Street names", "街道名稱"),
        age=5,
        tables=(Text.of("Gazetted streets", "憲報街道"),),
    ),
]


def names(index: SearchIndex, text: str, **asked: object) -> list[str]:
    question = Question(text=text, **asked)  # type: ignore[arg-type]  # each test gives what its field takes
    return [hit.dataset_id.removeprefix("id-") for hit in index.search(question).hits]
