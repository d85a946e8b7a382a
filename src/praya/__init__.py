"""Praya: the open-data platform of a city."""

__version__ = "0.1.0"
