from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from praya.model import errors
from praya.model.catalogue import Contact, Problem, Publisher, Theme
from praya.model.text import Text, Wording
from praya.store import catalogue, db

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy import Engine

    from praya.model.catalogue import Record
    from praya.store.catalogue import Saved


@pytest.fixture
def save(engine: Engine, now: datetime) -> Callable[[Record], Saved]:
    def save(record: Record) -> Saved:
        with engine.begin() as connection:
            return catalogue.save_record(connection, record, now)

    return save


def everything(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    with engine.connect() as connection:
        return {
            table.name: [
                tuple(row) for row in connection.execute(sa.select(table).order_by(*table.primary_key))
            ]
            for table in db.metadata.sorted_tables
        }


def refused(save: Callable[[Record], Saved], record: Record) -> str:
    with pytest.raises(errors.RecordInvalid) as failure:
        save(record)
    return str(failure.value.fields["reason"])


def test_a_file_of_another_dataset_is_not_taken_over(
    engine: Engine, save: Callable[[Record], Saved], make_record: Callable[..., Record]
) -> None:
    save(make_record("a"))
    before = everything(engine)
    thief = make_record("b")
    stolen = replace(thief.distributions[0], id="a-0")
    assert "belongs to another" in refused(save, replace(thief, distributions=(stolen,)))
    assert everything(engine) == before


def test_records_that_contradict_themselves_are_refused_whole(
    engine: Engine, save: Callable[[Record], Saved], make_record: Callable[..., Record]
) -> None:
    record = make_record()
    empty = everything(engine)
    twice = replace(record, distributions=(record.distributions[0], record.distributions[0]))
    assert "same id" in refused(save, twice)
    assert "publisher" in refused(save, replace(record, publisher=Publisher(id="other", title=Text.of("x"))))
    stray = replace(record.dataset, theme_ids=("climate-and-weather", "nowhere"))
    assert "nowhere" in refused(save, replace(record, dataset=stray))
    assert everything(engine) == empty


@pytest.mark.parametrize("text", ["a\0b", "a\ud800b"])
def test_text_that_no_database_can_hold_is_refused(
    engine: Engine, save: Callable[[Record], Saved], make_record: Callable[..., Record], text: str
) -> None:
    for field in ({"landing_url": text}, {"title": Text.of(text)}, {"keywords": (text,)}, {"name": text}):
        assert "no text" in refused(
            save, replace(make_record(), dataset=replace(make_record().dataset, **field))
        )
    first, *_others = make_record().distributions
    assert "no text" in refused(save, replace(make_record(), distributions=(replace(first, url=text),)))
    with engine.connect() as connection:
        assert catalogue.dataset_names(connection) == []


def test_a_name_belongs_to_one_source(
    engine: Engine, save: Callable[[Record], Saved], make_record: Callable[..., Record]
) -> None:
    save(make_record("a"))
    save(make_record("b"))
    assert "has this name" in refused(save, make_record("a", id="x", source="https://elsewhere.example"))
    renamed = make_record("b")
    assert "has this name" in refused(save, replace(renamed, dataset=replace(renamed.dataset, name="a")))
    with engine.connect() as connection:
        assert catalogue.dataset_names(connection) == ["a", "b"]


def test_a_dataset_that_its_portal_made_anew_keeps_its_id_here(
    engine: Engine, save: Callable[[Record], Saved], make_record: Callable[..., Record]
) -> None:
    save(make_record("a"))
    assert save(make_record("a", id="made-anew")) == "unchanged"
    assert save(make_record("a", id="made-anew", keywords=())) == "changed"
    with engine.connect() as connection:
        found = catalogue.dataset(connection, "a")
        assert found is not None
        assert found.id == "id-a"
        assert {each.dataset_id for each in catalogue.distributions(connection, "id-a")} == {"id-a"}
        assert catalogue.dataset_by_id(connection, "made-anew") is None


def test_what_is_saved_is_what_is_read(
    engine: Engine, save: Callable[[Record], Saved], make_record: Callable[..., Record], now: datetime
) -> None:
    record = make_record(
        description=Text(zh_hant=Wording("說明"), zh_hans=Wording("说明", "converted")),
        frequency=Text.of("Daily"),
        contact=Contact(name="查詢", email="a@example.org", phone="2926 8200"),
        dictionary_url="https://example.org/dictionary.pdf",
        landing_url="https://example.org/",
        created=now - timedelta(days=3, microseconds=5),
    )
    assert save(record) == "created"
    with engine.connect() as connection:
        assert catalogue.dataset(connection, record.dataset.name) == record.dataset
        assert catalogue.dataset_by_id(connection, record.dataset.id) == record.dataset
        assert catalogue.datasets(connection, [record.dataset.id, "none"]) == {
            record.dataset.id: record.dataset
        }
        assert catalogue.distributions(connection, record.dataset.id) == record.distributions
        assert catalogue.distribution(connection, record.distributions[1].id) == record.distributions[1]
        assert catalogue.publishers(connection) == (record.publisher,)
        assert catalogue.themes(connection) == record.themes


def test_nothing_asked_for_gives_nothing(engine: Engine) -> None:
    with engine.connect() as connection:
        assert catalogue.dataset(connection, "none") is None
        assert catalogue.dataset_by_id(connection, "none") is None
        assert catalogue.datasets(connection, []) == {}
        assert catalogue.distribution(connection, "none") is None
        assert catalogue.publisher(connection, "none") is None
        assert catalogue.summaries(connection, []) == {}


def test_an_unchanged_record_writes_nothing(
    engine: Engine, save: Callable[[Record], Saved], make_record: Callable[..., Record]
) -> None:
    save(make_record())
    before = everything(engine)
    assert save(make_record()) == "unchanged"
    assert everything(engine) == before


@pytest.mark.parametrize(
    "change",
    [
        {"title": Text.of("Rain", "雨")},
        {"theme_ids": ()},
        {"keywords": ("rain", "雨量")},
        {"modified": None},
        {"files": 3},
        {"files": 0},
    ],
)
def test_a_change_is_seen_and_counted(
    engine: Engine,
    save: Callable[[Record], Saved],
    make_record: Callable[..., Record],
    change: dict[str, object],
) -> None:
    save(make_record())
    assert save(make_record(**change)) == "changed"
    assert save(make_record(**change)) == "unchanged"
    with engine.connect() as connection:
        assert catalogue.dataset(connection, "hk-hko-rainfall") == make_record(**change).dataset
        assert (
            catalogue.distributions(connection, "id-hk-hko-rainfall") == make_record(**change).distributions
        )
        assert catalogue.pending_index(connection, "index", 9) == [("id-hk-hko-rainfall", 2)]


def test_how_reading_went_is_kept_but_validators_only_for_the_same_address(
    engine: Engine, save: Callable[[Record], Saved], make_record: Callable[..., Record], now: datetime
) -> None:
    record = make_record()
    save(record)
    problem = Problem(code="origin_missing", fields={"http_status": 404}, at=now)
    with engine.begin() as connection:
        for each in record.distributions:
            catalogue.set_status(
                connection,
                each.id,
                "failed",
                problem=problem,
                checked_at=now,
                etag='"1"',
                last_modified="Mon",
            )
    moved = replace(record.distributions[0], url="https://example.org/new.csv")
    retitled = replace(record.distributions[1], title=Text.of("New"))
    assert save(replace(record, distributions=(moved, retitled))) == "changed"
    with engine.connect() as connection:
        first, second = catalogue.distributions(connection, record.dataset.id)
    assert (first.status, first.problem, first.checked_at) == ("failed", problem, now)
    assert (first.etag, first.last_modified) == ("", "")
    assert (second.title, second.problem) == (Text.of("New"), problem)
    assert (second.etag, second.last_modified) == ('"1"', "Mon")


def test_a_publisher_never_loses_a_wording(engine: Engine) -> None:
    official = Text(en=Wording("Observatory"), zh_hant=Wording("天文台"), zh_hans=Wording("官方译名"))
    later = Text(zh_hant=Wording("香港天文台"), zh_hans=Wording("香港天文台", "converted"))
    with engine.begin() as connection:
        catalogue.save_publisher(connection, Publisher(id="hk-hko", title=official))
        catalogue.save_publisher(connection, Publisher(id="hk-hko", title=later))
        found = catalogue.publisher(connection, "hk-hko")
    assert found is not None
    assert found.title == Text(
        en=Wording("Observatory"), zh_hant=Wording("香港天文台"), zh_hans=Wording("官方译名")
    )


def test_a_publisher_that_changed_its_name_is_indexed_with_all_its_datasets(
    engine: Engine, save: Callable[[Record], Saved], make_record: Callable[..., Record]
) -> None:
    save(make_record("a"))
    save(make_record("b"))
    with engine.begin() as connection:
        catalogue.save_publisher(connection, Publisher(id="hk-hko", title=Text.of("HKO")))
        assert catalogue.pending_index(connection, "index", 9) == [("id-a", 2), ("id-b", 2)]


def test_themes_keep_the_portals_order(
    engine: Engine, save: Callable[[Record], Saved], make_record: Callable[..., Record]
) -> None:
    save(make_record())
    with engine.begin() as connection:
        catalogue.save_theme(connection, Theme(id="transport", title=Text.of("Transport"), position=3))
        catalogue.save_theme(
            connection, Theme(id="climate-and-weather", title=Text.of("Climate"), position=1)
        )
    record = make_record()
    theme = Theme(id="climate-and-weather", title=Text.of(zh_hans="气候"), position=9)
    save(replace(record, themes=(theme,)))
    with engine.connect() as connection:
        found = catalogue.themes(connection)
    assert [(each.id, each.position) for each in found] == [("climate-and-weather", 1), ("transport", 3)]
    assert found[0].title == Text.of("Climate", "氣候及天氣", "气候")


def test_counting(
    engine: Engine, save: Callable[[Record], Saved], make_record: Callable[..., Record]
) -> None:
    save(make_record("a"))
    save(make_record("b", files=1, theme_ids=()))
    with engine.begin() as connection:
        catalogue.save_publisher(connection, Publisher(id="idle", title=Text.of("Without a dataset")))
        counts = catalogue.counts(connection)
        assert catalogue.datasets_by_theme(connection) == {"climate-and-weather": 1}
        assert catalogue.datasets_by_publisher(connection) == {"hk-hko": 2}
    assert (counts.datasets, counts.distributions, counts.publishers) == (2, 3, 1)
    assert (counts.tables, counts.rows) == (0, 0)
