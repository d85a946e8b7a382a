"""DCAT-AP 3.0.1, both ways: descriptions to trees of RDF, and strangers' graphs to records."""

from praya.formats.metadata.dcat.read import following, records
from praya.formats.metadata.dcat.write import catalogue, dataset

__all__ = ["catalogue", "dataset", "following", "records"]
