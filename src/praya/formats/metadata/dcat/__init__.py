"""DCAT-AP 3.0.1, both ways: descriptions to trees of RDF; strangers' graphs to records in `read`, which loads rdflib."""

from praya.formats.metadata.dcat.write import catalogue, dataset

__all__ = ["catalogue", "dataset"]
