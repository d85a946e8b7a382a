"""Folding: one spelling for all ways to write a word, so that what is asked meets what is indexed.

Full-width becomes half-width, capitals small, every Chinese character its simplified form. Characters are folded one
by one, whatever stands beside them: a query is a fragment, and must fold as the text it was cut from.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

import tantivy
from opencc import OpenCC

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LONGEST_WORD = 64

_HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_WORD = re.compile(f"(?P<han>[{_HAN}]+)|(?P<latin>[^\\W_{_HAN}]+)")
_IS_HAN = re.compile(f"[{_HAN}]")
_SPACED = re.compile(f"(?<![{_HAN}])(?:[{_HAN}] ){{2,}}[{_HAN}](?![{_HAN}])")
"""A title that its publisher set with spaces: 註 冊 診 療 所."""
_KEPT_APART = {"著": "着"}
"""Variants that OpenCC keeps apart because context decides between them."""

_stemmer = (
    tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw()).filter(tantivy.Filter.stemmer("english")).build()
)


class Word(NamedTuple):
    """A folded word: a run of Chinese characters, or of other letters and digits."""

    kind: Literal["han", "latin"]
    text: str


class _Characters(dict[int, str]):
    """Each character's folded form, looked up once."""

    def __init__(self) -> None:
        self._steps = (
            OpenCC("hk2s"),
            OpenCC("t2s"),
        )  # Hong Kong's variants first, then what it writes as others do

    def __missing__(self, code: int) -> str:
        folded = chr(code)
        if _IS_HAN.match(folded):
            for step in self._steps:
                folded = step.convert(folded)
        self[code] = folded = _KEPT_APART.get(folded, folded)
        return folded


_characters = _Characters()


def folded(text: str) -> str:
    """Return the text in its one spelling."""
    return unicodedata.normalize("NFKC", text).casefold().translate(_characters)


def words(text: str) -> Iterator[Word]:
    """Iterate over the words of a text, folded."""
    plain = _SPACED.sub(lambda spaced: spaced[0].replace(" ", ""), folded(text))
    for found in _WORD.finditer(plain):
        if han := found["han"]:
            yield Word("han", han)
        else:
            yield Word("latin", found["latin"][:LONGEST_WORD])


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return an English word's stem; other words come back nearly as they are."""
    return "".join(_stemmer.analyze(word)) or word


def bigrams(run: str) -> list[str]:
    """Return each two neighbouring characters of a run; a run of one is itself."""
    return [run[at : at + 2] for at in range(len(run) - 1)] or [run]


def tokens(text: str) -> str:
    """Return what is indexed of a text: stems and bigrams in their order, separated by spaces."""
    return indexed(words(text))


def indexed(found: Iterable[Word]) -> str:
    """Return what is indexed of a text's words."""
    return " ".join(
        token
        for word in found
        for token in (bigrams(word.text) if word.kind == "han" else (stem(word.text),))
    )


def characters(found: Iterable[Word]) -> str:
    """Return the single Chinese characters of some words, separated by spaces."""
    return " ".join(sorted({char for word in found if word.kind == "han" for char in word.text}))


def beginnings(found: Iterable[Word]) -> str:
    """Return the whole words that are not Chinese, unstemmed, separated by spaces: what a half-typed word may become."""
    return " ".join(sorted({word.text for word in found if word.kind == "latin"}))
