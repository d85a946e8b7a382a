"""Language tags that say which language words are in, and whether somebody wrote them so.

A wording that was converted between Chinese scripts is tagged as such by BCP 47's extension T (RFC 6497):
`zh-Hans-t-zh-hant`. Whoever looks for `zh-Hans` finds it, and nobody takes it for words that a person wrote. What an
editor of this catalogue wrote needs no mark: to whoever reads the catalogue, it is what the catalogue says.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from praya.formats.chinese import script
from praya.model.text import LANGS, Text, Wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from praya.model.text import Lang, Origin

_REPEATED = "-x-title"
"""A private subtag of words that only repeat a title."""
_CONVERTED: Mapping[Lang, str] = {"zh-Hans": "-t-zh-hant", "zh-Hant": "-t-zh-hans", "en": "-t-und"}
_CHINESE = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_TRADITIONAL = re.compile(r"zh-(hant|tw|hk|mo)|yue|tc|cht")
_SIMPLIFIED = re.compile(r"zh-(hans|cn|sg|my)|sc|chs")


def tag(lang: Lang, origin: Origin) -> str:
    """Return the tag of a wording: its language, and what it was converted from."""
    return lang + (_CONVERTED[lang] if origin == "converted" else "")


def repeated(title: Text) -> Iterator[tuple[str, str]]:
    """Iterate over a title's wordings where a format demands a description and there is none, marked as what they are."""
    for label, words in tagged(title):
        yield label + _REPEATED, words


def tagged(text: Text) -> Iterator[tuple[str, str]]:
    """Iterate over a text's wordings: tag and words."""
    for lang, wording in text.items():
        yield tag(lang, wording.origin), wording.words


def said(wordings: Iterable[tuple[str, str]]) -> Text:
    """Return the text that tagged words make; of several in one language the first.

    Words without a tag, or in a language that this catalogue has no place for, count only where nothing else is said:
    under the language that they look like.
    """
    found: dict[Lang, Wording] = {}
    other = ""
    for label, words in wordings:
        if label.lower().endswith(_REPEATED):
            continue
        lang = _language(label, words)
        if lang is None:
            other = other or words
        elif words.strip():
            found.setdefault(lang, Wording(words.strip(), _origin(label)))
    if not found and other.strip():
        found[guessed(other)] = Wording(other.strip())
    return Text(found.get("en"), found.get("zh-Hant"), found.get("zh-Hans"))


def guessed(words: str) -> Lang:
    """Return the language that words look like: Chinese where much of them is, in the script it is in, else English."""
    letters = sum(char.isalpha() for char in words)
    if letters and len(_CHINESE.findall(words)) * 3 > letters:
        return script(words)
    return "en"


def language(label: str) -> Lang | None:
    """Return the language that a tag names for certain, if this catalogue has a place for it."""
    return next((lang for lang in LANGS if label == lang), None) or _language(label, "")


def _language(label: str, words: str) -> Lang | None:
    folded = label.strip().lower().replace("_", "-")
    if re.match(r"en(g|-|$)", folded):
        return "en"
    if _TRADITIONAL.match(folded):
        return "zh-Hant"
    if _SIMPLIFIED.match(folded):
        return "zh-Hans"
    if re.match(r"(zh|zho|chi)(-|$)", folded) and words:
        return script(words)
    return None


def _origin(label: str) -> Origin:
    return "converted" if "-t-" in label.lower() else "source"
