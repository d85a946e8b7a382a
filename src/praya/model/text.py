"""A human text in the portal's three languages, each wording with its origin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Lang = Literal["en", "zh-Hant", "zh-Hans"]
LANGS: tuple[Lang, ...] = ("en", "zh-Hant", "zh-Hans")

Origin = Literal["source", "converted", "edited"]
"""Who wrote a wording: the source itself, a script conversion of the source's, or an editor of this catalogue."""

FALLBACK: Mapping[Lang, tuple[Lang, ...]] = {
    "en": ("en", "zh-Hant", "zh-Hans"),
    "zh-Hant": ("zh-Hant", "zh-Hans", "en"),
    "zh-Hans": ("zh-Hans", "zh-Hant", "en"),
}
"""What a reader of each language is shown, best first, when a wording is missing."""


@dataclass(frozen=True, slots=True)
class Wording:
    """One language's words and who wrote them."""

    words: str
    origin: Origin = "source"


@dataclass(frozen=True, slots=True)
class Shown:
    """What a reader sees of a text: the words, the language they are really in, and their origin."""

    words: str
    lang: Lang
    origin: Origin


@dataclass(frozen=True, slots=True)
class Text:
    """A human text in up to three languages; a missing wording stays missing."""

    en: Wording | None = None
    zh_hant: Wording | None = None
    zh_hans: Wording | None = None

    @classmethod
    def of(
        cls,
        en: str | None = None,
        zh_hant: str | None = None,
        zh_hans: str | None = None,
        *,
        origin: Origin = "source",
    ) -> Text:
        """Make a text from plain strings of one origin; empty strings count as missing."""

        def wording(words: str | None) -> Wording | None:
            return Wording(words.strip(), origin) if words and words.strip() else None

        return cls(wording(en), wording(zh_hant), wording(zh_hans))

    def get(self, lang: Lang) -> Wording | None:
        """Return the wording in exactly this language."""
        return {"en": self.en, "zh-Hant": self.zh_hant, "zh-Hans": self.zh_hans}[lang]

    def shown(self, lang: Lang) -> Shown | None:
        """Return what a reader of `lang` sees: that wording, or the nearest other one; None if empty."""
        for candidate in FALLBACK[lang]:
            if wording := self.get(candidate):
                return Shown(wording.words, candidate, wording.origin)
        return None

    def words(self, lang: Lang) -> str:
        """Return the words a reader of `lang` sees, or an empty string."""
        shown = self.shown(lang)
        return shown.words if shown else ""

    def items(self) -> Iterator[tuple[Lang, Wording]]:
        """Iterate over the wordings there are."""
        for lang in LANGS:
            if wording := self.get(lang):
                yield lang, wording

    def replaced(self, lang: Lang, wording: Wording | None) -> Text:
        """Return a copy with one language's wording replaced."""
        parts = {each: self.get(each) for each in LANGS} | {lang: wording}
        return Text(parts["en"], parts["zh-Hant"], parts["zh-Hans"])

    def or_else(self, other: Text) -> Text:
        """Return this text, with what it lacks taken from `other`."""
        return Text(self.en or other.en, self.zh_hant or other.zh_hant, self.zh_hans or other.zh_hans)

    def __bool__(self) -> bool:
        return any(self.get(lang) for lang in LANGS)

    def to_json(self) -> dict[str, dict[str, str]]:
        """Return `{"en": {"words": …, "origin": …}, …}` with only the wordings there are."""
        return {lang: {"words": wording.words, "origin": wording.origin} for lang, wording in self.items()}

    @classmethod
    def from_json(cls, data: Mapping[str, Mapping[str, str]] | None) -> Text:
        """Read what `to_json` wrote."""

        def wording(lang: Lang) -> Wording | None:
            part = (data or {}).get(lang)
            return Wording(part["words"], cast("Origin", part["origin"])) if part else None

        return cls(wording("en"), wording("zh-Hant"), wording("zh-Hans"))
