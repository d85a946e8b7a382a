"""What the catalogue itself gives to try things with: chosen by rules, whatever it holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from praya.model.search import Question
from praya.services import feature, read
from praya.services.find import find

if TYPE_CHECKING:
    from praya.model.catalogue import Version
    from praya.platform import Platform
    from praya.services.read import TableView


@dataclass(frozen=True, slots=True, kw_only=True)
class Examples:
    """A table to begin with, and one with places; None where the catalogue has none."""

    table: TableView | None
    places: TableView | None

    @property
    def version(self) -> Version | None:
        """Return the version that the table to begin with is a reading of."""
        return self.table.version if self.table else None


def examples(platform: Platform) -> Examples:
    """Choose: the large table whose dates reach over the most years, else one of the newest dataset that has any."""
    series = feature.longest_series(platform)
    begin = series[0].table.name if series else _newest(platform, "table")
    places = _newest(platform, "map")
    return Examples(
        table=read.table_view(platform, begin) if begin else None,
        places=read.table_view(platform, places) if places else None,
    )


def _newest(platform: Platform, facet: str) -> str:
    """Return the name of the first table of the newest dataset that has a table, or a map; empty where none has."""
    for hit in find(platform, Question(facets={facet: "yes"}, size=1)).hits:
        tables = read.dataset(platform, hit.dataset.name).tables
        fitting = (each.name for each in tables if facet != "map" or each.schema.locating)
        return next(fitting, "")
    return ""
