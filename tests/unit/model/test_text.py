from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from praya.model.text import LANGS, Lang, Text, Wording

wordings = st.none() | st.builds(
    Wording, st.text(min_size=1), st.sampled_from(["source", "converted", "edited"])
)
texts = st.builds(Text, wordings, wordings, wordings)


@given(texts)
def test_json_says_the_whole_text(text: Text):
    assert Text.from_json(text.to_json()) == text


@given(texts, st.sampled_from(LANGS))
def test_a_reader_is_shown_words_in_the_language_they_are_in(text: Text, lang: Lang):
    shown = text.shown(lang)
    if shown is None:
        assert not text
    else:
        wording = text.get(shown.lang)
        assert wording is not None
        assert (wording.words, wording.origin) == (shown.words, shown.origin)
        assert shown.lang == lang or text.get(lang) is None


def test_a_chinese_reader_gets_the_other_script_before_english():
    text = Text.of("Rain", "雨量")
    assert text.words("zh-Hans") == "雨量"
    assert Text.of("Rain", "", "雨量").words("zh-Hant") == "雨量"
    assert Text.of(zh_hant="雨量").words("en") == "雨量"


def test_empty_wordings_are_missing():
    assert not Text.of("", " ", None)
    assert Text().words("en") == ""


@given(texts, texts)
def test_what_a_text_lacks_is_taken_from_the_other(one: Text, other: Text):
    both = one.or_else(other)
    for lang in LANGS:
        assert both.get(lang) == (one.get(lang) or other.get(lang))
