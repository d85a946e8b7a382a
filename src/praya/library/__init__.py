"""Praya in a researcher's program: `praya.connect` to a server or a folder, one interface to both (docs/library.md)."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from praya.library.city import Answer, City, Dataset
from praya.library.served import Served
from praya.library.table import Provenance, Reading, Table

if TYPE_CHECKING:
    import os

    from praya.library.source import Source
    from praya.model.text import Lang

__all__ = ["Answer", "City", "Dataset", "Provenance", "Table", "connect"]

MOST_BYTES = 8 << 30
SECONDS = 60.0


def connect(
    where: str | os.PathLike[str],
    *,
    lang: Lang = "en",
    cache: str | os.PathLike[str] | None = None,
    most_bytes: int = MOST_BYTES,
    seconds: float = SECONDS,
) -> City:
    """Return the city at a web address, or in a folder (a PRAYA_HOME).

    `cache` is a folder where tables that were taken are kept, so that asking again fetches nothing. No answer may be
    larger than `most_bytes`, nor a server silent for longer than `seconds`. Raise LibraryFailed or AddressInvalid.
    """
    reading = Reading(most_bytes=most_bytes, cache=Path(cache).expanduser() if cache is not None else None)
    return City(_source(where, seconds, lang), reading)


def _source(where: str | os.PathLike[str], seconds: float, lang: Lang) -> Source:
    """Return what answers; the folder's part of the program is large and is loaded for a folder only."""
    if isinstance(where, str) and "://" in where:
        return Served(where, seconds=seconds, lang=lang)
    folder: Source = import_module("praya.library.folder").Folder(Path(where).expanduser(), lang=lang)
    return folder
