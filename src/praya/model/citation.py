"""How a version of a dataset is named as a source: by people, and by programs that keep references."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from praya.model.catalogue import Dataset, Publisher, Version
    from praya.model.licence import Licence
    from praya.model.text import Lang

_MARKUP = re.compile(r"[{}\\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """What is named: exactly which bytes, of whom, under which terms, and where they are."""

    dataset: Dataset
    publisher: Publisher
    version: Version | None
    licence: Licence
    address: str

    def line(self, lang: Lang) -> str:
        """Return it in one line."""
        who, what, terms = self._words(lang)
        version = self.version
        if version is None:
            return f"{who}. {what}. {terms}. {self.address}"
        year, day, number = version.retrieved_at.year, f"{version.retrieved_at:%Y-%m-%d}", version.number
        if lang == "en":
            return (
                f"{who} ({year}). {what} [Data set], version {number} (SHA-256 {version.sha256}), "
                f"retrieved {day}. {terms}. {self.address}"
            )
        kind = "數據集" if lang == "zh-Hant" else "数据集"
        which = f"第 {number} 版（SHA-256 {version.sha256}）"
        return f"{who}（{year}）。{what}［{kind}］，{which}，{day} 取得。{terms}。{self.address}"

    def bibtex(self, lang: Lang) -> str:
        """Return it as a BibTeX entry."""
        who, what, _ = self._words(lang)
        fields = {"author": who, "title": what, "howpublished": "Data set", "url": self.address}
        if self.version:
            fields |= {
                "year": str(self.version.retrieved_at.year),
                "version": str(self.version.number),
                "urldate": f"{self.version.retrieved_at:%Y-%m-%d}",
                "note": f"SHA-256 {self.version.sha256}; {self.licence.id}",
            }
        plain = {name: _MARKUP.sub("", " ".join(value.split())) for name, value in fields.items()}
        plain["author"] = f"{{{plain['author']}}}"  # a body, not a person with a family name
        lines = "".join(f",\n  {name} = {{{value}}}" for name, value in plain.items())
        return f"@misc{{{self.dataset.name}{lines}\n}}"

    def _words(self, lang: Lang) -> tuple[str, str, str]:
        who, what = self.publisher.title.words(lang), self.dataset.title.words(lang)
        return who or self.publisher.id, what or self.dataset.name, self.licence.title.words(lang)
