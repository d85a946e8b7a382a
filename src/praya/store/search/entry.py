"""What the index holds of one dataset."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from praya.model import districts, rhythm
from praya.model.search import Box
from praya.model.text import LANGS, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from praya.model.catalogue import Dataset, Distribution, Publisher, Theme, Version
    from praya.model.rhythm import Rhythm
    from praya.model.table import Table

_YEAR = re.compile(r"(?<!\d)(?:18[4-9]|19\d|20\d)\d(?!\d)")
_KINDS = {
    "continuous": "continuous",
    "as_needed": "as-needed",
    "irregular": "irregular",
    "once": "never",
    "unknown": "unknown",
}
_RHYTHMS = {1: "hourly", 24: "daily", 7 * 24: "weekly", 31 * 24: "monthly", 92 * 24: "quarterly"}
"""The longest period in hours of each rhythm that readers choose from; a longer one is yearly."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """A column that names things, and the different things it names."""

    column: Text
    values: tuple[str, ...]


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
    """The tables' column names, headers as the source wrote them, and titles."""
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
    themes: tuple[Text, ...] = ()
    dimensions: tuple[Dimension, ...] = ()
    languages: tuple[str, ...] = ()
    has_map: bool = False
    has_history: bool = False
    """Whether a file of it has more than one version."""
    districts: tuple[str, ...] = ()
    """The codes of the districts that it names or lies in."""
    box: Box | None = None
    years: tuple[int, int] | None = None
    """The first and the last year that it tells of."""
    quality: str = "unknown"
    """How good it is, in a word (`model.quality.Level`)."""
    changed: datetime | None = None
    """When its record or one of its files last changed."""

    @classmethod
    def of(
        cls,
        dataset: Dataset,
        publisher: Publisher | None,
        distributions: Sequence[Distribution],
        tables: Sequence[Table],
        *,
        themes: Sequence[Theme] = (),
        versions: Sequence[Version] = (),
        dimensions: Sequence[Dimension] = (),
        quality: str = "unknown",
    ) -> Self:
        """Make the entry of a dataset from all that hangs on it."""
        columns = [column for table in tables for column in table.schema.columns]
        said = (said for each in columns for said in (each.name, each.header, *_wordings(each.title)))
        moments = [each.retrieved_at for each in versions]
        return cls(
            id=dataset.id,
            name=dataset.name,
            title=dataset.title,
            description=dataset.description,
            keywords=dataset.keywords,
            publisher_id=dataset.publisher_id,
            publisher=publisher.title if publisher else Text(),
            theme_ids=dataset.theme_ids,
            themes=tuple(each.title for each in themes),
            formats=tuple(sorted({each.format for each in distributions if each.format})),
            files=tuple(each.title for each in distributions),
            tables=tuple(table.title for table in tables),
            columns=tuple(dict.fromkeys(said)),
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
            dimensions=tuple(dimensions),
            languages=_languages(distributions, tables),
            has_map=any(table.schema.locating for table in tables),
            has_history=any(each.number > 1 for each in versions),
            quality=quality,
            districts=_districts(tables, dimensions),
            box=_box(tables),
            years=_years(dataset, distributions, tables),
            changed=max([*moments, *([dataset.modified] if dataset.modified else [])], default=None),
        )

    @property
    def rhythm(self) -> str:
        """Return how often it changes, in one of the few words that readers choose from."""
        return _rhythm(rhythm.read(self.frequency))

    @property
    def standing(self) -> float:
        """Return what speaks for it beside the words, from 0 to 1."""
        return 0.6 * self.has_table + 0.2 * bool(self.description) + 0.2 * bool(self.formats)

    def texts(self) -> dict[str, list[str]]:
        """Return the texts of each searched field."""
        return {
            "title": _wordings(self.title),
            "keywords": [self.name, *self.keywords],
            "tables": _wordings(*self.tables),
            "columns": list(self.columns),
            "publisher": _wordings(self.publisher),
            "themes": _wordings(*self.themes),
            "files": _wordings(*self.files),
            "values": [value for each in self.dimensions for value in each.values],
            "description": _wordings(self.description),
            "remarks": _wordings(*self.remarks),
        }

    def beside(self) -> dict[str, list[str]]:
        """Return the texts of each field that is searched only where it is named."""
        return {
            "contact": list(self.contact),
            "frequency": _wordings(self.frequency),
        }

    def values(self) -> Mapping[str, tuple[str, ...]]:
        """Return the values of each field that is met exactly."""
        return {
            "id": (self.id,),
            "name": (self.name,),
            "keyword": self.keywords,
            "theme": self.theme_ids,
            "publisher_id": (self.publisher_id,),
            "format": self.formats,
            "licence": (self.licence,),
            "rhythm": (self.rhythm,),
            "language": self.languages,
            "table": ("yes" if self.has_table else "no",),
            "map": ("yes" if self.has_map else "no",),
            "history": ("yes" if self.has_history else "no",),
            "quality": (self.quality,),
            "district": self.districts,
            "address": self.addresses,
            "source": (self.source,),
            "file_id": self.file_ids,
        }


def _wordings(*texts: Text) -> list[str]:
    return [wording.words for text in texts for _lang, wording in text.items()]


def _rhythm(read: Rhythm) -> str:
    if read.period is None:
        return _KINDS.get(read.kind, "unknown")
    hours = read.period.length.total_seconds() / 3600
    return next((word for longest, word in _RHYTHMS.items() if hours <= longest), "yearly")


def _languages(distributions: Sequence[Distribution], tables: Sequence[Table]) -> tuple[str, ...]:
    said = {lang for each in distributions for lang in each.languages}
    said |= {each.lang for table in tables for each in table.schema.columns if each.lang}
    return tuple(lang for lang in LANGS if lang in said)


def _districts(tables: Sequence[Table], dimensions: Sequence[Dimension]) -> tuple[str, ...]:
    lying = {code for table in tables for code in table.profile.districts}
    named = {found.code for each in dimensions for value in each.values if (found := districts.named(value))}
    return tuple(each.code for each in districts.DISTRICTS if each.code in lying | named)


def _box(tables: Sequence[Table]) -> Box | None:
    boxes = [table.profile.bbox for table in tables if table.profile.bbox]
    if not boxes:
        return None
    west, south, east, north = zip(*boxes, strict=True)
    return Box(min(west), min(south), max(east), max(north))


def _years(
    dataset: Dataset, distributions: Sequence[Distribution], tables: Sequence[Table]
) -> tuple[int, int] | None:
    """Return the years that the tables' dates span, or else those that titles name."""
    found = [year for table in tables for year in _told(table)]
    if not found:
        titles = _wordings(dataset.title, *(each.title for each in distributions))
        found = [int(year) for title in titles for year in _YEAR.findall(title)]
    return (min(found), max(found)) if found else None


def _told(table: Table) -> Iterator[int]:
    for column in table.schema.columns:
        if column.type in ("date", "datetime", "year", "yearmonth"):
            profile = table.profile.columns.get(column.name)
            yield from _plausible((profile.min, profile.max) if profile else ())


def _plausible(ends: Iterable[object]) -> Iterator[int]:
    for end in ends:
        if end is not None and (found := _YEAR.match(str(end)[:4])):
            yield int(found[0])
