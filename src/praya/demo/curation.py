"""Which file hangs on which dataset, and what is said of it: `datasets/*.toml`, one file per dataset.

A dataset is either one of the recorded catalogue's (`existing = true`: its own words stay, what is written here is added
beside them) or one whose record is written here. Words written here are marked as edited. A distribution is found in an
existing record by its address; one with an `id` of its own is added to the record.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from importlib.resources import files
from typing import TYPE_CHECKING

import msgspec

from praya.model.catalogue import Dataset, Distribution, Record
from praya.model.licence import HK_TERMS
from praya.model.text import Lang, Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from praya.model.catalogue import Publisher, Theme


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One text in up to three languages."""

    en: str = ""
    zh_hant: str = msgspec.field(name="zh-Hant", default="")
    zh_hans: str = msgspec.field(name="zh-Hans", default="")

    def text(self) -> Text:
        """Return the words as a text, marked as ours."""
        return Text.of(self.en, self.zh_hant, self.zh_hans, origin="edited")


class FileEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file of the package data, and how it was found."""

    path: str
    """Within the package data: topic and file name."""
    name: str
    """What its publisher calls it."""
    retrieved: datetime
    media_type: str


class HistoryEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A recorded history in the package data: an archive of files, each with the time at which it was there."""

    path: str
    """The archive's name within the package data."""
    name: str
    """What its publisher calls the file."""
    media_type: str
    first: datetime
    last: datetime
    """The times of the first and the last of its files."""


class DistributionEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One distribution with its files, oldest first, or its history: each file is a version."""

    url: str
    """Where its publisher gives it; `urn:praya:demo:…` where that is not known for certain, or the file is derived."""
    table: str
    """The name wanted for its first table."""
    title: Words
    file: tuple[FileEntry, ...] = ()
    history: HistoryEntry | None = None
    id: str = ""
    """Empty for a distribution that an existing record announces."""
    format: str = ""
    languages: tuple[Lang, ...] = ()
    description: Words = Words()


class DatasetEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One dataset and those of its distributions that carry a file."""

    name: str
    title: Words
    description: Words
    distribution: tuple[DistributionEntry, ...]
    existing: bool = False
    publisher: str = ""
    themes: tuple[str, ...] = ()
    landing_url: str = ""
    frequency: Words = Words()

    @property
    def retrieved(self) -> tuple[datetime, datetime]:
        """Return when the first and the last of its files were found."""
        times = [file.retrieved for each in self.distribution for file in each.file]
        times += [
            time
            for each in self.distribution
            if each.history
            for time in (each.history.first, each.history.last)
        ]
        return min(times).astimezone(UTC), max(times).astimezone(UTC)


def curation() -> tuple[DatasetEntry, ...]:
    """Return every curated dataset, by name."""
    folder = files("praya.demo") / "datasets"
    texts = [path.read_text("utf-8") for path in folder.iterdir() if path.name.endswith(".toml")]
    entries = [msgspec.toml.decode(text, type=DatasetEntry) for text in texts]
    return tuple(sorted(entries, key=lambda entry: entry.name))


def former_publishers() -> dict[str, Text]:
    """Return our English names of publishers that the portal's own list no longer has, by id."""
    text = (files("praya.demo") / "publishers.toml").read_text("utf-8")
    names = msgspec.toml.decode(text, type=dict[str, str])
    return {key: Text.of(name, origin="edited") for key, name in names.items()}


def record(entry: DatasetEntry, publishers: Mapping[str, Publisher], themes: Mapping[str, Theme]) -> Record:
    """Return the record of a dataset that the recorded catalogue does not have."""
    first, last = entry.retrieved
    dataset = Dataset(
        id=entry.name,
        name=entry.name,
        title=entry.title.text(),
        description=entry.description.text(),
        publisher_id=entry.publisher,
        theme_ids=entry.themes,
        frequency=entry.frequency.text(),
        landing_url=entry.landing_url,
        licence_id=HK_TERMS.id,
        created=first,
        modified=last,
    )
    return Record(
        dataset=dataset,
        distributions=_added(entry, dataset.id, 0),
        publisher=publishers[entry.publisher],
        themes=tuple(themes[each] for each in entry.themes),
    )


def with_words(entry: DatasetEntry, record: Record) -> Record:
    """Return an existing record with our words beside its own, and the distributions that we add to it."""
    announced = {each.url: each for each in entry.distribution if not each.id}
    distributions = tuple(
        replace(
            each,
            title=each.title.or_else(announced[each.url].title.text()),
            description=each.description.or_else(announced[each.url].description.text()),
        )
        if each.url in announced
        else each
        for each in record.distributions
    )
    dataset = replace(
        record.dataset,
        title=record.dataset.title.or_else(entry.title.text()),
        description=record.dataset.description.or_else(entry.description.text()),
    )
    added = _added(entry, dataset.id, len(distributions))
    return replace(record, dataset=dataset, distributions=distributions + added)


def _added(entry: DatasetEntry, dataset_id: str, position: int) -> tuple[Distribution, ...]:
    """Return the distributions that are written here, from this position on."""
    return tuple(
        Distribution(
            id=each.id,
            dataset_id=dataset_id,
            position=position + offset,
            title=each.title.text(),
            description=each.description.text(),
            url=each.url,
            format=each.format,
            languages=each.languages,
        )
        for offset, each in enumerate(each for each in entry.distribution if each.id)
    )
