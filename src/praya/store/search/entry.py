"""What the index holds of one dataset."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import tantivy

from praya.model.text import Text
from praya.store.search.fold import beginnings, characters, tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from praya.model.catalogue import Dataset, Distribution, Publisher
    from praya.model.table import Table

WEIGHTS = {"title": 6.0, "keywords": 3.0, "tables": 2.0, "publisher": 2.0, "files": 1.5, "description": 1.0}
"""The fields that are searched, and how much a word found there counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One dataset, as searching sees it."""

    id: str
    name: str
    title: Text
    description: Text
    keywords: tuple[str, ...]
    publisher_id: str
    publisher: Text
    theme_ids: tuple[str, ...]
    formats: tuple[str, ...]
    """As declared, upper case."""
    files: tuple[Text, ...]
    """The distributions' titles."""
    tables: tuple[Text, ...]
    """The tables' titles."""
    columns: tuple[str, ...]
    """The tables' column names, and the columns' headers as the source wrote them."""
    has_table: bool
    modified: datetime | None

    @classmethod
    def of(
        cls,
        dataset: Dataset,
        publisher: Publisher | None,
        distributions: Sequence[Distribution],
        tables: Sequence[Table],
    ) -> Self:
        """Make the entry of a dataset from all that hangs on it."""
        columns = [column for table in tables for column in table.schema.columns]
        return cls(
            id=dataset.id,
            name=dataset.name,
            title=dataset.title,
            description=dataset.description,
            keywords=dataset.keywords,
            publisher_id=dataset.publisher_id,
            publisher=publisher.title if publisher else Text(),
            theme_ids=dataset.theme_ids,
            formats=tuple(sorted({each.format for each in distributions if each.format})),
            files=tuple(each.title for each in distributions),
            tables=tuple(table.title for table in tables),
            columns=tuple(dict.fromkeys(name for each in columns for name in (each.name, each.header))),
            has_table=bool(tables),
            modified=dataset.modified,
        )

    def texts(self) -> dict[str, list[str]]:
        """Return the texts of each searched field."""
        return {
            "title": _wordings([self.title]),
            "keywords": [self.name, *self.keywords],
            "tables": [*_wordings(self.tables), *self.columns],
            "publisher": _wordings([self.publisher]),
            "files": _wordings(self.files),
            "description": _wordings([self.description]),
        }

    def document(self) -> tantivy.Document:
        """Return what Tantivy stores."""
        document = tantivy.Document()
        document.add_text("id", self.id)
        texts = self.texts()
        for field, values in texts.items():
            for value in dict.fromkeys(
                tokens(each) for each in values
            ):  # converted wordings fold into their source
                document.add_text(field, value)
        every = [text for values in texts.values() for text in values]
        document.add_text("characters", characters(every))
        document.add_text("beginnings", beginnings(every))
        facets = {
            "theme": self.theme_ids,
            "publisher_id": (self.publisher_id,),
            "format": self.formats,
            "table": ("yes" if self.has_table else "no",),
        }
        for field, chosen in facets.items():
            for each in chosen:
                document.add_text(field, each)
        document.add_integer("modified", int(self.modified.timestamp()) if self.modified else 0)
        return document


def _wordings(texts: Iterable[Text]) -> list[str]:
    return [wording.words for text in texts for _lang, wording in text.items()]
