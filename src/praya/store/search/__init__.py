"""Search over the catalogue in three languages: what is indexed, what is asked, what is found."""

from praya.store.search.entry import Dimension, Entry
from praya.store.search.found import Found, Hit
from praya.store.search.index import SearchIndex
from praya.store.search.terms import Term, marked, terms, whole

__all__ = ["Dimension", "Entry", "Found", "Hit", "SearchIndex", "Term", "marked", "terms", "whole"]
