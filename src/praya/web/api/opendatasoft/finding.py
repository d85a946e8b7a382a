"""The `where` of datasets, and facets that narrow them, as conditions of the catalogue's search.

test := text | search([field | *,] text) | suggest(field, text) | field ("=" | ":" | "!=") value | field IN (values)
      | field LIKE text
field := dataset_id | title | description | theme | publisher | keyword, also as default.title
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from praya.model.search import NOTHING, Condition, Negated, Value, Words, all_of, any_of
from praya.services import records
from praya.web.api.opendatasoft.failing import malformed, wrong
from praya.web.api.opendatasoft.where import words
from praya.web.api.opendatasoft.words import Conditions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from praya.model.search import TextField, ValueField
    from praya.model.text import Lang, Text
    from praya.platform import Platform

_VALUES: Mapping[str, ValueField] = {
    "dataset_id": "name",
    "theme": "theme",
    "publisher": "publisher_id",
    "keyword": "keyword",
}
_TEXTS: Mapping[str, TextField] = {
    "title": "title",
    "description": "description",
    "keyword": "keywords",
    "publisher": "publisher",
}
_WITHOUT = ("default.", "metas.default.")


@dataclass(frozen=True, slots=True)
class Names:
    """Themes and publishers by id: facets name them by their titles."""

    titles: Mapping[str, Mapping[str, Text]]

    @classmethod
    def of(cls, platform: Platform) -> Names:
        """Read them."""
        themes = {each.id: each.title for each, _ in records.themes(platform)}
        publishers = {each.id: each.title for each, _ in records.publishers(platform)}
        return cls({"theme": themes, "publisher": publishers})

    def said(self, field: str, value: str, lang: Lang) -> str:
        """Return what a value is called."""
        title = self.titles.get(field, {}).get(value)
        return (title.words(lang) if title else "") or value

    def met(self, field: str, said: str) -> Condition:
        """Return the condition that a field has this value, by its id or its title in any language."""
        known = self.titles.get(field)
        if known is None:
            return Value(_VALUES[field], said)
        ids = [
            key
            for key, title in known.items()
            if said == key or said in (wording.words for _, wording in title.items())
        ]
        return any_of(*(Value(_VALUES[field], each) for each in ids)) if ids else NOTHING


class Find(Conditions[Condition]):
    """Reads which datasets are wanted."""

    def __init__(self, text: str, names: Names) -> None:
        super().__init__(text)
        self._names = names

    def both(self, found: list[Condition]) -> Condition:
        """Join by and."""
        return all_of(*found)

    def either(self, found: list[Condition]) -> Condition:
        """Join by or."""
        return found[0] if len(found) == 1 else any_of(*found)

    def negated(self, found: Condition) -> Condition:
        """Turn around."""
        return Negated(found)

    def test(self) -> Condition:
        """Read one test."""
        if self.next.kind == "text":
            return _said("any", self.text())
        if self.calls():
            return self._searched()
        field = _plain(self.field())
        if self.took("like"):
            return _said(_text_of(field), self.text())
        if field not in _VALUES and self.took(":"):
            return _said(_text_of(field), self.text())
        if field not in _VALUES:
            raise malformed(f"datasets cannot be asked about `{field[:100]}` so")
        return self._valued(field)

    def _valued(self, field: str) -> Condition:
        if self.took("in"):
            self.need("(")
            found = [self._names.met(field, self.text())]
            while self.took(","):
                found.append(self._names.met(field, self.text()))
            self.need(")")
            return any_of(*found)
        if self.took("!=") or self.took("<>"):
            return Negated(self._names.met(field, self.text()))
        if not self.took(":"):
            self.need("=")
        return self._names.met(field, self.text())

    def _searched(self) -> Condition:
        called = self.take().text.lower()
        if called not in ("search", "suggest"):
            raise malformed(f"`{called[:40]}` is no condition that can be asked of datasets")
        self.need("(")
        fields: list[TextField] = []
        while self.next.kind != "text":
            fields.append("any" if self.took("*") else _text_of(_plain(self.field())))
            self.need(",")
        text = self.text()
        self.need(")")
        return any_of(*(_said(each, text) for each in fields or ["any"]))


def narrowed(names: Names, text: str, parameter: str) -> Condition:
    """Read `theme:value`, `publisher:value` or `keyword:value`."""
    field, _, value = text.partition(":")
    if _plain(field) not in _VALUES or not value:
        raise wrong(parameter, text, " or ".join(f"{each}:value" for each in _VALUES))
    found = names.met(_plain(field), value.strip('"'))
    return Negated(found) if parameter == "exclude" else found


def _said(field: TextField, text: str) -> Condition:
    return Words(field, " ".join(words(text)))


def _text_of(field: str) -> TextField:
    if field not in _TEXTS:
        raise malformed(f"Unknown field: {field[:100]}")
    return _TEXTS[field]


def _plain(field: str) -> str:
    for each in _WITHOUT:
        field = field.removeprefix(each)
    return field
