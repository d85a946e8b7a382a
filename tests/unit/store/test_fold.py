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
    for spaced in (tokens(text), characters([text]), beginnings([text])):
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


def test_a_word_within_a_run_is_said_differently() -> None:
    assert synonyms.wordings("空气质量监测") == ("空气质量监测", "空气质素监测", "空气品质监测")
    assert synonyms.wordings("街道") == ("街道",)
    assert set(synonyms.stems("typhoon")) == {"typhoon", "cyclon"}
    assert synonyms.stems("gazette") == ("gazett",)


@pytest.mark.parametrize("run", ["数据库网络软件硬件巴士的士停车场电梯手机", "巴士" * 30])
def test_wordings_do_not_multiply(run: str) -> None:
    assert 1 < len(synonyms.wordings(run)) <= synonyms.MAX_WORDINGS
