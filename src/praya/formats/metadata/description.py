"""What is described: a dataset with all that is known of it, and the addresses under which the world finds it.

Every kind of metadata is a projection of a `Description`; none holds anything that is not here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from praya.model.catalogue import Record, web_host
from praya.model.rhythm import read as read_rhythm

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from praya.model.catalogue import Dataset, Distribution, Publisher, Theme, Version
    from praya.model.licence import Licence
    from praya.model.rhythm import Rhythm
    from praya.model.table import Table
    from praya.model.text import Lang, Text

_DATES = {"date": 10, "datetime": 10, "yearmonth": 7, "year": 4}
"""Types of columns that place a row in time, and how much of a value says its day, month or year."""


class Addresses(Protocol):
    """Where things are found; every address is absolute."""

    @property
    def base(self) -> str:
        """Return scheme and host, without a slash at the end."""

    def dataset(self, name: str) -> str:
        """Return what names a dataset."""

    def page(self, lang: Lang, name: str) -> str:
        """Return a dataset's page."""

    def theme(self, theme_id: str) -> str:
        """Return what names a theme."""

    def publisher(self, publisher_id: str) -> str:
        """Return what names a publisher."""

    def original(self, version: Version) -> str:
        """Return the kept copy of a version's bytes."""

    def table(self, name: str, ending: str, version: int | None = None) -> str:
        """Return a table's rows as a file: the latest, or those of a version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """A dataset with all that hangs on it."""

    dataset: Dataset
    publisher: Publisher
    themes: tuple[Theme, ...]
    licence: Licence
    distributions: tuple[Distribution, ...]
    versions: Mapping[str, Version]
    """The latest version of each distribution that has one, by distribution id."""
    tables: tuple[Table, ...]
    quality: Mapping[str, float] = field(default_factory=dict)
    """The share of points given by each part of the rules of which something was seen, and by all as `overall`."""

    @property
    def record(self) -> Record:
        """Return what the source's record says."""
        return Record(
            dataset=self.dataset,
            distributions=self.distributions,
            publisher=self.publisher,
            themes=self.themes,
        )

    def address(self, each: Distribution, places: Addresses) -> str:
        """Return where a distribution is: as announced, or the copy kept of one that is not on the web."""
        version = self.versions.get(each.id)
        return each.url if web_host(each.url) or version is None else places.original(version)

    @property
    def rhythm(self) -> Rhythm:
        """Return how often it changes, as its publisher says."""
        return read_rhythm(self.dataset.frequency)

    @property
    def bbox(self) -> tuple[float, float, float, float] | None:
        """Return the box in WGS84 degrees around every place in its tables: west, south, east, north."""
        boxes = [each.profile.bbox for each in self.tables if each.profile.bbox]
        if not boxes:
            return None
        west, south, east, north = zip(*boxes, strict=True)
        return min(west), min(south), max(east), max(north)

    @property
    def period(self) -> tuple[str, str] | None:
        """Return the first and last day (or month, or year) that its rows are about.

        Only columns that tell rows apart count: a date of expiry says nothing of what a table covers.
        """
        spans = [span for each in self.tables if (span := _span(each))]
        return (min(first for first, _ in spans), max(last for _, last in spans)) if spans else None

    @property
    def changed(self) -> datetime | None:
        """Return when it last changed: as its source says, or as a file was retrieved that differed."""
        moments = [each.retrieved_at for each in self.versions.values()]
        return max([*moments, *([self.dataset.modified] if self.dataset.modified else [])], default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """The catalogue itself, and one page of it."""

    title: Text
    description: Text
    modified: datetime | None
    total: int
    page: int
    size: int
    datasets: tuple[Description, ...]

    @property
    def pages(self) -> int:
        """Return how many pages there are; one even where nothing is found."""
        return max(1, -(-self.total // self.size))


def _span(table: Table) -> tuple[str, str] | None:
    keys = table.profile.keys[0] if table.profile.keys else ()
    for name in keys:
        column = table.schema.column(name)
        held = table.profile.columns.get(name)
        if column and held and column.type in _DATES and held.min is not None and held.max is not None:
            length = _DATES[column.type]
            return str(held.min)[:length], str(held.max)[:length]
    return None
