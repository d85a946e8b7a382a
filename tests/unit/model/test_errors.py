from __future__ import annotations

import pytest

from praya.model import errors
from praya.model.text import LANGS, Lang


@pytest.mark.parametrize("lang", LANGS)
def test_a_remembered_failure_is_put_into_each_readers_words(lang: Lang):
    explained = errors.explain("origin_missing", {"http_status": 404}, lang)
    assert "404" in explained.message
    assert explained.advice
    assert "{" not in explained.message


def test_values_are_never_read_as_templates():
    explained = errors.explain("sql_refused", {"reason": "{code} {reason} {0.__class__}"}, "en")
    assert "{code} {reason} {0.__class__}" in explained.message


def test_a_missing_field_shows_as_unknown_instead_of_failing():
    assert "?" in errors.explain("origin_missing", {}, "en").message


def test_a_code_of_another_release_is_shown_as_it_is():
    assert errors.explain("not_yet_invented", {}, "zh-Hant").message == "not_yet_invented"


def test_a_failure_says_itself_in_a_log():
    assert str(errors.FileEmpty()) == "The file is empty. [file_empty]"
