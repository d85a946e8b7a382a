"""Hong Kong's eighteen districts: the canonical list, and every way in which files spell them.

Files name a district in three languages ("Kwai_Tsing", "葵青區", "葵青区"), by the letter of its constituencies ("S"), or
by an abbreviation ("K&T"). Letters and abbreviations contradict each other ("S" is Kwai Tsing in one and Southern in the
other), so a code means something only beside the other codes of its column: `known` reads a column as a whole.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from praya.model.text import LANGS, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Scheme = Literal["name", "letter", "abbreviation"]


@dataclass(frozen=True, slots=True)
class District:
    """One district."""

    code: str
    """Our own name of it, in addresses and filters: "kwai-tsing"."""
    letter: str
    """What the codes of its District Council constituencies begin with."""
    abbreviations: tuple[str, ...]
    name: Text


@dataclass(frozen=True, slots=True)
class Known:
    """What a column of texts says of districts; `strange` are the texts that name none."""

    scheme: Scheme | None
    found: int
    strange: tuple[str, ...]


def _district(letter: str, english: str, traditional: str, simplified: str, abbreviations: str) -> District:
    return District(
        code=english.lower().replace(" ", "-"),
        letter=letter,
        abbreviations=tuple(abbreviations.split()),
        name=Text.of(english, traditional, simplified, origin="edited"),
    )


DISTRICTS = (
    _district("A", "Central and Western", "中西區", "中西区", "CW C&W"),
    _district("B", "Wan Chai", "灣仔區", "湾仔区", "WC WCH"),
    _district("C", "Eastern", "東區", "东区", "E"),
    _district("D", "Southern", "南區", "南区", "S"),
    _district("E", "Yau Tsim Mong", "油尖旺區", "油尖旺区", "YTM"),
    _district("F", "Sham Shui Po", "深水埗區", "深水埗区", "SSP"),
    _district("G", "Kowloon City", "九龍城區", "九龙城区", "KC"),
    _district("H", "Wong Tai Sin", "黃大仙區", "黄大仙区", "WTS"),
    _district("J", "Kwun Tong", "觀塘區", "观塘区", "KT"),
    _district("K", "Tsuen Wan", "荃灣區", "荃湾区", "TW"),
    _district("L", "Tuen Mun", "屯門區", "屯门区", "TM"),
    _district("M", "Yuen Long", "元朗區", "元朗区", "YL"),
    _district("N", "North", "北區", "北区", "N"),
    _district("P", "Tai Po", "大埔區", "大埔区", "TP"),
    _district("Q", "Sai Kung", "西貢區", "西贡区", "SK"),
    _district("R", "Sha Tin", "沙田區", "沙田区", "ST"),
    _district("S", "Kwai Tsing", "葵青區", "葵青区", "K&T KTS"),
    _district("T", "Islands", "離島區", "离岛区", "I IS"),
)
_OTHER_SPELLINGS = {
    "island": "islands",
    "outlyingislands": "islands",
    "深水埔": "sham-shui-po",
    "黃大仙": "wong-tai-sin",
}
_BETWEEN_SEVERAL = re.compile(r"\s*[-/,;、，；]\s*")
_FOOTNOTE = re.compile(r"\s*(?:[(（]\d+[)）]|[*#^†§]+)$")
_CHINESE = re.compile(r"[\u3400-\u9fff]+")
_LATIN = re.compile(r"[A-Za-z]+")
_ENDS = re.compile(r"(?<=.)(?:district(?:council)?|區議會|区议会)$")
_FEWEST_CHARACTERS = 2
"""Without its 區, 東區 would be the direction east; 沙田區 stays a place."""


def named(text: str) -> District | None:
    """Return the district of this name, in one language or in two, however it is spelt; None for another text."""
    plain = _FOOTNOTE.sub("", text)
    found = _NAMES.get(_folded(plain))
    if found or not _CHINESE.search(plain) or not _LATIN.search(plain):
        return found
    chinese, english = (_NAMES.get(_folded(other.sub(" ", plain))) for other in (_LATIN, _CHINESE))
    return chinese if chinese == english else None


def known(values: Iterable[str]) -> Known:
    """Read a column's distinct values by the scheme that explains most of them; names win a tie."""
    texts = tuple(values)
    best = Known(None, 0, texts)
    for scheme, find in _SCHEMES.items():
        strange = tuple(text for text in texts if not _is_known(text, find))
        if len(texts) - len(strange) > best.found:
            best = Known(scheme, len(texts) - len(strange), strange)
    return best


def reader(values: Iterable[str]) -> Callable[[str], District | None]:
    """Return what finds the one district that a text of a column means, by the scheme that its values follow."""
    return _SCHEMES[known(values).scheme or "name"]


def _is_known(text: str, find: Callable[[str], District | None]) -> bool:
    """Say whether a text names one district, or several and nothing else."""
    return bool(find(text)) or all(map(find, _BETWEEN_SEVERAL.split(text)))


def _folded(text: str) -> str:
    """Return a name as letters alone, without "and", "District" and 區."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("_", " ")
    words = [word for word in re.findall(r"\w+", plain) if word != "and"]
    name = _ENDS.sub("", "".join(words))
    bare = name.rstrip("區区")
    return bare if len(bare) >= _FEWEST_CHARACTERS else name


def _by_abbreviation(text: str) -> District | None:
    return _ABBREVIATIONS.get(text.strip().upper())


def _by_letter(text: str) -> District | None:
    return _LETTERS.get(text.strip())


_BY_CODE = {district.code: district for district in DISTRICTS}
_NAMES = {_folded(district.name.words(lang)): district for district in DISTRICTS for lang in LANGS} | {
    spelling: _BY_CODE[code] for spelling, code in _OTHER_SPELLINGS.items()
}
_ABBREVIATIONS = {each: district for district in DISTRICTS for each in district.abbreviations}
_LETTERS = {district.letter: district for district in DISTRICTS}
_SCHEMES: dict[Scheme, Callable[[str], District | None]] = {
    "name": named,
    "abbreviation": _by_abbreviation,
    "letter": _by_letter,
}
