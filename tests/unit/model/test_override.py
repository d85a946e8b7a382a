"""What publishers may say, and how they are told what they may not."""

from __future__ import annotations

import pytest

from praya.model import errors
from praya.model.override import NOTHING, Override, override_from_json, override_to_json
from praya.model.text import LANGS

WRONG: list[tuple[object, str]] = [
    ([], "{}"),
    ("utf-8", "{}"),
    ({"encodings": "utf-8"}, "encodings"),
    ({"encoding": "utf-9"}, "encoding"),
    ({"encoding": None}, "encoding"),
    ({"delimiter": ":"}, "delimiter"),
    ({"skip": -1}, "skip"),
    ({"skip": True}, "skip"),
    ({"skip": 1.5}, "skip"),
    ({"header": [0]}, "header"),
    ({"header": [3, 2]}, "header"),
    ({"header": [2, 2]}, "header"),
    ({"header": 3}, "header"),
    ({"header": ["3"]}, "header[0]"),
    ({"only": "Sheet1"}, "only"),
    ({"only": [""]}, "only[0]"),
    ({"columns": []}, "columns"),
    ({"columns": {"a": "date"}}, "columns.a"),
    ({"columns": {"a": {"typ": "date"}}}, "columns.a.typ"),
    ({"columns": {"a": {"type": "geojson"}}}, "columns.a.type"),
    ({"columns": {"a": {"order": "ydm"}}}, "columns.a.order"),
    ({"columns": {"a": {"markers": ["x", 1]}}}, "columns.a.markers[1]"),
    ({"columns": {"a": {"name": "_row"}}}, "columns.a.name"),
    ({"columns": {"a": {"name": "rain_text"}}}, "columns.a.name"),
    ({"columns": {"a": {"name": "Rain mm"}}}, "columns.a.name"),
    ({"columns": {"a": {"name": "a" * 61}}}, "columns.a.name"),
    ({"columns": {"a": {"title": {"fr": "pluie"}}}}, "columns.a.title.fr"),
    ({"columns": {"a": {"title": {"en": "a\u0000"}}}}, "columns.a.title.en"),
    ({"columns": {"a": {"unit": ""}}}, "columns.a.unit"),
    ({"tables": {"s": {"encoding": "utf-8"}}}, "tables.s.encoding"),
    ({"tables": {"s": {"header": "x"}}}, "tables.s.header"),
]
ALL = {
    "encoding": "big5hkscs",
    "delimiter": ";",
    "only": ["s", "t"],
    "skip": 2,
    "header": [],
    "columns": {
        "a": {
            "type": "date",
            "order": "dmy",
            "markers": ["Tr", "—"],
            "name": "day",
            "title": {"en": "Day", "zh-Hant": "日"},
            "unit": "mm",
        }
    },
    "tables": {"s": {"header": [1, 2], "columns": {"b": {"type": "string"}}}},
}


@pytest.mark.parametrize(("told", "field"), WRONG, ids=[field for _, field in WRONG])
def test_the_wrong_field_is_named_in_three_languages(told: object, field: str):
    with pytest.raises(errors.OverrideInvalid) as raised:
        override_from_json(told)
    assert raised.value.fields["field"] == field
    for lang in LANGS:
        assert field in errors.explain(raised.value.code, raised.value.fields, lang).message


def test_what_is_said_comes_back():
    said = override_from_json(ALL)
    assert override_to_json(said) == ALL
    assert override_from_json(override_to_json(said)) == said
    assert said.digest == override_from_json(dict(reversed(ALL.items()))).digest


def test_nothing_is_nothing():
    assert override_from_json({}) == NOTHING == Override()
    assert override_to_json(NOTHING) == {}
    assert NOTHING.digest == ""


def test_a_table_of_its_own_says_more():
    said = override_from_json(ALL)
    assert said.at("s").header == (1, 2)
    assert said.at("s").skip == 2
    assert set(said.at("s").columns) == {"a", "b"}
    assert said.at("s/2") == said.at("s")
    assert said.at("st") == said.every
