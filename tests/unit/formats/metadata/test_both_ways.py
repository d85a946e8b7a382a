"""What is written as DCAT, data.json or a Data Package is read back as it was."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from praya.formats.metadata import data_json, data_package, dcat, listed, rdf
from praya.formats.metadata.dcat.read import records as read_records
from praya.formats.metadata.description import Description
from praya.formats.metadata.rdf.parse import parse
from praya.formats.metadata.wordings import completed_record
from praya.model.catalogue import Contact, Dataset, Distribution, Publisher, Record, Theme
from praya.model.licence import HK_TERMS, LICENCES, UNSTATED
from praya.model.text import LANGS, Text
from praya.web.api.metadata.places import Places

if TYPE_CHECKING:
    from praya.model import errors

PLACES = Places("https://data.example.org")
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
LETTERS = st.characters(codec="utf-8", exclude_categories=["C", "Z"])
WORDS = st.text(LETTERS, min_size=1, max_size=20).map(lambda words: f"a {words} \\ \"b\" <c> & 'd'")
IDS = st.from_regex(r"[a-z][a-z0-9-]{8,20}", fullmatch=True)
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2025, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the zone is beside


@st.composite
def texts(draw: st.DrawFn, *, empty: bool = True) -> Text:
    kept = draw(st.sets(st.sampled_from(LANGS), min_size=0 if empty else 1))
    said = [draw(WORDS) if lang in kept else None for lang in LANGS]
    return Text.of(said[0], said[1], said[2])


@st.composite
def records(draw: st.DrawFn) -> Record:
    publisher = Publisher(id=draw(IDS), title=draw(texts(empty=False)))
    ids = draw(st.lists(IDS, max_size=3, unique=True))
    themes = tuple(
        Theme(id=each, title=draw(texts(empty=False)), position=place) for place, each in enumerate(ids)
    )
    key = draw(IDS)
    files = tuple(
        Distribution(
            id=each,
            dataset_id=key,
            position=place,
            title=draw(texts()),
            description=draw(texts()),
            url=f"https://files.example/{each}?a=1&b=2",
            format=draw(st.sampled_from(["", "CSV", "XLSX", "FGDB", "RSS", "GEOJSON"])),
            languages=tuple(lang for lang in LANGS if draw(st.booleans())),
        )
        for place, each in enumerate(draw(st.lists(IDS, max_size=3, unique=True)))
    )
    dataset = Dataset(
        id=key,
        name=draw(IDS),
        title=draw(texts(empty=False)),
        description=draw(texts()),
        publisher_id=publisher.id,
        theme_ids=tuple(ids),
        keywords=tuple(sorted(draw(st.sets(IDS, max_size=3)))),
        frequency=draw(texts()),
        contact=draw(
            st.sampled_from(
                [Contact(), Contact(name="A", email="a@b.example", phone="2345 6789 / 1"), Contact(phone="1")]
            )
        ),
        dictionary_url=draw(st.sampled_from(["", "https://x.example/d.pdf"])),
        landing_url=draw(st.sampled_from(["", "https://x.example/page"])),
        licence_id=draw(st.sampled_from([HK_TERMS.id, UNSTATED.id, "CC-BY-4.0", "own-terms"])),
        created=draw(st.none() | MOMENTS),
        modified=draw(MOMENTS),
    )
    return completed_record(Record(dataset=dataset, distributions=files, publisher=publisher, themes=themes))


def described(record: Record) -> Description:
    return Description(
        dataset=record.dataset,
        publisher=record.publisher,
        themes=record.themes,
        licence=LICENCES.get(record.dataset.licence_id, UNSTATED),
        distributions=record.distributions,
        versions={},
        tables=(),
    )


def one(found: list[tuple[str, Record | errors.Failure]]) -> Record:
    [(_, record)] = found
    assert isinstance(record, Record), record
    return completed_record(record)


@pytest.mark.parametrize("ending", ["ttl", "rdf", "jsonld", "nt"])
@given(record=records())
@settings(max_examples=25, deadline=None)
def test_dcat(record: Record, ending: str):
    content = rdf.write([dcat.dataset(described(record), PLACES)], ending)
    graph = parse(content, rdf.FORMATS[ending].media_type, PLACES.base)
    assert one(list(read_records(graph, source="", now=NOW))) == record


@given(record=records())
@settings(max_examples=50, deadline=None)
def test_data_json(record: Record):
    told = json.loads(json.dumps(data_json.dataset(described(record), PLACES, "en")))
    assert one(list(listed.records("data.json", [told], source="", now=NOW))) == record


@given(record=records())
@settings(max_examples=50, deadline=None)
def test_data_package(record: Record):
    told = json.loads(json.dumps(data_package.package(described(record), PLACES, "zh-Hant")))
    assert one(list(listed.records("datapackage", [told], source="", now=NOW))) == record


def test_a_wording_lost_on_the_way_is_noticed():
    publisher = Publisher(id="hk-hko", title=Text.of("Observatory", "天文台", "天文台"))
    dataset = Dataset(
        id="0000-rain",
        name="rain",
        title=Text.of("Rain", "雨"),
        publisher_id="hk-hko",
        licence_id=HK_TERMS.id,
    )
    record = completed_record(Record(dataset=dataset, distributions=(), publisher=publisher, themes=()))
    content = rdf.write([dcat.dataset(described(record), PLACES)], "nt").replace(b'"Rain"@en ', b'"Rian"@en ')
    found = one(list(read_records(parse(content, "application/n-triples", PLACES.base), source="", now=NOW)))
    assert found != record
    assert replace(found, dataset=replace(found.dataset, title=record.dataset.title)) == record
