"""Where the world finds what metadata tells of: the portal's own addresses, made absolute."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from praya.model.query import Query
from praya.model.search import Question
from praya.services import read
from praya.web import urls

if TYPE_CHECKING:
    from praya.model.catalogue import Version
    from praya.model.text import Lang


@dataclass(frozen=True, slots=True)
class Places:
    """The portal's addresses behind `base`: scheme and host, without a slash at the end."""

    base: str

    def dataset(self, name: str) -> str:
        """Return what names a dataset; asked, it leads to its page or its metadata."""
        return f"{self.base}/dataset/{quote(name, safe='')}"

    def page(self, lang: Lang, name: str) -> str:
        """Return a dataset's page."""
        return self.base + urls.dataset(lang, name)

    def theme(self, theme_id: str) -> str:
        """Return the datasets of a theme."""
        return self.base + urls.search("en", Question(facets={"theme": theme_id}))

    def publisher(self, publisher_id: str) -> str:
        """Return the datasets of a publisher."""
        return self.base + urls.search("en", Question(facets={"publisher": publisher_id}))

    def original(self, version: Version) -> str:
        """Return the kept copy of a version's bytes."""
        return self.base + urls.file(version.distribution_id, read.file_name(version), version.number)

    def table(self, name: str, ending: str, version: int | None = None) -> str:
        """Return a table's rows as a file: the latest, or those of a version."""
        return self.base + urls.data(name, ending, Query(as_of=str(version)) if version else None)
