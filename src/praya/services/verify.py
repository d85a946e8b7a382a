"""Hash everything again: whether what is kept is still what it was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from praya.model import errors
from praya.store import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable

    from praya.platform import Platform

    Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """A file that is gone or no longer what it was, and the versions that it costs."""

    what: str
    """A hash, or a table's file."""
    gone: bool
    versions: tuple[tuple[str, int], ...]
    """As (distribution, number); none for a table's file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What was found."""

    files: int
    """Contents that were hashed."""
    stored: int
    """Bytes they take on the disk."""
    tables: int
    damaged: tuple[Damage, ...]
    unclaimed: int
    """Contents that no version is made of: files that could not be read, and work that was interrupted."""


def verify(platform: Platform, *, progress: Progress) -> Verified:
    """Read all that is kept and compare it with the catalogue; nothing is changed."""
    with platform.db.connect() as connection:
        claimed = catalogue.kept_bytes(connection)
        tables = list(catalogue.kept_tables(connection))
    every = sorted({*claimed, *platform.archive.hashes()})
    total = len(every) + len(tables)
    stored = 0
    damaged = []
    for done, sha256 in enumerate(every):
        progress(done, total, sha256[:12])
        versions = tuple(claimed.get(sha256, ()))
        try:
            checked = platform.archive.check(sha256)
        except errors.VersionMissing:
            damaged.append(Damage(what=sha256, gone=True, versions=versions))
            continue
        stored += checked.stored
        if not checked.whole:
            damaged.append(Damage(what=sha256, gone=False, versions=versions))
    for done, name in enumerate(tables, len(every)):
        progress(done, total, name)
        with platform.db.connect() as connection:
            wrong = platform.history.damaged(connection, name)
        damaged += [Damage(what=f"{name}/{file}", gone=False, versions=()) for file in wrong]
    progress(total, total, "")
    return Verified(
        files=len(every),
        stored=stored,
        tables=len(tables),
        damaged=tuple(damaged),
        unclaimed=len(set(every) - claimed.keys()),
    )
