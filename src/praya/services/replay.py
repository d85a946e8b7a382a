"""Real histories: a folder of files that are one file through time, each named by when it was there."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from praya.model import errors
from praya.model.moment import CITY_TIME
from praya.store import catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from praya.platform import Platform

_NAME = re.compile(r"(?:\d+-)?(\d{8}-\d{4})-(.+)")
"""`20250909-0050-latest_10min_wind.csv`, or with a counting number before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """One version of a file."""

    path: Path
    name: str
    """The file's own, the same for all its versions."""
    at: datetime


def recorded(folder: Path) -> Mapping[str, tuple[Recorded, ...]]:
    """Return the versions found in a folder by the name of their file, the oldest first; times are the city's.

    Raise FileMissing where there is none.
    """
    found = defaultdict[str, list[Recorded]](list)
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        named = _NAME.fullmatch(path.name)
        if named and path.is_file():
            at = _moment(named[1])
            if at:
                found[named[2]].append(Recorded(path=path, name=named[2], at=at))
    if not found:
        raise errors.FileMissing(path=str(folder / "20250909-0050-NAME"))
    return {
        name: tuple(sorted(each, key=lambda one: (one.at, one.path.name))) for name, each in found.items()
    }


def left(platform: Platform, distribution_id: str, versions: tuple[Recorded, ...]) -> tuple[Recorded, ...]:
    """Return those that are younger than the latest version: what is there is not loaded twice."""
    with platform.db.connect() as connection:
        latest = catalogue.latest_version(connection, distribution_id)
    return tuple(each for each in versions if latest is None or each.at > latest.retrieved_at)


def _moment(stamp: str) -> datetime | None:
    try:
        return datetime.strptime(stamp, "%Y%m%d-%H%M").replace(tzinfo=CITY_TIME).astimezone(UTC)
    except ValueError:
        return None
