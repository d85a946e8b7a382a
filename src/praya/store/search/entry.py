"""What the index holds of one dataset."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Self

import tantivy

from praya.model.text import Text
from praya.store.search.fold import beginnings, characters, folded, tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from praya.model.catalogue import Dataset, Distribution, Publisher
    from praya.model.table import Table

BESIDE = ("contact", "frequency", "remarks")
"""Fields of texts that are searched only where they are named."""
VALUES = ("name", "keyword", "theme", "publisher_id", "format", "licence", "table")
"""Fields of values that are also counted; `address`, `source` and `file_id` are only met."""
MET = ("address", "source", "file_id")
TIMES = ("created", "modified")
WEIGHTS = {"title": 6.0, "keywords": 3.0, "tables": 2.0, "publisher": 2.0, "files": 1.5, "description": 1.0}
"""The fields that are searched, and how much a word found there counts."""

LONGEST_ORDER = 200
"""Characters of a title that tell its place among others."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


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
    created: datetime | None = None
    licence: str = ""
    source: str = ""
    contact: tuple[str, ...] = ()
    frequency: Text = field(default_factory=Text)
    remarks: tuple[Text, ...] = ()
    """The distributions' descriptions."""
    addresses: tuple[str, ...] = ()
    """The distributions' own."""
    file_ids: tuple[str, ...] = ()

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
            created=dataset.created,
            licence=dataset.licence_id,
            source=dataset.source,
            contact=(dataset.contact.name, dataset.contact.email),
            frequency=dataset.frequency,
            remarks=tuple(each.description for each in distributions),
            addresses=tuple(each.url for each in distributions),
            file_ids=tuple(each.id for each in distributions),
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

    def beside(self) -> dict[str, list[str]]:
        """Return the texts of each field in `BESIDE`."""
        return {
            "contact": list(self.contact),
            "frequency": _wordings([self.frequency]),
            "remarks": _wordings(self.remarks),
        }

    def values(self) -> dict[str, tuple[str, ...]]:
        """Return the values of each field that is met exactly."""
        return {
            "id": (self.id,),
            "name": (self.name,),
            "keyword": self.keywords,
            "theme": self.theme_ids,
            "publisher_id": (self.publisher_id,),
            "format": self.formats,
            "licence": (self.licence,),
            "table": ("yes" if self.has_table else "no",),
            "address": self.addresses,
            "source": (self.source,),
            "file_id": self.file_ids,
        }

    def document(self) -> tantivy.Document:
        """Return what Tantivy stores."""
        document = tantivy.Document()
        texts = self.texts()
        for name, values in (texts | self.beside()).items():
            for value in dict.fromkeys(
                tokens(each) for each in values
            ):  # converted wordings fold into their source
                document.add_text(name, value)
        every = [text for values in texts.values() for text in values]
        document.add_text("characters", characters(every))
        document.add_text("beginnings", beginnings(every))
        for name, chosen in self.values().items():
            for each in chosen:
                document.add_text(name, each)
        document.add_text("title_order", folded(self.title.words("en"))[:LONGEST_ORDER])
        for name, moment in (("created", self.created), ("modified", self.modified)):
            if moment:
                document.add_integer(name, microseconds(moment))
        return document


def microseconds(moment: datetime) -> int:
    """Return a moment as the index holds it."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def _wordings(texts: Iterable[Text]) -> list[str]:
    return [wording.words for text in texts for _lang, wording in text.items()]
