from __future__ import annotations

import re
from pathlib import Path

import pytest

import praya
from praya.model.decisions import (
    KINDS,
    Decision,
    Kind,
    container,
    explain,
    geography,
    infer,
    layout,
    meaning,
    said,
    sniff,
)
from praya.model.decisions.words import SHOWN, WORDS
from praya.model.text import LANGS, Lang, Text

MODULES = (sniff, container, layout, infer, meaning, geography, said)
SOURCES = Path(praya.__file__).parent


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.code)
def test_every_kind_speaks_three_languages_about_the_same_fields(kind: Kind):
    for text in (kind.what, kind.reason, *([kind.advice] if kind.advice else [])):
        fields = {lang: frozenset(re.findall(r"\{(\w+)\}", wording.words)) for lang, wording in text.items()}
        assert set(fields) == set(LANGS)
        assert len(set(fields.values())) == 1


def test_every_kind_has_a_code_of_its_own():
    kinds = [kind for module in MODULES for kind in vars(module).values() if isinstance(kind, Kind)]
    assert len(kinds) == len(KINDS)


def test_every_kind_is_decided_somewhere():
    code = "".join(path.read_text("utf-8") for path in SOURCES.rglob("*.py"))
    constants = [name for module in MODULES for name, kind in vars(module).items() if isinstance(kind, Kind)]
    assert [name for name in constants if f".{name}" not in code] == []


@pytest.mark.parametrize("names", WORDS.values())
def test_our_own_names_of_things_are_said_in_three_languages(names: dict[str, Text]):
    assert all({lang for lang, _ in text.items()} == set(LANGS) for text in names.values())


@pytest.mark.parametrize(
    ("lang", "what"), [("en", "rain: number"), ("zh-Hant", "rain：數字"), ("zh-Hans", "rain：数字")]
)
def test_a_decision_is_put_into_each_readers_words(lang: Lang, what: str):
    assert explain(infer.DECIMAL.decide(column="rain", type="number"), lang).what == what


def test_values_are_never_read_as_templates():
    decision = sniff.FORMAT_MARKUP.decide(root="{format} {root}", format="xml")
    assert "{format} {root}" in explain(decision, "en").reason


def test_a_missing_field_shows_as_unknown_instead_of_failing():
    assert explain(layout.DELIMITER.decide(), "en").what == "Separator: ?"


def test_long_lists_are_cut_where_people_read_them():
    told = explain(layout.ROWS_RAGGED.decide(rows=99, total=99, lines=tuple(range(99))), "zh-Hant")
    assert "11、…" in told.what
    assert told.what.count("、") == SHOWN


def test_a_code_of_another_release_is_shown_as_it_is():
    told = explain(Decision(code="not_yet_invented", confidence=1.0), "zh-Hans")
    assert (told.what, told.step) == ("not_yet_invented", "other")


def test_every_kind_is_in_the_documents():
    page = (Path(__file__).parents[3] / "docs" / "reading.md").read_text("utf-8")
    assert not [code for code in KINDS if f"`{code}`" not in page]
