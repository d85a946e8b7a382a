from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from praya.store.search import synonyms
from praya.store.search.fold import beginnings, bigrams, characters, folded, stem, tokens, words

HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1)


@given(st.text())
def test_folding_twice_folds_no_further(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@given(st.text(), st.text())
def test_a_fragment_folds_as_the_text_it_was_cut_from(left: str, right: str) -> None:
    cut = f"{left}　乾淨 {right}"
    assert folded("乾淨") in folded(cut)


@given(HAN)
def test_runs_are_covered_by_their_bigrams(run: str) -> None:
    pairs = bigrams(run)
    assert len(pairs) == max(1, len(run) - 1)
    assert "".join(pair[0] for pair in pairs) + pairs[-1][1:] == run


@given(st.text())
def test_no_token_is_empty_or_holds_a_space(text: str) -> None:
    found = list(words(text))
    for spaced in (tokens(text), characters(found), beginnings(found)):
        assert spaced == " ".join(spaced.split())


@pytest.mark.parametrize(
    "same",
    [
        ("衞生署", "衛生署", "卫生署"),
        ("綫", "線", "线"),
        ("裏", "裡", "里"),
        ("滙豐", "匯豐", "汇丰"),
        ("啟德", "啓德", "启德"),
        ("溫度", "温度"),
        ("ＣＳＶ２０２０", "csv2020"),
        ("著陸", "着陆"),
        ("ﬁle", "file"),
        ("Straße", "STRASSE"),
    ],
)
def test_ways_to_write_one_word_fold_alike(same: tuple[str, ...]) -> None:
    assert len({folded(each) for each in same}) == 1


def test_words_are_runs_of_one_kind() -> None:
    text = "2021年 hk-hko「空氣質素」PM2.5，Bus_Stop"
    assert [tuple(word) for word in words(text)] == [
        ("latin", "2021"),
        ("han", "年"),
        ("latin", "hk"),
        ("latin", "hko"),
        ("han", "空气质素"),
        ("latin", "pm2"),
        ("latin", "5"),
        ("latin", "bus"),
        ("latin", "stop"),
    ]


def test_words_without_end_are_cut() -> None:
    assert max(len(word.text) for word in words("x" * 100_000)) == 64


def test_numbers_and_codes_have_no_stem() -> None:
    assert [stem(word) for word in ("2020", "pm2", "aqhi", "collisions", "collision")] == [
        "2020",
        "pm2",
        "aqhi",
        "collis",
        "collis",
    ]


def test_known_terms_are_cut_out_of_a_run() -> None:
    assert synonyms.pieces("空气质量监测") == [("空气质量", True), ("监测", False)]
    assert synonyms.pieces("的巴士") == [("的", False), ("巴士", True)]
    assert synonyms.pieces("油尖旺人口") == [("油尖旺", True), ("人口", True)]
    assert synonyms.pieces("齉龘") == [("齉龘", False)]


def test_a_term_is_said_differently_in_both_languages() -> None:
    assert ("空气", "气质", "质素") in synonyms.ways(("空气", "气质", "质量"))
    assert ("air", "qualiti") in synonyms.ways(("空气", "气质", "质量"))
    assert synonyms.ways(("gazett",)) == (("gazett",),)
    assert synonyms.phrase(["yau", "tsim", "mong", "park"]) == len(["yau", "tsim", "mong"])
    assert all(len(synonyms.ways(each)) <= synonyms.MOST_WAYS for each in synonyms._others())


@given(st.text("空气质量巴士的x油尖旺人口", max_size=12))
def test_pieces_lose_nothing(run: str) -> None:
    assert "".join(piece for piece, _known in synonyms.pieces(run)) == run
