"""Where tables live through time: one Parquet file for each version of each table.

A version is written elsewhere on the same disk and comes here, whole, by `publish`. Whoever publishes holds the
distribution (`catalogue.next_version`), so that two never write the same version.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from praya.model import errors
from praya.store.folder import sync_file, sync_folder

if TYPE_CHECKING:
    from pathlib import Path


class History:
    """A folder of published tables."""

    def __init__(self, root: Path) -> None:
        self._root = root
        root.mkdir(parents=True, exist_ok=True)

    def path(self, name: str, version: int) -> Path:
        """Return the Parquet file of a published version; raise VersionMissing."""
        path = self._path(name, version)
        if not path.exists():
            raise errors.VersionMissing(table=name, version=version)
        return path

    def publish(self, written: Path, name: str, version: int) -> None:
        """Move a finished file into its place, for good; what a crash left there before its commit is replaced."""
        path = self._path(name, version)
        path.parent.mkdir(exist_ok=True)
        sync_file(written)
        written.replace(path)
        sync_folder(path.parent)
        sync_folder(self._root)

    def _path(self, name: str, version: int) -> Path:
        if name.startswith(".") or os.sep in name:
            raise errors.TableMissing(name=name)
        return self._root / name / f"{version}.parquet"
