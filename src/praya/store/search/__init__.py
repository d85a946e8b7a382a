"""Search over the catalogue in three languages: what is indexed, what is asked, what is found."""

from praya.store.search.entry import Entry
from praya.store.search.index import SearchIndex
from praya.store.search.question import FACETS, Found, Hit

__all__ = ["FACETS", "Entry", "Found", "Hit", "SearchIndex"]
